// One flow or ike rule of ipsec.conf.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dialects/ipsec/selectors.hpp"

namespace lyncgate::ipsec {

/// A word or one of the symbols { } ( ) , =
struct Token {
    std::string_view text;
    bool quoted = false;
};

/// Reads a rule word after word. When `broken` is set nothing else of it is to be used.
struct FlowReader {
    Firewall* firewall = nullptr;
    Origin origin;
    std::vector<Token> tokens;
    std::size_t next = 0;
    Selector selector = everything();
    std::string_view direction{}, type{}, service = "esp", peer{}, mode = "tunnel";
    std::vector<std::string> reasons{};  ///< why it may not be in force as read
    bool broken = false;
    bool passive = false;  ///< waits for the peer

    void read();
    /// What its type means for packets of one direction. Without a type, those that arrive may come in the clear.
    Protection protection(bool arriving) const;

private:
    bool done() const { return next >= tokens.size(); }
    std::string_view peek() const { return done() ? std::string_view{} : tokens[next].text; }
    std::string_view take() { return done() ? std::string_view{} : tokens[next++].text; }
    Set host(std::string_view text);
    Set hosts();
    Set one_host();
    Set port();
    void ends();
    void protocol();
    void read_before_ends(bool ike);
};

}  // namespace lyncgate::ipsec
