// ipsec.conf, the companion of pf.conf on OpenBSD: which packets IPsec takes (ipsec.conf(5)).
#pragma once

#include <string_view>
#include <vector>

#include "model/firewall.hpp"
#include "text/coverage.hpp"
#include "text/diagnostic.hpp"
#include "text/source_file.hpp"

namespace lyncgate::pf {

/// Whether a text looks like ipsec.conf: ike, flow, esp, ah and tcpmd5 statements and macros.
bool is_ipsec(std::string_view text);

/// Adds the tunnels of an ipsec.conf to a firewall, in the order written. Security associations alone (esp, ah, tcpmd5)
/// take no packets: a flow does.
void read_ipsec(const SourceFile& file, Firewall& firewall, Coverage& coverage, std::vector<Diagnostic>& diagnostics);

}  // namespace lyncgate::pf
