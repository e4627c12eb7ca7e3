// Random small firewalls and packets, and a slow interpreter that tries every reading of every doubt.
#pragma once

#include <random>
#include <set>

#include "model/firewall.hpp"
#include "net/address.hpp"

namespace lyncgate::testing {

using Random = std::mt19937;

/// What random firewalls may contain.
struct Shape {
    bool doubts = false;
    bool rewrites = false;
    bool stages = false;
    int chains = 4;
    int rules = 6;
};

inline unsigned below(Random& random, unsigned limit) {
    return static_cast<unsigned>(random() % limit);
}

constexpr unsigned universe = 8;  ///< values per field used by random sets

inline Value value_in(Field field, unsigned n) {
    if (field == Field::source || field == Field::destination) {
        return Address::v4(0x0a000000U + n).number();
    }
    if (field == Field::protocol) {
        return n % 2 == 0 ? 6 : 17;
    }
    return field == Field::ingress || field == Field::egress ? 1 + n % 2 : n;
}

inline Set random_set(Random& random, Field field) {
    std::vector<Interval> intervals;
    const unsigned count = 1 + below(random, 2);
    for (unsigned i = 0; i < count; ++i) {
        const Value a = value_in(field, below(random, universe));
        const Value b = value_in(field, below(random, universe));
        intervals.push_back({std::min(a, b), std::max(a, b)});
    }
    return Set::of(std::move(intervals));
}

inline Box random_box(Random& random, SetPool& pool, unsigned sparsity = 2) {
    Box box;
    for (const Field field :
         {Field::source, Field::destination, Field::protocol, Field::destination_port, Field::ingress}) {
        if (below(random, sparsity + 1) != 0) {
            continue;
        }
        narrow(box, field, random_set(random, field), pool);
    }
    return box;
}

inline Packet random_packet(Random& random) {
    Packet packet;
    for (const Field field :
         {Field::source, Field::destination, Field::protocol, Field::destination_port, Field::ingress}) {
        packet[field] = value_in(field, below(random, universe));
    }
    return packet;
}

inline Rewrite random_rewrite(Random& random, SetPool& pool) {
    switch (below(random, 5)) {
    case 0: return {Field::mark, Bits{0, below(random, 3)}};
    case 1: return {Field::destination, Bits{0, value_in(Field::destination, below(random, universe))}};
    case 2: return {Field::destination_port, Shift{Value{0} + 1}};
    case 3: return {Field::source, Choose{pool.intern(random_set(random, Field::source))}};
    default: return {Field::destination, Bits{3, value_in(Field::destination, 0) + 4}};
    }
}

inline Action random_action(Random& random, unsigned chain, const Shape& shape) {
    const unsigned last = static_cast<unsigned>(shape.chains);
    const unsigned pick = below(random, 10);
    if (pick < 5 || (pick < 8 && chain + 1 >= last)) {
        return Decide{static_cast<Verdict>(below(random, 3))};
    }
    if (pick < 7) {
        return Call{chain + 1 + below(random, last - chain - 1), below(random, 4) == 0};
    }
    if (pick < 8) {
        return Goto{chain + 1 + below(random, last - chain - 1)};
    }
    return pick == 8 ? Action{Return{}} : Action{Pass{}};
}

inline Firewall random_firewall(Random& random, const Shape& shape) {
    Firewall firewall;
    const auto number = [](unsigned n) { return value_in(Field::destination, n); };
    firewall.interfaces.push_back({"in", Set(number(0)), Set(number(0), number(3))});
    firewall.interfaces.push_back({"out", {}, Set(number(4), number(6))});
    for (int c = 0; c < shape.chains; ++c) {
        Chain chain;
        chain.name = "chain " + std::to_string(c);
        const unsigned rules = below(random, static_cast<unsigned>(shape.rules) + 1);
        for (unsigned r = 0; r < rules; ++r) {
            Rule rule;
            Boxes boxes{random_box(random, *firewall.pool)};
            if (below(random, 6) == 0) {
                boxes.push_back(random_box(random, *firewall.pool));
            }
            if (shape.rewrites && below(random, 4) == 0) {
                narrow(boxes[0], Field::mark, Set(below(random, 2)), *firewall.pool);
            }
            rule.match.boxes = boxes;
            rule.action = random_action(random, static_cast<unsigned>(c), shape);
            if (shape.doubts && below(random, 5) == 0) {
                rule.match.doubts.push_back(firewall.doubt("cannot be known", {}));
            }
            const auto* const decision = std::get_if<Decide>(&rule.action);
            const bool may_rewrite =
                decision == nullptr ? std::holds_alternative<Pass>(rule.action) : decision->verdict == Verdict::accept;
            if (shape.rewrites && may_rewrite && below(random, 2) == 0) {
                rule.rewrites.push_back(random_rewrite(random, *firewall.pool));
            }
            rule.number = r + 1;
            chain.rules.push_back(std::move(rule));
        }
        if (c < 2 && below(random, 4) != 0) {
            chain.policy = static_cast<Verdict>(below(random, 3));
        }
        firewall.chains.push_back(std::move(chain));
    }
    if (shape.stages) {
        firewall.entering.push_back({1, "first"});
    }
    firewall.forwarded.push_back({0, "second"});
    firewall.delivered.push_back({0, "second"});
    prepare(firewall);
    return firewall;
}

/// Every fate a packet can have: bit 0 accepted, bit 1 dropped. Tries both answers of every doubt and every outcome of
/// every choice, by plain recursion over continuations of the program.
class SlowOracle {
public:
    explicit SlowOracle(const Firewall& firewall) : firewall_(firewall) {}

    unsigned fates(const Packet& packet) {
        fates_ = 0;
        stages(packet, firewall_.entering, 0, [&](const Packet& entered) {
            const Value to = entered[Field::destination];
            const bool own = firewall_.own_addresses().contains(to);
            std::vector<Value> ways;
            for (std::size_t i = 1; i < firewall_.interfaces.size(); ++i) {
                if (firewall_.interfaces[i].networks.contains(to)) {
                    ways.push_back(i);
                }
            }
            if (ways.empty()) {
                ways = {0, 1, 2};
            }
            for (const Value way : own ? std::vector<Value>{0} : ways) {
                Packet routed = entered;
                routed[Field::egress] = way;
                stages(routed, own ? firewall_.delivered : firewall_.forwarded, 0,
                       [&](const Packet&) { fates_ |= 1U; });
            }
        });
        return fates_;
    }

private:
    using Then = std::function<void(const Packet&)>;

    void stages(const Packet& packet, const std::vector<Stage>& list, std::size_t at, const Then& passed) {
        if (at == list.size()) {
            passed(packet);
            return;
        }
        const Chain& chain = firewall_.chains[list[at].chain];
        const Then next = [&, at](const Packet& p) { stages(p, list, at + 1, passed); };
        run(list[at].chain, 0, packet, next, [&](const Packet& p) {
            if (!chain.policy || *chain.policy == Verdict::accept) {
                next(p);
            } else {
                fates_ |= 2U;
            }
        });
    }

    void run(ChainId id, std::size_t at, const Packet& packet, const Then& accepted, const Then& back) {
        const Chain& chain = firewall_.chains[id];
        if (at == chain.rules.size()) {
            back(packet);
            return;
        }
        const Rule& rule = chain.rules[at];
        const bool meets_rule = contains(rule.match.boxes, packet);
        if (!meets_rule || !rule.match.doubts.empty()) {
            run(id, at + 1, packet, accepted, back);
        }
        if (!meets_rule) {
            return;
        }
        change(rule, 0, packet, [&](const Packet& p) {
            if (const auto* const decision = std::get_if<Decide>(&rule.action)) {
                if (decision->verdict == Verdict::accept) {
                    accepted(p);
                } else {
                    fates_ |= 2U;
                }
            } else if (const auto* const call = std::get_if<Call>(&rule.action)) {
                run(call->chain, 0, p, accepted, [&](const Packet& returned) {
                    run(id, at + 1, call->restores ? packet : returned, accepted, back);
                });
            } else if (const auto* const jump = std::get_if<Goto>(&rule.action)) {
                run(jump->chain, 0, p, accepted, back);
            } else if (std::holds_alternative<Return>(rule.action)) {
                back(p);
            } else {
                run(id, at + 1, p, accepted, back);
            }
        });
    }

    void change(const Rule& rule, std::size_t at, const Packet& packet, const Then& then) {
        if (at == rule.rewrites.size()) {
            then(packet);
            return;
        }
        const Rewrite& rewrite = rule.rewrites[at];
        Packet next = packet;
        Value& value = next[rewrite.field];
        if (const auto* const bits = std::get_if<Bits>(&rewrite.change)) {
            value = (value & bits->keep) ^ bits->flip;
        } else if (const auto* const shift = std::get_if<Shift>(&rewrite.change)) {
            value += shift->delta;
        } else {
            const Set& from = *std::get<Choose>(rewrite.change).from;
            for (const Interval& interval : from.intervals()) {
                for (Value v = interval.low; v <= interval.high; ++v) {
                    next[rewrite.field] = v;
                    change(rule, at + 1, next, then);
                }
            }
            return;
        }
        change(rule, at + 1, next, then);
    }

    const Firewall& firewall_;
    unsigned fates_ = 0;
};

}  // namespace lyncgate::testing
