#include <algorithm>
#include <array>
#include <bit>
#include <utility>

#include <fmt/core.h>

#include "dialects/iptables/rule_reader.hpp"
#include "net/protocol.hpp"

namespace lyncgate::iptables {

namespace {

/// In the order of the bits.
constexpr std::array<std::string_view, 5> tables = {"raw", "mangle", "nat", "filter", "security"};

std::uint8_t table_bit(std::string_view table) {
    return table == "filter"     ? in_filter
           : table == "nat"      ? in_nat
           : table == "mangle"   ? in_mangle
           : table == "raw"      ? in_raw
           : table == "security" ? in_security
                                 : 0;
}

std::string_view table_name(std::uint8_t bit) {
    return tables[static_cast<std::size_t>(std::countr_zero(bit))];
}

std::uint8_t hook_bit(Hook hook) {
    return hook == Hook::none ? 0 : static_cast<std::uint8_t>(1u << static_cast<unsigned>(hook));
}

std::string protocol_names(const std::uint8_t (&protocols)[6]) {
    std::string names;
    for (const std::uint8_t number : protocols) {
        if (number != 0) {
            names += fmt::format("{}{}", names.empty() ? "-p " : " or -p ", to_string(static_cast<Protocol>(number)));
        }
    }
    return names;
}

bool protocol_fits(const RuleDraft& draft, const std::uint8_t (&protocols)[6]) {
    return protocols[0] == 0 ||
           (!draft.protocol_negated && draft.protocol != 0 &&
            std::find(std::begin(protocols), std::end(protocols), draft.protocol) != std::end(protocols));
}

/// `facts` are those of the match or target module that was loaded, `table` is a bit (0: an unknown table).
template<typename Module>
bool check_module(RuleDraft& draft, const LoadedModule& module, const Module& facts, std::uint8_t table, Hook hook) {
    Statement& statement = draft.statement;
    const bool unusual = (facts.mandatory_ids & ~module.used) != 0 || (facts.companion_ids & module.used) != 0;
    for (const OptionFact& fact : unusual ? facts.options : std::span<const OptionFact>()) {
        const std::uint32_t bit = std::uint32_t{1} << fact.id;
        if ((fact.flags & mandatory) != 0 && (module.used & bit) == 0) {
            return statement.fail(module.at, fmt::format("'{}' needs '--{}'", module.name(), fact.name));
        }
        if ((module.used & bit) != 0 && fact.also != 0 && (module.used & fact.also) == 0) {
            return statement.fail(
                module.at, fmt::format("'--{}' needs another option of '{}' beside it", fact.name, module.name()));
        }
    }
    if (facts.needs != 0 && (module.used & facts.needs) == 0) {
        std::string names;
        std::uint32_t named = 0;
        for (const OptionFact& fact : module.options()) {
            const std::uint32_t bit = std::uint32_t{1} << fact.id;
            if ((facts.needs & bit & ~named) != 0) {
                names += fmt::format("{}--{}", names.empty() ? "" : ", ", fact.name);
                named |= bit;
            }
        }
        return statement.fail(module.at, fmt::format("'{}' says nothing without an option", module.name()),
                              fmt::format("one of {}", names));
    }
    if (!protocol_fits(draft, facts.protocols)) {
        return statement.fail(module.at, fmt::format("'{}' fits only certain protocols", module.name()),
                              protocol_names(facts.protocols));
    }
    if (table != 0 && (facts.tables & table) == 0) {
        return statement.fail(module.at,
                              fmt::format("'{}' does not work in the table '{}'", module.name(), table_name(table)));
    }
    const std::uint8_t at = hook_bit(hook);
    if (at != 0 && (facts.chains & at) == 0) {
        return statement.fail(module.at,
                              fmt::format("'{}' does not work in the chain '{}'", module.name(), name_of(hook)));
    }
    return true;
}

bool check_interfaces(RuleDraft& draft, Hook hook) {
    if (!draft.in.text.empty() && (hook == Hook::output || hook == Hook::postrouting)) {
        return draft.statement.fail(draft.in, fmt::format("packets in {} have no incoming interface", name_of(hook)),
                                    "-o in this chain");
    }
    if (!draft.out.text.empty() && (hook == Hook::input || hook == Hook::prerouting)) {
        return draft.statement.fail(
            draft.out, fmt::format("packets in {} have no outgoing interface yet", name_of(hook)), "-i in this chain");
    }
    return true;
}

bool check_address_type(RuleDraft& draft, const LoadedModule& module, Hook hook) {
    const bool in = (module.used & 4) != 0;
    const bool out = (module.used & 8) != 0;
    if ((in && (hook == Hook::output || hook == Hook::postrouting)) ||
        (out && (hook == Hook::input || hook == Hook::prerouting))) {
        return draft.statement.fail(
            module.at, fmt::format("'--limit-iface-{}' does not work in {}", in ? "in" : "out", name_of(hook)));
    }
    for (std::size_t i = module.first_condition; i < draft.ruleset->conditions.size(); ++i) {
        if (AddressTypeIs* const match = std::get_if<AddressTypeIs>(&draft.ruleset->conditions[i])) {
            match->limit_in = in;
            match->limit_out = out;
        }
    }
    return true;
}

bool check_policy(RuleDraft& draft, const LoadedModule& module, Hook hook) {
    const auto first = draft.ruleset->conditions.begin() + module.first_condition;
    const auto found = std::find_if(first, draft.ruleset->conditions.end(),
                                    [](const Condition& c) { return std::holds_alternative<PolicyIs>(c); });
    const PolicyIs& policy = std::get<PolicyIs>(*found);
    if (policy.outgoing ? hook == Hook::prerouting || hook == Hook::input
                        : hook == Hook::postrouting || hook == Hook::output) {
        return draft.statement.fail(
            module.at, fmt::format("'--dir {}' does not work in {}", policy.outgoing ? "out" : "in", name_of(hook)));
    }
    if ((module.used & 2) == 0) {
        return draft.statement.fail(module.at, "'policy' needs '--pol'", "--pol ipsec or --pol none");
    }
    for (std::uint32_t i = 0; i < policy.element_count; ++i) {
        const PolicyElement& element = draft.ruleset->policies[policy.element + i];
        const bool empty = !element.reqid && !element.spi && !element.protocol && !element.source &&
                           !element.destination && !element.tunnel;
        if (policy.strict && empty) {
            return draft.statement.fail(module.at, "an element of this policy says nothing",
                                        "--reqid, --spi, --proto, --mode or tunnel addresses");
        }
        if (!policy.ipsec && !empty) {
            return draft.statement.fail(module.at, "'--pol none' takes no element");
        }
        if ((element.source || element.destination) && !element.tunnel.value_or(false)) {
            return draft.statement.fail(module.at, "tunnel addresses need '--mode tunnel'");
        }
    }
    return true;
}

/// Rules that span several options of one module; the names follow the module tables.
bool check_special(RuleDraft& draft, const LoadedModule& module, Hook hook) {
    Statement& statement = draft.statement;
    if (module.match != nullptr) {
        const std::string_view name = module.match->name;
        if (name == "addrtype") {
            return check_address_type(draft, module, hook);
        }
        if (name == "policy") {
            return check_policy(draft, module, hook);
        }
        if (name == "ecn" && (module.used & 3) != 0 && (draft.protocol != 6 || draft.protocol_negated)) {
            return statement.fail(module.at, "TCP's congestion bits need '-p tcp'", "-p tcp");
        }
        if (name == "cgroup" && (module.used & 3) == 3) {
            return statement.fail(module.at, "'--cgroup' cannot stand beside '--path'", "one of the two");
        }
        return true;
    }
    if (const Reject* const reject = std::get_if<Reject>(&draft.rule.target);
        reject != nullptr && same_word(reject->with.substr(0, 5), "tcp-r") &&
        (draft.protocol != 6 || draft.protocol_negated)) {
        return statement.fail(module.at, "'tcp-reset' answers only TCP", "-p tcp");
    }
    if (const Translate* const translate = std::get_if<Translate>(&draft.rule.target);
        translate != nullptr && translate->has_ports) {
        const std::uint8_t with_ports[6] = {6, 17, 132, 33, 1, 58};
        const bool fits = protocol_fits(draft, with_ports) || draft.protocol == 136;
        if (!fits || draft.protocol_negated) {
            return statement.fail(module.at, "ports can be translated only with a protocol that has them",
                                  "-p tcp, udp, sctp or dccp");
        }
    }
    return true;
}

/// Conditions on the connection know whether their match has a state beside them.
void join_states(RuleDraft& draft) {
    std::vector<Condition>& all = draft.ruleset->conditions;
    std::size_t end = all.size();
    for (auto module = draft.modules.rbegin(); module != draft.modules.rend(); ++module) {
        if (module->match == nullptr || module->match->name != "conntrack") {
            continue;
        }
        // Options belong to the match that was named last.
        const std::size_t last = std::exchange(end, module->first_condition);
        for (std::size_t i = module->first_condition; (module->used & 1) != 0 && i < last; ++i) {
            std::visit(
                [](auto& condition) {
                    if constexpr (requires { condition.beside_state; }) {
                        condition.beside_state = true;
                    }
                },
                all[i]);
        }
    }
}

}  // namespace

bool check_rule(RuleDraft& draft, std::string_view table, Hook hook) {
    if (!check_interfaces(draft, hook)) {
        return false;
    }
    const std::uint8_t in = table_bit(table);
    for (const LoadedModule& module : draft.modules) {
        const bool fine = module.match != nullptr ? check_module(draft, module, *module.match, in, hook)
                                                  : check_module(draft, module, *module.target, in, hook);
        if (!fine || !check_special(draft, module, hook)) {
            return false;
        }
        if (module.match == nullptr || module.match->depends == Depends::nothing) {
            continue;
        }
        // The headers of these three are matched by -p already when no option asks for more.
        const bool bare = module.used == 0 && module.match->protocols[0] != 0;
        if (module.undecided || (module.match->depends != Depends::packet && !bare)) {
            add_condition(draft, Undecided{module.match});
        }
    }
    join_states(draft);
    return true;
}

}  // namespace lyncgate::iptables
