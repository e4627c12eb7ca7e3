// One folder per feature: a configuration, and what has to come of it.
//
// Lines of `expect`: `packet IN PROTOCOL SOURCE PORT DESTINATION PORT FATE [ipsec] [to ADDRESS PORT] [from ADDRESS
// PORT] [because REASON]` (for ICMP the ports are type and code), `says MESSAGE` for a diagnostic, `broken N`,
// `unmodelled N`, `tunnel NAME peer ADDRESS`.
#include "catch.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "dialects/asa/asa.hpp"
#include "probe.hpp"

using namespace lyncgate;
using namespace lyncgate::testing;

namespace {

std::string text_of_file(const std::filesystem::path& path) {
    std::ifstream in(path);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

std::string_view word_for(Fate fate) {
    return fate == Fate::accept ? "accept" : fate == Fate::unknown ? "unknown" : "drop";
}

void check_packet(std::istringstream& words, const Firewall& firewall) {
    Probe probe;
    std::string protocol;
    std::string source;
    std::string destination;
    std::string fate;
    words >> probe.ingress >> protocol >> source >> probe.source_port >> destination >> probe.destination_port >> fate;
    probe.source = parse_address(source).value();
    probe.destination = parse_address(destination).value();
    probe.protocol = static_cast<unsigned>(parse_protocol(protocol).value());
    if (protocol == "icmp") {
        probe.icmp = probe.source_port * 256 + probe.destination_port;
        probe.source_port = probe.destination_port = 0;
    }
    std::vector<std::pair<Field, std::pair<std::string, unsigned>>> arrives;
    std::string reason;
    for (std::string word; words >> word;) {
        if (word == "because") {
            std::getline(words >> std::ws, reason);
            break;
        }
        if (word == "ipsec") {
            probe.decrypted = true;
            continue;
        }
        std::pair<std::string, unsigned> place;
        words >> place.first >> place.second;
        arrives.emplace_back(word == "to" ? Field::destination : Field::source, place);
    }
    const Walk walked = walk(firewall, packet_of(firewall, probe), From::outside);
    CHECK(word_for(walked.fate) == fate);
    CHECK((reason.empty() || std::any_of(walked.doubts.begin(), walked.doubts.end(),
                                         [&](DoubtId doubt) { return firewall.reason_of(doubt).reason == reason; })));
    for (const auto& [field, place] : arrives) {
        CHECK(to_string(Address::at(walked.arrived[field])) == place.first);
        CHECK(walked.arrived[field == Field::source ? Field::source_port : Field::destination_port] == place.second);
    }
}

void check_line(const std::string& line, const Reading& reading) {
    std::istringstream words(line);
    std::string kind;
    words >> kind;
    INFO(line);
    if (kind == "packet") {
        check_packet(words, reading.firewall);
    } else if (kind == "says") {
        CHECK(std::any_of(reading.diagnostics.begin(), reading.diagnostics.end(),
                          [&](const Diagnostic& d) { return "says " + d.message == line; }));
    } else if (kind == "broken" || kind == "unmodelled") {
        std::size_t count = 0;
        words >> count;
        CHECK((kind == "broken" ? reading.coverage.broken : reading.coverage.unmodelled) == count);
    } else if (kind == "tunnel") {
        CHECK(std::any_of(reading.firewall.tunnels.begin(), reading.firewall.tunnels.end(),
                          [&](const Tunnel& t) { return "tunnel " + t.name + " peer " + t.peer == line; }));
    } else {
        FAIL("unknown word in expect: " << kind);
    }
}

void check_case(const std::filesystem::path& configuration, const std::filesystem::path& expectations) {
    const SourceFile file("asa.cfg", text_of_file(configuration));
    const Reading reading = asa::read(file, {});
    INFO(configuration.string());
    CHECK(reading.usable);
    CHECK(asa::likeness(file.text()) >= 80);
    std::istringstream lines(text_of_file(expectations));
    std::size_t checked = 0;
    for (std::string line; std::getline(lines, line);) {
        if (!line.empty() && line.front() != '#') {
            check_line(line, reading);
            ++checked;
        }
    }
    CHECK(checked > 0);
}

}  // namespace

TEST_CASE("every case folder comes out as it says") {
    std::size_t cases = 0;
    for (const auto& folder : std::filesystem::directory_iterator(LYNCGATE_ROOT "/tests/asa/cases")) {
        check_case(folder.path() / "asa.cfg", folder.path() / "expect");
        ++cases;
    }
    CHECK(cases >= 20);
}

TEST_CASE("the sample perimeter does what its page says") {
    check_case(LYNCGATE_ROOT "/samples/asa-perimeter/perimeter.cfg", LYNCGATE_ROOT "/tests/asa/perimeter.expect");
}
