#include "kernel/connections.hpp"

#include <linux/netfilter/nf_conntrack_common.h>
#include <linux/netfilter/nf_conntrack_tcp.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_conntrack.h>
#include <linux/netlink.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstring>

#include "kernel/frames.hpp"

namespace lyncgate::kernel {

namespace {

using iptables::testing::Probe;

/// A netlink message being written; attributes nest.
struct Message {
    Bytes bytes;

    Message(std::uint8_t type, std::uint16_t flags, std::uint8_t family) {
        bytes.resize(NLMSG_HDRLEN + NLMSG_ALIGN(sizeof(nfgenmsg)));
        nlmsghdr header{};
        header.nlmsg_type = static_cast<std::uint16_t>(NFNL_SUBSYS_CTNETLINK << 8 | type);
        header.nlmsg_flags = static_cast<std::uint16_t>(NLM_F_REQUEST | NLM_F_ACK | flags);
        std::memcpy(bytes.data(), &header, sizeof header);
        bytes[NLMSG_HDRLEN] = family;
    }

    std::size_t open(int attribute) {
        const std::size_t at = bytes.size();
        nlattr head{0, static_cast<std::uint16_t>(attribute)};
        bytes.resize(at + NLA_HDRLEN);
        std::memcpy(&bytes[at], &head, sizeof head);
        return at;
    }
    void close(std::size_t at) {
        const auto size = static_cast<std::uint16_t>(bytes.size() - at);
        std::memcpy(&bytes[at], &size, sizeof size);
        bytes.resize(NLA_ALIGN(bytes.size()));
    }
    template<typename Fill>
    void nest(int attribute, const Fill& fill) {
        const std::size_t at = open(attribute | NLA_F_NESTED);
        fill();
        close(at);
    }
    /// A number, most significant byte first.
    void number(int attribute, Value value, int size) {
        const std::size_t at = open(attribute);
        for (int shift = 8 * (size - 1); shift >= 0; shift -= 8) {
            bytes.push_back(static_cast<std::uint8_t>(value >> shift));
        }
        close(at);
    }
    const Bytes& finish() {
        const auto size = static_cast<std::uint32_t>(bytes.size());
        std::memcpy(bytes.data(), &size, sizeof size);
        return bytes;
    }
};

Probe swapped(const Probe& probe) {
    Probe back = probe;
    std::swap(back.source, back.destination);
    std::swap(back.source_port, back.destination_port);
    // An echo request and its reply.
    const std::uint8_t request = probe.protocol == 58 ? 128 : 8;
    const std::uint8_t reply = probe.protocol == 58 ? 129 : 0;
    back.icmp_type = probe.icmp_type == request ? reply : request;
    return back;
}

void tuple(Message& message, int attribute, const Probe& one) {
    const bool four = one.source.family() == Family::ipv4;
    message.nest(attribute, [&] {
        message.nest(CTA_TUPLE_IP, [&] {
            message.number(four ? CTA_IP_V4_SRC : CTA_IP_V6_SRC, one.source.bits(), four ? 4 : 16);
            message.number(four ? CTA_IP_V4_DST : CTA_IP_V6_DST, one.destination.bits(), four ? 4 : 16);
        });
        message.nest(CTA_TUPLE_PROTO, [&] {
            message.number(CTA_PROTO_NUM, one.protocol, 1);
            if (one.protocol == 1 || one.protocol == 58) {
                message.number(four ? CTA_PROTO_ICMP_ID : CTA_PROTO_ICMPV6_ID, 1, 2);
                message.number(four ? CTA_PROTO_ICMP_TYPE : CTA_PROTO_ICMPV6_TYPE, one.icmp_type, 1);
                message.number(four ? CTA_PROTO_ICMP_CODE : CTA_PROTO_ICMPV6_CODE, 0, 1);
            } else {
                message.number(CTA_PROTO_SRC_PORT, one.source_port, 2);
                message.number(CTA_PROTO_DST_PORT, one.destination_port, 2);
            }
        });
    });
}

}  // namespace

Probe reported(const Probe& error) {
    Probe first = error;
    first.protocol = 17;
    first.source = error.destination;
    first.destination = error.source;
    first.source_port = 61000;
    first.destination_port = 53;
    return first;
}

Connections::Connections() : socket_(socket(AF_NETLINK, SOCK_RAW, NETLINK_NETFILTER)) {}

Connections::~Connections() {
    if (socket_ >= 0) {
        close(socket_);
    }
}

bool Connections::ask(const void* message, std::size_t size) {
    if (::send(socket_, message, size, 0) < 0) {
        return false;
    }
    char answer[1024];
    const ssize_t got = recv(socket_, answer, sizeof answer, 0);
    const auto* const reply = reinterpret_cast<const nlmsghdr*>(answer);
    return got > 0 && reply->nlmsg_type == NLMSG_ERROR &&
           reinterpret_cast<const nlmsgerr*>(answer + NLMSG_HDRLEN)->error == 0;
}

bool Connections::forget() {
    Message message(IPCTNL_MSG_CT_DELETE, 0, AF_UNSPEC);
    const Bytes& bytes = message.finish();
    return ask(bytes.data(), bytes.size());
}

bool Connections::know(const Probe& probe) {
    const Probe seen = probe.state == iptables::state_related ? reported(probe) : probe;
    const Probe first = probe.reply ? swapped(seen) : seen;
    Message message(IPCTNL_MSG_CT_NEW, NLM_F_CREATE | NLM_F_EXCL,
                    first.source.family() == Family::ipv4 ? AF_INET : AF_INET6);
    tuple(message, CTA_TUPLE_ORIG, first);
    tuple(message, CTA_TUPLE_REPLY, swapped(first));
    message.number(CTA_STATUS, IPS_SEEN_REPLY | IPS_ASSURED | IPS_CONFIRMED, 4);
    message.number(CTA_TIMEOUT, 60, 4);
    if (first.protocol == 6) {
        message.nest(CTA_PROTOINFO, [&] {
            message.nest(CTA_PROTOINFO_TCP, [&] {
                message.number(CTA_PROTOINFO_TCP_STATE, TCP_CONNTRACK_ESTABLISHED, 1);
                const Value liberal = IP_CT_TCP_FLAG_BE_LIBERAL << 8 | IP_CT_TCP_FLAG_BE_LIBERAL;
                message.number(CTA_PROTOINFO_TCP_FLAGS_ORIGINAL, liberal, 2);
                message.number(CTA_PROTOINFO_TCP_FLAGS_REPLY, liberal, 2);
            });
        });
    }
    const Bytes& bytes = message.finish();
    return ask(bytes.data(), bytes.size());
}

}  // namespace lyncgate::kernel
