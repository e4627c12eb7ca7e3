// Packet and connection marks.
#include <algorithm>
#include <bit>

#include "dialects/iptables/lowering.hpp"

namespace lyncgate::iptables {

namespace {

constexpr std::size_t most_values = 64;

/// Every 32-bit number `x` with `(x & mask) == value`; nothing when that is too scattered to list.
std::optional<Set> under_mask(std::uint32_t value, std::uint32_t mask) {
    if ((value & ~mask) != 0) {
        return Set();
    }
    const int run = mask == 0 ? 32 : std::countr_zero(mask);
    const std::uint64_t block = (std::uint64_t{1} << run) - 1;
    const std::uint32_t free = ~mask & ~static_cast<std::uint32_t>(block);
    if (std::popcount(free) > 8) {
        return {};
    }
    std::vector<Interval> intervals;
    std::uint32_t bits = 0;
    do {
        intervals.push_back({value | bits, (value | bits) + block});
        bits = (bits - free) & free;
    } while (bits != 0);
    return Set::of(std::move(intervals));
}

bool add(std::vector<std::uint32_t>& values, std::uint32_t value) {
    if (std::find(values.begin(), values.end(), value) != values.end()) {
        return false;
    }
    values.push_back(value);
    return true;
}

/// One round of a rule over all values known so far; whether it added one.
bool spread(const SetMark& set, std::vector<std::uint32_t>& packet, std::vector<std::uint32_t>& connection) {
    bool more = false;
    const std::vector<std::uint32_t> packets = packet;
    const std::vector<std::uint32_t> connections = connection;
    switch (set.what) {
    case SetMark::What::packet:
        for (const std::uint32_t mark : packets) {
            more = add(packet, (mark & ~set.clear) ^ set.flip) || more;
        }
        break;
    case SetMark::What::connection:
        for (const std::uint32_t mark : connections) {
            more = add(connection, (mark & ~set.clear) ^ set.flip) || more;
        }
        break;
    case SetMark::What::save:
    case SetMark::What::restore:
        for (const std::uint32_t p : packets) {
            for (const std::uint32_t c : connections) {
                more = (set.what == SetMark::What::save ? add(connection, (c & ~set.ct_mask) ^ (p & set.nf_mask))
                                                        : add(packet, (p & ~set.nf_mask) ^ (c & set.ct_mask))) ||
                       more;
            }
        }
        break;
    }
    return more;
}

}  // namespace

MarkValues mark_values(const Ruleset& ruleset) {
    std::vector<std::uint32_t> packet = {0};
    std::vector<std::uint32_t> connection = {0};
    std::vector<SetMark> sets;
    for (const Table& table : ruleset.tables) {
        for (const Rule& rule : table.rules) {
            if (const SetMark* const set = std::get_if<SetMark>(&rule.target)) {
                if (set->shifted) {
                    return {};
                }
                sets.push_back(*set);
            } else if (const ChangeSet* const change = std::get_if<ChangeSet>(&rule.target);
                       change != nullptr && change->maps) {
                return {};
            } else if (const Leave* const leave = std::get_if<Leave>(&rule.target);
                       leave != nullptr && leave->module->effect != Effect::user) {
                return {};
            }
        }
    }
    bool more = true;
    while (more) {
        more = false;
        for (const SetMark& set : sets) {
            more = spread(set, packet, connection) || more;
            if (packet.size() > most_values || connection.size() > most_values) {
                return {};
            }
        }
    }
    return {std::move(packet), std::move(connection)};
}

Taken taken_by_mark(Lowering& lowering, const MarkIs& match) {
    SetPool& pool = *lowering.firewall.pool;
    const Field field = match.connection ? Field::connmark : Field::mark;
    Taken result;
    if (const std::optional<Set> exact = under_mask(match.value, match.mask)) {
        result = within(lowering, field, *exact, match.negated);
    } else {
        const std::optional<std::vector<std::uint32_t>>& values =
            match.connection ? lowering.marks.connection : lowering.marks.packet;
        if (!values) {
            return perhaps("the mark may have too many values to follow");
        }
        Set known;
        Set matching;
        for (const std::uint32_t value : *values) {
            known = unite(known, Set(value));
            matching = ((value & match.mask) == match.value) != match.negated ? unite(matching, Set(value)) : matching;
        }
        result = within(lowering, field, matching);
        Part other{{}, false};
        assign(other.box, field, subtract(domain_of(field), known), pool);
        result.parts.push_back(other);
        result.reason = "depends on a mark that was set elsewhere";
    }
    if (!match.connection) {
        return result;
    }
    // Without a connection there is no mark to compare, and the kernel says no, negated or not.
    const Set with = Set::of({{static_cast<Value>(State::new_), static_cast<Value>(State::related)}});
    std::vector<Part> parts;
    for (Part& part : result.parts) {
        if (!lowering.before_tracking() && narrow(part.box, Field::state, with, pool)) {
            parts.push_back(part);
        }
    }
    result.parts = std::move(parts);
    return result;
}

}  // namespace lyncgate::iptables
