#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "dialects/pf/check_queues.hpp"
#include "dialects/pf/parse.hpp"
#include "dialects/pf/reading.hpp"
#include "dialects/pf/recognise.hpp"

namespace lyncgate::pf {
namespace {

/// Anchors nest at most this deep (pfctl: PFCTL_ANCHOR_STACK_DEPTH).
constexpr std::size_t deepest_anchor = 64;
/// Files include each other at most this deep.
constexpr int deepest_include = 16;

/// Names of interfaces are looked for in no more statements than this.
constexpr std::size_t statements_for_names = 2000;

struct Reader {
    const ReadOptions& options;
    Config& config;
    std::vector<Diagnostic>& diagnostics;
    Macros macros;
    std::set<const SourceFile*> open_files;
    bool missing_file = false;         ///< some file was not at hand
    std::size_t named_statements = 0;  ///< in which names of interfaces were looked for
};

void error(Reader& reader, const Origin& origin, std::string message, std::string expected, std::string help = {}) {
    reader.diagnostics.push_back({Level::error, std::move(message), origin, std::move(expected), std::move(help), {}});
}

void read_file(Reader& reader, const SourceFile& file, Block& into, int depth);

/// Reads the file that a statement names. A file that is not at hand leaves its block empty.
std::shared_ptr<Block> read_named(Reader& reader, std::string_view path, const Origin& origin, int depth) {
    const SourceFile* const file = reader.options.find ? reader.options.find(path) : nullptr;
    if (file == nullptr) {
        reader.missing_file = true;
        reader.diagnostics.push_back({Level::warning,
                                      "file '" + std::string(path) + "' is not at hand",
                                      origin,
                                      "",
                                      "give the file beside this one; until then its rules count as unknown",
                                      {}});
        return nullptr;
    }
    const auto same = [&](const SourceFile* other) { return other == file || other->text() == file->text(); };
    if (depth >= deepest_include || std::ranges::any_of(reader.open_files, same)) {
        error(reader, origin, "file '" + std::string(path) + "' includes itself", "another file");
        return nullptr;
    }
    auto block = std::make_shared<Block>();
    read_file(reader, *file, *block, depth + 1);
    return block;
}

/// The sections of `pfctl -sa`: only those with rules are read.
struct Sections {
    bool skipping = false;
};

/// Takes what `pfctl -s` prints beside the rules off the tokens: the number of a rule, counters, headings. Whether
/// nothing is left to read.
bool is_remark(StatementTokens& statement, Sections& sections) {
    const std::span<const Token> tokens = statement.tokens;
    static constexpr std::string_view other_sections[] = {
        "STATES:", "INFO:", "TIMEOUTS:", "LIMITS:", "TABLES:", "QUEUES:", "ALTQ", "OS", "Status:"};
    if (tokens.size() == 2 && tokens[1].text == "RULES:") {
        sections.skipping = false;
        return true;
    }
    if (tokens[0].kind >= first_word) {
        return sections.skipping;
    }
    if (std::ranges::find(other_sections, tokens[0].text) != std::end(other_sections) && tokens[0].text != "OS") {
        sections.skipping = true;
    }
    if (tokens[0].text == "OS" && tokens.size() > 1 && tokens[1].text == "FINGERPRINTS:") {
        sections.skipping = true;
    }
    if (sections.skipping) {
        return true;
    }
    if (tokens[0].kind == Kind::other && tokens[0].text == "[") {
        return true;  // `[ Evaluations: … ]`
    }
    if (tokens.size() > 2 && tokens[0].text == "@" && tokens[1].kind == Kind::number) {
        statement = {tokens.subspan(2), statement.kinds.substr(2)};
    }
    const std::span<const Token> rest = statement.tokens;
    return rest[0].text == "No" && rest.size() > 2 && rest[1].kind == Kind::kw_queue;  // `No queue in use`
}

/// A macro that an include which is not at hand may use is not called unused.
void check_macros(const Reader& reader) {
    if (reader.missing_file) {
        return;
    }
    for (const auto& [name, macro] : reader.macros) {
        if (!macro.used) {
            reader.diagnostics.push_back({Level::note,
                                          "macro '" + std::string(name) + "' is never used",
                                          macro.origin,
                                          {},
                                          "remove it, or use it in a rule",
                                          {},
                                          "unused-object"});
        }
    }
}

void read_file(Reader& reader, const SourceFile& file, Block& into, int depth) {
    reader.open_files.insert(&file);
    note_ids(file.text(), reader.config.signs);
    Store& store = *reader.config.store;
    StatementReader statements(Lexer(file, store, reader.diagnostics), store);
    Reading reading{&file, store, reader.diagnostics, reader.config.signs};
    StatementTokens next;
    std::vector<std::pair<Block*, Origin>> open{{&into, {}}};
    Sections sections;
    while (statements.next(reader.macros, next, reader.diagnostics)) {
        if (next.tokens.size() == 1 && next.tokens[0].kind == Kind::close_brace) {
            if (open.size() > 1) {
                open.pop_back();
                continue;
            }
        }
        if (is_remark(next, sections)) {
            continue;
        }
        if (!reader.options.exact && reader.named_statements < statements_for_names) {
            ++reader.named_statements;
            note_names(next.tokens, reader.config.signs);
        }
        Statement& statement = open.back().first->statements.emplace_back();
        const std::size_t read = read_statement(reading, next, statement);
        if (read < next.tokens.size()) {
            statements.recover(read);
        }
        if (const auto* macro = std::get_if<MacroDefinition>(&statement.body)) {
            Macro& known = reader.macros[macro->name];
            known.value = macro->value;
            known.origin = statement.origin;
        } else if (auto* include = std::get_if<Include>(&statement.body)) {
            include->block = read_named(reader, include->path, statement.origin, depth);
        } else if (auto* load = std::get_if<LoadAnchor>(&statement.body)) {
            // the file is read by itself: macros of this one mean nothing there
            Macros macros = std::exchange(reader.macros, {});
            load->block = read_named(reader, load->path, statement.origin, depth);
            check_macros(reader);
            reader.macros = std::move(macros);
        }
        auto* rule = std::get_if<RuleStatement>(&statement.body);
        if (auto* const ether = std::get_if<std::shared_ptr<EtherRule>>(&statement.body)) {
            rule = &(*ether)->rule;
        }
        if (rule != nullptr && rule->opens_block) {
            const std::shared_ptr<Block> inner = rule->make_details().block = std::make_shared<Block>();
            if (open.size() > deepest_anchor) {
                error(reader, statement.origin, "anchors are nested too deeply",
                      "at most " + std::to_string(deepest_anchor) + " levels");
                statement.broken = true;
            } else {
                open.emplace_back(inner.get(), statement.origin);
            }
        }
    }
    for (std::size_t i = 1; i < open.size(); ++i) {
        error(reader, open[i].second, "the rules of this anchor are never closed", "a line with '}'");
    }
    reader.open_files.erase(&file);
}

/// Options that may stand anywhere: those whose rules of parse.y do not ask for the order (check_rulestate).
bool has_place(Kind option) {
    switch (option) {
    case Kind::kw_skip:
    case Kind::kw_state_policy:
    case Kind::kw_state_defaults:
    case Kind::kw_ruleset_optimization:
    case Kind::kw_hostid:
    case Kind::kw_keepcounters:
    case Kind::kw_syncookies:
    case Kind::kw_require_order: return false;
    default: return true;
    }
}

/// Where a statement belongs in the order that older versions demand; 0: anywhere.
int place_in_order(const Statement& statement) {
    if (const auto* const option = std::get_if<SetOption>(&statement.body)) {
        return has_place(option->name) ? 1 : 0;
    }
    if (std::holds_alternative<std::shared_ptr<Queueing>>(statement.body)) {
        return 3;
    }
    if (std::holds_alternative<Antispoof>(statement.body)) {
        return 5;
    }
    const auto* const rule = std::get_if<RuleStatement>(&statement.body);
    if (rule == nullptr) {
        return 0;
    }
    switch (rule->action) {
    case RuleAction::scrub:
    case RuleAction::no_scrub: return 2;
    case RuleAction::pass:
    case RuleAction::block:
    case RuleAction::match:
    case RuleAction::anchor: return 5;
    default: return 4;
    }
}

/// Older pf loads nothing when statements are out of order (pf.conf(5), "require-order").
void check_order(Reader& reader, Block& block) {
    bool required = true;
    int last = 0;
    for (Statement& statement : block.statements) {
        const auto* const option = std::get_if<SetOption>(&statement.body);
        if (option != nullptr && option->name == Kind::kw_require_order) {
            required = option->values.empty() || option->values.front().text != "no";
            continue;
        }
        const int place = place_in_order(statement);
        if (required && place != 0 && place < last) {
            error(reader, statement.origin, "the statement is out of order",
                  "options, normalization, queueing, translation, filtering, in this order",
                  "move the statement up, or begin with 'set require-order no'");
            statement.refused = true;
            continue;
        }
        last = std::max(last, place);
    }
}

}  // namespace

Config read_config(const SourceFile& file, const ReadOptions& options, std::vector<Diagnostic>& diagnostics) {
    Config config;
    config.file = &file;
    Reader reader{options, config, diagnostics, {}, {}};
    read_file(reader, file, config.main, 0);
    check_macros(reader);
    config.era_told = options.era.has_value();
    config.era = recognise(config.signs, options);
    if (translates_first(config.era)) {
        check_order(reader, config.main);
    }
    if (config.era != Era::openbsd) {
        check_queues(config, diagnostics);
    }
    return config;
}

}  // namespace lyncgate::pf
