#include <algorithm>
#include <array>

#include "dialects/asa/asa.hpp"
#include "dialects/dialect.hpp"
#include "dialects/iptables/iptables.hpp"
#include "dialects/pf/pf.hpp"

namespace lyncgate {

std::span<const Dialect> dialects() {
    static const std::array<Dialect, 9> table{{
        {"iptables-save", "iptables and ip6tables (iptables-save)", iptables::likeness, iptables::read,
         iptables::dumps()},
        {"asa", "Cisco ASA, PIX and FWSM (running-config)", asa::likeness, asa::read, asa::dumps()},
        {"pf", "pf of OpenBSD or FreeBSD (pf.conf)", pf::likeness, pf::Variant<pf::any_pf>::read,
         pf::Variant<pf::any_pf>::dumps},
        {"pf-openbsd", "pf of OpenBSD (pf.conf)", pf::no_likeness, pf::Variant<pf::openbsd_pf>::read,
         pf::Variant<pf::openbsd_pf>::dumps},
        {"pf-freebsd", "pf of FreeBSD (pf.conf)", pf::no_likeness, pf::Variant<pf::freebsd_pf>::read,
         pf::Variant<pf::freebsd_pf>::dumps},
        {"pf-openbsd-3", "pf of OpenBSD up to 4.0", pf::no_likeness, pf::Variant<pf::openbsd_3_pf>::read,
         pf::Variant<pf::openbsd_3_pf>::dumps},
        {"pf-openbsd-4.4", "pf of OpenBSD 4.1 to 4.6", pf::no_likeness, pf::Variant<pf::openbsd_44_pf>::read,
         pf::Variant<pf::openbsd_44_pf>::dumps},
        {"pf-openbsd-4.8", "pf of OpenBSD 4.7 to 5.4", pf::no_likeness, pf::Variant<pf::openbsd_48_pf>::read,
         pf::Variant<pf::openbsd_48_pf>::dumps},
        {"pf-openbsd-7", "pf of OpenBSD since 5.5", pf::no_likeness, pf::Variant<pf::openbsd_new_pf>::read,
         pf::Variant<pf::openbsd_new_pf>::dumps},
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
