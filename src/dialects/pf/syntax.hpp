// pf.conf as written: what a file says, before lists are expanded and names resolved.
// Views point into the sources or into the Store of the Config; see pf.conf(5) for the words.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

#include "dialects/pf/pieces.hpp"
#include "dialects/pf/rule_syntax.hpp"

namespace lyncgate::pf {

struct MacroDefinition {
    std::string_view name, value;
};
/// `set name values…`; the tokens after the name are kept for printing.
struct SetOption {
    Kind name = Kind::end;
    std::vector<Token> values;
    List<Interface> interfaces;  ///< `set skip on`
    Seldom<StateOptions> state_defaults;
};
struct TableDefinition {
    std::string_view name;
    bool constant = false, persist = false, counters = false, has_addresses = false;
    /// Hosts and files in the order written; a file has HostKind::any and its path as text.
    std::vector<Host> entries;
};
struct Antispoof {
    bool log = false, log_all = false, quick = false;
    int log_interface = 0;
    List<Interface> interfaces;
    std::optional<Family> family;
    std::string_view label;
    std::optional<std::uint32_t> rtable;
};
struct LoadAnchor {
    std::string_view anchor, path;
    std::shared_ptr<Block> block;  ///< null when the file is not at hand
};
struct Include {
    std::string_view path;
    std::shared_ptr<Block> block;
};
/// An amount of bandwidth: absolute bits per second, or percent.
struct Bandwidth {
    double bits = 0;
    std::optional<double> percent;
};
struct ServiceCurve {
    std::optional<Bandwidth> first;  ///< m1, for the first `milliseconds`
    std::uint32_t milliseconds = 0;
    Bandwidth rate;
};
/// `altq on` and `queue`: bandwidth only, no packet is stopped by it.
struct Queueing {
    bool root = false;  ///< altq
    std::string_view name, parent;
    List<Interface> interfaces;
    std::optional<Bandwidth> bandwidth;
    std::optional<ServiceCurve> rate, minimum, maximum;  ///< newer syntax: bandwidth, min, max
    std::optional<std::uint32_t> priority, qlimit, tbrsize, flows, quantum;
    bool is_default = false;
    Kind scheduler = Kind::end;
    std::vector<std::string_view> scheduler_flags;
    std::optional<ServiceCurve> linkshare, realtime, upperlimit;
    std::vector<std::string_view> children;
};
/// An Ethernet address with a mask: `00:00:5e:00:53:01/24`.
struct MacAddress {
    bool negated = false;
    std::array<std::uint8_t, 6> address{};
    std::array<std::uint8_t, 6> mask{0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
};
/// A rule on Ethernet frames, or the anchor of such rules. What it shares with other rules is in `rule`: direction,
/// interfaces, the addresses after `l3`, and what it sets.
struct EtherRule {
    RuleStatement rule;
    std::vector<MacAddress> from, to;  ///< empty: any
    std::vector<std::uint16_t> types;  ///< `proto 0x0800`; empty: any
    std::string_view bridge;           ///< `bridge-to`
};

/// `state limiter`, `source limiter`: rules that name one say so themselves.
struct Limiter {};
/// A statement that could not be read.
struct Unmodelled {
    std::string_view what;
};

using Body = std::variant<RuleStatement, MacroDefinition, SetOption, TableDefinition, Antispoof, LoadAnchor, Include,
                          std::shared_ptr<Queueing>, Limiter, std::shared_ptr<EtherRule>, Unmodelled>;

struct Statement {
    Body body;
    Origin origin;
    bool broken = false;   ///< not valid, with an error about it: pfctl would not load the file
    bool refused = false;  ///< clear in itself, but pfctl would not load the file because of it

    /// Written out for the reason RuleStatement has.
    Statement() {}
};

inline const Queueing* queueing_of(const Statement& statement) {
    const auto* const queueing = std::get_if<std::shared_ptr<Queueing>>(&statement.body);
    return queueing == nullptr ? nullptr : queueing->get();
}

/// Statements in the order written, at places that do not move.
struct Block {
    Pieces<Statement> statements;
};

}  // namespace lyncgate::pf
