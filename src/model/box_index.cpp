#include "model/box_index.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

namespace lyncgate {

namespace {

constexpr std::size_t block_size = 64;

/// The fields that tell rules apart best come first: most blocks are empty after one or two.
constexpr std::array<Field, field_count> order = {
    Field::destination, Field::source,   Field::destination_port, Field::protocol, Field::source_port, Field::ingress,
    Field::egress,      Field::state,    Field::tcp_flags,        Field::icmp,     Field::mark,        Field::connmark,
    Field::translated,  Field::ipsec_in, Field::ipsec_out};

/// Bit i: the i-th hull of a block of 64 meets [first, last].
__attribute__((target_clones("avx2", "default"), optimize("O3"))) std::uint64_t
meeting(const std::uint16_t* low, const std::uint16_t* high, std::uint16_t first, std::uint16_t last) {
    std::uint8_t hits[block_size];
    for (std::size_t i = 0; i < block_size; ++i) {
        hits[i] = static_cast<std::uint8_t>((low[i] <= last) & (high[i] >= first));
    }
    std::uint64_t mask = 0;
    for (std::size_t i = 0; i < block_size / 8; ++i) {
        std::uint64_t eight = 0;
        std::memcpy(&eight, hits + i * 8, 8);
        // Gathers the low bits of eight bytes, the first byte's lowest.
        mask |= ((eight * 0x0102040810204080ULL) >> 56U) << (i * 8);
    }
    return mask;
}

}  // namespace

BoxIndex::BoxIndex(const std::vector<const Box*>& boxes) : size_(boxes.size()) {
    const std::size_t padded = (size_ + block_size - 1) / block_size * block_size;
    for (const Field field : order) {
        const bool constrained =
            std::any_of(boxes.begin(), boxes.end(), [&](const Box* box) { return (*box)[field] != nullptr; });
        if (!constrained) {
            continue;
        }
        Hulls& hulls = hulls_.emplace_back();
        hulls.field = field;
        hulls.ends.reserve(2 * size_);
        for (const Box* const box : boxes) {
            hulls.ends.push_back(values_of(*box, field).low());
            hulls.ends.push_back(values_of(*box, field).high());
        }
        std::sort(hulls.ends.begin(), hulls.ends.end());
        hulls.ends.erase(std::unique(hulls.ends.begin(), hulls.ends.end()), hulls.ends.end());
        hulls.ends.shrink_to_fit();
        constexpr std::size_t most_ranks = 65'535;  // one less than there are: the padding has the highest
        while (hulls.ends.size() >> static_cast<unsigned>(hulls.dropped) >= most_ranks) {
            ++hulls.dropped;
        }
        hulls.low.assign(padded, ~std::uint16_t{0});
        hulls.high.assign(padded, 0);
        const auto rank = [&](Value value) {
            const auto place = std::lower_bound(hulls.ends.begin(), hulls.ends.end(), value) - hulls.ends.begin();
            return static_cast<std::uint16_t>(place >> hulls.dropped);
        };
        for (std::size_t i = 0; i < size_; ++i) {
            hulls.low[i] = rank(values_of(*boxes[i], field).low());
            hulls.high[i] = rank(values_of(*boxes[i], field).high());
        }
    }
}

bool BoxIndex::add_range(Query& query, std::size_t place, Value low, Value high) const {
    const std::vector<Value>& ends = hulls_[place].ends;
    const auto first = std::lower_bound(ends.begin(), ends.end(), low);
    const auto after = std::upper_bound(first, ends.end(), high);
    // A hull that spans the query without an end point inside it has its ends on either side: ranks still tell.
    if (after == ends.begin() || first == ends.end()) {
        return false;
    }
    const int dropped = hulls_[place].dropped;
    query.ranges[query.count++] = {static_cast<std::uint8_t>(place),
                                   static_cast<std::uint16_t>((first - ends.begin()) >> dropped),
                                   static_cast<std::uint16_t>((after - ends.begin() - 1) >> dropped)};
    return true;
}

BoxIndex::Query BoxIndex::query(const Box& box) const {
    Query query;
    for (std::size_t place = 0; place < hulls_.size() && !query.impossible; ++place) {
        if (const Set* const set = box[hulls_[place].field]) {
            query.impossible = !add_range(query, place, set->low(), set->high());
        }
    }
    return query;
}

BoxIndex::Query BoxIndex::query(const Packet& packet) const {
    Query query;
    for (std::size_t place = 0; place < hulls_.size() && !query.impossible; ++place) {
        const Value value = packet[hulls_[place].field];
        query.impossible = !add_range(query, place, value, value);
    }
    return query;
}

BoxIndex::Scan::Scan(const BoxIndex& index, const Query& query, std::size_t from, std::size_t to)
    : index_(index), query_(query), block_(from / block_size), from_(from), to_(std::min(to, index.size_)) {
    if (query.impossible || from_ >= to_) {
        block_ = (to_ + block_size - 1) / block_size;
        from_ = to_;
        return;
    }
    load();
}

void BoxIndex::Scan::load() {
    const std::size_t begin = block_ * block_size;
    mask_ = ~std::uint64_t{0};
    if (begin < from_) {
        mask_ <<= from_ - begin;
    }
    if (to_ - begin < block_size) {
        mask_ &= (std::uint64_t{1} << (to_ - begin)) - 1;
    }
    for (std::size_t i = 0; i < query_.count && mask_ != 0; ++i) {
        const Query::Range& range = query_.ranges[i];
        const Hulls& hulls = index_.hulls_[range.field];
        mask_ &= meeting(hulls.low.data() + begin, hulls.high.data() + begin, range.first, range.last);
    }
}

std::optional<std::uint32_t> BoxIndex::Scan::next() {
    while (mask_ == 0) {
        ++block_;
        if (block_ * block_size >= to_) {
            --block_;
            return {};
        }
        load();
    }
    const auto bit = static_cast<std::uint32_t>(std::countr_zero(mask_));
    mask_ &= mask_ - 1;
    return static_cast<std::uint32_t>(block_ * block_size) + bit;
}

}  // namespace lyncgate
