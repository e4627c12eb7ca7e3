#include "requirements/condition.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace lyncgate {
namespace {

using Kind = Condition::Kind;

/// A part of an expression as text; `kind` says which operator it ends with, for parentheses.
struct Part {
    std::string text;
    Kind kind = Kind::name;
};

std::string in_parentheses(const Part& part, bool needed) {
    return needed ? "(" + part.text + ")" : part.text;
}

void add_unique(std::vector<std::string>& names, const std::vector<std::string>& more) {
    for (const std::string& name : more) {
        if (std::ranges::find(names, name) == names.end()) {
            names.push_back(name);
        }
    }
}

Explanation merged(Explanation a, const Explanation& b) {
    add_unique(a.present, b.present);
    add_unique(a.absent, b.absent);
    return a;
}

/// Two operands of `and` or `or`. What decides an `and` that fails is the failing side, what decides an `or` that
/// holds is the holding side; otherwise both sides do.
Explanation decided(const Explanation& a, const Explanation& b, bool deciding) {
    if (a.holds == deciding && b.holds == deciding) {
        return a.present.size() + a.absent.size() <= b.present.size() + b.absent.size() ? a : b;
    }
    if (a.holds == deciding) {
        return a;
    }
    if (b.holds == deciding) {
        return b;
    }
    return merged(a, b);
}

}  // namespace

bool evaluate(const Condition& condition, const std::function<bool(std::string_view)>& holds) {
    return explain(condition, holds).holds;
}

Condition both(const Condition& a, const Condition& b) {
    if (a.always() || b.always()) {
        return a.always() ? b : a;
    }
    Condition result = a;
    result.nodes.insert(result.nodes.end(), b.nodes.begin(), b.nodes.end());
    result.nodes.push_back({Kind::conjunction, {}, {}});
    return result;
}

std::string to_string(const Condition& condition) {
    if (condition.always()) {
        return "always";
    }
    std::vector<Part> stack;
    for (const Condition::Node& node : condition.nodes) {
        if (node.kind == Kind::name) {
            stack.push_back({node.name, Kind::name});
            continue;
        }
        const Part right = std::move(stack.back());
        stack.pop_back();
        if (node.kind == Kind::negation) {
            const bool compound = right.kind == Kind::conjunction || right.kind == Kind::disjunction;
            stack.push_back({"not " + in_parentheses(right, compound), Kind::negation});
            continue;
        }
        const Part left = std::move(stack.back());
        stack.pop_back();
        const bool conjunction = node.kind == Kind::conjunction;
        stack.push_back({in_parentheses(left, conjunction && left.kind == Kind::disjunction) +
                             (conjunction ? " and " : " or ") +
                             in_parentheses(right, conjunction && right.kind == Kind::disjunction),
                         node.kind});
    }
    return stack.back().text;
}

std::vector<std::string> names_in(const Condition& condition) {
    std::vector<std::string> names;
    for (const Condition::Node& node : condition.nodes) {
        if (node.kind == Kind::name) {
            add_unique(names, {node.name});
        }
    }
    return names;
}

Explanation explain(const Condition& condition, const std::function<bool(std::string_view)>& holds) {
    if (condition.always()) {
        return {};
    }
    std::vector<Explanation> stack;
    for (const Condition::Node& node : condition.nodes) {
        if (node.kind == Kind::name) {
            const bool present = holds(node.name);
            stack.push_back(present ? Explanation{true, {node.name}, {}} : Explanation{false, {}, {node.name}});
            continue;
        }
        const Explanation right = std::move(stack.back());
        stack.pop_back();
        if (node.kind == Kind::negation) {
            stack.push_back({!right.holds, right.present, right.absent});
            continue;
        }
        const Explanation left = std::move(stack.back());
        stack.pop_back();
        const bool conjunction = node.kind == Kind::conjunction;
        Explanation result = decided(left, right, !conjunction);
        result.holds = conjunction ? left.holds && right.holds : left.holds || right.holds;
        stack.push_back(std::move(result));
    }
    return stack.back();
}

std::string to_string(const Explanation& explanation) {
    if (explanation.present.empty() && explanation.absent.empty()) {
        return "always";
    }
    std::vector<std::string> parts;
    if (!explanation.present.empty()) {
        parts.push_back(fmt::format("with {}", fmt::join(explanation.present, ", ")));
    }
    if (!explanation.absent.empty()) {
        parts.push_back(fmt::format("without {}", fmt::join(explanation.absent, ", ")));
    }
    return fmt::format("{}", fmt::join(parts, ", "));
}

}  // namespace lyncgate
