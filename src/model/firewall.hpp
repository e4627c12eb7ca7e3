// The firewall: the box, its interfaces, its chains and the order in which packets meet them.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/chain_index.hpp"
#include "model/rule.hpp"

namespace lyncgate {

/// A network interface. Its place in Firewall::interfaces is its value in the fields ingress and egress; place 0 is
/// "any interface not named anywhere".
struct Interface {
    std::string name;
    Set addresses;  ///< the firewall's own addresses on it; empty when not known
    Set networks;   ///< addresses behind it; disjoint between the interfaces of one firewall (longest prefix has won)
};

/// One chain that packets pass, with the words a person knows it by: "filter FORWARD", "access-group outside_in in".
struct Stage {
    ChainId chain = 0;
    std::string label;
};

/// What a tunnel or IPsec policy does with the packets it takes.
enum class Protection : std::uint8_t {
    protect,    ///< IPsec (ESP or AH): packets leave protected, unprotected ones that should be are dropped
    bypass,     ///< exempted: leaves in the clear
    discard,    ///< dropped
    optional_,  ///< protected when the peer can, clear otherwise
};

/// An IPsec policy: crypto map entry, xfrm policy, ipsec.conf flow, Windows connection security rule.
struct Tunnel {
    std::string name;
    std::string peer;       ///< as written; empty when there is none or it is dynamic
    std::string interface;  ///< where it is bound; empty: everywhere
    Boxes packets;          ///< what it takes, in its own order after earlier policies are not taken off
    std::vector<DoubtId> doubts;
    Protection protection = Protection::protect;
    bool authenticates_only = false;  ///< AH or null encryption
    bool transport_mode = false;
    Origin origin;
    std::vector<Origin> members;  ///< the ACL lines or selectors that say what it takes
};

/// The meaning of a firewall configuration. Each stage decides on its own: a packet passes when no stage drops it, and
/// a drop in any is final. Where a stage's chain has no policy, undecided packets pass it.
struct Firewall {
    std::string name;
    std::string dialect;
    std::vector<Interface> interfaces{Interface{"(any other interface)", {}, {}}};
    std::vector<Chain> chains;
    std::vector<Stage> entering;    ///< for packets from outside, before routing
    std::vector<Stage> forwarded;   ///< after routing, for packets to somebody else
    std::vector<Stage> delivered;   ///< after routing, for packets to the firewall itself
    std::vector<Stage> originated;  ///< for packets the firewall itself sends
    std::vector<Tunnel> tunnels;
    std::vector<Doubt> doubts;
    /// Replies of an accepted connection pass by themselves, save those of rules that are `stateless`. False: rules
    /// that ask for the state have to let them pass (iptables).
    bool stateful = true;
    /// The text lists every interface there is: no packet comes in by interface 0.
    bool interfaces_complete = false;
    std::shared_ptr<SetPool> pool = std::make_shared<SetPool>();
    std::vector<std::shared_ptr<const ChainIndex>> indices;  ///< one per chain, made by `prepare`

    /// Number of the interface with this name; adds it when there is none.
    std::size_t interface_number(std::string_view name);
    std::optional<std::size_t> find_interface(std::string_view name) const;
    /// All of the firewall's own addresses that are known.
    Set own_addresses() const;
    /// The reason behind a doubt, `translation_choice` included.
    const Doubt& reason_of(DoubtId id) const;
    /// Keeps a doubt and returns its id.
    DoubtId doubt(std::string reason, const Origin& origin);
};

/// Makes the index of every chain. To be called once when a firewall is complete, before any question.
void prepare(Firewall& firewall);

/// Makes the networks of interfaces disjoint: where they overlap, the smaller network keeps the addresses (longest
/// prefix first); of two equal ones the first interface does.
void separate_networks(std::vector<Interface>& interfaces);

}  // namespace lyncgate
