// What a rule does: actions and rewrites.
#include <fmt/core.h>

#include "dialects/iptables/lowering.hpp"

namespace lyncgate::iptables {

namespace {

using ModelRule = lyncgate::Rule;

constexpr std::size_t most_parts = 50'000;

/// What a rule takes, as two lists of boxes: surely and perhaps.
struct Bounds {
    Boxes certain;
    Boxes doubtful;
    std::vector<DoubtId> doubts;
};

void meet(Lowering& lowering, std::vector<Part>& parts, const Taken& taken) {
    std::vector<Part> next;
    for (const Part& a : parts) {
        for (const Part& b : taken.parts) {
            if (const std::optional<Box> common = intersect(a.box, b.box, *lowering.firewall.pool)) {
                next.push_back({*common, a.certain && b.certain});
            }
        }
    }
    // Too many combinations: one box per part of the larger side says less, but nothing wrong.
    if (next.size() > most_parts) {
        for (Part& part : parts) {
            part.certain = false;
        }
        return;
    }
    parts = std::move(next);
}

Bounds bounds_of(Lowering& lowering, const Rule& rule) {
    std::vector<Part> parts = {Part{}};
    Bounds bounds;
    for (std::uint32_t i = 0; i < rule.conditions.count && !parts.empty(); ++i) {
        const Taken taken = taken_by(lowering, lowering.ruleset.conditions[rule.conditions.first + i]);
        const std::size_t before = parts.size();
        meet(lowering, parts, taken);
        const bool cut = before * taken.parts.size() > most_parts;
        if (!taken.reason.empty() || cut) {
            bounds.doubts.push_back(lowering.firewall.doubt(
                taken.reason.empty() ? "too many alternatives in one rule" : taken.reason, lowering.origin(rule.span)));
        }
    }
    for (const Part& part : parts) {
        (part.certain ? bounds.certain : bounds.doubtful).push_back(part.box);
    }
    return bounds;
}

void emit(const Bounds& bounds, const ModelRule& like, std::vector<ModelRule>& into) {
    if (!bounds.certain.empty()) {
        into.push_back(like);
        into.back().match.boxes = bounds.certain;
    }
    if (!bounds.doubtful.empty()) {
        into.push_back(like);
        into.back().match.boxes = bounds.doubtful;
        into.back().match.doubts.insert(into.back().match.doubts.begin(), bounds.doubts.begin(), bounds.doubts.end());
    }
}

Bounds narrowed(Lowering& lowering, const Bounds& bounds, Field field, const Set& set) {
    Bounds result;
    result.doubts = bounds.doubts;
    for (const auto& [from, to] :
         {std::pair{&bounds.certain, &result.certain}, std::pair{&bounds.doubtful, &result.doubtful}}) {
        for (Box box : *from) {
            if (narrow(box, field, set, *lowering.firewall.pool)) {
                to->push_back(box);
            }
        }
    }
    return result;
}

Bits or_bits(Value bits) {
    return {~bits, bits};
}

/// new mark = (old & ~clear) ^ flip.
Rewrite mark_rewrite(Field field, std::uint32_t clear, std::uint32_t flip) {
    return {field, Bits{static_cast<std::uint32_t>(~clear), flip}};
}

void lower_mark(Lowering& lowering, const SetMark& set, Bounds bounds, ModelRule rule, std::vector<ModelRule>& into) {
    const Field field =
        set.what == SetMark::What::packet || set.what == SetMark::What::restore ? Field::mark : Field::connmark;
    const Field from = field == Field::mark ? Field::connmark : Field::mark;
    if (set.what != SetMark::What::packet) {
        // Without a connection there is no mark to set or to copy.
        const bool raw = lowering.table->name == "raw";
        const Set with(static_cast<Value>(State::new_), static_cast<Value>(State::related));
        bounds = narrowed(lowering, bounds, Field::state, raw ? Set() : with);
    }
    if (set.shifted) {
        rule.rewrites = {{field, Choose{}}};
        return emit(bounds, rule, into);
    }
    if (set.what == SetMark::What::packet || set.what == SetMark::What::connection) {
        rule.rewrites = {mark_rewrite(field, set.clear, set.flip)};
        return emit(bounds, rule, into);
    }
    // A copy between the two marks: one rule per value that is there to copy, and any value for the rest.
    const std::optional<std::vector<std::uint32_t>>& values =
        from == Field::mark ? lowering.marks.packet : lowering.marks.connection;
    Set rest = domain_of(from);
    const std::vector<std::uint32_t> known = values ? *values : std::vector<std::uint32_t>{0};
    for (const std::uint32_t value : known) {
        rule.rewrites = {from == Field::mark ? mark_rewrite(field, set.ct_mask, value & set.nf_mask)
                                             : mark_rewrite(field, set.nf_mask, value & set.ct_mask)};
        // Packets that this rule has taken meet the ones for other values too, unchanged: the value copied from stays.
        emit(narrowed(lowering, bounds, from, Set(value)), rule, into);
        rest = subtract(rest, Set(value));
    }
    rule.rewrites = {{field, Choose{}}};
    emit(narrowed(lowering, bounds, from, rest), rule, into);
}

/// The firewall's own address that masquerading or REDIRECT picks, per interface.
void lower_own_address(Lowering& lowering, Field field, Field by, const Bounds& bounds, const ModelRule& rule,
                       std::vector<ModelRule>& into) {
    Firewall& firewall = lowering.firewall;
    const Set& family = any_address(lowering.ruleset.family);
    Set others = domain_of(by);
    for (std::size_t i = 1; i < firewall.interfaces.size(); ++i) {
        const Set own = intersect(firewall.interfaces[i].addresses, family);
        if (own.empty()) {
            continue;
        }
        ModelRule known = rule;
        known.rewrites.insert(known.rewrites.begin(), {field, Choose{firewall.pool->intern(own)}});
        emit(narrowed(lowering, bounds, by, Set(i)), known, into);
        others = subtract(others, Set(i));
    }
    ModelRule unknown = rule;
    unknown.rewrites.insert(unknown.rewrites.begin(), {field, Choose{firewall.pool->intern(family)}});
    emit(narrowed(lowering, bounds, by, others), unknown, into);
}

/// A translation ends the nat table and marks the packet as translated.
void lower_translation(Lowering& lowering, const Translate& translate, Bounds bounds, ModelRule rule,
                       std::vector<ModelRule>& into) {
    SetPool& pool = *lowering.firewall.pool;
    const bool netmap = translate.module->name == "NETMAP";
    const bool source = netmap ? lowering.hook == Hook::postrouting || lowering.hook == Hook::input : translate.source;
    const Field address = source ? Field::source : Field::destination;
    const Field port = source ? Field::source_port : Field::destination_port;
    rule.action = Decide{Verdict::accept};
    // Only the first packet of a connection asks the nat table.
    bounds = narrowed(lowering, bounds, Field::state, Set(static_cast<Value>(State::new_)));
    rule.rewrites = {{Field::translated, or_bits(source ? 2 : 1)}};
    const auto with_ports = [&](const Bounds& part, ModelRule like) {
        if (!translate.has_ports) {
            return emit(part, like, into);
        }
        const Set range(translate.ports.low, translate.ports.high);
        const std::uint32_t size = translate.ports.high - translate.ports.low + 1u;
        if (translate.port_base != 0) {
            // Ports keep their distance from the base; the range repeats beyond its size.
            const std::uint32_t last = std::min<std::uint32_t>(65535, translate.port_base + size - 1u);
            const Set shifted_ports(translate.port_base, last);
            ModelRule moved = like;
            moved.rewrites.push_back({port, Shift{Value{translate.ports.low} - Value{translate.port_base}}});
            emit(narrowed(lowering, part, port, shifted_ports), moved, into);
            like.rewrites.push_back({port, Choose{pool.intern(range)}});
            return emit(narrowed(lowering, part, port, subtract(domain_of(port), shifted_ports)), like, into);
        }
        if (size > 1 && source && !translate.random) {
            // A source port already in the range is kept.
            emit(narrowed(lowering, part, port, range), like, into);
            like.rewrites.push_back({port, Choose{pool.intern(range)}});
            return emit(narrowed(lowering, part, port, subtract(domain_of(port), range)), like, into);
        }
        like.rewrites.push_back({port, Choose{pool.intern(range)}});
        emit(part, like, into);
    };
    if (!translate.has_address) {
        if (translate.module->name == "REDIRECT" && lowering.hook == Hook::output) {
            const Set loopback = lowering.ruleset.family == Family::ipv4 ? Set(Address::v4(0x7f000001).number())
                                                                         : Set(Address::v6(0, 1).number());
            rule.rewrites.push_back({address, Choose{pool.intern(loopback)}});
            return with_ports(bounds, rule);
        }
        if (translate.module->name == "MASQUERADE" || translate.module->name == "REDIRECT") {
            if (translate.has_ports) {
                const Set range(translate.ports.low, translate.ports.high);
                rule.rewrites.push_back({port, Choose{pool.intern(range)}});
            }
            return lower_own_address(lowering, address, source ? Field::egress : Field::ingress, bounds, rule, into);
        }
        return with_ports(bounds, rule);
    }
    const TranslationRange& range = lowering.ruleset.translations[translate.address];
    if (netmap) {
        rule.rewrites.push_back({address, Bits{~range.mask, range.low.bits() & range.mask}});
        return emit(bounds, rule, into);
    }
    const Set addresses(range.low.number(), range.high.number());
    if (source && range.low < range.high) {
        // An address already in the range is kept.
        with_ports(narrowed(lowering, bounds, address, addresses), rule);
        bounds = narrowed(lowering, bounds, address, subtract(any_address(lowering.ruleset.family), addresses));
    }
    rule.rewrites.push_back({address, Choose{pool.intern(addresses)}});
    with_ports(bounds, rule);
}

void lower_unclear(Lowering& lowering, const Bounds& bounds, ModelRule rule, std::string reason,
                   std::vector<ModelRule>& into) {
    rule.action = Unclear{};
    rule.match.doubts.push_back(lowering.firewall.doubt(std::move(reason), rule.origin));
    emit(bounds, rule, into);
}

}  // namespace

void lower_rule(Lowering& lowering, const Rule& rule, std::uint32_t number, std::vector<ModelRule>& into) {
    const Bounds bounds = bounds_of(lowering, rule);
    if (bounds.certain.empty() && bounds.doubtful.empty()) {
        return;
    }
    ModelRule like;
    like.origin = lowering.origin(rule.span);
    like.number = number;
    if (std::holds_alternative<Accept>(rule.target)) {
        like.action = Decide{Verdict::accept};
    } else if (std::holds_alternative<Drop>(rule.target)) {
        like.action = Decide{Verdict::drop};
    } else if (std::holds_alternative<Reject>(rule.target)) {
        like.action = Decide{Verdict::reject};
    } else if (std::holds_alternative<Return>(rule.target)) {
        like.action = lyncgate::Return{};
    } else if (const Jump* const jump = std::get_if<Jump>(&rule.target)) {
        const ChainId chain = lower_chain(lowering, jump->target);
        if (jump->go_to) {
            like.action = Goto{chain};
        } else {
            like.action = Call{chain};
        }
    } else if (const Translate* const translate = std::get_if<Translate>(&rule.target)) {
        return lower_translation(lowering, *translate, bounds, like, into);
    } else if (const SetMark* const mark = std::get_if<SetMark>(&rule.target)) {
        return lower_mark(lowering, *mark, bounds, like, into);
    } else if (const Track* const track = std::get_if<Track>(&rule.target)) {
        if (track->notrack) {
            like.rewrites = {{Field::state, Bits{0, static_cast<Value>(State::untracked)}}};
        }
    } else if (const Leave* const leave = std::get_if<Leave>(&rule.target)) {
        return lower_unclear(lowering, bounds, like,
                             leave->module->effect == Effect::user
                                 ? fmt::format("a program decides ({})", leave->module->name)
                                 : fmt::format("the target {} is not followed", leave->module->name),
                             into);
    } else if (const UnknownTarget* const unknown = std::get_if<UnknownTarget>(&rule.target)) {
        return lower_unclear(lowering, bounds, like,
                             unknown->name.empty() ? std::string("this line could not be read")
                                                   : fmt::format("the target '{}' is not known", unknown->name),
                             into);
    } else if (const ChangeSet* const change = std::get_if<ChangeSet>(&rule.target);
               change != nullptr && change->maps) {
        like.rewrites = {{Field::mark, Choose{}}};
    }
    emit(bounds, like, into);
}

}  // namespace lyncgate::iptables
