// Indices may give too many candidates, never too few: both families, sets of both, complements, empty matches.
#include "catch.hpp"

#include <algorithm>

#include "model/box_index.hpp"
#include "model/chain_index.hpp"
#include "net/address.hpp"
#include "random_firewall.hpp"

using namespace lyncgate;
using namespace lyncgate::testing;

namespace {

Value random_address(Random& random) {
    const auto n = below(random, 24);
    return below(random, 2) == 0 ? Address::v4(0xc6336400U + n).number()
                                 : Address::v6(0x20010db800000000, std::uint64_t{n} << below(random, 59)).number();
}

Set random_addresses(Random& random) {
    std::vector<Interval> intervals;
    for (unsigned i = 0; i <= below(random, 2); ++i) {
        const Value a = random_address(random);
        const Value b = below(random, 2) == 0 ? a : random_address(random);
        intervals.push_back({std::min(a, b), std::max(a, b)});
    }
    const Set set = Set::of(std::move(intervals));
    switch (below(random, 6)) {
    case 0: return subtract(any_address(), set);
    case 1: return any_address(below(random, 2) == 0 ? Family::ipv4 : Family::ipv6);
    default: return set;
    }
}

Box random_rule_box(Random& random, SetPool& pool) {
    Box box = random_box(random, pool);
    for (const Field field : {Field::source, Field::destination}) {
        box.sets[index_of(field)] = nullptr;
        if (below(random, 4) != 0) {
            assign(box, field, random_addresses(random), pool);
        }
    }
    return box;
}

}  // namespace

TEST_CASE("An index finds every rule that meets a box") {
    Random random(20);
    for (int round = 0; round < 300; ++round) {
        SetPool pool;
        Chain chain;
        std::vector<Box> kept;
        for (unsigned i = 0; i < 1 + below(random, 300); ++i) {
            Boxes of_rule;
            for (unsigned n = below(random, 4) == 0 ? below(random, 3) : 1; n > 0; --n) {
                of_rule.push_back(random_rule_box(random, pool));
            }
            chain.rules.emplace_back().match.boxes = of_rule;
            kept.insert(kept.end(), of_rule.begin(), of_rule.end());
        }
        std::vector<const Box*> boxes;
        for (const Box& box : kept) {
            boxes.push_back(&box);
        }
        const ChainIndex chain_index(chain);
        const BoxIndex box_index(boxes);
        for (int asked = 0; asked < 20; ++asked) {
            const Box box = random_rule_box(random, pool);
            std::vector<std::uint32_t> met;
            for (std::uint32_t i = 0; i < chain.rules.size(); ++i) {
                const BoxList& all = chain.rules[i].match.boxes;
                if (std::any_of(all.begin(), all.end(), [&](const Box& one) { return meets(one, box); })) {
                    met.push_back(i);
                }
            }
            const std::vector<std::uint32_t> candidates = chain_index.candidates(box);
            CHECK(std::includes(candidates.begin(), candidates.end(), met.begin(), met.end()));
            CHECK(std::is_sorted(candidates.begin(), candidates.end()));

            const BoxIndex::Query query = box_index.query(box);
            BoxIndex::Scan scan = box_index.scan(query, 0, boxes.size());
            std::vector<bool> found(boxes.size(), false);
            while (const std::optional<std::uint32_t> place = scan.next()) {
                found[*place] = true;
            }
            for (std::size_t i = 0; i < boxes.size(); ++i) {
                CHECK((found[i] || !meets(*boxes[i], box)));
            }
        }
    }
}

TEST_CASE("Neighbours and far addresses are told apart by the index") {
    SetPool pool;
    Chain chain;
    for (const char* const text : {"10.0.0.1/32", "10.0.1.0/24", "2001:db8::1/128", "2001:db8:1::/48"}) {
        Box box;
        assign(box, Field::destination, addresses_of(*parse_prefix(text)), pool);
        chain.rules.emplace_back().match.boxes = {box};
    }
    const ChainIndex index(chain);
    const auto candidates = [&](const char* text) {
        Box box;
        assign(box, Field::destination, addresses_of(*parse_prefix(text)), pool);
        return index.candidates(box);
    };
    CHECK(candidates("10.0.1.7/32") == std::vector<std::uint32_t>{1});
    CHECK(candidates("192.0.2.0/24").empty());
    CHECK(candidates("2001:db8::1/128") == std::vector<std::uint32_t>{2});
    CHECK(candidates("2001:db8:1:2::/64") == std::vector<std::uint32_t>{3});
    CHECK(candidates("2001:db8::/32") == std::vector<std::uint32_t>{2, 3});
}
