#include <algorithm>
#include <cstdint>
#include <unordered_map>

#include "model/subtract.hpp"

namespace lyncgate {

namespace {

std::uint64_t hash_without(const Box& box, std::size_t left_out) {
    std::uint64_t hash = left_out;
    for (std::size_t f = 0; f < field_count; ++f) {
        if (f != left_out && box.sets[f] != nullptr) {
            hash = (hash ^ (hash_of(*box.sets[f]) + f)) * 0x9e3779b97f4a7c15ULL;
            hash ^= hash >> 29;
        }
    }
    return hash;
}

bool same_but(const Box& a, const Box& b, std::size_t left_out) {
    for (std::size_t f = 0; f < field_count; ++f) {
        const Set* const x = a.sets[f];
        const Set* const y = b.sets[f];
        if (f != left_out && x != y && (x == nullptr || y == nullptr || !(*x == *y))) {
            return false;
        }
    }
    return true;
}

/// Joins all boxes that differ in field `f` only. Whether anything was joined.
bool join_along(Boxes& boxes, std::size_t f, SetPool& pool) {
    std::unordered_multimap<std::uint64_t, std::size_t> seen;
    Boxes joined;
    joined.reserve(boxes.size());
    for (const Box& box : boxes) {
        const std::uint64_t hash = hash_without(box, f);
        const auto [first, last] = seen.equal_range(hash);
        const auto twin =
            std::find_if(first, last, [&](const auto& at) { return same_but(joined[at.second], box, f); });
        if (twin == last) {
            seen.emplace(hash, joined.size());
            joined.push_back(box);
            continue;
        }
        const auto field = static_cast<Field>(f);
        assign(joined[twin->second], field, unite(values_of(joined[twin->second], field), values_of(box, field)), pool);
    }
    const bool changed = joined.size() < boxes.size();
    boxes = std::move(joined);
    return changed;
}

}  // namespace

Boxes merged(Boxes boxes, SetPool& pool) {
    constexpr std::size_t most_pairwise = 2'000;  // dropping covered boxes compares pairs
    if (boxes.size() <= most_pairwise) {
        Boxes kept;
        for (std::size_t i = 0; i < boxes.size(); ++i) {
            bool inside = false;
            for (std::size_t j = 0; j < boxes.size() && !inside; ++j) {
                inside = i != j && covers(boxes[j], boxes[i]) && (j < i || !covers(boxes[i], boxes[j]));
            }
            if (!inside) {
                kept.push_back(boxes[i]);
            }
        }
        boxes = std::move(kept);
    }
    bool changed = true;
    while (changed && boxes.size() > 1) {
        changed = false;
        for (std::size_t f = 0; f < field_count; ++f) {
            changed = join_along(boxes, f, pool) || changed;
        }
    }
    return boxes;
}

double volume_of(const Box& box) {
    double volume = 1;
    for (const Field field :
         {Field::source, Field::destination, Field::protocol, Field::source_port, Field::destination_port}) {
        volume *= static_cast<double>(values_of(box, field).size());
    }
    return volume;
}

}  // namespace lyncgate
