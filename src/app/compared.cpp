#include "app/compared.hpp"

#include <algorithm>

#include "net/address.hpp"
#include "net/protocol.hpp"

namespace lyncgate {

std::vector<Box> compared_questions(const Firewall& firewall, bool plausible_only, bool new_only, SetPool& pool) {
    Box base;
    if (new_only) {
        assign(base, Field::state, Set(static_cast<Value>(State::new_)), pool);
        assign(base, Field::tcp_flags, Set(syn), pool);
        for (const Field unmarked :
             {Field::mark, Field::connmark, Field::translated, Field::ipsec_in, Field::ipsec_out}) {
            assign(base, unmarked, Set(0), pool);
        }
    }
    const bool mapped = std::any_of(firewall.interfaces.begin(), firewall.interfaces.end(),
                                    [](const Interface& interface) { return !interface.networks.empty(); });
    if (!mapped || !plausible_only) {
        return {base};
    }
    std::vector<Box> questions;
    for (std::size_t i = 1; i < firewall.interfaces.size(); ++i) {
        Box box = base;
        const Set& behind = firewall.interfaces[i].networks;
        if (assign(box, Field::source, behind, pool) && assign(box, Field::ingress, Set(i), pool) &&
            assign(box, Field::destination, subtract(domain_of(Field::destination), behind), pool)) {
            questions.push_back(box);
        }
    }
    return questions;
}

Boxes of_one_family(const Boxes& boxes, SetPool& pool) {
    Boxes kept;
    for (const Box& box : boxes) {
        Boxes parts;
        for (const Family family : {Family::ipv4, Family::ipv6}) {
            Box part = box;
            if (narrow(part, Field::source, any_address(family), pool) &&
                narrow(part, Field::destination, any_address(family), pool)) {
                parts.push_back(part);
            }
        }
        if (!parts.empty()) {
            kept.push_back(parts.size() == 1 ? parts.front() : box);
        }
    }
    return kept;
}

Difference compared(const Firewall& before, const Firewall& after, const Box& question, From from) {
    Difference difference = compare(before, after, question, from);
    for (Change& change : difference.changes) {
        change.packets = of_one_family(change.packets, *difference.pool);
    }
    std::erase_if(difference.changes, [](const Change& change) { return change.packets.empty(); });
    return difference;
}

}  // namespace lyncgate
