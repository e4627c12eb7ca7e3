// Users and groups that every installation has: master.passwd and group of OpenBSD and FreeBSD.
#include <algorithm>
#include <iterator>

#include "dialects/pf/names.hpp"

namespace lyncgate::pf {
namespace {

struct Account {
    std::string_view name;
    int openbsd;  ///< -1: there is none
    int freebsd;
};

constexpr Account users[] = {
    {"root", 0, 0},      {"daemon", 1, 1},     {"operator", 2, 2}, {"bin", 3, 3},       {"tty", -1, 4},
    {"kmem", -1, 5},     {"games", 7, 7},      {"news", -1, 8},    {"man", -1, 9},      {"sshd", 27, 22},
    {"smmsp", 25, 25},   {"mailnull", -1, 26}, {"bind", -1, 53},   {"unbound", -1, 59}, {"proxy", 71, 62},
    {"_pflogd", 74, 64}, {"_dhcp", 77, 65},    {"uucp", -1, 66},   {"www", 67, 80},     {"named", 70, -1},
    {"ntpd", -1, 123},   {"_ntp", 83, -1},     {"_ftp", 84, -1},   {"_spamd", 62, -1},  {"nobody", 32767, 65534}};
constexpr Account groups[] = {
    {"wheel", 0, 0},    {"daemon", 1, 1},          {"kmem", 2, 2},          {"sys", 3, 3},     {"tty", 4, 4},
    {"operator", 5, 5}, {"mail", -1, 6},           {"bin", 7, 7},           {"news", -1, 8},   {"man", -1, 9},
    {"users", 10, -1},  {"auth", 11, -1},          {"games", 13, 13},       {"ftp", -1, 14},   {"staff", 20, 20},
    {"sshd", 27, 22},   {"smmsp", 25, 25},         {"guest", 31, 31},       {"bind", -1, 53},  {"unbound", -1, 59},
    {"proxy", 71, 62},  {"authpf", 72, 63},        {"_pflogd", 74, 64},     {"_dhcp", 77, 65}, {"network", 69, 69},
    {"www", 67, 80},    {"nogroup", 32766, 65533}, {"nobody", 32767, 65534}};

}  // namespace

std::optional<std::uint32_t> account_number(std::string_view name, bool group, Era era) {
    const auto look_in = [&](const auto& table) -> std::optional<std::uint32_t> {
        const auto* found = std::ranges::find(table, name, &Account::name);
        const int number = found == std::end(table) ? -1 : era == Era::freebsd ? found->freebsd : found->openbsd;
        return number < 0 ? std::nullopt : std::optional<std::uint32_t>(static_cast<std::uint32_t>(number));
    };
    return group ? look_in(groups) : look_in(users);
}

}  // namespace lyncgate::pf
