// What pfctl refuses of ALTQ queues.
#include <algorithm>
#include <map>
#include <set>

#include "dialects/pf/check_queues.hpp"

namespace lyncgate::pf {
namespace {

/// A queue that some other queue or interface names as its child.
struct Parent {
    Kind scheduler = Kind::end;
    std::set<std::string_view> interfaces;
};

void refuse(Statement& statement, std::vector<Diagnostic>& diagnostics, std::string message, std::string expected) {
    statement.broken = true;
    diagnostics.push_back({Level::error, std::move(message), statement.origin, std::move(expected), "", {}});
}

}  // namespace

void check_queues(Config& config, std::vector<Diagnostic>& diagnostics) {
    std::map<std::string_view, Parent> declared;
    for (Statement& statement : config.main.statements) {
        const Queueing* const queueing = queueing_of(statement);
        if (queueing == nullptr || statement.broken || !queueing->parent.empty()) {
            continue;
        }
        Parent own{queueing->scheduler, {}};
        if (queueing->root) {
            for (const Interface& interface : queueing->interfaces) {
                own.interfaces.insert(interface.name);
            }
        } else {
            const auto found = declared.find(queueing->name);
            if (found == declared.end()) {
                if (!declared.empty()) {  // without any altq line this is the newer syntax
                    refuse(statement, diagnostics, "queue '" + std::string(queueing->name) + "' has no parent",
                           "an altq or queue statement further up that names it");
                }
                continue;
            }
            own = found->second;
            const std::uint32_t highest = own.scheduler == Kind::kw_priq ? 15 : 7;
            if (queueing->priority && *queueing->priority > highest) {
                refuse(statement, diagnostics, "priority " + std::to_string(*queueing->priority) + " is too high",
                       "at most " + std::to_string(highest) + " with this scheduler");
            }
        }
        for (const std::string_view child : queueing->children) {
            Parent& entry = declared[child];
            const auto shared = std::ranges::find_if(
                own.interfaces, [&](std::string_view name) { return entry.interfaces.contains(name); });
            if (shared != own.interfaces.end()) {
                refuse(statement, diagnostics,
                       "queue '" + std::string(child) + "' has two parents on interface '" + std::string(*shared) + "'",
                       "one parent per interface");
            }
            entry.scheduler = own.scheduler;
            entry.interfaces.insert(own.interfaces.begin(), own.interfaces.end());
        }
    }
}

}  // namespace lyncgate::pf
