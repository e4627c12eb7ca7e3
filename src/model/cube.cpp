#include "model/cube.hpp"

#include <algorithm>

namespace lyncgate {

namespace {

constexpr std::size_t most_blocks = 256;

/// The values a set has after `change`, or nothing when too many to say.
Set image(const Set& set, Field field, const std::variant<Bits, Shift, Choose>& change) {
    if (const auto* const choose = std::get_if<Choose>(&change)) {
        return choose->from == nullptr ? domain_of(field) : *choose->from;
    }
    if (const auto* const shift = std::get_if<Shift>(&change)) {
        return intersect(shifted(set, shift->delta), domain_of(field));
    }
    const Bits& bits = std::get<Bits>(change);
    if (bits.keep == 0) {
        return Set(bits.flip);
    }
    if (set.single()) {
        return Set((set.low() & bits.keep) ^ bits.flip);
    }
    return domain_of(field);
}

void fix(Cube& cube, Field field, Value value, SetPool& pool) {
    assign(cube.now, field, Set(value), pool);
    cube.links[index_of(field)] = {Link::Kind::fixed, 0};
}

void loosen(Cube& cube, Field field, const Set& values, SetPool& pool) {
    assign(cube.now, field, values, pool);
    cube.links[index_of(field)] = {Link::Kind::loose, 0};
}

/// Narrows the arrival side of a field to what leads to the present values `now`.
bool pull_back(Cube& cube, Field field, const Set& now, SetPool& pool) {
    const Link& link = cube.links[index_of(field)];
    return link.kind != Link::Kind::shifted || narrow(cube.before, field, shifted(now, Value{0} - link.delta), pool);
}

/// The cube with another arrival side, which is a part of the one it has.
Cube arrived_as(const Cube& cube, const Box& before, SetPool& pool) {
    Cube part = cube;
    part.before = before;
    for (const Field field : all_fields) {
        const Link& link = cube.links[index_of(field)];
        if (link.kind == Link::Kind::shifted && before[field] != cube.before[field]) {
            assign(part.now, field, shifted(values_of(before, field), link.delta), pool);
        }
    }
    return part;
}

/// (old & keep) ^ flip where the low bits are kept: block by block it moves the values by a constant.
std::vector<Cube> moved_by_blocks(const Cube& cube, Field field, const Bits& bits, SetPool& pool) {
    int low_run = 0;
    while (low_run < 128 && (bits.keep >> low_run & 1) != 0) {
        ++low_run;
    }
    const Value block = low_run == 128 ? ~Value{0} : (Value{1} << low_run) - 1;
    const Set now = values_of(cube.now, field);
    std::vector<Cube> cubes;
    for (const Interval& interval : now.intervals()) {
        Value low = interval.low;
        while (true) {
            const Value end = std::min(interval.high, low | block);
            if (cubes.size() == most_blocks) {
                Cube loose = cube;
                loosen(loose, field, domain_of(field), pool);
                return {loose};
            }
            Cube part = cube;
            assign(part.now, field, Set(low, end), pool);
            if (pull_back(part, field, Set(low, end), pool)) {
                const Value delta = ((low & bits.keep) ^ bits.flip) - low;
                Link& link = part.links[index_of(field)];
                assign(part.now, field, Set(low + delta, end + delta), pool);
                link.delta += delta;
                cubes.push_back(std::move(part));
            }
            if (end == interval.high) {
                break;
            }
            low = end + 1;
        }
    }
    return cubes;
}

}  // namespace

std::optional<Hit> meet(const Cube& cube, const Box& box, SetPool& pool) {
    if (!meets(cube.now, box)) {
        return {};
    }
    Hit hit{cube, true};
    for (const Field field : all_fields) {
        const Set* const wanted = box[field];
        if (wanted == nullptr || wanted == cube.now[field] || covers(*wanted, values_of(cube.now, field))) {
            continue;
        }
        if (cube.links[index_of(field)].kind == Link::Kind::loose) {
            hit.certain = false;
            continue;
        }
        narrow(hit.part.now, field, *wanted, pool);
        if (!pull_back(hit.part, field, values_of(hit.part.now, field), pool)) {
            return {};
        }
    }
    return hit;
}

bool leave(const Cube& cube, const Boxes& taken, std::vector<Cube>& rest, SetPool& pool, const Budget& budget) {
    const Remainder remainder = subtract(cube.before, taken, pool, budget);
    for (const Box& before : remainder.boxes) {
        rest.push_back(arrived_as(cube, before, pool));
    }
    return remainder.complete;
}

std::optional<Cube> restricted(const Cube& cube, const Box& before, SetPool& pool) {
    const std::optional<Box> both = intersect(cube.before, before, pool);
    return both ? std::optional(arrived_as(cube, *both, pool)) : std::nullopt;
}

std::vector<Cube> rewritten(const Cube& cube, const Rewrite& rewrite, SetPool& pool) {
    const Field field = rewrite.field;
    const Link& link = cube.links[index_of(field)];
    Cube result = cube;
    if (const auto* const bits = std::get_if<Bits>(&rewrite.change)) {
        const bool unchanged = bits->flip == 0 && (domain_of(field).high() & ~bits->keep) == 0;
        if (unchanged) {
            return {result};
        }
        const Set& now = values_of(cube.now, field);
        if (bits->keep == 0 || (now.single() && link.kind != Link::Kind::loose)) {
            fix(result, field, bits->keep == 0 ? bits->flip : (now.low() & bits->keep) ^ bits->flip, pool);
        } else if (link.kind == Link::Kind::shifted) {
            return moved_by_blocks(cube, field, *bits, pool);
        } else {
            loosen(result, field, image(now, field, rewrite.change), pool);
        }
        return {result};
    }
    if (const auto* const shift = std::get_if<Shift>(&rewrite.change)) {
        assign(result.now, field, shifted(values_of(cube.now, field), shift->delta), pool);
        result.links[index_of(field)].delta += shift->delta;
        return {result};
    }
    const Set* const from = std::get<Choose>(rewrite.change).from;
    if (from != nullptr && from->single()) {
        fix(result, field, from->low(), pool);
    } else {
        loosen(result, field, from == nullptr ? domain_of(field) : *from, pool);
    }
    return {result};
}

Cube perhaps_rewritten(const Cube& cube, const Rewrite& rewrite, SetPool& pool) {
    Cube result = cube;
    const Set& now = values_of(cube.now, rewrite.field);
    loosen(result, rewrite.field, unite(now, image(now, rewrite.field, rewrite.change)), pool);
    return result;
}

}  // namespace lyncgate
