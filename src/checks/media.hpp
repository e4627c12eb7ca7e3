// Media: the packets that IPsec must leave alone.
#pragma once

#include <vector>

#include "checks/check.hpp"

namespace lyncgate {

/// A row of Microsoft's IPsec exceptions, or a media flow of the site, with the ports on which its media runs.
struct Media {
    RequiredFlow flow;       ///< as bound, its ports narrowed to media
    bool exception = false;  ///< a row of the exceptions; otherwise a flow of a port table
    bool arrives = true;     ///< packets go to the server the row is about
    bool leaves = true;      ///< packets come from the server the row is about
    /// Speaks of any host to any host, so that other rows say the same of their own packets.
    bool general = false;
};

/// All media of a site: the rows of the exceptions in their order, then the flows of the port tables whose ports are
/// media ranges. The row about clients is taken to speak of the site's clients, where the site places any.
std::vector<Media> media_of(const AuditContext& context);

/// Everything the exceptions' table exempts, as printed: every port of the servers' rows, and the answers, since a
/// policy that exempts packets exempts those the other way round with them.
Boxes exempted_by_table(const AuditContext& context, SetPool& pool);

/// Whether some rule of the firewall rewrites addresses or ports.
bool translates(const Firewall& firewall);

/// Media at one firewall: what arrives and what leaves, in the words of the policies there.
struct MediaAtFirewall {
    Boxes arriving;
    Boxes leaving;
    bool complete = true;  ///< false: the budget ended before translations were followed
};
MediaAtFirewall at_firewall(const Media& media, const AuditedFirewall& firewall, SetPool& pool, const Budget& budget);
/// Media as the servers themselves send and receive it.
Box at_hosts(const Media& media, SetPool& pool);

}  // namespace lyncgate
