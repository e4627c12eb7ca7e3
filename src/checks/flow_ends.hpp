// Where packets of a flow end once they are translated.
#pragma once

#include "checks/check.hpp"
#include "model/unfold.hpp"

namespace lyncgate {

/// What a translation means for a flow.
enum class Landing : std::uint8_t {
    as_asked,    ///< the packets come to the role, at a port that is asked for
    other_port,  ///< to the role, but nobody says that it listens at that port
    diverted,    ///< to somebody else, who may stand in for a host outside
    perhaps,     ///< some of them may come to somebody else
    elsewhere,   ///< to somebody else
};

/// The addresses of the roles of an end and, of a virtual address, those of the servers behind it: a firewall may be
/// the load balancer.
Set addresses_behind(const Site& site, const std::vector<std::string>& roles, const Set& addresses);

/// What becomes of the packets of an arrival, which belong to the flow. `by_public`: they are asked for by the public
/// address of the role.
Landing landing_of(const AuditContext& context, const RequiredFlow& flow, const Arrival& arrival, bool by_public);

}  // namespace lyncgate
