#include "dialects/pf/recognise.hpp"

#include <algorithm>
#include <charconv>
#include <iterator>

namespace lyncgate::pf {
namespace {

/// Names of interfaces (without their number) and groups that only one of the systems has: section 4 of their manuals.
constexpr std::string_view openbsd_names[] = {"aggr", "athn", "cnmac", "egress", "hvn",    "iwm", "mcx",
                                              "sec",  "tpmr", "trunk", "veb",    "vether", "vio", "vport"};
constexpr std::string_view freebsd_names[] = {"cxl", "epair", "hn",    "igb",   "igc",  "ix", "lagg",
                                              "ng",  "ovpnc", "ovpns", "vtnet", "wlan", "xn"};
/// The year in which OpenBSD 5.5 came, with the queues and the printed form that are still in use.
constexpr int first_year_of_newest = 2014;
constexpr std::size_t head = 4096;

std::string_view without_number(std::string_view name) {
    while (!name.empty() && name.back() >= '0' && name.back() <= '9') {
        name.remove_suffix(1);
    }
    return name;
}

/// The year of `$OpenBSD: pf.conf,v 1.55 2017/12/03 …`; 0 when there is none.
int year_of_id(std::string_view id) {
    id = id.substr(0, id.find('\n'));
    const std::size_t slash = id.find('/');
    int year = 0;
    if (slash != std::string_view::npos && slash >= 4) {
        std::from_chars(id.data() + slash - 4, id.data() + slash, year);
    }
    return year;
}

/// The worlds that can be told apart without a version.
enum class World { unknown, openbsd, freebsd };

World world_of(const EraSigns& signs, const ReadOptions& options) {
    if (options.era) {
        return *options.era == Era::freebsd ? World::freebsd : World::openbsd;
    }
    if (signs.freebsd > 0) {
        return World::freebsd;
    }
    if (signs.freebsd_id != signs.openbsd_id) {
        return signs.freebsd_id ? World::freebsd : World::openbsd;
    }
    if (signs.freebsd_names != signs.openbsd_names) {
        return signs.freebsd_names > signs.openbsd_names ? World::freebsd : World::openbsd;
    }
    return World::unknown;
}

}  // namespace

void note_ids(std::string_view text, EraSigns& signs) {
    const std::string_view beginning = text.substr(0, head);
    signs.freebsd_id = signs.freebsd_id || beginning.find("$FreeBSD") != std::string_view::npos;
    if (const std::size_t id = beginning.find("$OpenBSD"); id != std::string_view::npos) {
        signs.openbsd_id = true;
        signs.year = std::max(signs.year, year_of_id(beginning.substr(id)));
    }
}

void note_names(std::span<const Token> tokens, EraSigns& signs) {
    for (const Token& token : tokens) {
        const bool letter = !token.text.empty() && token.text.front() >= 'a' && token.text.front() <= 'z';
        if (token.kind != Kind::text || !letter || token.text.size() > 15) {
            continue;
        }
        const std::string_view name = without_number(token.text);
        const bool numbered = name.size() < token.text.size();
        if ((numbered || name == "egress") && std::ranges::binary_search(openbsd_names, name)) {
            ++signs.openbsd_names;
        } else if (numbered && std::ranges::binary_search(freebsd_names, name)) {
            ++signs.freebsd_names;
        }
    }
}

Era recognise(const EraSigns& signs, const ReadOptions& options) {
    if (options.era && options.exact) {
        return *options.era;
    }
    const World world = world_of(signs, options);
    if (world == World::freebsd) {
        return Era::freebsd;
    }
    if (signs.old_translation == 0 && (signs.openbsd_new > 0 || signs.year >= first_year_of_newest)) {
        return Era::openbsd;
    }
    if (signs.openbsd > 0) {
        // names of interfaces point to a machine, and machines of today run the newest version
        const bool machine = signs.openbsd_names > 0 && signs.old_translation == 0 && signs.altq == 0;
        return machine ? Era::openbsd : Era::openbsd_48;
    }
    if (signs.old_translation > 0) {
        return world == World::openbsd ? Era::openbsd_44 : Era::freebsd;
    }
    return signs.openbsd_names > 0 ? Era::openbsd : Era::openbsd_48;
}

}  // namespace lyncgate::pf
