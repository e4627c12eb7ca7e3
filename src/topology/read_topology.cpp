#include "topology/topology.hpp"

#include <charconv>
#include <functional>
#include <map>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <pugixml.hpp>

namespace lyncgate::topology {
namespace {

/// An element's name without its namespace prefix.
std::string_view name_of(const pugi::xml_node& node) {
    const std::string_view name = node.name();
    const std::size_t colon = name.find(':');
    return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

/// The node after `node` in the order of the document, or nothing at the end of `top`.
pugi::xml_node next_in_order(pugi::xml_node node, const pugi::xml_node& top) {
    if (node.first_child()) {
        return node.first_child();
    }
    while (node && node != top && !node.next_sibling()) {
        node = node.parent();
    }
    return node == top ? pugi::xml_node() : node.next_sibling();
}

/// Every element of this name below a node, in the order of the document, however deep.
void for_each_below(const pugi::xml_node& top, std::string_view name,
                    const std::function<void(const pugi::xml_node&)>& visit) {
    for (pugi::xml_node node = top.first_child(); node; node = next_in_order(node, top)) {
        if (node.type() == pugi::node_element && name_of(node) == name) {
            visit(node);
        }
    }
}

pugi::xml_node first_below(const pugi::xml_node& top, std::string_view name) {
    pugi::xml_node found;
    for_each_below(top, name, [&](const pugi::xml_node& node) { found = found ? found : node; });
    return found;
}

std::string text_of(const pugi::xml_node& node, const char* attribute) {
    return node.attribute(attribute).as_string();
}

/// What is read, and what for.
struct Reader {
    const SourceFile& file;
    bool offsets_hold = true;  ///< whether offsets of the parser are offsets of the file
    Topology topology;
    std::vector<Diagnostic> diagnostics;
    std::map<std::string, std::size_t> pools;  ///< by key, and by the keys of their SQL instances
    std::map<std::string, std::string> sql_instances;

    Origin origin_of(const pugi::xml_node& node) const {
        const std::ptrdiff_t offset = node.offset_debug();
        if (!offsets_hold || offset < 0) {
            return {&file, {0, 0}};
        }
        const auto begin = static_cast<std::uint32_t>(offset);
        return {&file, {begin, begin + static_cast<std::uint32_t>(std::string_view(node.name()).size())}};
    }

    void error(const pugi::xml_node& node, std::string message, std::string help = {}) {
        diagnostics.push_back({Level::error, std::move(message), origin_of(node), {}, std::move(help), {}});
    }

    std::uint32_t number(const pugi::xml_node& node, const char* attribute, std::uint32_t when_absent) {
        const std::string text = text_of(node, attribute);
        if (text.empty()) {
            return when_absent;
        }
        std::uint32_t value = 0;
        const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (problem != std::errc() || end != text.data() + text.size() || value > 65536) {
            error(node, fmt::format("{} is \"{}\", expected a number up to 65536", attribute, text));
            return when_absent;
        }
        return value;
    }
};

/// "1:3": how Get-CsTopology names a cluster.
std::string cluster_id(const pugi::xml_node& node) {
    return text_of(node, "SiteId") + ":" + text_of(node, "Number");
}

/// The key of a cluster in either form.
std::string key_of(const pugi::xml_node& cluster) {
    const std::string unique = text_of(cluster, "UniqueId");
    if (!unique.empty()) {
        return unique;
    }
    for (const pugi::xml_node& child : cluster.children()) {
        if (name_of(child) == "ClusterId") {
            return cluster_id(child);
        }
    }
    return {};
}

std::string known_address(const std::string& address) {
    return address == "0.0.0.0" || address == "::" ? std::string() : address;
}

Machine read_machine(Reader& reader, const pugi::xml_node& node, const std::string& pool_fqdn) {
    Machine machine;
    machine.fqdn = text_of(node, "Fqdn");
    // A single server's machine may repeat nothing of its pool.
    if (machine.fqdn.empty()) {
        machine.fqdn = pool_fqdn;
    }
    for_each_below(node, "NetInterface", [&](const pugi::xml_node& net) {
        Interface interface;
        interface.side = text_of(net, "InterfaceSide");
        interface.number = static_cast<int>(reader.number(net, "InterfaceNumber", 1));
        interface.address = known_address(text_of(net, "IPAddress"));
        interface.public_address = known_address(text_of(net, "ConfiguredIPAddress"));
        machine.interfaces.push_back(std::move(interface));
    });
    return machine;
}

void read_pool(Reader& reader, const pugi::xml_node& node) {
    Pool pool;
    pool.key = key_of(node);
    pool.fqdn = text_of(node, "Fqdn");
    pool.single = node.attribute("IsSingleMachineOnly").as_bool();
    pool.origin = reader.origin_of(node);
    if (pool.key.empty() || pool.fqdn.empty()) {
        reader.error(node, "a cluster without an identifier or a name", "export the topology again");
        return;
    }
    for_each_below(node, "Machine", [&](const pugi::xml_node& machine) {
        pool.machines.push_back(read_machine(reader, machine, pool.fqdn));
    });
    if (pool.machines.empty()) {
        pool.machines.push_back({pool.fqdn, {}});
    }
    const std::size_t index = reader.topology.pools.size();
    reader.pools[pool.key] = index;
    for_each_below(node, "SqlInstance", [&](const pugi::xml_node& instance) {
        const std::string key = text_of(instance, "UniqueId");
        if (!key.empty()) {
            reader.pools[key] = index;
            reader.sql_instances[key] = text_of(instance, "Name");
        }
    });
    reader.topology.pools.push_back(std::move(pool));
}

ListeningPort read_port(Reader& reader, const pugi::xml_node& node) {
    ListeningPort port;
    port.owner = text_of(node, "Owner");
    port.owner = port.owner.substr(port.owner.rfind(':') + 1);
    port.usage = text_of(node, "Usage");
    port.side = text_of(node, "InterfaceSide");
    port.interface = static_cast<int>(reader.number(node, "InterfaceNumber", 1));
    port.protocol = text_of(node, "Protocol");
    port.port = reader.number(node, "Port", 0);
    port.count = reader.number(node, "Range", 1);
    port.origin = reader.origin_of(node);
    if (port.port > 65535 || port.port + port.count - 1 > 65535) {
        reader.error(node, fmt::format("{} ports from {} on reach beyond 65535", port.count, port.port));
    }
    return port;
}

void read_service(Reader& reader, const pugi::xml_node& node) {
    Service service;
    service.role = text_of(node, "RoleName");
    std::string installed_on = text_of(node, "InstalledOn");
    for (const pugi::xml_node& child : node.children()) {
        const std::string_view name = name_of(child);
        if (name == "ServiceId" && service.role.empty()) {
            service.role = text_of(child, "RoleName");
        } else if (name == "InstalledOn" && installed_on.empty()) {
            installed_on = cluster_id(first_below(child, "ClusterId"));
            service.sql_instance = text_of(first_below(child, "SqlInstanceId"), "Name");
        } else if (name == "Ports") {
            for_each_below(child, "Port",
                           [&](const pugi::xml_node& port) { service.ports.push_back(read_port(reader, port)); });
        } else if (child.attribute("IsDirector").as_bool()) {
            service.director = true;
        }
    }
    service.origin = reader.origin_of(node);
    const auto pool = reader.pools.find(installed_on);
    if (service.role.empty() || pool == reader.pools.end()) {
        reader.error(node,
                     service.role.empty() ? "a service without a role"
                                          : fmt::format("service {} is installed on \"{}\", which is not in the file",
                                                        service.role, installed_on),
                     "export the topology again");
        return;
    }
    service.pool = pool->second;
    if (const auto instance = reader.sql_instances.find(installed_on); instance != reader.sql_instances.end()) {
        service.sql_instance = instance->second;
    }
    reader.topology.services.push_back(std::move(service));
}

void read_document(Reader& reader, const pugi::xml_document& document) {
    const pugi::xml_node root = document.document_element();
    const std::string_view name = name_of(root);
    if (name != "TopologyBuilder" && name != "Topology") {
        reader.error(root, fmt::format("root element \"{}\" is not that of a topology", name),
                     "give the file that Topology Builder saves, or the output of Get-CsTopology -AsXml");
        return;
    }
    // Topology Builder may hold the topology as it was beside the new one; the new one is what will be published.
    const pugi::xml_node fresh = first_below(document, "NewTopology");
    const pugi::xml_node top = fresh ? fresh : root;
    const pugi::xml_node site = first_below(top, "CentralSite");
    reader.topology.site = text_of(site, "Name");
    for (const pugi::xml_node& child : site.children()) {
        if (name_of(child) == "Name") {
            reader.topology.site = child.child_value();
        }
    }
    for_each_below(top, "Cluster", [&](const pugi::xml_node& node) { read_pool(reader, node); });
    for_each_below(top, "Service", [&](const pugi::xml_node& node) { read_service(reader, node); });
    if (reader.topology.services.empty() && reader.diagnostics.empty()) {
        reader.error(root, "the topology holds no service", "export it again");
    }
}

}  // namespace

TopologyReading read_topology(const SourceFile& file) {
    pugi::xml_document document;
    const std::string_view text = file.text();
    const pugi::xml_parse_result parsed = document.load_buffer(text.data(), text.size());
    Reader reader{file, true, {}, {}, {}, {}};
    // Other encodings are converted before they are parsed, so that offsets mean nothing in the file.
    reader.offsets_hold = parsed.encoding == pugi::encoding_utf8 && !text.starts_with("\xEF\xBB\xBF");
    if (!parsed) {
        const auto at = static_cast<std::uint32_t>(reader.offsets_hold ? parsed.offset : 0);
        reader.diagnostics.push_back({Level::error,
                                      fmt::format("not well-formed XML: {}", parsed.description()),
                                      {&file, {at, at + 1}},
                                      {},
                                      {},
                                      {}});
    } else {
        read_document(reader, document);
    }
    TopologyReading reading;
    reading.diagnostics = std::move(reader.diagnostics);
    if (reading.diagnostics.empty()) {
        reading.topology = std::move(reader.topology);
    }
    return reading;
}

}  // namespace lyncgate::topology
