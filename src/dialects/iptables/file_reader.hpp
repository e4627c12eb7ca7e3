// The statements of a file, one after the other, into tables and chains.
#pragma once

#include <string_view>
#include <unordered_map>
#include <vector>

#include "dialects/iptables/parse.hpp"
#include "dialects/iptables/rule_reader.hpp"

namespace lyncgate::iptables {

/// What is known while a file is read.
struct FileReader {
    ReadRuleset result;
    RuleDraft draft;
    std::size_t table = ~std::size_t{0};  ///< index of the table being filled
    std::uint32_t last_chain = 0;         ///< index of the chain named last, in whatever table that was
    /// Chains of every table by name.
    std::vector<std::unordered_map<std::string_view, std::uint32_t>> chains;
    /// Rules that jump to a name that may still be declared: table, rule, and where the name stands.
    struct Open {
        std::size_t table;
        std::uint32_t rule;
        Word name;
        bool has_unknown_match;
    };
    std::vector<Open> open;

    explicit FileReader(const SourceFile& file, Family family);

    /// `*name`
    void begin_table(const Word& name, Span line);
    /// A table of `iptables -S`, which has no header.
    void begin_listing(std::string_view name);
    /// `:chain POLICY [packets:bytes]`
    void declare_chain(const Word& name, const Word& policy, Span line);
    void commit(Span line);
    /// A rule line or another command.
    struct Counters {
        bool given = false;
        std::uint64_t packets = 0, bytes = 0;
    };
    void command(std::span<const Word> words, const Counters& counters, Span line);
    /// A line that could not be read; the error has been reported.
    void broken(Span line);
    /// The end of the text: jumps find their chains.
    void finish();
};

}  // namespace lyncgate::iptables
