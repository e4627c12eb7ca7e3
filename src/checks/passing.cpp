#include "checks/passing.hpp"

#include <algorithm>
#include <limits>

namespace lyncgate {

namespace {

std::vector<const Box*> boxes_of(const std::vector<Entry>& entries) {
    std::vector<const Box*> boxes;
    boxes.reserve(entries.size());
    for (const Entry& entry : entries) {
        boxes.push_back(&entry.packets);
    }
    return boxes;
}

bool is_cut(const Entry& entry, Bound bound) {
    return entry.certain || (bound == Bound::certain && entry.verdict != Verdict::accept);
}

/// How much an entry lets pass; a policy, or nothing at all, more than any rule.
double width_of(const Entry* entry) {
    return entry == nullptr || entry->rule == nullptr ? std::numeric_limits<double>::infinity()
                                                      : volume_of(entry->packets);
}

/// Adds packets to the part of the same entry.
void add(std::vector<Passed>& parts, const Entry* entry, std::size_t stage, Boxes packets, bool complete) {
    if (packets.empty() && complete) {
        return;
    }
    const auto same =
        std::find_if(parts.rbegin(), parts.rend(), [&](const Passed& part) { return part.entry == entry; });
    if (same == parts.rend()) {
        parts.push_back({entry, stage, std::move(packets), complete});
        return;
    }
    same->packets.insert(same->packets.end(), packets.begin(), packets.end());
    same->complete = same->complete && complete;
}

}  // namespace

StageFilter::StageFilter(const View& view, std::size_t stage)
    : entries_(view.stages[stage].entries), stage_(stage),
      drops_(std::any_of(entries_.begin(), entries_.end(),
                         [](const Entry& entry) { return entry.verdict != Verdict::accept; })),
      index_(boxes_of(entries_)) {}

std::vector<const Box*> StageFilter::decided_before(const Box& box, std::size_t place, Bound bound) const {
    std::vector<const Box*> boxes;
    const BoxIndex::Query query = index_.query(box);
    BoxIndex::Scan scan = index_.scan(query, 0, place);
    while (const std::optional<std::uint32_t> earlier = scan.next()) {
        const Entry& entry = entries_[*earlier];
        // Nothing comes past a policy, doubtful only because the way to it is.
        const bool ends = is_cut(entry, bound) || (place == entries_.size() && entry.rule == nullptr);
        if (ends && meets(entry.packets, box)) {
            boxes.push_back(&entry.packets);
        }
    }
    return boxes;
}

std::vector<Passed> StageFilter::passing(const Boxes& packets, const Boxes& cuts, Bound bound, SetPool& pool,
                                         const Budget& budget, std::size_t most) const {
    std::vector<Passed> parts;
    const auto pass = [&](const Entry* entry, std::size_t place, const Box& box) {
        std::vector<const Box*> gone;
        for (const Box& cut : cuts) {
            if (covers(cut, box)) {
                return;
            }
            if (meets(cut, box)) {
                gone.push_back(&cut);
            }
        }
        const std::vector<const Box*> earlier = decided_before(box, place, bound);
        gone.insert(gone.end(), earlier.begin(), earlier.end());
        Remainder left = subtract(box, gone, pool, budget);
        add(parts, entry, stage_, std::move(left.boxes), left.complete);
    };
    for (const Box& box : packets) {
        bool all_decided = false;
        const BoxIndex::Query query = index_.query(box);
        BoxIndex::Scan scan = index_.scan(query, 0, entries_.size());
        for (std::optional<std::uint32_t> place = scan.next(); place && !all_decided && parts.size() < most;
             place = scan.next()) {
            const Entry& entry = entries_[*place];
            const bool counts = entry.verdict == Verdict::accept && (entry.certain || bound == Bound::possible);
            if (counts) {
                if (const std::optional<Box> both = intersect(box, entry.packets, pool)) {
                    pass(&entry, *place, *both);
                }
            }
            all_decided = is_cut(entry, bound) && covers(entry.packets, box);
        }
        if (!all_decided && parts.size() < most) {
            pass(nullptr, entries_.size(), box);
        }
    }
    return parts;
}

ViewFilter::ViewFilter(const View& view) : view_(view) {
    stages_.reserve(view.stages.size());
    for (std::size_t stage = 0; stage < view.stages.size(); ++stage) {
        stages_.emplace_back(view, stage);
    }
}

std::vector<Passed> let_through(const ViewFilter& filter, const Boxes& packets, const Boxes& cuts, Bound bound,
                                SetPool& pool, const Budget& budget, std::size_t most) {
    const View& view = filter.view();
    std::vector<Passed> parts;
    bool first = true;
    for (std::size_t stage = 0; stage < view.stages.size(); ++stage) {
        if (!filter.stage(stage).drops()) {
            continue;
        }
        if (first) {
            parts = filter.stage(stage).passing(packets, cuts, bound, pool, budget, most);
            first = false;
            continue;
        }
        std::vector<Passed> narrower;
        for (const Passed& part : parts) {
            for (Passed& next : filter.stage(stage).passing(part.packets, {}, bound, pool, budget)) {
                const bool keep = width_of(part.entry) <= width_of(next.entry);
                add(narrower, keep ? part.entry : next.entry, keep ? part.stage : next.stage, std::move(next.packets),
                    part.complete && next.complete);
            }
            if (!part.complete && part.packets.empty()) {
                add(narrower, part.entry, part.stage, {}, false);
            }
        }
        parts = std::move(narrower);
    }
    if (first) {
        // No stage filters. The last one that says so is to blame: tables that prepare packets come before it.
        for (std::size_t stage = view.stages.size(); stage-- > 0;) {
            if (!view.stages[stage].entries.empty()) {
                return filter.stage(stage).passing(packets, cuts, bound, pool, budget, most);
            }
        }
        Remainder left = subtract(packets, cuts, pool, budget);
        add(parts, nullptr, 0, std::move(left.boxes), left.complete);
    }
    return parts;
}

}  // namespace lyncgate
