#include "model/chain_index.hpp"

#include <algorithm>
#include <limits>

namespace lyncgate {

namespace {

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

void ChainIndex::add_hulls(const Chain& chain, Field field, Hulls& hulls) {
    struct Hull {
        Value low = ~Value{0};
        Value high = 0;
    };
    std::vector<Hull> exact(chain.rules.size());
    for (std::size_t i = 0; i < chain.rules.size(); ++i) {
        for (const Box& box : chain.rules[i].match.boxes) {
            const Set& values = values_of(box, field);
            exact[i].low = std::min(exact[i].low, values.low());
            exact[i].high = std::max(exact[i].high, values.high());
        }
        hulls.ends.push_back(exact[i].low);
        hulls.ends.push_back(exact[i].high);
    }
    std::sort(hulls.ends.begin(), hulls.ends.end());
    hulls.ends.erase(std::unique(hulls.ends.begin(), hulls.ends.end()), hulls.ends.end());
    const auto rank = [&](Value value) {
        return static_cast<std::uint32_t>(std::lower_bound(hulls.ends.begin(), hulls.ends.end(), value) -
                                          hulls.ends.begin());
    };
    for (const Hull& hull : exact) {
        hulls.low.push_back(rank(hull.low));
        hulls.high.push_back(rank(hull.high));
    }
}

ChainIndex::ChainIndex(const Chain& chain) : rules_(chain.rules.size()) {
    for (std::size_t i = 0; i < indexed.size(); ++i) {
        add_hulls(chain, indexed[i], hulls_[i]);
    }
}

std::vector<std::uint32_t> ChainIndex::candidates(const Box& box) const {
    struct Test {
        const std::uint32_t* low;
        const std::uint32_t* high;
        std::uint32_t first;  ///< rank of the first end point inside or after the box
        std::uint32_t last;   ///< rank of the last end point inside or before it
    };
    std::vector<Test> tests;
    for (std::size_t i = 0; i < indexed.size(); ++i) {
        if (box[indexed[i]] == nullptr) {
            continue;
        }
        const Hulls& hulls = hulls_[i];
        const Set& values = *box[indexed[i]];
        const auto first = std::lower_bound(hulls.ends.begin(), hulls.ends.end(), values.low());
        const auto after = std::upper_bound(hulls.ends.begin(), hulls.ends.end(), values.high());
        if (after == hulls.ends.begin()) {
            return {};
        }
        tests.push_back({hulls.low.data(), hulls.high.data(), static_cast<std::uint32_t>(first - hulls.ends.begin()),
                         static_cast<std::uint32_t>(after - hulls.ends.begin() - 1)});
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
