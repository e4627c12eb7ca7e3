#include <algorithm>
#include <fmt/format.h>
#include <iterator>

#include "dialects/asa/lowering.hpp"
#include "dialects/asa/names.hpp"
#include "net/address.hpp"

namespace lyncgate::asa {

namespace {

std::optional<Set> set_under(const Config& config, std::string_view word, std::string_view mask_word) {
    const std::optional<Address> address = address_of(config, word);
    const std::optional<Address> mask = parse_address(mask_word);
    if (!address || !mask || address->family() != Family::ipv4 || mask->family() != Family::ipv4) {
        return {};
    }
    const std::optional<int> length = length_of_mask(static_cast<std::uint32_t>(mask->bits()));
    return length ? std::optional(addresses_of(Prefix{*address, *length})) : std::nullopt;
}

std::optional<Set> set_of_prefix(const Config& config, std::string_view word) {
    const std::size_t slash = word.find('/');
    const std::optional<Address> address = address_of(config, word.substr(0, slash));
    const std::optional<unsigned> length =
        slash == std::string_view::npos ? std::nullopt : number_of(word.substr(slash + 1), 128);
    return address && length && static_cast<int>(*length) <= width_of(address->family())
               ? std::optional(addresses_of(Prefix{*address, static_cast<int>(*length)}))
               : std::nullopt;
}

std::optional<Set> set_of_range(const Config& config, const Operand& operand) {
    const std::optional<Address> low = address_of(config, operand.first());
    const std::optional<Address> high = address_of(config, operand.second());
    return low && high && low->family() == high->family() && !(*high < *low)
               ? std::optional(Set(low->number(), high->number()))
               : std::nullopt;
}

/// The addresses of an operand that says them itself; empty when it names something else, or cannot be read.
std::optional<Set> written_addresses(const Config& config, const Operand& operand) {
    switch (operand.kind) {
    case OperandKind::host: {
        const std::optional<Address> address = address_of(config, operand.first());
        return address ? std::optional(Set(address->number())) : std::nullopt;
    }
    case OperandKind::masked: return set_under(config, operand.first(), operand.second());
    case OperandKind::prefix: return set_of_prefix(config, operand.first());
    case OperandKind::range: return set_of_range(config, operand);
    default: return {};
    }
}

BoundedSet no_address(Lowering& lowering, std::string_view word) {
    return unknown_part(lowering, any_address(), fmt::format("'{}' is not an address and no name defines it", word),
                        word);
}

/// An address and a mask that `set_under` could not read.
BoundedSet no_block(Lowering& lowering, std::string_view address, std::string_view mask) {
    const std::optional<Address> known = address_of(*lowering.config, address);
    const std::optional<Address> bits = parse_address(mask);
    if (!known || !bits || known->family() != Family::ipv4 || bits->family() != Family::ipv4) {
        return no_address(lowering, address);
    }
    return unknown_part(lowering, any_ipv4(),
                        fmt::format("'{}' is not a netmask; the ASA takes netmasks, not wildcards", mask), mask);
}

BoundedSet own_address(Lowering& lowering, std::string_view name) {
    const InterfaceBlock* const block = find_interface(*lowering.config, name);
    if (block == nullptr) {
        return unknown_part(lowering, any_address(), fmt::format("interface '{}' is not defined", name), name);
    }
    if (block->dynamic_address || block->addresses.empty()) {
        return unknown_part(lowering, any_address(),
                            fmt::format("the address of interface '{}' is not in the configuration", name), name);
    }
    Set set;
    for (const InterfaceAddress& own : block->addresses) {
        if (const std::optional<Address> address =
                address_of(*lowering.config, own.address.substr(0, own.address.find('/')))) {
            set = unite(set, Set(address->number()));
        }
    }
    return exactly(lowering, std::move(set));
}

BoundedSet of_object(Lowering& lowering, std::string_view name);

BoundedSet of_group(Lowering& lowering, std::string_view name) {
    const Group* const group = find_group(*lowering.config, name);
    if (group == nullptr && find_network(*lowering.config, name) != nullptr) {
        return of_object(lowering, name);
    }
    if (group == nullptr || group->kind != GroupKind::network) {
        return unknown_part(lowering, any_address(),
                            group == nullptr ? fmt::format("object-group '{}' is not defined", name)
                                             : fmt::format("object-group '{}' does not hold addresses", name),
                            name);
    }
    if (const auto known = lowering.networks.find(group->name); known != lowering.networks.end()) {
        return known->second;
    }
    if (std::find(lowering.open.begin(), lowering.open.end(), group->name) != lowering.open.end() ||
        lowering.open.size() > 100) {
        return unknown_part(lowering, any_address(), fmt::format("object-group '{}' holds itself", name), name);
    }
    lowering.open.push_back(group->name);
    std::vector<Interval> certain;
    std::vector<Interval> unsure;
    std::vector<DoubtId> doubts;
    const auto add = [](std::vector<Interval>& to, const Set& set) {
        to.insert(to.end(), set.intervals().begin(), set.intervals().end());
    };
    certain.reserve(group->members.size());
    for (const Operand& member : group->members) {
        // Only the union is kept in the pool.
        if (const std::optional<Set> written = written_addresses(*lowering.config, member)) {
            add(certain, *written);
            continue;
        }
        const BoundedSet part = addresses_of(lowering, member);
        add(certain, *part.certain);
        if (part.certain != part.possible) {
            add(unsure, *part.possible);
            doubts.insert(doubts.end(), part.doubts.begin(), part.doubts.end());
        }
    }
    lowering.open.pop_back();
    SetPool& pool = *lowering.firewall->pool;
    BoundedSet result;
    result.certain = pool.intern(Set::of(std::move(certain)));
    result.possible = unsure.empty() ? result.certain : pool.intern(unite(*result.certain, Set::of(std::move(unsure))));
    // What is certain whatever the doubtful members are is not in doubt.
    if (result.certain != result.possible) {
        std::sort(doubts.begin(), doubts.end());
        doubts.erase(std::unique(doubts.begin(), doubts.end()), doubts.end());
        result.doubts = std::move(doubts);
    }
    lowering.networks.emplace(group->name, result);
    return result;
}

BoundedSet of_object(Lowering& lowering, std::string_view name) {
    const NetworkObject* const object = find_network(*lowering.config, name);
    if (object == nullptr) {
        return find_group(*lowering.config, name) != nullptr
                   ? of_group(lowering, name)
                   : unknown_part(lowering, any_address(), fmt::format("object '{}' is not defined", name), name);
    }
    if (const auto known = lowering.networks.find(object->name); known != lowering.networks.end()) {
        return known->second;
    }
    BoundedSet result;
    if (object->value.kind == OperandKind::none) {
        result = unknown_part(lowering, any_address(), fmt::format("object '{}' has no address", name), object->text);
    } else {
        result = addresses_of(lowering, object->value);
    }
    lowering.networks.emplace(object->name, result);
    return result;
}

}  // namespace

BoundedSet exactly(Lowering& lowering, const Set& set) {
    const Set* const kept = lowering.firewall->pool->intern(set);
    return {kept, kept, {}};
}

BoundedSet every_address(Lowering& lowering) {
    return exactly(lowering, lowering.whole.address, []() -> const Set& { return any_address(); });
}

BoundedSet unknown_part(Lowering& lowering, Set possible, std::string reason, std::string_view at) {
    SetPool& pool = *lowering.firewall->pool;
    const DoubtId doubt = lowering.firewall->doubt(std::move(reason), origin_of(*lowering.config, at));
    return {pool.intern({}), pool.intern(std::move(possible)), {doubt}};
}

BoundedSet addresses_under(Lowering& lowering, std::string_view address, std::string_view mask) {
    const std::optional<Set> set = set_under(*lowering.config, address, mask);
    return set ? exactly(lowering, *set) : no_block(lowering, address, mask);
}

std::optional<Address> address_of(const Config& config, std::string_view word) {
    if (word == "0") {
        return Address::v4(0);
    }
    if (const std::optional<Address> address = parse_address(word)) {
        return address;
    }
    return parse_address(resolve_name(config, word));
}

BoundedSet addresses_of(Lowering& lowering, const Operand& operand) {
    if (const std::optional<Set> written = written_addresses(*lowering.config, operand)) {
        return exactly(lowering, *written);
    }
    switch (operand.kind) {
    case OperandKind::any:
        return lowering.any_is_ipv4 ? exactly(lowering, lowering.whole.ipv4, any_ipv4) : every_address(lowering);
    case OperandKind::any4: return exactly(lowering, lowering.whole.ipv4, any_ipv4);
    case OperandKind::any6: return exactly(lowering, any_ipv6());
    case OperandKind::host: return no_address(lowering, operand.first());
    case OperandKind::masked: return no_block(lowering, operand.first(), operand.second());
    case OperandKind::prefix:
        return unknown_part(lowering, any_address(), fmt::format("'{}' is not a prefix", operand.first()),
                            operand.first());
    case OperandKind::range:
        return unknown_part(lowering, any_address(),
                            fmt::format("'{} {}' is not a range of addresses", operand.first(), operand.second()),
                            operand.first());
    case OperandKind::fqdn:
        return unknown_part(lowering,
                            operand.second() == "v4"   ? any_ipv4()
                            : operand.second() == "v6" ? any_ipv6()
                                                       : any_address(),
                            fmt::format("the addresses of '{}' are looked up at run time (fqdn)", operand.first()),
                            operand.first());
    case OperandKind::interface: return own_address(lowering, operand.first());
    case OperandKind::object: return of_object(lowering, operand.first());
    case OperandKind::group: return of_group(lowering, operand.first());
    default:
        return unknown_part(lowering, any_address(), fmt::format("'{}' is not an address", operand.first()),
                            operand.first());
    }
}

std::pair<BoundedSet, BoundedSet> addresses_of(Lowering& lowering, const Operand& a, const Operand& b) {
    // The pool outgrows every cache: with both sets at hand, the processor fetches their places at once.
    const std::optional<Set> first = written_addresses(*lowering.config, a);
    const std::optional<Set> second = written_addresses(*lowering.config, b);
    return {first ? exactly(lowering, *first) : addresses_of(lowering, a),
            second ? exactly(lowering, *second) : addresses_of(lowering, b)};
}

BoundedSet addresses_named(Lowering& lowering, std::string_view name) {
    const Config& config = *lowering.config;
    if (find_network(config, name) != nullptr) {
        return of_object(lowering, name);
    }
    if (find_group(config, name) != nullptr) {
        return of_group(lowering, name);
    }
    if (name == "any" || name == "any4" || name == "any6") {
        return exactly(lowering, name == "any" ? any_address() : name == "any4" ? any_ipv4() : any_ipv6());
    }
    const bool prefix = name.find('/') != std::string_view::npos;
    return addresses_of(lowering, {prefix ? OperandKind::prefix : OperandKind::host, name, {}});
}

}  // namespace lyncgate::asa
