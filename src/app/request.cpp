#include "app/request.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "app/compared.hpp"

namespace lyncgate {

namespace {

void add(Boxes& to, const std::vector<Part>& parts) {
    for (const Part& part : parts) {
        to.insert(to.end(), part.packets.begin(), part.packets.end());
    }
}

void describe_into(std::vector<DescribedBox>& words, Boxes boxes, const Firewall& firewall, SetPool& pool) {
    for (const Box& box : merged(std::move(boxes), pool)) {
        words.push_back(describe(box, firewall));
    }
}

/// What a firewall does with the requested packets: the parts that do not pass, and those that cannot be decided.
struct Standing {
    Boxes closed;
    Boxes undecided;
    bool complete = true;
};

Standing standing_of(const Firewall& firewall, const Boxes& asked, SetPool& pool, std::vector<std::string>* openers) {
    Standing standing;
    for (const Box& box : asked) {
        const View view = unfold(firewall, box, From::outside, pool);
        const Answer answer = decide(view, pool);
        add(standing.closed, answer.closed);
        add(standing.undecided, answer.undecided);
        standing.complete = standing.complete && answer.complete;
        for (std::size_t stage = 0; openers != nullptr && stage < view.stages.size(); ++stage) {
            bool complete = true;
            for (const Part& part : accepted_by(view, stage, {view.question}, false, pool, complete)) {
                if (part.decider->rule != nullptr) {
                    openers->push_back(describe_rule(part.decider->chain, part.decider->rule));
                }
            }
        }
    }
    return standing;
}

/// The requested packets, cut to what can arrive.
Boxes boxes_of(const std::vector<Requested>& requests, const std::vector<Box>& questions, SetPool& pool) {
    Boxes asked;
    for (const Requested& request : requests) {
        for (const Box& question : questions) {
            Box box = question;
            if (narrow(box, Field::source, request.from, pool) && narrow(box, Field::destination, request.to, pool) &&
                narrow(box, Field::protocol, request.protocols, pool) &&
                narrow(box, Field::destination_port, request.ports, pool)) {
                asked.push_back(box);
            }
        }
    }
    return asked;
}

/// The same packets in whatever state of a connection.
Box in_any_state(Box box) {
    for (const Field field : {Field::state, Field::tcp_flags, Field::mark, Field::connmark, Field::translated,
                              Field::ipsec_in, Field::ipsec_out}) {
        box.sets[index_of(field)] = nullptr;
    }
    return box;
}

/// What the requests stand for among all packets: what they name by any interface and in any state, and the replies.
Boxes named_by(const std::vector<Requested>& requests, SetPool& pool) {
    Boxes named = boxes_of(requests, {Box{}}, pool);
    const std::size_t asked = named.size();
    const Set answering = unite(Set(static_cast<Value>(State::established)), Set(static_cast<Value>(State::related)));
    for (std::size_t i = 0; i < asked; ++i) {
        Box reply = named[i];
        std::swap(reply.sets[index_of(Field::source)], reply.sets[index_of(Field::destination)]);
        std::swap(reply.sets[index_of(Field::source_port)], reply.sets[index_of(Field::destination_port)]);
        if (assign(reply, Field::state, answering, pool)) {
            named.push_back(reply);
        }
    }
    return named;
}

/// Adds what changes beyond the requests and beyond `known`, which is listed already. True when some of it is
/// uncertain.
bool add_besides(RequestAnswer& answer, const Difference& whole, const std::vector<Requested>& requests, Boxes known,
                 const Firewall& after, SetPool& pool, bool& complete) {
    std::transform(known.begin(), known.end(), known.begin(), in_any_state);
    Boxes asked_or_known = named_by(requests, pool);
    asked_or_known.insert(asked_or_known.end(), known.begin(), known.end());
    Boxes besides;
    bool uncertain = false;
    for (const Change& change : whole.changes) {
        const bool may_be_asked = change.kind == ChangeKind::opened || change.kind == ChangeKind::uncertain;
        const Remainder rest = subtract(change.packets, may_be_asked ? asked_or_known : known, pool);
        complete = complete && rest.complete;
        uncertain = uncertain || (change.kind == ChangeKind::uncertain && !of_one_family(rest.boxes, pool).empty());
        if (change.kind != ChangeKind::uncertain) {
            besides.insert(besides.end(), rest.boxes.begin(), rest.boxes.end());
        }
    }
    Boxes plausible = compared_questions(after, true, true, pool);
    std::transform(plausible.begin(), plausible.end(), plausible.begin(), in_any_state);
    besides = of_one_family(besides, pool);
    const Remainder forged = subtract(besides, plausible, pool);
    const Remainder others = subtract(besides, forged.boxes, pool);
    complete = complete && whole.complete && forged.complete && others.complete;
    describe_into(answer.forged, forged.boxes, after, pool);
    describe_into(answer.unconnected, others.boxes, after, pool);
    return uncertain;
}

}  // namespace

RequestAnswer answer_requests(const Firewall& before, const Firewall& after, const std::vector<Requested>& requests,
                              const Difference* whole) {
    SetPool pool;
    RequestAnswer answer;
    const std::vector<Box> questions = compared_questions(after, true, true, pool);
    const Boxes asked = boxes_of(requests, questions, pool);
    for (const Requested& request : requests) {
        if (boxes_of({request}, questions, pool).empty()) {
            answer.not_crossing.push_back(request.text);
        }
    }
    std::vector<std::string> openers;
    const Standing was = standing_of(before, asked, pool, &openers);
    const Standing is = standing_of(after, asked, pool, nullptr);
    Boxes opened_extra;
    bool complete = was.complete && is.complete;
    bool uncertain = !is.undecided.empty();
    bool opened_any = false;
    std::vector<Difference> kept;  // keeps the sets of the boxes alive
    for (const Box& question : questions) {
        kept.push_back(compared(before, after, question, From::outside));
        complete = complete && kept.back().complete;
        for (const Change& change : kept.back().changes) {
            if (change.kind == ChangeKind::uncertain) {
                // Within the request only the new side counts, and that was asked above.
                uncertain = uncertain || !subtract(change.packets, asked, pool).boxes.empty();
                continue;
            }
            const bool harmless = change.kind == ChangeKind::opened;
            const Remainder rest = harmless ? subtract(change.packets, asked, pool) : Remainder{change.packets, true};
            complete = complete && rest.complete;
            opened_extra.insert(opened_extra.end(), rest.boxes.begin(), rest.boxes.end());
            opened_any = opened_any || harmless;
        }
    }
    Boxes not_open_before = was.closed;
    not_open_before.insert(not_open_before.end(), was.undecided.begin(), was.undecided.end());
    const Boxes open_before = subtract(asked, not_open_before, pool).boxes;
    const bool all_open_before = was.closed.empty() && was.undecided.empty() && !asked.empty();
    answer.all_compared = whole != nullptr;
    if (whole != nullptr && add_besides(answer, *whole, requests, opened_extra, after, pool, complete)) {
        uncertain = true;
    }
    const bool extra = !opened_extra.empty() || !answer.forged.empty() || !answer.unconnected.empty();
    const bool missing = !is.closed.empty() || asked.empty();
    describe_into(answer.missing, is.closed, after, pool);
    describe_into(answer.extra, opened_extra, after, pool);
    describe_into(answer.already_open, open_before, after, pool);
    if (!open_before.empty()) {
        std::sort(openers.begin(), openers.end());
        openers.erase(std::unique(openers.begin(), openers.end()), openers.end());
        answer.because = openers;
    }
    if (!complete || uncertain) {
        answer.verdict = RequestVerdict::undecided;
    } else if (asked.empty() && !extra) {
        answer.verdict = RequestVerdict::not_here;
    } else if (all_open_before && !extra) {
        answer.verdict = RequestVerdict::not_needed;
    } else if (missing && extra) {
        answer.verdict = RequestVerdict::something_else;
    } else if (missing) {
        answer.verdict = opened_any ? RequestVerdict::less : RequestVerdict::nothing_done;
    } else {
        answer.verdict = extra ? RequestVerdict::more : RequestVerdict::exactly;
    }
    return answer;
}

void count_unasked(FirewallDiff& diff) {
    RequestAnswer& answer = *diff.request;
    bool changed = !diff.tunnels.empty();
    bool uncertain = false;
    for (const DescribedChange& change : diff.changes) {
        if (change.direction == through_the_firewall) {
            continue;
        }
        if (change.kind == ChangeKind::uncertain) {
            uncertain = true;
            continue;
        }
        changed = true;
        for (const DescribedBox& box : change.packets) {
            const std::string words = one_line(box);
            const auto known = [&words](const DescribedBox& other) { return one_line(other) == words; };
            if (std::none_of(answer.extra.begin(), answer.extra.end(), known)) {
                answer.extra.push_back(box);
            }
        }
    }
    const RequestVerdict said = answer.verdict;
    if (changed && said == RequestVerdict::not_here) {
        answer.verdict = RequestVerdict::something_else;
    } else if (changed && (said == RequestVerdict::exactly || said == RequestVerdict::not_needed)) {
        answer.verdict = RequestVerdict::more;
    } else if (changed && (said == RequestVerdict::less || said == RequestVerdict::nothing_done)) {
        answer.verdict = RequestVerdict::something_else;
    } else if (uncertain && (said == RequestVerdict::exactly || said == RequestVerdict::not_here)) {
        answer.verdict = RequestVerdict::undecided;
    }
}

void settle_requests(std::vector<FirewallDiff>& diffs) {
    const auto crosses = [&](const std::string& request) {
        return std::any_of(diffs.begin(), diffs.end(), [&](const FirewallDiff& diff) {
            const std::vector<std::string>& none = diff.request->not_crossing;
            return std::find(none.begin(), none.end(), request) == none.end();
        });
    };
    const bool answered =
        std::all_of(diffs.begin(), diffs.end(), [](const FirewallDiff& diff) { return diff.request.has_value(); });
    if (!answered || diffs.empty()) {
        return;
    }
    const std::vector<std::string>& none = diffs.front().request->not_crossing;
    if (std::all_of(none.begin(), none.end(), crosses)) {
        return;
    }
    for (FirewallDiff& diff : diffs) {
        RequestVerdict& verdict = diff.request->verdict;
        switch (verdict) {
        case RequestVerdict::exactly:
        case RequestVerdict::not_needed: verdict = RequestVerdict::less; break;
        case RequestVerdict::more: verdict = RequestVerdict::something_else; break;
        case RequestVerdict::not_here: verdict = RequestVerdict::nothing_done; break;
        default: break;
        }
    }
}

std::string_view name_of(RequestVerdict verdict) {
    switch (verdict) {
    case RequestVerdict::exactly: return "exactly this";
    case RequestVerdict::less: return "less";
    case RequestVerdict::more: return "more";
    case RequestVerdict::something_else: return "something else";
    case RequestVerdict::not_needed: return "not needed";
    case RequestVerdict::nothing_done: return "nothing done";
    case RequestVerdict::not_here: return "not through this firewall";
    case RequestVerdict::undecided: return "undecided";
    }
    return "undecided";
}

}  // namespace lyncgate
