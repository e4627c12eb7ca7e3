#include "kernel/sandbox.hpp"

#include <sched.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>

#include <fmt/core.h>

namespace lyncgate::kernel {

namespace {

/// The report of what passes: chains after everything iptables has. They drop, so that no connection is confirmed and
/// every probe stays the first packet of its own; only what goes over lo has to leave first.
constexpr std::string_view reporting = R"(
table inet report {
    chain left { type filter hook postrouting priority 500; policy accept; oifname "lo" accept; log group 5 drop; }
    chain delivered { type filter hook input priority 500; policy accept; log group 5 drop; }
}
)";

std::string temporary_name() {
    char name[] = "/tmp/lyncgate-kernel-XXXXXX";
    const int file = mkstemp(name);
    if (file >= 0) {
        close(file);
    }
    return name;
}

struct Ended {
    int status = 0;
    std::string printed;
};

Ended ended_run(std::string_view command, std::string_view input) {
    static const std::string in = temporary_name();
    static const std::string out = temporary_name();
    std::ofstream(in, std::ios::trunc) << input;
    const int status = std::system(fmt::format("( {} ) < {} > {} 2>&1", command, in, out).c_str());
    std::ifstream printed(out);
    Ended ended{status, std::string((std::istreambuf_iterator<char>(printed)), {})};
    std::remove(in.c_str());
    std::remove(out.c_str());
    return ended;
}

}  // namespace

std::string run(std::string_view command, std::string_view input) {
    const Ended ended = ended_run(command, input);
    return ended.status == 0 ? std::string() : fmt::format("'{}' failed: {}", command, ended.printed);
}

std::string printed_by(std::string_view command) {
    // Warnings are written whenever a buffer is full, in the middle of a line.
    const Ended ended = ended_run(fmt::format("{} 2> /dev/null", command), {});
    return ended.status == 0 ? ended.printed : std::string();
}

std::string enter_sandbox() {
    if (geteuid() != 0) {
        return "not root";
    }
    if (unshare(CLONE_NEWNET) != 0) {
        return fmt::format("no network namespace: {}", std::strerror(errno));
    }
    for (const std::string_view tool : {"ip", "nft", "iptables-legacy-restore", "ip6tables-legacy-restore", "ipset"}) {
        const std::string missing = run(fmt::format("command -v {}", tool));
        if (!missing.empty()) {
            return fmt::format("the command '{}' is not installed", tool);
        }
    }
    const char* const names[] = {"eth0", "eth1", "wan0"};
    const char* const nets[] = {"192.0.2", "198.51.100", "203.0.113"};
    std::string script = "set -e; ip link set lo up; ";
    for (int i = 0; i < 3; ++i) {
        script += fmt::format("ip link add {0} address 02:00:00:00:00:0{1} type veth peer name p{1}; sysctl -qw "
                              "net.ipv6.conf.p{1}.disable_ipv6=1; "
                              "ip link set {0} up; ip link set p{1} up; ip addr add {2}.1/24 dev {0}; ip addr add "
                              "2001:db8:0:{3}::1/64 dev {0} nodad; "
                              "sysctl -qw net.ipv4.conf.{0}.rp_filter=0 net.ipv4.conf.{0}.accept_local=1 "
                              "net.ipv4.conf.{0}.route_localnet=1; ",
                              names[i], i, nets[i], i + 1);
    }
    script += "ip route add 10.0.0.0/8 dev wan0; sysctl -qw net.ipv4.conf.all.rp_filter=0 net.ipv4.ip_forward=1 "
              "net.ipv6.conf.all.forwarding=1; ";
    const std::string error = run(fmt::format("sh -c '{}'", script));
    return error.empty() ? run("nft -f -", reporting) : error;
}

}  // namespace lyncgate::kernel
