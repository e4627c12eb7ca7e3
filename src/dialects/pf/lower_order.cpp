// From "the last match wins" to "the first match wins".
//
// Without rewriting on the way it is the quick rules in order, then the others from the last to the first. A match rule
// that translates, or a rule that sets a tag some rule asks for, changes what the rules after it see. The list is cut
// there: the quick rules of a piece decide; of the others the last that matches is remembered in a mark of its
// own; the rewrite follows, then the next piece. Whatever the last piece leaves undecided is decided by the rule that
// is remembered.
#include <algorithm>

#include <fmt/format.h>

#include "dialects/pf/lowering.hpp"

namespace lyncgate::pf {
namespace {

struct Ordering {
    Lowering& lowering;
    ChainId chain;
    std::vector<const Item*> remembered;  ///< candidate i + 1 is remembered[i]

    std::vector<lyncgate::Rule>& rules() { return lowering.firewall.chains[chain].rules; }
};

Rewrite set_tag(std::uint32_t tag) {
    return {Field::mark, Bits{0, tag}};
}
Rewrite remember(std::size_t candidate) {
    return {candidate_field, Bits{0, candidate}};
}

/// What an item rewrites when it decides.
std::vector<Rewrite> final_rewrites(const Item& item) {
    std::vector<Rewrite> rewrites = item.rewrites;
    const auto* const decision = std::get_if<Decide>(&item.action);
    if (item.tag != 0 && decision != nullptr && decision->verdict == Verdict::accept) {
        rewrites.push_back(set_tag(item.tag));
    }
    return rewrites;
}

bool cuts(const Item& item) {
    return !item.quick && (std::holds_alternative<Pass>(item.action) || item.tag != 0);
}

void add_quick(Ordering& ordering, const std::vector<Item*>& piece) {
    for (Item* const item : piece) {
        if (item->quick || std::holds_alternative<Unclear>(item->action)) {
            add_rules(ordering.lowering, *item, item->action, final_rewrites(*item), ordering.rules());
        }
    }
}

std::vector<Item*> slow_items(const std::vector<Item*>& piece) {
    std::vector<Item*> slow;
    for (Item* const item : piece) {
        if (!item->quick && !std::holds_alternative<Unclear>(item->action)) {
            slow.push_back(item);
        }
    }
    return slow;
}

/// A piece that is not the last.
void add_piece(Ordering& ordering, const std::vector<Item*>& piece) {
    add_quick(ordering, piece);
    const std::vector<Item*> slow = slow_items(piece);
    if (slow.empty()) {
        return;
    }
    const auto id = static_cast<ChainId>(ordering.lowering.firewall.chains.size());
    Chain helper;
    helper.name =
        fmt::format("{}, up to rule {}", ordering.lowering.firewall.chains[ordering.chain].name, slow.back()->number);
    for (auto item = slow.rbegin(); item != slow.rend(); ++item) {
        ordering.remembered.push_back(*item);
        add_rules(ordering.lowering, **item, Return{}, {remember(ordering.remembered.size())}, helper.rules);
    }
    ordering.lowering.firewall.chains.push_back(std::move(helper));
    lyncgate::Rule call;
    call.match.boxes = {Box{}};
    call.action = Call{id, false};
    ordering.rules().push_back(call);
}

/// The rule at which a piece ends.
void add_cut(Ordering& ordering, Item& item) {
    std::vector<Rewrite> rewrites;
    if (std::holds_alternative<Pass>(item.action)) {
        rewrites = item.rewrites;
    } else {
        ordering.remembered.push_back(&item);
        rewrites.push_back(remember(ordering.remembered.size()));
    }
    if (item.tag != 0) {
        rewrites.push_back(set_tag(item.tag));
    }
    add_rules(ordering.lowering, item, Pass{}, std::move(rewrites), ordering.rules());
}

void add_remembered(Ordering& ordering) {
    for (std::size_t i = 0; i < ordering.remembered.size(); ++i) {
        const Item& item = *ordering.remembered[i];
        lyncgate::Rule rule;
        Box box;
        assign(box, candidate_field, Set(i + 1), *ordering.lowering.firewall.pool);
        rule.match.boxes = {box};
        add_limit(item, rule.match.boxes, ordering.rules());
        rule.action = item.action;
        rule.rewrites = item.rewrites;
        rule.origin = item.origin;
        rule.number = item.number;
        rule.stateless = item.stateless;
        ordering.rules().push_back(std::move(rule));
    }
}

}  // namespace

void order_items(Lowering& lowering, std::vector<Item>& items, ChainId chain) {
    Ordering ordering{lowering, chain, {}};
    ordering.rules().reserve(ordering.rules().size() + items.size());
    std::vector<Item*> piece;
    for (Item& item : items) {
        if (!cuts(item)) {
            piece.push_back(&item);
            continue;
        }
        add_piece(ordering, piece);
        piece.clear();
        add_cut(ordering, item);
    }
    add_quick(ordering, piece);
    const std::vector<Item*> slow = slow_items(piece);
    for (auto item = slow.rbegin(); item != slow.rend(); ++item) {
        add_rules(lowering, **item, (*item)->action, final_rewrites(**item), ordering.rules());
    }
    add_remembered(ordering);
    lowering.candidates = lowering.candidates || !ordering.remembered.empty();
}

}  // namespace lyncgate::pf
