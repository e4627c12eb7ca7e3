// IPsec policies that stand in files of their own, beside a firewall's configuration.
#pragma once

#include <string_view>
#include <vector>

#include "model/firewall.hpp"
#include "text/coverage.hpp"
#include "text/diagnostic.hpp"

namespace lyncgate::ipsec {

/// Which packets a policy speaks of, seen from the machine it is on.
enum class Heading : std::uint8_t {
    leaving,   ///< what it does with packets on their way out
    arriving,  ///< what it asks of packets that come in: those that should be protected and are not are dropped
    mirrored,  ///< `packets` leave, and the same packets the other way round arrive
};

/// The kinds of files; each is recognised from its text.
enum class FileKind : std::uint8_t {
    unknown,
    xfrm,           ///< `ip xfrm policy`
    ipsec_conf,     ///< OpenBSD's ipsec.conf
    consec,         ///< `netsh advfirewall consec show rule name=all verbose`
    static_policy,  ///< `netsh ipsec static show all`
};

/// One IPsec policy. Those of one file compete: the first that takes a packet decides, as far as it is certain.
struct Policy {
    Tunnel tunnel;
    Heading heading = Heading::mirrored;
    FileKind kind = FileKind::unknown;
    bool on_hosts = false;  ///< a policy of the servers themselves (Windows), not of the firewall
};

FileKind kind_of(std::string_view text);

/// What a file says. Reading never fails: what is not understood becomes a policy with a doubt that may take any
/// packet, or makes the file unusable.
struct PolicyFile {
    FileKind kind = FileKind::unknown;
    std::vector<Policy> policies;  ///< in the order in which they are tried
    Coverage coverage;
    std::vector<Diagnostic> diagnostics;
    bool usable = true;  ///< false: not an IPsec policy of a known kind; there is an error that says so
};

/// Reads a file. Doubts and sets are kept by `firewall`, whose interfaces give meaning to their names.
PolicyFile read(const SourceFile& file, Firewall& firewall);

}  // namespace lyncgate::ipsec
