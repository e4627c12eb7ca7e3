// Media that a filter lets through only while IPsec protects it.
#pragma once

#include "checks/media.hpp"
#include "model/decide.hpp"

namespace lyncgate {

/// Packets of one row that a rule accepts under IPsec, and that the filter drops in the clear.
struct IpsecCondition {
    const Media* media = nullptr;
    const Rule* accepts = nullptr;  ///< the rule that lets them pass; it, a jump to it or a drop before it names IPsec
    const Rule* drops = nullptr;    ///< the rule that drops them in the clear; null: a policy
    Boxes packets;
};

/// Whether a person wrote that the rule takes only packets that IPsec protects, or only others. A rule that nobody
/// wrote (decrypted packets skip the access list of an ASA) does not count: it takes what a tunnel brings. Nor does one
/// that takes the same packets either way.
bool tells_protection(const Rule& rule);
/// The same packets with these values of `ipsec_in` and `ipsec_out`.
Box with_protection(Box box, Value in, Value out, SetPool& pool);

struct ConditionsFound {
    std::vector<IpsecCondition> conditions;
    bool complete = true;
};

/// Asks the filter about every row in the clear and under IPsec. What a tunnel of the firewall itself asks for is left
/// to the conflicts of tunnels.
ConditionsFound find_conditions(const std::vector<Media>& media, const AuditedFirewall& firewall, SetPool& pool,
                                const Budget& budget);

}  // namespace lyncgate
