#include "text/secrets.hpp"

#include <algorithm>
#include <cctype>
#include <cstdint>

namespace lyncgate {

namespace {

bool same(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

template<std::size_t Count>
bool one_of(std::string_view word, const std::string_view (&words)[Count]) {
    return std::any_of(std::begin(words), std::end(words),
                       [word](std::string_view known) { return same(word, known); });
}

// The first words of commands that carry secrets; every other line is left alone, whatever it says.
constexpr std::string_view carriers[] = {"username",
                                         "passwd",
                                         "enable",
                                         "snmp-server",
                                         "crypto",
                                         "isakmp",
                                         "tunnel-group",
                                         "ikev1",
                                         "ikev2",
                                         "pre-shared-key",
                                         "failover",
                                         "aaa-server",
                                         "ldap-login-password",
                                         "radius-common-pw",
                                         "vpdn",
                                         "neighbor",
                                         "cts",
                                         "password",
                                         "wccp",
                                         "key",
                                         "key-string",
                                         "storage-key",
                                         "local-authentication",
                                         "remote-authentication",
                                         "cluster",
                                         "ntp",
                                         "ospf",
                                         "area",
                                         "eigrp",
                                         "isis",
                                         "authentication",
                                         "auto-update",
                                         "ddns",
                                         "http-proxy",
                                         "https-proxy",
                                         "passphrase",
                                         "shared-secret",
                                         "license",
                                         "ike",
                                         "enc",
                                         "auth",
                                         "auth-trunc",
                                         "aead",
                                         "vpnclient",
                                         "ip",
                                         "rip",
                                         "secret",
                                         "proxy-auth",
                                         "call-home",
                                         "smtp-server"};

// The words before a secret.
constexpr std::string_view heralds[] = {"password",
                                        "passwd",
                                        "pre-shared-key",
                                        "secret",
                                        "passphrase",
                                        "shared-secret",
                                        "community",
                                        "ldap-login-password",
                                        "radius-common-pw",
                                        "key-string",
                                        "storage-key",
                                        "authentication-key",
                                        "md5",
                                        "sha",
                                        "sha-1",
                                        "sha224",
                                        "sha256",
                                        "sha384",
                                        "sha512",
                                        "des",
                                        "3des",
                                        "aes",
                                        "psk",
                                        "idtoken",
                                        "key"};

// Words that may follow `key` and are no key.
constexpr std::string_view key_actions[] = {"generate", "zeroize", "import",       "export",   "encrypt",   "eigrp",
                                            "rsa",      "ec",      "pubkey-chain", "mypubkey", "config-key"};

// The commands and words among them that people type short on a Cisco command line.
constexpr std::string_view short_carriers[] = {"username", "enable", "snmp-server"};
constexpr std::string_view short_heralds[] = {"password", "pre-shared-key", "community", "authentication-key"};

/// Whether a word of four letters or more begins one of the table.
template<std::size_t Count>
bool begins_one_of(std::string_view word, const std::string_view (&table)[Count]) {
    return word.size() >= 4 && std::any_of(std::begin(table), std::end(table), [word](std::string_view full) {
               return word.size() < full.size() && same(word, full.substr(0, word.size()));
           });
}

bool carries(std::string_view word) {
    return one_of(word, carriers) || begins_one_of(word, short_carriers);
}

bool heralds_secret(std::string_view word) {
    return one_of(word, heralds) || begins_one_of(word, short_heralds);
}

bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r';
}

bool is_number(std::string_view word) {
    return std::all_of(word.begin(), word.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
}

struct Words {
    std::string_view line;
    std::vector<SecretRange> places;

    std::string_view operator[](std::size_t i) const {
        return i < places.size() ? line.substr(places[i].begin, places[i].end - places[i].begin) : std::string_view{};
    }
};

void split(std::string_view line, Words& words) {
    words.line = line;
    words.places.clear();
    for (std::size_t at = 0; at < line.size() && words.places.size() < 40;) {
        if (is_blank(line[at])) {
            ++at;
            continue;
        }
        std::size_t end = at;
        while (end < line.size() && !is_blank(line[end])) {
            ++end;
        }
        words.places.push_back({at, end});
        at = end;
    }
}

std::string_view first_word(std::string_view line) {
    const auto begin = std::find_if_not(line.begin(), line.end(), is_blank);
    const auto end = std::find_if(begin, line.end(), is_blank);
    return line.substr(static_cast<std::size_t>(begin - line.begin()), static_cast<std::size_t>(end - begin));
}

/// `aaa-server NAME (IF) host ADDRESS KEY timeout 10`: PIX writes the key without a word before it.
bool is_bare_key(const Words& words, std::size_t i) {
    return i >= 3 && same(words[0], "aaa-server") && same(words[i - 2], "host") && !same(words[i], "timeout") &&
           !same(words[i], "protocol") && !same(words[i], "key");
}

void secrets_of(const Words& words, std::size_t from, std::vector<SecretRange>& found, std::size_t base) {
    const auto mask = [&](std::size_t i) {
        if (i < words.places.size()) {
            found.push_back({base + words.places[i].begin, base + words.places[i].end});
        }
    };
    for (std::size_t i = from; i < words.places.size(); ++i) {
        const std::string_view word = words[i];
        const bool key_bytes = word.size() >= 34 && word.substr(0, 2) == "0x";
        if (key_bytes || is_bare_key(words, i)) {
            mask(i);
            continue;
        }
        if (!heralds_secret(word) || (same(word, "key") && one_of(words[i + 1], key_actions))) {
            continue;
        }
        // A number before the secret says how it is encrypted, or how long its key is.
        std::size_t secret = i + 1;
        if (is_number(words[secret]) && secret + 1 < words.places.size() && words[secret].size() <= 3 &&
            !same(words[secret + 1], "encrypted")) {
            mask(secret);
            ++secret;
        }
        if (!heralds_secret(words[secret])) {
            mask(secret);
            i = secret;
        }
    }
}

}  // namespace

std::vector<SecretRange> find_secrets(std::string_view text) {
    std::vector<SecretRange> found;
    Words words;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        const std::string_view line = text.substr(begin, end - begin);
        const std::string_view first = first_word(line);
        const bool prompt = !first.empty() && first.back() == '#';
        if (!first.empty() && (prompt || same(first, "no") || carries(first))) {
            split(line, words);
            const std::size_t from = prompt || same(first, "no") ? 1 : 0;
            if (carries(words[from])) {
                secrets_of(words, from, found, begin);
            }
        }
        begin = end + 1;
    }
    return found;
}

}  // namespace lyncgate
