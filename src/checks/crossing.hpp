// Crossings: a required flow at a firewall it has to pass.
#pragma once

#include <string>
#include <vector>

#include "checks/check.hpp"

namespace lyncgate {

/// The part of a required flow that comes in by one interface of a firewall and leaves by another.
struct Crossing {
    const RequiredFlow* flow = nullptr;
    const AuditedFirewall* firewall = nullptr;
    std::size_t ingress = 0;  ///< interface numbers of the model
    std::size_t egress =
        0;        ///< where the destination as asked for lies; 0 when only the firewall's translation can tell
    Box packets;  ///< as they arrive: new connections, in the clear; sets belong to the pool given
    std::string source_by;     ///< the firewall before this one that gave the packets their source; empty: they kept it
    bool source_known = true;  ///< false: that firewall picks one that is not known; `packets` have the one before
    bool public_destination = false;  ///< asked for by the public address, which the firewall translates
};

/// All crossings of a flow. A flow crosses a firewall when its ends lie behind different interfaces of it; where an end
/// has a public address that this firewall translates, packets arrive with that one.
std::vector<Crossing> crossings(const RequiredFlow& flow, const AuditedFirewall& firewall, SetPool& pool);

/// The part of `addresses` that some translation of the firewall takes as a destination.
Set translated_destinations(const Firewall& firewall, const Set& addresses);

/// Tells every firewall the public addresses that it is to translate: those it does translate, and, where it
/// translates any, those that no other firewall of the site does. So a translation that was forgotten is missed. Where
/// not all firewalls of the site have been read nothing is concluded of the second kind.
void find_public_addresses(AuditContext& context);

/// The packets of a new connection of this flow between these addresses: TCP with a plain SYN, UDP.
Box new_connection(const RequiredFlow& flow, const Set& from, const Set& to, SetPool& pool);

}  // namespace lyncgate
