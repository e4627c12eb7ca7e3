#include "catch.hpp"

#include <nlohmann/json.hpp>

#include "app/fleet_report.hpp"
#include "app/json_array.hpp"
#include "workplace.hpp"

using namespace lyncgate;
using namespace lyncgate::testing;

namespace {

/// A fleet's report, both ways, as the command writes it.
struct Written {
    std::string json;
    std::string text;
    FleetTally tally;
    std::vector<FleetMember> members;
};

Written audited(const std::string& path, const Shard& shard = {}, const Baseline* previous = nullptr) {
    std::string error;
    const FleetSites sites = fleet_sites(path, shard, error);
    REQUIRE(error.empty());
    Written written;
    written.tally = begin_tally(previous);
    written.json = fleet_json_head(sites);
    audit_fleet(sites.paths, {}, {}, {}, [&](const FleetMember& member) {
        written.json += fleet_json_member(member, written.members.empty());
        written.text += fleet_text_member(member);
        count(written.tally, member);
        written.members.push_back(member);
    });
    close(written.tally);
    written.json += fleet_json_tail(written.tally);
    written.text += fleet_text_tail(written.tally);
    return written;
}

void write_site(const Folder& folder, const std::string& name, const std::string& forward = {}) {
    folder.write(name + "/inner.rules", rules(forward));
    folder.write(name + "/site.yaml", small_site);
}

SourceFile shard_file(const Folder& folder, std::size_t index, std::size_t count, const Baseline* previous = nullptr) {
    return SourceFile(std::to_string(index) + ".json", audited(folder.path(), {index, count}, previous).json);
}

/// A merge with what it writes.
struct Joined : MergedFleet {
    std::string text;
};

Joined joined(const std::vector<const SourceFile*>& reports) {
    Joined result;
    static_cast<MergedFleet&>(result) = merge_fleets(reports, [&](std::string_view text) { result.text += text; });
    return result;
}

bool holds(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("one broken site does not stop a fleet, and shards join to the whole") {
    const Folder folder;
    for (const char* const name : {"a", "b", "c"}) {
        write_site(folder, name);
    }
    folder.write("d/site.yaml", "name: [broken\n");
    const Written whole = audited(folder.path());
    REQUIRE(whole.members.size() == 4);
    CHECK(joint_status(whole.tally.statuses) == 2);
    CHECK(holds(whole.members[3].error, "site.yaml"));
    CHECK(whole.members[0].status == whole.members[1].status);
    CHECK(holds(whole.text, "4 sites: 0 clean, 3 with findings, 0 undecided, 1 not audited"));
    const SourceFile one = shard_file(folder, 1, 2);
    const SourceFile two = shard_file(folder, 2, 2);
    const Joined merged = joined({&two, &one});
    CHECK(merged.text == whole.json);
    CHECK(merged.status == 2);
    CHECK(merged.error.empty());
    CHECK(parse_shard("3/2") == std::nullopt);
    CHECK(parse_shard("0/2") == std::nullopt);
    std::string error;
    CHECK(fleet_sites(folder.path() + "/nowhere", {}, error).paths.empty());
    CHECK_FALSE(error.empty());
}

TEST_CASE("a fleet in pieces is one JSON document, however many sites it has") {
    const Folder folder;
    write_site(folder, "a");
    write_site(folder, "b");
    const nlohmann::json whole = nlohmann::json::parse(audited(folder.path()).json);
    CHECK(whole["kind"] == "fleet");
    CHECK_FALSE(whole.contains("shard"));
    CHECK(whole["summary"]["sites"] == 2);
    CHECK(whole["fleet"][1]["report"]["version"] == 1);
    const nlohmann::json empty = nlohmann::json::parse(audited(folder.path(), {3, 3}).json);
    CHECK(empty["fleet"].empty());
    CHECK(empty["shard"]["index"] == 3);
    CHECK(empty["shard"]["count"] == 3);
}

TEST_CASE("merging exits as one run would have, and 2 when a shard is missing") {
    const Folder folder;
    for (const char* const name : {"a", "b", "c"}) {
        write_site(folder, name);
    }
    const SourceFile one = shard_file(folder, 1, 3);
    const SourceFile two = shard_file(folder, 2, 3);
    const SourceFile three = shard_file(folder, 3, 3);
    const Joined all = joined({&one, &two, &three});
    CHECK(all.status == 1);
    CHECK(all.missing.empty());
    CHECK(all.shards == 3);
    const Joined partial = joined({&three, &one});
    CHECK(partial.status == 2);
    CHECK(partial.missing == std::vector<std::size_t>{2});
    CHECK(nlohmann::json::parse(partial.text)["missing_shards"] == nlohmann::json::array({2}));
    CHECK(nlohmann::json::parse(partial.text)["summary"]["sites"] == 2);
}

TEST_CASE("reports that do not belong together are not merged") {
    const Folder folder;
    write_site(folder, "a");
    write_site(folder, "b");
    const SourceFile one = shard_file(folder, 1, 2);
    const SourceFile whole("whole.json", audited(folder.path()).json);
    const SourceFile other("other.json", R"({"version": 1, "findings": []})");
    const auto complaint = [](const std::vector<const SourceFile*>& reports) {
        const Joined merged = joined(reports);
        CHECK(merged.text.empty());
        CHECK(merged.status == 2);
        return merged.error;
    };
    CHECK(holds(complaint({&one, &one}), "shard 1/2 is in more than one of the reports"));
    CHECK(holds(complaint({&one, &whole}), "\"1.json\" is of shard 1/2, but \"whole.json\" is of a whole fleet"));
    CHECK(holds(complaint({&whole, &whole}), "is in more than one of the reports"));
    CHECK(holds(complaint({&one, &other}), "\"other.json\" is not the JSON report of a fleet"));
    write_site(folder, "c");
    const SourceFile late = shard_file(folder, 2, 2);
    CHECK(holds(complaint({&one, &late}), "shards of different lists of sites"));
}

TEST_CASE("what a site does not show because it was not audited is not fixed") {
    const Folder folder;
    write_site(folder, "a");
    write_site(folder, "b");
    const Written first = audited(folder.path());
    const std::size_t each = first.members[0].identities.size();
    REQUIRE(each > 0);
    const SourceFile report("report.json", first.json);
    Baseline previous;
    std::string error;
    REQUIRE(read_baseline(report, previous, error));
    const auto said = [&](std::size_t fresh, std::size_t fixed, std::size_t unchanged) {
        return std::to_string(fresh) + " new, " + std::to_string(fixed) + " fixed, " + std::to_string(unchanged) +
               " unchanged";
    };
    const Written again = audited(folder.path(), {}, &previous);
    CHECK(holds(again.text, said(0, 0, 2 * each) + "\n"));

    const SourceFile one = shard_file(folder, 1, 2, &previous);
    const SourceFile two = shard_file(folder, 2, 2, &previous);
    CHECK(joined({&one, &two}).text == again.json);
    const SourceFile unlike = shard_file(folder, 2, 2);
    CHECK(joined({&one, &unlike}).text == first.json);

    folder.write("b/site.yaml", "name: [broken\n");
    CHECK(holds(audited(folder.path(), {}, &previous).text,
                said(0, 0, each) + ", " + std::to_string(each) + " of sites that were not audited this time\n"));

    write_site(folder, "b", "-A FORWARD -j ACCEPT\n");
    const std::string mended = audited(folder.path(), {}, &previous).text;
    CHECK_FALSE(holds(mended, ", 0 fixed"));
    CHECK_FALSE(holds(mended, " not audited this time"));
}

TEST_CASE("a document is split at one array, whatever stands in its strings") {
    const std::string text =
        R"( {"a": {"list": [1]}, "b": "]},{\"", "list" : [ {"x": "],\\"}, [1, [2]], "}" , 3 ], "c": [4]} )";
    const std::optional<SplitDocument> split = split_at_array(text, "list");
    REQUIRE(split);
    CHECK(split->elements == std::vector<std::string_view>{R"({"x": "],\\"})", "[1, [2]]", R"("}")", "3"});
    CHECK(nlohmann::json::parse(split->rest)["list"].empty());
    CHECK(nlohmann::json::parse(split->rest)["c"][0] == 4);
    CHECK(split_at_array(R"({"list": []})", "list")->elements.empty());
    for (const char* const bad : {"", "[]", "{}", "{\"list\"", "{\"list\": 3}", "{\"list", "{\"a\": \"x", "nonsense"}) {
        CAPTURE(bad);
        CHECK_FALSE(split_at_array(bad, "list"));
    }
    // Cut anywhere, what is left is no document.
    for (std::size_t length = 0; length + 2 < text.size(); ++length) {
        const std::optional<SplitDocument> cut = split_at_array(std::string_view(text).substr(0, length), "list");
        CHECK((!cut || nlohmann::json::parse(cut->rest, nullptr, false).is_discarded()));
    }
}
