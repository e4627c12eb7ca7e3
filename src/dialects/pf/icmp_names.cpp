#include <algorithm>
#include <array>
#include <iterator>

#include "dialects/pf/names.hpp"

namespace lyncgate::pf {
namespace {

struct TypeName {
    std::string_view name;
    int type;
};
struct CodeName {
    std::string_view name;
    int type;
    int code;
};

/// icmp(4), IANA "ICMP Type Numbers".
constexpr TypeName types4[] = {
    {"echoreq", 8},    {"echorep", 0},    {"unreach", 3},    {"squench", 4},   {"redir", 5},
    {"althost", 6},    {"routeradv", 9},  {"routersol", 10}, {"timex", 11},    {"paramprob", 12},
    {"timereq", 13},   {"timerep", 14},   {"inforeq", 15},   {"inforep", 16},  {"maskreq", 17},
    {"maskrep", 18},   {"trace", 30},     {"dataconv", 31},  {"mobredir", 32}, {"ipv6-where", 33},
    {"ipv6-here", 34}, {"mobregreq", 35}, {"mobregrep", 36}, {"skip", 39},     {"photuris", 40}};
/// icmp6(4), IANA "ICMPv6 type Numbers". Of two names for a number the first is printed.
constexpr TypeName types6[] = {{"unreach", 1},      {"toobig", 2},       {"timex", 3},        {"paramprob", 4},
                               {"echoreq", 128},    {"echorep", 129},    {"groupqry", 130},   {"listqry", 130},
                               {"grouprep", 131},   {"listenrep", 131},  {"groupterm", 132},  {"listendone", 132},
                               {"routersol", 133},  {"routeradv", 134},  {"neighbrsol", 135}, {"neighbradv", 136},
                               {"redir", 137},      {"routrrenum", 138}, {"wrureq", 139},     {"wrurep", 140},
                               {"fqdnreq", 139},    {"fqdnrep", 140},    {"niqry", 139},      {"nirep", 140},
                               {"mtraceresp", 200}, {"mtrace", 201}};
constexpr CodeName codes4[] = {
    {"net-unr", 3, 0},    {"host-unr", 3, 1},       {"proto-unr", 3, 2},     {"port-unr", 3, 3},
    {"needfrag", 3, 4},   {"srcfail", 3, 5},        {"net-unk", 3, 6},       {"host-unk", 3, 7},
    {"isolate", 3, 8},    {"net-prohib", 3, 9},     {"host-prohib", 3, 10},  {"net-tos", 3, 11},
    {"host-tos", 3, 12},  {"filter-prohib", 3, 13}, {"host-preced", 3, 14},  {"cutoff-preced", 3, 15},
    {"redir-net", 5, 0},  {"redir-host", 5, 1},     {"redir-tos-net", 5, 2}, {"redir-tos-host", 5, 3},
    {"normal-adv", 9, 0}, {"common-adv", 9, 16},    {"transit", 11, 0},      {"reassemb", 11, 1},
    {"badhead", 12, 0},   {"optmiss", 12, 1},       {"badlen", 12, 2},       {"unknown-ind", 40, 1},
    {"auth-fail", 40, 2}, {"decrypt-fail", 40, 3}};
constexpr CodeName codes6[] = {{"admin-unr", 1, 1},  {"noroute-unr", 1, 0},   {"notnbr-unr", 1, 2},
                               {"beyond-unr", 1, 2}, {"addr-unr", 1, 3},      {"port-unr", 1, 4},
                               {"transit", 3, 0},    {"reassemb", 3, 1},      {"badhead", 4, 0},
                               {"nxthdr", 4, 1},     {"redironlink", 137, 0}, {"redirrouter", 137, 1}};

/// In the order in which pf keeps and prints them (pf.conf(5), "set timeout").
constexpr std::string_view timeouts[] = {
    "tcp.first",  "tcp.opening",    "tcp.established",  "tcp.closing",    "tcp.finwait",
    "tcp.closed", "udp.first",      "udp.single",       "udp.multiple",   "icmp.first",
    "icmp.error", "other.first",    "other.single",     "other.multiple", "frag",
    "interval",   "adaptive.start", "adaptive.end",     "src.track",      "tcp.tsdiff",
    "sctp.first", "sctp.opening",   "sctp.established", "sctp.closing",   "sctp.closed"};

template<typename Table>
std::optional<int> type_in(const Table& table, std::string_view name) {
    const auto* found = std::ranges::find(table, name, &TypeName::name);
    return found == std::end(table) ? std::nullopt : std::optional<int>(found->type);
}
template<typename Table>
std::string_view name_in(const Table& table, int type) {
    const auto* found = std::ranges::find(table, type, &TypeName::type);
    return found == std::end(table) ? std::string_view{} : found->name;
}
template<typename Table>
const CodeName* code_in(const Table& table, auto accepts) {
    const auto* found = std::ranges::find_if(table, accepts);
    return found == std::end(table) ? nullptr : found;
}

}  // namespace

std::optional<int> icmp_type_of(std::string_view name, bool v6) {
    return v6 ? type_in(types6, name) : type_in(types4, name);
}
std::string_view icmp_type_name(int type, bool v6) {
    return v6 ? name_in(types6, type) : name_in(types4, type);
}

std::optional<int> icmp_code_of(int type, std::string_view name, bool v6) {
    const auto accepts = [&](const CodeName& code) { return code.type == type && code.name == name; };
    const CodeName* code = v6 ? code_in(codes6, accepts) : code_in(codes4, accepts);
    return code ? std::optional<int>(code->code) : std::nullopt;
}
std::string_view icmp_code_name(int type, int number, bool v6) {
    const auto accepts = [&](const CodeName& code) { return code.type == type && code.code == number; };
    const CodeName* code = v6 ? code_in(codes6, accepts) : code_in(codes4, accepts);
    return code ? code->name : std::string_view{};
}

std::optional<int> timeout_of(std::string_view name) {
    const auto* found = std::ranges::find(timeouts, name);
    return found == std::end(timeouts) ? std::nullopt : std::optional<int>(static_cast<int>(found - timeouts));
}
std::string_view timeout_name(int number) {
    return timeouts[number];
}

}  // namespace lyncgate::pf
