// What the tests of requirements share.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "requirements/bind.hpp"
#include "requirements/pack.hpp"
#include "requirements/site.hpp"
#include "text/diagnostic.hpp"

namespace lyncgate::test {

/// The embedded packs, read once.
inline const PackLibrary& embedded() {
    struct Loaded {
        SourceStore store;
        PackLibrary library = load_packs(store);
    };
    static const Loaded loaded;
    return loaded.library;
}

inline std::string all_text(const std::vector<Diagnostic>& diagnostics) {
    std::string text;
    for (const Diagnostic& diagnostic : diagnostics) {
        text += render(diagnostic) + "\n";
    }
    return text;
}

/// A site read from text, with the file its origins point into.
struct ReadSite {
    std::unique_ptr<SourceFile> file;
    SiteReading reading;
};

inline ReadSite site_of(std::string text) {
    ReadSite result;
    result.file = std::make_unique<SourceFile>("site/site.yaml", std::move(text));
    result.reading = read_site(*result.file, embedded().vocabulary);
    return result;
}

/// Packs read from one text.
struct ReadPack {
    std::unique_ptr<SourceFile> file;
    PackLibrary library;
};

inline ReadPack pack_of(std::string text) {
    ReadPack result;
    result.file = std::make_unique<SourceFile>("test.rules", std::move(text));
    result.library = read_packs({result.file.get()});
    return result;
}

}  // namespace lyncgate::test
