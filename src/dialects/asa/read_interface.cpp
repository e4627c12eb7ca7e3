#include <algorithm>

#include "asa/interface.hpp"
#include "dialects/asa/match.hpp"

namespace lyncgate::asa {

namespace {

namespace g = lyncgate::grammar::asa::interfaces;

/// One line, and the block it fills.
struct Draft : OperandWords {
    InterfaceBlock block;
    std::string_view hardware;
    std::string_view standby;

    void take(const Operand& operand) { block.addresses.push_back({operand.first(), operand.second(), {}}); }
};

template<auto Member>
struct block_keeps {
    template<class Input>
    static void apply(const Input& in, Draft& draft) {
        draft.block.*Member = in.string_view();
    }
};

template<auto Member, bool Constant = true>
struct block_sets {
    static void apply0(Draft& draft) { draft.block.*Member = Constant; }
};

struct takes_v6 {
    template<class Input>
    static void apply(const Input& in, Draft& draft) {
        draft.block.addresses.push_back({in.string_view(), {}, {}});
    }
};

struct takes_standby {
    template<class Input>
    static void apply(const Input& in, Draft& draft) {
        draft.block.addresses.back().standby = in.string_view();
    }
};

template<class Rule>
struct interface_action : operand_action<Rule> {};
template<>
struct interface_action<g::hardware> : keeps<&Draft::hardware> {};
template<>
struct interface_action<g::interface_name> : block_keeps<&InterfaceBlock::name> {};
template<>
struct interface_action<g::flag_shutdown> : block_sets<&InterfaceBlock::shutdown> {};
template<>
struct interface_action<g::level> : block_keeps<&InterfaceBlock::level_text> {};
template<>
struct interface_action<g::old_level> : block_keeps<&InterfaceBlock::level_text> {};
template<>
struct interface_action<g::standby_address> : takes_standby {};
template<>
struct interface_action<g::v6_prefix> : takes_v6 {};
template<>
struct interface_action<g::v6_other> : block_sets<&InterfaceBlock::dynamic_address> {};
template<>
struct interface_action<g::dynamic_address> : block_sets<&InterfaceBlock::dynamic_address> {};
template<>
struct interface_action<g::old_dynamic> : block_sets<&InterfaceBlock::dynamic_address> {};
template<>
struct interface_action<g::shutdown_line> : block_sets<&InterfaceBlock::shutdown> {};
template<>
struct interface_action<g::undo_shutdown> : block_sets<&InterfaceBlock::shutdown, false> {};
template<>
struct interface_action<g::management_line> : block_sets<&InterfaceBlock::management_only> {};
template<>
struct interface_action<g::undo_management> : block_sets<&InterfaceBlock::management_only, false> {};
template<>
struct interface_action<g::bridge_number> : block_keeps<&InterfaceBlock::bridge_group> {};
template<>
struct interface_action<g::tunnel_source> : block_keeps<&InterfaceBlock::tunnel_source> {};
template<>
struct interface_action<g::tunnel_destination> : block_keeps<&InterfaceBlock::tunnel_destination> {};
template<>
struct interface_action<g::tunnel_profile> : block_keeps<&InterfaceBlock::tunnel_profile> {};

InterfaceBlock& block_of(Reader& reader, std::string_view hardware, std::string_view statement) {
    std::vector<InterfaceBlock>& blocks = reader.config.interfaces;
    const auto known = std::find_if(blocks.begin(), blocks.end(), [hardware](const InterfaceBlock& block) {
        return same_word(block.hardware, hardware);
    });
    if (known != blocks.end()) {
        return *known;
    }
    InterfaceBlock& fresh = blocks.emplace_back();
    fresh.hardware = hardware;
    fresh.text = statement;
    return fresh;
}

/// Takes over what a line set. The first address of each family is the interface's own.
void merge(InterfaceBlock& into, const Draft& draft) {
    const InterfaceBlock& line = draft.block;
    into.addresses.insert(into.addresses.end(), line.addresses.begin(), line.addresses.end());
    into.dynamic_address = into.dynamic_address || line.dynamic_address;
    into.learns_default = into.learns_default || line.learns_default;
    for (const auto member :
         {&InterfaceBlock::name, &InterfaceBlock::level_text, &InterfaceBlock::bridge_group,
          &InterfaceBlock::tunnel_source, &InterfaceBlock::tunnel_destination, &InterfaceBlock::tunnel_profile}) {
        if (!(line.*member).empty()) {
            into.*member = line.*member;
        }
    }
}

/// Interface lines that do not change what passes by address, protocol and port.
constexpr std::string_view quiet_lines[] = {"description",
                                            "speed",
                                            "duplex",
                                            "mtu",
                                            "mac-address",
                                            "delay",
                                            "channel-group",
                                            "lacp",
                                            "port-channel",
                                            "flowcontrol",
                                            "igmp",
                                            "pim",
                                            "ospf",
                                            "rip",
                                            "eigrp",
                                            "isis",
                                            "authentication",
                                            "summary-address",
                                            "hello-interval",
                                            "hold-time",
                                            "split-horizon",
                                            "switchport",
                                            "member-interface",
                                            "zone-member",
                                            "carrier-delay",
                                            "cts",
                                            "dhcprelay",
                                            "dhcp",
                                            "hardware",
                                            "bfd",
                                            "lldp",
                                            "media-type",
                                            "negotiation",
                                            "nve-only",
                                            "vtep-nve",
                                            "security-group",
                                            "synchronous",
                                            "power",
                                            "forward",
                                            "allow-ssc-mgmt",
                                            "management-access",
                                            "zonelabs",
                                            "backup",
                                            "flow-offload",
                                            "cluster",
                                            "fec",
                                            "vxlan",
                                            "segment-id",
                                            "mcast-group",
                                            "default-mcast-group",
                                            "ddns",
                                            "pppoe",
                                            "standby",
                                            "monitor-interface",
                                            "crypto",
                                            "proxy",
                                            "internal-segment-id",
                                            "external-segment-id",
                                            "internal-port",
                                            "external-port"};

}  // namespace

Treated read_interface_header(Reader& reader, std::string_view statement) {
    Draft draft;
    reader.mode = Mode::unknown;
    reader.block = statement;
    reader.body_indented = false;
    if (!read_with<g::header, interface_action>(reader, statement, draft)) {
        return broken("the interface is not known");
    }
    InterfaceBlock& block = block_of(reader, draft.hardware, statement);
    block.shutdown = block.shutdown || draft.block.shutdown;
    block.bridge_interface = begins_with(draft.hardware.substr(0, 3), "BVI");
    reader.mode = Mode::interface;
    reader.index = static_cast<std::size_t>(&block - reader.config.interfaces.data());
    return modelled();
}

Treated read_interface_line(Reader& reader, std::string_view statement) {
    const bool negated = same_word(first_word(statement), "no");
    const std::string_view word = word_at(statement, negated ? 1 : 0);
    const auto is_quiet = [word](std::string_view quiet) { return same_word(word, quiet); };
    if (std::any_of(std::begin(quiet_lines), std::end(quiet_lines), is_quiet)) {
        return irrelevant();
    }
    if ((same_word(word, "ip") || same_word(word, "ipv6")) &&
        !same_word(word_at(statement, negated ? 2 : 1), "address")) {
        return same_word(word_at(statement, 1), "access-group") ? unmodelled("the binding is not read") : irrelevant();
    }
    if (same_word(word, "policy-route")) {
        if (same_word(word_at(statement, 1), "route-map")) {
            reader.config.policy_routes.push_back({statement, reader.index, word_at(statement, 2)});
        }
        return modelled();
    }
    Draft draft;
    InterfaceBlock& block = reader.config.interfaces[reader.index];
    draft.block.shutdown = block.shutdown;
    draft.block.management_only = block.management_only;
    if (!read_with<g::line, interface_action>(reader, statement, draft)) {
        const bool told = !reader.config.diagnostics.empty() &&
                          reader.config.diagnostics.back().level == Level::error &&
                          reader.config.diagnostics.back().origin.span.begin >= origin_of(reader, statement).span.begin;
        return told ? broken() : unmodelled("not known inside an interface");
    }
    draft.block.learns_default = draft.block.dynamic_address && statement.find("setroute") != std::string_view::npos;
    block.shutdown = draft.block.shutdown;
    block.management_only = draft.block.management_only;
    merge(block, draft);
    if (!draft.block.tunnel_profile.empty()) {
        block.tunnel_text = statement;
    }
    return modelled();
}

Treated read_old_interface(Reader& reader, std::string_view statement) {
    Draft draft;
    if (same_word(first_word(statement), "nameif")) {
        if (!read_with<g::old_nameif, interface_action>(reader, statement, draft)) {
            return broken("the interface has no name");
        }
        merge(block_of(reader, draft.hardware, statement), draft);
        return modelled();
    }
    if (!read_with<g::old_address, interface_action>(reader, statement, draft)) {
        return irrelevant();
    }
    std::vector<InterfaceBlock>& blocks = reader.config.interfaces;
    auto block = std::find_if(blocks.begin(), blocks.end(),
                              [&draft](const InterfaceBlock& known) { return known.name == draft.block.name; });
    if (block == blocks.end()) {
        block = blocks.insert(blocks.end(), InterfaceBlock{});
        block->text = statement;
    }
    merge(*block, draft);
    return modelled();
}

}  // namespace lyncgate::asa
