// Sending probes, and hearing from the kernel which of them passed.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "kernel/connections.hpp"
#include "kernel/frames.hpp"

namespace lyncgate::kernel {

/// A probe that came through.
struct Passed {
    iptables::testing::Probe probe;  ///< as it left
    bool delivered = false;          ///< to the machine itself
    std::string out;                 ///< interface it would leave by
    std::uint32_t mark = 0;
};

/// The sockets of a replay. Opened inside the sandbox.
class Wire {
public:
    /// Opens the sockets; `error` says why that failed.
    explicit Wire(std::string& error);
    ~Wire();
    Wire(const Wire&) = delete;
    Wire& operator=(const Wire&) = delete;

    /// Sends every probe (its place is its number) and waits for the kernel's report.
    std::map<std::uint32_t, Passed> replay(const std::vector<iptables::testing::Probe>& probes);

    /// Probes that could not be sent, because the kernel did not take their connection.
    int lost() const { return lost_; }

private:
    void send(const iptables::testing::Probe& probe, std::uint32_t id);
    void collect(std::map<std::uint32_t, Passed>& passed, int wait_ms);

    Connections connections_;
    int lost_ = 0;
    int frames_ = -1, raw4_ = -1, raw6_ = -1, log_ = -1;
    std::uint32_t base_ = 1;  ///< ids of earlier replays never come back
};

}  // namespace lyncgate::kernel
