#include "dialects/pf/names.hpp"

#include <algorithm>
#include <iterator>

#include "net/protocol.hpp"

namespace lyncgate::pf {
namespace {

/// Protocol names of the BSDs where they differ from the usual ones; those that rules name most go first.
struct ProtocolName {
    std::uint8_t number;
    std::string_view name;
};
constexpr ProtocolName protocols[] = {
    {6, "tcp"},       {17, "udp"},         {0, "ip"},          {1, "icmp"},        {2, "igmp"},
    {3, "ggp"},       {4, "ipencap"},      {5, "st"},          {8, "egp"},         {9, "igp"},
    {12, "pup"},      {20, "hmp"},         {22, "xns-idp"},    {27, "rdp"},        {29, "iso-tp4"},
    {36, "xtp"},      {37, "ddp"},         {41, "ipv6"},       {43, "ipv6-route"}, {44, "ipv6-frag"},
    {46, "rsvp"},     {47, "gre"},         {50, "esp"},        {51, "ah"},         {55, "mobile"},
    {57, "skip"},     {58, "ipv6-icmp"},   {59, "ipv6-nonxt"}, {60, "ipv6-opts"},  {80, "iso-ip"},
    {88, "eigrp"},    {89, "ospf"},        {94, "ipip"},       {97, "etherip"},    {98, "encap"},
    {103, "pim"},     {108, "ipcomp"},     {112, "carp"},      {115, "l2tp"},      {132, "sctp"},
    {136, "udplite"}, {137, "mpls-in-ip"}, {240, "pfsync"}};

}  // namespace

std::string protocol_name(std::uint8_t number, Era) {
    const auto* found = std::ranges::find(protocols, number, &ProtocolName::number);
    return found == std::end(protocols) ? std::to_string(number) : std::string(found->name);
}

std::optional<std::uint8_t> protocol_of(std::string_view name) {
    if (name.size() == 3) {  // what nearly all rules name, by their letters
        const bool tcp = name[0] == 't' && name[1] == 'c' && name[2] == 'p';
        const bool udp = name[0] == 'u' && name[1] == 'd' && name[2] == 'p';
        if (tcp || udp) {
            return tcp ? 6 : 17;
        }
    }
    const auto* found = std::ranges::find(protocols, name, &ProtocolName::name);
    if (found != std::end(protocols)) {
        return found->number;
    }
    const std::optional<Protocol> protocol = parse_protocol(name);
    return protocol ? std::optional<std::uint8_t>(static_cast<std::uint8_t>(*protocol)) : std::nullopt;
}

}  // namespace lyncgate::pf
