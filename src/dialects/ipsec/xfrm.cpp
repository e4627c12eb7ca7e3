// `ip xfrm policy`: the security policy database of Linux (ip-xfrm(8); xfrm_policy.c of the kernel for what it means).
#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "dialects/ipsec/readers.hpp"
#include "dialects/ipsec/selectors.hpp"
#include "ipsec/xfrm.hpp"
#include "model/subtract.hpp"
#include "net/address.hpp"
#include "net/protocol.hpp"

namespace lyncgate::ipsec {

namespace {

namespace pegtl = tao::pegtl;
namespace rules = grammar::xfrm;

using Words = std::vector<std::string_view>;

/// One policy as printed.
struct Entry {
    Span span;
    Words selector;
    std::vector<Words> details;
};

struct Entries {
    const char* begin = nullptr;
    std::vector<Entry> entries;
    Words line;
    std::vector<Span> strays;  ///< lines before the first policy
};

template<typename Rule>
struct Action : pegtl::nothing<Rule> {};

template<>
struct Action<rules::word> {
    template<typename Input>
    static void apply(const Input& in, Entries& entries) {
        entries.line.emplace_back(in.begin(), in.size());
    }
};

Span span_of(const char* text, const Words& words) {
    return {static_cast<std::uint32_t>(words.front().data() - text),
            static_cast<std::uint32_t>(words.back().data() + words.back().size() - text)};
}

template<>
struct Action<rules::selector> {
    static void apply0(Entries& entries) {
        entries.entries.push_back({span_of(entries.begin, entries.line), std::move(entries.line), {}});
        entries.line.clear();
    }
};

template<>
struct Action<rules::detail> {
    static void apply0(Entries& entries) {
        if (entries.entries.empty()) {
            entries.strays.push_back(span_of(entries.begin, entries.line));
        } else {
            entries.entries.back().span.end = span_of(entries.begin, entries.line).end;
            entries.entries.back().details.push_back(std::move(entries.line));
        }
        entries.line.clear();
    }
};

/// The word after `key`; empty when there is none.
std::string_view after(const Words& words, std::string_view key) {
    const auto found = std::find(words.begin(), words.end(), key);
    return found == words.end() || found + 1 == words.end() ? std::string_view{} : *(found + 1);
}

std::optional<std::uint32_t> number(std::string_view text) {
    std::uint32_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

/// A policy while it is read.
struct Draft {
    const SourceFile* file = nullptr;
    Firewall* firewall = nullptr;
    const Entry* entry = nullptr;
    Policy policy{};
    std::string direction{};
    std::uint32_t priority = 0;
    bool socket = false;
    bool blocked = false;
    std::size_t templates = 0;
    std::size_t optional_templates = 0;
    bool encrypts = false;
    bool transport = true;

    Origin origin() const { return {file, entry->span}; }
    void doubt(std::string reason) { policy.tunnel.doubts.push_back(firewall->doubt(std::move(reason), origin())); }
};

/// What a pair of words of the selector says; false when it is not understood.
bool take_selector(Draft& draft, Selector& selector, Box& icmp, std::string_view key, std::string_view value) {
    SetPool& pool = *draft.firewall->pool;
    if (key == "src" || key == "dst") {
        const std::optional<Set> addresses = parse_addresses(value);
        (key == "src" ? selector.source : selector.destination) = addresses.value_or(any_address());
        return addresses.has_value();
    }
    if (key == "proto") {
        const std::optional<Protocol> protocol = parse_protocol(value);
        if (protocol) {
            selector.protocols = Set(static_cast<Value>(*protocol));
        }
        return protocol.has_value();
    }
    if (key == "sport" || key == "dport") {
        const std::optional<Set> ports = parse_ports(value);
        (key == "sport" ? selector.source_ports : selector.destination_ports) = ports.value_or(Set(0, 65535));
        return ports.has_value();
    }
    if (key == "type" || key == "code") {
        const std::optional<std::uint32_t> n = number(value);
        Set values;
        for (Value other = 0; n && *n < 256 && other < 256; ++other) {
            values = unite(values, Set(key == "type" ? Value{*n} * 256 + other : other * 256 + *n));
        }
        return !values.empty() && narrow(icmp, Field::icmp, values, pool);
    }
    if (key == "dev") {
        draft.doubt(fmt::format("it takes only packets of the device {}", value));
        return true;
    }
    if (key == "key") {
        draft.doubt("it takes only some GRE keys");
        return true;
    }
    return key == "uid";
}

void take_selectors(Draft& draft) {
    Selector selector = everything();
    Box icmp;
    const Words& words = draft.entry->selector;
    for (std::size_t i = 0; i + 1 < words.size(); i += 2) {
        if (!take_selector(draft, selector, icmp, words[i], words[i + 1])) {
            draft.doubt(fmt::format("its selector has \"{} {}\", which is not understood", words[i], words[i + 1]));
        }
    }
    SetPool& pool = *draft.firewall->pool;
    for (const Box& box : packets_of(selector, pool)) {
        if (const std::optional<Box> both = intersect(box, icmp, pool)) {
            draft.policy.tunnel.packets.push_back(*both);
        }
    }
}

void take_direction(Draft& draft, const Words& words) {
    draft.socket = words.front() == "socket";
    draft.direction = std::string(words.size() > 1 ? words[1] : std::string_view{});
    draft.blocked = after(words, "action") == "block";
    if (const std::string_view action = after(words, "action");
        !action.empty() && action != "block" && action != "allow") {
        draft.doubt(fmt::format("its action \"{}\" is not known", action));
    }
    draft.priority = number(after(words, "priority")).value_or(0);
    if (after(words, "ptype") == "sub") {
        draft.doubt("it is a sub policy, which takes part with a main one only");
    }
}

/// `proto esp spi 0x0 reqid 1 mode tunnel`, the second line of a template.
void take_template(Draft& draft, const Words& words) {
    const std::string_view protocol = after(words, "proto");
    draft.encrypts = draft.encrypts || protocol == "esp";
    draft.transport = draft.transport && after(words, "mode") == "transport";
}

void take_detail(Draft& draft, const Words& words) {
    const std::string_view first = words.front();
    if (first == "dir" || first == "socket") {
        take_direction(draft, words);
    } else if (first == "tmpl") {
        ++draft.templates;
        draft.policy.tunnel.peer = std::string(after(words, "dst"));
        if (after(words, "proto") != "") {
            take_template(draft, words);
        }
    } else if (first == "proto" && draft.templates > 0) {
        take_template(draft, words);
    } else if (first == "level" && after(words, "level") == "use") {
        ++draft.optional_templates;
    } else if (first == "mark" || first == "if_id") {
        draft.doubt(fmt::format("it takes only packets with {} {}", first, after(words, first)));
    } else if (first == "security") {
        draft.doubt("it takes only packets of one security context");
    }
}

void finish(Draft& draft) {
    Tunnel& tunnel = draft.policy.tunnel;
    tunnel.origin = draft.origin();
    tunnel.name = fmt::format("xfrm policy {} priority {}", draft.direction, draft.priority);
    tunnel.transport_mode = draft.templates > 0 && draft.transport;
    tunnel.authenticates_only = draft.templates > 0 && !draft.encrypts;
    tunnel.protection = draft.blocked                                 ? Protection::discard
                        : draft.templates == 0                        ? Protection::bypass
                        : draft.optional_templates >= draft.templates ? Protection::optional_
                                                                      : Protection::protect;
    draft.policy.heading = draft.direction == "fwd" ? Heading::arriving : Heading::leaving;
}

/// Policies of one priority that cross and do different things: the age decides, which the output does not tell.
void doubt_ties(std::vector<Draft>& drafts, Firewall& firewall) {
    for (std::size_t i = 0; i < drafts.size(); ++i) {
        for (std::size_t j = i + 1; j < drafts.size() && drafts[j].priority == drafts[i].priority; ++j) {
            const Tunnel& a = drafts[i].policy.tunnel;
            const Tunnel& b = drafts[j].policy.tunnel;
            const bool apart = std::none_of(a.packets.begin(), a.packets.end(), [&](const Box& one) {
                return std::any_of(b.packets.begin(), b.packets.end(),
                                   [&](const Box& other) { return meets(one, other); });
            });
            if (apart || a.protection == b.protection || drafts[i].policy.heading != drafts[j].policy.heading) {
                continue;
            }
            const DoubtId doubt =
                firewall.doubt("another policy of the same priority crosses it, and which one is older is not known",
                               drafts[j].origin());
            drafts[i].policy.tunnel.doubts.push_back(doubt);
            drafts[j].policy.tunnel.doubts.push_back(doubt);
        }
    }
}

}  // namespace

void read_xfrm(const SourceFile& file, Firewall& firewall, PolicyFile& result) {
    pegtl::memory_input<pegtl::tracking_mode::lazy, pegtl::eol::lf> in(file.text().data(), file.text().size(), "");
    Entries read;
    read.begin = file.text().data();
    pegtl::parse<rules::file, Action>(in, read);
    for (const Span& span : read.strays) {
        result.coverage.count(Treatment::unmodelled, {&file, span}, "no policy starts here; it is not read");
    }
    std::vector<Draft> drafts;
    for (const Entry& entry : read.entries) {
        Draft draft{&file, &firewall, &entry};
        take_selectors(draft);
        for (const Words& words : entry.details) {
            take_detail(draft, words);
        }
        if (draft.socket || draft.direction == "in") {
            result.coverage.count(Treatment::irrelevant);  // about packets of the machine itself
            continue;
        }
        finish(draft);
        if (draft.direction != "out" && draft.direction != "fwd") {
            result.diagnostics.push_back({Level::error,
                                          "a policy without a direction",
                                          draft.origin(),
                                          "a line such as \"dir out priority 100\" after the selector",
                                          "export the whole output of \"ip xfrm policy\"",
                                          {}});
            result.coverage.count(Treatment::broken, draft.origin(), "it may protect any packet of its selector");
            draft.doubt("its direction is missing");
            draft.policy.tunnel.protection = Protection::protect;
            draft.policy.heading = Heading::mirrored;
        } else {
            result.coverage.count(Treatment::modelled);
        }
        drafts.push_back(std::move(draft));
    }
    std::stable_sort(drafts.begin(), drafts.end(),
                     [](const Draft& a, const Draft& b) { return a.priority < b.priority; });
    doubt_ties(drafts, firewall);
    for (Draft& draft : drafts) {
        result.policies.push_back(std::move(draft.policy));
    }
}

}  // namespace lyncgate::ipsec
