"""Packets as boxes of intervals, computed by hand: nothing here knows how the auditor does it. Addresses of both
families stand on one number line, IPv6 from V6 on; a box is of one family."""

import functools
import ipaddress
import random
import re
import socket
from dataclasses import dataclass, replace

V6 = 1 << 40
ALL4, ALL6 = ((0, 2**32 - 1),), ((V6, V6 + 2**128 - 1),)
ALL_PORTS, ALL_TYPES, ALL_PROTOCOLS = ((0, 65535),), ((0, 255),), ((0, 255),)
TCP_UDP, ICMPS = (6, 17), (1, 58)
UNTRACKED_TYPES = (*range(130, 137), 143)

# What no host of the Internet has, of IANA's registries for special purposes.
SPECIAL = (
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
    "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
    "224.0.0.0/3", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")


@functools.lru_cache(None)
def address(text):
    value = ipaddress.ip_address(text)
    return int(value) + (V6 if value.version == 6 else 0)


@functools.lru_cache(None)
def literal(number):
    return ipaddress.IPv6Address(number - V6) if number >= V6 else ipaddress.IPv4Address(number)


@functools.lru_cache(None)
def net_span(text):
    net = ipaddress.ip_network(text)
    return address(net[0]), address(net[-1])


def of_internet(value):
    return (value < V6 or holds((net_span("2000::/3"),), value)) and not holds(map(net_span, SPECIAL), value)


def family(spans):
    return 6 if spans[0][0] >= V6 else 4


def whole(spans):
    return ALL6 if family(spans) == 6 else ALL4


class Net(str):
    """A network as a word, with what its writers ask of it."""
    def __new__(cls, net):
        word = super().__new__(cls, str(net))
        word.version, word.prefixlen, word.max_prefixlen = net.version, net.prefixlen, net.max_prefixlen
        word.network_address, word.netmask = str(net.network_address), str(net.netmask)
        return word


@functools.lru_cache(None)
def networks_of(low, high):
    return [Net(net) for net in ipaddress.summarize_address_range(literal(low), literal(high))]


def networks(spans):
    return [net for low, high in spans for net in networks_of(low, high)]


def unite(spans):
    merged = []
    for low, high in sorted(spans):
        if merged and low <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
        else:
            merged.append((low, high))
    return tuple(merged)


def outside(spans, domain):
    rest = []
    for begin, end in domain:
        at = begin
        for low, high in unite(within(spans, ((begin, end),))):
            if at < low:
                rest.append((at, low - 1))
            at = high + 1
        if at <= end:
            rest.append((at, end))
    return tuple(rest)


def within(a, b):
    return tuple((max(p, r), min(q, s)) for p, q in a for r, s in b if max(p, r) <= min(q, s))


def holds(spans, value):
    for low, high in spans:
        if low <= value <= high:
            return True
    return False


def subrange(spans, rng):
    low, high = rng.choice(spans)
    a, b = sorted((rng.randint(low, high), rng.randint(low, high)))
    return ((a, b),)


@dataclass(frozen=True)
class Box:
    sources: tuple
    destinations: tuple
    protocols: tuple
    source_ports: tuple = ALL_PORTS
    destination_ports: tuple = ALL_PORTS
    ingress: str = ""  # empty: by any interface
    types: tuple = ALL_TYPES  # of ICMP

    def contains(self, packet):
        source, destination, protocol, source_port, destination_port, kind, ingress = packet
        if not (holds(self.sources, source) and holds(self.destinations, destination)
                and holds(self.protocols, protocol) and self.ingress in ("", ingress)):
            return False
        if protocol in ICMPS:
            return holds(self.types, kind)
        return protocol not in TCP_UDP or (holds(self.source_ports, source_port)
                                           and holds(self.destination_ports, destination_port))

    @property
    def family(self):
        return family(self.sources)

    def but(self, **changes):
        return replace(self, **changes)


@dataclass(frozen=True)
class Rule:
    accept: bool
    box: Box
    condition: object = None  # what the text does not decide: the rule may take its packets or not

    def but(self, **changes):
        return replace(self, **changes)


def outcomes(rules, packet, default=False):
    """What may become of a packet where the first rule that takes it decides."""
    found = set()
    for rule in rules:
        if rule.box.contains(packet):
            found.add(rule.accept)
            if rule.condition is None:
                return found
    return found | {default}


def protocol_span(word):
    if word == "any":
        return ALL_PROTOCOLS[0]
    if re.fullmatch(r"\d+(-\d+)?", word):
        return int(word.split("-")[0]), int(word.split("-")[-1])
    number = {"icmp6": 58}.get(word) or socket.getprotobyname(word)
    return number, number


def spans_of(words, number, domain):
    """The intervals that the words of a report stand for. A word it does not know is an error."""
    spans = []
    for word in words:
        if word == "any":
            return domain
        if "/" in word:
            spans.append(net_span(word))
        else:
            low, high = (word.split("-") * 2)[:2]
            spans.append((number(low), number(high)))
    return unite(spans)


def family_spans(words, version):
    """The addresses of one family among the words of a report."""
    every = ALL6 if version == 6 else ALL4
    if "any" in words or f"any IPv{version}" in words:
        return every
    return spans_of([word for word in words if not word.startswith("any") and (":" in word) == (version == 6)],
                    address, every)


def icmp_types(words):
    spans = []
    for word in words.removeprefix("ICMP ").split(", "):
        match = re.fullmatch(r"types? (\d+)(?:-(\d+))?", word)
        if not match:
            raise ValueError(f"a report says {word!r} of ICMP, which no planted fault does")
        spans.append((int(match[1]), int(match[2] or match[1])))
    return unite(spans)


def reported(packets, ingress=""):
    """A box of a report in JSON: one for each family."""
    types = ALL_TYPES
    for word in packets["other"]:
        if word.startswith("ICMP "):
            types = icmp_types(word)
        elif not word.startswith(("ingress", "egress", "in ", "out ")):
            raise ValueError(f"a report restricts packets by {word!r}, which no planted fault does")
    protocols = packets["protocol"].split(", ") if isinstance(packets["protocol"], str) else packets["protocol"]
    boxes = []
    for version in (4, 6):
        sources, destinations = (family_spans(packets[end], version) for end in ("src", "dst"))
        if sources and destinations:
            boxes.append(Box(sources, destinations, unite(map(protocol_span, protocols)),
                             spans_of(packets["src_ports"], int, ALL_PORTS),
                             spans_of(packets["dst_ports"], int, ALL_PORTS), ingress, types))
    return boxes


def any_contains(boxes, packet):
    return any(box.contains(packet) for box in boxes)


def edges(spans, domain):
    values = set()
    for low, high in spans:
        values.update((low - 1, low, low + 1, (low + high) // 2, high - 1, high, high + 1))
    return [value for value in values if domain[0][0] <= value <= domain[0][1]]


def probes(boxes, ingresses, count, rng: random.Random):
    """Packets at the corners of the boxes and just beside them."""
    by_family = {version: [box for box in boxes if box.family == version] for version in (4, 6)}
    for _ in range(count if boxes else 0):
        box = rng.choice(boxes)
        other = rng.choice(by_family[box.family])

        def pick(field, domain):
            return rng.choice(edges(getattr(rng.choice((box, box, box, other)), field), domain))

        every = whole(box.sources)
        packet = (pick("sources", every), pick("destinations", every), pick("protocols", ALL_PROTOCOLS),
                  pick("source_ports", ALL_PORTS), pick("destination_ports", ALL_PORTS), pick("types", ALL_TYPES),
                  box.ingress or rng.choice(ingresses))
        # Netfilter does not track listener reports and neighbour discovery: whether a rule on NEW takes them is asked
        # of the kernel, not here.
        if packet[2] != 58 or packet[5] not in UNTRACKED_TYPES:
            yield packet
