#include "dialects/asa/policy_caveats.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "dialects/asa/reader.hpp"

namespace lyncgate::asa {

namespace {

/// What `match default-inspection-traffic` takes for each protocol (Cisco ASA Series Firewall CLI Configuration Guide,
/// "Default Inspections and NAT Limitations").
struct DefaultPort {
    std::string_view inspection;
    std::string_view protocol;
    std::string_view low;
    std::string_view high;
};
constexpr DefaultPort default_ports[] = {
    {"ctiqbe", "tcp", "2748", "2748"}, {"dcerpc", "tcp", "135", "135"},   {"diameter", "tcp", "3868", "3868"},
    {"dns", "udp", "53", "53"},        {"dns", "tcp", "53", "53"},        {"esmtp", "tcp", "25", "25"},
    {"smtp", "tcp", "25", "25"},       {"ftp", "tcp", "21", "21"},        {"gtp", "udp", "2123", "2123"},
    {"gtp", "udp", "3386", "3386"},    {"h323", "tcp", "1720", "1720"},   {"h323", "udp", "1718", "1719"},
    {"http", "tcp", "80", "80"},       {"ils", "tcp", "389", "389"},      {"im", "tcp", "1", "65535"},
    {"m3ua", "132", "2905", "2905"},   {"mgcp", "udp", "2427", "2427"},   {"mgcp", "udp", "2727", "2727"},
    {"mmp", "tcp", "5443", "5443"},    {"netbios", "udp", "137", "138"},  {"pptp", "tcp", "1723", "1723"},
    {"rpc", "udp", "111", "111"},      {"rsh", "tcp", "514", "514"},      {"rtsp", "tcp", "554", "554"},
    {"scansafe", "tcp", "80", "80"},   {"scansafe", "tcp", "443", "443"}, {"sip", "tcp", "5060", "5060"},
    {"sip", "udp", "5060", "5060"},    {"skinny", "tcp", "2000", "2000"}, {"snmp", "udp", "161", "162"},
    {"sqlnet", "tcp", "1521", "1521"}, {"stun", "tcp", "3478", "3478"},   {"stun", "udp", "3478", "3478"},
    {"sunrpc", "udp", "111", "111"},   {"sunrpc", "tcp", "111", "111"},   {"tftp", "udp", "69", "69"},
    {"vxlan", "udp", "4789", "4789"},  {"waas", "tcp", "1", "65535"},     {"xdmcp", "udp", "177", "177"},
};

/// So many caveats that nobody wrote them; past them nothing is sure, and that takes one caveat.
bool too_many(std::vector<Caveat>& caveats) {
    constexpr std::size_t most = 20000;
    if (caveats.size() < most) {
        return false;
    }
    if (caveats.size() == most) {
        Caveat& all = caveats.emplace_back();
        all.text = caveats.front().text;
        all.effect = "there are more policies and filters than this reader follows";
    }
    return true;
}

AccessEntry ports_entry(std::string_view text, std::string_view protocol, std::string_view low, std::string_view high) {
    return entry_of(text, true, protocol, any_operand(), any_operand(), {OperandKind::port_range, low, high});
}

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
    return std::any_of(words.begin(), words.end(), [word](std::string_view known) { return same_word(known, word); });
}

/// Why an `inspect` line may drop well-formed packets; empty: it does not.
std::string effect_of_inspection(const Config& config, std::string_view line) {
    const std::string_view protocol = word_at(line, 1);
    if (is_one_of(protocol, {"scansafe"})) {
        return "web traffic is sent through a proxy (inspect scansafe)";
    }
    std::string_view rest = after_first_word(after_first_word(line));
    for (; !rest.empty(); rest = after_first_word(rest)) {
        const std::string_view word = first_word(rest);
        if (is_one_of(word, {"tls-proxy", "phone-proxy", "uc-ime"})) {
            return fmt::format("the firewall ends the connection itself ({})", word);
        }
        if (same_word(word, "strict")) {
            return fmt::format("inspect {} strict drops what it does not take for the protocol", protocol);
        }
        const auto map = std::find_if(config.inspection_maps.begin(), config.inspection_maps.end(),
                                      [word](const InspectionMap& known) { return known.name == word; });
        if (map != config.inspection_maps.end()) {
            return map->drops.empty() ? std::string{} : fmt::format("inspection map '{}' drops by content", map->name);
        }
        const bool named = !is_one_of(word, {"h225", "ras", "error", "maximum-length", "preset_dns_map", "fail-close",
                                             "fail-open", "options", "dynamic-filter-snoop"}) &&
                           word.front() != '_' && (word.front() < '0' || word.front() > '9');
        if (named) {
            return fmt::format("inspection map '{}' is not in this file", word);
        }
    }
    return {};
}

/// `set connection conn-max N per-client-max N …`: limits on whole connections. Embryonic limits only answer for the
/// server (TCP intercept). `advanced-options tcp-state-bypass` closes nothing: the lists decide about whichever packet
/// of a connection comes first, which makes its entry as with UDP, and replies that come back through this ASA meet it
/// (Cisco ASA Series Firewall CLI Configuration Guide, "TCP State Bypass").
std::string effect_of_limits(std::string_view line) {
    for (std::string_view rest = line; !rest.empty(); rest = after_first_word(rest)) {
        const std::string_view limit = word_at(rest, 1);
        if (is_one_of(first_word(rest), {"conn-max", "per-client-max"}) && !limit.empty() && limit != "0") {
            return fmt::format("it is dropped while {} connections stand", limit);
        }
    }
    return {};
}

/// Why an action of a policy map may drop or divert packets of its class; empty: it does not.
std::string effect_of_action(const Config& config, std::string_view line) {
    const std::string_view word = first_word(line);
    if (same_word(word, "inspect")) {
        return effect_of_inspection(config, line);
    }
    if (is_one_of(word, {"ips", "cxsc", "sfr", "csc"})) {
        const bool watches = line.find("promiscuous") != line.npos || line.find("monitor-only") != line.npos;
        return watches ? std::string{} : fmt::format("the {} module may drop traffic that it is shown", word);
    }
    if (begins_with(line, "set connection")) {
        return effect_of_limits(line);
    }
    return same_word(word, "police") && line.find("conform-action drop") != line.npos ? "police drops it" : "";
}

/// The packets of a class. `inspection` is the protocol when the action is an inspection.
void take_class(const Config& config, const PolicyAction& action, Caveat caveat, std::vector<Caveat>& caveats) {
    const auto group = std::find_if(config.classes.begin(), config.classes.end(), [&](const TrafficClass& known) {
        return known.name == action.class_name && known.traffic;
    });
    if (group == config.classes.end() || group->every_packet) {
        caveats.push_back(std::move(caveat));
        return;
    }
    for (const std::string_view list : group->lists) {
        Caveat one = caveat;
        one.list = list;
        caveats.push_back(std::move(one));
    }
    caveat.entries = group->entries;
    for (AccessEntry& entry : caveat.entries) {
        entry.text = action.text;
    }
    if (group->default_inspection && group->lists.empty()) {
        const bool inspects = same_word(first_word(action.text), "inspect");
        bool known = false;
        for (const DefaultPort& port : default_ports) {
            if (!inspects || same_word(port.inspection, word_at(action.text, 1))) {
                caveat.entries.push_back(ports_entry(action.text, port.protocol, port.low, port.high));
                known = true;
            }
        }
        if (!known) {
            caveat.entries.push_back(entry_of(action.text, true, "ip", any_operand(), any_operand()));
        }
    }
    if (!caveat.entries.empty()) {
        caveats.push_back(std::move(caveat));
    }
}

void add_service_policies(const Config& config, std::vector<Caveat>& caveats) {
    for (const ServicePolicy& policy : config.service_policies) {
        for (const PolicyMap& map : config.policy_maps) {
            if (map.name != policy.map) {
                continue;
            }
            for (const PolicyAction& action : map.actions) {
                if (too_many(caveats)) {
                    return;
                }
                Caveat caveat;
                caveat.effect = effect_of_action(config, action.text);
                if (!caveat.effect.empty()) {
                    caveat.text = action.text;
                    caveat.outcome = Outcome::may_drop;
                    caveat.interface = policy.interface;
                    caveat.leaving = true;
                    take_class(config, action, std::move(caveat), caveats);
                }
            }
        }
    }
}

/// `ip audit name N {attack | info} action … drop`, bound by `ip audit interface IF N`. The signatures that a
/// well-formed packet can meet are about ICMP, name servers, FTP, portmappers, echo and chargen (ASA command reference,
/// "ip audit signature").
void add_audits(const Config& config, std::vector<Caveat>& caveats) {
    const auto acts = [](std::string_view line) {
        for (std::string_view rest = line; !rest.empty(); rest = after_first_word(rest)) {
            if (is_one_of(first_word(rest), {"drop", "reset"})) {
                return true;
            }
        }
        return false;
    };
    const auto default_acts = [&](std::string_view kind) {
        return std::any_of(config.audits.begin(), config.audits.end(),
                           [&](std::string_view line) { return same_word(word_at(line, 2), kind) && acts(line); });
    };
    for (const std::string_view binding : config.audits) {
        if (!same_word(word_at(binding, 2), "interface")) {
            continue;
        }
        for (const std::string_view line : config.audits) {
            const bool named = same_word(word_at(line, 2), "name") && word_at(line, 3) == word_at(binding, 4);
            const std::string_view kind = word_at(line, 4);
            const bool says = !word_at(line, 5).empty();
            if (too_many(caveats)) {
                return;
            }
            if (!named || !(says ? acts(line) : default_acts(kind))) {
                continue;
            }
            Caveat caveat;
            caveat.text = line;
            caveat.effect = "an audit signature may drop it";
            caveat.outcome = Outcome::may_drop;
            caveat.interface = word_at(binding, 3);
            for (const std::string_view protocol : {"icmp", "icmp6"}) {
                caveat.entries.push_back(entry_of(line, true, protocol, any_operand(), any_operand()));
            }
            for (const std::string_view port : {"7", "19", "21", "53", "111", "135"}) {
                caveat.entries.push_back(ports_entry(line, "tcp", port, port));
                caveat.entries.push_back(ports_entry(line, "udp", port, port));
            }
            caveats.push_back(std::move(caveat));
        }
    }
}

/// `wccp {web-cache | N} [redirect-list LIST]` with `wccp interface IF SERVICE redirect in`: what arrives there goes to
/// a web cache.
void add_caches(const Config& config, std::vector<Caveat>& caveats) {
    for (const std::string_view binding : config.wccp) {
        if (!same_word(word_at(binding, 1), "interface")) {
            continue;
        }
        if (too_many(caveats)) {
            return;
        }
        const std::string_view service = word_at(binding, 3);
        Caveat caveat;
        caveat.text = binding;
        caveat.effect = "it is sent to a web cache (wccp)";
        caveat.interface = word_at(binding, 2);
        for (const std::string_view line : config.wccp) {
            if (same_word(word_at(line, 1), service)) {
                for (std::string_view rest = line; !rest.empty(); rest = after_first_word(rest)) {
                    caveat.list = same_word(first_word(rest), "redirect-list") ? word_at(rest, 1) : caveat.list;
                }
            }
        }
        if (caveat.list.empty() && same_word(service, "web-cache")) {
            caveat.entries.push_back(ports_entry(binding, "tcp", "80", "80"));
        }
        caveats.push_back(std::move(caveat));
    }
}

/// `outbound LIST {deny | permit | except} ADDRESS [MASK [PORTS [PROTOCOL]]]` with `apply (IF) LIST
/// outgoing_{src|dest}` (PIX 6.3 command reference): of several lines the best match counts, so that what a deny names
/// is in doubt.
void add_outbounds(const Config& config, std::vector<Caveat>& caveats) {
    for (const std::string_view binding : config.outbounds) {
        if (!same_word(first_word(binding), "apply")) {
            continue;
        }
        const bool names_interface = word_at(binding, 1).substr(0, 1) == "(";
        std::string_view interface = names_interface ? word_at(binding, 1) : std::string_view("(inside)");
        interface = interface.substr(1, interface.size() > 1 ? interface.size() - 2 : 0);
        const std::string_view list = word_at(binding, names_interface ? 2 : 1);
        const bool by_source = same_word(word_at(binding, names_interface ? 3 : 2), "outgoing_src");
        for (const std::string_view line : config.outbounds) {
            const std::string_view action = word_at(line, 2);
            if (too_many(caveats)) {
                return;
            }
            if (!same_word(first_word(line), "outbound") || word_at(line, 1) != list ||
                !is_one_of(action, {"deny", "except"})) {
                continue;
            }
            const std::string_view address = word_at(line, 3);
            const Operand named = address == "0" ? any_operand() : host_or_block(address, word_at(line, 4));
            const bool source = by_source == same_word(action, "deny");
            const std::string_view ports = word_at(line, 5);
            const std::string_view protocol = word_at(line, 6).empty() ? "ip" : word_at(line, 6);
            Operand port;
            if (is_one_of(protocol, {"tcp", "udp"}) && !ports.empty() && ports != "0") {
                const std::size_t dash = ports.find('-');
                port = {OperandKind::port_range, ports.substr(0, dash),
                        dash == ports.npos ? ports : ports.substr(dash + 1)};
            }
            Caveat caveat;
            caveat.text = line;
            caveat.effect = "an outbound list may close it";
            caveat.outcome = Outcome::may_drop;
            caveat.interface = interface;
            caveat.entries.push_back(
                entry_of(line, true, protocol, source ? named : any_operand(), source ? any_operand() : named, port));
            caveats.push_back(std::move(caveat));
        }
    }
}

}  // namespace

std::vector<Caveat> caveats_of(const Config& config) {
    std::vector<Caveat> caveats = config.caveats;
    add_service_policies(config, caveats);
    add_audits(config, caveats);
    add_caches(config, caveats);
    add_outbounds(config, caveats);
    return caveats;
}

}  // namespace lyncgate::asa
