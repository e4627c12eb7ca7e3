#include "model/chain_index.hpp"

#include <algorithm>
#include <limits>

namespace lyncgate {

namespace {

constexpr Value first_ipv4 = ~Value{0} - 0xffffffff;

constexpr bool holds_addresses(Field field) {
    return field == Field::source || field == Field::destination;
}

/// IPv4 takes the upper half of the line: two neighbours share a place.
std::uint32_t ipv4_place(Value value) {
    return 0x80000000U | static_cast<std::uint32_t>(value) >> 1;
}

/// The chain a rule runs, if it runs one.
const ChainId* callee_of(const Rule& rule) {
    if (const auto* const call = std::get_if<Call>(&rule.action)) {
        return &call->chain;
    }
    if (const auto* const jump = std::get_if<Goto>(&rule.action)) {
        return &jump->chain;
    }
    return nullptr;
}

/// Depth-first over the calls: what each chain does once its callees are known.
void follow(const std::vector<Chain>& chains, std::vector<std::shared_ptr<ChainIndex>>& indices) {
    enum class Mark : std::uint8_t { unseen, open, done };
    struct Visit {
        ChainId chain;
        std::size_t rule;
    };
    std::vector<Mark> marks(chains.size(), Mark::unseen);
    for (ChainId root = 0; root < chains.size(); ++root) {
        std::vector<Visit> stack;
        if (marks[root] == Mark::unseen) {
            stack.push_back({root, 0});
            marks[root] = Mark::open;
        }
        while (!stack.empty()) {
            Visit& top = stack.back();
            if (top.rule == chains[top.chain].rules.size()) {
                const ChainId finished = top.chain;
                marks[finished] = Mark::done;
                stack.pop_back();
                if (!stack.empty()) {
                    ChainIndex& caller = *indices[stack.back().chain];
                    caller.rewrites = caller.rewrites || indices[finished]->rewrites;
                    caller.recursive = caller.recursive || indices[finished]->recursive;
                }
                continue;
            }
            const Rule& rule = chains[top.chain].rules[top.rule++];
            const ChainId current = top.chain;
            indices[current]->rewrites = indices[current]->rewrites || !rule.rewrites.empty();
            const ChainId* const callee = callee_of(rule);
            if (callee == nullptr || *callee >= chains.size()) {
                continue;
            }
            if (marks[*callee] == Mark::unseen) {
                marks[*callee] = Mark::open;
                stack.push_back({*callee, 0});
            } else if (marks[*callee] == Mark::open) {
                indices[current]->recursive = true;
                indices[*callee]->recursive = true;
            } else {
                indices[current]->rewrites = indices[current]->rewrites || indices[*callee]->rewrites;
                indices[current]->recursive = indices[current]->recursive || indices[*callee]->recursive;
            }
        }
    }
}

}  // namespace

std::uint32_t ChainIndex::Hulls::at_or_after(Value value) const {
    if (!addresses) {
        return static_cast<std::uint32_t>(value);
    }
    if (value >= first_ipv4) {
        return ipv4_place(value);
    }
    return static_cast<std::uint32_t>(std::lower_bound(ends.begin(), ends.end(), value) - ends.begin());
}

std::optional<std::uint32_t> ChainIndex::Hulls::at_or_before(Value value) const {
    if (!addresses) {
        return static_cast<std::uint32_t>(value);
    }
    if (value >= first_ipv4) {
        return ipv4_place(value);
    }
    const auto after = std::upper_bound(ends.begin(), ends.end(), value);
    return after == ends.begin() ? std::nullopt : std::optional(static_cast<std::uint32_t>(after - ends.begin() - 1));
}

/// Notes the hulls of a rule; false when it names IPv6 addresses, whose places are known only when all have been seen.
bool ChainIndex::place(std::size_t number, const Rule& rule) {
    // Without boxes: a hull that meets nothing.
    std::array<std::uint32_t, indexed.size()> low;
    std::array<std::uint32_t, indexed.size()> high;
    low.fill(~std::uint32_t{0});
    high.fill(0);
    bool known = true;
    for (const Box& box : rule.match.boxes) {
        for (std::size_t i = 0; i < indexed.size(); ++i) {
            const Set* const values = box[indexed[i]];
            if (values == nullptr) {
                low[i] = 0;
                high[i] = ~std::uint32_t{0};
                continue;
            }
            const Value lowest = values->low();
            const Value highest = values->high();
            std::uint32_t first = static_cast<std::uint32_t>(lowest);
            std::uint32_t last = static_cast<std::uint32_t>(highest);
            if (holds_addresses(indexed[i])) {
                const bool ipv4 = lowest >= first_ipv4;
                known = known && ipv4;
                first = ipv4 ? ipv4_place(lowest) : hulls_[i].at_or_after(lowest);
                last = ipv4 ? ipv4_place(highest) : hulls_[i].at_or_after(highest);
            }
            low[i] = std::min(low[i], first);
            high[i] = std::max(high[i], last);
        }
    }
    for (std::size_t i = 0; i < indexed.size(); ++i) {
        hulls_[i].low[number] = low[i];
        hulls_[i].high[number] = high[i];
    }
    return known;
}

/// Gives the rules with IPv6 addresses their places.
void ChainIndex::place_ipv6(const Chain& chain, const std::vector<std::size_t>& numbers) {
    for (const std::size_t number : numbers) {
        for (const Box& box : chain.rules[number].match.boxes) {
            for (std::size_t i = 0; i < indexed.size(); ++i) {
                const Set* const values = hulls_[i].addresses ? box[indexed[i]] : nullptr;
                if (values != nullptr && values->low() < first_ipv4) {
                    hulls_[i].ends.push_back(values->low());
                    hulls_[i].ends.push_back(std::min(values->high(), first_ipv4 - 1));
                }
            }
        }
    }
    for (Hulls& hulls : hulls_) {
        std::sort(hulls.ends.begin(), hulls.ends.end());
        hulls.ends.erase(std::unique(hulls.ends.begin(), hulls.ends.end()), hulls.ends.end());
        hulls.ends.shrink_to_fit();
    }
    for (const std::size_t number : numbers) {
        place(number, chain.rules[number]);
    }
}

ChainIndex::ChainIndex(const Chain& chain) : rules_(chain.rules.size()) {
    for (std::size_t i = 0; i < indexed.size(); ++i) {
        hulls_[i].addresses = holds_addresses(indexed[i]);
        if (hulls_[i].addresses) {
            hulls_[i].ends.push_back(0);  // where rules for any address begin
        }
        hulls_[i].low.resize(rules_);
        hulls_[i].high.resize(rules_);
    }
    std::vector<std::size_t> with_ipv6;
    for (std::size_t number = 0; number < rules_; ++number) {
        if (!place(number, chain.rules[number])) {
            with_ipv6.push_back(number);
        }
    }
    place_ipv6(chain, with_ipv6);
}

std::vector<std::uint32_t> ChainIndex::candidates(const Box& box) const {
    struct Test {
        const std::uint32_t* low;
        const std::uint32_t* high;
        std::uint32_t first;  ///< place of the box's lowest value
        std::uint32_t last;   ///< and of its highest
    };
    std::vector<Test> tests;
    for (std::size_t i = 0; i < indexed.size(); ++i) {
        if (box[indexed[i]] == nullptr) {
            continue;
        }
        const Hulls& hulls = hulls_[i];
        const Set& values = *box[indexed[i]];
        const std::optional<std::uint32_t> last = hulls.at_or_before(values.high());
        if (!last) {
            return {};
        }
        tests.push_back({hulls.low.data(), hulls.high.data(), hulls.at_or_after(values.low()), *last});
    }
    std::vector<std::uint32_t> found;
    constexpr std::size_t block = 256;
    std::array<std::uint8_t, block> alive{};
    for (std::size_t begin = 0; begin < rules_; begin += block) {
        const std::size_t count = std::min(block, rules_ - begin);
        std::fill_n(alive.begin(), count, std::uint8_t{1});
        for (const Test& test : tests) {
            const std::uint32_t* const low = test.low + begin;
            const std::uint32_t* const high = test.high + begin;
            for (std::size_t i = 0; i < count; ++i) {
                alive[i] &= static_cast<std::uint8_t>((low[i] <= test.last) & (high[i] >= test.first));
            }
        }
        for (std::size_t i = 0; i < count; ++i) {
            if (alive[i] != 0) {
                found.push_back(static_cast<std::uint32_t>(begin + i));
            }
        }
    }
    return found;
}

std::vector<std::shared_ptr<const ChainIndex>> index_chains(const std::vector<Chain>& chains) {
    std::vector<std::shared_ptr<ChainIndex>> indices;
    indices.reserve(chains.size());
    for (const Chain& chain : chains) {
        indices.push_back(std::make_shared<ChainIndex>(chain));
    }
    follow(chains, indices);
    return {indices.begin(), indices.end()};
}

}  // namespace lyncgate
