#include "checks/ipsec_words.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "model/subtract.hpp"
#include "net/address.hpp"
#include "net/protocol.hpp"

namespace lyncgate {

namespace {

constexpr std::size_t most_boxes = 64;

bool does(const IpsecConflict& conflict, Protection protection) {
    return std::find(conflict.protections.begin(), conflict.protections.end(), protection) !=
           conflict.protections.end();
}

std::string addresses_in_words(const Set& set, std::string_view any) {
    const bool whole = covers(set, any_ipv4()) || covers(set, any_ipv6());
    return whole ? std::string(any) : fmt::format("{}", fmt::join(describe_addresses(set), ","));
}

std::string ports_in_words(const Set& set) {
    return fmt::format("{}", fmt::join(describe_ports(set), ","));
}

/// One netsh command for each protocol, with the ports as the table has them.
std::string netsh_exemption(const Media& media) {
    const RequiredFlow& flow = media.flow;
    std::vector<std::string> commands;
    for (const Protocol protocol : flow.requirement->transports) {
        std::string ports;
        if (media.general && flow.source_ports != any_port()) {
            ports = fmt::format(" port1={}", ports_in_words(flow.source_ports));
        }
        commands.push_back(fmt::format(
            "netsh advfirewall consec add rule name=\"{}\" endpoint1={} endpoint2={} protocol={}{} "
            "action=noauthentication",
            title_of(media), addresses_in_words(media.general ? any_address() : flow.source.addresses, "any"),
            addresses_in_words(flow.destination.addresses, "any"), to_string(protocol), ports));
    }
    return fmt::format("exempt it on the servers: {}", fmt::join(commands, "; "));
}

/// Without the interfaces, which follow from the addresses.
Box without_interfaces(Box box) {
    box.sets[index_of(Field::ingress)] = nullptr;
    box.sets[index_of(Field::egress)] = nullptr;
    return box;
}

std::string first_packets(const IpsecConflict& conflict, const Firewall& firewall) {
    std::vector<std::string> lines;
    for (const Boxes* const boxes : {&conflict.leaving, &conflict.arriving, &conflict.possible}) {
        for (const Box& box : *boxes) {
            const std::string line = one_line(describe(without_interfaces(box), firewall));
            if (lines.size() < 3 && std::find(lines.begin(), lines.end(), line) == lines.end()) {
                lines.push_back(line);
            }
        }
    }
    return fmt::format("{}", fmt::join(lines, "; "));
}

}  // namespace

std::string title_of(const Media& media) {
    return media.exception ? media.flow.requirement->label : media.flow.label;
}

std::string verbs_of(const IpsecConflict& conflict) {
    std::vector<std::string> verbs;
    const bool unsure = conflict.leaving.empty() && conflict.arriving.empty();
    if (does(conflict, Protection::discard)) {
        verbs.emplace_back("drops");
    }
    if (does(conflict, Protection::protect)) {
        if (!conflict.leaving.empty() || unsure) {
            verbs.emplace_back(conflict.policy->tunnel.authenticates_only ? "authenticates" : "encrypts");
        }
        if (!conflict.arriving.empty()) {
            verbs.emplace_back("drops what arrives unprotected of");
        }
    }
    if (does(conflict, Protection::optional_)) {
        verbs.emplace_back("negotiates IPsec for");
    }
    return fmt::format("{}", fmt::join(verbs, " and "));
}

std::string exemption_for(const IpsecConflict& conflict, const AuditedFirewall& firewall) {
    const RequiredFlow& flow = conflict.media->flow;
    const Firewall& model = firewall.reading.firewall;
    switch (conflict.policy->kind) {
    case ipsec::FileKind::consec: return netsh_exemption(*conflict.media);
    case ipsec::FileKind::static_policy:
        return fmt::format("add a filter list for {} -> {} ({}, any port) with a filter action that permits, or: {}",
                           addresses_in_words(flow.source.addresses, "any"),
                           addresses_in_words(flow.destination.addresses, "any"),
                           fmt::join(describe_protocols(flow.protocols), "+"), netsh_exemption(*conflict.media));
    case ipsec::FileKind::xfrm:
        return fmt::format("let them be by a policy with a smaller priority number, such as \"ip xfrm policy add src "
                           "{} dst {} proto {} dir out priority 1 action allow\", and the same with dir fwd",
                           addresses_in_words(flow.source.addresses, "0.0.0.0/0"),
                           addresses_in_words(flow.destination.addresses, "0.0.0.0/0"),
                           fmt::join(describe_protocols(flow.protocols), " and proto "));
    case ipsec::FileKind::ipsec_conf:
        return fmt::format("add a flow that lets them be, such as \"flow proto {} from {} to {} type bypass\"",
                           fmt::join(describe_protocols(flow.protocols), " and proto "),
                           addresses_in_words(flow.source.addresses, "any"),
                           addresses_in_words(flow.destination.addresses, "any"));
    case ipsec::FileKind::unknown: break;
    }
    return fmt::format("deny these packets before the permits of its access-list, at both ends of the tunnel: {}",
                       first_packets(conflict, model));
}

void list_packets(Finding& finding, Boxes boxes, const Firewall& firewall) {
    std::transform(boxes.begin(), boxes.end(), boxes.begin(), without_interfaces);
    SetPool pool;
    boxes = merged(std::move(boxes), pool);
    for (std::size_t i = 0; i < std::min(boxes.size(), most_boxes); ++i) {
        finding.packets.push_back(describe(boxes[i], firewall));
    }
    finding.packets_cut = finding.packets_cut || boxes.size() > most_boxes;
    if (!boxes.empty()) {
        finding.example = describe(example_of(boxes.front()), firewall);
    }
}

Finding started(const AuditedFirewall& firewall, const Media& media) {
    Finding finding;
    finding.check = ipsec_on_media_id;
    finding.firewall = firewall.site->name;
    const Requirement& requirement = *media.flow.requirement;
    finding.requirement = RequirementRef{requirement.pack, requirement.row, requirement.id};
    return finding;
}

}  // namespace lyncgate
