#include "model/rewriting_doubts.hpp"

#include <algorithm>

namespace lyncgate {

namespace {

bool picks(const Rule& rule) {
    return std::any_of(rule.rewrites.begin(), rule.rewrites.end(),
                       [](const Rewrite& rewrite) { return std::holds_alternative<Choose>(rewrite.change); });
}

}  // namespace

std::vector<DoubtId> rewriting_doubts(const std::vector<const Rule*>& rewriters) {
    std::vector<DoubtId> why;
    bool chosen = false;
    for (const Rule* const rule : rewriters) {
        chosen = chosen || picks(*rule);
        for (const DoubtId doubt : rule->match.doubts) {
            if (std::find(why.begin(), why.end(), doubt) == why.end()) {
                why.push_back(doubt);
            }
        }
    }
    if (chosen || why.empty()) {
        why.push_back(translation_choice);
    }
    return why;
}

}  // namespace lyncgate
