#include "app/diff.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <set>
#include <tbb/parallel_for.h>
#include <tbb/parallel_invoke.h>

#include "app/compared.hpp"
#include "app/request.hpp"
#include "checks/crossing.hpp"
#include "model/dump.hpp"

namespace lyncgate {

namespace {

constexpr std::size_t most_boxes = 64;

std::vector<Interface> site_interfaces(const SiteFirewall* site) {
    std::vector<Interface> interfaces;
    if (site != nullptr) {
        for (const InterfaceNetworks& side : site->interfaces) {
            interfaces.push_back({side.name, side.addresses, side.networks});
        }
        separate_networks(interfaces);
    }
    return interfaces;
}

/// Names that one reading found beyond what it was told, so that the other numbers them alike.
void add_names(std::vector<Interface>& known, const Firewall& firewall) {
    for (std::size_t i = 1; i < firewall.interfaces.size(); ++i) {
        const std::string& name = firewall.interfaces[i].name;
        if (std::none_of(known.begin(), known.end(), [&](const Interface& k) { return k.name == name; })) {
            known.push_back({name, {}, {}});
        }
    }
}

Place place_of(const Decider& decider, const char* verb) {
    if (decider.rule != nullptr) {
        return {decider.rule->origin, fmt::format("{} by {}", verb, describe_rule(decider.chain, decider.rule))};
    }
    if (decider.chain != nullptr) {
        return {decider.chain->policy_origin, fmt::format("{} by the {}", verb, describe_rule(decider.chain, nullptr))};
    }
    return {{}, fmt::format("{}, no rule takes them", verb)};
}

void add_changes(FirewallDiff& result, const Difference& difference, const Firewall& firewall,
                 std::string_view direction) {
    result.complete = result.complete && difference.complete;
    for (const Change& change : difference.changes) {
        DescribedChange words;
        words.kind = change.kind;
        words.direction = direction;
        words.packets_cut = change.packets.size() > most_boxes;
        for (std::size_t i = 0; i < std::min(change.packets.size(), most_boxes); ++i) {
            words.packets.push_back(describe(change.packets[i], firewall));
        }
        words.example = describe(example_of(change.packets.front()), firewall);
        const bool was_open = change.kind == ChangeKind::closed || change.kind == ChangeKind::redirected;
        const bool is_open = change.kind == ChangeKind::opened || change.kind == ChangeKind::redirected;
        words.before = place_of(change.before, change.kind == ChangeKind::uncertain ? "decided"
                                               : was_open                           ? "accepted"
                                                                                    : "dropped");
        words.after = place_of(change.after, change.kind == ChangeKind::uncertain ? "decided"
                                             : is_open                            ? "accepted"
                                                                                  : "dropped");
        result.changes.push_back(std::move(words));
    }
}

std::multiset<std::string> tunnel_lines(const Firewall& firewall) {
    Firewall only;
    only.interfaces = firewall.interfaces;
    only.doubts = firewall.doubts;
    std::multiset<std::string> lines;
    for (const Tunnel& tunnel : firewall.tunnels) {
        only.tunnels = {tunnel};
        only.tunnels.front().origin = {};
        const std::string text = dump(only);
        lines.insert(text.substr(std::min(text.find("tunnel "), text.size())));
    }
    return lines;
}

void add_tunnels(FirewallDiff& result, const Firewall& before, const Firewall& after) {
    const std::multiset<std::string> old_lines = tunnel_lines(before);
    const std::multiset<std::string> new_lines = tunnel_lines(after);
    std::vector<std::string> gone;
    std::vector<std::string> fresh;
    std::set_difference(old_lines.begin(), old_lines.end(), new_lines.begin(), new_lines.end(),
                        std::back_inserter(gone));
    std::set_difference(new_lines.begin(), new_lines.end(), old_lines.begin(), old_lines.end(),
                        std::back_inserter(fresh));
    for (const std::string& line : gone) {
        result.tunnels.push_back("- " + line);
    }
    for (const std::string& line : fresh) {
        result.tunnels.push_back("+ " + line);
    }
}

std::vector<Finding> mission_findings(const AuditContext& context, AuditedFirewall& firewall) {
    AuditContext one;
    one.library = context.library;
    one.site = context.site;
    one.binding = context.binding;
    one.budget = context.budget;
    one.firewalls.push_back(std::move(firewall));
    find_public_addresses(one);
    std::vector<Finding> all;
    for (const Check& check : checks()) {
        if (check.group == CheckGroup::mission) {
            CheckResult found = check.run(one);
            all.insert(all.end(), found.findings.begin(), found.findings.end());
        }
    }
    firewall = std::move(one.firewalls.front());
    return all;
}

/// A finding apart from the line it is blamed on: what is wrong, not where.
std::string substance_of(const Finding& finding) {
    std::string text =
        fmt::format("{}\n{}\n{}\n{}", finding.check, finding.requirement ? finding.requirement->id : std::string{},
                    finding.undecided, finding.requirement ? std::string{} : finding.message);
    for (const DescribedBox& box : finding.packets) {
        text += "\n" + one_line(box, ~std::size_t{0} - 1);
    }
    return text;
}

void add_findings(FirewallDiff& result, const AuditContext& context, ConfigPair& pair) {
    std::vector<Finding> before;
    std::vector<Finding> after;
    tbb::parallel_invoke([&] { before = mission_findings(context, pair.before); },
                         [&] { after = mission_findings(context, pair.after); });
    std::map<std::string, Finding> old_ones;
    for (Finding& finding : before) {
        old_ones.emplace(substance_of(finding), std::move(finding));
    }
    std::vector<Finding> fresh;
    for (Finding& finding : after) {
        if (old_ones.erase(substance_of(finding)) == 0) {
            fresh.push_back(std::move(finding));
        }
    }
    sort_findings(fresh);
    for (Finding& finding : fresh) {
        result.findings.push_back({true, std::move(finding)});
    }
    for (auto& [substance, finding] : old_ones) {
        result.findings.push_back({false, std::move(finding)});
    }
}

}  // namespace

ConfigPair read_pair(const SourceFile& before, const SourceFile& after, const SiteFirewall* site, SourceStore& store,
                     std::vector<Diagnostic>& diagnostics) {
    ConfigPair pair;
    pair.firewall = site != nullptr ? site->name : after.name();
    pair.site = site;
    pair.before_file = &before;
    pair.after_file = &after;
    ReadContext context;
    context.sources = &store;
    context.interfaces = site_interfaces(site);
    const auto read = [&](const SourceFile& file, AuditedFirewall& into) {
        const bool same_name = site != nullptr && site->dialect && recognise(file.text()) == nullptr;
        into.site = site;
        into.reading = read_configuration(file, same_name ? *site->dialect : std::string{}, context, into.dialect);
        into.reading.firewall.name = pair.firewall;
    };
    const auto read_both = [&] {
        tbb::parallel_invoke([&] { read(before, pair.before); }, [&] { read(after, pair.after); });
    };
    read_both();
    // Both sides have to know the same interfaces by the same numbers: where they do not, each is told all names.
    const Firewall& old_one = pair.before.reading.firewall;
    const Firewall& new_one = pair.after.reading.firewall;
    const bool alike =
        std::equal(old_one.interfaces.begin(), old_one.interfaces.end(), new_one.interfaces.begin(),
                   new_one.interfaces.end(), [](const Interface& a, const Interface& b) { return a.name == b.name; });
    if (!alike) {
        add_names(context.interfaces, old_one);
        add_names(context.interfaces, new_one);
        read_both();
    }
    for (const AuditedFirewall* const side : {&pair.before, &pair.after}) {
        diagnostics.insert(diagnostics.end(), side->reading.diagnostics.begin(), side->reading.diagnostics.end());
    }
    return pair;
}

FirewallDiff diff(ConfigPair& pair, const AuditContext* context, const std::vector<Requested>& requests) {
    FirewallDiff result;
    const Firewall& before = pair.before.reading.firewall;
    const Firewall& after = pair.after.reading.firewall;
    result.firewall = pair.firewall;
    result.before_file = pair.before_file->name();
    result.after_file = pair.after_file->name();
    result.before_dialect = pair.before.dialect == nullptr ? std::string_view{} : pair.before.dialect->name;
    result.after_dialect = pair.after.dialect == nullptr ? std::string_view{} : pair.after.dialect->name;
    // How replies are let back is each dialect's own business; across dialects only the openings are comparable.
    result.new_connections_only = result.before_dialect != result.after_dialect;
    SetPool pool;
    struct Asked {
        Box question;
        From from;
        std::string_view direction;
    };
    std::vector<Asked> asked;
    for (const Box& question :
         compared_questions(after, result.new_connections_only, result.new_connections_only, pool)) {
        asked.push_back({question, From::outside, through_the_firewall});
        if (!result.new_connections_only && after.own_addresses().empty() && before.own_addresses().empty()) {
            asked.push_back({question, From::outside_to_itself, "to the firewall"});
        }
        if (!result.new_connections_only) {
            asked.push_back({question, From::itself, "from the firewall"});
        }
    }
    std::vector<Difference> differences(asked.size());
    tbb::parallel_for(std::size_t{0}, asked.size(), [&](std::size_t i) {
        differences[i] = compared(before, after, asked[i].question, asked[i].from);
    });
    std::optional<Difference> whole;
    for (std::size_t i = 0; i < asked.size(); ++i) {
        add_changes(result, differences[i], after, asked[i].direction);
        if (!result.new_connections_only && asked[i].from == From::outside) {
            whole = std::move(differences[i]);
        }
    }
    add_tunnels(result, before, after);
    if (!requests.empty()) {
        result.request = answer_requests(before, after, requests, whole ? &*whole : nullptr);
        count_unasked(result);
    }
    if (context != nullptr) {
        add_findings(result, *context, pair);
    }
    return result;
}

std::string_view name_of(ChangeKind kind) {
    switch (kind) {
    case ChangeKind::opened: return "opened";
    case ChangeKind::closed: return "closed";
    case ChangeKind::uncertain: return "uncertain";
    case ChangeKind::redirected: return "redirected";
    }
    return "uncertain";
}

int exit_status_of(const std::vector<FirewallDiff>& diffs) {
    bool changed = false;
    bool unclear = false;
    for (const FirewallDiff& one : diffs) {
        unclear = unclear || !one.complete;
        if (one.request) {
            const RequestVerdict verdict = one.request->verdict;
            unclear = unclear || verdict == RequestVerdict::undecided;
            changed = changed || (verdict != RequestVerdict::exactly && verdict != RequestVerdict::undecided &&
                                  verdict != RequestVerdict::not_here);
            continue;
        }
        changed = changed || !one.tunnels.empty();
        for (const FindingChange& change : one.findings) {
            if (change.appears && change.finding.severity != Severity::note) {
                (change.finding.undecided ? unclear : changed) = true;
            }
        }
        for (const DescribedChange& change : one.changes) {
            (change.kind == ChangeKind::uncertain ? unclear : changed) = true;
        }
    }
    return changed ? 1 : unclear ? 3 : 0;
}

}  // namespace lyncgate
