#include <algorithm>
#include <array>
#include <charconv>
#include <fmt/format.h>

#include "app/trace.hpp"
#include "net/address.hpp"
#include "net/protocol.hpp"

namespace lyncgate {

namespace {

constexpr std::array<std::string_view, 11> columns = {"id",    "in_iface", "src",   "dst",       "proto",    "sport",
                                                      "dport", "flags",    "state", "icmp_type", "icmp_code"};
using Row = std::array<std::string_view, columns.size()>;

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) {
        text.remove_prefix(1);
    }
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r')) {
        text.remove_suffix(1);
    }
    if (text.size() >= 2 && text.front() == '"' && text.back() == '"') {
        text = text.substr(1, text.size() - 2);
    }
    return text;
}

/// Fills a packet from cells; says what is wrong with the first cell that is.
class ProbeReader {
public:
    ProbeReader(const SourceFile& file, std::vector<Diagnostic>& diagnostics)
        : file_(file), diagnostics_(diagnostics) {}

    bool read(const Row& row, Probe& probe);

private:
    bool fail(std::string_view cell, const std::string& what, const std::string& expected) {
        const auto begin = cell.data() == nullptr ? 0U : static_cast<std::uint32_t>(cell.data() - file_.text().data());
        diagnostics_.push_back({Level::error,
                                fmt::format("{} \"{}\"", what, cell),
                                {&file_, {begin, begin + static_cast<std::uint32_t>(cell.size())}},
                                expected,
                                {},
                                {}});
        return false;
    }
    bool read_address(std::string_view cell, Value& to) {
        const std::optional<Address> address = parse_address(cell);
        if (!address) {
            return fail(cell, "not an address:", "an IPv4 or IPv6 address");
        }
        to = address->number();
        return true;
    }
    bool read_port(std::string_view cell, Value& to) {
        const std::optional<Port> port = cell.empty() ? Port{0} : parse_port(cell);
        if (!port) {
            return fail(cell, "not a port:", "a number from 0 to 65535");
        }
        to = port->number;
        return true;
    }
    bool read_flags(std::string_view cell, Value& to);
    bool read_state(std::string_view cell, Value& to);
    bool read_icmp(std::string_view type, std::string_view code, Protocol protocol, Value& to);

    const SourceFile& file_;
    std::vector<Diagnostic>& diagnostics_;
};

std::string upper(std::string_view text) {
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return result;
}

bool ProbeReader::read_flags(std::string_view cell, Value& to) {
    constexpr std::array<std::string_view, 8> names = {"FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR"};
    if (cell.empty()) {
        to = syn;
        return true;
    }
    const std::string text = upper(cell);
    unsigned flags = 0;
    std::size_t at = 0;
    while (at < text.size() && text != "NONE") {
        const std::size_t end = std::min(text.find_first_of("+|/, ;", at), text.size());
        const std::string_view word = std::string_view(text).substr(at, end - at);
        const auto* const known = std::find(names.begin(), names.end(), word);
        if (known == names.end() && !word.empty()) {
            return fail(cell, "not TCP flags:", "names such as SYN or SYN+ACK");
        }
        flags |= word.empty() ? 0U : 1U << (known - names.begin());
        at = end + 1;
    }
    to = flags;
    return true;
}

bool ProbeReader::read_state(std::string_view cell, Value& to) {
    constexpr std::array<std::string_view, 5> names = {"NEW", "ESTABLISHED", "RELATED", "INVALID", "UNTRACKED"};
    const std::string word = cell.empty() ? "NEW" : upper(cell);
    const auto* const known = std::find(names.begin(), names.end(), word);
    if (known == names.end()) {
        return fail(cell, "not a connection state:", "NEW, ESTABLISHED, RELATED, INVALID or UNTRACKED");
    }
    to = static_cast<Value>(known - names.begin());
    return true;
}

bool ProbeReader::read_icmp(std::string_view type, std::string_view code, Protocol protocol, Value& to) {
    unsigned t = protocol == Protocol::icmp6 ? 128 : 8;
    unsigned c = 0;
    const auto number = [](std::string_view cell, unsigned& value) {
        const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
        return cell.empty() || (error == std::errc{} && end == cell.data() + cell.size() && value <= 255);
    };
    if (!number(type, t)) {
        return fail(type, "not an ICMP type:", "a number from 0 to 255");
    }
    if (!number(code, c)) {
        return fail(code, "not an ICMP code:", "a number from 0 to 255");
    }
    to = icmp_value(static_cast<std::uint8_t>(t), static_cast<std::uint8_t>(c));
    return true;
}

bool ProbeReader::read(const Row& row, Probe& probe) {
    Packet& packet = probe.packet;
    probe.id = row[0];
    probe.in_interface = row[1];
    if (!read_address(row[2], packet[Field::source]) || !read_address(row[3], packet[Field::destination])) {
        return false;
    }
    if (Address::at(packet[Field::source]).family() != Address::at(packet[Field::destination]).family()) {
        return fail(row[3], "destination of another family than the source:", "both IPv4 or both IPv6");
    }
    const std::optional<Protocol> protocol = row[4].empty() ? Protocol::tcp : parse_protocol(row[4]);
    if (!protocol) {
        return fail(row[4], "not a protocol:", "a name such as tcp, or a number from 0 to 255");
    }
    packet[Field::protocol] = static_cast<Value>(*protocol);
    return read_port(row[5], packet[Field::source_port]) && read_port(row[6], packet[Field::destination_port]) &&
           read_flags(row[7], packet[Field::tcp_flags]) && read_state(row[8], packet[Field::state]) &&
           read_icmp(row[9], row[10], *protocol, packet[Field::icmp]);
}

std::vector<std::string_view> cells_of(std::string_view line) {
    std::vector<std::string_view> cells;
    std::size_t begin = 0;
    bool quoted = false;
    for (std::size_t at = 0; at <= line.size(); ++at) {
        if (at < line.size() && line[at] == '"') {
            quoted = !quoted;
        }
        if (at == line.size() || (line[at] == ',' && !quoted)) {
            cells.push_back(trimmed(line.substr(begin, at - begin)));
            begin = at + 1;
        }
    }
    return cells;
}

}  // namespace

std::vector<Probe> read_probes(const SourceFile& file, std::vector<Diagnostic>& diagnostics) {
    std::vector<Probe> probes;
    std::vector<std::size_t> order(columns.size());
    for (std::size_t i = 0; i < order.size(); ++i) {
        order[i] = i;
    }
    const std::string_view text = file.text();
    bool first = true;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        const std::string_view line = trimmed(text.substr(begin, end - begin));
        const Origin origin{&file, {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)}};
        begin = end + 1;
        if (line.empty() || line.front() == '#') {
            continue;
        }
        const std::vector<std::string_view> cells = cells_of(line);
        const bool header = first && std::find(cells.begin(), cells.end(), "src") != cells.end();
        first = false;
        if (header) {
            order.clear();
            for (const std::string_view cell : cells) {
                const auto* const known = std::find(columns.begin(), columns.end(), cell);
                order.push_back(static_cast<std::size_t>(known - columns.begin()));
            }
            continue;
        }
        if (cells.size() > order.size() || cells.size() < 4) {
            diagnostics.push_back({Level::error,
                                   fmt::format("a row of {} cells", cells.size()),
                                   origin,
                                   "id,in_iface,src,dst,proto,sport,dport,flags,state,icmp_type,icmp_code",
                                   {},
                                   {}});
            continue;
        }
        Row row{};
        for (std::size_t i = 0; i < cells.size(); ++i) {
            if (order[i] < row.size()) {
                row[order[i]] = cells[i];
            }
        }
        Probe probe;
        probe.origin = origin;
        if (ProbeReader(file, diagnostics).read(row, probe)) {
            probes.push_back(std::move(probe));
        }
    }
    return probes;
}

std::optional<Probe> read_packet(const SourceFile& file, std::vector<Diagnostic>& diagnostics) {
    std::vector<std::string_view> words;
    const std::string_view text = file.text();
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t begin = std::min(text.find_first_not_of(" \t\n", at), text.size());
        const std::size_t end = std::min(text.find_first_of(" \t\n", begin), text.size());
        if (end > begin && text.substr(begin, end - begin) != "->" && text.substr(begin, end - begin) != ">") {
            words.push_back(text.substr(begin, end - begin));
        }
        at = end;
    }
    if (words.size() < 3 || words.size() > 4) {
        diagnostics.push_back({Level::error,
                               "not a packet",
                               {&file, {0, static_cast<std::uint32_t>(text.size())}},
                               "\"tcp 198.51.100.7:50000 -> 10.0.0.5:443\", \"tcp [2001:db8::1]:50000 -> "
                               "[2001:db8::2]:443\", or \"icmp 10.0.0.1 -> 10.0.0.2 8/0\"",
                               {},
                               {}});
        return {};
    }
    const auto split = [](std::string_view word, std::string_view& address, std::string_view& port) {
        if (!word.empty() && word.front() == '[') {
            const std::size_t close = std::min(word.find(']'), word.size());
            address = word.substr(1, close - 1);
            port = close + 2 <= word.size() ? word.substr(close + 2) : std::string_view{};
            return;
        }
        const std::size_t colon = std::count(word.begin(), word.end(), ':') == 1 ? word.find(':') : word.size();
        address = word.substr(0, colon);
        port = colon < word.size() ? word.substr(colon + 1) : std::string_view{};
    };
    Row row{};
    row[4] = words[0];
    split(words[1], row[2], row[5]);
    split(words[2], row[3], row[6]);
    if (words.size() == 4) {
        const bool icmp = words[0].substr(0, 4) == "icmp" || words[0] == "ipv6-icmp";
        const std::size_t slash = words[3].find('/');
        if (icmp) {
            row[9] = words[3].substr(0, slash);
            row[10] = slash < words[3].size() ? words[3].substr(slash + 1) : std::string_view{};
        } else {
            row[7] = words[3];
        }
    }
    Probe probe;
    probe.origin = {&file, {0, static_cast<std::uint32_t>(text.size())}};
    return ProbeReader(file, diagnostics).read(row, probe) ? std::optional(probe) : std::nullopt;
}

}  // namespace lyncgate
