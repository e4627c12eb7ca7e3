// Dialects: one configuration language each, the first of three extension points.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/firewall.hpp"
#include "text/coverage.hpp"
#include "text/diagnostic.hpp"

namespace lyncgate {

/// What a reader is told beside the text itself.
struct ReadContext {
    /// Where files that a configuration names (include, table files) are loaded from and kept; null: do not load any,
    /// what they would say is unknown.
    SourceStore* sources = nullptr;
    /// What the site says of the firewall's interfaces: names, own addresses, networks behind them. A reader starts
    /// `Firewall::interfaces` with these (after place 0) and adds those only the configuration names.
    std::vector<Interface> interfaces;
    /// Further files of the same firewall: the IPv6 half of iptables, saved ipsets. Each is recognised from
    /// its text.
    std::vector<const SourceFile*> companions;
};

/// What was read. Reading never fails: it returns what it understood, and says what it did not.
struct Reading {
    Firewall firewall;  ///< `prepare`d
    Coverage coverage;
    std::vector<Diagnostic> diagnostics;
    bool usable = true;  ///< false: the text cannot be what it claims to be; there is an error that says why
};

/// A way to write a file back, for `parse --dump`.
struct Dump {
    std::string_view name;  ///< "syntax", "pfctl", "iptables-save"
    std::string (*write)(const SourceFile& file, const ReadContext& context) = nullptr;
};

/// One configuration language. A row of the table in registry.cpp.
struct Dialect {
    std::string_view name;   ///< as in the site file: "iptables-save", "pf", "asa"
    std::string_view title;  ///< for people
    /// How much the text looks like this dialect: 0 not at all, 100 surely. Reads no more than the first 64 KiB.
    int (*likeness)(std::string_view text) = nullptr;
    Reading (*read)(const SourceFile& file, const ReadContext& context) = nullptr;
    std::span<const Dump> dumps;
};

/// All dialects. A site may also name a variant ("pf-openbsd"), which is a row of its own with the same reader family.
std::span<const Dialect> dialects();
/// The dialect of that name; null when there is none.
const Dialect* find_dialect(std::string_view name);
/// The dialect the text looks most like; null when it looks like none.
const Dialect* recognise(std::string_view text);

}  // namespace lyncgate
