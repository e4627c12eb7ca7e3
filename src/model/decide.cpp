#include "model/decide.hpp"

#include <algorithm>
#include <utility>

namespace lyncgate {

namespace {

using Cuts = std::vector<const Box*>;

bool drops(const Entry& entry) {
    return entry.verdict != Verdict::accept;
}

Cuts pointers_to(const std::vector<Part>& parts) {
    Cuts cuts;
    for (const Part& part : parts) {
        for (const Box& box : part.packets) {
            cuts.push_back(&box);
        }
    }
    return cuts;
}

/// Keeps parts of the same rule together: a rule with several boxes is one decider.
void add_part(std::vector<Part>& parts, Boxes packets, std::size_t stage, const Entry& decider,
              std::vector<const Entry*> because) {
    if (packets.empty()) {
        return;
    }
    if (!parts.empty() && parts.back().stage == stage && parts.back().decider->rule == decider.rule &&
        parts.back().decider->chain == decider.chain && parts.back().because == because) {
        parts.back().packets.insert(parts.back().packets.end(), packets.begin(), packets.end());
        return;
    }
    parts.push_back({std::move(packets), stage, &decider, std::move(because)});
}

void find_closed(const View& view, std::size_t stage, const Cuts& closed_before, Answer& answer, SetPool& pool,
                 const Budget& budget) {
    Cuts cuts = closed_before;
    for (const Entry& entry : view.stages[stage].entries) {
        if (drops(entry) && entry.certain) {
            Remainder left = subtract(entry.packets, cuts, pool, budget);
            answer.complete = answer.complete && left.complete;
            add_part(answer.closed, std::move(left.boxes), stage, entry, {});
        }
        if (!drops(entry) || entry.certain) {
            cuts.push_back(&entry.packets);
        }
    }
}

void find_undecided(const View& view, std::size_t stage, const Cuts& closed, Answer& answer, SetPool& pool,
                    const Budget& budget) {
    const std::vector<Entry>& entries = view.stages[stage].entries;
    if (std::all_of(entries.begin(), entries.end(), [](const Entry& entry) { return entry.certain; })) {
        return;
    }
    Cuts cuts = closed;
    std::vector<const Entry*> doubtful;
    for (const Entry& entry : entries) {
        if (drops(entry)) {
            std::vector<const Entry*> because;
            if (!entry.certain) {
                because.push_back(&entry);
            }
            for (const Entry* const earlier : doubtful) {
                if (!drops(*earlier) && meets(earlier->packets, entry.packets)) {
                    because.push_back(earlier);
                }
            }
            if (!because.empty()) {
                Remainder left = subtract(entry.packets, cuts, pool, budget);
                answer.complete = answer.complete && left.complete;
                add_part(answer.undecided, std::move(left.boxes), stage, entry, std::move(because));
            }
        }
        if (entry.certain) {
            cuts.push_back(&entry.packets);
        } else {
            doubtful.push_back(&entry);
        }
    }
}

}  // namespace

Answer decide(const View& view, SetPool& pool, const Budget& budget) {
    Answer answer;
    answer.complete = view.complete;
    for (std::size_t stage = 0; stage < view.stages.size(); ++stage) {
        const std::vector<Part> before = answer.closed;
        find_closed(view, stage, pointers_to(before), answer, pool, budget);
    }
    const Cuts closed = pointers_to(answer.closed);
    for (std::size_t stage = 0; stage < view.stages.size(); ++stage) {
        find_undecided(view, stage, closed, answer, pool, budget);
    }
    if (!view.complete) {
        // A part of the question was not followed to its end, so a drop seen is certain only where the walk reached it.
        for (Part& part : std::exchange(answer.closed, {})) {
            answer.undecided.push_back(std::move(part));
        }
    }
    return answer;
}

std::vector<Part> accepted_by(const View& view, std::size_t stage, const Boxes& packets, bool certain_only,
                              SetPool& pool, bool& complete, const Budget& budget) {
    std::vector<Part> parts;
    Cuts cuts;
    for (const Entry& entry : view.stages[stage].entries) {
        if (!drops(entry) && (entry.certain || !certain_only)) {
            Boxes wanted;
            for (const Box& box : packets) {
                if (const std::optional<Box> both = intersect(entry.packets, box, pool)) {
                    Remainder left = subtract(*both, cuts, pool, budget);
                    complete = complete && left.complete;
                    wanted.insert(wanted.end(), left.boxes.begin(), left.boxes.end());
                }
            }
            add_part(parts, std::move(wanted), stage, entry, {});
        }
        if (entry.certain) {
            cuts.push_back(&entry.packets);
        }
    }
    return parts;
}

Boxes packets_of(const std::vector<Part>& parts, SetPool& pool) {
    Boxes all;
    for (const Part& part : parts) {
        all.insert(all.end(), part.packets.begin(), part.packets.end());
    }
    return merged(std::move(all), pool);
}

}  // namespace lyncgate
