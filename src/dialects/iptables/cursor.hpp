// The walk over the words of a rule line.
#pragma once

#include <optional>

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
    Word option;
    std::optional<Word> attached;  ///< `--name=value`, `-svalue`

    bool done() const { return at >= draft.words.size(); }
    const Word& here() const { return draft.words[at]; }

    /// The option's argument. A `!` before it is the negation of iptables before 1.4.
    bool value(Word& into) {
        if (attached) {
            into = *attached;
            attached.reset();
            return true;
        }
        if (!done() && here().text == "!" && !here().quoted && !negated && at + 1 < draft.words.size()) {
            negated = true;
            ++at;
        }
        if (done()) {
            return draft.statement.fail(option, fmt::format("option '{}' needs a value", option.text));
        }
        into = draft.words[at++];
        return true;
    }
};

/// An option of iptables itself, by its letter.
bool read_basic(Cursor& cursor, char letter);

}  // namespace lyncgate::iptables
