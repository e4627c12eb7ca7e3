// What rules change in packets.
#pragma once

#include "iptables/interpreter.hpp"

namespace lyncgate::iptables::testing {

/// DNAT, SNAT and the like; `guessed` is set where the text leaves a choice, which the machine's world makes.
void translate(const Machine& machine, const Translate& t, Hook hook, Probe& probe, bool& guessed);
/// MARK and CONNMARK; `connected`: the packet belongs to a connection.
void set_mark(const SetMark& s, bool connected, Probe& probe);

}  // namespace lyncgate::iptables::testing
