#include "model/unfold.hpp"

#include <utility>

#include "model/route.hpp"
#include "model/stage_run.hpp"

namespace lyncgate {

namespace {

/// The packets of the question as they arrive: unmarked and untranslated.
Cube arriving(const Box& question, SetPool& pool) {
    Cube cube;
    cube.before = question;
    const auto zero = [&](Field field) {
        if (cube.before[field] == nullptr) {
            assign(cube.before, field, Set(0), pool);
        }
    };
    zero(Field::mark);
    zero(Field::translated);
    const Set* const state = question[Field::state];
    if (state != nullptr && *state == Set(static_cast<Value>(State::new_))) {
        zero(Field::connmark);
    }
    cube.now = cube.before;
    return cube;
}

}  // namespace

View unfold(const Firewall& firewall, const Box& question, From from, SetPool& pool, const Budget& budget) {
    View view;
    view.firewall = &firewall;
    view.question = question;
    std::vector<Cube> cubes = {arriving(question, pool)};
    view.question = cubes.front().before;
    const auto pass = [&](const std::vector<Stage>& stages, std::vector<Cube> packets) {
        for (const Stage& stage : stages) {
            packets = StageRun(firewall, view, pool, budget).run(stage, std::move(packets));
        }
        return packets;
    };
    if (from == From::itself) {
        cubes = routed(firewall, std::move(cubes), pool, budget, view.complete);
        cubes = pass(firewall.originated, std::move(cubes));
        const Set own = firewall.own_addresses();
        for (Cube& cube : cubes) {
            // A translation may have changed where they go.
            cube.delivered = covers(own, values_of(cube.now, Field::destination));
        }
    } else {
        cubes = pass(firewall.entering, std::move(cubes));
        if (from == From::outside) {
            cubes = routed(firewall, std::move(cubes), pool, budget, view.complete);
        } else {
            for (Cube& cube : cubes) {
                cube.delivered = true;
            }
        }
        std::vector<Cube> delivered;
        std::vector<Cube> forwarded;
        for (Cube& cube : cubes) {
            (cube.delivered ? delivered : forwarded).push_back(std::move(cube));
        }
        forwarded = pass(firewall.forwarded, std::move(forwarded));
        delivered = pass(firewall.delivered, std::move(delivered));
        cubes = std::move(forwarded);
        cubes.insert(cubes.end(), std::make_move_iterator(delivered.begin()), std::make_move_iterator(delivered.end()));
    }
    for (Cube& cube : cubes) {
        view.arrivals.push_back(
            {cube.before, cube.now, cube.delivered, std::move(cube.translations), std::move(cube.doubts)});
    }
    return view;
}

}  // namespace lyncgate
