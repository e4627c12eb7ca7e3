#include "checks/over_permissive_rule.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "checks/excess_words.hpp"
#include "checks/places.hpp"
#include "dialects/members.hpp"

namespace lyncgate {

namespace {

constexpr std::string_view check_id = "over-permissive-rule";
constexpr std::size_t most_boxes = 64;

/// The roles at an end, for the sentence; their addresses when there are too many.
std::string roles_at(const Site& site, const Set& addresses) {
    std::vector<std::string> names;
    for (const auto& [name, role] : site.roles) {
        if (!role.inherited && !disjoint(unite(role.addresses, role.public_addresses), addresses)) {
            names.push_back(name);
        }
    }
    return listed(names.empty() ? describe_addresses(addresses) : names, 3);
}

/// Whether something that somebody wrote, between arrival and the way out, may drop a packet.
bool filters(const Firewall& firewall) {
    std::vector<bool> seen(firewall.chains.size(), false);
    std::vector<ChainId> open;
    const auto meet = [&](ChainId chain) {
        if (!seen[chain]) {
            seen[chain] = true;
            open.push_back(chain);
        }
    };
    for (const std::vector<Stage>* const stages : {&firewall.entering, &firewall.forwarded}) {
        std::for_each(stages->begin(), stages->end(), [&](const Stage& stage) { meet(stage.chain); });
    }
    while (!open.empty()) {
        const Chain& chain = firewall.chains[open.back()];
        open.pop_back();
        if (chain.policy && *chain.policy != Verdict::accept) {
            return true;
        }
        for (const Rule& rule : chain.rules) {
            const auto* const decision = std::get_if<Decide>(&rule.action);
            if (rule.origin && (std::holds_alternative<Unclear>(rule.action) ||
                                (decision != nullptr && decision->verdict != Verdict::accept))) {
                return true;
            }
            if (const auto* const call = std::get_if<Call>(&rule.action)) {
                meet(call->chain);
            } else if (const auto* const jump = std::get_if<Goto>(&rule.action)) {
                meet(jump->chain);
            }
        }
    }
    return false;
}

std::string subject_of(const Excess& excess, const Firewall& firewall) {
    if ((excess.entry == nullptr || excess.entry->rule == nullptr) && !filters(firewall)) {
        return "the firewall filters nothing and so";
    }
    if (excess.entry == nullptr) {
        return "no rule decides, and so the firewall";
    }
    const Entry& entry = *excess.entry;
    if (entry.rule == nullptr) {
        return fmt::format("no rule decides, and the policy of {}", entry.chain->name);
    }
    const std::string rule = describe_rule(entry.chain, entry.rule);
    return entry.rule->origin ? fmt::format("{} of {}", rule, entry.chain->name) : rule;
}

/// "; that is 22 times what is needed"; empty when nothing is.
std::string ratio_of(const ExcessFacts& facts) {
    if (facts.needed_width <= 0) {
        return {};
    }
    const double times = (facts.width + facts.needed_width) / facts.needed_width;
    return times < 2 ? std::string{} : fmt::format("; that is {:.0f} times as wide as needed", times);
}

/// The packets as the report lists them.
void list_packets(Finding& finding, const Boxes& boxes, const Firewall& firewall) {
    for (const Box& box : boxes) {
        if (finding.packets.size() == most_boxes) {
            finding.packets_cut = true;
            return;
        }
        finding.packets.push_back(describe(box, firewall));
    }
}

/// The rule that would suffice, in words.
std::string narrowed(const Excess& excess, const Firewall& firewall) {
    std::vector<std::string> lines;
    for (const ExcessPart& part : excess.parts) {
        for (Box box : part.needed) {
            const Set* const all_behind = part.question->packets[Field::source];
            if (all_behind != nullptr && box[Field::source] != nullptr && *box[Field::source] == *all_behind) {
                box.sets[index_of(Field::source)] = nullptr;
            }
            const std::string line = one_line(describe(box, firewall));
            if (std::find(lines.begin(), lines.end(), line) == lines.end()) {
                lines.push_back(line);
            }
        }
    }
    if (excess.entry == nullptr || excess.entry->rule == nullptr) {
        return "let the chain drop what no rule decides, and open exactly what is required";
    }
    if (lines.empty()) {
        return "remove the rule, or list the flow under accepted: with a reason; no requirement needs any of it";
    }
    const std::size_t count = lines.size();
    std::string text = "narrow the rule to what is needed: ";
    for (std::size_t i = 0; i < std::min<std::size_t>(count, 4); ++i) {
        text += (i == 0 ? "" : "; ") + lines[i];
    }
    return count > 4 ? fmt::format("{}; and {} more", text, count - 4) : text;
}

/// Names the members of groups that let the packets in: a group is seldom wrong as a whole.
void add_members(Finding& finding, const Rule& rule, const Boxes& packets, RuleMembers& members) {
    constexpr std::size_t most_members = 8;
    for (const Box& box : packets) {
        for (const Origin& member : members.of(rule.origin, box)) {
            const auto same = [&member](const Place& place) { return place.origin == member; };
            const bool known = std::any_of(finding.related.begin(), finding.related.end(), same);
            if (!known && finding.related.size() < most_members) {
                finding.related.push_back({member, "this member lets them in"});
            }
        }
    }
}

Finding started(const AuditedFirewall& firewall) {
    Finding finding;
    finding.check = check_id;
    finding.firewall = firewall.site->name;
    finding.primary = {firewall.site->origin, "this firewall"};
    return finding;
}

Finding finding_about(const AuditContext& context, const AuditedFirewall& firewall, const Excess& excess,
                      const Set& servers, const Set& outside, SetPool& pool, RuleMembers& members) {
    const Firewall& model = firewall.reading.firewall;
    Finding finding = started(firewall);
    const ExcessFacts facts = facts_of(excess, servers, outside);
    Boxes certain;
    Boxes possible;
    bool complete = true;
    for (const ExcessPart& part : excess.parts) {
        certain.insert(certain.end(), part.certain.begin(), part.certain.end());
        possible.insert(possible.end(), part.possible.begin(), part.possible.end());
        complete = complete && part.complete;
    }
    certain = merged(std::move(certain), pool);
    possible = merged(std::move(possible), pool);
    const bool sure = !certain.empty();
    finding.severity = severity_of(facts);
    finding.confidence = sure ? Confidence::certain : Confidence::possible;
    const std::string whom = facts.leaving_only ? fmt::format("leave {}", roles_at(*context.site, facts.sources))
                                                : fmt::format("reach {}", roles_at(*context.site, facts.destinations));
    finding.message = fmt::format("{} {} {} {} {}, which no requirement and no accepted flow asks for{}",
                                  subject_of(excess, model), sure ? "lets" : "may let", traffic_of(facts),
                                  facts.leaving_only ? std::string{} : origin_of(facts), whom, ratio_of(facts));
    if (const std::size_t gap = finding.message.find("  "); gap != std::string::npos) {
        finding.message.erase(gap, 1);
    }
    list_packets(finding, sure ? certain : possible, model);
    finding.packets_cut = finding.packets_cut || !complete;
    if (!possible.empty()) {
        finding.example = describe(example_of(sure ? certain.front() : possible.front()), model);
    }
    if (excess.entry != nullptr) {
        Place place = place_of(*excess.entry, model);
        finding.primary = place.origin ? std::move(place) : Place{firewall.site->origin, std::move(place.text)};
        add_reasons(finding, *excess.entry, model);
        if (excess.entry->rule != nullptr) {
            add_members(finding, *excess.entry->rule, sure ? certain : possible, members);
        }
    }
    for (const ExcessPart& part : sure ? std::vector<ExcessPart>{} : excess.parts) {
        const bool written = excess.entry != nullptr && excess.entry->rule != nullptr;
        add_reasons(finding, part.doubts, written ? excess.entry->rule->origin : Origin{}, model);
    }
    finding.help = narrowed(excess, model);
    if (!complete && possible.empty()) {
        finding.undecided = true;
        finding.message =
            fmt::format("cannot decide whether {} lets more pass than is asked for", subject_of(excess, model));
        add_reason(finding, "inconclusive: the question needs more work than the budget allows");
    }
    identify(finding);
    return finding;
}

Finding inconclusive(const AuditedFirewall& firewall) {
    Finding finding = started(firewall);
    finding.confidence = Confidence::possible;
    finding.undecided = true;
    finding.message =
        fmt::format("cannot decide what firewall {} lets pass beyond what is asked for", finding.firewall);
    add_reason(finding, "inconclusive: its chains cannot be followed to their end within the budget");
    identify(finding);
    return finding;
}

}  // namespace

CheckResult over_permissive_rule(const AuditContext& context) {
    CheckResult result;
    const Set servers = server_addresses(context);
    const Set outside = outside_addresses(context);
    for (const AuditedFirewall& firewall : context.firewalls) {
        const FirewallExcess found = find_excess(context, firewall);
        RuleMembers members(firewall.reading.firewall.dialect);
        if (!found.complete) {
            result.findings.push_back(inconclusive(firewall));
        }
        for (const Excess& excess : found.rules) {
            result.findings.push_back(finding_about(context, firewall, excess, servers, outside, *found.pool, members));
        }
    }
    return result;
}

}  // namespace lyncgate
