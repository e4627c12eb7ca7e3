#include <algorithm>
#include <array>

#include "reporters/json.hpp"
#include "reporters/reporter.hpp"
#include "reporters/text.hpp"

namespace lyncgate {

std::span<const Reporter> reporters() {
    static constexpr std::array table = {
        Reporter{"text", "for people: findings with source snippets, then a summary", write_text},
        Reporter{"json", "everything, for programs; see schemas/report.schema.json", write_json},
    };
    return table;
}

const Reporter* find_reporter(std::string_view name) {
    const std::span<const Reporter> table = reporters();
    const auto found = std::find_if(table.begin(), table.end(), [name](const Reporter& r) { return r.name == name; });
    return found == table.end() ? nullptr : &*found;
}

}  // namespace lyncgate
