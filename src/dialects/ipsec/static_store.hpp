// The sections of `netsh ipsec static show all`: policies, rules, filter lists, filter actions.
#pragma once

#include <map>
#include <string_view>
#include <vector>

#include "text/source_file.hpp"

namespace lyncgate::ipsec::windows {

/// One filter as printed.
struct Filter {
    Span span;
    std::string_view source, source_mask, destination, destination_mask, protocol, source_port, destination_port;
    bool mirrored = false;
};

/// What a filter action does.
struct FilterAction {
    std::string_view action;  ///< PERMIT, BLOCK, NEGOTIATE
    bool falls_back = false;  ///< "AllowUnsecure(Fallback)": in the clear with peers that do not answer
    bool lets_in = false;     ///< "Inbound Passthrough": accepts in the clear, answers protected
};

/// A rule of a policy: a filter list and what happens to it.
struct Rule {
    Span span;
    std::string_view name, filter_list, filter_action, peer;
    std::string_view connection = "ALL";
    bool active = true;
};

/// A policy with its rules; `assigned` is empty when the export does not say.
struct PrintedPolicy {
    Span span;
    std::string_view name;
    std::string_view assigned;
    std::vector<Rule> rules;
};

/// The file as a whole. Lists and actions are printed with each rule that uses them, and again on their own.
struct Store {
    std::vector<PrintedPolicy> policies;
    std::map<std::string_view, std::vector<Filter>> lists;
    std::map<std::string_view, FilterAction> actions;
};

/// Everything the file says. Views into its text.
Store read_store(const SourceFile& file);

}  // namespace lyncgate::ipsec::windows
