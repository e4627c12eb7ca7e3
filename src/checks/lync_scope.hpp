// Which packets the check over-permissive-rule asks about.
#pragma once

#include <vector>

#include "checks/check.hpp"

namespace lyncgate {

/// One question to a firewall: new connections that come in by certain interfaces, from where these lead to.
struct ScopeQuestion {
    Box packets;
    Set ingress;             ///< interface numbers
    bool internet = false;   ///< the Internet lies behind the interface
    bool to_servers = true;  ///< false: packets from servers to anybody else
};

/// The addresses of every role of the site that is a server of the deployment, as they are and as the Internet knows
/// them: all roles but those of the outside zone and those named after clients or devices.
Set server_addresses(const AuditContext& context);
/// Addresses behind the interfaces of any firewall of the site that do not lead to the Internet.
Set inside_networks(const AuditContext& context);

/// Everything that is neither behind such an interface, nor an address of a role of the organisation, nor private
/// (RFC 1918, RFC 6598, RFC 4193).
Set outside_addresses(const AuditContext& context);

/// Questions that together hold every packet between the interfaces of the firewall that has a server at an end.
/// Sources are those that lie behind the interface: others are the business of missing-anti-spoofing.
std::vector<ScopeQuestion> scope_questions(const AuditContext& context, const AuditedFirewall& firewall, SetPool& pool);

}  // namespace lyncgate
