#include <algorithm>
#include <charconv>
#include <map>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "requirements/read_packs.hpp"
#include "text/suggest.hpp"

namespace lyncgate::packs {
namespace {

/// Reads the statements of one file, in order.
struct PackReader {
    const FileSyntax& file;
    PackLibrary& library;
    RequirementPack pack;
    const TableSyntax* table = nullptr;
    std::map<std::string, Origin> tables;

    void error(std::string message, const Origin& origin, std::string help = {}) {
        library.diagnostics.push_back({Level::error, std::move(message), origin, {}, std::move(help), {}});
    }

    void check_condition(const Condition& condition) {
        const Vocabulary& vocabulary = library.vocabulary;
        for (const Condition::Node& node : condition.nodes) {
            if (node.kind != Condition::Kind::name || vocabulary.features.contains(node.name) ||
                vocabulary.scenarios.contains(node.name)) {
                continue;
            }
            std::vector<std::string_view> known = names_of(vocabulary.features);
            const std::vector<std::string_view> scenarios = names_of(vocabulary.scenarios);
            known.insert(known.end(), scenarios.begin(), scenarios.end());
            library.diagnostics.push_back(unknown_name("feature or scenario", node.name, node.origin, known));
        }
    }

    std::vector<std::string> check_tunables(const std::vector<Word>& words) {
        std::vector<std::string> names;
        for (const Word& word : words) {
            if (!library.vocabulary.tunables.contains(word.text)) {
                library.diagnostics.push_back(
                    unknown_name("tunable", word.text, word.origin, names_of(library.vocabulary.tunables)));
            }
            names.push_back(word.text);
        }
        return names;
    }

    std::vector<std::string> check_roles(const std::vector<Word>& words) {
        std::vector<std::string> names;
        for (const Word& word : words) {
            if (!library.vocabulary.roles.contains(word.text)) {
                library.diagnostics.push_back(
                    unknown_name("role", word.text, word.origin, names_of(library.vocabulary.roles)));
            }
            names.push_back(word.text);
        }
        return names;
    }

    EndPoint read_end(const EndSyntax& end) {
        EndPoint point;
        point.address = end.address;
        point.inferred = end.inferred;
        point.unstated = end.unstated;
        const bool any = std::ranges::any_of(end.roles, [](const Word& word) { return word.text == "any"; });
        if (end.unstated || any) {
            if (end.roles.size() > 1) {
                error("\"any\" stands alone", end.origin, "write any (role | role) for what it can be narrowed to");
            }
            point.roles = {"any"};
            point.narrowed = check_roles(end.narrowed);
            return point;
        }
        if (!end.narrowed.empty()) {
            error("only \"any\" can be narrowed", end.narrowed.front().origin, "write role | role for several roles");
        }
        point.roles = check_roles(end.roles);
        return point;
    }

    /// What a `suspect` clause makes of the row.
    void read_suspicion(const SuspectSyntax& suspect, Requirement& requirement) {
        Suspicion suspicion{suspect.cell, suspect.printed, {}, suspect.because};
        if (suspect.end) {
            EndPoint& end = suspect.cell == "source" ? requirement.source : requirement.destination;
            suspicion.printed = describe(end);
            end = read_end(*suspect.end);
            suspicion.read = describe(end);
        }
        if (suspect.from || suspect.to) {
            suspicion.printed = fmt::format("{}", fmt::join(describe_ports(requirement.ports), ","));
            requirement.source_ports = suspect.from ? suspect.from->ports : any_port();
            requirement.destination_ports = suspect.to ? suspect.to->ports : any_port();
            requirement.source_tunables = check_tunables(suspect.from ? suspect.from->tunables : std::vector<Word>());
            requirement.tunables = check_tunables(suspect.to ? suspect.to->tunables : std::vector<Word>());
            suspicion.read = fmt::format("from {} to {}", fmt::join(describe_ports(requirement.source_ports), ","),
                                         fmt::join(describe_ports(requirement.destination_ports), ","));
        }
        requirement.suspicions.push_back(std::move(suspicion));
    }

    void read_traffic(const RowSyntax& row, Requirement& requirement) {
        if (row.tcp) {
            requirement.transports.push_back(Protocol::tcp);
        }
        if (row.udp) {
            requirement.transports.push_back(Protocol::udp);
        }
        requirement.ports = row.ports.value_or(Set());
        requirement.destination_ports = requirement.ports;
        requirement.source_ports = row.from ? row.from->ports : any_port();
        if (row.from) {
            requirement.source_tunables = check_tunables(row.from->tunables);
        }
        if (row.from_feature) {
            check_condition({{{Condition::Kind::name, row.from_feature->text, row.from_feature->origin}}});
            requirement.source_if = row.from_feature->text;
        }
        requirement.tunables = check_tunables(row.follows);
        requirement.media = check_tunables(row.media);
        requirement.both_ways = row.both_ways;
    }

    void read_row(const RowSyntax& row, const Origin& origin) {
        if (table == nullptr) {
            error("a row without a table", origin, "introduce the table with: table NAME on internal \"title\"");
            return;
        }
        Requirement requirement;
        requirement.pack = pack.name;
        requirement.product = pack.product;
        requirement.topic = pack.topic;
        requirement.table = table->name.text;
        std::from_chars(row.number.text.data(), row.number.text.data() + row.number.text.size(), requirement.row);
        requirement.id = fmt::format("{}/{}/{}", pack.topic, requirement.table, requirement.row);
        requirement.kind = row.empty || row.owned ? RequirementKind::statement
                           : table->ipsec         ? RequirementKind::ipsec_exception
                                                  : RequirementKind::flow;
        requirement.necessity =
            requirement.kind == RequirementKind::statement ? Necessity::informational : row.necessity;
        requirement.boundary = table->boundary;
        requirement.label = row.label;
        requirement.raw_label = row.printed;
        requirement.ports_inferred = row.ports_inferred;
        requirement.protocol_inferred = row.protocol_inferred;
        read_traffic(row, requirement);
        if (!row.empty) {
            requirement.source = read_end(row.source);
            requirement.destination = row.owned ? requirement.source : read_end(row.destination);
        }
        if (requirement.kind == RequirementKind::flow && !row.ports) {
            error("a flow without ports", row.number.origin, "write tcp/443, or tcp/any for every port");
        }
        for (const SuspectSyntax& suspect : row.suspects) {
            read_suspicion(suspect, requirement);
        }
        check_condition(row.when);
        check_condition(row.unless);
        requirement.condition = both(both(pack.condition, table->when), row.when);
        requirement.required_if = row.unless;
        requirement.remark = row.remark;
        requirement.breaks = row.breaks;
        requirement.provenance = pack.provenance;
        requirement.origin = origin;
        pack.requirements.push_back(std::move(requirement));
    }

    void read(const Statement& statement) {
        if (const auto* named = std::get_if<PackSyntax>(&statement.content)) {
            if (!pack.name.empty()) {
                error("a second pack in one file", statement.origin, "write one pack per file");
            }
            pack.name = named->name.text;
            pack.title = named->title;
            pack.origin = statement.origin;
        } else if (const auto* product = std::get_if<ProductSyntax>(&statement.content)) {
            if (product->title.empty()) {
                pack.product = product->name.text;
                if (!library.vocabulary.products.contains(pack.product)) {
                    library.diagnostics.push_back(unknown_name("product", pack.product, product->name.origin,
                                                               names_of(library.vocabulary.products)));
                }
            }
        } else if (const auto* topic = std::get_if<TopicSyntax>(&statement.content)) {
            pack.topic = topic->name.text;
        } else if (const auto* source = std::get_if<Provenance>(&statement.content)) {
            pack.provenance = *source;
        } else if (const auto* when = std::get_if<WhenSyntax>(&statement.content)) {
            check_condition(when->condition);
            pack.condition = both(pack.condition, when->condition);
        } else if (const auto* next = std::get_if<TableSyntax>(&statement.content)) {
            check_condition(next->when);
            const auto [known, added] = tables.emplace(next->name.text, next->name.origin);
            if (!added) {
                error(fmt::format("table \"{}\" is introduced twice", next->name.text), next->name.origin);
            }
            table = next;
            require_head(statement.origin);
        } else if (const auto* row = std::get_if<RowSyntax>(&statement.content)) {
            read_row(*row, statement.origin);
        }
    }

    /// Whatever every row needs must stand before the first table.
    void require_head(const Origin& origin) {
        const std::pair<const std::string*, std::string_view> head[] = {
            {&pack.name, "pack"}, {&pack.product, "product"}, {&pack.topic, "topic"}};
        for (const auto& [value, word] : head) {
            if (value->empty()) {
                error(fmt::format("a table before the pack's \"{}\"", word), origin,
                      fmt::format("write a line \"{} …\" above it", word));
            }
        }
    }
};

}  // namespace

void read_pack(const FileSyntax& file, PackLibrary& library) {
    PackReader reader{file, library, {}, nullptr, {}};
    for (const Statement& statement : file.statements) {
        reader.read(statement);
    }
    if (reader.pack.name.empty()) {
        return;
    }
    std::erase_if(library.packs, [&](const RequirementPack& pack) { return pack.name == reader.pack.name; });
    library.packs.push_back(std::move(reader.pack));
    std::ranges::sort(library.packs, {}, &RequirementPack::name);
}

void check_ids(PackLibrary& library) {
    std::map<std::string_view, const Requirement*> seen;
    for (const RequirementPack& pack : library.packs) {
        for (const Requirement& requirement : pack.requirements) {
            const auto [known, added] = seen.emplace(requirement.id, &requirement);
            if (!added) {
                Diagnostic diagnostic;
                diagnostic.message = fmt::format("row {} of table {} occurs twice", requirement.row, requirement.table);
                diagnostic.origin = requirement.origin;
                diagnostic.labels.push_back({known->second->origin, "first written here"});
                library.diagnostics.push_back(std::move(diagnostic));
            }
        }
    }
}

}  // namespace lyncgate::packs
