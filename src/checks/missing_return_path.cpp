#include "checks/missing_return_path.hpp"

#include <fmt/format.h>

#include "checks/flow_verdict.hpp"
#include "checks/places.hpp"

namespace lyncgate {

namespace {

/// The replies to the packets of a crossing: the same connection the other way round.
Box reply_to(const Crossing& crossing, SetPool& pool) {
    Box reply = crossing.packets;
    std::swap(reply.sets[index_of(Field::source)], reply.sets[index_of(Field::destination)]);
    std::swap(reply.sets[index_of(Field::source_port)], reply.sets[index_of(Field::destination_port)]);
    assign(reply, Field::state, Set(static_cast<Value>(State::established)), pool);
    assign(reply, Field::tcp_flags, Set(ack), pool);
    assign(reply, Field::ingress, Set(crossing.egress), pool);
    return reply;
}

bool lets_replies_pass_by_itself(const AuditedFirewall& firewall) {
    return firewall.dialect == nullptr || firewall.dialect->name != "iptables-save";
}

}  // namespace

CheckResult missing_return_path(const AuditContext& context) {
    CheckResult result;
    for (const AuditedFirewall& firewall : context.firewalls) {
        if (lets_replies_pass_by_itself(firewall)) {
            continue;
        }
        const Firewall& model = firewall.reading.firewall;
        Finding finding;
        std::size_t flows = 0;
        for (const RequiredFlow& flow : context.binding->flows) {
            const FirewallVerdict forth = judge(flow, firewall, context.budget);
            bool dropped = false;
            for (const CrossingVerdict& one : forth.crossings) {
                // Behind a translation the reply's addresses are conntrack's to restore, which no rule sees.
                if (one.crossing.public_destination || one.crossing.egress == 0 || !one.answer.open()) {
                    continue;
                }
                const Box reply = reply_to(one.crossing, *forth.pool);
                const View view = unfold(model, reply, From::outside, *forth.pool, context.budget);
                const Answer back = decide(view, *forth.pool, context.budget);
                for (const Part& part : back.closed) {
                    dropped = true;
                    if (finding.packets.empty()) {
                        finding.packets.push_back(describe(part.packets.front(), model));
                        finding.example = describe(example_of(part.packets.front()), model);
                        finding.primary = place_of(*part.decider, model);
                    }
                }
            }
            flows += dropped ? 1 : 0;
        }
        if (flows == 0) {
            continue;
        }
        finding.check = "missing-return-path";
        finding.severity = Severity::warning;
        finding.firewall = firewall.site->name;
        finding.message = fmt::format("firewall {} drops the replies of {} required {} that it lets pass",
                                      finding.firewall, flows, flows == 1 ? "flow" : "flows");
        finding.packets_cut = flows > 1;
        finding.help = "let replies pass: -A FORWARD -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT before the "
                       "rules that drop";
        if (!finding.primary.origin) {
            finding.primary = {firewall.site->origin, "this firewall"};
        }
        identify(finding);
        result.findings.push_back(std::move(finding));
    }
    return result;
}

}  // namespace lyncgate
