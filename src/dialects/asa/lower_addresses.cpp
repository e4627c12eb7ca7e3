#include <algorithm>
#include <fmt/format.h>
#include <iterator>

#include "dialects/asa/lowering.hpp"
#include "dialects/asa/names.hpp"
#include "net/address.hpp"

namespace lyncgate::asa {

namespace {

BoundedSet host(Lowering& lowering, std::string_view word) {
    const std::optional<Address> address = address_of(*lowering.config, word);
    return address ? exactly(lowering, Set(address->number()))
                   : unknown_part(lowering, any_address(),
                                  fmt::format("'{}' is not an address and no name defines it", word), word);
}

BoundedSet prefixed(Lowering& lowering, std::string_view word) {
    const std::size_t slash = word.find('/');
    const std::optional<Address> address = address_of(*lowering.config, word.substr(0, slash));
    const std::optional<unsigned> length = number_of(word.substr(slash + 1), 128);
    if (!address || !length || static_cast<int>(*length) > width_of(address->family())) {
        return unknown_part(lowering, any_address(), fmt::format("'{}' is not a prefix", word), word);
    }
    return exactly(lowering, addresses_of(Prefix{*address, static_cast<int>(*length)}));
}

BoundedSet ranged(Lowering& lowering, const Operand& operand) {
    const std::optional<Address> low = address_of(*lowering.config, operand.first());
    const std::optional<Address> high = address_of(*lowering.config, operand.second());
    if (!low || !high || low->family() != high->family() || *high < *low) {
        return unknown_part(lowering, any_address(),
                            fmt::format("'{} {}' is not a range of addresses", operand.first(), operand.second()),
                            operand.first());
    }
    return exactly(lowering, Set(low->number(), high->number()));
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
    std::vector<Interval> possible;
    std::vector<DoubtId> doubts;
    const auto add = [](std::vector<Interval>& to, const Set& set) {
        to.insert(to.end(), set.intervals().begin(), set.intervals().end());
    };
    for (const Operand& member : group->members) {
        const BoundedSet part = addresses_of(lowering, member);
        add(certain, *part.certain);
        add(possible, *part.possible);
        doubts.insert(doubts.end(), part.doubts.begin(), part.doubts.end());
    }
    lowering.open.pop_back();
    SetPool& pool = *lowering.firewall->pool;
    BoundedSet result{pool.intern(Set::of(std::move(certain))), pool.intern(Set::of(std::move(possible))), {}};
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

BoundedSet exactly(Lowering& lowering, Set set) {
    const Set* const kept = lowering.firewall->pool->intern(std::move(set));
    return {kept, kept, {}};
}

BoundedSet unknown_part(Lowering& lowering, Set possible, std::string reason, std::string_view at) {
    SetPool& pool = *lowering.firewall->pool;
    const DoubtId doubt = lowering.firewall->doubt(std::move(reason), origin_of(*lowering.config, at));
    return {pool.intern({}), pool.intern(std::move(possible)), {doubt}};
}

BoundedSet addresses_under(Lowering& lowering, std::string_view word, std::string_view mask_word) {
    const std::optional<Address> address = address_of(*lowering.config, word);
    const std::optional<Address> mask = parse_address(mask_word);
    if (!address || !mask || address->family() != Family::ipv4 || mask->family() != Family::ipv4) {
        return unknown_part(lowering, any_address(), fmt::format("'{}' is not an address and no name defines it", word),
                            word);
    }
    if (!length_of_mask(static_cast<std::uint32_t>(mask->bits()))) {
        return unknown_part(lowering, any_ipv4(),
                            fmt::format("'{}' is not a netmask; the ASA takes netmasks, not wildcards", mask_word),
                            mask_word);
    }
    return exactly(lowering, *addresses_under_mask(*address, mask->bits()));
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
    switch (operand.kind) {
    case OperandKind::any:
        return lowering.any_is_ipv4
                   ? exactly(lowering, any_ipv4())
                   : exactly(lowering, lowering.whole.address, []() -> const Set& { return any_address(); });
    case OperandKind::any4: return exactly(lowering, any_ipv4());
    case OperandKind::any6: return exactly(lowering, any_ipv6());
    case OperandKind::host: return host(lowering, operand.first());
    case OperandKind::masked: return addresses_under(lowering, operand.first(), operand.second());
    case OperandKind::prefix: return prefixed(lowering, operand.first());
    case OperandKind::range: return ranged(lowering, operand);
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
    if (name.find('/') != std::string_view::npos) {
        return prefixed(lowering, name);
    }
    return host(lowering, name);
}

}  // namespace lyncgate::asa
