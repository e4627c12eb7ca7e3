#include "model/alignment.hpp"

#include <algorithm>
#include <cstdint>
#include <unordered_map>

namespace lyncgate {

namespace {

/// A decision without its place in a file: what it takes, what it does, how sure it is.
std::uint64_t content_of(const Entry& entry, std::unordered_map<const Set*, std::uint64_t>& hashes) {
    std::uint64_t hash = static_cast<std::uint64_t>(entry.verdict != Verdict::accept) * 2 + (entry.certain ? 1 : 0);
    for (const Set* const set : entry.packets.sets) {
        std::uint64_t one = 0x51ed270b;
        if (set != nullptr) {
            const auto [at, fresh] = hashes.emplace(set, 0);
            if (fresh) {
                at->second = hash_of(*set);
            }
            one = at->second;
        }
        hash = (hash ^ one) * 0x9e3779b97f4a7c15ULL;
        hash ^= hash >> 31;
    }
    if (entry.rule != nullptr) {
        // A rule that also rewrites is another decision than one that does not.
        hash += entry.rule->rewrites.size() * 0x2545f4914f6cdd1dULL;
    }
    return hash;
}

struct Line {
    const Entry* entry;
    std::uint64_t content;
    bool common = false;
};

std::vector<Line> lines_of(const StageView& stage, std::unordered_map<const Set*, std::uint64_t>& hashes) {
    std::vector<Line> lines;
    lines.reserve(stage.entries.size());
    for (const Entry& entry : stage.entries) {
        lines.push_back({&entry, content_of(entry, hashes), false});
    }
    return lines;
}

bool equal(const Line& a, const Line& b) {
    return a.content == b.content && same(a.entry->packets, b.entry->packets) && a.entry->certain == b.entry->certain &&
           (a.entry->verdict == Verdict::accept) == (b.entry->verdict == Verdict::accept);
}

/// Marks a longest common subsequence of the lines that are unique on both sides (patience), after what is equal at
/// both ends. O(n log n); a line it misses only costs a question.
void mark_common(std::vector<Line>& a, std::vector<Line>& b) {
    std::size_t begin = 0;
    while (begin < a.size() && begin < b.size() && equal(a[begin], b[begin])) {
        a[begin].common = b[begin].common = true;
        ++begin;
    }
    std::size_t end = 0;
    while (a.size() - end > begin && b.size() - end > begin && equal(a[a.size() - 1 - end], b[b.size() - 1 - end])) {
        a[a.size() - 1 - end].common = b[b.size() - 1 - end].common = true;
        ++end;
    }
    struct Count {
        int in_a = 0;
        int in_b = 0;
        std::size_t place = 0;
    };
    std::unordered_map<std::uint64_t, Count> counts;
    for (std::size_t i = begin; i < a.size() - end; ++i) {
        ++counts[a[i].content].in_a;
    }
    for (std::size_t j = begin; j < b.size() - end; ++j) {
        Count& count = counts[b[j].content];
        ++count.in_b;
        count.place = j;
    }
    struct Pile {
        std::size_t i;
        std::size_t j;
        std::ptrdiff_t before;
    };
    std::vector<Pile> cards;
    std::vector<std::size_t> tops;
    for (std::size_t i = begin; i < a.size() - end; ++i) {
        const Count& count = counts[a[i].content];
        if (count.in_a != 1 || count.in_b != 1 || !equal(a[i], b[count.place])) {
            continue;
        }
        const auto pile = std::lower_bound(tops.begin(), tops.end(), count.place,
                                           [&](std::size_t card, std::size_t j) { return cards[card].j < j; });
        cards.push_back({i, count.place, pile == tops.begin() ? -1 : static_cast<std::ptrdiff_t>(*(pile - 1))});
        if (pile == tops.end()) {
            tops.push_back(cards.size() - 1);
        } else {
            *pile = cards.size() - 1;
        }
    }
    for (std::ptrdiff_t card = tops.empty() ? -1 : static_cast<std::ptrdiff_t>(tops.back()); card >= 0;
         card = cards[card].before) {
        a[cards[card].i].common = b[cards[card].j].common = true;
    }
}

bool accepts(const Entry& entry) {
    return entry.verdict == Verdict::accept;
}

/// Whether packets that no decision of the stage takes pass it.
bool passes_undecided(const std::vector<Line>& lines) {
    return std::none_of(lines.begin(), lines.end(), [](const Line& line) { return line.entry->rule == nullptr; });
}

/// A changed decision can change the fate only of packets that some decision for another verdict takes, on its own side
/// (after it, instead of it) or on the other.
void narrow_to_opposites(const Line& changed, const std::vector<Line>& own, const std::vector<Line>& other,
                         Boxes& regions, SetPool& pool) {
    bool wide = !accepts(*changed.entry) && (passes_undecided(own) || passes_undecided(other));
    Boxes met;
    for (const std::vector<Line>* const lines : {&own, &other}) {
        for (const Line& line : *lines) {
            if (accepts(*line.entry) == accepts(*changed.entry) && line.entry->certain == changed.entry->certain) {
                continue;
            }
            if (const std::optional<Box> both = intersect(changed.entry->packets, line.entry->packets, pool)) {
                wide = wide || (accepts(*changed.entry) && same(*both, changed.entry->packets));
                met.push_back(*both);
            }
        }
    }
    if (wide) {
        regions.push_back(changed.entry->packets);
        return;
    }
    // A wide drop: what matters are the accepts within it, one by one.
    for (const Box& box : met) {
        regions.push_back(box);
    }
}

void drop_covered(Boxes& regions) {
    constexpr std::size_t most_pairwise = 3'000;
    if (regions.size() > most_pairwise) {
        return;
    }
    Boxes kept;
    for (std::size_t i = 0; i < regions.size(); ++i) {
        bool inside = false;
        for (std::size_t j = 0; j < regions.size() && !inside; ++j) {
            inside = i != j && covers(regions[j], regions[i]) && (j < i || !covers(regions[i], regions[j]));
        }
        if (!inside) {
            kept.push_back(regions[i]);
        }
    }
    regions = std::move(kept);
}

}  // namespace

Boxes changed_regions(const View& before, const View& after, SetPool& pool, const Budget& budget, bool& complete) {
    std::unordered_map<const Set*, std::uint64_t> hashes;
    Boxes regions;
    const std::size_t stages = std::max(before.stages.size(), after.stages.size());
    for (std::size_t stage = 0; stage < stages; ++stage) {
        std::vector<Line> old_lines;
        std::vector<Line> new_lines;
        if (stage < before.stages.size()) {
            old_lines = lines_of(before.stages[stage], hashes);
        }
        if (stage < after.stages.size()) {
            new_lines = lines_of(after.stages[stage], hashes);
        }
        mark_common(old_lines, new_lines);
        for (const Line& line : old_lines) {
            if (!line.common) {
                narrow_to_opposites(line, old_lines, new_lines, regions, pool);
            }
        }
        for (const Line& line : new_lines) {
            if (!line.common) {
                narrow_to_opposites(line, new_lines, old_lines, regions, pool);
            }
        }
    }
    // Packets that one side translates otherwise than the other.
    for (const View* const view : {&before, &after}) {
        const View& other = view == &before ? after : before;
        for (const Arrival& arrival : view->arrivals) {
            const bool twin = arrival.translations.empty() ||
                              std::any_of(other.arrivals.begin(), other.arrivals.end(), [&](const Arrival& a) {
                                  return same(a.before, arrival.before) && same(a.after, arrival.after);
                              });
            if (!twin) {
                regions.push_back(arrival.before);
            }
        }
    }
    if (regions.size() > budget.boxes) {
        regions.resize(budget.boxes);
        complete = false;
    }
    drop_covered(regions);
    return regions;
}

}  // namespace lyncgate
