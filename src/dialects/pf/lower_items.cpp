// Rules of the model for what a rule of the file takes.
#include <utility>

#include "dialects/pf/lowering.hpp"
#include "model/subtract.hpp"

namespace lyncgate::pf {

void add_limit(const Item& item, const BoxList& boxes, std::vector<lyncgate::Rule>& into) {
    if (!item.limit) {
        return;
    }
    lyncgate::Rule rule;
    rule.match.boxes = boxes;
    rule.match.doubts = item.taken.doubts;
    rule.match.doubts.push_back(*item.limit);
    rule.action = Decide{Verdict::drop};
    rule.origin = item.origin;
    rule.number = item.number;
    into.push_back(std::move(rule));
}

void add_rules(Lowering& lowering, Item& item, const Action& action, SeldomList<Rewrite> rewrites,
               std::vector<lyncgate::Rule>& into) {
    lyncgate::Rule rule;
    rule.action = action;
    rule.rewrites = std::move(rewrites);
    rule.origin = item.origin;
    rule.number = item.number;
    rule.stateless = item.stateless;
    const bool unclear = std::holds_alternative<Unclear>(action);
    Taken& taken = item.taken;
    if (std::holds_alternative<Decide>(action)) {
        add_limit(item, taken.possible(), into);
    }
    if (taken.doubts.empty()) {
        if (!taken.certain.empty() && !unclear) {
            rule.match.boxes = std::move(taken.certain);
            into.push_back(std::move(rule));
        }
        return;
    }
    if (!taken.certain.empty() && !unclear) {
        rule.match = {taken.certain, {}};
        into.push_back(rule);
    }
    BoxList doubtful = std::move(taken.perhaps);
    if (!doubtful.empty() && !std::holds_alternative<Decide>(action) && !taken.certain.empty()) {
        // packets that were certainly taken go on and must not meet the doubtful part as well
        Remainder rest = subtract(doubtful.all(), taken.certain.all(), *lowering.firewall.pool);
        doubtful = rest.complete ? BoxList(rest.boxes) : std::move(doubtful);
    }
    if (doubtful.empty()) {
        return;
    }
    rule.match = {std::move(doubtful), taken.doubts};
    if (unclear && lowering.direction == Direction::in) {
        // whatever it is may also translate the packet or send it another way, past the rules for going out
        lyncgate::Rule changes = rule;
        changes.action = Pass{};
        for (const Field field : {Field::destination, Field::destination_port, Field::egress}) {
            changes.rewrites.push_back({field, Choose{}});
        }
        into.push_back(std::move(changes));
    }
    into.push_back(std::move(rule));
}

}  // namespace lyncgate::pf
