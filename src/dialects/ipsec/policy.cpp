#include "dialects/ipsec/policy.hpp"

#include <algorithm>
#include <array>

#include "dialects/ipsec/readers.hpp"
#include "dialects/ipsec/selectors.hpp"

namespace lyncgate::ipsec {

namespace {

constexpr std::size_t enough = 65536;

/// The first lines of a text that are not blank, at most `most`.
std::vector<std::string_view> first_lines(std::string_view text, std::size_t most) {
    std::vector<std::string_view> lines;
    text = text.substr(0, enough);
    while (!text.empty() && lines.size() < most) {
        const std::size_t end = text.find('\n');
        const std::string_view line = trimmed(text.substr(0, end));
        if (!line.empty()) {
            lines.push_back(line);
        }
        text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    }
    return lines;
}

bool has(std::string_view text, std::string_view word) {
    return text.substr(0, enough).find(word) != std::string_view::npos;
}

/// Whether a line starts as a statement of ipsec.conf does.
bool is_ipsec_conf(std::string_view line) {
    constexpr std::array<std::string_view, 8> words = {"flow",   "ike",  "esp",    "ah",
                                                       "ipcomp", "ipip", "tcpmd5", "include"};
    const std::string_view first = line.substr(0, line.find_first_of(" \t"));
    return std::find(words.begin(), words.end(), first) != words.end();
}

Diagnostic unusable(const SourceFile& file, std::string message, std::string help) {
    Diagnostic diagnostic;
    diagnostic.message = std::move(message);
    diagnostic.origin = {&file, {0, 0}};
    diagnostic.expected = "output of \"ip xfrm policy\", \"netsh advfirewall consec show rule name=all verbose\" or "
                          "\"netsh ipsec static show all\" (in English), or OpenBSD's ipsec.conf";
    diagnostic.help = std::move(help);
    return diagnostic;
}

bool is_utf16(std::string_view text) {
    return text.substr(0, 2) == "\xFF\xFE" || text.substr(0, 2) == "\xFE\xFF" ||
           text.substr(0, 4096).find('\0') != std::string_view::npos;
}

}  // namespace

FileKind kind_of(std::string_view text) {
    if (has(text, "Rule Name:") && has(text, "Endpoint1:")) {
        return FileKind::consec;
    }
    if (has(text, "FilterList Name") || has(text, "FilterAction Name") ||
        (has(text, "Policy Name") && has(text, "Assigned"))) {
        return FileKind::static_policy;
    }
    for (const std::string_view line : first_lines(text, 200)) {
        if (line.substr(0, 4) == "src " && line.find(" dst ") != std::string_view::npos) {
            return FileKind::xfrm;
        }
        if (is_ipsec_conf(line)) {
            return FileKind::ipsec_conf;
        }
    }
    // netsh says so when it has nothing to show.
    return has(text, "No rules match the specified criteria") ? FileKind::consec : FileKind::unknown;
}

PolicyFile read(const SourceFile& file, Firewall& firewall) {
    PolicyFile result;
    if (is_utf16(file.text())) {
        result.usable = false;
        result.diagnostics.push_back(unusable(file, "the file is not text of single bytes (UTF-16?)",
                                              "save it as UTF-8: in PowerShell, \"… | Out-File -Encoding utf8 FILE\""));
        return result;
    }
    result.kind = kind_of(file.text());
    switch (result.kind) {
    case FileKind::xfrm: read_xfrm(file, firewall, result); break;
    case FileKind::ipsec_conf: read_ipsec_conf(file, firewall, result); break;
    case FileKind::consec: read_consec(file, firewall, result); break;
    case FileKind::static_policy: read_static_policy(file, firewall, result); break;
    case FileKind::unknown:
        // An empty list of policies is printed as nothing at all.
        if (!trimmed(file.text()).empty() && !first_lines(file.text(), 1).empty()) {
            result.usable = false;
            result.diagnostics.push_back(unusable(file, "cannot tell what kind of IPsec policy this is",
                                                  "export it again, and name it under ipsec: of the firewall"));
        }
        break;
    }
    for (Policy& policy : result.policies) {
        policy.kind = result.kind;
    }
    return result;
}

}  // namespace lyncgate::ipsec
