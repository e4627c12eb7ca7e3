#include "app/untranslated.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>

#include "checks/crossing.hpp"
#include "net/address.hpp"

namespace lyncgate {

namespace {

/// What of the flow's public destination nobody translates; empty when it does not matter, because the flow crosses no
/// firewall.
Set untranslated(const RequiredFlow& flow, const AuditContext& context) {
    Set left = flow.destination.public_addresses;
    bool crosses = false;
    for (const AuditedFirewall& firewall : context.firewalls) {
        if (left.empty()) {
            return {};
        }
        left = subtract(left, translated_destinations(firewall.reading.firewall, left));
        SetPool pool;
        crosses = crosses || !crossings(flow, firewall, pool).empty();
    }
    return crosses ? left : Set{};
}

}  // namespace

void add_untranslated(Report& report, const AuditContext& context) {
    std::map<std::string, Set> roles;
    for (const RequiredFlow& flow : context.binding->flows) {
        const Set left = untranslated(flow, context);
        if (!left.empty()) {
            Set& all = roles[fmt::format("{}", fmt::join(flow.destination.roles, ", "))];
            all = unite(all, left);
        }
    }
    for (const auto& [role, addresses] : roles) {
        Diagnostic note;
        note.level = Level::note;
        note.message =
            fmt::format("no firewall of the site translates {} to {}", listed(describe_addresses(addresses), 4), role);
        note.origin = context.site->origin;
        note.help =
            "its flows were judged by its own addresses; whether they are translated on the way was not checked";
        report.diagnostics.push_back(std::move(note));
    }
}

}  // namespace lyncgate
