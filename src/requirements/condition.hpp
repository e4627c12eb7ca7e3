// Conditions: when a requirement applies.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "text/source_file.hpp"

namespace lyncgate {

/// An expression over the names of features and scenarios: `a and (b or not c)`. An empty one always holds.
/// Nodes are in postfix order, so an expression is a plain value.
struct Condition {
    enum class Kind { name, negation, conjunction, disjunction };
    struct Node {
        Kind kind = Kind::name;
        std::string name;  ///< of a feature or scenario; empty for operators
        Origin origin;
    };
    std::vector<Node> nodes;

    bool always() const { return nodes.empty(); }
};

/// Whether the condition holds when `holds` answers for each name.
bool evaluate(const Condition& condition, const std::function<bool(std::string_view)>& holds);
/// Both conditions together.
Condition both(const Condition& a, const Condition& b);
/// `a and (b or c)`; "always" for an empty one.
std::string to_string(const Condition& condition);
/// Every name it mentions, each once, in order of mention.
std::vector<std::string> names_in(const Condition& condition);

/// Why a condition holds or does not, as the smallest set of names that decides it.
struct Explanation {
    bool holds = true;
    std::vector<std::string> present;  ///< names that hold and matter
    std::vector<std::string> absent;   ///< names that do not hold and matter
};
Explanation explain(const Condition& condition, const std::function<bool(std::string_view)>& holds);
/// "with edge-single-private-nat, without xmpp-federation"; "always" when nothing had to be decided.
std::string to_string(const Explanation& explanation);

}  // namespace lyncgate
