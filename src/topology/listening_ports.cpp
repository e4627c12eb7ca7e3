// Which listening port of a topology is which tunable.
#include <array>

#include "topology/facts.hpp"

namespace lyncgate::topology {
namespace {

/// A port of a topology by service role, owner, usage and, where it matters, interface side and protocol.
struct Known {
    std::string_view role, owner, usage, side, protocol, tunable;
};

constexpr std::array known_ports = {
    Known{"EdgeServer", "AccessEdge", "SipServer", "Internal", "", "edge-sip-internal"},
    Known{"EdgeServer", "AccessEdge", "SipServer", "External", "", "edge-sip-external"},
    Known{"EdgeServer", "AccessEdge", "SipClient", "External", "", "edge-sip-client"},
    Known{"EdgeServer", "DataEdge", "PsomServer", "Internal", "", "edge-webconf-server"},
    Known{"EdgeServer", "DataEdge", "PsomClient", "External", "", "edge-webconf-client"},
    Known{"EdgeServer", "MediaRelayAuthenticationEdge", "SipServer", "Internal", "", "edge-media-auth"},
    Known{"EdgeServer", "MediaRelayEdge", "TURNServer", "Internal", "Tcp", "edge-turn-tcp-internal"},
    Known{"EdgeServer", "MediaRelayEdge", "TURNServer", "External", "Tcp", "edge-turn-tcp"},
    Known{"EdgeServer", "MediaRelayEdge", "TURNServer", "Internal", "Udp", "edge-turn-udp-internal"},
    Known{"EdgeServer", "MediaRelayEdge", "TURNServer", "External", "Udp", "edge-turn-udp"},
    Known{"EdgeServer", "MediaRelayEdge", "MediaCommunication", "External", "", "edge-media"},
    Known{"EdgeServer", "XmppFederationProxy", "XmppServer", "External", "", "edge-xmpp-external"},
    Known{"EdgeServer", "XmppFederationProxy", "XptServer", "Internal", "", "edge-xmpp-internal"},
    Known{"ManagementServices", "ReplicationService", "Replication", "Internal", "", "edge-replication"},
    Known{"Registrar", "Registrar", "SipServer", "", "", "registrar-sip"},
    Known{"Registrar", "Registrar", "WebServer", "", "", "registrar-web"},
    Known{"WebServices", "OCSWebSite", "WebSite", "External", "Http", "web-external-http"},
    Known{"WebServices", "OCSWebSite", "WebSite", "External", "Https", "web-external-https"},
    Known{"WebServices", "OCSWebSite", "WebSite", "Primary", "Http", "web-internal-http"},
    Known{"WebServices", "OCSWebSite", "WebSite", "Primary", "Https", "web-internal-https"},
    Known{"WebServices", "Reach", "PsomServer", "Primary", "", "web-psom-internal"},
    Known{"WebServices", "Reach", "PsomServer", "External", "", "web-psom-external"},
    Known{"WebServices", "MediaComp", "AppSharingCommunication", "", "", "web-sharing"},
    Known{"WebServices", "McxService", "SipServer", "", "", "mcx-internal"},
    Known{"WebServices", "McxServiceExternal", "SipServer", "", "", "mcx-external"},
    Known{"ConfServices", "IMConf", "SipServer", "", "", "conferencing-im-sip"},
    Known{"ConfServices", "DataConf", "PsomClient", "", "", "conferencing-psom"},
    Known{"ConfServices", "AVConf", "SipServer", "", "", "conferencing-av-sip"},
    Known{"ConfServices", "AppSharingConf", "SipServer", "", "", "conferencing-sharing-sip"},
    Known{"ConfServices", "PhoneConf", "SipServer", "", "", "conferencing-phone-sip"},
    Known{"ConfServices", "MediaComp", "AudioCommunication", "", "", "conferencing-audio"},
    Known{"ConfServices", "MediaComp", "VideoCommunication", "", "", "conferencing-video"},
    Known{"ConfServices", "MediaComp", "AppSharingCommunication", "", "", "conferencing-sharing"},
    Known{"MediationServer", "Mediation", "SipServer", "", "", "mediation-sip"},
    Known{"MediationServer", "Mediation", "SipClient", "", "Tls", "mediation-tls"},
    Known{"MediationServer", "Mediation", "SipClient", "", "Tcp", "mediation-tcp"},
    Known{"MediationServer", "MediaComp", "AudioCommunication", "", "", "mediation-audio"},
    Known{"ApplicationServer", "testbot", "SipServer", "", "", "audio-test-sip"},
    Known{"ApplicationServer", "Cps", "SipServer", "", "", "call-park-sip"},
    Known{"ApplicationServer", "Caa", "SipServer", "", "", "attendant-sip"},
    Known{"ApplicationServer", "Cas", "SipServer", "", "", "announcement-sip"},
    Known{"ApplicationServer", "RGS", "SipServer", "", "", "response-group-sip"},
    Known{"ApplicationServer", "RGS", "WcfMtls", "", "", "response-group-wcf"},
    Known{"ApplicationServer", "PDP", "SipServer", "", "", "bandwidth-policy-sip"},
    Known{"ApplicationServer", "PDP", "TURNServer", "", "", "bandwidth-policy-turn"},
    Known{"ApplicationServer", "MediaComp", "AudioCommunication", "", "", "application-audio"},
    Known{"PstnGateway", "PstnGateway", "SipServer", "", "Tls", "gateway-tls"},
    Known{"PstnGateway", "PstnGateway", "SipServer", "", "Tcp", "gateway-tcp"},
    Known{"PersistentChatServer", "PersistentChat", "SipServer", "", "", "persistent-chat-sip"},
};

bool matches(std::string_view wanted, std::string_view found) {
    return wanted.empty() || wanted == found;
}

}  // namespace

std::string tunable_of(const Service& service, const ListeningPort& port) {
    for (const Known& known : known_ports) {
        if (known.role == service.role && known.owner == port.owner && known.usage == port.usage &&
            matches(known.side, port.side) && matches(known.protocol, port.protocol)) {
            // A Director's Registrar has settings of its own.
            if (service.director && known.role == "Registrar") {
                return known.usage == "WebServer" ? "director-web" : "director-sip";
            }
            return std::string(known.tunable);
        }
    }
    return {};
}

}  // namespace lyncgate::topology
