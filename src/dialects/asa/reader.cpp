#include "dialects/asa/reader.hpp"

#include <algorithm>
#include <cctype>
#include <fmt/format.h>
#include <functional>
#include <iterator>

namespace lyncgate::asa {

namespace {

constexpr std::size_t most_diagnostics = 1000;

/// The place of a view; the whole statement when it was typed short; none for words that stand in neither.
Origin origin_in(const SourceFile* file, const Expansions* expansions, std::string_view text) {
    if (file == nullptr || text.data() == nullptr) {
        return {};
    }
    const std::less<> before;
    const std::string_view whole = file->text();
    if (before(text.data(), whole.data()) || before(whole.data() + whole.size(), text.data())) {
        if (expansions == nullptr) {
            return {};
        }
        const auto after = expansions->typed.upper_bound(text.data());
        return after == expansions->typed.begin() ? Origin{} : std::prev(after)->second;
    }
    const auto begin = static_cast<std::uint32_t>(text.data() - file->text().data());
    return {file, {begin, begin + static_cast<std::uint32_t>(text.size())}};
}

}  // namespace

Origin origin_of(const Config& config, std::string_view text) {
    return origin_in(config.file, config.expansions.get(), text);
}

Origin origin_of(const Reader& reader, std::string_view text) {
    return origin_in(reader.file, reader.config.expansions.get(), text);
}

std::string_view keep_expansion(Reader& reader, std::string_view statement, std::string text) {
    std::shared_ptr<Expansions>& kept = reader.config.expansions;
    if (kept == nullptr) {
        kept = std::make_shared<Expansions>();
    }
    const std::string& made = kept->texts.emplace_back(std::move(text));
    kept->typed.emplace(made.data(), origin_of(reader, statement));
    return made;
}

void report(Reader& reader, Level level, std::string_view at, std::string message, std::string expected,
            std::string help) {
    if (reader.reported++ < most_diagnostics) {
        reader.config.diagnostics.push_back(
            {level, std::move(message), origin_of(reader, at), std::move(expected), std::move(help), {}});
    }
}

void report_unreadable(Reader& reader, std::string_view statement, std::size_t offset, std::string_view wanted) {
    offset = std::min(offset, statement.size());
    while (offset < statement.size() && is_blank(statement[offset])) {
        ++offset;
    }
    const std::string_view found = first_word(statement.substr(offset));
    const std::string_view at = found.empty() ? statement.substr(statement.size()) : found;
    report(reader, Level::error, at,
           found.empty() ? fmt::format("the '{}' statement ends too early", first_word(statement))
                         : fmt::format("'{}' does not fit here in a '{}' statement", found, first_word(statement)),
           std::string(wanted));
}

namespace {

template<class Item>
const Item* find_in(const std::unordered_map<std::string_view, std::size_t>& index, const std::vector<Item>& items,
                    std::string_view name) {
    const auto place = index.find(name);
    return place == index.end() ? nullptr : &items[place->second];
}

}  // namespace

const NetworkObject* find_network(const Config& config, std::string_view name) {
    return find_in(config.network_index, config.network_objects, name);
}

const ServiceObject* find_service(const Config& config, std::string_view name) {
    return find_in(config.service_index, config.service_objects, name);
}

const Group* find_group(const Config& config, std::string_view name) {
    return find_in(config.group_index, config.groups, name);
}

const AccessList* find_list(const Config& config, std::string_view name) {
    return find_in(config.list_index, config.lists, name);
}

const InterfaceBlock* find_interface(const Config& config, std::string_view name) {
    const auto found =
        std::find_if(config.interfaces.begin(), config.interfaces.end(),
                     [name](const InterfaceBlock& block) { return !name.empty() && block.name == name; });
    return found == config.interfaces.end() ? nullptr : &*found;
}

std::string_view resolve_name(const Config& config, std::string_view word) {
    if (!config.names_enabled) {
        return word;
    }
    const auto place = config.name_index.find(word);
    return place == config.name_index.end() ? word : config.names[place->second].value;
}

}  // namespace lyncgate::asa
