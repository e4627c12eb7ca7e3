// The statements of a pack, as written.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "net/set.hpp"
#include "requirements/condition.hpp"
#include "requirements/requirement.hpp"
#include "requirements/vocabulary.hpp"
#include "text/diagnostic.hpp"
#include "text/source_file.hpp"

namespace lyncgate::packs {

/// A word with the place it was written at.
struct Word {
    std::string text;
    Origin origin;
};

/// One end of a row as written: `~client | edge-internal@vip`, `any (director | front-end)`, `?`.
struct EndSyntax {
    std::vector<Word> roles;
    std::vector<Word> narrowed;
    AddressKind address = AddressKind::unstated;
    bool inferred = false;
    bool unstated = false;
    Origin origin;
};

/// Ports with the tunables they follow.
struct PortsSyntax {
    Set ports;
    std::vector<Word> tunables;
};

/// A `suspect` clause.
struct SuspectSyntax {
    std::string cell;
    std::string printed;
    std::optional<EndSyntax> end;
    std::optional<PortsSyntax> from, to;
    std::string because;
    Origin origin;
};

struct RowSyntax {
    Word number;
    bool empty = false;  ///< `-`: a row without cells
    bool owned = false;  ///< `of ROLES`: ports of a role, not a flow; the roles are in `source`
    bool tcp = false;
    bool udp = false;
    std::optional<Set> ports;
    std::string label;
    EndSyntax source, destination;
    bool both_ways = false;
    std::optional<PortsSyntax> from;
    std::optional<Word> from_feature;
    std::vector<Word> follows;
    std::vector<Word> media;
    Condition when;
    Condition unless;
    Necessity necessity = Necessity::required;
    bool ports_inferred = false;
    bool protocol_inferred = false;
    std::string remark, breaks, printed;
    std::vector<SuspectSyntax> suspects;
};

struct PackSyntax {
    Word name;
    std::string title;
};
struct ProductSyntax {
    Word name;
    std::string title;  ///< empty: says which product the pack is about; otherwise introduces a product
};
struct TopicSyntax {
    Word name;
};
struct WhenSyntax {
    Condition condition;
};
struct TableSyntax {
    Word name;
    Boundary boundary = Boundary::hosts;
    bool ipsec = false;
    Condition when;
    std::string title;
};

/// A feature, or with `key` a scenario.
struct FactSyntax {
    Word name;
    std::optional<Word> key;
    std::string title;
    std::vector<Word> implies;
};
struct RoleSyntax {
    Role role;
    std::vector<Word> references;  ///< the roles it names
    std::optional<Word> condition;
};

/// A statement and where it stands. `Provenance` is a `source` statement.
struct Statement {
    Origin origin;
    std::variant<PackSyntax, ProductSyntax, TopicSyntax, Provenance, WhenSyntax, TableSyntax, RowSyntax, RoleSyntax,
                 FactSyntax, Tunable>
        content;
};

/// Everything that was understood of a file, and an error for every statement that was not.
struct FileSyntax {
    const SourceFile* file = nullptr;
    std::vector<Statement> statements;
    std::vector<Diagnostic> diagnostics;
};

FileSyntax parse(const SourceFile& file);

}  // namespace lyncgate::packs
