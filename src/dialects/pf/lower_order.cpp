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

Rewrite set_tag(std::uint32_t tag) {
    return {Field::mark, Bits{0, tag}};
}
Rewrite remember(std::size_t candidate) {
    return {candidate_field, Bits{0, candidate}};
}

/// What an item rewrites when it decides.
SeldomList<Rewrite> final_rewrites(const Item& item) {
    SeldomList<Rewrite> rewrites = item.rewrites;
    const auto* const decision = std::get_if<Decide>(&item.action);
    if (item.tag != 0 && decision != nullptr && decision->verdict == Verdict::accept) {
        rewrites.push_back(set_tag(item.tag));
    }
    return rewrites;
}

bool cuts(const Item& item) {
    return !item.quick && (std::holds_alternative<Pass>(item.action) || item.tag != 0);
}

bool decides_at_once(const Item& item) {
    return item.quick || std::holds_alternative<Unclear>(item.action);
}

}  // namespace

std::vector<lyncgate::Rule>& Ordering::rules() {
    return lowering_.firewall.chains[chain_].rules;
}

void Ordering::add(Item&& item) {
    if (cuts(item)) {
        end_piece();
        cut(std::move(item));
    } else if (decides_at_once(item)) {
        add_rules(lowering_, item, item.action, final_rewrites(item), rules());
    } else {
        slow_.push_back(std::move(item));
    }
}

/// A piece that is not the last.
void Ordering::end_piece() {
    if (slow_.empty()) {
        return;
    }
    const auto id = static_cast<ChainId>(lowering_.firewall.chains.size());
    Chain helper;
    helper.name = fmt::format("{}, up to rule {}", lowering_.firewall.chains[chain_].name, slow_.back().number);
    for (auto item = slow_.rbegin(); item != slow_.rend(); ++item) {
        Item& kept = remembered_.emplace_back(std::move(*item));
        add_rules(lowering_, kept, Return{}, {remember(remembered_.size())}, helper.rules);
    }
    slow_.clear();
    lowering_.firewall.chains.push_back(std::move(helper));
    lyncgate::Rule call;
    call.match.boxes = {Box{}};
    call.action = Call{id, false};
    rules().push_back(call);
}

/// The rule at which a piece ends.
void Ordering::cut(Item&& item) {
    SeldomList<Rewrite> rewrites;
    const bool passes = std::holds_alternative<Pass>(item.action);
    if (passes) {
        rewrites = item.rewrites;
    } else {
        rewrites.push_back(remember(remembered_.size() + 1));
    }
    if (item.tag != 0) {
        rewrites.push_back(set_tag(item.tag));
    }
    add_rules(lowering_, item, Pass{}, std::move(rewrites), rules());
    if (!passes) {
        remembered_.push_back(std::move(item));
    }
}

void Ordering::add_remembered() {
    for (std::size_t i = 0; i < remembered_.size(); ++i) {
        const Item& item = remembered_[i];
        lyncgate::Rule rule;
        Box box;
        assign(box, candidate_field, Set(i + 1), *lowering_.firewall.pool);
        rule.match.boxes = {box};
        add_limit(item, {box}, rules());
        rule.action = item.action;
        rule.rewrites = item.rewrites;
        rule.origin = item.origin;
        rule.number = item.number;
        rule.stateless = item.stateless;
        rules().push_back(std::move(rule));
    }
}

void Ordering::finish() {
    for (auto item = slow_.rbegin(); item != slow_.rend(); ++item) {
        add_rules(lowering_, *item, item->action, final_rewrites(*item), rules());
    }
    add_remembered();
    lowering_.candidates = lowering_.candidates || !remembered_.empty();
}

}  // namespace lyncgate::pf
