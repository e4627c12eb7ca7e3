// Reading an iptables ruleset into its syntax tree.
#pragma once

#include <optional>
#include <vector>

#include "dialects/iptables/statement.hpp"
#include "dialects/iptables/syntax.hpp"
#include "text/coverage.hpp"
#include "text/diagnostic.hpp"

namespace lyncgate::iptables {

/// A file as read: always a tree, with everything that was wrong about the text beside it.
struct ReadRuleset {
    Ruleset ruleset;
    std::vector<Diagnostic> diagnostics;
    Coverage coverage;
};

/// Reads iptables-save output, `iptables -S` output, or a hand-written restore file, line by line: a line that is not
/// valid costs itself, and is reported with its place. The family is found in the text when not given.
/// With `beside_sets`, lines of `ipset save` among the rules are left to `parse_ipset`.
ReadRuleset parse(const SourceFile& file, std::optional<Family> family = {}, bool beside_sets = false);

/// The words of a rule line, quotes removed. Words that had backslashes are kept in `texts`.
std::vector<Word> words_of(const SourceFile& file, Span line, std::deque<std::string>& texts);

/// The family that the text speaks of: by the header of iptables-save or ip6tables-save, else by the addresses and the
/// ICMP matches of the rules. Nothing when it has none of these.
std::optional<Family> family_of(std::string_view text);

}  // namespace lyncgate::iptables
