// Checks: analyses of a bound site, the second extension point.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "checks/reach_cache.hpp"
#include "dialects/dialect.hpp"
#include "dialects/ipsec/policy.hpp"
#include "findings/report.hpp"
#include "model/subtract.hpp"
#include "requirements/bind.hpp"

namespace lyncgate {

/// One firewall of the site as it was read.
struct AuditedFirewall {
    const SiteFirewall* site = nullptr;
    const Dialect* dialect = nullptr;
    Reading reading;
    /// Public addresses of roles that packets carry here, because this is the firewall that is to translate them;
    /// filled by `find_public_addresses`.
    Set public_addresses;
    bool changes_sources = false;               ///< some translation does; filled by `find_public_addresses`
    std::vector<ipsec::Policy> ipsec_policies;  ///< of the files under `ipsec:`; their doubts and sets are the model's
};

/// All that a check may look at. Nothing in it changes during an audit, and checks may run at the same time.
struct AuditContext {
    const PackLibrary* library = nullptr;
    const Site* site = nullptr;
    const Binding* binding = nullptr;
    std::vector<AuditedFirewall> firewalls;
    Budget budget;
    std::shared_ptr<ReachCache> reaches = std::make_shared<ReachCache>();  ///< shared by the checks of rule order
};

/// What a check found. `flows` is filled by the check that follows the required flows.
struct CheckResult {
    std::vector<Finding> findings;
    std::vector<FlowResult> flows;
};

/// The three of the mission, or rule hygiene, which can be switched off as a whole.
enum class CheckGroup : std::uint8_t { mission, hygiene };

/// One check. A row of the table in registry.cpp; its page is docs/checks/<id>.md.
struct Check {
    std::string_view id;
    CheckGroup group = CheckGroup::mission;
    std::string_view summary;  ///< one line for `explain` and `--help`
    CheckResult (*run)(const AuditContext& context) = nullptr;
};

std::span<const Check> checks();
const Check* find_check(std::string_view id);

}  // namespace lyncgate
