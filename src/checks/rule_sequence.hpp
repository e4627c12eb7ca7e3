// A chain prepared for questions about its own order: which rules hide, repeat or contradict others.
#pragma once

#include <cstdint>
#include <vector>

#include "model/box_index.hpp"
#include "model/firewall.hpp"

namespace lyncgate {

/// What certainly becomes of every packet that meets a rule. `elsewhere`: it leaves the chain, or is decided in another
/// one. `open`: nothing certain, it may go on to the next rule.
enum class Ending : std::uint8_t { open, accept, drop, reject, elsewhere };

/// All that a chain and those it calls can do to packets.
struct Effects {
    bool accepts = false;
    bool drops = false;
    bool rejects = false;
    bool unclear = false;        ///< or calls itself
    bool ends_all = false;       ///< certainly decides every packet
    std::uint16_t rewrites = 0;  ///< a bit per field
};
std::vector<Effects> effects_of(const Firewall& firewall);

/// One box of one rule.
struct SequenceItem {
    const Box* box = nullptr;
    std::uint32_t rule = 0;  ///< place in its chain
    std::uint32_t unit = 0;
};

/// What a person wrote as one rule: consecutive rules of one origin.
struct RuleUnit {
    std::uint32_t first_rule = 0, rules = 0;
    std::uint32_t first_item = 0, items = 0;
};

/// A chain as a flat list of boxes with an index over them. Points into the firewall.
struct RuleSequence {
    RuleSequence(const Firewall& firewall, const Chain& chain, const std::vector<Effects>& effects);

    const Rule& rule_of(const SequenceItem& item) const { return chain.rules[item.rule]; }
    const Rule& rule_of(const RuleUnit& unit) const { return chain.rules[unit.first_rule]; }
    /// Whether somebody wrote the unit as a filter rule: hygiene is about those, not about what a dialect implies
    /// (number 0) nor about translations.
    bool is_filter_rule(const RuleUnit& unit) const {
        return rule_of(unit).number != 0 && rule_of(unit).rewrites.empty();
    }
    /// Whether a packet that is in the item's box when it comes to `unit` was so at the item itself: no rule between
    /// them rewrites a field that the box constrains.
    bool stays(const SequenceItem& item, const RuleUnit& unit) const;

    const Firewall& firewall;
    const Chain& chain;
    std::vector<Box> boxes;           ///< of the rules, in their order; the items point to them
    std::vector<SequenceItem> items;  ///< one for each box
    std::vector<RuleUnit> units;
    std::vector<Ending> endings;  ///< per rule
    std::vector<Effects> doing;   ///< per rule: all it may do
    BoxIndex index;               ///< over `items`

private:
    struct Rewriting {
        std::uint32_t rule = 0;
        std::uint16_t fields = 0;
    };
    std::vector<Rewriting> rewritings_;  ///< of packets that may go on to the next rule
};

/// What happens to packets that come to the end of the chain; `open` when its callers go on with them.
Ending ending_of(const Chain& chain);
/// The verdict of a rule that decides, certainly or not; `open` for every other rule.
Ending verdict_of(const Rule& rule);

/// Packets with a source of one family and a destination of the other: there are none, but boxes hold them.
const std::vector<Box>& impossible_packets();
/// A packet of the box with both addresses of one family; nothing when there is none.
std::optional<Packet> some_packet(const Box& box);

}  // namespace lyncgate
