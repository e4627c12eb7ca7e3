// A network namespace of its own, with the interfaces of the small world, where rulesets meet the real netfilter.
#pragma once

#include <string>
#include <string_view>

namespace lyncgate::kernel {

/// Enters a fresh network namespace and sets up eth0, eth1 and wan0 (their other ends are p0, p1 and p2), routing, and
/// the two nftables chains that report what passes. Returns why that was not possible, or an empty text.
std::string enter_sandbox();

/// Runs a command line with `input` on its standard input; the text it printed when it failed, else nothing.
std::string run(std::string_view command, std::string_view input = {});
/// What a command prints; empty when it fails.
std::string printed_by(std::string_view command);

}  // namespace lyncgate::kernel
