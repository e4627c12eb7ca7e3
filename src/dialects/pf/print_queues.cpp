#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "dialects/pf/keywords.hpp"
#include "dialects/pf/print.hpp"

namespace lyncgate::pf {
namespace {

constexpr std::uint32_t default_priority = 1;
constexpr std::uint32_t default_qlimit = 50;
constexpr std::uint32_t usual_mtu = 1500;

/// `10Mb`, `1.50Mb`
std::string print_rate(double rate) {
    static constexpr std::string_view units[] = {"", "K", "M", "G"};
    std::size_t unit = 0;
    while (rate >= 1000 && unit < 3) {
        rate /= 1000;
        ++unit;
    }
    const bool whole = static_cast<long>(rate * 100) % 100 == 0;
    return whole ? fmt::format("{}{}b", static_cast<long>(rate), units[unit])
                 : fmt::format("{:.2f}{}b", rate, units[unit]);
}

std::string print_bandwidth(const Bandwidth& bandwidth) {
    return bandwidth.percent ? fmt::format("{}%", *bandwidth.percent) : print_rate(bandwidth.bits);
}

std::string print_curve(std::string_view name, const std::optional<ServiceCurve>& curve) {
    if (!curve) {
        return "";
    }
    if (!curve->first) {
        return fmt::format(" {} {}", name, print_bandwidth(curve->rate));
    }
    return fmt::format(" {}({} {} {})", name, print_bandwidth(*curve->first), curve->milliseconds,
                       print_bandwidth(curve->rate));
}

/// `cbq( red ecn default ) `, empty when there is nothing to say.
std::string print_scheduler_options(const Queueing& queueing, Kind scheduler) {
    const auto has = [&](std::string_view flag) {
        return std::ranges::find(queueing.scheduler_flags, flag) != queueing.scheduler_flags.end();
    };
    std::string text;
    text += has("red") || has("ecn") ? " red" : "";
    text += has("ecn") ? " ecn" : "";
    text += has("rio") ? " rio" : "";
    text += has("codel") ? " codel" : "";
    text += has("borrow") ? " borrow" : "";
    text += has("default") ? " default" : "";
    text += print_curve("realtime", queueing.realtime) + print_curve("linkshare", queueing.linkshare) +
            print_curve("upperlimit", queueing.upperlimit);
    return text.empty() ? "" : std::string(name_of(scheduler)) + "(" + text + " ) ";
}

std::string print_children(const Queueing& queueing) {
    std::string text;
    for (const std::string_view child : queueing.children) {
        text += std::string(child) + " ";
    }
    return "{ " + text + "}";
}

/// Token bucket: some MTUs, the more the faster the line is.
std::uint32_t bucket_size(double rate) {
    const std::uint32_t packets = rate <= 1e6 ? 1 : rate <= 10e6 ? 4 : rate <= 200e6 ? 8 : 24;
    return packets * usual_mtu;
}

std::string print_altq(const Queueing& queueing) {
    std::string text;
    for (const Interface& interface : queueing.interfaces) {
        text += "altq on " + std::string(interface.name) + " ";
        const std::string options = print_scheduler_options(queueing, queueing.scheduler);
        text += options.empty() ? std::string(name_of(queueing.scheduler)) + " " : options;
        if (queueing.bandwidth && !(queueing.bandwidth->percent && *queueing.bandwidth->percent >= 100)) {
            text += "bandwidth " + print_bandwidth(*queueing.bandwidth) + " ";
        }
        if (queueing.qlimit && *queueing.qlimit != default_qlimit) {
            text += fmt::format("qlimit {} ", *queueing.qlimit);
        }
        text += fmt::format("tbrsize {} ", queueing.tbrsize
                                               ? *queueing.tbrsize
                                               : bucket_size(queueing.bandwidth ? queueing.bandwidth->bits : 0));
        text += "queue " + print_children(queueing) + "\n";
    }
    return text;
}

/// The scheduler that a queue runs under: of the root queue that it hangs on.
Kind scheduler_above(const Config& config, std::string_view queue, int depth = 0) {
    for (const Statement& statement : config.main.statements) {
        const Queueing* const other = queueing_of(statement);
        if (other == nullptr || std::ranges::find(other->children, queue) == other->children.end()) {
            continue;
        }
        return other->root  ? other->scheduler
               : depth > 16 ? Kind::end
                            : scheduler_above(config, other->name, depth + 1);
    }
    return Kind::end;
}

std::string print_short_rate(double rate) {
    static constexpr std::string_view units[] = {" ", "K", "M", "G"};  // print_bwspec of pfctl_parser.c
    std::size_t unit = 0;
    while (rate >= 1000 && unit < 3 && std::fmod(rate, 1000) == 0) {
        rate /= 1000;
        ++unit;
    }
    return fmt::format("{}{}", static_cast<long>(rate), units[unit]);
}

std::string print_new_curve(std::string_view name, const std::optional<ServiceCurve>& curve) {
    if (!curve) {
        return "";
    }
    std::string text = fmt::format("{} {}", name, print_short_rate(curve->rate.bits));
    if (curve->first) {
        text += fmt::format(" burst {} for {}ms", print_short_rate(curve->first->bits), curve->milliseconds);
    }
    return text;
}

std::string print_new_queue(const Queueing& queueing) {
    std::string text = "queue " + std::string(queueing.name);
    if (!queueing.parent.empty()) {
        text += " parent " + std::string(queueing.parent);
    } else if (!queueing.interfaces.empty()) {
        text += " on " + std::string(queueing.interfaces[0].name);
    }
    text += queueing.flows ? fmt::format(" flows {}", *queueing.flows) : "";
    text += queueing.quantum ? fmt::format(" quantum {}", *queueing.quantum) : "";
    text += print_new_curve(" bandwidth", queueing.rate) + print_new_curve(", min", queueing.minimum) +
            print_new_curve(", max", queueing.maximum);
    text += queueing.is_default ? " default" : "";
    return text + (queueing.qlimit ? fmt::format(" qlimit {}", *queueing.qlimit) : "") + "\n";
}

}  // namespace

std::string print_queueing(const Queueing& queueing, const Config& config) {
    if (queueing.root) {
        return print_altq(queueing);
    }
    if (config.era == Era::openbsd) {
        return print_new_queue(queueing);
    }
    const Kind scheduler =
        queueing.scheduler == Kind::end ? scheduler_above(config, queueing.name) : queueing.scheduler;
    std::string head = "queue " + std::string(queueing.name) + " ";
    std::string tail;
    if (scheduler != Kind::kw_priq && queueing.bandwidth &&
        !(queueing.bandwidth->percent && *queueing.bandwidth->percent >= 100)) {
        tail += "bandwidth " + print_bandwidth(*queueing.bandwidth) + " ";
    }
    if (queueing.priority && *queueing.priority != default_priority) {
        tail += fmt::format("priority {} ", *queueing.priority);
    }
    if (queueing.qlimit && *queueing.qlimit != default_qlimit) {
        tail += fmt::format("qlimit {} ", *queueing.qlimit);
    }
    tail += print_scheduler_options(queueing, scheduler);
    tail += queueing.children.empty() ? "" : print_children(queueing);
    if (queueing.interfaces.empty()) {
        return head + tail + "\n";
    }
    std::string text;
    for (const Interface& interface : queueing.interfaces) {
        text += head + "on " + std::string(interface.name) + " " + tail + "\n";
    }
    return text;
}

}  // namespace lyncgate::pf
