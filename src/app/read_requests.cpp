#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/diff.hpp"
#include "net/address.hpp"
#include "net/protocol.hpp"
#include "text/suggest.hpp"

namespace lyncgate {

namespace {

constexpr std::string_view form = "\"tcp/5061 from edge-internal to director\"";

std::vector<std::string_view> words_of(std::string_view line, std::string_view separators) {
    std::vector<std::string_view> words;
    std::size_t at = 0;
    while (at < line.size()) {
        const std::size_t begin = std::min(line.find_first_not_of(separators, at), line.size());
        const std::size_t end = std::min(line.find_first_of(separators, begin), line.size());
        if (end > begin) {
            words.push_back(line.substr(begin, end - begin));
        }
        at = end;
    }
    return words;
}

class RequestReader {
public:
    RequestReader(const SourceFile& file, const Site* site, std::vector<Diagnostic>& diagnostics)
        : file_(file), site_(site), diagnostics_(diagnostics) {}

    std::optional<Requested> read(std::string_view line);

private:
    bool fail(std::string_view at, std::string message, std::string expected, std::string help = {}) {
        const auto begin = static_cast<std::uint32_t>(at.data() - file_.text().data());
        const Span span{begin, begin + static_cast<std::uint32_t>(at.size())};
        diagnostics_.push_back(
            {Level::error, std::move(message), {&file_, span}, std::move(expected), std::move(help), {}});
        return false;
    }
    bool read_service(std::string_view word, Requested& request);
    bool read_end(const std::vector<std::string_view>& words, std::string_view line, Set& addresses);
    bool read_address(std::string_view word, Set& addresses);

    const SourceFile& file_;
    const Site* site_;
    std::vector<Diagnostic>& diagnostics_;
};

bool RequestReader::read_service(std::string_view word, Requested& request) {
    const std::size_t slash = word.find('/');
    std::vector<Interval> protocols;
    for (const std::string_view name : words_of(word.substr(0, slash), "+,")) {
        const std::optional<Protocol> protocol = parse_protocol(name);
        if (name == "ip" || name == "any") {
            protocols.push_back({0, 255});
        } else if (!protocol) {
            return fail(name, fmt::format("unknown protocol \"{}\"", name), "tcp, udp, icmp, a number, or any");
        } else {
            protocols.push_back({static_cast<Value>(*protocol), static_cast<Value>(*protocol)});
        }
    }
    request.protocols = Set::of(std::move(protocols));
    request.ports = Set(0, 65535);
    if (slash == std::string_view::npos) {
        return true;
    }
    std::vector<Interval> ports;
    for (const std::string_view range : words_of(word.substr(slash + 1), ",")) {
        const std::size_t dash = range.find('-');
        const std::optional<Port> low = parse_port(range.substr(0, dash));
        const std::optional<Port> high = dash == std::string_view::npos ? low : parse_port(range.substr(dash + 1));
        if (!low || !high || high->number < low->number) {
            return fail(range, fmt::format("not a port or range of ports: \"{}\"", range), "443 or 50000-59999");
        }
        ports.push_back({low->number, high->number});
    }
    request.ports = Set::of(std::move(ports));
    return !request.ports.empty() || fail(word, fmt::format("no ports in \"{}\"", word), std::string(form));
}

bool RequestReader::read_address(std::string_view word, Set& addresses) {
    if (word == "any") {
        addresses = unite(addresses, any_address());
        return true;
    }
    if (const std::optional<Prefix> prefix = parse_prefix(word)) {
        addresses = unite(addresses, addresses_of(*prefix));
        return true;
    }
    const std::size_t dash = word.find('-');
    const std::optional<Address> low = parse_address(word.substr(0, dash));
    const std::optional<Address> high =
        dash == std::string_view::npos ? std::nullopt : parse_address(word.substr(dash + 1));
    if (low && high && low->family() == high->family() && !(*high < *low)) {
        addresses = unite(addresses, Set(low->number(), high->number()));
        return true;
    }
    if (site_ == nullptr) {
        return fail(word, fmt::format("not an address: \"{}\"", word), "an address, a prefix, a range, or any",
                    "role names need --site");
    }
    const auto role = site_->roles.find(word);
    if (role != site_->roles.end()) {
        addresses = unite(addresses, role->second.addresses);
        return true;
    }
    std::vector<std::string_view> names;
    for (const auto& [name, unused] : site_->roles) {
        names.push_back(name);
    }
    const std::string near = nearest_name(word, names);
    return fail(word, fmt::format("neither a role of the site nor an address: \"{}\"", word),
                "a role, an address, a prefix, a range, or any",
                near.empty() ? std::string{} : fmt::format("did you mean \"{}\"?", near));
}

bool RequestReader::read_end(const std::vector<std::string_view>& words, std::string_view line, Set& addresses) {
    for (const std::string_view word : words) {
        if (!read_address(word, addresses)) {
            return false;
        }
    }
    return !words.empty() || fail(line, "an end of the flow is missing", std::string(form));
}

std::optional<Requested> RequestReader::read(std::string_view line) {
    const std::vector<std::string_view> words = words_of(line, " \t\r");
    const auto from = std::find(words.begin(), words.end(), "from");
    const auto to = std::find(words.begin(), words.end(), "to");
    if (from != words.begin() + 1 || to == words.end() || to < from) {
        fail(line, "cannot read this request", std::string(form));
        return {};
    }
    const auto ends = [](std::vector<std::string_view>::const_iterator first,
                         std::vector<std::string_view>::const_iterator last) {
        std::vector<std::string_view> all;
        for (; first != last; ++first) {
            for (const std::string_view one : words_of(*first, ",")) {
                all.push_back(one);
            }
        }
        return all;
    };
    Requested request;
    request.text = fmt::format("{}", fmt::join(words, " "));
    if (!read_service(words.front(), request) || !read_end(ends(from + 1, to), line, request.from) ||
        !read_end(ends(to + 1, words.end()), line, request.to)) {
        return {};
    }
    return request;
}

}  // namespace

std::vector<Requested> read_requests(const SourceFile& file, const Site* site, std::vector<Diagnostic>& diagnostics) {
    std::vector<Requested> requests;
    RequestReader reader(file, site, diagnostics);
    const std::string_view text = file.text();
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        const std::string_view line = text.substr(begin, std::min(text.find('#', begin), end) - begin);
        begin = end + 1;
        if (line.find_first_not_of(" \t\r") == std::string_view::npos) {
            continue;
        }
        if (std::optional<Requested> request = reader.read(line)) {
            requests.push_back(std::move(*request));
        }
    }
    return requests;
}

}  // namespace lyncgate
