#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "requirements/read_packs.hpp"
#include "text/suggest.hpp"

namespace lyncgate::packs {
namespace {

Diagnostic introduced_twice(std::string_view what, std::string_view name, const Origin& here, const Origin& before) {
    Diagnostic diagnostic;
    diagnostic.message = fmt::format("{} \"{}\" is introduced twice", what, name);
    diagnostic.origin = here;
    diagnostic.labels.push_back({before, "first introduced here"});
    return diagnostic;
}

/// Adds an entry. A later file may replace what an earlier one said, the same file may not.
template<class Entry>
void introduce(std::map<std::string, Entry, std::less<>>& entries, std::string_view what, Entry entry,
               PackLibrary& library) {
    const auto known = entries.find(entry.name);
    if (known != entries.end() && known->second.origin.file == entry.origin.file) {
        library.diagnostics.push_back(introduced_twice(what, entry.name, entry.origin, known->second.origin));
        return;
    }
    std::string name = entry.name;
    entries.insert_or_assign(std::move(name), std::move(entry));
}

std::vector<std::string> texts(const std::vector<Word>& words) {
    std::vector<std::string> result;
    for (const Word& word : words) {
        result.push_back(word.text);
    }
    return result;
}

void introduce_fact(const FactSyntax& fact, PackLibrary& library) {
    if (fact.key) {
        introduce(library.vocabulary.scenarios, "scenario",
                  Scenario{fact.key->text + "-" + fact.name.text, fact.key->text, fact.name.text, fact.title,
                           texts(fact.implies), fact.name.origin},
                  library);
    } else {
        introduce(library.vocabulary.features, "feature",
                  Feature{fact.name.text, fact.title, texts(fact.implies), fact.name.origin}, library);
    }
}

bool is_fact(const Vocabulary& vocabulary, std::string_view name) {
    return vocabulary.features.contains(name) || vocabulary.scenarios.contains(name);
}

std::vector<std::string_view> fact_names(const Vocabulary& vocabulary) {
    std::vector<std::string_view> names = names_of(vocabulary.features);
    const std::vector<std::string_view> scenarios = names_of(vocabulary.scenarios);
    names.insert(names.end(), scenarios.begin(), scenarios.end());
    return names;
}

void check_fact(const Word& word, PackLibrary& library) {
    if (!is_fact(library.vocabulary, word.text)) {
        library.diagnostics.push_back(
            unknown_name("feature or scenario", word.text, word.origin, fact_names(library.vocabulary)));
    }
}

void check_role(const RoleSyntax& role, PackLibrary& library) {
    for (const Word& word : role.references) {
        const auto found = library.vocabulary.roles.find(word.text);
        if (found == library.vocabulary.roles.end()) {
            library.diagnostics.push_back(
                unknown_name("role", word.text, word.origin, names_of(library.vocabulary.roles)));
        } else if (word.text == role.role.name) {
            library.diagnostics.push_back(
                {Level::error, fmt::format("role \"{}\" is a part of itself", word.text), word.origin, {}, {}, {}});
        }
    }
    if (role.condition) {
        check_fact(*role.condition, library);
    }
}

/// Parents and members must not lead back to where they started.
void check_circles(PackLibrary& library) {
    for (const auto& [name, role] : library.vocabulary.roles) {
        std::vector<std::string> open{name};
        std::set<std::string, std::less<>> seen;
        while (!open.empty()) {
            const std::string current = open.back();
            open.pop_back();
            const auto found = library.vocabulary.roles.find(current);
            if (found == library.vocabulary.roles.end() || !seen.insert(current).second) {
                continue;
            }
            std::vector<std::string> next = found->second.members;
            if (!found->second.parent.empty()) {
                next.push_back(found->second.parent);
            }
            if (std::ranges::find(next, name) != next.end() && current != name) {
                library.diagnostics.push_back(
                    {Level::error,
                     fmt::format("role \"{}\" is, over \"{}\", a part of itself", name, current),
                     role.origin,
                     {},
                     {},
                     {}});
                break;
            }
            open.insert(open.end(), next.begin(), next.end());
        }
    }
}

}  // namespace

Diagnostic unknown_name(std::string_view what, std::string_view name, const Origin& origin,
                        std::span<const std::string_view> known) {
    Diagnostic diagnostic;
    diagnostic.message = fmt::format("unknown {} \"{}\"", what, name);
    diagnostic.origin = origin;
    const std::string near = nearest_name(name, known);
    diagnostic.help = near.empty() ? fmt::format("`lyncgate requirements --list` names every {}", what)
                                   : fmt::format("did you mean \"{}\"?", near);
    return diagnostic;
}

void read_vocabulary(const FileSyntax& file, PackLibrary& library) {
    for (const Statement& statement : file.statements) {
        if (const auto* role = std::get_if<RoleSyntax>(&statement.content)) {
            Role entry = role->role;
            entry.origin = statement.origin;
            introduce(library.vocabulary.roles, "role", std::move(entry), library);
        } else if (const auto* fact = std::get_if<FactSyntax>(&statement.content)) {
            introduce_fact(*fact, library);
        } else if (const auto* tunable = std::get_if<Tunable>(&statement.content)) {
            Tunable entry = *tunable;
            entry.origin = statement.origin;
            introduce(library.vocabulary.tunables, "tunable", std::move(entry), library);
        } else if (const auto* product = std::get_if<ProductSyntax>(&statement.content)) {
            if (!product->title.empty()) {
                library.vocabulary.products.insert_or_assign(product->name.text, product->title);
            }
        }
    }
}

void check_vocabulary(const std::vector<FileSyntax>& files, PackLibrary& library) {
    for (const FileSyntax& file : files) {
        for (const Statement& statement : file.statements) {
            if (const auto* role = std::get_if<RoleSyntax>(&statement.content)) {
                check_role(*role, library);
            } else if (const auto* fact = std::get_if<FactSyntax>(&statement.content)) {
                for (const Word& word : fact->implies) {
                    check_fact(word, library);
                }
            } else if (const auto* tunable = std::get_if<Tunable>(&statement.content)) {
                if (!tunable->alternative_if.empty()) {
                    check_fact({tunable->alternative_if, statement.origin}, library);
                }
            }
        }
    }
    check_circles(library);
}

}  // namespace lyncgate::packs
