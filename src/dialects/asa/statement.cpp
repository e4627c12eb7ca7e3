// The first word of a statement decides who reads it.
#include <algorithm>
#include <cctype>
#include <fmt/format.h>

#include "dialects/asa/reader.hpp"

namespace lyncgate::asa {

namespace {

struct Family {
    std::string_view word;
    Treated (*read)(Reader&, std::string_view);
};

void open(Reader& reader, Mode mode, std::string_view statement) {
    reader.mode = mode;
    reader.block = statement;
    reader.body_indented = false;
}

Treated read_ipv6(Reader& reader, std::string_view statement) {
    const std::string_view second = word_at(statement, 1);
    if (same_word(second, "access-list")) {
        return read_access_list(reader, statement);
    }
    if (same_word(second, "icmp")) {
        return read_management(reader, statement);
    }
    if (same_word(second, "enforce-eui64")) {
        Caveat caveat;
        caveat.text = statement;
        caveat.effect = "a source whose address does not come from its link address is dropped (enforce-eui64)";
        caveat.outcome = Outcome::may_drop;
        caveat.interface = word_at(statement, 2);
        caveat.entries.push_back(entry_of(statement, true, "ip", {OperandKind::any6, "any6", {}}, any_operand()));
        reader.config.caveats.push_back(std::move(caveat));
        return modelled();
    }
    return same_word(second, "route") ? read_route(reader, statement) : irrelevant();
}

Treated read_ip(Reader& reader, std::string_view statement) {
    const std::string_view second = word_at(statement, 1);
    if (same_word(second, "address")) {
        return read_old_interface(reader, statement);
    }
    if (same_word(second, "audit")) {
        reader.config.audits.push_back(statement);
        return modelled();
    }
    return same_word(second, "verify") ? read_setting(reader, statement) : irrelevant();
}

Treated read_router(Reader& reader, std::string_view statement) {
    open(reader, Mode::routing, statement);
    if (reader.config.dynamic_routing.empty()) {
        reader.config.dynamic_routing = statement;
    }
    return unmodelled("routes learned at run time are not known; a site has to say what lies behind each interface");
}

Treated read_block(Reader& reader, std::string_view statement) {
    open(reader, Mode::irrelevant, statement);
    return irrelevant();
}

Treated read_capture(Reader& reader, std::string_view statement) {
    for (std::size_t i = 2; !word_at(statement, i).empty(); ++i) {
        if (same_word(word_at(statement, i), "access-list")) {
            ListUse use;
            use.list = word_at(statement, i + 1);
            use.text = statement;
            reader.config.list_uses.push_back(use);
        }
    }
    return irrelevant();
}

/// `clear configure access-list [NAME]` and its like take away what stands before them.
Treated read_clear(Reader& reader, std::string_view statement) {
    Config& config = reader.config;
    const std::size_t at = same_word(word_at(statement, 1).substr(0, 4), "conf") ? 2 : 1;
    const std::string_view what = word_at(statement, at);
    const std::string_view name = word_at(statement, at + 1);
    if (same_word(what, "access-list")) {
        for (AccessList& list : config.lists) {
            if (name.empty() || list.name == name) {
                list.entries.clear();
            }
        }
        return modelled();
    }
    if (same_word(what, "nat") || same_word(what, "static") || same_word(what, "global")) {
        if (same_word(what, "nat")) {
            config.nat.clear();
            config.old_nat.clear();
        } else if (same_word(what, "static")) {
            config.old_statics.clear();
        } else {
            config.old_globals.clear();
        }
        return modelled();
    }
    const bool nothing_yet = config.lists.empty() && config.groups.empty() && config.network_objects.empty();
    return nothing_yet || !is_modelled_word(what) ? irrelevant()
                                                  : unmodelled("what it removes is still assumed to be there");
}

Treated read_wccp(Reader& reader, std::string_view statement) {
    reader.config.wccp.push_back(statement);
    return modelled();
}

// Sorted by word.
constexpr Family families[] = {
    {"ASA", read_setting},
    {"FWSM", read_setting},
    {"NGFW", read_setting},
    {"PIX", read_setting},
    {"aaa", read_aaa},
    {"access-group", read_access_group},
    {"access-list", read_access_list},
    {"alias", read_caveat},
    {"apply", read_outbound},
    {"capture", read_capture},
    {"class", read_block},
    {"class-map", read_class_map},
    {"clear", read_clear},
    {"conduit", read_conduit},
    {"context", read_block},
    {"crypto", read_crypto},
    {"dynamic-filter", read_caveat},
    {"established", read_caveat},
    {"filter", read_caveat},
    {"firewall", read_setting},
    {"ftp-map", read_inspection_map},
    {"global", read_old_global},
    {"group-policy", read_vpn_header},
    {"gtp-map", read_inspection_map},
    {"h225-map", read_inspection_map},
    {"hostname", read_setting},
    {"http", read_management},
    {"http-map", read_inspection_map},
    {"icmp", read_management},
    {"interface", read_interface_header},
    {"ip", read_ip},
    {"ipv6", read_ipv6},
    {"management-access", read_management},
    {"mgcp-map", read_inspection_map},
    {"name", read_name},
    {"nameif", read_old_interface},
    {"names", read_setting},
    {"nat", read_nat},
    {"nat-control", read_setting},
    {"no", read_no},
    {"object", read_object_header},
    {"object-group", read_object_header},
    {"outbound", read_outbound},
    {"policy-map", read_policy_map},
    {"regex", read_block},
    {"route", read_route},
    {"route-map", read_route_map},
    {"router", read_router},
    {"rtsp-map", read_inspection_map},
    {"same-security-traffic", read_setting},
    {"sctp-map", read_inspection_map},
    {"service-policy", read_service_policy},
    {"shun", read_caveat},
    {"sip-map", read_inspection_map},
    {"snmp-map", read_inspection_map},
    {"snmp-server", read_management},
    {"ssh", read_management},
    {"static", read_old_static},
    {"sysopt", read_setting},
    {"telnet", read_management},
    {"threat-detection", read_threat_detection},
    {"time-range", read_block},
    {"tunnel-group", read_vpn_header},
    {"username", read_vpn_header},
    {"wccp", read_wccp},
};
static_assert(std::is_sorted(std::begin(families), std::end(families),
                             [](const Family& a, const Family& b) { return a.word < b.word; }));

const Family* family_of(std::string_view word) {
    const auto* const place =
        std::lower_bound(std::begin(families), std::end(families), word,
                         [](const Family& family, std::string_view w) { return family.word < w; });
    return place != std::end(families) && place->word == word ? place : nullptr;
}

/// Commands may be typed in any case.
std::string lower_case(std::string_view word) {
    std::string lower(word.substr(0, 64));
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return lower;
}

}  // namespace

bool is_modelled_word(std::string_view word) {
    constexpr std::string_view words[] = {"access-group",
                                          "access-list",
                                          "crypto",
                                          "global",
                                          "interface",
                                          "name",
                                          "nat",
                                          "object",
                                          "object-group",
                                          "route",
                                          "same-security-traffic",
                                          "static"};
    // The lengths that occur, a bit each: nearly every line of a block is told from them by its length.
    constexpr std::uint32_t lengths = [&words] {
        std::uint32_t bits = 0;
        for (const std::string_view known : words) {
            bits |= 1U << known.size();
        }
        return bits;
    }();
    return word.size() < 32 && (lengths >> word.size() & 1U) != 0 &&
           std::any_of(std::begin(words), std::end(words),
                       [word](std::string_view known) { return same_word(known, word); });
}

Treated read_statement(Reader& reader, std::string_view statement) {
    const std::string_view typed = first_word(statement);
    reader.mode = Mode::top;
    // Statements come in long runs of one family.
    if (typed == reader.last_word && reader.last_read != nullptr) {
        return reader.last_read(reader, statement);
    }
    if (const Family* const family = family_of(typed)) {
        reader.last_word = typed;
        reader.last_read = family->read;
        return family->read(reader, statement);
    }
    const std::string lower = lower_case(typed);
    if (const Family* const family = family_of(lower)) {
        return family->read(reader, statement);
    }
    const std::string_view word = is_irrelevant_word(typed) ? typed : std::string_view(lower);
    if (is_irrelevant_word(word) || is_block_word(word)) {
        open(reader, Mode::irrelevant, statement);
        return irrelevant();
    }
    open(reader, Mode::unknown, statement);
    report(reader, Level::warning, typed, fmt::format("'{}' is not a command this reader knows", typed), {},
           "check whether it changes what passes: no verdict takes it into account");
    return unmodelled("not known; no verdict takes it into account");
}

}  // namespace lyncgate::asa
