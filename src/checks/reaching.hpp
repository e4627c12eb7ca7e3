// The packets of a question that go to where the question is about, and what of them is asked for.
#pragma once

#include <vector>

#include "checks/lync_scope.hpp"
#include "model/unfold.hpp"

namespace lyncgate {

/// A flow that somebody needs, on both sides of a translation: who sends it, and where it ends.
struct WantedFlow {
    Set sources, destinations;
    Set protocols;  ///< IP protocol numbers
    Set source_ports, destination_ports;
    Set ends;  ///< where translations may send it: `destinations`, and the servers behind a virtual address
};

/// Everything that some requirement of the site, whatever its necessity, or some accepted flow asks for. Where the
/// Internet is meant, everything outside the site's own networks counts as Internet.
std::vector<WantedFlow> wanted_flows(const AuditContext& context);

/// Packets that are translated alike, in the words of the question.
struct Reaching {
    Boxes packets;
    Boxes wanted;                 ///< what is asked for; cuts for `packets`, may reach beyond them
    bool certain = true;          ///< false: a translation that cannot be followed may send them elsewhere
    std::vector<DoubtId> doubts;  ///< why it cannot
};

/// The packets of the view that pass between different interfaces and, for a question to servers, end at one.
std::vector<Reaching> reaching(const View& view, const ScopeQuestion& question, const Set& servers,
                               const std::vector<WantedFlow>& wanted, SetPool& pool);

}  // namespace lyncgate
