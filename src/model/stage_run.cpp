#include "model/stage_run.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "model/rewriting_doubts.hpp"

namespace lyncgate {

namespace {

using Cubes = std::vector<Cube>;
using Doubts = std::vector<DoubtId>;

constexpr std::size_t most_cubes = 4'096;
constexpr std::size_t deepest_call = 512;
constexpr std::size_t worth_an_index = 16;

void append(Cubes& to, Cubes from) {
    to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

void add_doubts(Doubts& to, const Doubts& more) {
    for (const DoubtId doubt : more) {
        if (std::find(to.begin(), to.end(), doubt) == to.end()) {
            to.push_back(doubt);
        }
    }
}

Cubes doubted(Cubes cubes, const Doubts& why) {
    for (Cube& cube : cubes) {
        add_doubts(cube.doubts, why);
    }
    return cubes;
}

/// Why it is not known whether packets of the cube are in the box.
Doubts why_unclear(const Cube& cube, const Box& box) {
    const auto is_loose = [&](Field field) { return cube.links[index_of(field)].kind == Link::Kind::loose; };
    const auto turns_on = [&](Field field) {
        return box[field] != nullptr && is_loose(field) && !covers(*box[field], values_of(cube.now, field));
    };
    const bool only_way = std::none_of(all_fields.begin(), all_fields.end(),
                                       [&](Field field) { return field != Field::egress && turns_on(field); });
    return only_way && !is_loose(Field::destination) && turns_on(Field::egress) ? Doubts{unknown_way_out}
                                                                                : rewriting_doubts(cube.translations);
}

/// The smallest single box around the present packets of all cubes.
Box hull_of(const Cubes& cubes, SetPool& pool) {
    Box hull = cubes.front().now;
    for (const Cube& cube : cubes) {
        for (const Field field : all_fields) {
            if (hull[field] != nullptr && hull[field] != cube.now[field]) {
                assign(hull, field, unite(*hull[field], values_of(cube.now, field)), pool);
            }
        }
    }
    return hull;
}

}  // namespace

Cubes StageRun::run(const Stage& stage, Cubes cubes) {
    const Chain& chain = firewall_.chains[stage.chain];
    stage_rewrites_ = firewall_.indices[stage.chain]->rewrites;
    Cubes unchanged = stage_rewrites_ ? Cubes{} : cubes;
    Cubes undecided = run_chain(stage.chain, std::move(cubes));
    if (chain.policy) {
        for (const Cube& cube : undecided) {
            entries_.push_back({cube.before, *chain.policy, cube.doubts.empty(), &chain, nullptr, cube.doubts});
        }
    }
    view_.stages.push_back({stage.label, std::move(entries_)});
    entries_.clear();
    if (!stage_rewrites_) {
        return unchanged;
    }
    append(undecided, std::exchange(finished_, {}));
    return undecided;
}

Cubes StageRun::run_chain(ChainId id, Cubes alive) {
    if (alive.empty()) {
        return alive;
    }
    const Chain& chain = firewall_.chains[id];
    const ChainIndex& index = *firewall_.indices[id];
    if (depth_ >= deepest_call || index.recursive) {
        view_.complete = false;
        return alive;
    }
    ++depth_;
    Cubes left;
    // Rewriting can bring packets to rules that the arriving ones cannot meet, so then every rule is looked at.
    const bool pruned = !index.rewrites && chain.rules.size() > worth_an_index;
    const std::vector<std::uint32_t> candidates =
        pruned ? index.candidates(hull_of(alive, pool_)) : std::vector<std::uint32_t>{};
    const std::size_t count = pruned ? candidates.size() : chain.rules.size();
    for (std::size_t i = 0; i < count && !alive.empty(); ++i) {
        if (steps_ == 0 || alive.size() > most_cubes) {
            view_.complete = false;
            break;
        }
        apply(chain.rules[pruned ? candidates[i] : i], chain, alive, left);
    }
    --depth_;
    append(alive, std::move(left));
    return alive;
}

void StageRun::apply(const Rule& rule, const Chain& chain, Cubes& alive, Cubes& left) {
    Cubes added;
    std::size_t kept = 0;
    for (std::size_t place = 0; place < alive.size(); ++place) {
        steps_ -= steps_ > 0 ? 1 : 0;
        Meeting meeting{rule, alive[place], {}, rule.match.doubts};
        for (const Box& box : rule.match.boxes) {
            if (std::optional<Hit> hit = meet(alive[place], box, pool_)) {
                if (!hit->certain) {
                    add_doubts(meeting.why, why_unclear(alive[place], box));
                }
                meeting.hits.push_back(std::move(hit->part));
            }
        }
        std::optional<Cubes> instead;
        if (!meeting.hits.empty()) {
            instead = step(meeting, chain, left);
        }
        if (instead) {
            append(added, std::move(*instead));
        } else {
            if (kept != place) {
                alive[kept] = std::move(alive[place]);
            }
            ++kept;
        }
    }
    alive.erase(alive.begin() + static_cast<std::ptrdiff_t>(kept), alive.end());
    append(alive, std::move(added));
}

std::optional<Cubes> StageRun::step(const Meeting& meeting, const Chain& chain, Cubes& left) {
    const Action& action = meeting.rule.action;
    if (const auto* const verdict = std::get_if<Decide>(&action)) {
        return decide(meeting, chain, verdict->verdict);
    }
    if (const auto* const called = std::get_if<Call>(&action)) {
        return call(meeting, *called);
    }
    if (const auto* const jump = std::get_if<Goto>(&action)) {
        return go(meeting, *jump, left);
    }
    if (std::holds_alternative<Return>(action)) {
        return come_back(meeting, left);
    }
    if (std::holds_alternative<Unclear>(action)) {
        Meeting unclear = meeting;
        if (unclear.why.empty()) {
            unclear.why.push_back(translation_choice);
        }
        emit(unclear, chain, Verdict::accept);
        emit(unclear, chain, Verdict::drop);
        return {};
    }
    if (meeting.rule.rewrites.empty()) {
        return {};
    }
    return pass_rewriting(meeting);
}

std::optional<Cubes> StageRun::decide(const Meeting& meeting, const Chain& chain, Verdict verdict) {
    emit(meeting, chain, verdict);
    const bool certain = meeting.why.empty();
    if (!meeting.rule.rewrites.empty() && verdict == Verdict::accept) {
        Cubes rest;
        Cubes parts = parts_of(meeting, rest, settled_);
        const Doubts why = certain && contested(parts) ? Doubts{translation_choice} : meeting.why;
        append(finished_, rewritten_by(meeting.rule, doubted(parts, why)));
        if (!why.empty()) {
            append(rest, doubted(std::move(parts), why));
        }
        return rest;
    }
    if (stage_rewrites_ && verdict == Verdict::accept) {
        for (const Cube& hit : meeting.hits) {
            (certain && meeting.cube.doubts.empty() ? settled_ : perhaps_settled_).push_back(hit.before);
        }
    }
    const bool whole = certain && std::any_of(meeting.hits.begin(), meeting.hits.end(), [&](const Cube& hit) {
                           return hit.before.sets == meeting.cube.before.sets;
                       });
    if (!whole) {
        return {};
    }
    if (stage_rewrites_ && verdict == Verdict::accept) {
        finished_.push_back(meeting.cube);
    } else if (stage_rewrites_) {
        finish_settled(meeting.cube);
    }
    return Cubes{};
}

void StageRun::finish_settled(const Cube& cube) {
    for (const Box& box : settled_) {
        if (std::optional<Cube> accepted = restricted(cube, box, pool_)) {
            finished_.push_back(std::move(*accepted));
        }
    }
    for (const Box& box : perhaps_settled_) {
        if (std::optional<Cube> accepted = restricted(cube, box, pool_)) {
            add_doubts(accepted->doubts, {translation_choice});
            finished_.push_back(std::move(*accepted));
        }
    }
}

std::optional<Cubes> StageRun::call(const Meeting& meeting, const Call& action) {
    if (meeting.rule.rewrites.empty() && !firewall_.indices[action.chain]->rewrites) {
        run_chain(action.chain, doubted(meeting.hits, meeting.why));
        return {};
    }
    Cubes rest;
    Cubes parts = parts_of(meeting, rest, {});
    Cubes returned = run_chain(action.chain, rewritten_by(meeting.rule, doubted(parts, meeting.why)));
    if (action.restores) {
        returned = restored(meeting.cube, returned);
    }
    append(rest, std::move(returned));
    if (!meeting.why.empty()) {
        append(rest, doubted(std::move(parts), meeting.why));
    }
    return rest;
}

Cubes StageRun::restored(const Cube& caller, const Cubes& returned) {
    Cubes back;
    for (const Cube& cube : returned) {
        // Packets accepted inside the callee are among the returned ones, but leave the stage as they are now.
        finish_settled(cube);
        const Boxes undecided = subtract(cube.before, settled_, pool_, budget_).boxes;
        for (const Box& before : undecided) {
            if (std::optional<Cube> again = restricted(caller, before, pool_)) {
                again->doubts = cube.doubts;
                if (contested({*again})) {
                    add_doubts(again->doubts, {translation_choice});
                }
                back.push_back(std::move(*again));
            }
        }
    }
    return back;
}

bool StageRun::contested(const Cubes& parts) const {
    return std::any_of(parts.begin(), parts.end(), [&](const Cube& part) {
        return std::any_of(perhaps_settled_.begin(), perhaps_settled_.end(),
                           [&](const Box& box) { return meets(box, part.before); });
    });
}

Cubes StageRun::go(const Meeting& meeting, const Goto& action, Cubes& left) {
    Cubes rest;
    Cubes parts = parts_of(meeting, rest, {});
    append(left, run_chain(action.chain, rewritten_by(meeting.rule, doubted(parts, meeting.why))));
    if (!meeting.why.empty()) {
        append(rest, doubted(std::move(parts), meeting.why));
    }
    return rest;
}

Cubes StageRun::come_back(const Meeting& meeting, Cubes& left) {
    Cubes rest;
    Cubes parts = parts_of(meeting, rest, {});
    append(left, rewritten_by(meeting.rule, doubted(parts, meeting.why)));
    if (!meeting.why.empty()) {
        append(rest, doubted(std::move(parts), meeting.why));
    }
    return rest;
}

Cubes StageRun::pass_rewriting(const Meeting& meeting) {
    Cubes rest;
    Cubes parts = parts_of(meeting, rest, settled_);
    if (meeting.why.empty() && !contested(parts)) {
        append(rest, rewritten_by(meeting.rule, std::move(parts)));
        return rest;
    }
    for (Cube& part : parts) {
        for (const Rewrite& rewrite : meeting.rule.rewrites) {
            part = perhaps_rewritten(part, rewrite, pool_);
        }
        part.translations.push_back(&meeting.rule);
        rest.push_back(std::move(part));
    }
    return rest;
}

void StageRun::emit(const Meeting& meeting, const Chain& chain, Verdict verdict) {
    for (const Cube& hit : meeting.hits) {
        Doubts doubts = hit.doubts;
        add_doubts(doubts, meeting.why);
        const bool certain = doubts.empty();
        entries_.push_back({hit.before, verdict, certain, &chain, &meeting.rule, std::move(doubts)});
    }
}

Cubes StageRun::parts_of(const Meeting& meeting, Cubes& rest, const Boxes& settled) {
    Boxes out;
    Boxes near;
    for (const Box& box : settled) {
        if (meets(box, meeting.cube.before)) {
            near.push_back(box);
        }
    }
    Cubes parts;
    Boxes taken = near;
    for (const Cube& hit : meeting.hits) {
        if (taken.empty()) {
            parts.push_back(hit);
        } else if (!leave(hit, taken, parts, pool_, budget_)) {
            view_.complete = false;
        }
        taken.push_back(hit.before);
        out.push_back(hit.before);
    }
    Boxes moved;
    for (const Cube& part : parts) {
        moved.push_back(part.before);
    }
    if (!leave(meeting.cube, near.empty() ? out : moved, rest, pool_, budget_)) {
        view_.complete = false;
    }
    return parts;
}

Cubes StageRun::rewritten_by(const Rule& rule, Cubes parts) {
    for (const Rewrite& rewrite : rule.rewrites) {
        Cubes next;
        for (const Cube& part : parts) {
            append(next, rewritten(part, rewrite, pool_));
        }
        parts = std::move(next);
    }
    if (!rule.rewrites.empty()) {
        for (Cube& part : parts) {
            part.translations.push_back(&rule);
        }
    }
    return parts;
}

}  // namespace lyncgate
