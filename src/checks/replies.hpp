// Replies: whether the answers to a required flow come back through the firewall.
#pragma once

#include <memory>
#include <vector>

#include "checks/flow_verdict.hpp"

namespace lyncgate {

/// What happens to the replies of one crossing. The parts' packets are replies, as they enter the firewall; they refer
/// to `view` and to the pool they were asked with.
struct ReplyVerdict {
    std::unique_ptr<View> view;
    Answer answer;
};

/// Asks about the replies to what certainly passes of a crossing.
///
/// - Where rules ask for the state (iptables: Firewall::stateful is false) the replies are packets of an ESTABLISHED
///   connection. Connection tracking undoes translations on the way: the filter sees the role's own address as their
///   source (Netfilter: nat works on the connection, filter FORWARD between the two). Of packets that were not tracked
///   (raw, NOTRACK) the reply is a packet without a connection: INVALID for TCP, NEW for everything else
///   (nf_conntrack_proto_tcp: a SYN+ACK opens nothing).
/// - Where a state passes them (pf, ASA) only the replies of packets that a stateless rule or policy accepted are
/// asked: pf
///   filters on both interfaces, so the rule that let a packet *in* without a state leaves its reply to the rules for
///   packets going *out* there, and the other way round (pf.conf(5), STATEFUL TRACKING OPTIONS).
std::vector<ReplyVerdict> judge_replies(const CrossingVerdict& forth, const Firewall& firewall, SetPool& pool,
                                        const Budget& budget);

}  // namespace lyncgate
