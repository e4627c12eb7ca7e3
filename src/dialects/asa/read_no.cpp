// `no …` in a running-config that was pasted together: it takes back what stands before it.
#include <algorithm>

#include "dialects/asa/reader.hpp"

namespace lyncgate::asa {

namespace {

/// How many statements all removals of a file may look at; past that they count as not found.
constexpr std::size_t most_looks = 20'000'000;

bool same_statement(std::string_view a, std::string_view b) {
    while (!a.empty() && !b.empty()) {
        if (!same_word(first_word(a), first_word(b))) {
            return false;
        }
        a = after_first_word(a);
        b = after_first_word(b);
    }
    return a.empty() && b.empty();
}

template<class Item>
bool remove_same(std::vector<Item>& items, std::string_view positive, std::size_t& looks) {
    if (looks + items.size() > most_looks) {
        return false;
    }
    looks += items.size();
    const auto end = std::remove_if(items.begin(), items.end(),
                                    [positive](const Item& item) { return same_statement(item.text, positive); });
    const bool found = end != items.end();
    items.erase(end, items.end());
    return found;
}

/// What an entry says behind the name of its list: without `line N` and `extended`, which change nothing.
std::string_view body_of(std::string_view statement) {
    std::string_view body = after_first_word(after_first_word(statement));
    if (same_word(first_word(body), "line")) {
        body = after_first_word(after_first_word(body));
    }
    return same_word(first_word(body), "extended") ? after_first_word(body) : body;
}

bool remove_entry(Config& config, std::string_view positive, std::size_t& looks) {
    const auto place = config.list_index.find(word_at(positive, 1));
    if (place == config.list_index.end()) {
        return false;
    }
    AccessList& list = config.lists[place->second];
    std::vector<AccessEntry>& entries = list.entries;
    if (looks + entries.size() > most_looks) {
        return false;
    }
    looks += entries.size();
    const auto found = std::find_if(entries.begin(), entries.end(), [positive](const AccessEntry& entry) {
        return same_statement(body_of(entry.text), body_of(positive));
    });
    if (found == entries.end()) {
        return false;
    }
    entries.erase(found);
    list.loose = true;
    return true;
}

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
    return std::any_of(words.begin(), words.end(), [word](std::string_view known) { return same_word(known, word); });
}

/// Whether exactly what the statement takes back was found and is gone.
bool removed(Config& config, std::string_view positive, std::size_t& looks) {
    const std::string_view word = first_word(positive);
    if (same_word(word, "access-list")) {
        return remove_entry(config, positive, looks);
    }
    if (same_word(word, "access-group")) {
        return remove_same(config.access_groups, positive, looks);
    }
    if (same_word(word, "nat")) {
        return remove_same(config.nat, positive, looks) || remove_same(config.old_nat, positive, looks);
    }
    if (same_word(word, "global")) {
        return remove_same(config.old_globals, positive, looks);
    }
    if (same_word(word, "static")) {
        return remove_same(config.old_statics, positive, looks);
    }
    if (same_word(word, "conduit")) {
        return remove_same(config.conduits, positive, looks);
    }
    if (same_word(word, "service-policy")) {
        return remove_same(config.service_policies, positive, looks);
    }
    return same_word(word, "route") && remove_same(config.routes, positive, looks);
}

}  // namespace

Treated read_no(Reader& reader, std::string_view statement) {
    const std::string_view positive = after_first_word(statement);
    const std::string_view what = first_word(positive);
    if (is_one_of(what, {"sysopt", "same-security-traffic", "nat-control", "names", "firewall"})) {
        return read_setting(reader, statement);
    }
    if (same_word(what, "crypto") && !begins_with(positive, "crypto map")) {
        return irrelevant();
    }
    if (removed(reader.config, positive, reader.removal_looks)) {
        return modelled();
    }
    if (!is_one_of(what, {"access-list", "access-group", "nat", "global", "static", "route", "object", "object-group",
                          "conduit", "name", "interface", "crypto"})) {
        return irrelevant();
    }
    constexpr std::string_view effect = "what it removes is still assumed to be there";
    doubt_everything(reader, statement, effect);
    return unmodelled(effect);
}

}  // namespace lyncgate::asa
