// The topology document of Lync: what Topology Builder saves (.tbxml) and Get-CsTopology -AsXml prints.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "text/diagnostic.hpp"
#include "text/source_file.hpp"

namespace lyncgate::topology {

/// A network interface of a machine. An address of 0.0.0.0 (the usual one) means "whichever it has" and is left out.
struct Interface {
    std::string side;  ///< "Primary", "Internal", "External", "Pstn"
    int number = 1;
    std::string address;         ///< empty: not in the file
    std::string public_address;  ///< the address NAT puts in front; empty: none
};

struct Machine {
    std::string fqdn;
    std::vector<Interface> interfaces;
};

/// A pool or a single server: the "cluster" of the document.
struct Pool {
    std::string key;  ///< how services refer to it
    std::string fqdn;
    bool single = false;  ///< can only ever be one machine
    std::vector<Machine> machines;
    Origin origin;
};

/// A listening port of a service.
struct ListeningPort {
    std::string owner;  ///< "AccessEdge", without its "urn:component:" or "urn:application:"
    std::string usage;  ///< "SipClient"
    std::string side;
    int interface = 1;
    std::string protocol;
    std::uint32_t port = 0;
    std::uint32_t count = 1;  ///< how many ports from `port` on
    Origin origin;
};

struct Service {
    std::string role;  ///< "Registrar", "EdgeServer"
    std::size_t pool = 0;
    bool director = false;     ///< a Registrar that only directs
    std::string sql_instance;  ///< for stores: the name of the instance, empty for the default one
    std::vector<ListeningPort> ports;
    Origin origin;
};

/// A topology as far as firewalls are concerned.
struct Topology {
    std::string site;  ///< name of the first central site; may be empty
    std::vector<Pool> pools;
    std::vector<Service> services;
};

/// A topology, or why there is none. Invariant: `topology` is set exactly when no diagnostic is an error.
struct TopologyReading {
    std::optional<Topology> topology;
    std::vector<Diagnostic> diagnostics;
};

/// Reads either form; which one is recognised from the root element.
TopologyReading read_topology(const SourceFile& file);

}  // namespace lyncgate::topology
