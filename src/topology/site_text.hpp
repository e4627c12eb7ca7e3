// From a topology to the text of a site file.
#pragma once

#include <string>

#include "requirements/vocabulary.hpp"
#include "topology/hosts.hpp"
#include "topology/topology.hpp"

namespace lyncgate::topology {

/// A commented site.yaml for a topology: scenario, features, roles and changed ports. What the topology does not say is
/// asked for: a host's name where its address belongs, or "?" with a comment. The site cannot be read before these are
/// filled in. Same input, same bytes.
std::string site_text(const Topology& topology, const Hosts& hosts, const Vocabulary& vocabulary);

}  // namespace lyncgate::topology
