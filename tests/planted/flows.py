"""Packets as boxes of intervals, computed by hand: nothing here knows how the auditor does it."""

import ipaddress
import random
import socket
from dataclasses import dataclass, replace

ALL_ADDRESSES = ((0, 2**32 - 1),)
ALL_PORTS = ((0, 65535),)
TCP_UDP = (6, 17)


def unite(spans):
    merged = []
    for low, high in sorted(spans):
        if merged and low <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
        else:
            merged.append((low, high))
    return tuple(merged)


def outside(spans, domain):
    rest, at = [], domain[0][0]
    for low, high in unite(spans):
        if at < low:
            rest.append((at, low - 1))
        at = high + 1
    if at <= domain[0][1]:
        rest.append((at, domain[0][1]))
    return tuple(rest)


def within(a, b):
    return tuple((max(p, r), min(q, s)) for p, q in a for r, s in b if max(p, r) <= min(q, s))


def holds(spans, value):
    return any(low <= value <= high for low, high in spans)


def address(text):
    return int(ipaddress.IPv4Address(text))


def spans_of(words, number, domain):
    """The intervals that the words of a report stand for. A word it does not know is an error."""
    spans = []
    for word in words:
        if word == "any":
            return domain
        if "/" in word:
            net = ipaddress.IPv4Network(word)
            spans.append((int(net[0]), int(net[-1])))
        elif "-" in word:
            low, high = word.split("-")
            spans.append((number(low), number(high)))
        else:
            spans.append((number(word), number(word)))
    return unite(spans)


@dataclass(frozen=True)
class Box:
    sources: tuple
    destinations: tuple
    protocols: tuple
    source_ports: tuple = ALL_PORTS
    destination_ports: tuple = ALL_PORTS
    ingress: str = ""  # empty: by any interface

    def contains(self, packet):
        source, destination, protocol, source_port, destination_port, ingress = packet
        if not (holds(self.sources, source) and holds(self.destinations, destination)
                and holds(self.protocols, protocol) and self.ingress in ("", ingress)):
            return False
        return protocol not in TCP_UDP or (holds(self.source_ports, source_port)
                                           and holds(self.destination_ports, destination_port))

    def but(self, **changes):
        return replace(self, **changes)


def reported(packets, ingress=""):
    """A box of a report in JSON."""
    def protocol(word):
        return int(word) if word.isdigit() else socket.getprotobyname(word)

    for word in packets["other"]:
        if not word.startswith(("ingress", "egress", "in ", "out ")):
            raise ValueError(f"a report restricts packets by {word!r}, which no planted fault does")
    v4 = {end: [word for word in packets[end] if ":" not in word] for end in ("src", "dst")}
    return Box(spans_of(v4["src"], address, ALL_ADDRESSES), spans_of(v4["dst"], address, ALL_ADDRESSES),
               spans_of(packets["protocol"].split(", ") if isinstance(packets["protocol"], str)
                        else packets["protocol"], protocol, ((0, 255),)),
               spans_of(packets["src_ports"], int, ALL_PORTS), spans_of(packets["dst_ports"], int, ALL_PORTS), ingress)


def any_contains(boxes, packet):
    return any(box.contains(packet) for box in boxes)


def edges(spans, domain):
    values = set()
    for low, high in spans:
        values.update((low - 1, low, low + 1, (low + high) // 2, high - 1, high, high + 1))
    return [value for value in values if domain[0][0] <= value <= domain[0][1]]


def probes(boxes, ingresses, count, rng: random.Random):
    """Packets at the corners of the boxes and just beside them."""
    for _ in range(count):
        box, other = rng.choice(boxes), rng.choice(boxes)

        def pick(field, domain):
            return rng.choice(edges(getattr(rng.choice((box, box, box, other)), field), domain))

        yield (pick("sources", ALL_ADDRESSES), pick("destinations", ALL_ADDRESSES),
               pick("protocols", ((0, 255),)), pick("source_ports", ALL_PORTS),
               pick("destination_ports", ALL_PORTS), box.ingress or rng.choice(ingresses))
