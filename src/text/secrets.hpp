// Secrets: passwords and keys that stand in configurations and must not reach any output.
#pragma once

#include <string_view>
#include <vector>

namespace lyncgate {

/// A half-open range of bytes `[begin, end)` that holds a password, key or community string.
struct SecretRange {
    std::size_t begin = 0;
    std::size_t end = 0;
};

/// The passwords, pre-shared keys, SNMP communities and authentication keys of a text, found by the words before them
/// at the commands that carry them (Cisco ASA, PIX and FWSM; `psk` and key bytes of IPsec configurations). In order,
/// not overlapping. Errs towards too many.
std::vector<SecretRange> find_secrets(std::string_view text);

}  // namespace lyncgate
