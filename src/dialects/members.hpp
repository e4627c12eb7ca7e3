// The members of groups that take part in a decision, for reports.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "model/box.hpp"
#include "text/source_file.hpp"

namespace lyncgate {

namespace asa {
class EntryMembers;
}

/// Finds, for the rules of one firewall, which members of the groups they name hold given packets. Reads the
/// configuration again on the first question, so that the model need not carry every member of every group at every
/// rule. Dialects without groups have none.
class RuleMembers {
public:
    explicit RuleMembers(std::string_view dialect);
    ~RuleMembers();
    RuleMembers(const RuleMembers&) = delete;
    RuleMembers& operator=(const RuleMembers&) = delete;

    /// The lines of the members that hold some of `packets`, for the rule written at `rule`.
    std::vector<Origin> of(const Origin& rule, const Box& packets);
    /// What the rule written at `rule` would take if it were not switched off (ASA: `inactive`); nothing when it is
    /// not. The boxes hold as long as this object.
    Boxes if_active(const Origin& rule);

private:
    std::unique_ptr<asa::EntryMembers> asa_;  ///< null: another dialect
};

}  // namespace lyncgate
