// Statements about packets to the firewall itself (Cisco ASA Series General Operations CLI Configuration Guide,
// "Management Access"): kept as written, put together when the configuration is whole.
#include <algorithm>

#include "dialects/asa/reader.hpp"

namespace lyncgate::asa {

namespace {

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
    return std::any_of(words.begin(), words.end(), [word](std::string_view known) { return same_word(known, word); });
}

bool begins_with_address(std::string_view word) {
    return !word.empty() && (word.front() == ':' || word.find_first_of(".:/") != word.npos || word == "0");
}

/// Whether the statement says who may talk to the firewall, or opens a port of it.
bool decides(const Reader& reader, std::string_view statement) {
    const std::string_view word = first_word(statement);
    const std::string_view second = word_at(statement, 1);
    if (is_one_of(word, {"ssh", "telnet"})) {
        return begins_with_address(second) || begins_with_address(resolve_name(reader.config, second));
    }
    if (same_word(word, "http")) {
        return is_one_of(second, {"redirect"}) || begins_with(statement, "http server enable") ||
               begins_with_address(second) || begins_with_address(resolve_name(reader.config, second));
    }
    if (same_word(word, "icmp") || begins_with(statement, "ipv6 icmp")) {
        const std::string_view action = same_word(word, "icmp") ? second : word_at(statement, 2);
        return is_one_of(action, {"permit", "deny"});
    }
    if (same_word(word, "snmp-server")) {
        return is_one_of(second, {"host", "host-group", "listen-port"});
    }
    return is_one_of(word, {"management-access", "enable"});
}

}  // namespace

Treated read_management(Reader& reader, std::string_view statement) {
    if (!decides(reader, statement)) {
        return irrelevant();
    }
    reader.config.management.push_back(statement);
    return modelled();
}

}  // namespace lyncgate::asa
