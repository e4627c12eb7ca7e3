#include "dialects/iptables/syntax.hpp"

#include <algorithm>
#include <array>

namespace lyncgate::iptables {

namespace {

constexpr std::array<std::string_view, 5> hook_names = {"PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING"};

}  // namespace

std::string_view name_of(Hook hook) {
    return hook == Hook::none ? std::string_view{} : hook_names[static_cast<std::size_t>(hook)];
}

Hook hook_of(std::string_view table, std::string_view chain) {
    const auto found = std::find(hook_names.begin(), hook_names.end(), chain);
    if (found == hook_names.end()) {
        return Hook::none;
    }
    const auto hook = static_cast<Hook>(found - hook_names.begin());
    const bool edge = hook == Hook::prerouting || hook == Hook::postrouting;
    const bool exists = table == "mangle" || (table == "raw" && (hook == Hook::prerouting || hook == Hook::output)) ||
                        (table == "nat" && hook != Hook::forward) ||
                        ((table == "filter" || table == "security") && !edge);
    return exists ? hook : Hook::none;
}

const Table* Ruleset::table(std::string_view name) const {
    const auto found = std::find_if(tables.begin(), tables.end(), [&](const Table& t) { return t.name == name; });
    return found == tables.end() ? nullptr : &*found;
}

std::optional<std::uint32_t> find_chain(const Table& table, std::string_view name) {
    const auto found =
        std::find_if(table.chains.begin(), table.chains.end(), [&](const Chain& c) { return c.name == name; });
    return found == table.chains.end() ? std::nullopt
                                       : std::optional(static_cast<std::uint32_t>(found - table.chains.begin()));
}

}  // namespace lyncgate::iptables
