#include <algorithm>
#include <array>

#include "checks/check.hpp"
#include "checks/missing_opening.hpp"

namespace lyncgate {

std::span<const Check> checks() {
    static const std::array table = {
        Check{"missing-opening", CheckGroup::mission, "a flow that Lync needs does not pass a firewall",
              missing_opening},
    };
    return table;
}

const Check* find_check(std::string_view id) {
    const std::span<const Check> table = checks();
    const auto found = std::find_if(table.begin(), table.end(), [id](const Check& check) { return check.id == id; });
    return found == table.end() ? nullptr : &*found;
}

}  // namespace lyncgate
