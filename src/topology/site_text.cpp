#include "topology/site_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "net/protocol.hpp"
#include "topology/facts.hpp"

namespace lyncgate::topology {
namespace {

/// A YAML scalar in double quotes; control characters become '?'.
std::string quoted(std::string_view text) {
    std::string result = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            result += '\\';
        }
        result += static_cast<unsigned char>(c) < 0x20 ? '?' : c;
    }
    return result + "\"";
}

/// Text for a comment: one line, whatever was in the file.
std::string one_line(std::string_view text) {
    std::string result(text);
    for (char& c : result) {
        c = static_cast<unsigned char>(c) < 0x20 ? '?' : c;
    }
    return result;
}

std::string line(const std::string& content, const std::string& comment) {
    return comment.empty() ? content + "\n" : fmt::format("{:<42} # {}\n", content, one_line(comment));
}

std::string scenario_text(const Facts& facts) {
    std::string text = "\nscenario:\n";
    for (const auto& [key, choice] : facts.scenario) {
        text += line(fmt::format("  {}: {}", key, choice.value), choice.why);
    }
    if (!facts.scenario.contains("director")) {
        text += line("  director: none", "no Director in the topology");
    }
    return facts.scenario.empty() ? "" : text;
}

std::string features_text(const Facts& facts) {
    if (facts.features.empty()) {
        return {};
    }
    std::string text = "\n# `lyncgate requirements --list` shows what else there is.\nfeatures:\n";
    for (const auto& [name, why] : facts.features) {
        text += line("  - " + name, why);
    }
    if (facts.features.contains("sip-federation")) {
        text += "  # What federated partners run decides which media ports they need; keep what is true:\n"
                "  - federation-lync2013\n"
                "  # - federation-lync2010\n"
                "  # - federation-ocs2007r2\n"
                "  # - federation-ocs2007\n"
                "  # - public-im\n";
    }
    return text;
}

/// One host of a role: its address with its name beside it, or its name where the address belongs.
std::string place_text(const Place& place, const std::vector<std::string>& addresses, std::string_view indent) {
    std::string text;
    if (addresses.empty()) {
        return line(fmt::format("{}- {}", indent, quoted(place.host)), "replace this name by its address");
    }
    for (const std::string& address : addresses) {
        text += line(fmt::format("{}- {}", indent, quoted(address)), place.host);
    }
    return text;
}

std::string role_text(const Vocabulary& vocabulary, const std::string& role, const std::vector<Place>& places) {
    bool has_public = false;
    for (const Place& place : places) {
        has_public = has_public || !place.public_addresses.empty();
    }
    std::string text = fmt::format("  # {}\n  {}:\n", vocabulary.roles.find(role)->second.english, role);
    const std::string indent = has_public ? "      " : "    ";
    if (has_public) {
        text += "    addresses:\n";
    }
    for (const Place& place : places) {
        text += place_text(place, place.addresses, indent);
    }
    if (has_public) {
        text += "    public:\n";
        for (const Place& place : places) {
            text += place_text(place, place.public_addresses, indent);
        }
    }
    return text;
}

std::string roles_text(const Facts& facts, const Vocabulary& vocabulary) {
    std::string text = "\nroles:\n";
    for (const auto& [role, places] : facts.roles) {
        text += role_text(vocabulary, role, places);
    }
    text += "  # A topology does not hold the following. Fill in, or delete what you do not have.\n";
    for (const auto& [role, what] : facts.asked_roles) {
        text += line(fmt::format("  {}: \"?\"", role), what);
    }
    return text;
}

std::string ports_text(const Facts& facts, const Vocabulary& vocabulary) {
    if (facts.ports.empty()) {
        return {};
    }
    std::string text = "\n# Ports that differ from Microsoft's defaults.\nports:\n";
    for (const auto& [name, ports] : facts.ports) {
        const std::vector<std::string> written = describe_ports(ports);
        const std::string value = written.size() == 1 ? written.front() : fmt::format("[{}]", fmt::join(written, ", "));
        text += line(fmt::format("  {}: {}", name, value), vocabulary.tunables.find(name)->second.title);
    }
    return text;
}

}  // namespace

std::string site_text(const Topology& topology, const Hosts& hosts, const Vocabulary& vocabulary) {
    const Facts facts = facts_of(topology, hosts, vocabulary);
    std::string text =
        "# Made from a Lync topology. Every name where an address belongs and every \"?\" is something the\n"
        "# topology does not say: fill these in, and the site can be audited.\n";
    text += fmt::format("name: {}\n", quoted(topology.site.empty() ? "Lync" : topology.site));
    text += scenario_text(facts);
    text += features_text(facts);
    text += roles_text(facts, vocabulary);
    text += ports_text(facts, vocabulary);
    if (!facts.unused.empty()) {
        text += "\n# Services of the topology that nothing here was made of:\n";
        for (const std::string& role : facts.unused) {
            text += "#   " + one_line(role) + "\n";
        }
    }
    text +=
        "\nfirewalls:\n"
        "  - name: \"?\"                                # how you call it\n"
        "    config: \"?\"                              # its configuration, relative to this file\n"
        "    interfaces: \"?\"                          # NAME: [networks behind it]; one of them may be internet\n";
    return text;
}

}  // namespace lyncgate::topology
