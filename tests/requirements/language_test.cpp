// The language of packs: what a row says, and what is said about rows that are wrong.
#include <string>

#include <tao/pegtl/contrib/analyze.hpp>

#include "catch.hpp"
#include "requirements.hpp"
#include "requirements/fixture.hpp"

using namespace lyncgate;
using test::pack_of;

namespace {

const std::string head = R"(
product p "Product"
role a "A" french "A" inside
role b "B" french "B" perimeter
role c "C" french "C" outside part-of b
feature f "F"
feature g "G"
scenario edge one "One" implies f
tunable range "R" 100-199 table 100-200 set group Start + Count
pack test/pack "Test"
product p
topic t
source page-name technet AB123 modified 2013-04-03
)";

const std::string table = head + "table x on internal \"X\"\n";

Requirement only_row(const std::string& row) {
    const test::ReadPack pack = pack_of(table + row);
    INFO(test::all_text(pack.library.diagnostics));
    REQUIRE(pack.library.diagnostics.empty());
    REQUIRE(pack.library.packs.size() == 1);
    REQUIRE(pack.library.packs[0].requirements.size() == 1);
    return pack.library.packs[0].requirements[0];
}

/// "line:column message | expected | help" of the only diagnostic.
std::string only_error(const std::string& text) {
    const test::ReadPack pack = pack_of(text);
    INFO(test::all_text(pack.library.diagnostics));
    REQUIRE(pack.library.diagnostics.size() == 1);
    const Diagnostic& diagnostic = pack.library.diagnostics[0];
    CHECK_FALSE(pack.library.sound());
    const Position at = diagnostic.origin.file->position(diagnostic.origin.span.begin);
    return std::to_string(at.line) + ":" + std::to_string(at.column) + " " + diagnostic.message + " | " +
           diagnostic.expected + " | " + diagnostic.help;
}

}  // namespace

TEST_CASE("the grammar of packs makes progress everywhere") {
    CHECK(tao::pegtl::analyze<grammar::requirements::known_statement>(-1) == 0);
}

TEST_CASE("a row says what its table says") {
    const Requirement row =
        only_row(R"(row 7  tcp/443,8000-8010  HTTPS  a | c -> b@public  when f and not (g or edge-one)
    follows range  conditional  from 50-60 of range with g  "why"  # a comment
    breaks "what"
    printed "HTTPS//443"
    inferred protocol)");
    CHECK(row.id == "t/x/7");
    CHECK(row.pack == "test/pack");
    CHECK(row.kind == RequirementKind::flow);
    CHECK(row.boundary == Boundary::internal);
    CHECK(row.necessity == Necessity::conditional);
    CHECK(row.label == "HTTPS");
    CHECK(row.raw_label == "HTTPS//443");
    CHECK(row.transports == std::vector<Protocol>{Protocol::tcp});
    CHECK(row.destination_ports == unite(Set(Value{443}), Set(8000, 8010)));
    CHECK(row.source_ports == Set(50, 60));
    CHECK(row.source_if == "g");
    CHECK(row.tunables == std::vector<std::string>{"range"});
    CHECK(row.source_tunables == std::vector<std::string>{"range"});
    CHECK(describe(row.source) == "a | c");
    CHECK(row.destination.address == AddressKind::node_public);
    CHECK(to_string(row.condition) == "f and not (g or edge-one)");
    CHECK(row.remark == "why");
    CHECK(row.breaks == "what");
    CHECK(row.protocol_inferred);
    CHECK_FALSE(row.ports_inferred);
    CHECK(row.provenance.page == "page-name");
    CHECK(row.provenance.technet == "AB123");
    CHECK(row.provenance.modified == "2013-04-03");
}

TEST_CASE("a row knows its place in the pack") {
    const test::ReadPack pack = pack_of(table + "row 1 tcp/1 X a -> b\n\nrow 2 tcp/1 X b -> a\n  \"more\"\n");
    REQUIRE(pack.library.packs[0].requirements.size() == 2);
    CHECK(line_of(pack.library.packs[0].requirements[1].origin) == 17);
    CHECK(text_of(pack.library.packs[0].requirements[1].origin) == "row 2 tcp/1 X b -> a\n  \"more\"");
}

TEST_CASE("ends can be any, narrowed, unstated, inferred or both ways") {
    const Requirement narrowed = only_row("row 1 udp/any X any (a | c) -> b");
    CHECK(narrowed.source.roles == std::vector<std::string>{"any"});
    CHECK(narrowed.source.narrowed == std::vector<std::string>{"a", "c"});
    CHECK(narrowed.destination_ports == any_port());
    CHECK(only_row("row 1 tcp/1 X ? -> b").source.unstated);
    CHECK(only_row("row 1 tcp/1 X ~a -> b").source.inferred);
    CHECK(only_row("row 1 tcp/1 X a<->b").both_ways);
    CHECK(only_row("row 1 tcp+udp/1 X a->b").transports.size() == 2);
}

TEST_CASE("a doubtful cell is kept with what is read instead") {
    const Requirement row = only_row(R"(row 1 tcp/100-200 X c -> b
    suspect source read a because "one"
    suspect ports read from 100-200 of range to 443 because "two"
    suspect note "text" because "three")");
    REQUIRE(row.suspicions.size() == 3);
    CHECK(row.suspicions[0].printed == "c");
    CHECK(row.suspicions[0].read == "a");
    CHECK(row.source.roles == std::vector<std::string>{"a"});
    CHECK(row.suspicions[1].printed == "100-200");
    CHECK(row.suspicions[1].read == "from 100-200 to 443");
    CHECK(row.ports == Set(100, 200));
    CHECK(row.source_ports == Set(100, 200));
    CHECK(row.destination_ports == Set(Value{443}));
    CHECK(row.suspicions[2].printed == "text");
}

TEST_CASE("rows of other kinds") {
    CHECK(only_row("row 1 -").kind == RequirementKind::statement);
    CHECK(only_row("row 1 udp media of a | c").kind == RequirementKind::statement);
    const test::ReadPack pack =
        pack_of(head + "table x on hosts ipsec when f \"X\"\nrow 1 udp/any X any -> a media range when g");
    REQUIRE(pack.library.diagnostics.empty());
    const Requirement& row = pack.library.packs[0].requirements[0];
    CHECK(row.kind == RequirementKind::ipsec_exception);
    CHECK(row.media == std::vector<std::string>{"range"});
    CHECK(to_string(row.condition) == "f and g");
    const Requirement optional = only_row("row 1 tcp/1 X a -> b optional unless f or g");
    CHECK(optional.necessity == Necessity::optional);
    CHECK(to_string(optional.required_if) == "f or g");
}

TEST_CASE("broken statements are located, and the others are still read") {
    CHECK(only_error(table + "rwo 1 tcp/1 X a -> b") ==
          "15:1 unexpected \"rwo\" | a statement: pack, product, topic, source, when, table, row, role, feature, "
          "scenario or tunable | did you mean \"row\"?");
    CHECK(only_error(table + "row 1 tcp/65536 X a -> b").starts_with("15:11 unexpected \"65536\" | a port"));
    CHECK(only_error(table + "row 1 tcp/20-10 X a -> b").find("a range from low to high") != std::string::npos);
    CHECK(only_error(table + "row 1 tcp/1 X a b").starts_with("15:17 unexpected \"b\" | '->'"));
    CHECK(only_error(table + "row 1 tcp/1 X a -> b when").find("the name of a feature") != std::string::npos);
    CHECK(only_error(table + "row 1 tcp/1 X a -> b when (f").find("')'") != std::string::npos);
    CHECK(only_error(table + "row 1 tcp/1 X a -> b \"open").find("a closing double quote") != std::string::npos);
    CHECK(
        only_error(table + "row 1 tcp/1 X a -> b sometimes").starts_with("15:22 unexpected \"sometimes\" | a clause"));
    CHECK(only_error(table + "row 1 tcp/1 X a -> b suspect source \"x\"").find("'because'") != std::string::npos);
    CHECK(only_error(table + "row 1 http/1 X a -> b").find("the traffic of the row") != std::string::npos);
    CHECK(only_error("   row 1").find("which starts at the left margin") != std::string::npos);
    CHECK(only_error(table + "row 1 tcp/1 X a -> b when " + std::string(101, '(') + "f").find("at most 100") !=
          std::string::npos);
    const test::ReadPack pack =
        pack_of(table + "row 1 tcp/x X a -> b\nrow 2 tcp/1 X a -> b\n  junk\nrow 3 tcp/1 X a -> b\n");
    CHECK(pack.library.diagnostics.size() == 2);
    CHECK(pack.library.packs[0].requirements.size() == 1);
}

TEST_CASE("names that do not exist are errors with a suggestion") {
    CHECK(only_error(head + "table x on both \"X\"\nrow 1 tcp/1 X a -> bb") ==
          "15:20 unknown role \"bb\" |  | did you mean \"b\"?");
    CHECK(only_error(table + "row 1 tcp/1 X a -> b when edge-on").find("did you mean \"edge-one\"?") !=
          std::string::npos);
    CHECK(only_error(table + "row 1 tcp/1 X a -> b follows rang").find("unknown tunable \"rang\"") !=
          std::string::npos);
    CHECK(only_error(table + "row 1 udp/1 X a -> b media rang").find("unknown tunable \"rang\"") != std::string::npos);
    CHECK(only_error(table + "row 1 tcp/1 X a -> b from 1 with h").find("unknown feature or scenario \"h\"") !=
          std::string::npos);
    CHECK(only_error("role a \"A\" french \"A\" inside part-of z\n").find("unknown role \"z\"") != std::string::npos);
    CHECK(only_error("feature f \"F\" implies nosuch\n").find("unknown feature or scenario \"nosuch\"") !=
          std::string::npos);
    CHECK(only_error("product q \"Q\"\npack a/b \"T\"\nproduct p\n").find("unknown product \"p\"") !=
          std::string::npos);
    CHECK(only_error("tunable r \"R\" 1 with nosuch 2\n").find("unknown feature or scenario \"nosuch\"") !=
          std::string::npos);
}

TEST_CASE("packs that contradict themselves are errors") {
    CHECK(only_error(table + "row 1 tcp/1 X a -> b\nrow 1 tcp/2 X a -> b").find("row 1 of table x occurs twice") !=
          std::string::npos);
    CHECK(only_error(table + "table x on both \"X\"\n").find("table \"x\" is introduced twice") != std::string::npos);
    CHECK(only_error(head + "row 1 tcp/1 X a -> b").find("a row without a table") != std::string::npos);
    CHECK(only_error(table + "row 1 tcp X a -> b").find("a flow without ports") != std::string::npos);
    CHECK(only_error(table + "row 1 tcp/1 X a | any -> b").find("\"any\" stands alone") != std::string::npos);
    CHECK(only_error(table + "row 1 tcp/1 X a (c) -> b").find("only \"any\" can be narrowed") != std::string::npos);
    CHECK(only_error(head + "pack other \"O\"\n").find("a second pack in one file") != std::string::npos);
    CHECK(only_error("product p \"P\"\npack a/b \"T\"\nproduct p\ntable x on both \"X\"\n")
              .find("before the pack's \"topic\"") != std::string::npos);
    CHECK(only_error("feature f \"F\"\nfeature f \"F\"\n").find("feature \"f\" is introduced twice") !=
          std::string::npos);
    CHECK(only_error("role a \"A\" french \"A\" inside part-of a\n").find("a part of itself") != std::string::npos);
    const test::ReadPack circle =
        pack_of("role a \"A\" french \"A\" inside part-of b\nrole b \"B\" french \"B\" inside part-of a\n");
    CHECK_FALSE(circle.library.sound());
}

TEST_CASE("carriage returns and any bytes are read without harm") {
    const test::ReadPack pack = pack_of(
        "product p \"P\"\r\nrole a \"A\" french \"A\" inside\r\n# remark\r\n\r\nfeature f \"F\"\r\n  implies f\r\n");
    CHECK(pack.library.diagnostics.empty());
    CHECK(pack.library.vocabulary.features.size() == 1);
    CHECK_FALSE(pack_of(std::string("row\0\xff\xfe (", 8)).library.sound());
    CHECK(pack_of("").library.diagnostics.empty());
}

TEST_CASE("damaged packs do no harm and are never sound by accident") {
    const std::string good =
        table + "row 1 tcp/443,8000-8010 HTTPS a | c -> b@public when f and not (g or edge-one) follows range \"why\"\n"
                "  suspect source read a because \"one\"\nrow 2 -\n";
    REQUIRE(pack_of(good).library.sound());
    std::uint32_t state = 3;
    std::size_t refused = 0;
    for (int round = 0; round < 1000; ++round) {
        std::string text = good;
        for (int change = 0; change < 3; ++change) {
            state = state * 1664525 + 1013904223;
            text[(state >> 8) % text.size()] = static_cast<char>(state >> 24);
        }
        const test::ReadPack pack = pack_of(text);
        refused += pack.library.sound() ? 0 : 1;
        for (const Diagnostic& diagnostic : pack.library.diagnostics) {
            CHECK_FALSE(render(diagnostic).empty());
        }
    }
    CHECK(refused > 500);
}

TEST_CASE("a folder of packs adds and replaces") {
    SourceStore store;
    const PackLibrary library = load_packs(store, std::string(LYNCGATE_ROOT) + "/tests/requirements/more-rules");
    INFO(test::all_text(library.diagnostics));
    REQUIRE(library.sound());
    CHECK(find_requirement(library, "house-rules/printers/1") != nullptr);
    // The pack of the single Director is replaced by one with a single row.
    CHECK(find_requirement(library, "director-single/director/1") != nullptr);
    CHECK(find_requirement(library, "director-single/director/2") == nullptr);
    CHECK(find_requirement(library, "director-pool-hlb/director/9") != nullptr);
    CHECK_FALSE(load_packs(store, "/nonexistent/folder").sound());
    CHECK_FALSE(load_packs(store, std::string(LYNCGATE_ROOT) + "/tests/requirements/no-rules").sound());
}
