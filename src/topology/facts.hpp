// What a topology says about a deployment.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "net/set.hpp"
#include "requirements/vocabulary.hpp"
#include "topology/hosts.hpp"
#include "topology/topology.hpp"

namespace lyncgate::topology {

/// Something to write with the reason for it.
struct Reasoned {
    std::string value;
    std::string why;
};

/// The address of one host for a role, or its name when the address is not known.
struct Place {
    std::string host;
    std::vector<std::string> addresses;         ///< empty: to be asked for
    std::vector<std::string> public_addresses;  ///< of an Edge interface; empty: none known
};

/// A deployment in the words of a site file.
struct Facts {
    std::map<std::string, Reasoned> scenario;
    std::map<std::string, std::string> features;  ///< name → what it was seen from
    std::map<std::string, std::vector<Place>> roles;
    std::map<std::string, Set> ports;                ///< tunables that differ from their default
    std::set<std::string> unused;                    ///< kinds of services that say nothing here
    std::map<std::string, std::string> asked_roles;  ///< roles that no topology holds → what is asked
};

Facts facts_of(const Topology& topology, const Hosts& hosts, const Vocabulary& vocabulary);

/// The tunable that a listening port sets, or empty.
std::string tunable_of(const Service& service, const ListeningPort& port);

}  // namespace lyncgate::topology
