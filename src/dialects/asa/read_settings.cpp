#include <charconv>

#include "asa/settings.hpp"
#include "dialects/asa/match.hpp"

namespace lyncgate::asa {

namespace {

namespace g = lyncgate::grammar::asa::settings;

template<class Rule>
struct name_action : tao::pegtl::nothing<Rule> {};
template<>
struct name_action<g::name_value> : keeps<&Name::value> {};
template<>
struct name_action<g::name_alias> : keeps<&Name::alias> {};

template<class Rule>
struct route_action : tao::pegtl::nothing<Rule> {};
template<>
struct route_action<g::route_interface> : keeps<&Route::interface> {};
template<>
struct route_action<g::route_network> : keeps<&Route::network> {};
template<>
struct route_action<g::route_mask> : keeps<&Route::mask> {};
template<>
struct route_action<g::route_gateway> : keeps<&Route::gateway> {};
template<>
struct route_action<g::route_track> : sets<&Route::tracked, true> {};
template<>
struct route_action<g::route_tunneled> : sets<&Route::tunneled, true> {};

template<class Rule>
struct group_action : tao::pegtl::nothing<Rule> {};
template<>
struct group_action<g::bound_list> : keeps<&AccessGroup::list> {};
template<>
struct group_action<g::bound_interface> : keeps<&AccessGroup::interface> {};
template<>
struct group_action<g::direction_in> : sets<&AccessGroup::direction, Direction::in> {};
template<>
struct group_action<g::direction_out> : sets<&AccessGroup::direction, Direction::out> {};
template<>
struct group_action<g::direction_global> : sets<&AccessGroup::direction, Direction::global> {};
template<>
struct group_action<g::per_user_override> : sets<&AccessGroup::per_user_override, true> {};
template<>
struct group_action<g::control_plane> : sets<&AccessGroup::control_plane, true> {};

struct Version3 {
    int major = 0;
    int minor = 0;
};

Version3 numbers_of(std::string_view text) {
    Version3 version;
    const char* const end = text.data() + text.size();
    const auto major = std::from_chars(text.data(), end, version.major);
    if (major.ec == std::errc{} && major.ptr != end && *major.ptr == '.') {
        std::from_chars(major.ptr + 1, end, version.minor);
    }
    return version;
}

/// `ASA Version 9.8(4)`.
Treated read_version(Reader& reader, std::string_view statement) {
    const std::string_view product = first_word(statement);
    Version& version = reader.config.version;
    version.text = statement;
    version.product = same_word(product, "ASA")    ? Product::asa
                      : same_word(product, "PIX")  ? Product::pix
                      : same_word(product, "FWSM") ? Product::fwsm
                                                   : Product::unknown;
    const Version3 numbers = numbers_of(word_at(statement, 2));
    version.major = numbers.major;
    version.minor = numbers.minor;
    return modelled();
}

Treated read_sysopt(Reader& reader, std::string_view statement, bool negated) {
    if (same_word(word_at(statement, 1), "connection")) {
        const std::string_view what = word_at(statement, 2);
        if (same_word(what, "permit-vpn") || same_word(what, "permit-ipsec")) {
            reader.config.vpn_bypasses_lists = !negated;
            reader.config.no_vpn_bypass = negated ? statement : std::string_view{};
            return modelled();
        }
    }
    return irrelevant();
}

}  // namespace

Treated read_name(Reader& reader, std::string_view statement) {
    Name name;
    if (!read_with<g::name_line, name_action>(reader, statement, name)) {
        return broken("statements that use the name are undecided");
    }
    const auto [place, fresh] = reader.config.name_index.try_emplace(name.alias, reader.config.names.size());
    if (fresh) {
        reader.config.names.push_back(name);
    } else {
        reader.config.names[place->second].value = name.value;
    }
    return modelled();
}

Treated read_route(Reader& reader, std::string_view statement) {
    Route route;
    const bool ipv6 = same_word(first_word(statement), "ipv6");
    const bool read = ipv6 ? read_with<g::v6_route_line, route_action>(reader, statement, route)
                           : read_with<g::route_line, route_action>(reader, statement, route);
    if (!read) {
        return broken("the route is not known");
    }
    route.text = statement;
    reader.config.routes.push_back(route);
    return modelled();
}

Treated read_access_group(Reader& reader, std::string_view statement) {
    AccessGroup group;
    if (!read_with<g::access_group_line, group_action>(reader, statement, group)) {
        doubt_everything(reader, statement, "an access list may be bound that is not known");
        return broken("the list it binds is not applied");
    }
    group.text = statement;
    reader.config.access_groups.push_back(group);
    return modelled();
}

Treated read_setting(Reader& reader, std::string_view statement) {
    Config& config = reader.config;
    const bool negated = same_word(first_word(statement), "no");
    const std::string_view positive = negated ? after_first_word(statement) : statement;
    const std::string_view word = first_word(positive);
    if (same_word(word, "sysopt")) {
        return read_sysopt(reader, positive, negated);
    }
    if (same_word(word, "same-security-traffic")) {
        const std::string_view which = word_at(positive, 2);
        if (same_word(which, "inter-interface")) {
            config.inter_interface = !negated;
        } else if (same_word(which, "intra-interface")) {
            config.intra_interface = !negated;
        } else {
            report_unreadable(reader, statement, statement.size(), "permit inter-interface or permit intra-interface");
            return broken();
        }
        return modelled();
    }
    if (same_word(word, "nat-control")) {
        config.nat_control = negated ? std::string_view{} : statement;
        return modelled();
    }
    if (same_word(word, "names")) {
        config.names_enabled = !negated;
        return modelled();
    }
    if (same_word(word, "hostname")) {
        config.hostname = word_at(positive, 1);
        return irrelevant();
    }
    if (same_word(word, "firewall") && same_word(word_at(positive, 1), "transparent")) {
        config.transparent = negated ? std::string_view{} : statement;
        return modelled();
    }
    if (begins_with(positive, "ip verify reverse-path interface")) {
        config.reverse_path.push_back(word_at(positive, 4));
        return negated ? irrelevant() : modelled();
    }
    if (same_word(word_at(statement, 1), "Version")) {
        return read_version(reader, statement);
    }
    return irrelevant();
}

}  // namespace lyncgate::asa
