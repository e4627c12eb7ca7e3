// Saved sets: the output of `ipset save`.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "dialects/iptables/syntax.hpp"
#include "text/coverage.hpp"
#include "text/diagnostic.hpp"

namespace lyncgate::iptables {

/// What one dimension of a set holds (ipset(8): the words after the colon of a set's type).
enum class SetPart : std::uint8_t { ip, net, port, mac, mark, iface, set };

/// One entry. Parts that its set does not have are unused; `nets` holds an interval of addresses per address dimension.
struct SetEntry {
    AddressRange nets[2];
    std::uint8_t protocol = 0;
    PortRange ports;  ///< of ICMP: type * 256 + code
    std::uint32_t mark = 0;
    std::string_view name;  ///< interface, MAC address, or member set
    bool nomatch = false;
    bool timeout = false;  ///< it goes away by itself
    Span span;
};

struct IpSet {
    std::string_view name;
    std::string_view type;       ///< "hash:net,port"
    std::vector<SetPart> parts;  ///< per dimension
    Family family = Family::ipv4;
    bool known = false;  ///< false: a type nobody here knows
    int netmask = 0;     ///< hash:ip with `netmask`: addresses are compared up to this length; 0: whole
    std::uint32_t markmask = 0xffffffff;
    bool timeout = false;  ///< entries go away by themselves unless they say otherwise
    std::vector<SetEntry> entries;
    Span span;
};

/// Sets by name, from any number of files.
struct SetCatalogue {
    std::vector<IpSet> sets;
    std::unordered_map<std::string_view, std::size_t> by_name;
    std::vector<const SourceFile*> files;  ///< where each set was written, beside `sets`

    const IpSet* find(std::string_view name) const;
};

/// The account of reading one file.
struct ReadSets {
    std::vector<Diagnostic> diagnostics;
    Coverage coverage;
};

/// Adds the sets of a file to the catalogue. With `beside_rules`, only lines that are `is_set_line` are read.
ReadSets parse_ipset(const SourceFile& file, SetCatalogue& catalogue, bool beside_rules = false);

/// Whether a line is one of `ipset save` that no line of iptables looks like: `create NAME TYPE …`, `add NAME ENTRY`.
bool is_set_line(std::string_view line);

}  // namespace lyncgate::iptables
