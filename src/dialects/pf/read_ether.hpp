// Actions of the token grammar: rules on Ethernet frames. Included by parse.cpp only.
#pragma once

#include <charconv>

#include "dialects/pf/read_statements.hpp"

namespace lyncgate::pf {
namespace {

EtherRule& ether_of(Reading& r) {
    if (r.drafts.ether == nullptr) {
        r.drafts.ether = std::make_shared<EtherRule>();
    }
    return *r.drafts.ether;
}

/// `00:00:5e:00:53:01`; false when the text is something else.
bool read_mac(std::string_view text, std::array<std::uint8_t, 6>& mac) {
    for (std::size_t i = 0; i < mac.size(); ++i) {
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), mac[i], 16);
        const auto length = static_cast<std::size_t>(end - text.data());
        if (error != std::errc{} || length > 2) {
            return false;
        }
        text.remove_prefix(length);
        const bool last = i + 1 == mac.size();
        if (last != text.empty() || (!last && text.front() != ':')) {
            return false;
        }
        text.remove_prefix(last ? 0 : 1);
    }
    return true;
}

template<>
struct act<rules::mac_not> : does<[](Reading& r, const Token&) { r.negated = true; }> {};
template<>
struct act<rules::mac_value> : does<[](Reading& r, const Token& t) {
    MacAddress& mac = r.drafts.macs.emplace_back();
    mac.negated = std::exchange(r.negated, false);
    const std::size_t mask = t.text.find('&');
    const bool masked = mask != std::string_view::npos;
    if (!read_mac(t.text.substr(0, mask), mac.address) || (masked && !read_mac(t.text.substr(mask + 1), mac.mask))) {
        r.error(t, "'" + std::string(t.text) + "' is not an ethernet address", "an address such as 00:00:5e:00:53:01");
    }
}> {};
template<>
struct act<rules::mac_length> : does<[](Reading& r, const Token& t) {
    const std::uint32_t length = read_number(r, t, 48, "length of an ethernet address");
    for (std::uint32_t i = 0; i < 6; ++i) {
        const std::uint32_t bits = length < i * 8 ? 0 : std::min(8U, length - i * 8);
        r.drafts.macs.back().mask[i] = static_cast<std::uint8_t>(0xff00U >> bits);
    }
}> {};
template<>
struct act<rules::mac_from>
    : does<[](Reading& r, const Token&) { ether_of(r).from = std::exchange(r.drafts.macs, {}); }> {};
template<>
struct act<rules::mac_to> : does<[](Reading& r, const Token&) { ether_of(r).to = std::exchange(r.drafts.macs, {}); }> {
};
template<>
struct act<rules::frame_type> : does<[](Reading& r, const Token& t) {
    const bool hex = t.text.starts_with("0x");
    const std::string_view digits = hex ? t.text.substr(2) : t.text;
    std::uint16_t type = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), type, hex ? 16 : 10);
    if (error != std::errc{} || end != digits.data() + digits.size() || type == 0) {
        r.error(t, "'" + std::string(t.text) + "' is not a type of ethernet frames", "a number such as 0x0800");
    }
    ether_of(r).types.push_back(type);
}> {};
template<>
struct act<rules::bridge_name> : does<[](Reading& r, const Token& t) { ether_of(r).bridge = t.text; }> {};
template<>
struct act<rules::ether_pass> : does<[](Reading& r, const Token&) { r.rule->action = RuleAction::pass; }> {};
template<>
struct act<rules::ether_block> : does<[](Reading& r, const Token&) { r.rule->action = RuleAction::block; }> {};
void end_ether(Reading& r) {
    ++r.signs.freebsd;
    ether_of(r).rule = std::move(*r.rule);
    r.statement->body = std::exchange(r.drafts.ether, nullptr);
}
template<>
struct act<rules::ether_rule> : does<[](Reading& r, const Token&) { end_ether(r); }> {};
template<>
struct act<rules::ether_anchor> : does<[](Reading& r, const Token& t) {
    r.rule->action = RuleAction::anchor;
    if (r.details().anchor.empty() && !r.rule->opens_block) {
        r.error(t, "an anchor without rules needs a name", "a name, or rules in braces");
    }
    end_ether(r);
}> {};

}  // namespace
}  // namespace lyncgate::pf
