// Requirement packs: the files of rules/.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "requirements/requirement.hpp"
#include "requirements/vocabulary.hpp"
#include "text/diagnostic.hpp"
#include "text/source_file.hpp"

namespace lyncgate {

/// One pack: the requirements of one topic.
struct RequirementPack {
    std::string name;  ///< "lync-2013/director-single"
    std::string product;
    std::string topic;
    std::string title;
    Condition condition;  ///< of every row
    Provenance provenance;
    std::vector<Requirement> requirements;  ///< in the order of the page
    Origin origin;
};

/// Every pack that is in effect, with the vocabulary they share. Requirements stay at their addresses as long as
/// the library is neither changed nor moved from; required flows point to them.
struct PackLibrary {
    Vocabulary vocabulary;
    std::vector<RequirementPack> packs;  ///< by name
    std::vector<Diagnostic> diagnostics;
    /// Whether nothing is broken. A library with errors must not be used for an audit.
    bool sound() const;
};

/// The text of a pack that is compiled in.
struct EmbeddedPack {
    std::string_view path;  ///< "lync-2013/director-single.rules"
    std::string_view text;
};
/// Every file of rules/ at the time of the build, by path.
const std::vector<EmbeddedPack>& embedded_packs();

/// The embedded packs, and those of a folder and its sub-folders (`*.rules`; empty: none). A pack of the folder
/// replaces the embedded pack of the same name; its vocabulary adds to, or replaces, the embedded one.
/// Files are added to `store`. A folder that cannot be read is an error diagnostic without origin.
PackLibrary load_packs(SourceStore& store, const std::string& folder = {});
/// A library of exactly these files.
PackLibrary read_packs(const std::vector<const SourceFile*>& files);

/// The requirement with this id, or nullptr.
const Requirement* find_requirement(const PackLibrary& library, std::string_view id);

}  // namespace lyncgate
