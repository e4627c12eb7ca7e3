// The kernel's table of connections: making it know one, and making it forget all.
#pragma once

#include "iptables/interpreter.hpp"

namespace lyncgate::kernel {

/// A netlink socket to connection tracking. Opened inside the sandbox.
class Connections {
public:
    Connections();
    ~Connections();
    Connections(const Connections&) = delete;
    Connections& operator=(const Connections&) = delete;

    /// Makes the connection known that the probe belongs to (established), or that it reports on (related). False: the
    /// kernel does not take it.
    bool know(const iptables::testing::Probe& probe);
    bool forget();

private:
    bool ask(const void* message, std::size_t size);

    int socket_ = -1;
};

/// The packet of the known connection that an ICMP error (a related probe) reports on.
iptables::testing::Probe reported(const iptables::testing::Probe& error);

}  // namespace lyncgate::kernel
