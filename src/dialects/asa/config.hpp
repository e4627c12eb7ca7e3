// Cisco ASA, as written: the whole of one running-config.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "dialects/asa/policies.hpp"
#include "dialects/asa/tables.hpp"
#include "dialects/asa/translations.hpp"
#include "dialects/asa/tunnels.hpp"
#include "text/coverage.hpp"
#include "text/diagnostic.hpp"
#include "text/source_file.hpp"

namespace lyncgate::asa {

enum class Product : std::uint8_t { unknown, pix, fwsm, asa };

/// `ASA Version 9.8(4)`; major 0 when the file does not say.
struct Version {
    Product product = Product::unknown;
    int major = 0;
    int minor = 0;
    std::string_view text;
};

/// `name ADDRESS ALIAS`.
struct Name {
    std::string_view alias;
    std::string_view value;
};

/// One address with its mask (IPv4) or as a prefix (IPv6, `mask` empty).
struct InterfaceAddress {
    std::string_view address;
    std::string_view mask;
    std::string_view standby;
};

/// `interface HARDWARE` with what decides about packets. Without `nameif` it carries no traffic of its own.
struct InterfaceBlock {
    std::string_view hardware;
    std::string_view text;
    std::string_view name;        ///< nameif
    std::string_view level_text;  ///< security-level as written; empty: the default, 100 for inside, else 0
    std::vector<InterfaceAddress> addresses;
    bool dynamic_address = false;  ///< dhcp, pppoe, autoconfig
    bool learns_default = false;   ///< `setroute`: the default route comes with the address
    bool shutdown = false;
    bool management_only = false;
    std::string_view bridge_group;
    bool bridge_interface = false;  ///< BVI
    std::string_view tunnel_source;
    std::string_view tunnel_destination;
    std::string_view tunnel_profile;  ///< `tunnel protection ipsec profile`
    std::string_view tunnel_text;     ///< the protection line
};

/// `route IF NETWORK MASK GATEWAY`, `ipv6 route IF PREFIX GATEWAY` (mask empty).
struct Route {
    std::string_view text;
    std::string_view interface;
    std::string_view network;
    std::string_view mask;
    std::string_view gateway;
    std::uint32_t metric = 1;
    bool tracked = false;
    bool tunneled = false;  ///< only for decrypted packets
};

/// An access list used for something else than filtering an interface, with the statement that says so.
struct ListUse {
    std::string_view list;
    std::string_view text;
};

/// Statements whose keywords were typed short, written out; views of the config may point here instead of the file.
struct Expansions {
    std::deque<std::string> texts;
    std::map<const char*, Origin> typed;  ///< by the first character of a text: where it was typed
};

/// One running-config, or one security context of a file that holds several. All views point into `file`, or into
/// `expansions`.
struct Config {
    const SourceFile* file = nullptr;
    std::shared_ptr<Expansions> expansions;  ///< none: nothing was typed short
    std::string_view hostname;
    std::string_view context;
    Version version;
    std::vector<Name> names;
    std::vector<InterfaceBlock> interfaces;
    std::vector<NetworkObject> network_objects;
    std::vector<ServiceObject> service_objects;
    std::vector<Group> groups;
    std::vector<AccessList> lists;
    std::vector<EntryCondition> conditions;
    std::vector<AccessGroup> access_groups;
    std::vector<NatRule> nat;  ///< 8.3 and later, file order
    std::vector<OldNat> old_nat;
    std::vector<OldGlobal> old_globals;
    std::vector<OldStatic> old_statics;
    std::vector<Route> routes;
    std::vector<CryptoEntry> crypto;
    std::vector<CryptoBinding> crypto_bindings;
    std::vector<Proposal> proposals;
    std::vector<GroupPolicy> group_policies;
    std::vector<TunnelGroup> tunnel_groups;
    std::vector<std::string_view> management;  ///< statements about packets to the firewall itself, and what listens
    std::vector<ListUse> list_uses;
    std::vector<Caveat> caveats;
    std::vector<TrafficClass> classes;
    std::vector<PolicyMap> policy_maps;
    std::vector<InspectionMap> inspection_maps;
    std::vector<ServicePolicy> service_policies;
    std::vector<RouteMapEntry> route_maps;
    std::vector<PolicyRoute> policy_routes;
    std::vector<std::string_view> audits;  ///< `ip audit …`
    std::vector<std::string_view> wccp;
    std::vector<AccessEntry> conduits;           ///< PIX 6: permits from lower to higher levels
    std::vector<std::string_view> outbounds;     ///< PIX 6: `outbound …` and `apply …`
    std::vector<std::string_view> reverse_path;  ///< interfaces with `ip verify reverse-path`
    std::string_view dynamic_routing;            ///< the first `router …` statement; empty: none
    std::string_view transparent;                ///< `firewall transparent`
    std::string_view nat_control;                ///< as written; empty: off
    bool names_enabled = true;
    bool inter_interface = false;  ///< same-security-traffic permit inter-interface
    bool intra_interface = false;
    bool vpn_bypasses_lists = true;  ///< sysopt connection permit-vpn
    std::string_view no_vpn_bypass;  ///< the statement that turned it off

    // Where a name is defined: index into the vector beside it. Names are case-sensitive.
    std::unordered_map<std::string_view, std::size_t> name_index;
    std::unordered_map<std::string_view, std::size_t> network_index;
    std::unordered_map<std::string_view, std::size_t> service_index;
    std::unordered_map<std::string_view, std::size_t> group_index;
    std::unordered_map<std::string_view, std::size_t> list_index;

    std::vector<Diagnostic> diagnostics;
    Coverage coverage;
};

/// The place of a view of the file's text.
Origin origin_of(const Config& config, std::string_view text);

const NetworkObject* find_network(const Config& config, std::string_view name);
const ServiceObject* find_service(const Config& config, std::string_view name);
const Group* find_group(const Config& config, std::string_view name);
const AccessList* find_list(const Config& config, std::string_view name);
/// The interface with this nameif.
const InterfaceBlock* find_interface(const Config& config, std::string_view name);
/// What a name stands for, or the word itself when it is no name (or `no names` was given).
std::string_view resolve_name(const Config& config, std::string_view word);

/// Reads a file. Never fails; every statement is accounted for in the coverage of its config. More than one config when
/// the file holds several contexts or devices one after another.
std::vector<Config> parse(const SourceFile& file);

}  // namespace lyncgate::asa
