// The site: a user's deployment, as site.yaml describes it.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "net/set.hpp"
#include "requirements/vocabulary.hpp"
#include "text/diagnostic.hpp"
#include "text/source_file.hpp"

namespace lyncgate {

/// The addresses of a role.
struct RoleAddresses {
    Set addresses;           ///< as on the servers' interfaces (private behind NAT)
    Set public_addresses;    ///< as the Internet knows them; empty when they are the same
    bool inherited = false;  ///< taken from the role's parent, members or the Internet, not written in the site
    Origin origin;
};

/// What lies behind one interface of a firewall.
struct InterfaceNetworks {
    std::string name;
    Set networks;           ///< everything that is reached through it; `internet` is already resolved
    Set addresses;          ///< the firewall's own addresses on it
    bool internet = false;  ///< holds everything not named elsewhere
    Origin origin;
};

/// A path as written in the site, and as it is to be opened (relative to the site file's folder).
struct SitePath {
    std::string written;
    std::string path;
    Origin origin;
};

/// A firewall of the site.
struct SiteFirewall {
    std::string name;
    SitePath config;
    std::optional<SitePath> config6;  ///< the IPv6 half where a dialect keeps it apart (ip6tables-save)
    std::vector<SitePath> ipsets;
    std::vector<SitePath> ipsec;  ///< `ip xfrm policy`, ipsec.conf, netsh exports
    std::optional<std::string> dialect;
    std::vector<InterfaceNetworks> interfaces;  ///< as written
    Origin origin;
};

/// A flow that is known, meant and owned: not a finding.
struct AcceptedFlow {
    std::vector<std::string> from_roles, to_roles;  ///< role names, where roles were written
    Set from, to;                                   ///< addresses
    Set protocols;                                  ///< IP protocol numbers
    Set ports;                                      ///< destination ports; every port when none is written
    std::string reason, owner, ticket;
    std::string until;  ///< YYYY-MM-DD; empty: no end
    Origin origin;
};

/// A deployment. Immutable once read.
struct Site {
    std::string name;
    std::string product = "lync-server-2013";
    std::map<std::string, std::string, std::less<>> scenario;  ///< "edge" → "single-private-nat"
    std::set<std::string, std::less<>> facts;  ///< every feature and scenario name that holds, implied ones included
    std::map<std::string, RoleAddresses, std::less<>> roles;  ///< every role that has addresses, inherited included
    std::map<std::string, Set, std::less<>> ports;            ///< every tunable, defaults included
    std::set<std::string, std::less<>> changed_ports;         ///< tunables the site sets itself
    std::vector<SiteFirewall> firewalls;
    std::vector<AcceptedFlow> accepted;
    Origin origin;

    bool holds(std::string_view fact) const { return facts.contains(fact); }
};

/// A site, or why there is none. Invariant: `site` is set exactly when no diagnostic is an error.
struct SiteReading {
    std::optional<Site> site;
    std::vector<Diagnostic> diagnostics;
};

/// Reads site.yaml. Paths are resolved against the folder of `file.name()`; no file is opened.
SiteReading read_site(const SourceFile& file, const Vocabulary& vocabulary);

/// Globally reachable unicast addresses (RFC 6890 and its registries): what a flow to or from the Internet must be
/// open for. Private, loopback, documentation, multicast and other special addresses are not among them.
const Set& internet_addresses();

}  // namespace lyncgate
