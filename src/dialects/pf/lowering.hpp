// The state of one pf.conf on its way into the flow model.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <ranges>
#include <string>
#include <string_view>
#include <vector>

#include "dialects/pf/lower_recall.hpp"
#include "dialects/pf/parse.hpp"
#include "dialects/pf/syntax.hpp"
#include "model/firewall.hpp"
#include "text/coverage.hpp"

namespace lyncgate::pf {

/// A set that may not be known exactly: certain ⊆ real ⊆ possible; `doubts` say why they differ (empty when they do
/// not).
struct KnownSet {
    Set certain;
    Set possible;
    std::vector<DoubtId> doubts;
};
KnownSet exactly(Set set);
KnownSet unite(const KnownSet& a, const KnownSet& b);
/// The members of `whole` that are not in the set.
KnownSet complement(const KnownSet& set, const Set& whole);

/// What a rule takes in one direction: certainly, and possibly for the reasons in `doubts`.
struct Taken {
    BoxList certain;
    BoxList perhaps;  ///< with doubts: everything that is possible, which covers `certain`; without: empty
    SeldomList<DoubtId> doubts;

    const BoxList& possible() const { return doubts.empty() ? certain : perhaps; }
};
/// Notes a doubt about all of it: nothing is certain any more.
void cast_doubt(Taken& taken, DoubtId doubt);

/// One rule in the order in which pf looks at them, anchors laid open.
struct Item {
    Taken taken;
    bool quick = false;
    Action action;                 ///< Decide, Pass (match rules) or Unclear
    SeldomList<Rewrite> rewrites;  ///< when it is the rule that decides; at once for match rules
    std::uint32_t tag = 0;         ///< number of the tag it sets; 0: none
    bool stateless = false;        ///< what it passes leaves no state behind
    /// The packets it passes may be dropped for this reason, without another rule being asked: at a limit of states
    /// (pf(4), pf_create_state).
    std::optional<DoubtId> limit{};
    Origin origin;
    std::uint32_t number = 0;  ///< place among the rules of the file, from 1
};

/// Tags are values of Field::mark. Which rule has matched last is kept in the other mark, which pf has no use for.
constexpr Field candidate_field = Field::connmark;

struct Lowering {
    const Config& config;
    FileFinder find;
    Firewall& firewall;
    std::vector<Diagnostic>& diagnostics;

    std::map<std::string_view, KnownSet> tables{};
    std::map<std::string, const Block*, std::less<>> anchors{};  ///< rules that the files give for an anchor, by path
    std::map<std::string_view, std::uint32_t> tags{};            ///< numbers from 1, only when some rule asks for tags
    bool translates_before = false;                              ///< there are nat, rdr or binat rules
    bool translates_on_match = false;         ///< there are match rules with nat-to, rdr-to or binat-to
    bool odd_tags = false;                    ///< a tag with a variable in it: what it is called is not known
    Direction direction = Direction::in;      ///< of the chain being made
    std::vector<std::string> open_anchors{};  ///< path of anchors being laid open
    std::size_t laid_open = 0;                ///< their statements, counted each time, for the chain being made
    Answer policy = Answer::drop;             ///< `set block-policy`
    std::uint32_t rules = 0;
    int quick_anchors = 0;    ///< around the rules being laid open
    bool candidates = false;  ///< some chain has remembered rules
    Recalled recalled{config.main.statements.size(), *firewall.pool};
    std::map<const Block*, std::vector<const Statement*>> unusual{};  ///< found so far, see `unusual_in`

    Field interface_field() const { return direction == Direction::in ? Field::ingress : Field::egress; }
};

/// The statements of a block but for the many plain `pass` and `block` rules: those with options or sets of rules of
/// their own, all other rules, and what is no rule.
const std::vector<const Statement*>& find_unusual(Lowering& lowering, const Block& block);
inline auto unusual_in(Lowering& lowering, const Block& block) {
    return find_unusual(lowering, block) |
           std::views::transform([](const Statement* statement) -> const Statement& { return *statement; });
}

// Addresses
KnownSet addresses_of_hosts(Lowering& lowering, List<Host> hosts, const std::optional<Family>& family);
KnownSet addresses_of_host(Lowering& lowering, const Host& host, const std::optional<Family>& family);
/// The addresses of a list as a field of boxes takes them.
Bound bound_of_hosts(Lowering& lowering, List<Host> hosts, const std::optional<Family>& family);
/// The pool's copy of what may be in a field.
Bound bound_of(Lowering& lowering, Field field, const KnownSet& set);
/// Reads all tables of the file, with what its table files say.
void read_tables(Lowering& lowering, const Block& block);

// Interfaces
KnownSet interfaces_of(Lowering& lowering, List<Interface> interfaces);
/// The interfaces one name stands for: itself, the interfaces of a driver, or a group.
KnownSet interfaces_named(Lowering& lowering, std::string_view name, const Origin& origin);

// Rules
/// The values of Field::translated that say a packet was translated in this direction.
Set translated_in(Direction direction);
/// What a rule takes in the direction of the chain being made.
Taken taken_by(Lowering& lowering, const RuleStatement& rule, const Origin& origin);
/// The packets in both.
Taken both(Lowering& lowering, const Taken& a, Taken b);
Taken everything();
/// All packets, each perhaps.
Taken perhaps_everything(Lowering& lowering, std::string reason, const Origin& origin);

/// Protocol, ports, flags and icmp types of a rule, which go together: one box each that a packet can match by. Stands
/// until the next rule is asked for.
const Boxes& transports(Lowering& lowering, const RuleStatement& rule);
/// The numbers that a port comparison accepts.
Set ports_of(List<Compare> ports);
/// What translating to a pool does to the source or destination.
std::vector<Rewrite> rewrites_of(Lowering& lowering, const Pool& pool, bool source, const RuleStatement& rule,
                                 const Origin& origin);
/// `binat`: networks of one size, hosts keep their place.
std::vector<Rewrite> mapping(Lowering& lowering, const Host& to, bool source, const std::optional<Family>& family);
/// A rule of both families as two of one each: what an unknown address is translated to has the family of the packet.
std::vector<RuleStatement> by_family(const RuleStatement& rule);
/// Where `route-to` sends packets.
std::vector<Rewrite> rewrites_of_route(Lowering& lowering, const RuleStatement& rule);

/// What a filter rule does to the packets it takes. `inbound_binat`: it is the inbound half of a binat-to rule.
std::vector<Rewrite> rewrites_of_rule(Lowering& lowering, const RuleStatement& rule, const Origin& origin,
                                      bool inbound_binat);

/// The rules of a block in order, anchors laid open, for the direction of the chain being made. `within` is what the
/// anchors around it take.
void flatten(Lowering& lowering, const Block& block, const Taken& within, std::vector<Item>& items);
/// Rules of a first-match list for one item: the certain part, then the doubtful one. Before an item that decides
/// stands the drop that its limit may be. The boxes of the item move into the rules.
void add_rules(Lowering& lowering, Item& item, const Action& action, SeldomList<Rewrite> rewrites,
               std::vector<lyncgate::Rule>& into);
/// The drop that the limit of an item may be, of packets in `boxes`.
void add_limit(const Item& item, const BoxList& boxes, std::vector<lyncgate::Rule>& into);
/// Turns last-match into first-match: takes the items one after the other and fills the chain (and helper chains).
class Ordering {
public:
    Ordering(Lowering& lowering, ChainId chain) : lowering_(lowering), chain_(chain) {}
    void add(Item&& item);
    /// To be called after the last item.
    void finish();

private:
    std::vector<lyncgate::Rule>& rules();
    void end_piece();
    void cut(Item&& item);
    void add_remembered();

    Lowering& lowering_;
    ChainId chain_;
    std::vector<Item> slow_;        ///< of this piece: the last of them that matches decides
    std::vector<Item> remembered_;  ///< candidate i + 1 is remembered_[i]; its boxes are in a rule already
};
/// Hands the rules of the file to `ordering`, anchors laid open, for the direction of the chain being made.
void order_rules(Lowering& lowering, Ordering& ordering);
/// Rules on Ethernet frames: packets they may stop before the filter sees them.
void lower_ether(Lowering& lowering, const Block& block, std::vector<lyncgate::Rule>& rules);
/// nat, rdr and binat of the older syntax: a chain that rewrites and returns, called before the filter.
std::optional<ChainId> lower_old_translation(Lowering& lowering);

}  // namespace lyncgate::pf
