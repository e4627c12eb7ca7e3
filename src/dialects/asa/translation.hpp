// Cisco ASA: one address translation in the order of the device, and the three places where it acts. Private to this
// dialect.
//
// A packet meets the translations three times: before routing its destination is mapped back (and the translation that
// does it fixes the interface it leaves by), after the access lists its source is mapped, and in between the reply is
// looked up: a connection whose reply would be translated otherwise is dropped ("rpf-check" of packet-tracer, syslog
// 305013).
#pragma once

#include <vector>

#include "dialects/asa/lowering.hpp"

namespace lyncgate::asa {

/// One entry of the NAT table. `first` are services as the source host sends them and as the outside addresses them
/// (real source, mapped destination), `second` as they leave and arrive (mapped source, real destination).
struct Translation {
    std::string_view text;
    std::uint32_t number = 0;  ///< place in the table, from 1; also the mark of packets it took
    std::optional<std::size_t> real_interface;
    std::optional<std::size_t> mapped_interface;  ///< none: any
    BoundedSet real;
    BoundedSet mapped;
    bool dynamic = false;       ///< opens towards the mapped side only
    bool one_way = false;       ///< static, but `unidirectional`
    bool identity = false;      ///< maps the source to itself
    bool routed = false;        ///< `route-lookup`: does not fix the interface
    bool shares_ports = false;  ///< PAT: the source port changes to one not known
    bool has_destination = false;
    bool separate_destination = false;  ///< the destination is a condition only (policy NAT before 8.3)
    BoundedSet real_destination;
    BoundedSet mapped_destination;
    ServiceBox first;
    ServiceBox second;
    std::vector<DoubtId> doubts;         ///< why it is not known which packets of the real side it takes
    std::vector<DoubtId> mapped_doubts;  ///< why it is not known which packets of the mapped side it takes
};

/// Maps destinations back: for packets as they arrive.
ChainId untranslation(Lowering& lowering, const std::vector<Translation>& table);
/// Drops connections whose reply another translation would take.
ChainId reverse_path(Lowering& lowering, const std::vector<Translation>& table);
/// Maps sources.
ChainId translation(Lowering& lowering, const std::vector<Translation>& table);

/// The table of a configuration in the order of the device: sections 1 to 3 since 8.3; exemptions, statics, policy NAT
/// and dynamic NAT before.
std::vector<Translation> nat_table(Lowering& lowering);
std::vector<Translation> old_nat_table(Lowering& lowering);
/// Before 8.3: what `nat-control` drops, and packets that a `nat` takes but that have no `global` where they leave.
void add_nat_control(Lowering& lowering, ChainId replies, ChainId sources);

}  // namespace lyncgate::asa
