#include <algorithm>
#include <fmt/format.h>

#include "app/diff.hpp"
#include "reporters/annotations.hpp"
#include "reporters/display.hpp"
#include "reporters/markdown.hpp"

namespace lyncgate {

namespace {

/// A comment of a pull request may have 65,536 characters.
constexpr std::size_t most_changes = 40;
constexpr std::size_t most_boxes = 16;

std::string box_lines(const std::vector<DescribedBox>& boxes, bool cut = false) {
    std::string text;
    for (std::size_t i = 0; i < std::min(boxes.size(), most_boxes); ++i) {
        text += displayed(one_line(boxes[i])) + "\n";
    }
    if (boxes.size() > most_boxes || cut) {
        text += "... and more\n";
    }
    return text;
}

std::string place_words(const Place& place) {
    return place.origin ? fmt::format("{}:{}, {}", markdown_text(place.origin.file->name()), line_of(place.origin),
                                      markdown_text(place.text))
                        : markdown_text(place.text);
}

std::string listed_boxes(std::string_view heading, const std::vector<DescribedBox>& boxes) {
    return boxes.empty() ? std::string{} : fmt::format("{}:\n\n{}\n", heading, fenced(box_lines(boxes)));
}

std::string request_section(const RequestAnswer& answer) {
    const bool good = answer.verdict == RequestVerdict::exactly || answer.verdict == RequestVerdict::not_here;
    const bool open = answer.verdict == RequestVerdict::undecided;
    std::string text = fmt::format("{} **Request: {}**",
                                   good   ? "✅"
                                   : open ? "❔"
                                          : "❌",
                                   markdown_text(name_of(answer.verdict)));
    if (answer.verdict == RequestVerdict::not_needed) {
        text += ", already open because of " + markdown_text(listed(answer.because, 4));
    }
    text += "\n\n" + listed_boxes("Asked for and not open", answer.missing) +
            listed_boxes("Changed without being asked for", answer.extra) +
            listed_boxes(fmt::format("C{}", changed_forged.substr(1)), answer.forged) +
            listed_boxes(fmt::format("C{}", changed_unconnected.substr(1)), answer.unconnected);
    if (!good) {
        text += listed_boxes("Was open already", answer.already_open);
    }
    for (const std::string& request : answer.not_crossing) {
        text += fmt::format("No packet of it crosses this firewall: {}\n\n", markdown_text(request));
    }
    if (!answer.all_compared) {
        text += fmt::format("N{}.\n\n", partly_compared.substr(1));
    }
    return text;
}

std::string change_section(const DescribedChange& change) {
    std::string packets = box_lines(change.packets, change.packets_cut);
    if (change.example) {
        packets += fmt::format("example: {}\n", displayed(one_line(*change.example)));
    }
    return fmt::format("**{}** {}\n\n{}\n- before: {}\n- after: {}\n\n", name_of(change.kind), change.direction,
                       fenced(packets), place_words(change.before), place_words(change.after));
}

std::string findings_section(const std::vector<FindingChange>& findings) {
    std::string text;
    for (const FindingChange& change : findings) {
        text += fmt::format("- {} {}: {}\n", change.appears ? "❌ new finding" : "✅ no longer found",
                            markdown_text(change.finding.check), markdown_text(change.finding.message));
    }
    return text.empty() ? text : text + "\n";
}

std::string section_of(const FirewallDiff& diff) {
    std::string text = fmt::format("### {}: {} → {}\n\n", markdown_text(diff.firewall), markdown_text(diff.before_file),
                                   markdown_text(diff.after_file));
    if (diff.new_connections_only) {
        text +=
            fmt::format("Compared: new connections only ({} against {}).\n\n", diff.before_dialect, diff.after_dialect);
    }
    if (diff.request) {
        text += request_section(*diff.request);
    }
    for (std::size_t i = 0; i < std::min(diff.changes.size(), most_changes); ++i) {
        text += change_section(diff.changes[i]);
    }
    if (diff.changes.size() > most_changes) {
        text += fmt::format("… and {}\n\n", counted(diff.changes.size() - most_changes, "further change"));
    }
    text += findings_section(diff.findings);
    for (const std::string& tunnel : diff.tunnels) {
        text += "Tunnel:\n\n" + fenced(tunnel) + "\n";
    }
    if (!diff.complete) {
        text += "**Inconclusive**: the comparison needs more work than the budget allows; there may be further "
                "differences.\n\n";
    } else if (diff.changes.empty() && diff.findings.empty() && diff.tunnels.empty()) {
        text += "No packet's verdict changes.\n\n";
    }
    return text;
}

/// Where a change is to be marked: the line of the new side that decides, else the one of the old side.
Origin marked_line(const DescribedChange& change) {
    return change.after.origin ? change.after.origin : change.before.origin;
}

}  // namespace

std::string diff_markdown(const std::vector<FirewallDiff>& diffs) {
    std::string text;
    for (const FirewallDiff& diff : diffs) {
        text += section_of(diff);
    }
    return text;
}

std::string diff_github(const std::vector<FirewallDiff>& diffs) {
    std::string text;
    for (const FirewallDiff& diff : diffs) {
        for (const DescribedChange& change : diff.changes) {
            text += github_command("warning", marked_line(change),
                                   fmt::format("{} {}", name_of(change.kind), change.direction),
                                   fmt::format("{}before: {}\nafter: {}", box_lines(change.packets, change.packets_cut),
                                               displayed(change.before.text), displayed(change.after.text)));
        }
        for (const FindingChange& change : diff.findings) {
            if (change.appears) {
                text += github_command("error", change.finding.primary.origin,
                                       fmt::format("new finding {}", change.finding.check),
                                       displayed(change.finding.message));
            }
        }
        if (!diff.complete) {
            text +=
                github_command("warning", {}, "inconclusive", "the comparison needs more work than the budget allows");
        }
        if (diff.request) {
            const RequestVerdict verdict = diff.request->verdict;
            const bool good = verdict == RequestVerdict::exactly || verdict == RequestVerdict::not_here;
            text += github_command(good ? "notice" : "error", {}, fmt::format("request for {}", diff.firewall),
                                   fmt::format("{}\n{}{}{}{}", name_of(diff.request->verdict),
                                               box_lines(diff.request->missing), box_lines(diff.request->extra),
                                               box_lines(diff.request->forged), box_lines(diff.request->unconnected)));
        }
        for (const std::string& tunnel : diff.tunnels) {
            text += github_command("warning", {}, "tunnel", displayed(tunnel));
        }
    }
    return text;
}

}  // namespace lyncgate
