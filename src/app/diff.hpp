// The command diff: the exact packets whose verdict changes between two configurations.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/load.hpp"
#include "model/difference.hpp"

namespace lyncgate {

/// One configuration before and after a change, read so that both number their interfaces alike.
struct ConfigPair {
    std::string firewall;  ///< name in the site, or the file's name
    const SiteFirewall* site = nullptr;
    const SourceFile* before_file = nullptr;
    const SourceFile* after_file = nullptr;
    AuditedFirewall before;
    AuditedFirewall after;
};

/// The direction of packets that the firewall hands on, or that reach an address of its own which is known.
constexpr std::string_view through_the_firewall = "through the firewall";

/// A change in words.
struct DescribedChange {
    ChangeKind kind = ChangeKind::opened;
    std::string direction;  ///< "through the firewall", "to the firewall", "from the firewall"
    std::vector<DescribedBox> packets;
    bool packets_cut = false;
    std::optional<DescribedPacket> example;
    Place before;
    Place after;
};

/// A required flow, or an excess, that changes.
struct FindingChange {
    bool appears = false;  ///< a finding of the new configuration only; else of the old one only
    Finding finding;
};

/// What the requests of a change ticket and the change have to do with each other.
enum class RequestVerdict {
    exactly,
    less,
    more,
    something_else,
    not_needed,
    nothing_done,
    not_here,  ///< nothing that was asked for crosses this firewall, and nothing changed there
    undecided,
};

/// The answer to `--request`.
struct RequestAnswer {
    RequestVerdict verdict = RequestVerdict::exactly;
    std::vector<DescribedBox> missing;  ///< asked for, and still not open
    std::vector<DescribedBox> extra;    ///< opened or closed without being asked for
    /// Changed without being asked for as well: packets whose source does not lie behind the interface they come in by.
    std::vector<DescribedBox> forged;
    /// Changed without being asked for as well: packets that open no connection, nor answer what was asked for.
    std::vector<DescribedBox> unconnected;
    bool all_compared = true;                ///< false: forged sources and packets of no new connection were left out
    std::vector<DescribedBox> already_open;  ///< asked for, and open before
    std::vector<std::string> not_crossing;   ///< requests of which no packet can cross this firewall, as written
    std::vector<std::string> because;        ///< the lines that had it open already
};

/// All that differs for one firewall.
struct FirewallDiff {
    std::string firewall;
    std::string before_file, after_file;
    std::string before_dialect, after_dialect;
    bool new_connections_only =
        false;  ///< the dialects differ, so only the opening packets of connections are compared
    std::vector<DescribedChange> changes;
    std::vector<FindingChange> findings;
    std::vector<std::string> tunnels;  ///< "+ ..." and "- ..." lines
    std::optional<RequestAnswer> request;
    bool complete = true;
};

/// One line of a request: the packets that a change is asked to open. "tcp/5061 from edge-internal to director"; ports
/// as numbers, ranges or lists; ends as role names, addresses, prefixes, ranges or `any`.
struct Requested {
    std::string text;  ///< as written
    Set protocols;
    Set ports;
    Set from;
    Set to;
};

/// Reads requests, one per line; `#` starts a comment. Role names need a site. Errors are located.
std::vector<Requested> read_requests(const SourceFile& text, const Site* site, std::vector<Diagnostic>& diagnostics);

/// Reads both configurations with the interfaces of the site (none: those that the files name).
ConfigPair read_pair(const SourceFile& before, const SourceFile& after, const SiteFirewall* site, SourceStore& store,
                     std::vector<Diagnostic>& diagnostics);
/// Compares a pair. With a bound site, required flows and excess are compared too.
FirewallDiff diff(ConfigPair& pair, const AuditContext* context, const std::vector<Requested>& requests);

/// What stands before the packets of `RequestAnswer::forged` and `unconnected`, and instead of them.
constexpr std::string_view changed_forged =
    "changed as well, for packets that should not come in there (source elsewhere, or no way through)";
constexpr std::string_view changed_unconnected = "changed as well, for packets that open no connection";
constexpr std::string_view partly_compared =
    "not compared between dialects: forged sources, and packets that open no connection";

/// A request may be about one of several firewalls. Corrects the answers when one crosses none of them: it was not
/// done.
void settle_requests(std::vector<FirewallDiff>& diffs);

/// As people read it, and as JSON (version 1, schemas/diff.schema.json).
std::string diff_text(const std::vector<FirewallDiff>& diffs);
std::string diff_json(const std::vector<FirewallDiff>& diffs);
/// A comment for a pull request.
std::string diff_markdown(const std::vector<FirewallDiff>& diffs);
/// Workflow commands of GitHub: a notice or warning at each line of the new side that is responsible for a change.
std::string diff_github(const std::vector<FirewallDiff>& diffs);
/// "opened", "closed", "uncertain", "redirected".
std::string_view name_of(ChangeKind kind);
std::string_view name_of(RequestVerdict verdict);
/// 0 nothing changes (or exactly what was asked for), 1 something does or a finding is new, 3 something could not be
/// decided.
int exit_status_of(const std::vector<FirewallDiff>& diffs);

}  // namespace lyncgate
