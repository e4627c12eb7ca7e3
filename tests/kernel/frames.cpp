#include "kernel/frames.hpp"

#include "kernel/connections.hpp"

namespace lyncgate::kernel {

namespace {

using iptables::testing::Probe;

constexpr std::uint32_t magic = 0x4c796e63;

void put16(Bytes& to, std::uint32_t value) {
    to.push_back(static_cast<std::uint8_t>(value >> 8));
    to.push_back(static_cast<std::uint8_t>(value));
}

void put32(Bytes& to, std::uint32_t value) {
    put16(to, value >> 16);
    put16(to, value & 0xffff);
}

void put_address(Bytes& to, const Address& address) {
    for (int shift = width_of(address.family()) - 8; shift >= 0; shift -= 8) {
        to.push_back(static_cast<std::uint8_t>(address.bits() >> shift));
    }
}

std::uint32_t sum(const Bytes& bytes, std::uint32_t start = 0) {
    for (std::size_t i = 0; i < bytes.size(); i += 2) {
        start += static_cast<std::uint32_t>(bytes[i]) << 8 | (i + 1 < bytes.size() ? bytes[i + 1] : 0u);
    }
    while (start >> 16 != 0) {
        start = (start & 0xffff) + (start >> 16);
    }
    return start;
}

void set16(Bytes& bytes, std::size_t at, std::uint32_t value) {
    bytes[at] = static_cast<std::uint8_t>(value >> 8);
    bytes[at + 1] = static_cast<std::uint8_t>(value);
}

std::uint32_t get16(const std::uint8_t* at) {
    return static_cast<std::uint32_t>(at[0]) << 8 | at[1];
}

std::uint32_t get32(const std::uint8_t* at) {
    return get16(at) << 16 | get16(at + 2);
}

/// The checksum of SCTP (RFC 9260, appendix A).
std::uint32_t crc32c(const Bytes& bytes) {
    std::uint32_t crc = ~0u;
    for (const std::uint8_t byte : bytes) {
        crc ^= byte;
        for (int bit = 0; bit < 8; ++bit) {
            crc = crc >> 1 ^ ((crc & 1) != 0 ? 0x82f63b78u : 0);
        }
    }
    return ~crc;
}

/// Size of what stands before the payload.
std::size_t header_size(std::uint8_t protocol) {
    return protocol == 6 ? 20 : protocol == 47 ? 4 : protocol == 132 ? 28 : 8;
}

/// The first bytes of the packet that an ICMP error reports on.
Bytes quoted(const Probe& error) {
    const Probe first = reported(error);
    Bytes bytes;
    if (first.source.family() == Family::ipv4) {
        put32(bytes, 0x45000000u | 36);
        put32(bytes, 0x00010000);
        put16(bytes, 64u << 8 | first.protocol);
        put16(bytes, 0);
    } else {
        put32(bytes, 0x60000000);
        put32(bytes, 16u << 16 | static_cast<std::uint32_t>(first.protocol) << 8 | 64);
    }
    put_address(bytes, first.source);
    put_address(bytes, first.destination);
    if (first.source.family() == Family::ipv4) {
        set16(bytes, 10, ~sum(bytes) & 0xffff);
    }
    put16(bytes, first.source_port);
    put16(bytes, first.destination_port);
    put32(bytes, 16u << 16 | 0x1234);
    return bytes;
}

Bytes transport(const Probe& probe, std::uint32_t id) {
    Bytes body;
    std::size_t checksum = 0;
    switch (probe.protocol) {
    case 6:
        put16(body, probe.source_port);
        put16(body, probe.destination_port);
        put32(body, 0x1000);
        put32(body, (probe.tcp_flags & 16) != 0 ? 0x2000 : 0);
        body.push_back(5 << 4);
        body.push_back(probe.tcp_flags);
        put16(body, 0x7000);
        put32(body, 0);
        checksum = 16;
        break;
    case 17:
        put16(body, probe.source_port);
        put16(body, probe.destination_port);
        put16(body, 16);
        put16(body, 0);
        checksum = 6;
        break;
    case 1:
    case 58:
        body.push_back(probe.icmp_type);
        body.push_back(probe.icmp_code);
        put16(body, 0);
        put32(body, probe.state == iptables::state_related ? 0 : 0x00010001);
        if (probe.state == iptables::state_related) {
            const Bytes inner = quoted(probe);
            body.insert(body.end(), inner.begin(), inner.end());
        }
        checksum = 2;
        break;
    case 132:  // an INIT chunk that opens an association
        put16(body, probe.source_port);
        put16(body, probe.destination_port);
        put32(body, 0);
        put32(body, 0);
        put32(body, 0x01000018);
        put32(body, 1);
        put32(body, 0x10000);
        put32(body, 0x000a000a);
        break;
    default: put32(body, 0x00000800); break;  // GRE without options
    }
    put32(body, magic);
    put32(body, id);
    if (probe.protocol == 132) {
        const std::uint32_t crc = crc32c(body);
        for (std::size_t i = 0; i < 4; ++i) {
            body[8 + i] = static_cast<std::uint8_t>(crc >> 8 * i);
        }
    }
    if (checksum != 0) {
        Bytes pseudo;
        if (probe.protocol != 1) {
            put_address(pseudo, probe.source);
            put_address(pseudo, probe.destination);
            put32(pseudo, static_cast<std::uint32_t>(body.size()));
            put32(pseudo, probe.protocol);
        }
        set16(body, checksum, ~sum(body, sum(pseudo)) & 0xffff);
    }
    return body;
}

Address read_address(const std::uint8_t* at, bool four) {
    if (four) {
        return Address::v4(get32(at));
    }
    const auto half = [](const std::uint8_t* p) { return static_cast<std::uint64_t>(get32(p)) << 32 | get32(p + 4); };
    return Address::v6(half(at), half(at + 8));
}

}  // namespace

Bytes packet_of(const Probe& probe, std::uint32_t id) {
    const Bytes body = transport(probe, id);
    Bytes packet;
    if (probe.source.family() == Family::ipv4) {
        put32(packet, 0x45000000u | static_cast<std::uint32_t>(20 + body.size()));
        put32(packet, id << 16);
        put16(packet, 64u << 8 | probe.protocol);
        put16(packet, 0);
        put_address(packet, probe.source);
        put_address(packet, probe.destination);
        set16(packet, 10, ~sum(packet) & 0xffff);
    } else {
        put32(packet, 0x60000000);
        put16(packet, static_cast<std::uint32_t>(body.size()));
        put16(packet, static_cast<std::uint32_t>(probe.protocol) << 8 | 64);
        put_address(packet, probe.source);
        put_address(packet, probe.destination);
    }
    packet.insert(packet.end(), body.begin(), body.end());
    return packet;
}

std::optional<Seen> read_packet(const std::uint8_t* data, std::size_t size) {
    const bool four = size > 0 && data[0] >> 4 == 4;
    const std::size_t ip = four ? 20 : 40;
    if (size < ip + 12) {
        return {};
    }
    Seen seen;
    seen.probe.protocol = data[four ? 9 : 6];
    seen.probe.source = read_address(data + (four ? 12 : 8), four);
    seen.probe.destination = read_address(data + (four ? 16 : 24), four);
    std::size_t payload = ip + header_size(seen.probe.protocol);
    const bool error = (seen.probe.protocol == 1 && (data[ip] == 3 || data[ip] == 11 || data[ip] == 12)) ||
                       (seen.probe.protocol == 58 && data[ip] < 128);
    // Not the answers of REJECT, which quote the probes themselves.
    if (error && size >= payload + ip + 16 && get16(data + payload + ip) == 61000) {
        payload += ip + 8;
    }
    if (size < payload + 8 || get32(data + payload) != magic) {
        return {};
    }
    if (seen.probe.protocol == 6 || seen.probe.protocol == 17 || seen.probe.protocol == 132) {
        seen.probe.source_port = static_cast<std::uint16_t>(get16(data + ip));
        seen.probe.destination_port = static_cast<std::uint16_t>(get16(data + ip + 2));
    }
    seen.id = get32(data + payload + 4);
    return seen;
}

}  // namespace lyncgate::kernel
