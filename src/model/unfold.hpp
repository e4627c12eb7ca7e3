// Unfolding: the program of a firewall as flat first-match lists, for the packets of one question.
#pragma once

#include <string>
#include <vector>

#include "model/firewall.hpp"
#include "model/subtract.hpp"

namespace lyncgate {

/// One decision a packet of the question can meet. `packets` is in the question's own words: what the packet looked
/// like before any rewriting.
struct Entry {
    Box packets;
    Verdict verdict = Verdict::accept;
    bool certain = true;           ///< false: an unknown part of `packets` is decided here
    const Chain* chain = nullptr;  ///< where the rule, or the policy when `rule` is null, stands
    const Rule* rule = nullptr;
    std::vector<DoubtId> doubts;  ///< why it is not certain
};

/// The decisions of one stage in order: the first entry that takes a packet decides it, and a packet that none takes
/// passes the stage.
struct StageView {
    std::string label;
    std::vector<Entry> entries;
};

/// What a packet looks like after all rewriting, and where it goes.
struct Arrival {
    Box before;                             ///< in the question's words
    Box after;                              ///< as it leaves
    bool delivered = false;                 ///< to the firewall itself
    std::vector<const Rule*> translations;  ///< the rules that rewrote it, in order
    std::vector<DoubtId> doubts;            ///< why it may also arrive differently; empty when exact
};

/// A firewall seen through one question.
struct View {
    const Firewall* firewall = nullptr;
    Box question;
    std::vector<StageView> stages;
    std::vector<Arrival>
        arrivals;          ///< disjoint in `before` unless there are doubts; packets some stage drops may be missing
    bool complete = true;  ///< false: the budget ended; nothing certain may be concluded from what is missing
};

/// Where the packets of a question come from.
enum class From {
    outside,            ///< by an interface; routing decides whether they are forwarded or for the firewall itself
    itself,             ///< sent by the firewall
    outside_to_itself,  ///< by an interface, for the firewall itself, whatever its addresses are
};

/// Runs the packets of `question` through the stages of the firewall. The fields that the firewall sets itself are
/// left open in a question: egress follows from the destination and the networks behind the interfaces (when none of
/// them has networks, nothing is known of the way out, and answers are given per egress); mark, connmark
/// of a new connection, and translated are 0 on arrival. New sets go to `pool`, which must outlive the view.
/// Precondition: `prepare(firewall)` has been called since its chains last changed.
View unfold(const Firewall& firewall, const Box& question, From from, SetPool& pool, const Budget& budget = {});

}  // namespace lyncgate
