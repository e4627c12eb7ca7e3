// Loading: from the name of a site file to everything an audit needs.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "checks/check.hpp"

namespace lyncgate {

/// What to load.
struct LoadRequest {
    std::string site;                     ///< path of site.yaml
    std::string rules;                    ///< folder of further packs; empty: the embedded ones only
    std::string firewall;                 ///< only this one; empty: all
    std::vector<std::string> interfaces;  ///< further interface names that questions will use
};

/// A site with all its files read. Keeps what everything points into; not to be moved once `context` is filled, hence
/// the pointers.
struct LoadedSite {
    std::unique_ptr<SourceStore> store = std::make_unique<SourceStore>();
    std::unique_ptr<PackLibrary> library;
    std::unique_ptr<Site> site;
    std::unique_ptr<Binding> binding;
    AuditContext context;
    std::vector<InputFile> inputs;
    /// What there is to say about the files; an error among them means that nothing may be concluded.
    std::vector<Diagnostic> diagnostics;
    bool usable = false;
};

/// Loads packs, site and firewalls. `usable` tells whether all of it could be read.
LoadedSite load_site(const LoadRequest& request);

/// The nearest `site.yaml` in the working directory or a folder above it; empty when there is none.
std::string find_site_upwards();

/// Reads one configuration. `dialect` may be empty: it is recognised from the text. Not usable: there is an error
/// diagnostic.
Reading read_configuration(const SourceFile& file, const std::string& dialect, const ReadContext& context,
                           const Dialect*& used);

}  // namespace lyncgate
