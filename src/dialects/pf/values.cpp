#include <algorithm>
#include <charconv>
#include <cmath>

#include "dialects/pf/names.hpp"
#include "dialects/pf/reading.hpp"
#include "net/protocol.hpp"

namespace lyncgate::pf {
namespace {

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

constexpr std::uint32_t not_short = 0xffffffff;

/// The number of one to five digits; `not_short` for any other text.
std::uint32_t short_number(std::string_view text) {
    if (text.empty() || text.size() > 5) {
        return not_short;
    }
    std::uint32_t value = 0;
    for (const char c : text) {
        if (!is_digit(c)) {
            return not_short;
        }
        value = 10 * value + static_cast<std::uint32_t>(c - '0');
    }
    return value;
}

std::optional<std::uint64_t> whole_number(std::string_view text) {
    int base = 10;
    if (text.starts_with("0x")) {
        base = 16;
        text.remove_prefix(2);
    }
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    return error == std::errc{} && end == text.data() + text.size() && !text.empty() ? std::optional(value)
                                                                                     : std::nullopt;
}

/// Takes `:network` and the like off the end of a name. False for two that exclude each other.
bool take_modifiers(std::string_view& name, Modifiers& modifiers) {
    for (;;) {
        const std::size_t colon = name.rfind(':');
        if (colon == std::string_view::npos) {
            return modifiers.network + modifiers.broadcast + modifiers.peer <= 1;
        }
        const std::string_view word = name.substr(colon + 1);
        if (word == "network") {
            modifiers.network = true;
        } else if (word == "broadcast") {
            modifiers.broadcast = true;
        } else if (word == "peer") {
            modifiers.peer = true;
        } else if (word == "0") {
            modifiers.no_alias = true;
        } else {
            return true;
        }
        name = name.substr(0, colon);
    }
}

/// Whether a word can be the name of an interface, a group or a host.
bool can_be_name(std::string_view name) {
    const auto fits = [](char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_'; };
    return !name.empty() && std::ranges::all_of(name, fits) && std::ranges::any_of(name, is_letter);
}

/// An IPv4 network with fewer than four parts, as in `10/8` or `192.168/16`: inet_net_pton(3).
std::optional<Prefix> short_network(std::string_view text, int bits) {
    std::uint32_t value = 0;
    int parts = 0;
    while (parts < 4) {
        const std::size_t dot = text.find('.');
        const std::string_view part = text.substr(0, dot);
        const std::optional<std::uint64_t> number = whole_number(part);
        if (!number || *number > 255 || part.starts_with("0x")) {
            return std::nullopt;
        }
        value = value << 8 | static_cast<std::uint32_t>(*number);
        ++parts;
        if (dot == std::string_view::npos) {
            return Prefix{Address::v4(value << 8 * (4 - parts)), bits};
        }
        text.remove_prefix(dot + 1);
    }
    return std::nullopt;
}

}  // namespace

bool read_host(Reading& reading, const Token& token, std::string_view bits, Host& host) {
    std::string_view text = token.text;
    if (!text.empty() && is_digit(text.front())) {
        if (const std::optional<Address> address = parse_address(text)) {  // as most are: nothing else is in the word
            const std::uint32_t width = static_cast<std::uint32_t>(width_of(address->family()));
            const std::uint32_t length = bits.empty() ? width : short_number(bits);
            if (length <= 128) {
                host.kind = HostKind::prefix;
                host.set_prefix({*address, static_cast<int>(length)});
                return true;
            }
        }
    }
    const std::size_t inner_slash = text.find('/');  // only quoted strings can hold one
    if (inner_slash != std::string_view::npos && bits.empty()) {
        bits = text.substr(inner_slash + 1);
        text = text.substr(0, inner_slash);
    }
    const std::size_t at = text.rfind('@');
    if (at != std::string_view::npos) {
        host.at = text.substr(at + 1);
        text = text.substr(0, at);
    }
    int length = -1;
    if (!bits.empty()) {
        const std::optional<std::uint64_t> number = whole_number(bits);
        if (!number || *number > 128) {
            reading.error(token, "'/" + std::string(bits) + "' is not a prefix length", "a number from 0 to 128");
            return false;
        }
        length = static_cast<int>(*number);
    }
    std::string_view address_text = text;
    const std::size_t zone = text.find('%');
    if (zone != std::string_view::npos) {
        address_text = text.substr(0, zone);
    }
    if (const std::optional<Address> address = parse_address(address_text)) {
        host.kind = HostKind::prefix;
        host.set_prefix({*address, length < 0 ? width_of(address->family()) : length});
        if (zone != std::string_view::npos) {
            host.at = text.substr(zone + 1);
        }
        return true;
    }
    if (length >= 0) {
        if (const std::optional<Prefix> prefix = short_network(text, length)) {
            host.kind = HostKind::prefix;
            host.set_prefix(*prefix);
            return true;
        }
    }
    host.kind = HostKind::name;
    host.bits = static_cast<std::int16_t>(length);
    host.text = text;
    if (!take_modifiers(host.text, host.modifiers)) {
        reading.error(token, "'" + std::string(text) + "' asks an interface for two things at once",
                      "one of :network, :broadcast and :peer");
        return false;
    }
    if (!can_be_name(host.text)) {
        reading.error(token, "'" + std::string(token.text) + "' is not an address",
                      "an address, a network, an interface or a host name");
        return false;
    }
    if ((host.modifiers.network || host.modifiers.broadcast) && length >= 0) {
        reading.error(token, "a network of an interface cannot have a prefix length of its own", "no '/' here");
        return false;
    }
    return true;
}

void read_range_end(Reading& reading, const Token& token, Host& host) {
    std::optional<Address> last = parse_address(token.text);
    if (!last && token.text.starts_with("ffff:ffff:ffff:ffff:ffff:ffff:")) {
        // the last IPv6 numbers stand for IPv4 here; no address of them is in use
        last = Address::at(any_ipv6().high());
    }
    if (host.kind != HostKind::prefix || !last || last->family() != host.prefix()->address.family() ||
        host.prefix_length != width_of(last->family())) {
        reading.error(token, "'" + std::string(token.text) + "' does not end an address range",
                      "two addresses of one family");
        return;
    }
    host.last = reading.store.one(RangeEnds{host.prefix()->address, *last, token.text});
    host.kind = HostKind::range;
}

Host read_dynamic(Reading& reading, const Token& token) {
    Host host;
    host.kind = HostKind::dynamic;
    host.text = token.text;
    host.origin = reading.origin(token);
    if (!take_modifiers(host.text, host.modifiers)) {
        reading.error(token, "'" + std::string(token.text) + "' asks an interface for two things at once",
                      "one of :network, :broadcast and :peer");
    } else if (host.text.empty() || !is_letter(host.text.front())) {
        reading.error(token, "'" + std::string(token.text) + "' is not an interface name",
                      "a name that begins with a letter", "write addresses without brackets");
    }
    return host;
}

void read_bits(Reading& reading, const Token& token, Host& host) {
    host.bits = static_cast<std::int16_t>(read_number(reading, token, 128, "prefix length"));
}

void read_port(Reading& reading, const Token& token, Compare& compare) {
    const auto one = [&](std::string_view text) -> std::uint32_t {
        if (const std::uint32_t number = short_number(text); number <= 65535) {
            return number;
        }
        if (const std::optional<std::uint64_t> number = whole_number(text)) {
            if (*number > 65535) {
                reading.error(token, "port '" + std::string(text) + "' is too large", "a number from 0 to 65535");
            }
            return static_cast<std::uint32_t>(std::min<std::uint64_t>(*number, 65535));
        }
        const std::optional<std::uint16_t> port = port_of(text);
        if (!port) {
            reading.error(token, "no service is named '" + std::string(text) + "'", "a port number or a service name");
        }
        return port.value_or(0);
    };
    const std::size_t colon = token.quoted || token.kind == Kind::text ? token.text.find(':') : std::string_view::npos;
    compare.low = one(token.text.substr(0, colon));
    if (colon != std::string_view::npos) {
        compare.high = one(token.text.substr(colon + 1));
        compare.op = Op::range;
    }
}

std::uint32_t read_id(const Token& token, std::string_view& name) {
    if (const std::optional<std::uint64_t> number = whole_number(token.text); number && *number < unknown_id) {
        return static_cast<std::uint32_t>(*number);
    }
    if (token.text == "unknown") {
        return unknown_id;
    }
    name = token.text;
    return 0;
}

std::uint32_t read_number(Reading& reading, const Token& token, std::uint64_t highest, std::string_view what) {
    const std::optional<std::uint64_t> number = whole_number(token.text);
    if (!number || *number > highest) {
        reading.error(token, std::string(what) + " '" + std::string(token.text) + "' is not valid",
                      "a number from 0 to " + std::to_string(highest));
        return 0;
    }
    return static_cast<std::uint32_t>(*number);
}

std::uint8_t read_flags(Reading& reading, const Token& token) {
    static constexpr std::string_view letters = "FSRPAUEW";
    std::uint8_t flags = 0;
    for (const char letter : token.text) {
        const std::size_t place = letters.find(letter);
        if (place == std::string_view::npos) {
            reading.error(token, "'" + std::string(1, letter) + "' is not a TCP flag", "letters of FSRPAUEW");
            return 0;
        }
        flags |= static_cast<std::uint8_t>(1U << place);
    }
    return flags;
}

std::uint32_t read_tos(Reading& reading, const Token& token) {
    static constexpr std::pair<std::string_view, std::uint32_t> names[] = {
        {"lowdelay", 0x10},   {"throughput", 0x08}, {"reliability", 0x04}, {"critical", 0xa0}, {"inetcontrol", 0xc0},
        {"netcontrol", 0xe0}, {"ef", 0xb8},         {"va", 0xb0},          {"af11", 0x28},     {"af12", 0x30},
        {"af13", 0x38},       {"af21", 0x48},       {"af22", 0x50},        {"af23", 0x58},     {"af31", 0x68},
        {"af32", 0x70},       {"af33", 0x78},       {"af41", 0x88},        {"af42", 0x90},     {"af43", 0x98},
        {"cs0", 0},           {"cs1", 0x20},        {"cs2", 0x40},         {"cs3", 0x60},      {"cs4", 0x80},
        {"cs5", 0xa0},        {"cs6", 0xc0},        {"cs7", 0xe0}};
    const auto* found = std::ranges::find(names, token.text, &std::pair<std::string_view, std::uint32_t>::first);
    return found != std::end(names) ? found->second : read_number(reading, token, 255, "type of service");
}

Bandwidth read_bandwidth(Reading& reading, const Token& token) {
    Bandwidth result;
    double value = 0;
    const char* const end = token.text.data() + token.text.size();
    const auto [rest, error] = std::from_chars(token.text.data(), end, value);
    std::string_view unit(rest, static_cast<std::size_t>(end - rest));
    if (error != std::errc{}) {
        reading.error(token, "'" + std::string(token.text) + "' is not a bandwidth",
                      "a number with b, Kb, Mb, Gb or %");
        return result;
    }
    if (unit == "%") {
        result.percent = value;
        return result;
    }
    double factor = 1;
    if (!unit.empty()) {
        factor = unit.front() == 'K'   ? 1e3
                 : unit.front() == 'M' ? 1e6
                 : unit.front() == 'G' ? 1e9
                 : unit == "b"         ? 1
                                       : 0;
        const std::string_view tail = unit.substr(1);
        if (factor == 0 || (!tail.empty() && tail != "b" && tail != "B" && tail != "bit" && tail != "Bit")) {
            reading.error(token, "'" + std::string(unit) + "' is not a unit of bandwidth", "b, Kb, Mb, Gb or %");
        }
    }
    result.bits = value * factor;
    return result;
}

void check_length(Reading& reading, const Token& token, std::string_view text, std::size_t longest,
                  std::string_view what) {
    if (text.size() > longest) {
        reading.error(token, std::string(what) + " '" + std::string(text) + "' is too long",
                      "at most " + std::to_string(longest) + " characters");
    }
}

}  // namespace lyncgate::pf
