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
    leave_by(cube, covers(placed, destinations) ? ways : domain_of(Field::egress), pool);
    done.push_back(std::move(cube));
}

}  // namespace

std::vector<Cube> routed(const Firewall& firewall, std::vector<Cube> cubes, SetPool& pool, const Budget& budget,
                         bool& complete) {
    const Set own = firewall.own_addresses();
    const bool mapped = std::any_of(firewall.interfaces.begin(), firewall.interfaces.end(),
                                    [](const Interface& interface) { return !interface.networks.empty(); });
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
            leave_by(lost, domain_of(Field::egress), pool);
            done.push_back(std::move(lost));
        }
    }
    return done;
}

}  // namespace lyncgate
