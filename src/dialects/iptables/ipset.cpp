#include "dialects/iptables/ipset.hpp"

#include <algorithm>
#include <span>

#include <fmt/core.h>

#include "dialects/iptables/statement.hpp"
#include "dialects/iptables/values.hpp"
#include "ipset_save.hpp"

namespace lyncgate::iptables {

namespace {

namespace pegtl = tao::pegtl;
namespace rules = grammar::ipset;

struct Line {
    const char* text_begin = nullptr;
    std::vector<Word> words;
};

template<typename Rule>
struct Action : pegtl::nothing<Rule> {};

template<>
struct Action<rules::word> {
    template<typename Input>
    static void apply(const Input& in, Line& line) {
        std::string_view text(in.begin(), in.size());
        const Span span{static_cast<std::uint32_t>(in.begin() - line.text_begin),
                        static_cast<std::uint32_t>(in.end() - line.text_begin)};
        const bool quoted = text.front() == '"';
        line.words.push_back({quoted ? text.substr(1, text.size() - 2) : text, span, quoted});
    }
};

struct GrammarError {
    const char* at;
    std::string_view message;
    std::string_view expected;
};

template<typename Rule>
struct Control : pegtl::normal<Rule> {
    template<typename Input, typename... States>
    [[noreturn]] static void raise(const Input& in, States&&...) {
        throw GrammarError{in.current(), "the line ends inside quotes", "a closing '\"' on the same line"};
    }
};

/// The words that an option of `create` or `add` takes after itself: 1, but for the flags.
bool is_flag(std::string_view option) {
    static constexpr std::string_view flags[] = {"counters", "comment", "skbinfo", "forceadd",
                                                 "nomatch",  "-exist",  "-!",      "wildcard"};
    return std::find(std::begin(flags), std::end(flags), option) != std::end(flags);
}

bool read_type(IpSet& set) {
    std::string_view rest = set.type;
    const std::string_view method = next_item(rest, ':');
    if (method == "list") {
        set.parts = {SetPart::set};
        return rest == "set";
    }
    if (method != "hash" && method != "bitmap") {
        return false;
    }
    while (!rest.empty()) {
        const std::string_view part = next_item(rest);
        static constexpr std::pair<std::string_view, SetPart> names[] = {
            {"ip", SetPart::ip},   {"net", SetPart::net},   {"port", SetPart::port},
            {"mac", SetPart::mac}, {"mark", SetPart::mark}, {"iface", SetPart::iface}};
        const auto found =
            std::find_if(std::begin(names), std::end(names), [&](const auto& n) { return n.first == part; });
        if (found == std::end(names)) {
            return false;
        }
        set.parts.push_back(found->second);
    }
    return !set.parts.empty() && set.parts.size() <= 3;
}

/// `address`, `address/length` or `low-high`.
std::optional<AddressRange> read_net(std::string_view text, Family family) {
    if (text.find('-') != std::string_view::npos) {
        return read_address_range(text, family);
    }
    const std::optional<MaskedAddress> net = read_masked_address(text, family);
    if (!net) {
        return {};
    }
    const Value all = family == Family::ipv4 ? Value{0xffffffff} : ~Value{0};
    const Value low = net->address.number() & ~(all & ~net->mask);
    return AddressRange{Address::at(low), Address::at(low | (all & ~net->mask)), net->mask};
}

/// `[proto:]port[-port]`; of ICMP `icmp:type/code` or a name.
bool read_service(std::string_view text, Family family, bool bitmap, SetEntry& entry) {
    entry.protocol = bitmap ? 0 : 6;
    const std::size_t colon = text.find(':');
    if (colon != std::string_view::npos) {
        const std::optional<std::uint8_t> protocol = read_protocol(text.substr(0, colon));
        if (!protocol) {
            return false;
        }
        entry.protocol = bitmap ? 0 : *protocol;
        text = text.substr(colon + 1);
    }
    if (entry.protocol == 1 || entry.protocol == 58) {
        const std::optional<IcmpIs> icmp = read_icmp_type(text, entry.protocol == 1 ? Family::ipv4 : Family::ipv6);
        if (!icmp) {
            return false;
        }
        // A set holds single messages: a type without code means code 0.
        const std::uint8_t code =
            text.find('/') == std::string_view::npos && icmp->code_high == 255 ? 0 : icmp->code_low;
        entry.ports = {static_cast<std::uint16_t>(icmp->type << 8 | code),
                       static_cast<std::uint16_t>(icmp->type << 8 | code)};
        return true;
    }
    (void)family;
    const std::optional<PortRange> ports = read_ports(text, '-', entry.protocol);
    if (ports) {
        entry.ports = *ports;
    }
    return ports.has_value();
}

struct SetReader {
    const SourceFile& file;
    SetCatalogue& catalogue;
    ReadSets result;
    Statement statement;

    IpSet* named(const Word& word) {
        const auto found = catalogue.by_name.find(word.text);
        if (found != catalogue.by_name.end()) {
            return &catalogue.sets[found->second];
        }
        statement.fail(word, fmt::format("the set '{}' has not been created", word.text), "a 'create' line before it");
        return nullptr;
    }

    bool create(std::span<const Word> words) {
        if (words.size() < 3) {
            return statement.fail(words.back(), "'create' needs a name and a type", "create NAME TYPE");
        }
        IpSet set;
        set.name = words[1].text;
        set.type = words[2].text;
        set.span = {words.front().span.begin, words.back().span.end};
        set.known = read_type(set);
        if (!set.known) {
            statement.warn(words[2],
                           fmt::format("unknown set type '{}': whether a packet is in the set is not known", set.type));
        }
        for (std::size_t i = 3; i < words.size(); ++i) {
            const std::string_view option = words[i].text;
            const bool flag = is_flag(option);
            const std::string_view value = !flag && i + 1 < words.size() ? words[i + 1].text : std::string_view{};
            if (option == "family") {
                set.family = value == "inet6" ? Family::ipv6 : Family::ipv4;
            } else if (option == "netmask") {
                const std::optional<std::uint64_t> length = read_number(value, 1, 128);
                set.netmask = length ? static_cast<int>(*length) : 0;
            } else if (option == "bitmask") {
                set.known = false;
            } else if (option == "markmask") {
                set.markmask = static_cast<std::uint32_t>(read_number(value, 0, 0xffffffff).value_or(0xffffffff));
            } else if (option == "timeout") {
                set.timeout = true;
            }
            i += flag ? 0 : 1;
        }
        const auto [place, fresh] = catalogue.by_name.try_emplace(set.name, catalogue.sets.size());
        if (!fresh) {
            return statement.fail(words[1], fmt::format("the set '{}' is created twice", set.name), "each set once");
        }
        catalogue.sets.push_back(std::move(set));
        catalogue.files.push_back(&file);
        return true;
    }

    bool add(std::span<const Word> words) {
        if (words.size() < 3) {
            return statement.fail(words.back(), "'add' needs a set and an entry", "add NAME ENTRY");
        }
        IpSet* const set = named(words[1]);
        if (set == nullptr) {
            return false;
        }
        SetEntry entry;
        entry.span = {words.front().span.begin, words.back().span.end};
        if (set->known && !read_entry(*set, words[2], entry)) {
            return false;
        }
        entry.timeout = set->timeout;
        for (std::size_t i = 3; i < words.size(); ++i) {
            if (words[i].text == "nomatch") {
                entry.nomatch = true;
            } else if (words[i].text == "timeout" && i + 1 < words.size()) {
                entry.timeout = words[i + 1].text != "0";
            }
            i += words[i].text != "comment" && is_flag(words[i].text) ? 0 : 1;
        }
        set->entries.push_back(entry);
        return true;
    }

    bool read_entry(const IpSet& set, const Word& word, SetEntry& entry) {
        std::string_view rest = word.text;
        std::size_t nets = 0;
        for (const SetPart part : set.parts) {
            const std::string_view item = next_item(rest);
            bool good = !item.empty();
            switch (part) {
            case SetPart::ip:
            case SetPart::net: {
                const std::optional<AddressRange> net = read_net(item, set.family);
                good = net.has_value() && nets < 2;
                if (good) {
                    entry.nets[nets++] = *net;
                }
                break;
            }
            case SetPart::port: good = read_service(item, set.family, set.type.starts_with("bitmap"), entry); break;
            case SetPart::mark: {
                const std::optional<std::uint64_t> mark = read_number(item, 0, 0xffffffff);
                good = mark.has_value();
                entry.mark = static_cast<std::uint32_t>(mark.value_or(0));
                break;
            }
            case SetPart::mac:
                good = good || &part != &set.parts.front();
                [[fallthrough]];  // bitmap:ip,mac may leave it out
            case SetPart::iface:
            case SetPart::set: entry.name = item; break;
            }
            if (!good) {
                return statement.fail(word,
                                      fmt::format("'{}' is not an entry of a set of type {}", word.text, set.type),
                                      std::string(set.type.substr(set.type.find(':') + 1)));
            }
        }
        return rest.empty() ||
               statement.fail(word, fmt::format("'{}' has too many parts for a set of type {}", word.text, set.type));
    }

    /// What a set of this name holds, if there is one, is not known any more.
    void forget(std::string_view name) {
        const auto found = catalogue.by_name.find(name);
        if (found != catalogue.by_name.end()) {
            catalogue.sets[found->second].known = false;
        }
    }

    void read(std::span<const Word> words) {
        if (words.empty()) {
            return;
        }
        statement.failed = false;
        const Origin origin{&file, {words.front().span.begin, words.back().span.end}};
        const std::string_view command = words.front().text;
        bool good = true;
        if (command == "create" || command == "-N" || command == "n") {
            good = create(words);
        } else if (command == "add" || command == "-A" || command == "a") {
            good = add(words);
        } else if (command == "flush" && words.size() > 1) {
            IpSet* const set = named(words[1]);
            good = set != nullptr;
            if (set != nullptr) {
                set->entries.clear();
            }
        } else if (command == "COMMIT" || command == "quit") {
            return result.coverage.count(Treatment::irrelevant);
        } else {
            for (IpSet& set : catalogue.sets) {
                const bool touched =
                    std::any_of(words.begin() + 1, words.end(), [&](const Word& w) { return w.text == set.name; });
                set.known = set.known && !touched;
            }
            statement.warn(words.front(), fmt::format("the command '{}' is not followed", command));
            return result.coverage.count(Treatment::unmodelled, origin,
                                         "whether a packet is in the sets it names is not known");
        }
        if (good) {
            return result.coverage.count(Treatment::modelled);
        }
        // What the line would have put into its set is not known.
        if (words.size() > 1) {
            forget(words[1].text);
        }
        result.coverage.count(Treatment::broken, origin, "whether a packet is in this set is not known");
    }
};

}  // namespace

const IpSet* SetCatalogue::find(std::string_view name) const {
    const auto found = by_name.find(name);
    return found == by_name.end() ? nullptr : &sets[found->second];
}

bool is_set_line(std::string_view line) {
    constexpr std::string_view commands[] = {"create ", "add ", "del ", "flush ", "destroy ", "swap ", "rename "};
    return std::any_of(std::begin(commands), std::end(commands),
                       [&](std::string_view command) { return line.starts_with(command); });
}

ReadSets parse_ipset(const SourceFile& file, SetCatalogue& catalogue, bool beside_rules) {
    SetReader reader{file, catalogue, {}, {}};
    reader.statement.file = &file;
    reader.statement.diagnostics = &reader.result.diagnostics;
    const std::string_view text = file.text();
    pegtl::memory_input<pegtl::tracking_mode::lazy, pegtl::eol::lf, std::string_view> in(
        text.data(), text.data() + text.size(), std::string_view());
    Line line;
    line.text_begin = text.data();
    while (!in.empty()) {
        line.words.clear();
        try {
            if (beside_rules && !is_set_line({in.current(), in.size()})) {
                pegtl::parse<pegtl::seq<pegtl::star<pegtl::not_one<'\n'>>, pegtl::opt<rules::newline>>>(in);
                continue;
            }
            if (!pegtl::parse<rules::whole_line, Action, Control>(in, line)) {
                throw GrammarError{in.current(), "the line is not one of 'ipset save'", "words between blanks"};
            }
            reader.read(line.words);
        } catch (const GrammarError& error) {
            const char* end = std::find(error.at, text.data() + text.size(), '\n');
            const Span span{static_cast<std::uint32_t>(error.at - text.data()),
                            static_cast<std::uint32_t>(end - text.data())};
            reader.statement.failed = false;
            reader.statement.fail({{}, span, false}, std::string(error.message), std::string(error.expected));
            reader.result.coverage.count(Treatment::broken, {&file, span}, "what it does to a set is not known");
            for (const Word& word : line.words) {
                reader.forget(word.text);
            }
            in.bump(static_cast<std::size_t>(end - in.current()));
            pegtl::parse<pegtl::opt<rules::newline>>(in);
        }
    }
    return std::move(reader.result);
}

}  // namespace lyncgate::iptables
