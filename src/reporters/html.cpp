#include "reporters/html.hpp"

#include <array>
#include <charconv>
#include <fmt/format.h>

#include "findings/sha256.hpp"
#include "reporters/display.hpp"
#include "reporters/text.hpp"

namespace lyncgate {

// Compiled in from src/reporters/html/.
extern const std::string_view html_page;
extern const std::string_view html_style;
extern const std::string_view html_script;

namespace {

std::string base64(std::string_view bytes) {
    constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        unsigned group = 0;
        for (std::size_t k = 0; k < 3; ++k) {
            group = group << 8U | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0U);
        }
        for (std::size_t k = 0; k < 4; ++k) {
            text += i + k <= bytes.size() ? digits[group >> (18 - 6 * k) & 63U] : '=';
        }
    }
    return text;
}

/// The hash by which a content security policy (CSP 3, section 6.7.2.3) knows a script.
std::string policy_hash(std::string_view script) {
    const std::string digest = sha256(script);
    std::string bytes;
    for (std::size_t i = 0; i < digest.size(); i += 2) {
        unsigned byte = 0;
        std::from_chars(digest.data() + i, digest.data() + i + 2, byte, 16);
        bytes += static_cast<char>(byte);
    }
    return base64(bytes);
}

std::string plain_text(const Report& report, const ReportStyle& style) {
    std::string text;
    for (const Finding& finding : report.findings) {
        text += terse_line(finding) + "\n";
    }
    return text + "\n" + write_text_summary(report, style);
}

/// The value of a placeholder of the page.
using Part = std::pair<std::string_view, std::string>;

/// The page with its placeholders replaced, in one pass: what is filled in is not looked at again.
std::string filled_in(std::string_view page, const std::array<Part, 6>& parts) {
    std::string text;
    while (!page.empty()) {
        const std::size_t open = page.find("{{");
        const std::size_t close = page.find("}}", open);
        if (open == std::string_view::npos || close == std::string_view::npos) {
            break;
        }
        text += page.substr(0, open);
        const std::string_view name = page.substr(open + 2, close - open - 2);
        for (const Part& part : parts) {
            text += part.first == name ? part.second : std::string{};
        }
        page.remove_prefix(close + 2);
    }
    return text.append(page);
}

}  // namespace

std::string html_text(std::string_view text) {
    std::string escaped;
    for (const char c : displayed_lines(text)) {
        switch (c) {
        case '<': escaped += "&lt;"; break;
        case '>': escaped += "&gt;"; break;
        case '&': escaped += "&amp;"; break;
        case '"': escaped += "&quot;"; break;
        case '\'': escaped += "&#39;"; break;
        default: escaped += c;
        }
    }
    return escaped;
}

std::string json_in_html(const Json& value) {
    std::string escaped;
    // In JSON these characters stand in strings only, where an escape means the same.
    for (const char c : value.dump(-1, ' ', false, Json::error_handler_t::replace)) {
        switch (c) {
        case '<': escaped += "\\u003c"; break;
        case '>': escaped += "\\u003e"; break;
        case '&': escaped += "\\u0026"; break;
        default: escaped += c;
        }
    }
    return escaped;
}

std::string write_html(const Report& report, const ReportStyle& style) {
    ReportStyle plain = style;
    plain.color = false;
    const std::string script = fmt::format("(() => {{\n'use strict';\n{}}})();\n", html_script);
    const std::string policy =
        fmt::format("default-src 'none'; script-src 'sha256-{}'; style-src 'unsafe-inline'; base-uri 'none'; "
                    "form-action 'none'",
                    policy_hash(script));
    return filled_in(html_page, {{{"policy", policy},
                                  {"title", html_text("Lyncgate: " + displayed(report.site))},
                                  {"style", std::string(html_style)},
                                  {"plain", html_text(plain_text(report, plain))},
                                  {"data", json_in_html(html_data(report, style))},
                                  {"script", script}}});
}

}  // namespace lyncgate
