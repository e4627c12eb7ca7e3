// From the words of a rule line to a rule: getopt and the modules' option parsers in one.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "dialects/iptables/statement.hpp"
#include "dialects/iptables/values.hpp"

namespace lyncgate::iptables {

/// A match or target module that the rule has loaded, with the options given so far (a mask of ids).
struct LoadedModule {
    const MatchModule* match = nullptr;
    const TargetModule* target = nullptr;
    Word at;
    std::uint32_t used = 0;
    std::uint32_t first_condition = 0;
    bool undecided = false;  ///< an option that the text cannot decide was given

    std::span<const OptionFact> options() const { return match != nullptr ? match->options : target->options; }
    std::string_view name() const { return match != nullptr ? match->name : target->name; }
};

/// An option with its value words.
struct OptionUse {
    const OptionFact* fact = nullptr;
    Word option;
    Word value;
    Word second;
    bool negated = false;
    // What the check has read already.
    std::array<PortRange, 15> ports = {};  ///< the value, when it is one port or range or a list of them
    std::uint8_t port_count = 0;
    std::uint32_t choices = 0;  ///< the value, when it is words out of OptionFact::choices: bits by their places
};

/// What the line asks for.
enum class Command : std::uint8_t { none, append, insert, new_chain, policy, flush, delete_chain, change, harmless };

/// The state of one rule line. Reused for every line of a file, so that its vectors keep their room.
struct RuleDraft {
    Statement statement;
    Ruleset* ruleset = nullptr;
    std::span<const Word> words;

    Command command = Command::none;
    Word chain;
    Word argument;           ///< policy of -P, position of -I
    std::string_view table;  ///< `-t`
    Rule rule;
    Word protocol_word;
    std::uint8_t protocol = 0;
    bool protocol_negated = false;
    bool has_protocol = false, has_source = false, has_destination = false;
    Word in, out;
    Word target;
    bool unknown_module = false;
    std::vector<LoadedModule> modules;

    void reset(std::span<const Word> line);
};

/// Reads the words of the draft. False when the line is not valid; the error has been reported.
bool read_rule(RuleDraft& draft);
/// Checks and keeps the value of a module's option.
bool read_option(RuleDraft& draft, LoadedModule& module, OptionUse& use);
/// Keeps an option of a match module as a condition.
bool keep_condition(RuleDraft& draft, LoadedModule& module, const OptionUse& use);
/// Keeps an option of the target module.
bool keep_target_option(RuleDraft& draft, LoadedModule& module, const OptionUse& use);
/// What iptables checks once the line has been read: mandatory options, protocols, chains, tables.
bool check_rule(RuleDraft& draft, std::string_view table, Hook hook);

/// Adds a condition to the rule being read.
inline void add_condition(RuleDraft& draft, const Condition& condition) {
    draft.ruleset->conditions.push_back(condition);
    ++draft.rule.conditions.count;
}

}  // namespace lyncgate::iptables
