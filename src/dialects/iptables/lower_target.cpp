// What a rule does: actions and rewrites.
#include <array>
#include <utility>

#include <fmt/core.h>

#include "dialects/iptables/lowering.hpp"

namespace lyncgate::iptables {

namespace {

using ModelRule = lyncgate::Rule;

constexpr std::size_t most_parts = 50'000;

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

/// Some conditions of a rule take parts of packets that one box cannot say.
void meet_all(Lowering& lowering, const Rule& rule, const std::vector<Taken>& conditions, TakenBoxes& bounds) {
    std::vector<Part> parts = {Part{bounds.certain.front()}};
    for (const Taken& taken : conditions) {
        const std::size_t before = parts.size();
        meet(lowering, parts, taken);
        const bool cut = before * taken.parts.size() > most_parts;
        if (!taken.reason.empty() || cut) {
            bounds.doubts.push_back(lowering.firewall.doubt(
                taken.reason.empty() ? "too many alternatives in one rule" : taken.reason, lowering.origin(rule.span)));
        }
        if (parts.empty()) {
            break;
        }
    }
    bounds.certain.clear();
    for (const Part& part : parts) {
        (part.certain ? bounds.certain : bounds.doubtful).push_back(part.box);
    }
}

TakenBoxes bounds_of(Lowering& lowering, const Rule& rule) {
    TakenBoxes bounds;
    bounds.certain.emplace_back();
    std::vector<Taken> others;
    // A rule has one set of addresses at each end: their places in the pool are fetched together.
    std::array<Plain, 2> ends;
    std::array<std::size_t, 2> hashes{};
    std::size_t known = 0;
    SetPool& pool = *lowering.firewall.pool;
    for (std::uint32_t i = 0; i < rule.conditions.count; ++i) {
        PlainOrTaken taken = taken_by(lowering, lowering.ruleset.conditions[rule.conditions.first + i]);
        if (Plain* const plain = std::get_if<Plain>(&taken)) {
            const bool end = plain->field == Field::source || plain->field == Field::destination;
            if (end && known < ends.size() && !plain->values.empty()) {
                ends[known] = std::move(*plain);
                hashes[known] = pool.fetch(ends[known].values);
                ++known;
            } else if (!narrow(bounds.certain.front(), plain->field, plain->values, *lowering.firewall.pool)) {
                return {};
            }
        } else {
            others.push_back(std::get<Taken>(std::move(taken)));
        }
    }
    for (std::size_t i = 0; i < known; ++i) {
        Box& box = bounds.certain.front();
        const Field field = ends[i].field;
        if (box[field] == nullptr && ends[i].values != domain_of(field)) {
            box.sets[index_of(field)] = pool.intern(ends[i].values, hashes[i]);
        } else if (!narrow(box, field, ends[i].values, pool)) {
            return {};
        }
    }
    if (!others.empty()) {
        meet_all(lowering, rule, others, bounds);
    }
    return bounds;
}

/// new mark = (old & ~clear) ^ flip.
Rewrite mark_rewrite(Field field, std::uint32_t clear, std::uint32_t flip) {
    return {field, Bits{static_cast<std::uint32_t>(~clear), flip}};
}

void lower_mark(Lowering& lowering, const SetMark& set, TakenBoxes bounds, ModelRule rule,
                std::vector<ModelRule>& into) {
    const Field field =
        set.what == SetMark::What::packet || set.what == SetMark::What::restore ? Field::mark : Field::connmark;
    const Field from = field == Field::mark ? Field::connmark : Field::mark;
    if (set.what != SetMark::What::packet) {
        // Without a connection there is no mark to set or to copy.
        const Set with(static_cast<Value>(State::new_), static_cast<Value>(State::related));
        bounds = narrowed(lowering, bounds, Field::state, lowering.before_tracking() ? Set() : with);
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

void lower_unclear(Lowering& lowering, const TakenBoxes& bounds, ModelRule rule, std::string reason,
                   std::vector<ModelRule>& into) {
    rule.action = Unclear{};
    rule.match.doubts.push_back(lowering.firewall.doubt(std::move(reason), rule.origin));
    emit(bounds, rule, into);
}

}  // namespace

void emit(TakenBoxes bounds, ModelRule like, std::vector<ModelRule>& into) {
    if (!bounds.certain.empty() && !bounds.doubtful.empty()) {
        into.push_back(like);
        into.back().match.boxes = bounds.certain;
        bounds.certain.clear();
    }
    if (!bounds.certain.empty()) {
        into.push_back(std::move(like));
        into.back().match.boxes = bounds.certain;
    } else if (!bounds.doubtful.empty()) {
        into.push_back(std::move(like));
        into.back().match.boxes = bounds.doubtful;
        bounds.doubts.insert(bounds.doubts.end(), into.back().match.doubts.begin(), into.back().match.doubts.end());
        into.back().match.doubts = std::move(bounds.doubts);
    }
}

TakenBoxes narrowed(Lowering& lowering, const TakenBoxes& bounds, Field field, const Set& set) {
    TakenBoxes result;
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

void lower_rule(Lowering& lowering, const Rule& rule, std::uint32_t number, std::vector<ModelRule>& into) {
    TakenBoxes bounds = bounds_of(lowering, rule);
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
            const Rewrite exempt{Field::state, Bits{0, static_cast<Value>(State::untracked)}};
            const Set invalid(static_cast<Value>(State::invalid));
            if (lowering.looped) {
                // A packet that has a connection keeps it.
                emit(narrowed(lowering, bounds, Field::state, subtract(domain_of(Field::state), invalid)), like, into);
                like.rewrites = {exempt};
                return emit(narrowed(lowering, bounds, Field::state, invalid), like, into);
            }
            like.rewrites = {exempt};
        }
    } else if (const Leave* const hash = std::get_if<Leave>(&rule.target);
               hash != nullptr && hash->module->effect == Effect::rewrite) {
        like.rewrites = {{Field::mark, Choose{}}};
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
    emit(std::move(bounds), std::move(like), into);
}

}  // namespace lyncgate::iptables
