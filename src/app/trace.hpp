// The command trace: what a firewall does with single packets.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/walk.hpp"
#include "text/diagnostic.hpp"

namespace lyncgate {

/// One packet to try, as asked for.
struct Probe {
    std::string id;
    std::string in_interface;  ///< name; "local" for a packet of the firewall itself; empty: where the source lies
    Packet packet;
    Origin origin;
};

/// Reads probes as comma-separated rows: id,in_iface,src,dst,proto,sport,dport,flags,state,icmp_type,icmp_code. A first
/// row that names the columns may reorder them or leave some out. `flags` are names joined by +, | or / (default SYN),
/// `state` is NEW by default. Errors are located.
std::vector<Probe> read_probes(const SourceFile& file, std::vector<Diagnostic>& diagnostics);
/// Reads one packet as people write it: "tcp 198.51.100.7:50000 -> 10.0.0.5:443", "icmp 10.0.0.1 -> 10.0.0.2 8/0".
std::optional<Probe> read_packet(const SourceFile& text, std::vector<Diagnostic>& diagnostics);

/// Walks a probe through the firewall.
Walk trace(const Firewall& firewall, const Probe& probe);

/// The header row of the answers.
std::string_view trace_header();
/// One answer row: id,verdict,out_iface,post_src,post_dst,post_sport,post_dport,line,reason.
std::string trace_row(const Firewall& firewall, const Probe& probe, const Walk& walk);
/// The path of one packet, told step by step: stage, chain, rule number, line, what was rewritten.
std::string trace_story(const Firewall& firewall, const Probe& probe, const Walk& walk);

}  // namespace lyncgate
