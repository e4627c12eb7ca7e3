// Excess: what a rule lets pass that nobody asks for, gathered over all questions.
#pragma once

#include <memory>
#include <vector>

#include "checks/passing.hpp"
#include "checks/reaching.hpp"

namespace lyncgate {

/// One part of a rule's excess: packets of one question.
struct ExcessPart {
    const ScopeQuestion* question = nullptr;
    Boxes possible;  ///< what may pass
    Boxes certain;   ///< the part of it that passes in every reading of what is in doubt
    Boxes needed;    ///< what the rule takes that is asked for, in the same question
    bool complete = true;
    std::vector<DoubtId> doubts;  ///< of translations on the way and of drops before; the rule's own are in the entry
};

/// The excess of what was written as one rule, of a policy, or of a firewall that does not filter.
struct Excess {
    const Entry* entry = nullptr;  ///< the first entry of the rule; null: nothing filters
    std::vector<ExcessPart> parts;
};

/// All excess of one firewall. Keeps what the parts point into.
struct FirewallExcess {
    struct Answered {
        SetPool pool;
        View view;
    };
    std::unique_ptr<SetPool> pool = std::make_unique<SetPool>();  ///< of the questions
    std::vector<ScopeQuestion> questions;
    std::vector<std::unique_ptr<Answered>> answers;
    std::vector<Excess> rules;  ///< in the order in which questions meet them
    bool complete = true;       ///< false: some question was not followed to its end
};

/// Boxes are without ingress and egress: these follow from the addresses.
FirewallExcess find_excess(const AuditContext& context, const AuditedFirewall& firewall);

}  // namespace lyncgate
