#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <set>

#include "app/fleet_json.hpp"
#include "app/fleet_report.hpp"
#include "app/json_array.hpp"

namespace lyncgate {

namespace {

using Json = nlohmann::ordered_json;

/// One site of a report, as text: documents are much larger than their text.
struct ReadMember {
    std::string site;
    int status = 2;
    std::string_view text;
};

/// Which part of which fleet a report is; count 0 when it is of a whole one.
struct ReadShard {
    std::string file;
    std::size_t index = 0;
    std::size_t count = 0;
    std::string list;
};

/// The comparisons of all shards as one; null when a shard was not compared. Each shard counts all that the others have
/// as not compared, so every one of them knows how much the earlier report held.
Json joined_comparison(const std::vector<Json>& comparisons) {
    std::size_t fresh = 0;
    std::size_t fixed = 0;
    std::size_t unchanged = 0;
    std::size_t held = 0;
    for (const Json& one : comparisons) {
        if (!one.is_object()) {
            return nullptr;
        }
        const auto number = [&one](const char* name) { return one.value(name, std::size_t{0}); };
        fresh += number("new");
        fixed += number("fixed");
        unchanged += number("unchanged");
        held = std::max(held, number("fixed") + number("unchanged") + number("not_compared"));
    }
    const std::size_t compared = fixed + unchanged;
    return {{"new", fresh},
            {"fixed", fixed},
            {"unchanged", unchanged},
            {"not_compared", held > compared ? held - compared : 0}};
}

/// What does not fit together; empty when the reports are different shards of one fleet, or all of whole fleets.
std::string mismatch_of(const std::vector<ReadShard>& shards) {
    std::set<std::size_t> seen;
    const ReadShard& first = shards.front();
    for (const ReadShard& shard : shards) {
        if (shard.count != first.count) {
            const auto words = [](const ReadShard& one) {
                return one.count == 0 ? std::string("a whole fleet") : fmt::format("shard {}/{}", one.index, one.count);
            };
            return fmt::format("\"{}\" is of {}, but \"{}\" is of {}; merge the shards of one run", first.file,
                               words(first), shard.file, words(shard));
        }
        if (shard.list != first.list) {
            return fmt::format("\"{}\" and \"{}\" are shards of different lists of sites; all shards must see the same "
                               "folder or file",
                               first.file, shard.file);
        }
        if (shard.count > 0 && !seen.insert(shard.index).second) {
            return fmt::format("shard {}/{} is in more than one of the reports, \"{}\" the last", shard.index,
                               shard.count, shard.file);
        }
    }
    return {};
}

ReadShard shard_of(const Json& document, const std::string& file) {
    const Json shard = document.value("shard", Json::object());
    return {file, shard.value("index", std::size_t{0}), shard.value("count", std::size_t{0}),
            shard.value("list", std::string{})};
}

std::vector<std::size_t> missing_of(const std::vector<ReadShard>& shards) {
    std::vector<std::size_t> missing;
    for (std::size_t i = 1; i <= shards.front().count; ++i) {
        if (std::none_of(shards.begin(), shards.end(), [i](const ReadShard& shard) { return shard.index == i; })) {
            missing.push_back(i);
        }
    }
    return missing;
}

}  // namespace

MergedFleet merge_fleets(const std::vector<const SourceFile*>& reports,
                         const std::function<void(std::string_view)>& write) {
    MergedFleet merged;
    std::vector<ReadMember> members;
    std::vector<ReadShard> shards;
    std::vector<Json> comparisons;
    for (const SourceFile* const file : reports) {
        const std::optional<SplitDocument> split = split_at_array(file->text(), "fleet");
        const Json document = split ? Json::parse(split->rest, nullptr, false) : Json();
        bool fleet = document.is_object() && document.value("version", 0) == 1;
        for (std::size_t i = 0; fleet && i < split->elements.size(); ++i) {
            const Json member = Json::parse(split->elements[i], nullptr, false);
            fleet = member.is_object() && member.contains("site") && member["site"].is_string();
            if (fleet) {
                members.push_back({member["site"], member.value("status", 2), split->elements[i]});
            }
        }
        if (!fleet) {
            merged.error = fmt::format("\"{}\" is not the JSON report of a fleet (version 1); expected what `audit "
                                       "--fleet --format json` writes",
                                       file->name());
            return merged;
        }
        shards.push_back(shard_of(document, file->name()));
        comparisons.push_back(document.value("previous", Json()));
    }
    merged.error = shards.empty() ? "no reports" : mismatch_of(shards);
    if (!merged.error.empty()) {
        return merged;
    }
    std::stable_sort(members.begin(), members.end(),
                     [](const ReadMember& a, const ReadMember& b) { return a.site < b.site; });
    const auto twin = std::adjacent_find(members.begin(), members.end(),
                                         [](const ReadMember& a, const ReadMember& b) { return a.site == b.site; });
    if (twin != members.end()) {
        merged.error = fmt::format("site \"{}\" is in more than one of the reports", twin->site);
        return merged;
    }
    merged.shards = shards.front().count;
    merged.missing = missing_of(shards);
    Json head = fleet_head();
    if (!merged.missing.empty()) {
        head["missing_shards"] = merged.missing;
    }
    write(opened_document(head));
    std::vector<int> statuses;
    for (const ReadMember& member : members) {
        write(listed_member(Json::parse(member.text), statuses.empty()));
        statuses.push_back(member.status);
    }
    Json tail{{"summary", fleet_summary(statuses)}};
    if (Json comparison = joined_comparison(comparisons); comparison.is_object()) {
        tail["previous"] = std::move(comparison);
    }
    write(closed_document(tail));
    merged.status = merged.missing.empty() ? joint_status(statuses) : 2;
    return merged;
}

}  // namespace lyncgate
