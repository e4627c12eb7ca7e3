// Benchmarks of reading, of each check and of the whole, with simple baselines in the same run.
#include <algorithm>
#include <benchmark/benchmark.h>
#include <cmath>
#include <fmt/format.h>
#include <malloc.h>
#include <map>
#include <unistd.h>

#include "bench/generate.hpp"
#include "bench/model_firewall.hpp"
#include "checks/check.hpp"
#include "dialects/asa/config.hpp"
#include "dialects/dialect.hpp"
#include "dialects/iptables/parse.hpp"
#include "dialects/pf/parse.hpp"

namespace lyncgate::bench {

namespace {

constexpr std::uint32_t seed = 2013;

using Writer = std::string (*)(const std::vector<PlainRule>&);

/// Bytes that the heap has handed out and not got back.
double held() {
    const struct mallinfo2 heap = mallinfo2();
    return static_cast<double>(heap.uordblks + heap.hblkhd);
}

/// Memory that is held while what `make` returns is alive; what was needed on the way is not in it.
template<typename Make>
double memory_of(Make make) {
    const double before = held();
    const auto made = make();
    benchmark::DoNotOptimize(&made);
    return held() - before;
}

Style style_of(const benchmark::State& state) {
    return static_cast<Style>(state.range(1));
}

std::size_t count_of(const benchmark::State& state) {
    return static_cast<std::size_t>(state.range(0));
}

/// Baseline: what `wc -l` does.
void count_lines(benchmark::State& state) {
    const std::string text = as_iptables(generate(style_of(state), count_of(state), seed));
    for (auto _ : state) {
        benchmark::DoNotOptimize(std::count(text.begin(), text.end(), '\n'));
    }
    state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * text.size()));
}

/// Baseline: finding the words of a text, the least that a reader has to do.
void scan_words(benchmark::State& state) {
    const std::string text = as_iptables(generate(style_of(state), count_of(state), seed));
    for (auto _ : state) {
        std::size_t words = 0;
        bool inside = false;
        for (const char c : text) {
            const bool blank = c == ' ' || c == '\n';
            words += !blank && !inside ? 1 : 0;
            inside = !blank;
        }
        benchmark::DoNotOptimize(words);
    }
    state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * text.size()));
}

/// Text to syntax tree. `parse` returns the tree, and its memory is that of the tree while it lives.
template<typename Parse>
void parse_text(benchmark::State& state, Writer write, Parse parse) {
    const SourceFile file("rules", write(generate(style_of(state), count_of(state), seed)));
    const double memory = memory_of([&] { return parse(file); });
    for (auto _ : state) {
        const auto tree = parse(file);
        benchmark::DoNotOptimize(&tree);
    }
    state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * file.text().size()));
    state.counters["memory/text"] = memory / static_cast<double>(file.text().size());
}

void parse_iptables(benchmark::State& state) {
    parse_text(state, as_iptables, [](const SourceFile& file) { return iptables::parse(file); });
}

void parse_pf(benchmark::State& state) {
    parse_text(state, as_pf, [](const SourceFile& file) {
        std::vector<Diagnostic> diagnostics;
        return pf::read_config(file, {}, diagnostics);
    });
}

void parse_asa(benchmark::State& state) {
    parse_text(state, as_asa, [](const SourceFile& file) { return asa::parse(file); });
}

/// Text to model.
void read_text(benchmark::State& state, const char* dialect, Writer write) {
    const SourceFile file("rules", write(generate(style_of(state), count_of(state), seed)));
    const Dialect* const reader = find_dialect(dialect);
    const double memory = memory_of([&] { return reader->read(file, {}); });
    for (auto _ : state) {
        const Reading reading = reader->read(file, {});
        benchmark::DoNotOptimize(reading.firewall.chains.size());
    }
    state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * file.text().size()));
    state.counters["memory/text"] = memory / static_cast<double>(file.text().size());
}

/// A site with two servers, one flow that is asked for, and a generated firewall.
struct Generated {
    Generated(Style style, std::size_t count) {
        const auto net = [](const char* text) { return addresses_of(*parse_prefix(text)); };
        side.name = "generated";
        side.interfaces.push_back({"outside", subtract(any_address(), net("10.0.0.0/8")), {}, true, {}});
        side.interfaces.push_back({"inside", net("10.0.0.0/8"), {}, false, {}});
        site.roles["director"] = {net("10.8.1.16/29"), {}, false, {}};
        site.roles["edge-internal"] = {net("172.16.2.20/30"), {}, false, {}};
        RequiredFlow flow;
        flow.requirement = &requirement;
        flow.source.addresses = net("172.16.2.20/30");
        flow.destination.addresses = net("10.8.1.16/29");
        flow.protocols = Set(6);
        flow.source_ports = any_port();
        flow.destination_ports = Set(5061);
        binding.flows.push_back(flow);
        context.library = &library;
        context.site = &site;
        context.binding = &binding;
        AuditedFirewall firewall;
        firewall.site = &side;
        firewall.reading.firewall = as_firewall(generate(style, count, seed));
        context.firewalls.push_back(std::move(firewall));
    }
    Generated(const Generated&) = delete;
    Generated& operator=(const Generated&) = delete;

    Requirement requirement;
    PackLibrary library;
    Site site;
    SiteFirewall side;
    Binding binding;
    AuditContext context;
};

/// One check on a generated firewall.
void run_check(benchmark::State& state, const char* id) {
    const Generated generated(style_of(state), count_of(state));
    const Check* const check = find_check(id);
    std::size_t findings = 0;
    std::size_t undecided = 0;
    for (auto _ : state) {
        const CheckResult result = check->run(generated.context);
        findings = result.findings.size();
        undecided = static_cast<std::size_t>(std::count_if(result.findings.begin(), result.findings.end(),
                                                           [](const Finding& finding) { return finding.undecided; }));
    }
    state.counters["findings"] = static_cast<double>(findings);
    state.counters["undecided"] = static_cast<double>(undecided);
}

void sizes(benchmark::internal::Benchmark* bench, std::int64_t most) {
    for (const Style style : {Style::realistic, Style::nested}) {
        for (std::int64_t count = 1'000; count <= most; count *= 10) {
            bench->Args({count, static_cast<std::int64_t>(style)});
        }
    }
    bench->Args({3'000, static_cast<std::int64_t>(Style::crossing)});
    bench->Unit(benchmark::kMillisecond)->MeasureProcessCPUTime()->UseRealTime();
}

/// Prints the runs, and at the end how time grows with the number of rules: the exponent between the smallest and the
/// largest size of each benchmark and style.
class GrowthReporter : public benchmark::ConsoleReporter {
public:
    GrowthReporter() : ConsoleReporter(isatty(STDOUT_FILENO) == 1 ? OO_Color : OO_None) {}

    void ReportRuns(const std::vector<Run>& runs) override {
        ConsoleReporter::ReportRuns(runs);
        for (const Run& run : runs) {
            // The arguments are "rules/style".
            const std::string& arguments = run.run_name.args;
            const std::size_t slash = arguments.find('/');
            if (run.run_type != Run::RT_Iteration || slash == std::string::npos) {
                continue;
            }
            const double rules = std::stod(arguments.substr(0, slash));
            sizes_[run.run_name.function_name + ", " + name_of(arguments.substr(slash + 1))][rules] =
                run.GetAdjustedCPUTime();
        }
    }

    void Finalize() override {
        ConsoleReporter::Finalize();
        GetOutputStream()
            << "\ngrowth of time with the number of rules, as the exponent from the smallest to the largest\n";
        for (const auto& [name, times] : sizes_) {
            const auto& [fewest, short_time] = *times.begin();
            const auto& [most, long_time] = *times.rbegin();
            if (fewest < most && short_time > 0) {
                GetOutputStream() << fmt::format("{:<40} {:.2f}   {:.0f} to {:.0f} rules\n", name,
                                                 std::log(long_time / short_time) / std::log(most / fewest), fewest,
                                                 most);
            }
        }
    }

private:
    static std::string name_of(const std::string& style) {
        return style == "0" ? "realistic" : style == "1" ? "nested" : "crossing";
    }

    std::map<std::string, std::map<double, double>> sizes_;
};

}  // namespace

}  // namespace lyncgate::bench

int main(int count, char** words) {
    using namespace lyncgate;
    using namespace lyncgate::bench;
    sizes(benchmark::RegisterBenchmark("baseline: lines", count_lines), 1'000'000);
    sizes(benchmark::RegisterBenchmark("baseline: words", scan_words), 1'000'000);
    sizes(benchmark::RegisterBenchmark("parse iptables-save", parse_iptables), 1'000'000);
    sizes(benchmark::RegisterBenchmark("parse pf.conf", parse_pf), 1'000'000);
    sizes(benchmark::RegisterBenchmark("parse ASA", parse_asa), 1'000'000);
    sizes(benchmark::RegisterBenchmark("read iptables-save", read_text, "iptables-save", as_iptables), 1'000'000);
    sizes(benchmark::RegisterBenchmark("read pf.conf", read_text, "pf", as_pf), 1'000'000);
    sizes(benchmark::RegisterBenchmark("read ASA", read_text, "asa", as_asa), 1'000'000);
    for (const char* const id : {"over-permissive-rule", "shadowed-rule", "redundant-rule", "conflicting-rule",
                                 "any-any-rule", "missing-anti-spoofing"}) {
        sizes(benchmark::RegisterBenchmark((std::string("check ") + id).c_str(), run_check, id), 100'000);
    }
    benchmark::Initialize(&count, words);
    if (benchmark::ReportUnrecognizedArguments(count, words)) {
        return 2;
    }
    GrowthReporter reporter;
    benchmark::RunSpecifiedBenchmarks(&reporter);
    return 0;
}
