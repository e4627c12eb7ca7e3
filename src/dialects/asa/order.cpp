// The order of the entries of an access list when some were inserted with `line N`.
#include <algorithm>
#include <vector>

#include "dialects/asa/reader.hpp"

namespace lyncgate::asa {

namespace {

/// Slots 1…n, all free at first; takes the k-th free one in logarithmic time (a Fenwick tree of counts).
class FreeSlots {
public:
    explicit FreeSlots(std::size_t count) : counts_(count + 1, 0) {
        for (std::size_t i = 1; i <= count; ++i) {
            counts_[i] += 1;
            const std::size_t next = i + (i & (~i + 1));
            if (next <= count) {
                counts_[next] += counts_[i];
            }
        }
        while (top_ * 2 <= count) {
            top_ *= 2;
        }
    }

    std::size_t take(std::size_t k) {
        std::size_t slot = 0;
        for (std::size_t step = top_; step > 0; step /= 2) {
            if (slot + step < counts_.size() && counts_[slot + step] < k) {
                slot += step;
                k -= counts_[slot];
            }
        }
        ++slot;
        for (std::size_t i = slot; i < counts_.size(); i += i & (~i + 1)) {
            counts_[i] -= 1;
        }
        return slot;
    }

private:
    std::vector<std::size_t> counts_;
    std::size_t top_ = 1;
};

}  // namespace

void append(AccessList& list, const AccessEntry& entry) {
    AccessEntry& added = list.entries.emplace_back(entry);
    added.number = static_cast<std::uint32_t>(list.entries.size());
    list.loose = list.loose || added.remark || (added.line != 0 && added.line < added.number);
}

void order_entries(AccessList& list) {
    if (!list.loose) {
        return;
    }
    std::vector<AccessEntry>& entries = list.entries;
    bool inserted = false;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        inserted = inserted || (entries[i].line != 0 && entries[i].line <= i);
    }
    if (inserted) {
        // The last one written kept the place it asked for; the ones before it moved on.
        FreeSlots slots(entries.size());
        std::vector<AccessEntry> ordered(entries.size());
        for (std::size_t i = entries.size(); i > 0; --i) {
            const std::size_t asked = entries[i - 1].line == 0 ? i : std::min<std::size_t>(entries[i - 1].line, i);
            ordered[slots.take(asked) - 1] = entries[i - 1];
        }
        entries = std::move(ordered);
    }
    std::uint32_t number = 0;
    for (AccessEntry& entry : entries) {
        entry.number = ++number;
    }
    entries.erase(std::remove_if(entries.begin(), entries.end(), [](const AccessEntry& entry) { return entry.remark; }),
                  entries.end());
    list.loose = false;
}

}  // namespace lyncgate::asa
