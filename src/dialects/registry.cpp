#include <algorithm>
#include <array>

#include "dialects/asa/asa.hpp"
#include "dialects/dialect.hpp"
#include "dialects/iptables/iptables.hpp"

namespace lyncgate {

std::span<const Dialect> dialects() {
    static const std::array<Dialect, 2> table{{
        {"iptables-save", "iptables and ip6tables (iptables-save)", iptables::likeness, iptables::read, iptables::dumps()},
        {"asa", "Cisco ASA, PIX and FWSM (running-config)", asa::likeness, asa::read, asa::dumps()},
    }};
    return table;
}

const Dialect* find_dialect(std::string_view name) {
    const std::span<const Dialect> table = dialects();
    const auto found = std::find_if(table.begin(), table.end(), [name](const Dialect& d) { return d.name == name; });
    return found == table.end() ? nullptr : &*found;
}

const Dialect* recognise(std::string_view text) {
    constexpr int least = 20;
    const Dialect* best = nullptr;
    int best_likeness = least - 1;
    for (const Dialect& dialect : dialects()) {
        const int likeness = dialect.likeness(text);
        if (likeness > best_likeness) {
            best_likeness = likeness;
            best = &dialect;
        }
    }
    return best;
}

}  // namespace lyncgate
