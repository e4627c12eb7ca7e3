#include "model/box.hpp"

#include <algorithm>
#include <bit>

#include "net/protocol.hpp"

namespace lyncgate {

bool assign(Box& box, Field field, const Set& set, SetPool& pool) {
    if (set.empty()) {
        return false;
    }
    box.sets[index_of(field)] = set == domain_of(field) ? nullptr : pool.intern(set);
    return true;
}

bool narrow(Box& box, Field field, const Set& set, SetPool& pool) {
    const Set* const held = box[field];
    if (held == nullptr) {
        const Set& domain = domain_of(field);
        return covers(domain, set) ? assign(box, field, set, pool) : assign(box, field, intersect(set, domain), pool);
    }
    if (held == &set || covers(set, *held)) {
        return true;
    }
    return assign(box, field, intersect(*held, set), pool);
}

bool meets(const Box& a, const Box& b) {
    // Hulls first: a port that differs saves comparing two object groups.
    std::uint32_t open = 0;
    for (std::size_t f = 0; f < field_count; ++f) {
        const Set* const x = a.sets[f];
        const Set* const y = b.sets[f];
        if (x == nullptr || y == nullptr || x == y) {
            continue;
        }
        if (x->high() < y->low() || y->high() < x->low()) {
            return false;
        }
        open |= x->intervals().size() > 1 || y->intervals().size() > 1 ? 1U << f : 0U;
    }
    // Then the rest, ports before addresses.
    while (open != 0) {
        const auto f = static_cast<std::size_t>(std::bit_width(open) - 1);
        if (disjoint(*a.sets[f], *b.sets[f])) {
            return false;
        }
        open &= ~(1U << f);
    }
    return true;
}

bool covers(const Box& outer, const Box& inner) {
    for (std::size_t f = 0; f < field_count; ++f) {
        const Set* const o = outer.sets[f];
        const Set* const i = inner.sets[f];
        if (o != nullptr && o != i && (i == nullptr || !covers(*o, *i))) {
            return false;
        }
    }
    return true;
}

std::optional<Box> intersect(const Box& a, const Box& b, SetPool& pool) {
    Box both = a;
    for (std::size_t f = 0; f < field_count; ++f) {
        const Set* const y = b.sets[f];
        if (y == nullptr || y == a.sets[f]) {
            continue;
        }
        if (a.sets[f] == nullptr) {
            both.sets[f] = y;
        } else if (!narrow(both, static_cast<Field>(f), *y, pool)) {
            return {};
        }
    }
    return both;
}

bool same(const Box& a, const Box& b) {
    return std::equal(a.sets.begin(), a.sets.end(), b.sets.begin(),
                      [](const Set* x, const Set* y) { return x == y || (x != nullptr && y != nullptr && *x == *y); });
}

bool contains(const Box& box, const Packet& packet) {
    for (std::size_t f = 0; f < field_count; ++f) {
        if (box.sets[f] != nullptr && !box.sets[f]->contains(packet.values[f])) {
            return false;
        }
    }
    return true;
}

bool contains(const Boxes& boxes, const Packet& packet) {
    return std::any_of(boxes.begin(), boxes.end(), [&](const Box& box) { return contains(box, packet); });
}

Box box_of(const Packet& packet, SetPool& pool) {
    Box box;
    for (std::size_t f = 0; f < field_count; ++f) {
        box.sets[f] = pool.intern(Set(packet.values[f]));
    }
    return box;
}

namespace {

Value preferred(const Set& set, std::initializer_list<Value> wishes) {
    for (const Value wish : wishes) {
        if (set.contains(wish)) {
            return wish;
        }
    }
    return set.low();
}

/// The second address of a block rather than its network address; IPv4 rather than IPv6 when both are there.
Value example_address(const Set& set) {
    const Interval& first = set.intervals().back();
    return first.high > first.low ? first.low + 1 : first.low;
}

}  // namespace

Packet example_of(const Box& box) {
    Packet packet;
    packet[Field::source] = example_address(values_of(box, Field::source));
    packet[Field::destination] = example_address(values_of(box, Field::destination));
    packet[Field::protocol] = preferred(values_of(box, Field::protocol), {6, 17, 1});
    packet[Field::source_port] = preferred(values_of(box, Field::source_port), {50000, 40000, 1024});
    packet[Field::destination_port] = values_of(box, Field::destination_port).low();
    packet[Field::icmp] = preferred(values_of(box, Field::icmp), {icmp_value(8, 0), icmp_value(128, 0)});
    packet[Field::tcp_flags] = preferred(values_of(box, Field::tcp_flags), {syn, ack});
    for (const Field field : {Field::state, Field::ingress, Field::egress, Field::mark, Field::connmark,
                              Field::translated, Field::ipsec_in, Field::ipsec_out}) {
        packet[field] = values_of(box, field).low();
    }
    return packet;
}

}  // namespace lyncgate
