// Names that lead nowhere, and what a file tells about the system it is for.
#include "catch.hpp"

#include <fmt/format.h>

#include "dialects/pf/parse.hpp"
#include "dialects/pf/pf.hpp"
#include "dialects/pf/usage.hpp"

using namespace lyncgate;
using namespace lyncgate::pf;

namespace {

/// "line id: message" of every diagnostic that a hygiene check reports.
std::string marked(const std::string& text) {
    const SourceFile file("pf.conf", text);
    std::vector<Diagnostic> diagnostics;
    const Config config = read_config(file, {}, diagnostics);
    check_usage(config, diagnostics);
    std::string all;
    for (const Diagnostic& diagnostic : diagnostics) {
        if (!diagnostic.id.empty()) {
            all += fmt::format("{} {}: {}\n", line_of(diagnostic.origin), diagnostic.id, diagnostic.message);
        }
    }
    return all;
}

Era era_of(const std::string& text, std::optional<Era> told = {}) {
    const SourceFile file("pf.conf", text);
    std::vector<Diagnostic> diagnostics;
    ReadOptions options;
    options.era = told;
    return read_config(file, options, diagnostics).era;
}

}  // namespace

TEST_CASE("pf: names that are not defined") {
    CHECK(marked("block in from <bad>\n") ==
          "1 undefined-reference: table <bad> is used but not defined in this file\n");
    CHECK(marked("pass in on $ext\n") == "1 undefined-reference: macro 'ext' is not defined\n");
    CHECK(marked("pass out tagged GREEN\n") == "1 undefined-reference: no rule of this file sets the tag 'GREEN'\n");
    CHECK(marked("pass in proto tcp keep state (max-src-conn 5, overload <bad>)\n") ==
          "1 undefined-reference: table <bad> is used but not defined in this file\n");
    CHECK(marked("table <bad> persist\next = em0\nblock in on $ext from <bad>\npass tag A\npass tagged A\n") == "");
}

TEST_CASE("pf: names that are not used") {
    CHECK(marked("ext = em0\npass\n") == "1 unused-object: macro 'ext' is never used\n");
    CHECK(marked("table <t> { 192.0.2.1 }\npass\n") == "1 unused-object: table <t> is never used\n");
    CHECK(marked("a = em0\nb = $a\npass in on $b\n") == "");
}

TEST_CASE("pf: what rules that are not at hand may use is not called unused") {
    CHECK(marked("table <t> { 192.0.2.1 }\nanchor \"ftp-proxy/*\"\npass out tagged A\n") == "");
    CHECK(marked("table <t> { 192.0.2.1 }\nanchor \"guests\"\n") == "");
    CHECK(marked("ext = em0\ninclude \"more.conf\"\n") == "");
}

TEST_CASE("pf: an anchor that is loaded and not called") {
    CHECK(marked("anchor \"a\"\nload anchor \"b\" from \"b.conf\"\n") ==
          "2 unbound-filter: rules are loaded into anchor \"b\", which no rule calls\n");
    CHECK(marked("anchor \"a/*\"\nload anchor \"a/b\" from \"b.conf\"\n") == "");
    CHECK(marked("anchor \"a/*\"\nload anchor \"a\" from \"a.conf\"\n") == "");
}

TEST_CASE("pf: what looks like pf.conf") {
    constexpr int least = 20;
    for (const char* text : {"block\tin\tlog\n", "pass \\\n    in \\\n    on em0\n", "set reassemble yes\n",
                             "set require-order no\n\ninclude \"a\"\n", "table\t<dns>\tpersist\npass\tproto\tudp\n",
                             "anchor\t\"a/*\"\nload\tanchor \"a/b\" \\\n\tfrom \"b\"\n",
                             "# See pf.conf(5)\n#set skip on lo\n", "@0 block drop all\n@1 pass out all flags S/SA\n",
                             "ext_if = \"em0\"\next=em1\n", "ether pass in proto 0x0806\n"}) {
        INFO(text);
        CHECK(likeness(text) >= least);
    }
    for (const char* text :
         {"", "# a remark\n", "*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -j DROP\nCOMMIT\n",
          "ASA Version 9.1(2)\nnat (inside,outside) source static A A\nmatch ip address 1\nno nat-control\n",
          "set system host-name fw\nset interfaces ge-0/0/0\n", "passwd = secret\nfoo bar baz\nx y z\n"}) {
        INFO(text);
        CHECK(likeness(text) < least);
    }
}

TEST_CASE("pf: what tells which system a file is for") {
    CHECK(era_of("pass in ridentifier 7\n") == Era::freebsd);
    CHECK(era_of("nat on em0 from 10/8 to any -> 192.0.2.1\n") == Era::freebsd);
    CHECK(era_of("# $OpenBSD: pf.conf,v 1.34 2007/02/24 19:30:59 millert Exp $\nnat on em0 from 10/8 to any -> "
                 "192.0.2.1\n") == Era::openbsd_44);
    CHECK(era_of("# $OpenBSD: pf.conf,v 1.55 2017/12/03 20:40:04 sthen Exp $\npass\n") == Era::openbsd);
    CHECK(era_of("# $FreeBSD$\npass\n") == Era::freebsd);
    CHECK(era_of("pass in on vtnet0\n") == Era::freebsd);
    CHECK(era_of("pass in on egress\n") == Era::openbsd);
    CHECK(era_of("match out on vio0 nat-to (vio0)\n") == Era::openbsd);
    CHECK(era_of("match out on em0 nat-to (em0)\n") == Era::openbsd_48);
    CHECK(era_of("pass in on em0 received-on em1\n") == Era::openbsd);
    CHECK(era_of("queue root on em0 bandwidth 1M\nqueue std parent root bandwidth 1M default\n") == Era::openbsd);
    CHECK(era_of("pass\n", Era::freebsd) == Era::freebsd);
    CHECK(era_of("nat on em0 from 10/8 to any -> 192.0.2.1\n", Era::openbsd) == Era::openbsd_44);
}
