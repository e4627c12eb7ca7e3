#include "dialects/asa/lower.hpp"

#include <fmt/format.h>

#include "dialects/asa/lower_caveats.hpp"
#include "dialects/asa/lower_delivery.hpp"
#include "dialects/asa/lower_filters.hpp"
#include "dialects/asa/lower_vpn.hpp"
#include "dialects/asa/lower_vpn_filter.hpp"
#include "dialects/asa/lowering.hpp"
#include "dialects/asa/policy_caveats.hpp"
#include "dialects/asa/translation.hpp"

namespace lyncgate::asa {

namespace {

bool has_old_nat(const Config& config) {
    return !config.old_nat.empty() || !config.old_globals.empty() || !config.old_statics.empty();
}

/// Since 8.3 access lists see real addresses. The version line says which it is; without one the form of the NAT
/// statements does.
bool sees_real_addresses(Lowering& lowering) {
    const Config& config = *lowering.config;
    const Version& version = config.version;
    const bool knows = version.product != Product::unknown && version.major != 0;
    const bool by_version =
        version.product == Product::asa && (version.major > 8 || (version.major == 8 && version.minor >= 3));
    if (knows && by_version && has_old_nat(config) && config.nat.empty()) {
        lowering.diagnostics.push_back(
            {Level::warning,
             fmt::format("NAT is written as before 8.3, but the file says '{}'", version.text),
             origin_of(config, version.text),
             "one of the two",
             "the NAT statements are taken at their word",
             {}});
        return false;
    }
    if (knows) {
        return by_version;
    }
    if (has_old_nat(config) && !config.nat.empty()) {
        lowering.diagnostics.push_back({Level::warning,
                                        "NAT is written both as before 8.3 and as since 8.3",
                                        {},
                                        "a version line, or one form only",
                                        "the statements of 8.3 are used",
                                        {}});
    }
    return !has_old_nat(config) || !config.nat.empty();
}

void add_stage(std::vector<Stage>& stages, const Firewall& firewall, ChainId chain, std::string label) {
    if (!firewall.chains[chain].rules.empty()) {
        stages.push_back({chain, std::move(label)});
    }
}

/// Before 8.3 the lists stand before routing, so packets to the firewall itself have to be let round them here, unless
/// a static sends them on.
ChainId around_own_addresses(Lowering& lowering, ChainId lists, const std::vector<Translation>& table) {
    Firewall& firewall = *lowering.firewall;
    const Set own = firewall.own_addresses();
    if (own.empty()) {
        return lists;
    }
    const ChainId id = add_chain(lowering, "access lists, in, with packets to the firewall itself");
    Chain chain;
    chain.name = firewall.chains[id].name;
    for (const Translation& entry : table) {
        if (entry.dynamic || entry.identity || disjoint(*entry.mapped.possible, own)) {
            continue;
        }
        Box box = box_with(lowering, Field::destination, intersect(*entry.mapped.possible, own));
        const auto need = [&](Field field, const Set* set) {
            if (set != nullptr) {
                narrow(box, field, *set, *firewall.pool);
            }
        };
        need(Field::protocol, entry.second.protocol);
        need(Field::destination_port, entry.second.source_port);
        chain.rules.push_back(
            {{{box}, entry.mapped_doubts}, Call{lists, false}, {}, origin_of(*lowering.config, entry.text)});
    }
    chain.rules.push_back({{{box_with(lowering, Field::destination, own)}, {}}, Decide{Verdict::accept}, {}, {}});
    chain.rules.push_back({{{Box{}}, {}}, Call{lists, false}, {}, {}});
    firewall.chains[id] = std::move(chain);
    return id;
}

void arrange_stages(Lowering& lowering) {
    Firewall& firewall = *lowering.firewall;
    find_filtered_tunnels(lowering);
    const std::vector<Translation> table = lowering.real_addresses ? nat_table(lowering) : old_nat_table(lowering);
    const ChainId lists = ingress_lists(lowering);
    const ChainId beside = services(lowering);
    const ChainId ways = policy_routing(lowering, true);
    const ChainId diverted = policy_routing(lowering, false);
    const ChainId levels = security_levels(lowering);
    const ChainId out = egress_lists(lowering);
    const ChainId untranslate = untranslation(lowering, table);
    const ChainId replies = reverse_path(lowering, table);
    const ChainId sources = translation(lowering, table);
    if (!lowering.real_addresses) {
        add_nat_control(lowering, replies, sources);
    }
    add_stage(firewall.entering, firewall, entering_checks(lowering), "interface checks");
    add_stage(firewall.entering, firewall, arriving_clear(lowering), "VPN: must arrive in its tunnel");
    add_stage(firewall.entering, firewall, marking_tunnels(lowering), "VPN: out of its tunnel");
    add_stage(firewall.entering, firewall, ways, "policy routing");
    if (lowering.real_addresses) {
        add_stage(firewall.entering, firewall, untranslate, "NAT: destination");
        add_stage(firewall.forwarded, firewall, lists, "access list, in");
        add_stage(firewall.forwarded, firewall, diverted, "policy routing");
        add_stage(firewall.forwarded, firewall, beside, "inspection and other services");
        add_stage(firewall.forwarded, firewall, levels, "security levels");
        add_stage(firewall.forwarded, firewall, out, "access list, out");
        add_stage(firewall.forwarded, firewall, replies, "NAT: reverse path");
        add_stage(firewall.forwarded, firewall, sources, "NAT: source");
    } else {
        add_stage(firewall.entering, firewall, around_own_addresses(lowering, lists, table), "access list, in");
        add_stage(firewall.entering, firewall, untranslate, "NAT: destination");
        add_stage(firewall.forwarded, firewall, diverted, "policy routing");
        add_stage(firewall.forwarded, firewall, beside, "inspection and other services");
        add_stage(firewall.forwarded, firewall, levels, "security levels");
        add_stage(firewall.forwarded, firewall, replies, "NAT: reverse path");
        add_stage(firewall.forwarded, firewall, sources, "NAT: source");
        add_stage(firewall.forwarded, firewall, out, "access list, out");
    }
    add_stage(firewall.forwarded, firewall, leaving_protected(lowering), "VPN: leaves in its tunnel");
    add_stage(firewall.delivered, firewall, delivery(lowering), "to the firewall itself");
}

}  // namespace

Firewall lower_chains(const Config& config, const std::vector<Interface>& stated,
                      std::vector<Diagnostic>& diagnostics) {
    Firewall firewall;
    firewall.name = std::string(config.hostname);
    firewall.dialect = "asa";
    firewall.interfaces_complete = !config.interfaces.empty();  // show running-config leaves none out
    Lowering lowering;
    lowering.config = &config;
    lowering.firewall = &firewall;
    const Version& version = config.version;
    lowering.any_is_ipv4 = version.product == Product::pix || version.product == Product::fwsm ||
                           (version.product == Product::asa && version.major != 0 && version.major < 9);
    for (const AccessList& list : config.lists) {
        lowering.any_is_ipv4 = lowering.any_is_ipv4 || list.ipv6_only;
    }
    lowering.real_addresses = sees_real_addresses(lowering);
    lowering.caveats = caveats_of(config);
    lower_interfaces(lowering, stated);
    arrange_stages(lowering);
    lower_tunnels(lowering);
    diagnostics.insert(diagnostics.end(), lowering.diagnostics.begin(), lowering.diagnostics.end());
    return firewall;
}

Firewall lower(const Config& config, const std::vector<Interface>& stated, std::vector<Diagnostic>& diagnostics) {
    Firewall firewall = lower_chains(config, stated, diagnostics);
    prepare(firewall);
    return firewall;
}

}  // namespace lyncgate::asa
