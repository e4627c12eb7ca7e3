// Writes a generated site for trying the tool by hand: generate STYLE DIALECT RULES SEED FOLDER.
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>

#include "bench/generate.hpp"

int main(int count, char** words) {
    using namespace lyncgate::bench;
    if (count != 6) {
        std::fputs("usage: generate realistic|nested|crossing iptables|pf|asa RULES SEED FOLDER\n", stderr);
        return 2;
    }
    const std::string style = words[1];
    const std::string dialect = words[2];
    const std::string folder = words[5];
    const auto rules =
        generate(style == "nested"     ? Style::nested
                 : style == "crossing" ? Style::crossing
                                       : Style::realistic,
                 std::strtoul(words[3], nullptr, 10), static_cast<std::uint32_t>(std::strtoul(words[4], nullptr, 10)));
    const bool asa = dialect == "asa";
    std::ofstream(folder + "/rules.conf") << (asa               ? as_asa(rules)
                                              : dialect == "pf" ? as_pf(rules)
                                                                : as_iptables(rules));
    std::ofstream(folder + "/site.yaml") << site_for("rules.conf", asa ? "outside" : "eth0", asa ? "inside" : "eth1");
    return 0;
}
