// The walk over the words of a rule line.
#pragma once

#include <fmt/core.h>

#include "dialects/iptables/rule_reader.hpp"

namespace lyncgate::iptables {

/// Whether a word can only be an option.
inline bool starts_option(const Word& word) {
    return !word.quoted && word.text.size() > 1 && word.text[0] == '-' &&
           (word.text[1] < '0' || word.text[1] > '9' || word.text.size() == 2);
}

/// Walks the words; `value` hands out the argument of the option it stands on.
struct Cursor {
    RuleDraft& draft;
    std::size_t at = 0;
    bool negated = false;
    const Word* at_option = nullptr;
    bool has_attached = false;
    Word attached = {};  ///< `--name=value`, `-svalue`

    bool done() const { return at >= draft.words.size(); }
    const Word& here() const { return draft.words[at]; }
    /// The option whose argument is read.
    const Word& option() const { return *at_option; }

    /// The option's argument. A `!` before it is the negation of iptables before 1.4.
    /// Null when there is none, which has been reported.
    const Word* value() {
        if (!has_attached && at < draft.words.size() && !here().is('!')) {
            return &draft.words[at++];
        }
        return value_otherwise();
    }
    bool value(Word& into) {
        const Word* const found = value();
        into = found == nullptr ? into : *found;
        return found != nullptr;
    }

private:
    /// When the next word is not simply the argument.
    const Word* value_otherwise() {
        if (has_attached) {
            has_attached = false;
            return &attached;
        }
        if (!done() && here().is('!') && !negated && at + 1 < draft.words.size()) {
            negated = true;
            ++at;
        }
        if (done()) {
            draft.statement.fail(option(), fmt::format("option '{}' needs a value", option().text));
            return nullptr;
        }
        return &draft.words[at++];
    }
};

/// An option of iptables itself, by its letter.
bool read_basic(Cursor& cursor, char letter);

}  // namespace lyncgate::iptables
