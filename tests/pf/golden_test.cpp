// Golden cases: one feature of pf.conf per folder of tests/pf/cases. `input.conf` is read for every version that has an
// expected text, <version>.txt, of what `pfctl -nv` prints; `errors.txt` holds the places and messages of errors.
#include "catch.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>

#include <fmt/format.h>
#include <tao/pegtl/contrib/analyze.hpp>

#include "dialects/pf/parse.hpp"
#include "dialects/pf/print.hpp"
#include "pf/lexical.hpp"
#include "pf/statements.hpp"

// Rules with a match of their own, told to the analysis: what they consume and what they try.
namespace TAO_PEGTL_NAMESPACE {
template<typename Name>
struct analyze_traits<Name, lyncgate::pf::lexical::word_rest> : analyze_any_traits<> {};
template<typename Name>
struct analyze_traits<Name, lyncgate::pf::lexical::comment> : analyze_any_traits<> {};
template<typename Name>
struct analyze_traits<Name, lyncgate::pf::lexical::number> : analyze_any_traits<> {};
template<typename Name>
struct analyze_traits<Name, lyncgate::pf::lexical::word_begin> : analyze_opt_traits<> {};
template<typename Name>
struct analyze_traits<Name, lyncgate::pf::lexical::line>
    : analyze_traits<Name, until<lyncgate::pf::lexical::line_end, lyncgate::pf::lexical::token>::rule_t> {};
template<typename Name, typename Rule, lyncgate::pf::Kind... Firsts>
struct analyze_traits<Name, lyncgate::pf::rules::opt_beginning<Rule, Firsts...>>
    : analyze_traits<Name, typename opt<Rule>::rule_t> {};
template<typename Name, typename Plain, typename Any>
struct analyze_traits<Name, lyncgate::pf::rules::mostly_plain<Plain, Any>>
    : analyze_traits<Name, typename Any::rule_t> {};
template<typename Name>
struct analyze_traits<Name, lyncgate::pf::rules::more> : analyze_opt_traits<> {};
template<typename Name>
struct analyze_traits<Name, lyncgate::pf::rules::statement>
    : analyze_traits<Name, sor<lyncgate::pf::rules::filter_rule, lyncgate::pf::rules::any_statement>::rule_t> {};
template<typename Name>
struct analyze_traits<Name, lyncgate::pf::lexical::token>
    : analyze_traits<Name,
                     sor<lyncgate::pf::lexical::blank, lyncgate::pf::lexical::number, lyncgate::pf::lexical::word,
                         lyncgate::pf::lexical::line_end, lyncgate::pf::lexical::macro, lyncgate::pf::lexical::comment,
                         lyncgate::pf::lexical::double_quoted, lyncgate::pf::lexical::single_quoted,
                         lyncgate::pf::lexical::open_quote, lyncgate::pf::lexical::punctuation>::rule_t> {};
}  // namespace TAO_PEGTL_NAMESPACE

using namespace lyncgate;

namespace {

namespace fs = std::filesystem;

std::string contents(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

struct Read {
    std::string printed;
    std::string errors;
};

Read read_case(const fs::path& folder, pf::Era era) {
    SourceStore store;
    LoadError error;
    const SourceFile* const file = store.load((folder / "input.conf").string(), error);
    REQUIRE(file != nullptr);
    pf::ReadOptions options;
    options.era = era;
    options.exact = true;
    options.find = [&](std::string_view path) -> const SourceFile* {
        LoadError missing;
        return store.load((folder / path.substr(path.rfind('/') + 1)).string(), missing);
    };
    std::vector<Diagnostic> diagnostics;
    pf::Config config = pf::read_config(*file, options, diagnostics);
    const pf::HostFacts facts = pf::loopback_only(era);
    const pf::Expansion expansion = pf::expand(config, facts, diagnostics);
    Read result;
    result.printed = pf::dump_pfctl(config, expansion, facts);
    for (const Diagnostic& diagnostic : diagnostics) {
        if (diagnostic.level == Level::error) {
            const Position at = diagnostic.origin.file->position(diagnostic.origin.span.begin);
            result.errors += fmt::format("{}:{}: {}\n", at.line, at.column, diagnostic.message);
        }
    }
    return result;
}

const std::pair<std::string, pf::Era> versions[] = {{"openbsd-3", pf::Era::openbsd_3},
                                                    {"openbsd-4.4", pf::Era::openbsd_44},
                                                    {"openbsd-4.8", pf::Era::openbsd_48},
                                                    {"openbsd-7", pf::Era::openbsd},
                                                    {"freebsd", pf::Era::freebsd}};

}  // namespace

TEST_CASE("pf: golden cases") {
    int cases = 0;
    for (const fs::directory_entry& folder : fs::directory_iterator(fs::path(LYNCGATE_ROOT) / "tests/pf/cases")) {
        for (const auto& [name, era] : versions) {
            const fs::path expected = folder.path() / (name + ".txt");
            if (fs::exists(expected)) {
                ++cases;
                INFO(expected.string());
                const Read read = read_case(folder.path(), era);
                CHECK(read.printed == contents(expected));
                CHECK(read.errors == "");
            }
        }
        if (fs::exists(folder.path() / "errors.txt")) {
            ++cases;
            INFO(folder.path().string());
            CHECK(read_case(folder.path(), pf::Era::freebsd).errors == contents(folder.path() / "errors.txt"));
        }
    }
    CHECK(cases >= 25);
}

TEST_CASE("pf: the grammars make progress") {
    CHECK(tao::pegtl::analyze<pf::lexical::file>() == 0);
    CHECK(tao::pegtl::analyze<pf::lexical::line>() == 0);
    CHECK(tao::pegtl::analyze<pf::rules::statement>() == 0);
}
