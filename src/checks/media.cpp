#include "checks/media.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "checks/crossing.hpp"
#include "dialects/ipsec/selectors.hpp"
#include "model/unfold.hpp"

namespace lyncgate {

namespace {

/// Roles that are clients on the inside; those on the Internet reach no server by a tunnel of the site.
constexpr std::array<std::string_view, 5> client_roles = {"client", "internal-client", "mobile-client",
                                                          "ip-phone-device", "live-meeting-client"};

bool is_any(const FlowEnd& end) {
    return end.roles.size() == 1 && end.roles.front() == "any";
}

/// The settings that hold the media ports of servers: those the exceptions name. A flow between clients is media by the
/// row about clients only, which leaves their TCP out.
std::set<std::string_view> media_settings(const PackLibrary& library) {
    std::set<std::string_view> names;
    for (const RequirementPack& pack : library.packs) {
        for (const Requirement& requirement : pack.requirements) {
            const bool general = requirement.source.roles == requirement.destination.roles;
            if (requirement.kind == RequirementKind::ipsec_exception && !general) {
                names.insert(requirement.media.begin(), requirement.media.end());
            }
        }
    }
    return names;
}

bool is_media(const Requirement& requirement, const std::set<std::string_view>& settings) {
    const auto known = [&](const std::string& name) { return settings.contains(name); };
    return std::any_of(requirement.tunables.begin(), requirement.tunables.end(), known) ||
           std::any_of(requirement.source_tunables.begin(), requirement.source_tunables.end(), known);
}

Set clients_of(const Site& site) {
    Set clients;
    for (const std::string_view name : client_roles) {
        if (const auto role = site.roles.find(name); role != site.roles.end()) {
            clients = unite(clients, role->second.addresses);
        }
    }
    return clients;
}

Media exception_of(const RequiredFlow& flow, const Set& clients) {
    Media media;
    media.flow = flow;
    media.exception = true;
    media.arrives = !is_any(flow.destination) || is_any(flow.source);
    media.leaves = !is_any(flow.source) || is_any(flow.destination);
    media.general = media.arrives && media.leaves;
    if (media.general) {
        const Set some = intersect(clients, flow.source.addresses);
        media.flow.source.addresses = clients.empty() ? flow.source.addresses : some;
    } else if (!flow.media_ports.empty()) {
        Set& ports = media.arrives ? media.flow.destination_ports : media.flow.source_ports;
        ports = intersect(ports, flow.media_ports);
    }
    return media;
}

/// Without the fields that only the firewall's own steps set.
Box as_sent(Box box) {
    for (const Field field : {Field::mark, Field::connmark, Field::translated, Field::ipsec_in, Field::ipsec_out}) {
        box.sets[index_of(field)] = nullptr;
    }
    return box;
}

/// With the destination that translation gives it, and the source it came with.
Box halfway(const Arrival& arrival) {
    Box box = arrival.after;
    box.sets[index_of(Field::source)] = arrival.before[Field::source];
    box.sets[index_of(Field::source_port)] = arrival.before[Field::source_port];
    return box;
}

}  // namespace

bool translates(const Firewall& firewall) {
    const auto rewrites_address = [](const Rule& rule) {
        return std::any_of(rule.rewrites.begin(), rule.rewrites.end(), [](const Rewrite& rewrite) {
            return rewrite.field == Field::source || rewrite.field == Field::destination ||
                   rewrite.field == Field::source_port || rewrite.field == Field::destination_port;
        });
    };
    return std::any_of(firewall.chains.begin(), firewall.chains.end(), [&](const Chain& chain) {
        return std::any_of(chain.rules.begin(), chain.rules.end(), rewrites_address);
    });
}

std::vector<Media> media_of(const AuditContext& context) {
    std::vector<Media> all;
    const Set clients = clients_of(*context.site);
    for (const RequiredFlow& flow : context.binding->ipsec) {
        Media media = exception_of(flow, clients);
        if (!media.flow.source.addresses.empty() && !media.flow.source_ports.empty() &&
            !media.flow.destination_ports.empty()) {
            all.push_back(std::move(media));
        }
    }
    std::stable_sort(all.begin(), all.end(), [](const Media& a, const Media& b) { return !a.general && b.general; });
    const std::set<std::string_view> settings = media_settings(*context.library);
    for (const RequiredFlow& flow : context.binding->flows) {
        if (is_media(*flow.requirement, settings)) {
            all.push_back({flow, false, true, true, true});
        }
    }
    return all;
}

Boxes exempted_by_table(const AuditContext& context, SetPool& pool) {
    Boxes boxes;
    for (const RequiredFlow& flow : context.binding->ipsec) {
        Box box;
        assign(box, Field::source, flow.source.addresses, pool);
        assign(box, Field::destination, flow.destination.addresses, pool);
        assign(box, Field::protocol, flow.protocols, pool);
        assign(box, Field::source_port, flow.source_ports, pool);
        assign(box, Field::destination_port, flow.destination_ports, pool);
        boxes.push_back(box);
    }
    const Boxes back = ipsec::reversed(boxes);
    boxes.insert(boxes.end(), back.begin(), back.end());
    return boxes;
}

MediaAtFirewall at_firewall(const Media& media, const AuditedFirewall& firewall, SetPool& pool, const Budget& budget) {
    MediaAtFirewall at;
    const Firewall& model = firewall.reading.firewall;
    const bool through_nat = translates(model);
    const bool asa = firewall.dialect != nullptr && firewall.dialect->name == "asa";
    for (const Crossing& crossing : crossings(media.flow, firewall, pool)) {
        Boxes rest = {crossing.packets};
        if (through_nat) {
            const View view = unfold(model, crossing.packets, From::outside, pool, budget);
            at.complete = at.complete && view.complete;
            Boxes followed;
            for (const Arrival& arrival : view.arrivals) {
                followed.push_back(arrival.before);
                at.arriving.push_back(as_sent(arrival.before));
                at.leaving.push_back(as_sent(arrival.after));
                // Linux and OpenBSD look policies up before the source is translated as well; the ASA only after.
                if (!asa && !same(halfway(arrival), arrival.after)) {
                    at.leaving.push_back(as_sent(halfway(arrival)));
                }
                if (!asa && !same(halfway(arrival), arrival.before)) {
                    at.arriving.push_back(as_sent(halfway(arrival)));
                }
            }
            // What the firewall drops on the way is not followed: it keeps its addresses.
            Remainder left = subtract(view.question, followed, pool, budget);
            at.complete = at.complete && left.complete;
            rest = std::move(left.boxes);
        }
        for (Box box : rest) {
            at.arriving.push_back(as_sent(box));
            if (crossing.egress != 0) {
                assign(box, Field::egress, Set(crossing.egress), pool);
            }
            at.leaving.push_back(as_sent(box));
        }
    }
    return at;
}

Box at_hosts(const Media& media, SetPool& pool) {
    return as_sent(new_connection(media.flow, media.flow.source.addresses, media.flow.destination.addresses, pool));
}

}  // namespace lyncgate
