// Expansion of one rule.
#pragma once

#include <string>
#include <vector>

#include "dialects/pf/expand.hpp"

namespace lyncgate::pf {

/// What options before a rule have set, and what is counted over a file.
struct ExpandState {
    Era era = Era::openbsd;
    bool checking = false;  ///< lines are only looked at: of long products a part that has every member in it
    Answer policy = Answer::drop;
    bool if_bound = false;
    StateOptions state_defaults;
    bool has_state_defaults = false;
    int automatic_tables = 0;
    std::size_t combinations = 0;            ///< of the lists of the rule that was expanded last
    std::vector<AutomaticTable> new_tables;  ///< made for the rule that was expanded last
};

/// No rule is multiplied into more lines than this; what is printed of it is cut, with a message.
constexpr std::size_t most_lines_of_a_rule = 100'000;
/// While rules are only checked, longer products are not gone through: what pfctl refuses depends on single members.
constexpr std::size_t most_lines_checked = 256;

/// All combinations of the lists of a rule that can match, in the order of pfctl, instead of what was in `lines`.
void expand_rule(const RuleStatement& rule, const Origin& origin, const HostFacts& facts, ExpandState& state,
                 std::vector<RuleLine>& lines, std::vector<std::string>& messages);
/// Whether a rule is so plain that pfctl certainly takes it: at most one address on each side, and nothing that would
/// have to fit something else but ports, their protocol and the address family. Most rules of a long file are.
bool surely_taken(const RuleStatement& rule);
/// Fills in the number of the rule where its label asks for it.
void finish_label(RuleLine& line);
/// State and its options with what the rule leaves to the defaults.
void fill_in_state(const RuleStatement& rule, const ExpandState& state, RuleLine& line,
                   std::vector<std::string>& messages);
/// `$if`, `$srcaddr`, … in labels and tags.
std::string expand_variables(std::string_view text, const RuleLine& line, Era era);
/// The pool of a translation or route with hosts of the rule's family only; may fix the family of the line.
/// Empty, with a message, when nothing is left.
std::optional<Pool> fit_pool(const Pool& pool, std::string_view what, const HostFacts& facts, RuleLine& line,
                             std::vector<std::string>& messages);

/// The second rule of binat-to: what comes back is redirected (pf.conf(5), "binat-to").
RuleLine inbound_of_binat(const RuleLine& outbound);
/// Why pfctl refuses the addresses of a binat-to rule.
void check_binat(const RuleLine& line, std::vector<std::string>& messages);

}  // namespace lyncgate::pf
