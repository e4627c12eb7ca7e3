// Coverage: every statement of an input is accounted for.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "text/source_file.hpp"

namespace lyncgate {

/// What became of one statement.
enum class Treatment {
    modelled,    ///< its meaning is in the model (an undecidable match carried as unknown counts as modelled)
    irrelevant,  ///< known, and cannot change what passes
    unmodelled,  ///< not understood, or understood and not modelled; its effect on verdicts is stated
    broken,      ///< not valid in its dialect; there is an error diagnostic for it
};

/// A statement that is not simply modelled, with its effect on verdicts in words ("no verdict depends on it",
/// "every packet that reaches this rule is undecided").
struct StatementNote {
    Treatment treatment = Treatment::unmodelled;
    Origin origin;
    std::string effect;
};

/// The account of one input. Invariant: statements == modelled + irrelevant + unmodelled + broken.
struct Coverage {
    std::size_t statements = 0;
    std::size_t modelled = 0;
    std::size_t irrelevant = 0;
    std::size_t unmodelled = 0;
    std::size_t broken = 0;
    std::vector<StatementNote> notes;  ///< every unmodelled and every broken statement, in file order

    /// Counts a statement; unmodelled and broken ones are kept with their effect.
    void count(Treatment treatment, const Origin& origin = {}, std::string effect = {});
    /// Adds the account of another input (an included file).
    void add(const Coverage& other);
};

/// "modelled", "irrelevant", "unmodelled", "broken".
std::string_view name_of(Treatment treatment);

}  // namespace lyncgate
