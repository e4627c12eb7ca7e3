// Writing rulesets back.
#pragma once

#include <string>

#include "dialects/iptables/syntax.hpp"

namespace lyncgate::iptables {

/// The ruleset in the form of iptables-save: tables, chains with policies, and the rules in the order in which they are
/// tried, each in its own words. Lines that could not be read are left out behind a '#'. Reading it again gives the
/// same model.
std::string write_ruleset(const Ruleset& ruleset);
/// One line per rule: table, chain, number, and what the reader made of it.
std::string write_syntax(const Ruleset& ruleset);

}  // namespace lyncgate::iptables
