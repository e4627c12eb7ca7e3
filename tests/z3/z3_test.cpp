// The algebra against Z3, an SMT solver that knows nothing of boxes: random questions, every answer must agree.
#include "catch.hpp"

#include <random>
#include <z3++.h>

#include "model/decide.hpp"
#include "model/subtract.hpp"

namespace lyncgate {

namespace {

using Random = std::mt19937;

constexpr std::array<Field, 3> fields = {Field::protocol, Field::source_port, Field::destination_port};
constexpr unsigned values = 16;  ///< of every field; Z3 sees four bits
constexpr int rounds = 50'000;   ///< of each of the two kinds of questions

unsigned below(Random& random, unsigned limit) {
    return static_cast<unsigned>(random() % limit);
}

Set random_set(Random& random) {
    std::vector<Interval> intervals;
    for (unsigned i = 0; i <= below(random, 2); ++i) {
        const unsigned a = below(random, values);
        const unsigned b = std::min(values - 1, a + below(random, 1 + below(random, values)));
        intervals.push_back({a, b});
    }
    return Set::of(std::move(intervals));
}

/// A box within the values that Z3 sees.
Box random_box(Random& random, SetPool& pool) {
    Box box;
    for (const Field field : fields) {
        assign(box, field, below(random, 3) == 0 ? Set(0, values - 1) : random_set(random), pool);
    }
    return box;
}

/// The same question put to Z3.
class Solver {
public:
    Solver() : solver_(context_, "QF_BV") {
        for (std::size_t i = 0; i < fields.size(); ++i) {
            packet_.push_back(context_.bv_const(std::string(1, static_cast<char>('a' + i)).c_str(), 4));
        }
    }

    z3::expr in(const Box& box) {
        z3::expr all = context_.bool_val(true);
        for (std::size_t i = 0; i < fields.size(); ++i) {
            z3::expr any = context_.bool_val(false);
            for (const Interval& interval : box[fields[i]]->intervals()) {
                any = any || (z3::uge(packet_[static_cast<unsigned>(i)], number(interval.low)) &&
                              z3::ule(packet_[static_cast<unsigned>(i)], number(interval.high)));
            }
            all = all && any;
        }
        return all;
    }
    z3::expr in(const Boxes& boxes) {
        z3::expr any = context_.bool_val(false);
        for (const Box& box : boxes) {
            any = any || in(box);
        }
        return any;
    }
    z3::expr constant(bool value) { return context_.bool_val(value); }
    bool satisfiable(const z3::expr& claim) {
        solver_.push();
        solver_.add(claim);
        const bool answer = solver_.check() == z3::sat;
        solver_.pop();
        return answer;
    }

private:
    z3::expr number(Value value) { return context_.bv_val(static_cast<unsigned>(value), 4); }

    z3::context context_;
    z3::solver solver_;
    z3::expr_vector packet_{context_};
};

}  // namespace

TEST_CASE("Z3 agrees with every subtraction and every proof of coverage") {
    Random random(2013);
    Solver solver;
    std::size_t covered = 0;
    for (int round = 0; round < rounds; ++round) {
        SetPool pool;
        const Box box = random_box(random, pool);
        Boxes cuts;
        std::vector<const Box*> pointers;
        for (unsigned i = below(random, 7); i > 0; --i) {
            cuts.push_back(random_box(random, pool));
        }
        for (const Box& cut : cuts) {
            pointers.push_back(&cut);
        }
        const Remainder left = subtract(box, cuts, pool);
        const z3::expr expected = solver.in(box) && !solver.in(cuts);
        REQUIRE(left.complete);
        REQUIRE_FALSE(solver.satisfiable(expected != solver.in(left.boxes)));
        const bool all = prove_covered(box, pointers, pool).result == Covering::covered;
        REQUIRE(all == left.boxes.empty());
        covered += all ? 1 : 0;
    }
    REQUIRE(covered > 1'000);
}

TEST_CASE("Z3 agrees with what random chains certainly drop and what they leave undecided") {
    Random random(1979);
    Solver solver;
    std::size_t undecided = 0;
    for (int round = 0; round < rounds; ++round) {
        Firewall firewall;
        SetPool& pool = *firewall.pool;
        Chain chain;
        chain.name = "chain";
        chain.policy = below(random, 2) == 0 ? Verdict::accept : Verdict::drop;
        // From the last rule to the first: what may happen to a packet that comes to the rule.
        z3::expr may_pass = solver.constant(*chain.policy == Verdict::accept);
        z3::expr may_drop = solver.constant(*chain.policy == Verdict::drop);
        for (unsigned i = below(random, 6); i > 0; --i) {
            Rule rule;
            const Box box = random_box(random, pool);
            rule.match.boxes = {box};
            const bool accepts = below(random, 2) == 0;
            rule.action = Decide{accepts ? Verdict::accept : Verdict::drop};
            const bool doubtful = below(random, 4) == 0;
            if (doubtful) {
                rule.match.doubts.push_back(firewall.doubt("cannot be known", {}));
            }
            const z3::expr meets_rule = solver.in(box);
            const z3::expr goes_on = solver.constant(doubtful) || !meets_rule;
            may_pass = (meets_rule && solver.constant(accepts)) || (goes_on && may_pass);
            may_drop = (meets_rule && solver.constant(!accepts)) || (goes_on && may_drop);
            chain.rules.insert(chain.rules.begin(), std::move(rule));
        }
        firewall.chains.push_back(std::move(chain));
        firewall.forwarded.push_back({0, "chain"});
        prepare(firewall);
        const Box question = random_box(random, pool);
        const View view = unfold(firewall, question, From::outside, pool);
        const Answer answer = decide(view, pool);
        REQUIRE(answer.complete);
        const Boxes closed = packets_of(answer.closed, pool);
        const Boxes open = packets_of(answer.undecided, pool);
        const z3::expr asked = solver.in(question);
        const z3::expr differs =
            ((may_drop && !may_pass) != solver.in(closed)) || ((may_drop && may_pass) != solver.in(open));
        REQUIRE_FALSE(solver.satisfiable(asked && differs));
        undecided += open.empty() ? 0 : 1;
    }
    REQUIRE(undecided > 1'000);
}

}  // namespace lyncgate
