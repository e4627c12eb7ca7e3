#include "dialects/iptables/statement.hpp"

#include <utility>

namespace lyncgate::iptables {

bool Statement::fail(const Word& at, std::string message, std::string expected, std::string help) {
    if (!failed) {
        diagnostics->push_back(
            {Level::error, std::move(message), {file, at.span}, std::move(expected), std::move(help), {}});
    }
    failed = true;
    return false;
}

void Statement::warn(const Word& at, std::string message, std::string help) {
    diagnostics->push_back({Level::warning, std::move(message), {file, at.span}, {}, std::move(help), {}});
}

}  // namespace lyncgate::iptables
