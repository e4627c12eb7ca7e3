#include "dialects/members.hpp"

#include "dialects/asa/members.hpp"

namespace lyncgate {

RuleMembers::RuleMembers(std::string_view dialect)
    : asa_(dialect == "asa" ? std::make_unique<asa::EntryMembers>() : nullptr) {}

RuleMembers::~RuleMembers() = default;

std::vector<Origin> RuleMembers::of(const Origin& rule, const Box& packets) {
    return asa_ == nullptr ? std::vector<Origin>{} : asa_->of(rule, packets);
}

Boxes RuleMembers::if_active(const Origin& rule) {
    return asa_ == nullptr ? Boxes{} : asa_->if_active(rule);
}

}  // namespace lyncgate
