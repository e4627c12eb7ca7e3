// Cisco ASA: which members of the groups an entry names take part in something.
#pragma once

#include <memory>
#include <vector>

#include "model/box.hpp"
#include "text/source_file.hpp"

namespace lyncgate::asa {

/// The entries of a file by their place, read on the first question.
class EntryMembers {
public:
    EntryMembers();
    ~EntryMembers();
    EntryMembers(const EntryMembers&) = delete;
    EntryMembers& operator=(const EntryMembers&) = delete;

    /// The lines of the group members (nested groups included) that hold some of `packets`, for the access list entry
    /// written at `rule`. Addresses are those the entry sees. Of a group that has no such member nothing is named.
    std::vector<Origin> of(const Origin& rule, const Box& packets);
    /// What the entry written at `rule` would take without `inactive`; nothing when it does not say so.
    Boxes if_active(const Origin& rule);

private:
    struct Table;
    struct EntryPlace;

    const EntryPlace* place_of(const Origin& rule);

    std::unique_ptr<Table> table_;
};

}  // namespace lyncgate::asa
