// The vocabulary of the packs: roles, features, scenarios and tunables.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "net/set.hpp"
#include "text/source_file.hpp"

namespace lyncgate {

/// Where a role lives. It decides what "any" at the other end of a row means.
enum class Zone : std::uint8_t {
    inside,     ///< the organisation's own network
    perimeter,  ///< a perimeter server's interface towards the inside
    outward,    ///< a perimeter server's interface towards the Internet
    outside,    ///< the Internet; without addresses of its own such a role has those of the Internet
};

/// An end point as Microsoft names it.
struct Role {
    std::string name;     ///< "edge-internal"
    std::string english;  ///< "Edge Server internal interface"
    std::string french;   ///< "Interface interne du serveur Edge"
    Zone zone = Zone::inside;
    std::string parent;                ///< a part has the addresses of its parent unless it has its own; empty: none
    std::string parent_if;             ///< the feature or scenario with which it is such a part; empty: always
    std::vector<std::string> members;  ///< for set roles (`all-servers`): the roles it is the union of
    Origin origin;
};

/// Something a deployment uses or does not use.
struct Feature {
    std::string name;
    std::string title;
    std::vector<std::string> implies;  ///< features that are on as well when this one is
    Origin origin;
};

/// One choice for a part of the deployment: (`edge`, `single-private-nat`), which conditions call
/// `edge-single-private-nat`.
struct Scenario {
    std::string name;    ///< "edge-single-private-nat"
    std::string key;     ///< "edge"
    std::string choice;  ///< "single-private-nat"
    std::string title;
    std::vector<std::string> implies;  ///< scenarios or features that hold as well
    Origin origin;
};

/// A port or range of ports that an administrator can change.
struct Tunable {
    std::string name;  ///< "edge-media"
    std::string title;
    Set printed;                 ///< as the port table prints it
    Set ports;                   ///< the default in effect: start + count; differs from `printed` by a port in places
    std::string service;         ///< "edge": the group under `ports:` in which the parameters are known; may be empty
    std::string start;           ///< "MediaCommunicationPortStart"
    std::string count;           ///< "MediaCommunicationPortCount"; empty: a single port
    std::string enabled_by;      ///< "ClientMediaPortRangeEnabled": the defaults hold until it is true; may be empty
    Set when_enabled;            ///< the default once enabled
    std::string alternative_if;  ///< a feature or scenario with which another default holds; may be empty
    Set alternative;             ///< that default
    Origin origin;
};

/// Every name a pack or a site may use.
struct Vocabulary {
    std::map<std::string, std::string, std::less<>> products;  ///< "lync-server-2013" → "Lync Server 2013"
    std::map<std::string, Role, std::less<>> roles;
    std::map<std::string, Feature, std::less<>> features;
    std::map<std::string, Scenario, std::less<>> scenarios;
    std::map<std::string, Tunable, std::less<>> tunables;
};

/// The names of a map's entries, for suggestions.
template<class Map>
std::vector<std::string_view> names_of(const Map& map) {
    std::vector<std::string_view> names;
    for (const auto& [name, entry] : map) {
        names.push_back(name);
    }
    return names;
}

}  // namespace lyncgate
