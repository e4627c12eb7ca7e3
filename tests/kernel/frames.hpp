// Packets as bytes.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "iptables/interpreter.hpp"

namespace lyncgate::kernel {

using Bytes = std::vector<std::uint8_t>;

/// The IP packet of a probe with right checksums; its payload carries `id`.
Bytes packet_of(const iptables::testing::Probe& probe, std::uint32_t id);

/// A packet read back. Nothing when it is not one of ours.
struct Seen {
    std::uint32_t id = 0;
    iptables::testing::Probe probe;
};
std::optional<Seen> read_packet(const std::uint8_t* data, std::size_t size);

}  // namespace lyncgate::kernel
