#include "dialects/asa/bindings.hpp"

#include <algorithm>

namespace lyncgate::asa {

Rule rule(Lowering& lowering, BoxList boxes, Action action, std::string_view text) {
    Rule made;
    made.match.boxes = std::move(boxes);
    made.action = action;
    made.origin = origin_of(*lowering.config, text);
    return made;
}

Rule doubtful(Lowering& lowering, BoxList boxes, Action action, std::string reason, std::string_view text) {
    Rule made = rule(lowering, std::move(boxes), action, text);
    made.match.doubts.push_back(lowering.firewall->doubt(std::move(reason), made.origin));
    return made;
}

bool binds(const AccessGroup& group, Direction direction) {
    return group.direction == direction && !group.control_plane;
}

const AccessGroup* global_group(const Config& config) {
    const auto found = std::find_if(config.access_groups.begin(), config.access_groups.end(),
                                    [](const AccessGroup& group) { return binds(group, Direction::global); });
    return found == config.access_groups.end() ? nullptr : &*found;
}

/// The last access-group of an interface and direction counts for each family; FWSM and 7.x bind an IPv6 list beside
/// the IPv4 one.
std::vector<const AccessGroup*> bound_to(const Config& config, std::string_view interface, Direction direction) {
    std::vector<const AccessGroup*> groups;
    for (const AccessGroup& group : config.access_groups) {
        if (!binds(group, direction) || group.interface != interface) {
            continue;
        }
        const AccessList* const list = find_list(config, group.list);
        const auto kind = [&config](const AccessGroup* other) {
            const AccessList* const known = find_list(config, other->list);
            return known == nullptr ? 0 : known->ipv6_only ? 1 : known->kind == ListKind::ethertype ? 2 : 0;
        };
        const int own = list == nullptr ? 0 : kind(&group);
        std::erase_if(groups, [&](const AccessGroup* other) { return kind(other) == own; });
        groups.push_back(&group);
    }
    return groups;
}

std::vector<std::string_view> named_interfaces(const Config& config) {
    std::vector<std::string_view> names;
    const auto add = [&names](std::string_view name) {
        if (!name.empty() && std::find(names.begin(), names.end(), name) == names.end()) {
            names.push_back(name);
        }
    };
    for (const InterfaceBlock& block : config.interfaces) {
        add(block.name);
    }
    for (const AccessGroup& group : config.access_groups) {
        add(group.interface);
    }
    return names;
}

}  // namespace lyncgate::asa
