// The same question about many things, on all cores.
#pragma once

#include <algorithm>
#include <cstddef>
#include <tbb/parallel_for.h>
#include <vector>

#include "model/set_pool.hpp"

namespace lyncgate {

/// Runs `work(i)` for every i below `count`; each i must write to places of its own.
template<class Work>
void for_each_in_parallel(std::size_t count, Work work) {
    tbb::parallel_for(std::size_t{0}, count, work);
}

/// `compute(i, pool)` for every i below `count`, in order of i whatever the number of threads. Each call may use the
/// scratch pool it is given, and must not keep anything of it.
template<class Result, class Compute>
std::vector<Result> in_parallel(std::size_t count, Compute compute) {
    constexpr std::size_t worth_a_thread = 512;
    constexpr std::size_t chunk = 64;
    std::vector<Result> results(count);
    const auto run = [&](std::size_t from, std::size_t to) {
        SetPool pool;
        for (std::size_t i = from; i < to; ++i) {
            results[i] = compute(i, pool);
        }
    };
    if (count < worth_a_thread) {
        run(0, count);
        return results;
    }
    tbb::parallel_for(std::size_t{0}, (count + chunk - 1) / chunk,
                      [&](std::size_t part) { run(part * chunk, std::min(count, (part + 1) * chunk)); });
    return results;
}

}  // namespace lyncgate
