#include <algorithm>

#include <fmt/format.h>

#include "net/address.hpp"
#include "requirements/site_draft.hpp"

namespace lyncgate {
namespace {

constexpr std::string_view site_keys[] = {"name",  "product", "scenario",  "features",
                                          "roles", "ports",   "firewalls", "accepted"};

void read_product(sites::Draft& draft, const YAML::Node& node) {
    const std::optional<std::string> name = sites::text_of(draft, node, "the name of a product");
    if (name && !draft.vocabulary.products.contains(*name)) {
        sites::add_unknown(draft, node, "product", *name, names_of(draft.vocabulary.products));
    } else if (name) {
        draft.site.product = *name;
    }
}

/// Sections depend on each other, so they are read in this order, whatever order they are written in.
void read_sections(sites::Draft& draft, const YAML::Node& root) {
    std::map<std::string, YAML::Node, std::less<>> sections;
    sites::for_entries(draft, root, "the site", site_keys,
                       [&](const std::string& key, const YAML::Node& value) { sections.emplace(key, value); });
    const auto read = [&](std::string_view key, void (*section)(sites::Draft&, const YAML::Node&)) {
        const auto found = sections.find(key);
        if (found != sections.end() && !found->second.IsNull()) {
            section(draft, found->second);
        }
    };
    read("name", [](sites::Draft& d, const YAML::Node& node) {
        d.site.name = sites::text_of(d, node, "the site's name").value_or("");
    });
    read("product", read_product);
    read("scenario", sites::read_scenario);
    read("features", sites::read_features);
    sites::close_facts(draft);
    const auto ports = sections.find("ports");
    sites::read_tunables(draft, ports == sections.end() ? YAML::Node() : ports->second);
    read("roles", sites::read_roles);
    read("firewalls", sites::read_firewalls);
    sites::inherit_roles(draft);
    read("accepted", sites::read_accepted);
}

Diagnostic malformed(const SourceFile& file, const YAML::Exception& problem) {
    Diagnostic diagnostic;
    const YAML::Mark mark = problem.mark;
    std::uint32_t begin = 0;
    if (!mark.is_null()) {
        const std::string_view line = file.line(static_cast<std::uint32_t>(mark.line + 1));
        if (line.data() != nullptr) {
            const std::size_t column = std::min(static_cast<std::size_t>(mark.column), line.size());
            begin = static_cast<std::uint32_t>(line.data() + column - file.text().data());
        }
    }
    diagnostic.message = fmt::format("not well-formed YAML: {}", problem.msg);
    diagnostic.origin = {&file, {begin, begin + 1}};
    return diagnostic;
}

}  // namespace

SiteReading read_site(const SourceFile& file, const Vocabulary& vocabulary) {
    sites::Draft draft{file, vocabulary, {}, {}};
    draft.site.origin = {&file, {0, 0}};
    try {
        // The end marker makes yaml-cpp notice a quote that is never closed, which it would take for the rest of the
        // file.
        const std::vector<YAML::Node> documents = YAML::LoadAll(std::string(file.text()) + "\n...\n");
        if (documents.empty() || documents.front().IsNull()) {
            draft.diagnostics.push_back({Level::error,
                                         "the site file is empty",
                                         {&file, {0, 0}},
                                         {},
                                         "docs/site-file.md shows what belongs in it",
                                         {}});
        } else if (documents.size() > 1) {
            sites::add_error(draft, documents[1], "a second document in one site file", "write one site per file");
        } else {
            read_sections(draft, documents.front());
        }
    } catch (const YAML::Exception& problem) {
        draft.diagnostics.push_back(malformed(file, problem));
    }
    SiteReading reading;
    reading.diagnostics = std::move(draft.diagnostics);
    const bool broken =
        std::ranges::any_of(reading.diagnostics, [](const Diagnostic& d) { return d.level == Level::error; });
    if (!broken) {
        reading.site = std::move(draft.site);
    }
    return reading;
}

const Set& internet_addresses() {
    static const Set addresses = [] {
        Set all = unite(any_ipv4(), addresses_of(*parse_prefix("2000::/3")));
        // RFC 6890 and the IANA special-purpose address registries.
        for (const std::string_view special :
             {"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
              "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24",
              "203.0.113.0/24", "224.0.0.0/3", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"}) {
            all = subtract(all, addresses_of(*parse_prefix(special)));
        }
        return all;
    }();
    return addresses;
}

}  // namespace lyncgate
