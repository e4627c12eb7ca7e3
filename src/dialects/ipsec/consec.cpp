// Connection security rules of Windows (Windows Firewall with Advanced Security, `netsh advfirewall consec`).
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "dialects/ipsec/netsh.hpp"
#include "dialects/ipsec/readers.hpp"
#include "dialects/ipsec/selectors.hpp"
#include "net/address.hpp"
#include "net/protocol.hpp"

namespace lyncgate::ipsec {

namespace {

/// What an action does on the way in and on the way out.
struct Behaviour {
    std::string_view name;
    Protection arriving;
    Protection leaving;
};

constexpr std::array<Behaviour, 5> behaviours = {{
    {"RequireInRequireOut", Protection::protect, Protection::protect},
    {"RequireInRequestOut", Protection::protect, Protection::optional_},
    {"RequestInRequestOut", Protection::optional_, Protection::optional_},
    {"RequireInClearOut", Protection::protect, Protection::bypass},
    {"NoAuthentication", Protection::bypass, Protection::bypass},
}};

/// Settings that do not change which packets a rule takes.
constexpr std::array<std::string_view, 27> harmless = {"Rule Name",
                                                       "Description",
                                                       "Enabled",
                                                       "Grouping",
                                                       "Type",
                                                       "Auth1",
                                                       "Auth1PSK",
                                                       "Auth1CAName",
                                                       "Auth1CertMapping",
                                                       "Auth1ExcludeCAName",
                                                       "Auth1CertType",
                                                       "Auth1HealthCert",
                                                       "Auth1CertCriteria",
                                                       "Auth1KerbProxyFQDN",
                                                       "Auth2",
                                                       "Auth2CAName",
                                                       "Auth2CertMapping",
                                                       "Auth2CertType",
                                                       "Auth2CertCriteria",
                                                       "Auth2KerbProxyFQDN",
                                                       "MainModeSecMethods",
                                                       "MainModeKeyLifetime",
                                                       "QuickModePFS",
                                                       "Rule source",
                                                       "ApplyAuthorization",
                                                       "LocalTunnelEndpoint",
                                                       "Mode"};

bool is_any(std::string_view text) {
    return same_word(text, "Any");
}

/// A rule while it is read.
struct Draft {
    const SourceFile* file = nullptr;
    Firewall* firewall = nullptr;
    Span span;
    std::string name;
    Selector selector = everything();
    std::string action{};
    std::string peer{};
    bool enabled = true;
    bool transport = true;
    bool authenticates_only = false;
    std::vector<DoubtId> doubts{};

    Origin origin() const { return {file, span}; }
    void doubt(std::string reason) { doubts.push_back(firewall->doubt(std::move(reason), origin())); }
};

std::vector<std::string_view> values_of(const Setting& setting) {
    std::vector<std::string_view> values = items_of(setting.value);
    for (const std::string_view line : setting.continued) {
        const std::vector<std::string_view> more = items_of(line);
        values.insert(values.end(), more.begin(), more.end());
    }
    return values;
}

Set addresses_of(Draft& draft, const Setting& setting) {
    Set addresses;
    for (const std::string_view item : values_of(setting)) {
        if (is_any(item)) {
            return any_address();
        }
        const std::optional<Set> some = parse_addresses(item);
        if (!some) {
            draft.doubt(fmt::format("which addresses \"{}\" stands for is not in the export", item));
            return any_address();
        }
        addresses = unite(addresses, *some);
    }
    return addresses.empty() ? any_address() : addresses;
}

Set ports_of(Draft& draft, const Setting& setting) {
    Set ports;
    for (const std::string_view item : values_of(setting)) {
        const std::optional<Set> some = is_any(item) ? Set(0, 65535) : parse_ports(item);
        if (!some) {
            draft.doubt(fmt::format("which ports \"{}\" stands for is not known", item));
            return Set(0, 65535);
        }
        ports = unite(ports, *some);
    }
    return ports.empty() ? Set(0, 65535) : ports;
}

void take_protocol(Draft& draft, std::string_view text) {
    if (is_any(text)) {
        return;
    }
    const std::string_view name = same_word(text, "ICMPv4") ? "icmp" : same_word(text, "ICMPv6") ? "ipv6-icmp" : text;
    if (const std::optional<Protocol> protocol = parse_protocol(name)) {
        draft.selector.protocols = Set(static_cast<Value>(*protocol));
    } else {
        draft.doubt(fmt::format("which protocol \"{}\" is is not known", text));
    }
}

void take_profiles(Draft& draft, const Setting& setting) {
    std::size_t known = 0;
    for (const std::string_view item : values_of(setting)) {
        if (is_any(item)) {
            return;
        }
        known += same_word(item, "Domain") || same_word(item, "Private") || same_word(item, "Public") ? 1 : 0;
    }
    if (known < 3) {
        draft.doubt(fmt::format("it applies only while the network has the profile {}", setting.value));
    }
}

/// "ESP:SHA1-None+60min+100000kb,AH:SHA1+60min+100000kb": no proposal encrypts.
bool only_authenticates(const Setting& setting) {
    const std::vector<std::string_view> proposals = values_of(setting);
    return !proposals.empty() && std::all_of(proposals.begin(), proposals.end(), [](std::string_view proposal) {
        const std::string_view algorithms = proposal.substr(0, proposal.find('+'));
        return algorithms.find('-') == std::string_view::npos || algorithms.find("-None") != std::string_view::npos;
    });
}

void take(Draft& draft, const Setting& setting) {
    const std::string_view name = setting.name;
    if (name == "Endpoint1") {
        draft.selector.source = addresses_of(draft, setting);
    } else if (name == "Endpoint2") {
        draft.selector.destination = addresses_of(draft, setting);
    } else if (name == "Port1") {
        draft.selector.source_ports = ports_of(draft, setting);
    } else if (name == "Port2") {
        draft.selector.destination_ports = ports_of(draft, setting);
    } else if (name == "Protocol") {
        take_protocol(draft, setting.value);
    } else if (name == "Action") {
        draft.action = std::string(setting.value);
    } else if (name == "Enabled") {
        draft.enabled = !same_word(setting.value, "No");
    } else if (name == "Mode") {
        draft.transport = !same_word(setting.value, "Tunnel");
    } else if (name == "Profiles") {
        take_profiles(draft, setting);
    } else if (name == "InterfaceTypes") {
        if (!is_any(setting.value)) {
            draft.doubt(fmt::format("it applies only to interfaces of type {}", setting.value));
        }
    } else if (name == "RemoteTunnelEndpoint") {
        draft.peer = is_any(setting.value) ? std::string{} : std::string(setting.value);
    } else if (name == "QuickModeSecMethods") {
        draft.authenticates_only = only_authenticates(setting);
    } else if (name == "ExemptIPsecProtectedConnections") {
        if (same_word(setting.value, "Yes")) {
            draft.doubt("packets that another rule protects already are exempt from it");
        }
    } else if (std::find(harmless.begin(), harmless.end(), name) == harmless.end()) {
        draft.doubt(fmt::format("its setting \"{}\" is not known", name));
    }
}

void add_policies(Draft& draft, PolicyFile& result) {
    const auto known = std::find_if(behaviours.begin(), behaviours.end(),
                                    [&](const Behaviour& one) { return same_word(one.name, draft.action); });
    if (known == behaviours.end()) {
        draft.doubt(draft.action.empty() ? std::string("its action is missing")
                                         : fmt::format("its action \"{}\" is not known", draft.action));
    }
    SetPool& pool = *draft.firewall->pool;
    Policy policy;
    policy.on_hosts = true;
    policy.tunnel.name = fmt::format("connection security rule \"{}\"", draft.name);
    policy.tunnel.peer = draft.peer;
    policy.tunnel.packets = packets_of(draft.selector, pool);
    const Boxes back = packets_of(reversed(draft.selector), pool);
    policy.tunnel.packets.insert(policy.tunnel.packets.end(), back.begin(), back.end());
    policy.tunnel.doubts = draft.doubts;
    policy.tunnel.origin = draft.origin();
    policy.tunnel.authenticates_only = draft.authenticates_only;
    policy.tunnel.transport_mode = draft.transport;
    policy.heading = Heading::arriving;
    policy.tunnel.protection = known == behaviours.end() ? Protection::protect : known->arriving;
    result.policies.push_back(policy);
    policy.heading = Heading::leaving;
    policy.tunnel.protection = known == behaviours.end() ? Protection::protect : known->leaving;
    result.policies.push_back(std::move(policy));
}

void finish(Draft& draft, PolicyFile& result) {
    if (draft.span.end == draft.span.begin) {
        return;
    }
    if (draft.enabled) {
        result.coverage.count(Treatment::modelled);
        add_policies(draft, result);
    } else {
        result.coverage.count(Treatment::irrelevant);
    }
}

}  // namespace

void read_consec(const SourceFile& file, Firewall& firewall, PolicyFile& result) {
    Draft draft{&file, &firewall, {}, {}};
    for (const Setting& setting : netsh_settings(file)) {
        if (setting.heading) {
            continue;
        }
        if (setting.name == "Rule Name") {
            finish(draft, result);
            draft = Draft{&file, &firewall, setting.span, std::string(setting.value)};
        } else if (draft.span.end != 0) {
            draft.span.end = setting.span.end;
            take(draft, setting);
        }
    }
    finish(draft, result);
    narrowest_first(result.policies, firewall);
}

}  // namespace lyncgate::ipsec
