// Drawing the words of generated rulesets, sets and packets.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "iptables/generate.hpp"

namespace lyncgate::iptables::testing {

/// A source of random words of the small world.
struct Draw {
    Random& random;
    const Flavour& flavour;

    std::uint32_t below(std::uint32_t n) { return static_cast<std::uint32_t>(random() % n); }
    bool chance(std::uint32_t percent) { return below(100) < percent; }
    template<std::size_t N>
    std::string pick(const std::array<std::string_view, N>& list) {
        return std::string(list[below(N)]);
    }
    bool four() const { return flavour.family == Family::ipv4; }
    std::string_view no() { return chance(20) ? "! " : ""; }

    std::string address();
    std::string host();
    std::string port();
    std::string ports();
    std::string interface();
};

/// The matches of one rule at a hook, each followed by a blank.
std::string draw_conditions(Draw& draw, Hook hook, bool user_chain);
/// A condition of -m conntrack on the connection instead of the packet.
std::string draw_tracked(Draw& draw);
/// What a rule of the table does at a hook; `chain` is its place among the `chains` user chains.
std::string draw_target(Draw& draw, std::string_view table, Hook hook, std::uint32_t chain, std::uint32_t chains);

}  // namespace lyncgate::iptables::testing
