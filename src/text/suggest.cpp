#include "text/suggest.hpp"

#include <algorithm>
#include <cctype>
#include <vector>

namespace lyncgate {

namespace {

char lower(char c) {
    return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
}

std::size_t distance(std::string_view a, std::string_view b) {
    const std::size_t width = b.size() + 1;
    std::vector<std::size_t> rows(3 * width);
    std::size_t* before = rows.data();
    std::size_t* above = rows.data() + width;
    std::size_t* row = rows.data() + 2 * width;
    for (std::size_t j = 0; j < width; ++j) {
        above[j] = j;
    }
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const bool same = lower(a[i - 1]) == lower(b[j - 1]);
            row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (same ? 0 : 1)});
            if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) && lower(a[i - 2]) == lower(b[j - 1])) {
                row[j] = std::min(row[j], before[j - 2] + 1);
            }
        }
        std::size_t* const free = before;
        before = above;
        above = row;
        row = free;
    }
    return above[b.size()];
}

}  // namespace

std::string nearest_name(std::string_view typed, std::span<const std::string_view> known) {
    constexpr std::size_t longest = 64;  // longer words are not typing mistakes; keeps the work bounded
    std::string_view best;
    std::size_t best_distance = std::max<std::size_t>(1, typed.size() / 3) + 1;
    if (typed.size() > longest) {
        return {};
    }
    for (const std::string_view name : known) {
        const std::size_t d = distance(typed, name);
        if (d < best_distance) {
            best_distance = d;
            best = name;
        }
    }
    return std::string(best);
}

}  // namespace lyncgate
