"""Plants faults of all kinds in a firewall's rules, and others that are none because something masks them."""

from flows import ALL_PORTS, ALL_PROTOCOLS, ALL_TYPES, Rule, outside, subrange, unite, whole, within
from words import Condition


def replaced(gate, box, new, **changes):
    gate.rules = [rule.but(box=new, **changes) if rule.box == box else rule for rule in gate.rules]


def widened(spans, rng, most=2):
    low, high = spans[0]
    return unite(within(spans + ((low - rng.randrange(most), high + 1),), whole(spans)))


def is_media(box):
    ports = box.destination_ports
    return box.protocols == ((17, 17),) and ports != ALL_PORTS and ports[-1][1] - ports[0][0] > 100


def condition_for(gate, box, rng):
    """A condition that a rule for the box may have."""
    fit = [c for c in gate.writer.conditions if (gate.writer.name != "asa" or c.word == "office" or gate.writer.age == "9")
           and (c.word != "absent" or box.family == 4)
           and (gate.writer.name != "asa" or box.family == 4 or gate.writer.age == "9")]
    return rng.choice(fit) if fit else None


def removed(gate, box, _, rng):
    gate.rules = [rule for rule in gate.rules if rule.box != box]


def narrowed(gate, box, _, rng):
    replaced(gate, box, box.but(destination_ports=subrange(box.destination_ports, rng)))


def narrowed_ends(gate, box, _, rng):
    replaced(gate, box, box.but(sources=subrange(box.sources, rng), destinations=subrange(box.destinations, rng)))


def denied_first(gate, box, _, rng):
    cut = box.but(sources=subrange(box.sources, rng), destinations=subrange(box.destinations, rng),
                  destination_ports=subrange(box.destination_ports, rng))
    gate.rules.insert(0, Rule(False, cut))


def wider_ports(gate, box, _, rng):
    low, high = box.destination_ports[0]
    wide = ((max(0, low - rng.randrange(0, 3)), min(65535, high + rng.choice((1, 1, 100)))),)
    replaced(gate, box, box.but(destination_ports=unite(wide + box.destination_ports)))


def one_port_more(gate, box, wanted, rng):
    """The media range of 10,000 ports is needed; the next port is not."""
    media = [box for box in wanted if is_media(box)]
    if not media:
        return False
    box = rng.choice(media)
    low, high = box.destination_ports[0]
    more = (low - 1, high) if high == 65535 or rng.random() < 0.5 else (low, high + 1)
    return replaced(gate, box, box.but(destination_ports=unite((more,) + box.destination_ports)))


def wider_destinations(gate, box, _, rng):
    replaced(gate, box, box.but(destinations=widened(box.destinations, rng)))


def wider_sources(gate, box, _, rng):
    replaced(gate, box, box.but(sources=widened(box.sources, rng)))


def no_port_restriction(gate, box, _, rng):
    replaced(gate, box, box.but(destination_ports=ALL_PORTS))


def all_ports_but(gate, box, _, rng):
    if box.protocols not in (((6, 6),), ((17, 17),)):
        return False
    kept = ((445, 445),) if rng.random() < 0.5 else ((1024, 1024 + rng.randrange(1, 60_000)),)
    return gate.rules.append(Rule(True, box.but(destination_ports=outside(kept, ALL_PORTS), source_ports=ALL_PORTS)))


def other_protocol(gate, box, _, rng):
    gate.rules.append(Rule(True, box.but(protocols=((47, 47),), source_ports=ALL_PORTS, destination_ports=ALL_PORTS)))


def any_protocol(gate, box, _, rng):
    gate.rules.insert(rng.randrange(len(gate.rules) + 1), Rule(True, box.but(
        protocols=ALL_PROTOCOLS, source_ports=ALL_PORTS, destination_ports=ALL_PORTS)))


def from_anywhere(gate, box, _, rng):
    gate.rules.append(Rule(True, box.but(sources=whole(box.sources), ingress="")))


def icmp(gate, box, _, rng):
    kinds = {4: (8, 13, 17), 6: (1, 128, 129, 135)}[box.family]
    types = rng.choice((ALL_TYPES, unite((kind, kind) for kind in rng.sample(kinds, 2))))
    number = 58 if box.family == 6 else 1
    gate.rules.append(Rule(True, box.but(protocols=((number, number),), source_ports=ALL_PORTS,
                                         destination_ports=ALL_PORTS, types=types)))


def administration(gate, box, _, rng):
    gate.rules.insert(rng.randrange(len(gate.rules) + 1), Rule(True, box.but(
        destination_ports=((3389, 3389 + rng.randrange(3)),), source_ports=ALL_PORTS)))


def forgotten_translation(gate, box, _, rng):
    if len(gate.translations) < 2 or gate.untranslated:
        return False
    gate.untranslated = rng.choice(gate.translations)[0]
    return None


def forgotten_file(gate, box, _, rng):
    """The rules for IPv6 are not among the files."""
    if gate.writer.name != "iptables" or not gate.with6 or gate.fileless6:
        return False
    gate.fileless6 = True
    return gate.conditions.append(Condition("", "no ip6tables rules"))


def forgotten_replies(gate, box, wanted, rng):
    # pf cannot translate without a state, so there the one fault would hide the other.
    if gate.writer.dialect == "asa" or (gate.writer.name == "pf" and gate.translations):
        return False
    gate.forgetful = True
    return None


def hijacked(gate, box, _, rng):
    """A translation sends what is asked for to somebody else."""
    spans = [low for low, high in box.destinations if low == high]
    protocol = box.protocols[0][0]
    if (gate.writer.name == "asa" or gate.translations or gate.forgetful or not spans or is_media(box) or
            (gate.fileless6 and box.family == 6)):
        return False
    gate.hijacks.append((rng.choice(spans), protocol, rng.choice(box.destination_ports)[0]))
    return None


def unbound_list(gate, box, _, rng):
    if not gate.writer.unbinds or (gate.writer.age == "8.2" and gate.translations) or gate.unbound:
        return False
    gate.unbound = (rng.choice(list(gate.interfaces)),)
    return None


def masked_gap(gate, box, _, rng):
    """One rule too narrow, and another that opens the same."""
    narrowed(gate, box, _, rng)
    gate.rules.insert(rng.randrange(len(gate.rules) + 1), Rule(True, box))


def masked_excess(gate, box, _, rng):
    """A rule too wide, after one that drops what is too much."""
    extra = box.but(destination_ports=((3389, 3389),), source_ports=ALL_PORTS)
    if within(extra.destination_ports, box.destination_ports):
        return False
    gate.rules.insert(0, Rule(False, extra))
    replaced(gate, box, box.but(destination_ports=unite(extra.destination_ports + box.destination_ports)))
    return None


def half_masked_excess(gate, box, _, rng):
    extra = box.but(destination_ports=((3300, 3400),), source_ports=ALL_PORTS)
    gate.rules.append(Rule(True, extra))
    gate.rules.insert(0, Rule(False, extra.but(destination_ports=subrange(extra.destination_ports, rng),
                                               sources=subrange(extra.sources, rng))))


def under_ipsec(gate, box, wanted, rng):
    """Media that a rule lets pass under IPsec only."""
    media = [box for box in wanted if is_media(box)]
    if gate.writer.name != "iptables" or gate.forgetful or gate.policies or not media or gate.fileless6:
        return False
    box = rng.choice(media)
    gate.guarded.append(box)
    return removed(gate, box, wanted, rng)


def conditional(gate, box, _, rng):
    """A needed rule that holds sometimes."""
    condition = condition_for(gate, box, rng)
    if condition is None:
        return False
    gate.conditions.append(condition)
    return replaced(gate, box, box, condition=condition)


def conditional_deny(gate, box, _, rng):
    cut = box.but(destination_ports=subrange(box.destination_ports, rng))
    condition = condition_for(gate, cut, rng)
    if condition is None or gate.writer.name == "pf":
        return False
    gate.conditions.append(condition)
    return gate.rules.insert(0, Rule(False, cut, condition))


def conditional_excess(gate, box, _, rng):
    extra = box.but(destination_ports=((3389, 3391),), source_ports=ALL_PORTS)
    condition = condition_for(gate, extra, rng)
    if condition is None:
        return False
    gate.conditions.append(condition)
    return gate.rules.insert(rng.randrange(len(gate.rules) + 1), Rule(True, extra, condition))


FAULTS = (removed, narrowed, narrowed_ends, denied_first, wider_ports, one_port_more, wider_destinations, wider_sources,
          no_port_restriction, all_ports_but, other_protocol, any_protocol, from_anywhere, icmp, administration,
          forgotten_translation, forgotten_file, forgotten_replies, hijacked, unbound_list, masked_gap, masked_excess, half_masked_excess,
          under_ipsec, conditional, conditional_deny, conditional_excess)


def with_ports(box):
    return box.protocols in (((6, 6),), ((17, 17),), ((6, 6), (17, 17)))


def plant(gate, wanted, rng):
    """Changes the rules of the gate, in one place or two; says in words what was done."""
    said = []
    for _ in range(2 if rng.random() < 0.2 else 1):
        while True:
            fault, box = rng.choice(FAULTS), rng.choice(wanted)
            if fault(gate, box, wanted, rng) is not False:
                break
        said.append(f"{fault.__name__} ({box.protocols[0][0]}/{box.destination_ports[0][0]}, IPv{box.family})")
    return " and ".join(said)
