// An IPsec file that is read from a text.
#pragma once

#include <fmt/format.h>
#include <string>
#include <vector>

#include "dialects/ipsec/policy.hpp"
#include "model/describe.hpp"

namespace lyncgate::test {

/// A text read as an IPsec file; keeps what its policies point into.
struct PolicyText {
    explicit PolicyText(std::string text)
        : file(store.add("policies", std::move(text))), read(ipsec::read(file, firewall)) {}
    PolicyText(const PolicyText&) = delete;
    PolicyText& operator=(const PolicyText&) = delete;

    /// One line a policy: where it stands, direction, what it does, its packets; '?' when it has a doubt.
    std::vector<std::string> lines() const {
        std::vector<std::string> all;
        for (const ipsec::Policy& policy : read.policies) {
            std::string packets;
            for (const Box& box : policy.tunnel.packets) {
                packets += (packets.empty() ? "" : " | ") + one_line(describe(box, firewall));
            }
            all.push_back(fmt::format("{} {} {}{} {}", line_of(policy.tunnel.origin), direction(policy.heading),
                                      action(policy.tunnel.protection), policy.tunnel.doubts.empty() ? "" : "?",
                                      packets));
        }
        return all;
    }

    static std::string direction(ipsec::Heading heading) {
        return heading == ipsec::Heading::leaving ? "out" : heading == ipsec::Heading::arriving ? "in" : "both";
    }
    static std::string action(Protection protection) {
        switch (protection) {
        case Protection::protect: return "protect";
        case Protection::bypass: return "bypass";
        case Protection::discard: return "discard";
        case Protection::optional_: return "optional";
        }
        return "";
    }

    SourceStore store;
    Firewall firewall;
    const SourceFile& file;
    ipsec::PolicyFile read;
};

}  // namespace lyncgate::test
