// Cisco ASA, as written: tunnels, and the policies that their users get.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace lyncgate::asa {

/// One sequence number of a `crypto map` or `crypto dynamic-map`.
struct CryptoEntry {
    std::string_view map;
    std::uint32_t sequence = 0;
    bool dynamic = false;   ///< belongs to a dynamic map
    std::string_view text;  ///< its first line
    std::string_view list;  ///< match address
    std::string_view list_text;
    std::vector<std::string_view> peers;
    std::string_view uses_dynamic;  ///< `ipsec-isakmp dynamic NAME`
    std::vector<std::string_view> proposals;
};

/// `crypto map NAME interface IF`.
struct CryptoBinding {
    std::string_view map;
    std::string_view interface;
    std::string_view text;
};

/// `crypto ipsec transform-set`, `ikev1 transform-set`, `ikev2 ipsec-proposal`, with the words of its algorithms.
struct Proposal {
    std::string_view name;
    std::string_view text;
    bool authenticates_only = false;
    bool transport = false;
};

/// `group-policy NAME`, or `username NAME` and `dynamic-access-policy-record NAME` as far as they say the same.
struct GroupPolicy {
    std::string_view name;
    bool user = false;
    std::string_view list;  ///< of `vpn-filter value LIST`; empty: inherited
    std::string_view text;  ///< that statement
    bool none = false;      ///< `vpn-filter none`: nothing is inherited
};

/// `tunnel-group NAME`; of tunnels to a fixed peer the name is its address.
struct TunnelGroup {
    std::string_view name;
    bool site_to_site = false;
    std::string_view policy;  ///< default-group-policy; empty: DfltGrpPolicy
};

}  // namespace lyncgate::asa
