// OpenBSD's ipsec.conf(5): flows, and the flows that ike rules will set up.
#include <map>

#include <fmt/format.h>

#include "dialects/ipsec/flow_reader.hpp"
#include "dialects/ipsec/readers.hpp"
#include "dialects/ipsec/selectors.hpp"
#include "ipsec/ipsec_conf.hpp"

namespace lyncgate::ipsec {

namespace {

namespace pegtl = tao::pegtl;
namespace rules = grammar::ipsec_conf;

struct Statement {
    Span span;
    std::vector<Token> tokens;
    bool odd = false;  ///< has a character that belongs nowhere
};

struct Statements {
    const char* begin = nullptr;
    std::vector<Statement> done;
    Statement open;

    void add(const char* from, const char* to, bool quoted) {
        const auto at = [this](const char* p) { return static_cast<std::uint32_t>(p - begin); };
        if (open.tokens.empty()) {
            open.span.begin = at(from);
        }
        open.span.end = at(to);
        open.tokens.push_back({{from + (quoted ? 1 : 0), to - (quoted ? 1 : 0)}, quoted});
    }
    void end() {
        if (!open.tokens.empty()) {
            done.push_back(std::move(open));
        }
        open = {};
    }
};

template<typename Rule>
struct Action : pegtl::nothing<Rule> {};

template<bool Quoted>
struct Keep {
    template<typename Input>
    static void apply(const Input& in, Statements& statements) {
        statements.add(in.begin(), in.end(), Quoted);
    }
};
template<>
struct Action<rules::word> : Keep<false> {};
template<>
struct Action<rules::symbol> : Keep<false> {};
template<>
struct Action<rules::quoted> : Keep<true> {};
template<>
struct Action<rules::other> {
    static void apply0(Statements& statements) { statements.open.odd = true; }
};
template<>
struct Action<rules::line_end> {
    static void apply0(Statements& statements) { statements.end(); }
};

using Macros = std::map<std::string_view, std::vector<Token>, std::less<>>;

constexpr std::size_t most_tokens = 65536;

/// The tokens with macros replaced; nothing when one is not defined.
std::optional<std::vector<Token>> expanded(const std::vector<Token>& tokens, const Macros& macros) {
    std::vector<Token> result;
    for (const Token& token : tokens) {
        if (token.quoted || token.text.substr(0, 1) != "$") {
            result.push_back(token);
            continue;
        }
        const auto macro = macros.find(token.text.substr(1));
        if (macro == macros.end() || result.size() > most_tokens) {
            return {};
        }
        result.insert(result.end(), macro->second.begin(), macro->second.end());
    }
    return result;
}

/// A quoted value is read again when the macro is used: `"{ 10.0.0.0/8, 192.0.2.1 }"`.
std::vector<Token> split(const Token& token) {
    if (!token.quoted) {
        return {token};
    }
    pegtl::memory_input<pegtl::tracking_mode::lazy, pegtl::eol::lf> in(token.text.data(), token.text.size(), "");
    Statements inner;
    inner.begin = token.text.data();
    pegtl::parse<rules::file, Action>(in, inner);
    inner.end();
    return inner.done.empty() ? std::vector<Token>{} : inner.done.front().tokens;
}

void add_flow(FlowReader& flow, PolicyFile& result) {
    if (flow.service == "ipip") {
        result.coverage.count(Treatment::irrelevant);  // IP in IP protects nothing
        return;
    }
    Policy policy;
    policy.tunnel.name = fmt::format("flow {}", flow.service);
    policy.tunnel.peer = std::string(flow.peer);
    policy.tunnel.origin = flow.origin;
    policy.tunnel.authenticates_only = flow.service == "ah";
    policy.tunnel.transport_mode = flow.mode == "transport";
    for (const std::string& reason : flow.reasons) {
        policy.tunnel.doubts.push_back(flow.firewall->doubt(reason, flow.origin));
    }
    SetPool& pool = *flow.firewall->pool;
    if (flow.direction != "in") {
        policy.heading = Heading::leaving;
        policy.tunnel.protection = flow.protection(false);
        policy.tunnel.packets = packets_of(flow.selector, pool);
        result.policies.push_back(policy);
    }
    if (flow.direction != "out") {
        policy.heading = Heading::arriving;
        policy.tunnel.protection = flow.protection(true);
        policy.tunnel.packets = packets_of(flow.direction == "in" ? flow.selector : reversed(flow.selector), pool);
        result.policies.push_back(std::move(policy));
    }
    result.coverage.count(Treatment::modelled);
}

void not_understood(const SourceFile& file, const Statement& statement, Firewall& firewall, PolicyFile& result) {
    const Origin origin{&file, statement.span};
    result.diagnostics.push_back({Level::error,
                                  fmt::format("cannot read \"{}\"", statement.tokens.front().text),
                                  origin,
                                  "a flow, an ike rule, a security association or a macro of ipsec.conf(5)",
                                  "check the file with \"ipsecctl -n -f FILE\"",
                                  {}});
    result.coverage.count(Treatment::broken, origin, "it may protect any packet");
    result.policies.push_back(
        anything("a statement that is not understood", "this statement is not understood", origin, firewall));
}

}  // namespace

void read_ipsec_conf(const SourceFile& file, Firewall& firewall, PolicyFile& result) {
    pegtl::memory_input<pegtl::tracking_mode::lazy, pegtl::eol::lf> in(file.text().data(), file.text().size(), "");
    Statements statements;
    statements.begin = file.text().data();
    pegtl::parse<rules::file, Action>(in, statements);
    statements.end();
    Macros macros;
    for (const Statement& statement : statements.done) {
        const std::string_view first = statement.tokens.front().text;
        if (statement.tokens.size() >= 3 && statement.tokens[1].text == "=" && !statement.odd) {
            std::vector<Token> value;
            for (std::size_t i = 2; i < statement.tokens.size(); ++i) {
                const std::vector<Token> part = split(statement.tokens[i]);
                value.insert(value.end(), part.begin(), part.end());
            }
            const std::optional<std::vector<Token>> whole = expanded(value, macros);
            macros[first] = whole ? *whole : std::vector<Token>{};
            result.coverage.count(Treatment::modelled);
            continue;
        }
        const std::optional<std::vector<Token>> tokens = expanded(statement.tokens, macros);
        if (tokens && !statement.odd && (first == "flow" || first == "ike")) {
            FlowReader flow{&firewall, {&file, statement.span}, *tokens};
            flow.read();
            if (!flow.broken) {
                add_flow(flow, result);
                continue;
            }
        } else if (first == "esp" || first == "ah" || first == "ipcomp" || first == "ipip" || first == "tcpmd5") {
            result.coverage.count(Treatment::irrelevant);  // keys, not policy
            continue;
        } else if (first == "include") {
            const Origin origin{&file, statement.span};
            result.coverage.count(Treatment::unmodelled, origin, "what it names may protect any packet");
            result.policies.push_back(
                anything("an included file", "an included file is not read; name it under ipsec:", origin, firewall));
            continue;
        }
        not_understood(file, statement, firewall, result);
    }
    narrowest_first(result.policies, firewall);
}

}  // namespace lyncgate::ipsec
