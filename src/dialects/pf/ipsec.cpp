#include "dialects/pf/ipsec.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>

#include "dialects/pf/names.hpp"
#include "dialects/pf/statements.hpp"
#include "net/address.hpp"
#include "net/protocol.hpp"

namespace lyncgate::pf {
namespace {

/// One statement on its way through its words.
struct Words {
    const std::vector<Token>& tokens;
    std::size_t place = 0;

    bool done() const { return place >= tokens.size(); }
    std::string_view peek() const { return done() ? std::string_view{} : tokens[place].text; }
    bool take(std::string_view word) {
        if (done() || tokens[place].quoted || tokens[place].text != word) {
            return false;
        }
        ++place;
        return true;
    }
};

/// One end of a flow. Names are not resolved.
struct End {
    Set addresses;
    Set ports = Set(0, 65535);
    bool known = true;
};

struct Flow {
    bool both_ways = true, inward = false;
    std::optional<std::uint8_t> protocol;
    End from, to;
    std::string peer;
    Protection protection = Protection::protect;
    bool authenticates_only = false, transport = false;
};

bool read_address(Words& words, End& end) {
    const bool listed = words.take("{");
    do {
        words.take(",");
        if (words.done()) {
            return false;
        }
        std::string text(words.peek());
        ++words.place;
        if (words.take("/")) {
            text += "/" + std::string(words.peek());
            ++words.place;
        }
        if (text == "any") {
            end.addresses = any_address();
        } else if (const std::optional<Prefix> prefix = parse_prefix(text)) {
            end.addresses = unite(end.addresses, addresses_of(*prefix));
        } else {
            end.known = false;
        }
    } while (listed && !words.take("}"));
    if (words.take("(")) {  // the address that the other side sees, after translation
        while (!words.done() && !words.take(")")) {
            ++words.place;
        }
    }
    if (words.take("port")) {
        const std::string_view text = words.peek();
        ++words.place;
        std::optional<std::uint16_t> port = port_of(text);
        if (const std::optional<Port> number = parse_port(text)) {
            port = number->number;
        }
        if (!port) {
            return false;
        }
        end.ports = Set(*port);
    }
    return true;
}

/// The words between the kind of statement and `from`.
void read_kind(Words& words, Flow& flow) {
    static constexpr std::string_view modes[] = {"active", "passive", "dynamic", "esp", "tunnel", "ipcomp", "ipip"};
    for (;;) {
        if (words.take("ah")) {
            flow.authenticates_only = true;
        } else if (words.take("transport")) {
            flow.transport = true;
        } else if (words.take("in")) {
            flow.both_ways = false;
            flow.inward = true;
        } else if (words.take("out")) {
            flow.both_ways = false;
        } else if (words.take("proto")) {
            flow.protocol = protocol_of(words.peek());
            ++words.place;
        } else if (std::ranges::find(modes, words.peek()) != std::end(modes)) {
            ++words.place;
        } else {
            return;
        }
    }
}

/// The words after the addresses.
void read_rest(Words& words, Flow& flow) {
    while (!words.done()) {
        if (words.take("peer")) {
            flow.peer = words.peek();
        } else if (words.take("type")) {
            const std::string_view type = words.peek();
            flow.protection = type == "bypass" ? Protection::bypass
                              : type == "deny" ? Protection::discard
                              : type == "use"  ? Protection::optional_
                                               : Protection::protect;
        } else if (words.take("enc")) {
            flow.authenticates_only = flow.authenticates_only || words.peek() == "null";
        } else {
            ++words.place;
        }
    }
}

bool read_flow(Words& words, Flow& flow) {
    read_kind(words, flow);
    if (!words.take("from") || !read_address(words, flow.from) || !words.take("to") || !read_address(words, flow.to)) {
        return false;
    }
    read_rest(words, flow);
    return true;
}

void add_box(Firewall& firewall, const Flow& flow, const End& from, const End& to, Boxes& boxes) {
    SetPool& pool = *firewall.pool;
    Box box;
    const bool some = assign(box, Field::source, from.known ? from.addresses : any_address(), pool) &&
                      assign(box, Field::destination, to.known ? to.addresses : any_address(), pool) &&
                      assign(box, Field::source_port, from.ports, pool) &&
                      assign(box, Field::destination_port, to.ports, pool) &&
                      (!flow.protocol || assign(box, Field::protocol, Set(*flow.protocol), pool));
    if (some) {
        boxes.push_back(box);
    }
}

void add_tunnel(Firewall& firewall, const Flow& flow, std::string_view word, const Origin& origin) {
    Tunnel tunnel;
    tunnel.name = fmt::format("{} on line {}", word, line_of(origin));
    tunnel.peer = flow.peer;
    tunnel.protection = flow.protection;
    tunnel.authenticates_only = flow.authenticates_only;
    tunnel.transport_mode = flow.transport;
    tunnel.origin = origin;
    if (flow.both_ways || !flow.inward) {
        add_box(firewall, flow, flow.from, flow.to, tunnel.packets);
    }
    if (flow.both_ways) {
        add_box(firewall, flow, flow.to, flow.from, tunnel.packets);
    } else if (flow.inward) {
        add_box(firewall, flow, flow.from, flow.to, tunnel.packets);
    }
    if (!flow.from.known || !flow.to.known) {
        tunnel.doubts.push_back(firewall.doubt("depends on what a name in ipsec.conf stands for", origin));
    }
    firewall.tunnels.push_back(std::move(tunnel));
}

bool is_macro(const std::vector<Token>& tokens) {
    return tokens.size() > 2 && tokens[1].kind == Kind::equal;
}

}  // namespace

bool is_ipsec(std::string_view text) {
    int known = 0;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        const std::string_view line = text.substr(0, end);
        text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
        const auto begins = [&](std::string_view word) { return line.starts_with(word); };
        known += begins("ike ") || begins("flow ") || begins("esp ") || begins("ah ") || begins("tcpmd5 ") ? 1 : 0;
        if (begins("pass ") || begins("block ")) {
            return false;
        }
    }
    return known > 0;
}

void read_ipsec(const SourceFile& file, Firewall& firewall, Coverage& coverage, std::vector<Diagnostic>& diagnostics) {
    Texts texts;
    StatementReader statements(tokenise(file, texts, diagnostics), texts);
    Macros macros;
    std::vector<Token> tokens;
    static constexpr std::array<std::string_view, 4> associations = {"esp", "ah", "tcpmd5", "ipcomp"};
    while (statements.next(macros, tokens, diagnostics)) {
        const Origin origin{&file, {tokens.front().origin.span.begin, tokens.back().origin.span.end}};
        const std::string_view word = tokens.front().text;
        if (is_macro(tokens)) {
            std::string value;
            for (std::size_t i = 2; i < tokens.size(); ++i) {
                value += (i > 2 ? " " : "") + std::string(tokens[i].text);
            }
            macros[texts.keep(std::string(word))] = texts.keep(std::move(value));
            coverage.count(Treatment::modelled, origin);
            continue;
        }
        if (std::ranges::find(associations, word) != associations.end()) {
            coverage.count(Treatment::irrelevant, origin);
            continue;
        }
        Words words{tokens, 1};
        Flow flow;
        if ((word == "ike" || word == "flow") && read_flow(words, flow)) {
            add_tunnel(firewall, flow, word, origin);
            coverage.count(Treatment::modelled, origin);
            continue;
        }
        diagnostics.push_back({Level::error,
                               fmt::format("'{}' cannot be read as a statement of ipsec.conf", word),
                               tokens.front().origin,
                               "ike or flow with from and to, esp, ah or tcpmd5",
                               "",
                               {}});
        coverage.count(Treatment::broken, origin,
                       "packets that this statement would take are not known to be protected");
    }
}

}  // namespace lyncgate::pf
