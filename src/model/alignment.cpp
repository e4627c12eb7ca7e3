#include "model/alignment.hpp"

#include <algorithm>
#include <cstdint>
#include <unordered_map>
#include <utility>

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

using Lines = std::vector<Line>;

/// Lines of both sides that are to be compared: [from, to) of each.
struct Gap {
    std::size_t a_from, a_to;
    std::size_t b_from, b_to;
};

void mark(Line& a, Line& b) {
    a.common = b.common = true;
}

/// Marks what is equal at both ends of a gap, and narrows it to what is between.
Gap without_ends(Lines& a, Lines& b, Gap gap) {
    while (gap.a_from < gap.a_to && gap.b_from < gap.b_to && equal(a[gap.a_from], b[gap.b_from])) {
        mark(a[gap.a_from++], b[gap.b_from++]);
    }
    while (gap.a_from < gap.a_to && gap.b_from < gap.b_to && equal(a[gap.a_to - 1], b[gap.b_to - 1])) {
        mark(a[--gap.a_to], b[--gap.b_to]);
    }
    return gap;
}

/// Marks a longest common subsequence of a small gap, by its table of lengths; of a large one, lines at equal places.
void mark_small(Lines& a, Lines& b, const Gap& gap) {
    constexpr std::size_t largest_table = 1'000'000;
    const std::size_t rows = gap.a_to - gap.a_from;
    const std::size_t columns = gap.b_to - gap.b_from;
    if ((rows + 1) * (columns + 1) > largest_table) {
        for (std::size_t i = 0; i < std::min(rows, columns); ++i) {
            if (equal(a[gap.a_from + i], b[gap.b_from + i])) {
                mark(a[gap.a_from + i], b[gap.b_from + i]);
            }
        }
        return;
    }
    std::vector<std::uint32_t> lengths((rows + 1) * (columns + 1));
    const auto length = [&](std::size_t i, std::size_t j) -> std::uint32_t& { return lengths[i * (columns + 1) + j]; };
    for (std::size_t i = rows; i-- > 0;) {
        for (std::size_t j = columns; j-- > 0;) {
            length(i, j) = equal(a[gap.a_from + i], b[gap.b_from + j]) ? length(i + 1, j + 1) + 1
                                                                       : std::max(length(i + 1, j), length(i, j + 1));
        }
    }
    for (std::size_t i = 0, j = 0; i < rows && j < columns;) {
        if (equal(a[gap.a_from + i], b[gap.b_from + j])) {
            mark(a[gap.a_from + i++], b[gap.b_from + j++]);
        } else {
            ++(length(i + 1, j) >= length(i, j + 1) ? i : j);
        }
    }
}

/// The lines of a gap that occur once on both sides, in the longest order that both have them in (patience sorting).
std::vector<std::pair<std::size_t, std::size_t>> anchors_of(const Lines& a, const Lines& b, const Gap& gap) {
    struct Count {
        int in_a = 0;
        int in_b = 0;
        std::size_t place = 0;
    };
    std::unordered_map<std::uint64_t, Count> counts;
    for (std::size_t i = gap.a_from; i < gap.a_to; ++i) {
        ++counts[a[i].content].in_a;
    }
    for (std::size_t j = gap.b_from; j < gap.b_to; ++j) {
        Count& count = counts[b[j].content];
        ++count.in_b;
        count.place = j;
    }
    struct Card {
        std::size_t i;
        std::size_t j;
        std::ptrdiff_t before;
    };
    std::vector<Card> cards;
    std::vector<std::size_t> tops;
    for (std::size_t i = gap.a_from; i < gap.a_to; ++i) {
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
    std::vector<std::pair<std::size_t, std::size_t>> anchors;
    for (std::ptrdiff_t card = tops.empty() ? -1 : static_cast<std::ptrdiff_t>(tops.back()); card >= 0;
         card = cards[card].before) {
        anchors.emplace_back(cards[card].i, cards[card].j);
    }
    std::reverse(anchors.begin(), anchors.end());
    return anchors;
}

/// Marks common lines (patience): what is equal at both ends, lines that are unique on both sides, and what lies
/// between two of those. O(n log n) where most lines are unique; a line it misses only costs a question.
void mark_common(Lines& a, Lines& b) {
    const Gap whole = without_ends(a, b, {0, a.size(), 0, b.size()});
    Gap gap = whole;
    for (const auto& [i, j] : anchors_of(a, b, whole)) {
        gap.a_to = i;
        gap.b_to = j;
        mark_small(a, b, without_ends(a, b, gap));
        mark(a[i], b[j]);
        gap.a_from = i + 1;
        gap.b_from = j + 1;
    }
    gap.a_to = whole.a_to;
    gap.b_to = whole.b_to;
    mark_small(a, b, without_ends(a, b, gap));
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
