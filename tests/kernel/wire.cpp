#include "kernel/wire.hpp"

#include <arpa/inet.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_log.h>
#include <linux/netlink.h>
#include <net/if.h>
#include <netpacket/packet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include <fmt/core.h>

namespace lyncgate::kernel {

namespace {

constexpr int log_group = 5;
constexpr std::uint8_t local_in = 1;

/// One NFULNL_MSG_CONFIG with a single attribute.
bool configure(int socket, std::uint16_t group, std::uint16_t attribute, const void* value, std::uint16_t size) {
    alignas(nlmsghdr) char buffer[128] = {};
    auto* const header = reinterpret_cast<nlmsghdr*>(buffer);
    header->nlmsg_type = NFNL_SUBSYS_ULOG << 8 | NFULNL_MSG_CONFIG;
    header->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK;
    auto* const family = reinterpret_cast<nfgenmsg*>(buffer + NLMSG_HDRLEN);
    family->nfgen_family = AF_UNSPEC;
    family->version = NFNETLINK_V0;
    family->res_id = htons(group);
    auto* const first = reinterpret_cast<nlattr*>(buffer + NLMSG_HDRLEN + NLMSG_ALIGN(sizeof(nfgenmsg)));
    first->nla_type = attribute;
    first->nla_len = static_cast<std::uint16_t>(NLA_HDRLEN + size);
    std::memcpy(reinterpret_cast<char*>(first) + NLA_HDRLEN, value, size);
    header->nlmsg_len =
        static_cast<std::uint32_t>(NLMSG_HDRLEN + NLMSG_ALIGN(sizeof(nfgenmsg)) + NLA_ALIGN(first->nla_len));
    if (::send(socket, buffer, header->nlmsg_len, 0) < 0) {
        return false;
    }
    char answer[512];
    const ssize_t got = recv(socket, answer, sizeof answer, 0);
    const auto* const reply = reinterpret_cast<const nlmsghdr*>(answer);
    return got > 0 && reply->nlmsg_type == NLMSG_ERROR &&
           reinterpret_cast<const nlmsgerr*>(answer + NLMSG_HDRLEN)->error == 0;
}

bool listen_to_log(int socket) {
    const sockaddr_nl self{AF_NETLINK, 0, 0, 0};
    const nfulnl_msg_config_cmd bind_command{NFULNL_CFG_CMD_BIND};
    nfulnl_msg_config_mode mode{};
    mode.copy_range = htonl(0xffff);
    mode.copy_mode = NFULNL_COPY_PACKET;
    const std::uint32_t at_once = htonl(1);
    const int room = 16 << 20;
    setsockopt(socket, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof room);
    return bind(socket, reinterpret_cast<const sockaddr*>(&self), sizeof self) == 0 &&
           configure(socket, log_group, NFULA_CFG_CMD, &bind_command, sizeof bind_command) &&
           configure(socket, log_group, NFULA_CFG_MODE, &mode, sizeof mode) &&
           configure(socket, log_group, NFULA_CFG_QTHRESH, &at_once, sizeof at_once);
}

void read_report(const char* data, std::size_t size, std::map<std::uint32_t, Passed>& passed) {
    Passed one;
    std::optional<Seen> seen;
    std::size_t at = NLMSG_HDRLEN + NLMSG_ALIGN(sizeof(nfgenmsg));
    while (at + NLA_HDRLEN <= size) {
        const auto* const attribute = reinterpret_cast<const nlattr*>(data + at);
        const char* const value = data + at + NLA_HDRLEN;
        if (attribute->nla_len < NLA_HDRLEN || at + attribute->nla_len > size) {
            break;
        }
        switch (attribute->nla_type & NLA_TYPE_MASK) {
        case NFULA_PACKET_HDR:
            one.delivered = reinterpret_cast<const nfulnl_msg_packet_hdr*>(value)->hook == local_in;
            break;
        case NFULA_MARK: one.mark = ntohl(*reinterpret_cast<const std::uint32_t*>(value)); break;
        case NFULA_IFINDEX_OUTDEV: {
            char name[IF_NAMESIZE] = {};
            if_indextoname(ntohl(*reinterpret_cast<const std::uint32_t*>(value)), name);
            one.out = name;
            break;
        }
        case NFULA_PAYLOAD:
            seen = read_packet(reinterpret_cast<const std::uint8_t*>(value), attribute->nla_len - NLA_HDRLEN);
            break;
        default: break;
        }
        at += NLA_ALIGN(attribute->nla_len);
    }
    if (seen) {
        one.probe = seen->probe;
        passed.emplace(seen->id, one);
    }
}

}  // namespace

Wire::Wire(std::string& error) {
    frames_ = socket(AF_PACKET, SOCK_RAW, 0);
    raw4_ = socket(AF_INET, SOCK_RAW, IPPROTO_RAW);
    raw6_ = socket(AF_INET6, SOCK_RAW, IPPROTO_RAW);
    log_ = socket(AF_NETLINK, SOCK_RAW, NETLINK_NETFILTER);
    if (frames_ < 0 || raw4_ < 0 || raw6_ < 0 || log_ < 0 || !listen_to_log(log_)) {
        error = fmt::format("no raw sockets or no packet log: {}", std::strerror(errno));
    }
}

Wire::~Wire() {
    for (const int each : {frames_, raw4_, raw6_, log_}) {
        if (each >= 0) {
            close(each);
        }
    }
}

void Wire::send(const iptables::testing::Probe& probe, std::uint32_t id) {
    const Bytes packet = packet_of(probe, id);
    const bool four = probe.source.family() == Family::ipv4;
    if (probe.in.empty()) {
        const Bytes bytes(packet.begin() + (four ? 16 : 24), packet.begin() + (four ? 20 : 40));
        if (four) {
            sockaddr_in to{};
            to.sin_family = AF_INET;
            std::memcpy(&to.sin_addr, bytes.data(), bytes.size());
            sendto(raw4_, packet.data(), packet.size(), 0, reinterpret_cast<const sockaddr*>(&to), sizeof to);
        } else {
            sockaddr_in6 to{};
            to.sin6_family = AF_INET6;
            std::memcpy(&to.sin6_addr, bytes.data(), bytes.size());
            sendto(raw6_, packet.data(), packet.size(), 0, reinterpret_cast<const sockaddr*>(&to), sizeof to);
        }
        return;
    }
    const int number = probe.in == "eth0" ? 0 : probe.in == "eth1" ? 1 : 2;
    Bytes frame = {
        2, 0, 0, 0, 0, static_cast<std::uint8_t>(number),          2,
        0, 0, 0, 1, 0, static_cast<std::uint8_t>(four ? 8 : 0x86), static_cast<std::uint8_t>(four ? 0 : 0xdd)};
    frame.insert(frame.end(), packet.begin(), packet.end());
    sockaddr_ll to{};
    to.sll_family = AF_PACKET;
    to.sll_ifindex = static_cast<int>(if_nametoindex(fmt::format("p{}", number).c_str()));
    to.sll_halen = 6;
    sendto(frames_, frame.data(), frame.size(), 0, reinterpret_cast<const sockaddr*>(&to), sizeof to);
}

void Wire::collect(std::map<std::uint32_t, Passed>& passed, int wait_ms) {
    pollfd waiting{log_, POLLIN, 0};
    alignas(nlmsghdr) static char buffer[65536];
    while (poll(&waiting, 1, wait_ms) > 0) {
        const ssize_t got = recv(log_, buffer, sizeof buffer, 0);
        for (ssize_t at = 0; got > 0 && at + static_cast<ssize_t>(NLMSG_HDRLEN) <= got;) {
            const auto* const header = reinterpret_cast<const nlmsghdr*>(buffer + at);
            if (header->nlmsg_len < NLMSG_HDRLEN || at + static_cast<ssize_t>(header->nlmsg_len) > got) {
                break;
            }
            if (header->nlmsg_type == (NFNL_SUBSYS_ULOG << 8 | NFULNL_MSG_PACKET)) {
                read_report(buffer + at, header->nlmsg_len, passed);
            }
            at += NLMSG_ALIGN(header->nlmsg_len);
        }
    }
}

std::map<std::uint32_t, Passed> Wire::replay(const std::vector<iptables::testing::Probe>& probes) {
    std::map<std::uint32_t, Passed> passed;
    for (std::size_t i = 0; i < probes.size(); ++i) {
        const bool known = probes[i].state == iptables::state_established || probes[i].state == iptables::state_related;
        if (known && !connections_.know(probes[i])) {
            ++lost_;
            continue;
        }
        send(probes[i], base_ + static_cast<std::uint32_t>(i));
        // Packets over lo are confirmed on their way, so that the next of the same ends would not be the first.
        if (known || probes[i].in.empty()) {
            connections_.forget();
        }
        if (i % 32 == 31) {
            collect(passed, 0);
        }
    }
    collect(passed, 15);
    std::map<std::uint32_t, Passed> numbered;
    for (const auto& [id, one] : passed) {
        if (id >= base_ && id < base_ + probes.size()) {
            numbered.emplace(id - base_, one);
        }
    }
    base_ += static_cast<std::uint32_t>(probes.size());
    return numbered;
}

}  // namespace lyncgate::kernel
