// The order of things: anchors, quick, the last match, translation.
#include "pf/interpreter.hpp"

#include <algorithm>

#include "pf/traversal.hpp"

namespace lyncgate::pf::testing {
namespace {

void look_at(Traversal& t, const Block& block, bool& matched);

/// binat-to counts as a rule with nat-to on the way out and one with rdr-to on the way in.
bool binat_matches(Traversal& t, const RuleStatement& rule, const Origin& origin) {
    if (t.inbound) {
        RuleStatement inbound = rule;
        inbound.from = {rule.to.hosts, rule.to.ports};
        inbound.to = {rule.details().nat->hosts, rule.from.ports};
        return rule_matches(t, inbound, origin);
    }
    return rule_matches(t, rule, origin);
}

void meet(Traversal& t, const RuleStatement& rule, const Origin& origin, bool& matched) {
    if (!(rule.binat_to ? binat_matches(t, rule, origin) : rule_matches(t, rule, origin))) {
        return;
    }
    matched = true;
    if (!rule.details().tag.empty()) {
        t.tag = rule.details().tag;
    }
    if (rule.action == RuleAction::match) {
        t.match_translated = t.match_translated || rule.details().nat || rule.details().rdr;
        apply_pools(t, rule, origin);
        return;
    }
    t.last = &rule;
    t.last_line = line_of(origin);
    t.ended = rule.quick;
}

/// Whether rules of the block change packets on the way; in a quick anchor the model leaves that open.
bool changes_packets(const Block& block) {
    return std::any_of(block.statements.begin(), block.statements.end(), [](const Statement& statement) {
        const auto* const rule = std::get_if<RuleStatement>(&statement.body);
        return rule != nullptr && (rule->action == RuleAction::match || !rule->details().tag.empty() ||
                                   (rule->details().block && changes_packets(*rule->details().block)));
    });
}

void enter_anchor(Traversal& t, const RuleStatement& rule, const Origin& origin, bool& matched) {
    if (!rule.details().block || !rule_matches(t, rule, origin)) {
        return;
    }
    t.guessed = t.guessed || (rule.quick && changes_packets(*rule.details().block));
    bool inside = false;
    look_at(t, *rule.details().block, inside);
    matched = matched || inside;
    if (rule.quick && inside) {
        t.ended = true;
    }
}

/// Nobody else comes with the network of the interface, nobody at all with its addresses.
void antispoof(Traversal& t, const Antispoof& statement, bool& matched, std::vector<RuleStatement>& keep) {
    for (const Interface& interface : statement.interfaces) {
        if (t.ended || !t.inbound || (statement.family && t.packet.source.family() != *statement.family)) {
            return;
        }
        Host host;
        host.kind = HostKind::name;
        host.text = interface.name;
        host.origin = interface.origin;
        host.modifiers.network = true;
        RuleStatement block;
        block.action = RuleAction::block;
        block.answer = Answer::drop;
        block.quick = statement.quick;
        const auto hit = [&](bool applies) {
            if (applies && !t.ended) {
                keep.push_back(block);
                t.last = &keep.back();
                t.last_line = line_of(interface.origin);
                matched = true;
                t.ended = statement.quick;
            }
        };
        hit(t.packet.in != interface.name && host_matches(t, host, t.packet.source, {}));
        host.modifiers.network = false;
        hit(!t.ended && !interface.name.starts_with("lo") && host_matches(t, host, t.packet.source, {}));
    }
}

std::vector<RuleStatement>& kept_rules() {
    thread_local std::vector<RuleStatement> kept;
    kept.reserve(4096);
    return kept;
}

void look_at(Traversal& t, const Block& block, bool& matched) {
    for (const Statement& statement : block.statements) {
        if (t.ended) {
            return;
        }
        if (const auto* option = std::get_if<SetOption>(&statement.body)) {
            if (option->name == Kind::kw_block_policy) {
                t.policy = option->values.front().text == "return" ? Answer::any : Answer::drop;
            }
        } else if (const auto* spoofed = std::get_if<Antispoof>(&statement.body)) {
            antispoof(t, *spoofed, matched, kept_rules());
        } else if (const auto* rule = std::get_if<RuleStatement>(&statement.body)) {
            if (rule->action == RuleAction::anchor) {
                enter_anchor(t, *rule, statement.origin, matched);
            } else if (rule->action == RuleAction::pass || rule->action == RuleAction::block ||
                       rule->action == RuleAction::match) {
                meet(t, *rule, statement.origin, matched);
            }
        }
    }
}

bool skipped(Traversal& t) {
    for (const Statement& statement : t.machine.config->main.statements) {
        const auto* const option = std::get_if<SetOption>(&statement.body);
        if (option != nullptr && option->name == Kind::kw_skip && interfaces_match(t, option->interfaces)) {
            return true;
        }
    }
    return false;
}

/// The verdict of one direction; the packet of the traversal is as it leaves.
Ending pass_direction(Traversal& t) {
    kept_rules().clear();
    t.last = nullptr;
    t.last_line = 0;
    t.ended = false;
    t.policy = Answer::drop;
    t.old_translated = t.match_translated = t.stateless = false;
    if (skipped(t)) {
        t.stateless = true;
        return Ending::accept;
    }
    if (translate_old(t, t.machine.config->main)) {
        return Ending::accept;
    }
    bool matched = false;
    look_at(t, t.machine.config->main, matched);
    if (t.last == nullptr) {
        t.stateless = !t.old_translated;
        return Ending::accept;
    }
    if (t.last->action == RuleAction::block) {
        const Answer answer = t.last->answer == Answer::by_policy ? t.policy : t.last->answer;
        return answer == Answer::drop ? Ending::drop : Ending::reject;
    }
    const StateOptions& state = t.last->details().state_options.get();
    if ((state.max || state.max_src_conn) && t.guess({}, 100 + t.last_line)) {
        return Ending::drop;
    }
    if (t.last->state == StateKind::no) {
        t.guessed = t.guessed || t.match_translated;  // whether it is carried out differs between systems
        t.stateless = !t.old_translated;
    }
    apply_pools(t, *t.last, {});
    return Ending::accept;
}

}  // namespace

Journey interpret(const Machine& machine, Probe probe) {
    Journey journey;
    Traversal t{machine, probe, "", ""};
    journey.ending = pass_direction(t);
    journey.line = t.last_line;
    journey.left = t.packet;
    journey.guessed = t.guessed;
    journey.stateless_in = t.stateless;
    if (journey.ending != Ending::accept) {
        return journey;
    }
    for (const Port& port : machine.ports) {
        journey.delivered = journey.delivered || std::find(port.addresses.begin(), port.addresses.end(),
                                                           t.packet.destination) != port.addresses.end();
    }
    if (journey.delivered) {
        return journey;
    }
    const bool sent_elsewhere = t.last != nullptr && t.last->route_kind == RouteKind::route_to;
    t.out = sent_elsewhere ? std::string(t.last->details().route->hosts.front().at)
                           : route_of(machine, t.packet.destination);
    t.inbound = false;
    const std::uint32_t line = t.last_line;
    journey.ending = pass_direction(t);
    journey.line = t.last_line == 0 ? line : t.last_line;
    journey.left = t.packet;
    journey.out = t.out;
    journey.guessed = t.guessed;
    journey.stateless_out = t.stateless;
    return journey;
}

}  // namespace lyncgate::pf::testing
