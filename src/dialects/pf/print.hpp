// Text as pfctl -nv prints it.
#pragma once

#include <string>

#include "dialects/pf/expand.hpp"

namespace lyncgate::pf {

/// An address as pfctl prints it: `192.0.2.0/24`, `(em0)`, `<table>`, `any`.
std::string print_host(const Host& host, Era era, const std::optional<Family>& family = {});
/// One rule without line end. `position`: with its number, as -vv prints it.
std::string print_rule(const RuleLine& line, Era era);
/// A macro, option, table or queue as pfctl announces it while it reads; empty when it says nothing.
std::string print_announcement(const Announcement& announcement, const Config& config, const HostFacts& facts);
/// The queueing part of announcements (pfctl_altq.c formats).
std::string print_queueing(const Queueing& queueing, const Config& config);
/// The rules on Ethernet frames of a block, in the order written; pfctl loads them before all others.
void print_ether(const Block& block, int depth, std::string& text);
/// Everything `pfctl -nv` prints for a file.
std::string dump_pfctl(const Config& config, const Expansion& expansion, const HostFacts& facts);
/// The 128-bit MD5 digest of RFC 1321 in hexadecimal: pf turns the key of source-hash into a number by it.
std::string md5_hex(std::string_view text);

}  // namespace lyncgate::pf
