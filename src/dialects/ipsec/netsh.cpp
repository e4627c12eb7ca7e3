#include "dialects/ipsec/netsh.hpp"

#include "dialects/ipsec/selectors.hpp"
#include "ipsec/netsh.hpp"

namespace lyncgate::ipsec {

namespace {

namespace pegtl = tao::pegtl;
namespace rules = grammar::netsh;

struct Lines {
    const char* begin = nullptr;
    std::vector<Setting> settings;
};

template<typename Input>
Span span_of(const Input& in, const Lines& lines) {
    return {static_cast<std::uint32_t>(in.begin() - lines.begin), static_cast<std::uint32_t>(in.end() - lines.begin)};
}

template<typename Rule>
struct Action : pegtl::nothing<Rule> {};

template<>
struct Action<rules::setting> {
    template<typename Input>
    static void apply(const Input& in, Lines& lines) {
        const std::string_view line(in.begin(), in.size());
        const std::size_t colon = line.find(':');
        lines.settings.push_back(
            {trimmed(line.substr(0, colon)), trimmed(line.substr(colon + 1)), {}, span_of(in, lines), false});
    }
};

template<>
struct Action<rules::continued> {
    template<typename Input>
    static void apply(const Input& in, Lines& lines) {
        const std::string_view text = trimmed({in.begin(), in.size()});
        if (!lines.settings.empty() && !text.empty()) {
            lines.settings.back().continued.push_back(text);
            lines.settings.back().span.end = span_of(in, lines).end;
        }
    }
};

template<>
struct Action<rules::heading> {
    template<typename Input>
    static void apply(const Input& in, Lines& lines) {
        lines.settings.push_back({trimmed({in.begin(), in.size()}), {}, {}, span_of(in, lines), true});
    }
};

}  // namespace

std::vector<Setting> netsh_settings(const SourceFile& file) {
    std::string_view text = file.text();
    const char* const begin = text.data();
    if (text.substr(0, 3) == "\xEF\xBB\xBF") {
        text.remove_prefix(3);
    }
    pegtl::memory_input<pegtl::tracking_mode::lazy, pegtl::eol::lf> in(text.data(), text.size(), "");
    Lines lines;
    lines.begin = begin;
    pegtl::parse<rules::file, Action>(in, lines);
    return std::move(lines.settings);
}

}  // namespace lyncgate::ipsec
