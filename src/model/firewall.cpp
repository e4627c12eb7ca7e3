#include "model/firewall.hpp"

#include <algorithm>
#include <utility>

#include "model/rewriting_doubts.hpp"

namespace lyncgate {

std::optional<std::size_t> Firewall::find_interface(std::string_view wanted) const {
    for (std::size_t i = 1; i < interfaces.size(); ++i) {
        if (interfaces[i].name == wanted) {
            return i;
        }
    }
    return {};
}

std::size_t Firewall::interface_number(std::string_view wanted) {
    if (const std::optional<std::size_t> known = find_interface(wanted)) {
        return *known;
    }
    interfaces.push_back({std::string(wanted), {}, {}});
    return interfaces.size() - 1;
}

Set Firewall::own_addresses() const {
    Set all;
    for (const Interface& interface : interfaces) {
        all = unite(all, interface.addresses);
    }
    return all;
}

const Doubt& Firewall::reason_of(DoubtId id) const {
    static const Doubt choice{"depends on which address or port a translation picks", {}};
    static const Doubt way{
        "it is not known by which interface they leave: no network of the site holds the destination", {}};
    return id == translation_choice ? choice : id == unknown_way_out ? way : doubts.at(id);
}

DoubtId Firewall::doubt(std::string reason, const Origin& origin) {
    doubts.push_back({std::move(reason), origin});
    return static_cast<DoubtId>(doubts.size() - 1);
}

void prepare(Firewall& firewall) {
    firewall.indices = index_chains(firewall.chains);
}

void separate_networks(std::vector<Interface>& interfaces) {
    struct Piece {
        Interval addresses;
        std::size_t interface;
    };
    std::vector<Piece> pieces;
    for (std::size_t i = 0; i < interfaces.size(); ++i) {
        for (const Interval& interval : interfaces[i].networks.intervals()) {
            pieces.push_back({interval, i});
        }
    }
    std::stable_sort(pieces.begin(), pieces.end(), [](const Piece& a, const Piece& b) {
        return a.addresses.high - a.addresses.low < b.addresses.high - b.addresses.low;
    });
    std::vector<Set> owned(interfaces.size());
    Set taken;
    for (const Piece& piece : pieces) {
        const Set whole(piece.addresses.low, piece.addresses.high);
        owned[piece.interface] = unite(owned[piece.interface], subtract(whole, taken));
        taken = unite(taken, whole);
    }
    for (std::size_t i = 0; i < interfaces.size(); ++i) {
        interfaces[i].networks = std::move(owned[i]);
    }
}

}  // namespace lyncgate
