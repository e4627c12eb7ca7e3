#include "model/route.hpp"

#include <algorithm>
#include <utility>

namespace lyncgate {

namespace {

void leave_by(Cube& cube, const Set& interfaces, SetPool& pool) {
    Link& link = cube.links[index_of(Field::egress)];
    if (link.kind != Link::Kind::shifted) {
        return;  // a rule has chosen the way (policy routing)
    }
    assign(cube.now, Field::egress, interfaces, pool);
    link = {interfaces.single() ? Link::Kind::fixed : Link::Kind::loose, 0};
}

/// A destination that a translation picks from a set: every interface it may lie behind stays possible.
void route_loose(const Firewall& firewall, Cube cube, const Set& own, std::vector<Cube>& done, SetPool& pool) {
    const Set& destinations = values_of(cube.now, Field::destination);
    if (!disjoint(own, destinations)) {
        Cube local = cube;
        local.delivered = true;
        if (!covers(own, destinations)) {
            local.doubts.push_back(translation_choice);
            cube.doubts.push_back(translation_choice);
        }
        done.push_back(std::move(local));
        if (covers(own, destinations)) {
            return;
        }
    }
    Set ways;
    Set placed = own;
    for (std::size_t i = 1; i < firewall.interfaces.size(); ++i) {
        if (!disjoint(firewall.interfaces[i].networks, destinations)) {
            ways = unite(ways, Set(i));
            placed = unite(placed, firewall.interfaces[i].networks);
        }
    }
    leave_by(cube, covers(placed, destinations) ? ways : ways_out(firewall), pool);
    done.push_back(std::move(cube));
}

}  // namespace

bool is_loopback(std::string_view interface) {
    return interface.starts_with("lo") && interface.find_first_not_of("0123456789", 2) == std::string_view::npos;
}

Set ways_out(const Firewall& firewall) {
    const std::size_t count = firewall.interfaces.size();
    Set ways = firewall.interfaces_complete && count > 1 ? Set(1, count - 1) : domain_of(Field::egress);
    for (std::size_t i = 1; i < count; ++i) {
        if (is_loopback(firewall.interfaces[i].name)) {
            ways = subtract(ways, Set(i));
        }
    }
    return ways;
}

std::vector<Cube> routed(const Firewall& firewall, std::vector<Cube> cubes, SetPool& pool, const Budget& budget,
                         bool& complete) {
    const Set own = firewall.own_addresses();
    const bool mapped = std::any_of(firewall.interfaces.begin(), firewall.interfaces.end(),
                                    [](const Interface& interface) { return !interface.networks.empty(); });
    const Set everywhere = ways_out(firewall);
    std::vector<Cube> done;
    for (Cube& cube : cubes) {
        if (!mapped && own.empty()) {
            done.push_back(std::move(cube));
            continue;
        }
        if (cube.links[index_of(Field::destination)].kind == Link::Kind::loose) {
            route_loose(firewall, std::move(cube), own, done, pool);
            continue;
        }
        Boxes placed;
        const auto place = [&](const Set& destinations, std::size_t interface) {
            Box towards;
            if (!assign(towards, Field::destination, destinations, pool)) {
                return;
            }
            if (std::optional<Hit> hit = meet(cube, towards, pool)) {
                placed.push_back(hit->part.before);
                hit->part.delivered = interface == 0;
                if (interface != 0) {
                    leave_by(hit->part, Set(interface), pool);
                }
                done.push_back(std::move(hit->part));
            }
        };
        place(own, 0);
        for (std::size_t i = 1; i < firewall.interfaces.size(); ++i) {
            place(subtract(firewall.interfaces[i].networks, own), i);
        }
        std::vector<Cube> nowhere;
        complete = leave(cube, placed, nowhere, pool, budget) && complete;
        for (Cube& lost : nowhere) {
            leave_by(lost, everywhere, pool);
            done.push_back(std::move(lost));
        }
    }
    return done;
}

}  // namespace lyncgate
