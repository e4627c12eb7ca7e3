// Rules and chains: what a firewall does with packets, as an ordered program.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "model/box_list.hpp"
#include "model/seldom.hpp"
#include "text/source_file.hpp"

namespace lyncgate {

/// What finally happens to a packet in one stage. `reject` is a drop that answers.
enum class Verdict : std::uint8_t { accept, drop, reject };

/// Index of a Doubt in Firewall::doubts.
using DoubtId = std::uint32_t;
/// The doubt that stands for "which address or port a translation picks"; it has no entry in Firewall::doubts.
constexpr DoubtId translation_choice = ~DoubtId{0};
/// Index of a Chain in Firewall::chains.
using ChainId = std::uint32_t;

/// Why something cannot be decided from the text: "depends on the packet rate (-m limit)".
struct Doubt {
    std::string reason;
    Origin origin;
};

/// Which packets a rule takes. The rule takes exactly the packets of `boxes` when there is no doubt; with doubts, an
/// unknown part of them (certain is empty, possible is `boxes`). No boxes: it never matches. A match of which a part is
/// certain is written as two rules of one origin, the certain part first.
struct Match {
    BoxList boxes;
    SeldomList<DoubtId> doubts;
};

/// Ends the stage.
struct Decide {
    Verdict verdict = Verdict::accept;
};
/// Goes on with the next rule: counters, logs, marks.
struct Pass {};
/// Runs another chain; packets it does not decide come back to the next rule. With `restores`, what the callee (and
/// the rewrites of this rule) rewrote is undone for packets that come back.
struct Call {
    ChainId chain = 0;
    bool restores = false;
};
/// Runs another chain; packets it does not decide go on where this chain was called from.
struct Goto {
    ChainId chain = 0;
};
/// Leaves the chain: back to the caller, or to the policy of a base chain.
struct Return {};
/// Nobody can tell from the text what it does to the packet: it may accept, drop or let it go on. Needs a doubt.
struct Unclear {};

using Action = std::variant<Decide, Pass, Call, Goto, Return, Unclear>;

/// new = (old & keep) ^ flip: constants (keep 0), marks, NETMAP. For addresses, `keep` and `flip` are on the common
/// number line of net/address.hpp.
struct Bits {
    Value keep = 0;
    Value flip = 0;
};
/// new = old + delta (modulo 2^128): port ranges moved, static NAT of ranges.
struct Shift {
    Value delta = 0;
};
/// new = some member of the set, which one is not known (unless it is the only one): pools, masquerading. Null: any
/// value.
struct Choose {
    const Set* from = nullptr;
};

/// Changes a field of the packets that a rule takes, before the rule's action.
struct Rewrite {
    Field field = Field::destination;
    std::variant<Bits, Shift, Choose> change;
};

/// One step of a chain. There are hundreds of thousands of them, so what is rare takes one pointer.
struct Rule {
    Match match;
    Action action = Pass{};
    SeldomList<Rewrite> rewrites;
    Origin origin;             ///< the whole rule as written
    std::uint32_t number = 0;  ///< place in its chain as the dialect counts, from 1; 0: not written as a rule
    bool stateless = false;    ///< packets it accepts leave no state behind: their replies meet the rules again
};

/// An ordered list of rules, first match decides.
struct Chain {
    std::string name;  ///< as people know it: "FORWARD", "outside_in", "pf rules, in"
    std::vector<Rule> rules;
    std::optional<Verdict>
        policy;            ///< what happens to packets that no rule decides; none: back to the caller, or accept
    Origin policy_origin;  ///< where the policy was written; empty for a default of the dialect
    bool policy_stateless = false;  ///< packets the policy accepts leave no state behind, as of Rule::stateless
};

}  // namespace lyncgate
