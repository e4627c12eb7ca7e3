#include <fmt/format.h>

#include "dialects/pf/lower.hpp"

namespace lyncgate::pf {
namespace {

/// Options that say what passes; the others are about states, logs and speed.
bool decides(Kind option) {
    return option == Kind::kw_skip || option == Kind::kw_block_policy;
}

void cover_block(const Block& block, Coverage& coverage);

void cover_rule(const RuleStatement& rule, const Origin& origin, Coverage& coverage) {
    switch (rule.action) {
    case RuleAction::scrub:
    case RuleAction::no_scrub:
    case RuleAction::other_anchor: coverage.count(Treatment::irrelevant, origin); return;
    default: coverage.count(Treatment::modelled, origin); break;
    }
    if (rule.details().block) {
        cover_block(*rule.details().block, coverage);
    }
}

void cover_statement(const Statement& statement, Coverage& coverage) {
    const Origin& origin = statement.origin;
    const auto named = [&](const std::shared_ptr<Block>& block, std::string_view path) {
        if (block == nullptr) {
            coverage.count(Treatment::unmodelled, origin,
                           fmt::format("every packet that the rules of \"{}\" may take is undecided", path));
            return;
        }
        coverage.count(Treatment::modelled, origin);
        cover_block(*block, coverage);
    };
    if (statement.broken || statement.refused) {
        coverage.count(Treatment::broken, origin,
                       statement.broken
                           ? "pfctl does not load the file; packets that reach this statement are undecided"
                           : "pfctl does not load the file; verdicts are for the rules as written");
    } else if (const auto* rule = std::get_if<RuleStatement>(&statement.body)) {
        cover_rule(*rule, origin, coverage);
    } else if (const auto* option = std::get_if<SetOption>(&statement.body)) {
        coverage.count(decides(option->name) ? Treatment::modelled : Treatment::irrelevant, origin);
    } else if (const auto* ether = std::get_if<std::shared_ptr<EtherRule>>(&statement.body)) {
        cover_rule((*ether)->rule, origin, coverage);
    } else if (const auto* load = std::get_if<LoadAnchor>(&statement.body)) {
        named(load->block, load->path);
    } else if (const auto* include = std::get_if<Include>(&statement.body)) {
        named(include->block, include->path);
    } else if (std::holds_alternative<std::shared_ptr<Queueing>>(statement.body) ||
               std::holds_alternative<Limiter>(statement.body)) {
        coverage.count(Treatment::irrelevant, origin);
    } else if (const auto* unmodelled = std::get_if<Unmodelled>(&statement.body)) {
        coverage.count(Treatment::unmodelled, origin, fmt::format("a {}: every packet is undecided", unmodelled->what));
    } else {
        coverage.count(Treatment::modelled, origin);
    }
}

void cover_block(const Block& block, Coverage& coverage) {
    for (const Statement& statement : block.statements) {
        cover_statement(statement, coverage);
    }
}

}  // namespace

Coverage cover(const Config& config) {
    Coverage coverage;
    cover_block(config.main, coverage);
    return coverage;
}

}  // namespace lyncgate::pf
