#include "app/load.hpp"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <iterator>

#include "checks/crossing.hpp"
#include "findings/sha256.hpp"
#include "text/suggest.hpp"

namespace lyncgate {

namespace {

bool has_error(const std::vector<Diagnostic>& diagnostics) {
    return std::any_of(diagnostics.begin(), diagnostics.end(),
                       [](const Diagnostic& d) { return d.level == Level::error; });
}

void note_input(LoadedSite& loaded, const SourceFile& file, const std::string& firewall, const std::string& dialect) {
    loaded.inputs.push_back({file.name(), sha256(file.text()), firewall, dialect, file.text().size()});
}

const SourceFile* open(LoadedSite& loaded, const SitePath& path) {
    LoadError error;
    const SourceFile* const file = loaded.store->load(path.path, error);
    if (file == nullptr) {
        loaded.diagnostics.push_back(
            {Level::error, error.message, path.origin, {}, "paths are relative to the site file", {}});
    }
    return file;
}

std::vector<Interface> interfaces_of(const SiteFirewall& firewall, const LoadRequest& request) {
    std::vector<Interface> interfaces;
    for (const InterfaceNetworks& side : firewall.interfaces) {
        interfaces.push_back({side.name, side.addresses, side.networks});
    }
    separate_networks(interfaces);
    for (const std::string& name : request.interfaces) {
        const bool known =
            std::any_of(interfaces.begin(), interfaces.end(), [&](const Interface& i) { return i.name == name; });
        if (!known) {
            interfaces.push_back({name, {}, {}});
        }
    }
    return interfaces;
}

/// Reads one of the firewall's IPsec files; what it says of coverage and diagnostics joins the configuration's.
void read_policies(AuditedFirewall& audited, const SourceFile& file) {
    ipsec::PolicyFile policies = ipsec::read(file, audited.reading.firewall);
    std::move(policies.policies.begin(), policies.policies.end(), std::back_inserter(audited.ipsec_policies));
    std::vector<Diagnostic>& said = audited.reading.diagnostics;
    said.insert(said.end(), policies.diagnostics.begin(), policies.diagnostics.end());
    audited.reading.coverage.add(policies.coverage);
    audited.reading.usable = audited.reading.usable && policies.usable;
}

void load_firewall(LoadedSite& loaded, const SiteFirewall& firewall, const LoadRequest& request) {
    const SourceFile* const config = open(loaded, firewall.config);
    ReadContext context;
    context.sources = loaded.store.get();
    context.interfaces = interfaces_of(firewall, request);
    std::vector<SitePath> further = firewall.ipsets;
    if (firewall.config6) {
        further.push_back(*firewall.config6);
    }
    bool all_there = config != nullptr;
    std::vector<const SourceFile*> policies;
    for (const SitePath& path : firewall.ipsec) {
        policies.push_back(open(loaded, path));
        all_there = all_there && policies.back() != nullptr;
    }
    for (const SitePath& path : further) {
        const SourceFile* const file = open(loaded, path);
        all_there = all_there && file != nullptr;
        if (file != nullptr) {
            context.companions.push_back(file);
        }
    }
    if (!all_there) {
        return;
    }
    const std::size_t files_before = loaded.store->files().size();
    AuditedFirewall audited;
    audited.site = &firewall;
    audited.reading = read_configuration(*config, firewall.dialect.value_or(""), context, audited.dialect);
    audited.reading.firewall.name = firewall.name;
    for (const SourceFile* const policy : policies) {
        read_policies(audited, *policy);
        note_input(loaded, *policy, firewall.name, {});
    }
    const std::string dialect = audited.dialect == nullptr ? std::string{} : std::string(audited.dialect->name);
    note_input(loaded, *config, firewall.name, dialect);
    for (const SourceFile* const companion : context.companions) {
        note_input(loaded, *companion, firewall.name, {});
    }
    const std::vector<const SourceFile*> files = loaded.store->files();
    for (std::size_t i = files_before; i < files.size(); ++i) {
        note_input(loaded, *files[i], firewall.name, dialect);  // included by the configuration
    }
    const std::vector<Diagnostic>& said = audited.reading.diagnostics;
    loaded.diagnostics.insert(loaded.diagnostics.end(), said.begin(), said.end());
    loaded.usable = loaded.usable && audited.reading.usable;
    loaded.context.firewalls.push_back(std::move(audited));
}

std::string dialect_names() {
    std::string names;
    for (const Dialect& dialect : dialects()) {
        names += fmt::format("{}\"{}\"", names.empty() ? "" : ", ", dialect.name);
    }
    return names;
}

}  // namespace

Reading read_configuration(const SourceFile& file, const std::string& dialect, const ReadContext& context,
                           const Dialect*& used) {
    used = dialect.empty() ? recognise(file.text()) : find_dialect(dialect);
    if (used != nullptr) {
        return used->read(file, context);
    }
    Reading reading;
    reading.usable = false;
    prepare(reading.firewall);
    Diagnostic diagnostic;
    diagnostic.origin = {&file, {0, 0}};
    if (file.text().empty()) {
        diagnostic.message = "the file is empty";
        diagnostic.expected = "a firewall configuration";
    } else if (dialect.empty()) {
        diagnostic.message = "cannot tell what kind of configuration this is";
        diagnostic.expected = "iptables-save output, pf.conf, or a Cisco ASA running-config";
        diagnostic.help = "name the dialect: " + dialect_names();
    } else {
        std::vector<std::string_view> names;
        for (const Dialect& each : dialects()) {
            names.push_back(each.name);
        }
        const std::string near = nearest_name(dialect, names);
        diagnostic.message = fmt::format("unknown dialect \"{}\"", dialect);
        diagnostic.expected = "one of " + dialect_names();
        diagnostic.help = near.empty() ? std::string{} : fmt::format("did you mean \"{}\"?", near);
    }
    reading.diagnostics.push_back(std::move(diagnostic));
    return reading;
}

std::string find_site_upwards() {
    namespace fs = std::filesystem;
    std::error_code failure;
    const fs::path here = fs::current_path(failure);
    for (fs::path folder = here; !failure; folder = folder.parent_path()) {
        if (fs::exists(folder / "site.yaml", failure)) {
            return fs::proximate(folder / "site.yaml", here, failure).string();
        }
        if (folder == folder.parent_path()) {
            break;
        }
    }
    return {};
}

LoadedSite load_site(const LoadRequest& request) {
    LoadedSite loaded;
    loaded.library = std::make_unique<PackLibrary>(load_packs(*loaded.store, request.rules));
    loaded.diagnostics = loaded.library->diagnostics;
    LoadError error;
    const SourceFile* const file = loaded.store->load(request.site, error);
    if (file == nullptr) {
        loaded.diagnostics.push_back(
            {Level::error, error.message, {}, {}, "name the site file with --site; `lyncgate init` writes one", {}});
        return loaded;
    }
    SiteReading reading = read_site(*file, loaded.library->vocabulary);
    if (const Dialect* const dialect = reading.site ? nullptr : recognise(file->text()); dialect != nullptr) {
        loaded.diagnostics.push_back(
            {Level::error,
             fmt::format("this is a firewall configuration ({}), not a site file", dialect->name),
             {file, {0, 0}},
             {},
             "write a site.yaml that names it under firewalls: (`lyncgate init`, or see the example "
             "in the README); `lyncgate parse` reads it alone",
             {}});
        return loaded;
    }
    loaded.diagnostics.insert(loaded.diagnostics.end(), reading.diagnostics.begin(), reading.diagnostics.end());
    if (!reading.site || has_error(loaded.diagnostics)) {
        return loaded;
    }
    loaded.site = std::make_unique<Site>(std::move(*reading.site));
    loaded.binding = std::make_unique<Binding>(bind(*loaded.library, *loaded.site));
    loaded.context.library = loaded.library.get();
    loaded.context.site = loaded.site.get();
    loaded.context.binding = loaded.binding.get();
    note_input(loaded, *file, {}, {});
    loaded.usable = true;
    bool found = request.firewall.empty();
    std::vector<std::string_view> names;
    for (const SiteFirewall& firewall : loaded.site->firewalls) {
        names.push_back(firewall.name);
        if (request.firewall.empty() || firewall.name == request.firewall) {
            found = true;
            load_firewall(loaded, firewall, request);
        }
    }
    find_public_addresses(loaded.context);
    if (!found) {
        const std::string near = nearest_name(request.firewall, names);
        loaded.diagnostics.push_back({Level::error,
                                      fmt::format("the site has no firewall \"{}\"", request.firewall),
                                      loaded.site->origin,
                                      {},
                                      near.empty() ? std::string{} : fmt::format("did you mean \"{}\"?", near),
                                      {}});
    }
    const bool missing =
        loaded.context.firewalls.size() < (request.firewall.empty() ? loaded.site->firewalls.size() : 1);
    loaded.usable = loaded.usable && !missing;
    return loaded;
}

}  // namespace lyncgate
