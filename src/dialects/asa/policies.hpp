// Cisco ASA, as written: what stands beside the access lists and may still drop packets, divert them or let them pass.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "dialects/asa/tables.hpp"

namespace lyncgate::asa {

/// What a statement does to the packets it names.
enum class Outcome : std::uint8_t {
    unclear,   ///< it may pass, drop or divert them
    may_drop,  ///< it drops some of them, which ones the text does not say
    drops,     ///< it drops all of them
    may_pass,  ///< it may let pass what the lists close
};

/// A statement that interferes with packets beside the access lists, and which packets those are: what its `list` or
/// its own `entries` permit (one of `list` that denies exempts from those after it, one of `entries` from all); with
/// neither, every packet.
struct Caveat {
    std::string_view text;
    std::string effect;  ///< in words, for the verdict: "web requests may be blocked by their address"
    Outcome outcome = Outcome::unclear;
    std::string_view list;
    std::vector<AccessEntry> entries;
    std::string_view interface;  ///< only packets that arrive here; empty: everywhere
    bool leaving = false;        ///< also packets that leave by `interface`
    bool with_lists = false;     ///< looked at where the interface lists are, before addresses are translated back
};

/// `class-map NAME`: which packets a class takes (any one of its matches).
struct TrafficClass {
    std::string_view name;
    std::string_view text;
    bool traffic = true;              ///< false: `type inspect`, `type regex`, `type management`
    bool every_packet = false;        ///< match any, or a match that addresses and ports do not show
    bool default_inspection = false;  ///< match default-inspection-traffic
    std::vector<std::string_view> lists;
    std::vector<AccessEntry> entries;
};

/// One action of a class inside a policy map: the line as written.
struct PolicyAction {
    std::string_view class_name;
    std::string_view text;
};

/// `policy-map NAME`.
struct PolicyMap {
    std::string_view name;
    std::vector<PolicyAction> actions;
};

/// `policy-map type inspect PROTOCOL NAME`, `http-map NAME` and its like: how one protocol is inspected.
struct InspectionMap {
    std::string_view name;
    std::string_view drops;  ///< the first line that drops or resets by content; empty: none does
};

/// `service-policy MAP {global | interface IF}`.
struct ServicePolicy {
    std::string_view text;
    std::string_view map;
    std::string_view interface;  ///< empty for global
};

/// One sequence number of a `route-map`.
struct RouteMapEntry {
    std::string_view name;
    std::string_view text;
    bool permit = true;
    std::uint32_t sequence = 0;
    bool sets_way = false;  ///< set ip next-hop, set interface and their like
    std::vector<std::string_view> lists;
};

/// `policy-route route-map NAME` of an interface.
struct PolicyRoute {
    std::string_view text;
    std::size_t interface = 0;  ///< index into Config::interfaces
    std::string_view map;
};

}  // namespace lyncgate::asa
