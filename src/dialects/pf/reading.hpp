// The state of reading one statement: what the actions of the token grammar fill in.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dialects/pf/config.hpp"
#include "dialects/pf/statements.hpp"

namespace lyncgate::pf {

/// Statements that are not filter rules, and their parts.
struct Drafts {
    SetOption option{};
    TableDefinition table{};
    LoadAnchor load{};
    Include include{};
    Queueing queueing{};
    std::vector<Bandwidth> bandwidths{};
    std::uint32_t milliseconds = 0;
    std::shared_ptr<EtherRule> ether{};
    std::vector<MacAddress> macs{};
};

/// One statement after the other being read. The grammar runs over `kinds`, one byte per token; an action finds its
/// token by the offset of its match. Lists are collected in vectors, which keep their room, and go to the Store when
/// their clause ends.
struct Reading {
    const SourceFile* file;
    Store& store;
    std::vector<Diagnostic>& diagnostics;
    EraSigns& signs;

    std::span<const Token> tokens{};
    std::string_view kinds{};
    Statement* statement = nullptr;  ///< what is filled in
    RuleStatement* rule = nullptr;   ///< its body, until it is known to be another one
    Drafts drafts{};
    bool drafted = false;  ///< something may be left in `drafts`

    bool negated = false;
    std::vector<Host> hosts{};
    std::vector<Interface> interfaces{};
    std::vector<ProtocolItem> protocols{};
    std::vector<Compare> comparisons{};
    std::vector<IdCompare> ids{};
    Compare compare{};
    Pool pool{};
    std::string_view route_interface{};
    std::size_t hosts_before_route = 0;
    bool icmp6 = false;
    std::uint32_t limit = 0;
    bool failed = false;  ///< an error was reported

    /// Forgets the statement before.
    void begin(const StatementTokens& from, Statement& into);
    /// What has been collected, for the Store to keep.
    template<typename T>
    List<T> take(std::vector<T>& collected) {
        const List<T> kept = store.list<T>(collected);
        collected.clear();
        return kept;
    }
    /// What few rules say, of the rule being read.
    RuleDetails& details() { return rule->make_details(); }
    Origin origin(const Token& token) const { return {file, token.span}; }
    template<typename Input>
    const Token& token(const Input& in) const {
        return tokens[static_cast<std::size_t>(in.begin() - kinds.data())];
    }
    /// Reports an error about a token.
    void error(const Token& token, std::string message, std::string expected = {}, std::string help = {}) {
        failed = true;
        diagnostics.push_back(
            {Level::error, std::move(message), origin(token), std::move(expected), std::move(help), {}});
    }
    /// Reports that an option is there twice.
    void once(bool already, const Token& token, std::string_view what) {
        if (already) {
            error(token, std::string(what) + " is given twice", "one " + std::string(what));
        }
    }
};

/// Fills in `host` from a word such as `192.0.2.1`, `10/8`, `em0:network` or a host name; `bits` as written after a
/// slash, empty when there is none. False when it can be none of these (the error is reported).
bool read_host(Reading& reading, const Token& token, std::string_view bits, Host& host);
/// The upper end of a range `192.0.2.1 - 192.0.2.9`.
void read_range_end(Reading& reading, const Token& token, Host& host);
/// A dynamic address `(em0:network)`.
Host read_dynamic(Reading& reading, const Token& token);
/// `/bits` after a dynamic address or range of hosts.
void read_bits(Reading& reading, const Token& token, Host& host);
/// A port number or service name, or a range `low:high` when `high` is given.
void read_port(Reading& reading, const Token& token, Compare& compare);
/// A user or group: a number, a name, or `unknown`.
std::uint32_t read_id(const Token& token, std::string_view& name);
/// A whole number between bounds.
std::uint32_t read_number(Reading& reading, const Token& token, std::uint64_t highest, std::string_view what);
std::uint8_t read_flags(Reading& reading, const Token& token);
std::uint32_t read_tos(Reading& reading, const Token& token);
Bandwidth read_bandwidth(Reading& reading, const Token& token);
/// Checks the length of a name (table, tag, label).
void check_length(Reading& reading, const Token& token, std::string_view text, std::size_t longest,
                  std::string_view what);

/// Reads the tokens of one statement into `statement`, with `reading`, which goes from one statement to the next. Gives
/// the number of tokens; on failure the statement is broken, and it is the place of the token that cannot stand where
/// it stands.
std::size_t read_statement(Reading& reading, const StatementTokens& from, Statement& statement);

}  // namespace lyncgate::pf
