// Statements beside the access lists that drop packets, divert them or let them pass (Cisco ASA Series Command
// Reference: filter, dynamic-filter, shun, threat-detection, aaa authentication; PIX 6.3: alias, established).
#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "dialects/asa/reader.hpp"

namespace lyncgate::asa {

namespace {

using Words = std::array<std::string_view, 16>;

Words words_of(std::string_view statement) {
    Words words{};
    for (std::size_t i = 0; i < words.size() && !statement.empty(); ++i) {
        words[i] = first_word(statement);
        statement = after_first_word(statement);
    }
    return words;
}

bool is_zero(std::string_view word) {
    return word == "0" || word == "0.0.0.0";
}

/// `80`, `80-90`, `http`.
Operand ports_from(std::string_view word) {
    const std::size_t dash = word.find('-');
    if (dash != std::string_view::npos) {
        return {OperandKind::port_range, word.substr(0, dash), word.substr(dash + 1)};
    }
    return {OperandKind::equal, same_word(word, "http") ? std::string_view("80") : word, {}};
}

/// The caveat that collects statements of one kind (and interface), so that exemptions stand before what they exempt
/// from.
Caveat& caveat_for(Reader& reader, std::string_view statement, std::string_view effect, std::string_view interface) {
    std::vector<Caveat>& caveats = reader.config.caveats;
    const auto known = std::find_if(caveats.rbegin(), caveats.rend(), [&](const Caveat& caveat) {
        return caveat.effect == effect && caveat.interface == interface && caveat.list.empty();
    });
    if (known != caveats.rend()) {
        return *known;
    }
    Caveat fresh;
    fresh.text = statement;
    fresh.effect = std::string(effect);
    fresh.outcome = Outcome::may_drop;
    fresh.interface = interface;
    return caveats.emplace_back(std::move(fresh));
}

void add_entry(Caveat& caveat, const AccessEntry& entry) {
    caveat.entries.push_back(entry);
}

/// `filter url http LOCAL MASK FOREIGN MASK`, `filter url except …`. ActiveX and Java filters only blank a part of the
/// page.
Treated read_filter(Reader& reader, std::string_view statement) {
    const Words words = words_of(statement);
    if (same_word(words[1], "activex") || same_word(words[1], "java")) {
        return irrelevant();
    }
    constexpr std::string_view effect = "a server outside the firewall says which requests pass (filter)";
    const bool except = same_word(words[2], "except");
    const Operand source = address_from(words[3], words[4]);
    const Operand destination = address_from(words[5], words[6]);
    Caveat& caveat = caveat_for(reader, statement, effect, {});
    if (source.kind == OperandKind::none || destination.kind == OperandKind::none) {
        add_entry(caveat, entry_of(statement, true, "ip", any_operand(), any_operand()));
        return modelled();
    }
    add_entry(caveat, except ? entry_of(statement, false, "tcp", source, destination)
                             : entry_of(statement, true, "tcp", source, destination, ports_from(words[2])));
    return modelled();
}

/// `dynamic-filter drop blacklist [interface IF] [action-classify-list LIST]`: only this form drops.
Treated read_dynamic_filter(Reader& reader, std::string_view statement) {
    const Words words = words_of(statement);
    const auto value_after = [&words](std::string_view keyword) {
        const auto* const at = std::find_if(words.begin(), words.end() - 1,
                                            [keyword](std::string_view word) { return same_word(word, keyword); });
        return at == words.end() - 1 ? std::string_view{} : *(at + 1);
    };
    const std::string_view list = value_after("action-classify-list");
    const std::string_view classified = list.empty() ? value_after("classify-list") : list;
    if (!classified.empty()) {
        reader.config.list_uses.push_back({classified, statement});
    }
    if (!same_word(words[1], "drop")) {
        return irrelevant();
    }
    Caveat caveat;
    caveat.text = statement;
    caveat.effect = "connections with listed hosts are dropped (botnet traffic filter)";
    caveat.outcome = Outcome::may_drop;
    caveat.list = list;
    caveat.interface = value_after("interface");
    caveat.leaving = true;
    reader.config.caveats.push_back(std::move(caveat));
    return modelled();
}

/// `shun SOURCE [DESTINATION …]`: every packet of the source is dropped.
Treated read_shun(Reader& reader, std::string_view statement) {
    Caveat caveat;
    caveat.text = statement;
    caveat.effect = "its source is shunned";
    caveat.outcome = Outcome::drops;
    caveat.entries.push_back(
        entry_of(statement, true, "ip", {OperandKind::host, word_at(statement, 1), {}}, any_operand()));
    reader.config.caveats.push_back(std::move(caveat));
    return modelled();
}

/// `alias (IF) SEEN REAL [MASK]`: rewrites destinations, and the answers of name servers.
Treated read_alias(Reader& reader, std::string_view statement) {
    const Words words = words_of(statement);
    Caveat caveat;
    caveat.text = statement;
    caveat.effect = "alias translates its addresses";
    for (const std::string_view address : {words[2], words[3]}) {
        const Operand operand = host_or_block(address, words[4]);
        caveat.entries.push_back(entry_of(statement, true, "ip", any_operand(), operand));
        caveat.entries.push_back(entry_of(statement, true, "ip", operand, any_operand()));
    }
    reader.config.caveats.push_back(std::move(caveat));
    return modelled();
}

/// `established PROTOCOL PORT [PORT] [permitto PROTOCOL PORT] [permitfrom PROTOCOL PORT]`: while such a connection
/// stands, connections back are let in whatever the lists say.
Treated read_established(Reader& reader, std::string_view statement) {
    const Words words = words_of(statement);
    Caveat caveat;
    caveat.text = statement;
    caveat.effect = "it passes while a connection the other way stands (established)";
    caveat.outcome = Outcome::may_pass;
    std::string_view protocol = words[1];
    Operand to;
    Operand from;
    for (std::size_t i = 2; i + 2 < words.size(); ++i) {
        if (same_word(words[i], "permitto") || same_word(words[i], "permitfrom")) {
            protocol = words[i + 1];
            Operand& side = same_word(words[i], "permitto") ? to : from;
            side = words[i + 2] == "0" ? Operand{} : ports_from(words[i + 2]);
        }
    }
    AccessEntry entry = entry_of(statement, true, protocol, any_operand(), any_operand());
    entry.count = 0;
    for (const Operand& operand : {any_operand(), from, any_operand(), to}) {
        if (operand.kind != OperandKind::none) {
            entry.operands[entry.count++] = operand;
        }
    }
    caveat.entries.push_back(entry);
    reader.config.caveats.push_back(std::move(caveat));
    return modelled();
}

/// `tcp/443`, `tcp/0`, `http`, `any`, `icmp/8`, `6/80`: the service of `aaa … include`.
AccessEntry login_entry(std::string_view statement, bool permit, std::string_view service, const Operand& source,
                        const Operand& destination) {
    const std::size_t slash = service.find('/');
    if (slash != std::string_view::npos) {
        const std::string_view protocol = service.substr(0, slash);
        const std::string_view port = service.substr(slash + 1);
        const bool ports = same_word(protocol, "tcp") || same_word(protocol, "udp");
        return !ports || is_zero(port) ? entry_of(statement, permit, protocol, source, destination)
                                       : entry_of(statement, permit, protocol, source, destination, ports_from(port));
    }
    constexpr std::pair<std::string_view, std::string_view> named[] = {
        {"http", "80"}, {"https", "443"}, {"ftp", "21"}, {"telnet", "23"}, {"ssh", "22"}};
    for (const auto& [name, port] : named) {
        if (same_word(service, name)) {
            return entry_of(statement, permit, "tcp", source, destination, {OperandKind::equal, port, {}});
        }
    }
    return entry_of(statement, permit, "ip", source, destination);
}

}  // namespace

void doubt_everything(Reader& reader, std::string_view statement, std::string_view effect) {
    Caveat caveat;
    caveat.text = statement;
    caveat.effect = std::string(effect);
    reader.config.caveats.push_back(std::move(caveat));
}

Operand any_operand() {
    return {OperandKind::any, "any", {}};
}

Operand address_from(std::string_view address, std::string_view mask) {
    if (address.empty() || mask.empty()) {
        return {};
    }
    return is_zero(mask) ? any_operand() : Operand{OperandKind::masked, address, mask};
}

Operand host_or_block(std::string_view address, std::string_view mask) {
    return mask.empty() && !address.empty() ? Operand{OperandKind::host, address, {}} : address_from(address, mask);
}

AccessEntry entry_of(std::string_view text, bool permit, std::string_view protocol, const Operand& source,
                     const Operand& destination, const Operand& port) {
    AccessEntry entry;
    entry.text = text;
    entry.permit = permit;
    entry.protocol = {OperandKind::word, protocol, {}};
    entry.operands[0] = source;
    entry.operands[1] = destination;
    entry.operands[2] = port;
    entry.count = port.kind == OperandKind::none ? 2 : 3;
    return entry;
}

/// `aaa authentication match LIST IF SERVER`, `aaa authentication include SERVICE IF LOCAL MASK FOREIGN MASK SERVER`:
/// packets wait until their user has logged in (cut-through proxy).
Treated read_aaa(Reader& reader, std::string_view statement) {
    const Words words = words_of(statement);
    const bool demands = same_word(words[1], "authentication") || same_word(words[1], "authorization");
    constexpr std::string_view effect = "it passes only after its user has logged in";
    if (same_word(words[2], "match")) {
        reader.config.list_uses.push_back({words[3], statement});
        if (demands) {
            Caveat caveat;
            caveat.text = statement;
            caveat.effect = std::string(effect);
            caveat.outcome = Outcome::may_drop;
            caveat.list = words[3];
            caveat.interface = words[4];
            caveat.with_lists = true;
            reader.config.caveats.push_back(std::move(caveat));
        }
        return modelled();
    }
    const bool include = same_word(words[2], "include");
    if (!demands || (!include && !same_word(words[2], "exclude"))) {
        return irrelevant();
    }
    // The foreign address may be left out; a local side of a lower level still begins the connection.
    const Operand local = address_from(words[5], words[6]);
    const Operand foreign = address_from(words[7], words[8]);
    Caveat& caveat = caveat_for(reader, statement, effect, words[4]);
    caveat.with_lists = true;
    if (local.kind == OperandKind::none) {
        add_entry(caveat, login_entry(statement, include, words[3], any_operand(), any_operand()));
        return modelled();
    }
    const Operand other = foreign.kind == OperandKind::none ? any_operand() : foreign;
    add_entry(caveat, login_entry(statement, include, words[3], local, other));
    add_entry(caveat, login_entry(statement, include, words[3], other, local));
    return modelled();
}

/// `threat-detection scanning-threat shun [except {ip-address A M | object-group G}]`: hosts that scan are shunned.
Treated read_threat_detection(Reader& reader, std::string_view statement) {
    const Words words = words_of(statement);
    if (!same_word(words[1], "scanning-threat") || !same_word(words[2], "shun") || same_word(words[3], "duration")) {
        return irrelevant();
    }
    Caveat& caveat = caveat_for(reader, statement, "a source that seems to scan is shunned", {});
    if (caveat.entries.empty()) {
        caveat.entries.push_back(entry_of(statement, true, "ip", any_operand(), any_operand()));
    }
    if (same_word(words[3], "except")) {
        const Operand exempt = same_word(words[4], "object-group") ? Operand{OperandKind::group, words[5], {}}
                                                                   : address_from(words[5], words[6]);
        if (exempt.kind != OperandKind::none) {
            add_entry(caveat, entry_of(statement, false, "ip", exempt, any_operand()));
        }
    }
    return modelled();
}

Treated read_caveat(Reader& reader, std::string_view statement) {
    using Read = Treated (*)(Reader&, std::string_view);
    constexpr std::pair<std::string_view, Read> statements[] = {
        {"alias", read_alias},
        {"established", read_established},
        {"dynamic-filter", read_dynamic_filter},
        {"filter", read_filter},
        {"shun", read_shun},
    };
    const std::string_view word = first_word(statement);
    for (const auto& [known, read] : statements) {
        if (same_word(known, word)) {
            return read(reader, statement);
        }
    }
    return irrelevant();
}

}  // namespace lyncgate::asa
