"""IPsec policies that take media, exempt it, or take other things: as crypto maps of an ASA, `ip xfrm policy`, OpenBSD's
ipsec.conf and the two exports of Windows. The first policy that takes a packet decides; exemptions lie inside what
they exempt from, so that for the kinds where the narrowest decides the answer is the same."""

from dataclasses import dataclass

from faults import is_media
from flows import ALL_PORTS, ALL_PROTOCOLS, literal, networks, subrange, unite, whole, within
from words import span


@dataclass(frozen=True)
class Policy:
    protects: bool
    box: object


def reversed_packet(packet):
    source, destination, protocol, source_port, destination_port, kind, _ = packet
    return (destination, source, protocol, destination_port, source_port, kind, "")


class Policies:
    """The policies of one firewall. `severity` is what a conflict with media is."""
    ranges = True  # ports may be ranges
    mirrored = True  # they are about both directions
    by_pairs = False  # each pair of networks is a policy, and the narrowest decides
    severity = "error"

    def __init__(self, gate, policies, rng):
        self.gate, self.policies, self.rng = gate, policies, rng

    def takes(self, packet, only=None):
        """Whether IPsec protects the packet, or drops it because it does not come protected."""
        for policy in self.policies if only is None else only:
            if policy.box.contains(packet) or (self.mirrored and policy.box.contains(reversed_packet(packet))):
                return policy.protects
        return False

    def files(self):
        return {}

    def extended(self, name, content):
        return content


class CryptoMap(Policies):
    """ASA: a static map, and a dynamic one with a list after it now and then."""

    def __init__(self, gate, policies, rng):
        super().__init__(gate, policies, rng)
        self.egress = gate.side_of(policies[-1].box.destinations[0][0])

    def takes(self, packet, only=None):
        if self.gate.side_of(packet[1]) == self.egress:
            for policy in self.policies:
                if policy.box.contains(packet):
                    return policy.protects
        if packet[-1] == self.egress:
            for policy in self.policies:
                if policy.box.contains(reversed_packet(packet)):
                    return policy.protects
        return False

    def mapped(self, spans):
        """Local addresses as they leave."""
        if self.egress != self.gate.internet:
            return spans
        return unite(span if not public else (public, public) for span, public in (
            (one, next((b for a, b in self.gate.translations if one == (a, a)), None)) for one in spans))

    def extended(self, name, content):
        lines = []
        ends = lambda net: str(net) if net.version == 6 else f"{net.network_address} {net.netmask}"
        for policy in self.policies:
            box = policy.box
            word = {((17, 17),): "udp", ((6, 6),): "tcp"}.get(box.protocols, "ip")
            ports = ["" if spans == ALL_PORTS else f" range {spans[0][0]} {spans[0][1]}" for spans in
                     (box.source_ports, box.destination_ports)]
            for source in networks(self.mapped(box.sources)):
                for destination in networks(box.destinations):
                    lines.append(f"access-list vpn extended {'permit' if policy.protects else 'deny'} {word} "
                                 f"{ends(source)}{ports[0]} {ends(destination)}{ports[1]}")
        lines += ["access-list other extended permit tcp host 203.0.113.250 host 203.0.113.251",
                  "crypto ipsec ikev1 transform-set strong esp-aes esp-sha-hmac",
                  "crypto map branches 5 match address other", "crypto map branches 5 set peer 192.0.2.9",
                  "crypto map branches 5 set ikev1 transform-set strong"]
        if self.rng.random() < 0.3:
            lines += ["crypto dynamic-map roaming 20 match address vpn",
                      "crypto dynamic-map roaming 20 set ikev1 transform-set strong",
                      "crypto map branches 65000 ipsec-isakmp dynamic roaming"]
        else:
            lines += ["crypto map branches 10 match address vpn", "crypto map branches 10 set peer 192.0.2.2",
                      "crypto map branches 10 set ikev1 transform-set strong"]
        return content + "\n".join(lines + [f"crypto map branches interface {self.egress}", ""])


class Xfrm(Policies):
    ranges = mirrored = False

    def files(self):
        text = []
        for number, policy in enumerate(self.policies):
            box = policy.box
            word = {((17, 17),): " proto udp", ((6, 6),): " proto tcp"}.get(box.protocols, "")
            ports = "".join(f" {name} {spans[0][0]}" for name, spans in
                            (("sport", box.source_ports), ("dport", box.destination_ports)) if spans != ALL_PORTS)
            for source in networks(box.sources):
                for destination in networks(box.destinations):
                    for direction in ("out", "fwd"):
                        text.append(f"src {source} dst {destination}{word}{ports} \n"
                                    f"\tdir {direction} priority {2000 + number} ptype main \n")
                        if policy.protects:
                            text.append("\ttmpl src 192.0.2.1 dst 192.0.2.2\n"
                                        "\t\tproto esp reqid 1 mode tunnel\n")
        return {"xfrm.txt": "".join(text)}


class IpsecConf(Policies):
    ranges, by_pairs = False, True

    def files(self):
        text = []
        for policy in self.policies:
            box = policy.box
            word = {((17, 17),): " proto udp", ((6, 6),): " proto tcp"}.get(box.protocols, "")
            ports = ["" if spans == ALL_PORTS else f" port {spans[0][0]}" for spans in
                     (box.source_ports, box.destination_ports)]
            sources, destinations = ([str(net) for net in networks(spans)] for spans in (box.sources, box.destinations))
            listed = lambda words: words[0] if len(words) == 1 else "{ " + ", ".join(words) + " }"
            ends = f"from {listed(sources)}{ports[0]} to {listed(destinations)}{ports[1]}"
            text.append(f"flow esp{word} {ends} peer 192.0.2.2 type require\n" if policy.protects
                        else f"flow esp{word} {ends} type bypass\n")
        return {"ipsec.conf": "".join(text)}


class Consec(Policies):
    """`netsh advfirewall consec show rule name=all verbose`."""

    def __init__(self, gate, policies, rng):
        super().__init__(gate, policies, rng)
        self.action, self.severity = rng.choice((("RequireInRequireOut", "error"), ("RequestInRequestOut", "warning")))

    @staticmethod
    def ends(spans):
        if spans == whole(spans):
            return "Any"
        return ",".join(f"{literal(low)}-{literal(high)}" if low != high else
                        f"{literal(low)}/{32 if low == high and literal(low).version == 4 else 128}"
                        for low, high in spans)

    @staticmethod
    def ports(spans):
        return "Any" if spans == ALL_PORTS else ",".join(span(low, high, "-") for low, high in spans)

    def files(self):
        text = []
        for number, policy in enumerate(self.policies):
            box = policy.box
            lines = [("Rule Name", f"Rule {number}"), None, ("Enabled", "Yes"), ("Profiles", "Domain,Private,Public"),
                     ("Type", "Static"), ("Mode", "Transport"), ("InterfaceTypes", "Any"),
                     ("Endpoint1", self.ends(box.sources)), ("Endpoint2", self.ends(box.destinations)),
                     ("Port1", self.ports(box.source_ports)), ("Port2", self.ports(box.destination_ports)),
                     ("Protocol", {((17, 17),): "UDP", ((6, 6),): "TCP"}.get(box.protocols, "Any")),
                     ("Action", self.action if policy.protects else "NoAuthentication"),
                     ("Auth1", "ComputerKerb"), ("Rule source", "Local Setting")]
            if box.protocols == ALL_PROTOCOLS:
                lines = [line for line in lines if line is None or not line[0].startswith("Port")]
            text += [""] + ["-" * 70 if line is None else f"{line[0] + ':':<38}{line[1]}" for line in lines]
        return {"consec.txt": "\r\n".join(text + ["", "Ok.", ""])}


class StaticPolicy(Policies):
    """`netsh ipsec static show all`."""
    ranges, by_pairs = False, True

    @staticmethod
    def address(name, net):
        return [(f"{name} IP Address", "<Any IP Address>" if net.prefixlen == 0 else net.network_address),
                (f"{name} Mask", net.netmask), (f"{name} DNS Name", "NONE")]

    def filters(self, box):
        for source in networks(box.sources):
            for destination in networks(box.destinations):
                yield [("Description", "NONE"), ("Mirrored", "YES"), *self.address("Source", source),
                       *self.address("Destination", destination),
                       ("Protocol", {((17, 17),): "UDP", ((6, 6),): "TCP"}.get(box.protocols, "ANY")),
                       ("Source Port", "ANY"), ("Destination Port", "ANY" if box.destination_ports == ALL_PORTS
                                                else box.destination_ports[0][0])]

    def files(self):
        text = [("Policy Name", "Servers"), ("Description", "NONE"), ("Assigned", "YES"),
                ("No. of Rules", len(self.policies)), "", "Rule Details", "------------", ""]
        for number, policy in enumerate(self.policies, 1):
            filters = list(self.filters(policy.box))
            text += [("Rule ID", f"{number}, GUID = {{00000000-0000-0000-0000-00000000000{number}}}"),
                     ("Rule Name", "NONE"), ("Activated", "YES"), ("Connection Type", "ALL"),
                     "Authentication Methods(1)", "", "\tKERBEROS", "", "FilterList Details", "------------------", "",
                     ("FilterList Name", f"List {number}"), ("Description", "NONE"), ("No. of Filters", len(filters)),
                     "Filter(s)", "---------"]
            for lines in filters:
                text += lines + [""]
            text += ["FilterAction Details", "---------------------", "", ("FilterAction Name", f"Action {number}"),
                     ("Description", "NONE"), ("Action", "NEGOTIATE" if policy.protects else "PERMIT"),
                     ("AllowUnsecure(Fallback)", "NO"), ("Inbound Passthrough", "NO"), ""]
        return {"static.txt": "\n".join(line if isinstance(line, str) else f"{line[0]:<25}: {line[1]}"
                                        for line in text + [""])}


KINDS = {"asa": (CryptoMap, Consec, StaticPolicy), "iptables": (Xfrm, Consec, StaticPolicy),
         "pf": (IpsecConf, Consec, StaticPolicy)}


def plant_policies(gate, wanted, rng):
    """Policies around a media flow of the gate; says in words which, or nothing when it has no media."""
    media = [box for box in wanted if is_media(box)]
    if not media:
        return None
    box = rng.choice(media)
    kind = rng.choice([kind for kind in KINDS[gate.writer.name] if (kind is not CryptoMap or gate.writer.age == "9")
                       and (kind is not StaticPolicy or box.family == 4)])
    low, high = box.destination_ports[0]
    ports = rng.choice([ALL_PORTS, ((low, low),), ((high, high),), ((high + 1, high + 1),), ((low - 1, low - 1),)] +
                       ([((low, high),), ((low - 1, high + 1),), subrange(box.destination_ports, rng),
                         ((low + 1, high),)] if kind.ranges else []))
    ends = {"sources": subrange(box.sources, rng) if rng.random() < 0.5 else (rng.choice(box.sources),),
            "destinations": subrange(box.destinations, rng) if rng.random() < 0.5 else (rng.choice(box.destinations),)}
    tunnel = box.but(ingress="", source_ports=ALL_PORTS, destination_ports=ports, **ends)
    if rng.random() < 0.3:
        tunnel = tunnel.but(protocols=ALL_PROTOCOLS, destination_ports=ALL_PORTS)
    policies, words = [Policy(True, tunnel)], f"a policy for ports {ports[0][0]}-{ports[0][1]}"
    if rng.random() < 0.6:
        inside = tunnel.but(protocols=((17, 17),))
        if kind.ranges:
            inside = inside.but(destination_ports=within(tunnel.destination_ports, rng.choice(
                (((low, high),), ((low, high - 1),), ((low + 1, high),), ((low - 1, high + 1),)))))
        elif tunnel.destination_ports == ALL_PORTS:
            inside = inside.but(destination_ports=((rng.choice((low, high, low + 1)),) * 2,))
        if rng.random() < 0.5:
            inside = inside.but(sources=subrange(tunnel.sources, rng))
        # Where the narrowest decides, and each pair of networks is a policy of its own, all of them have to be narrower.
        strict = not kind.by_pairs or inside.destination_ports != tunnel.destination_ports
        if inside.destination_ports and inside != tunnel and strict:
            policies.insert(0, Policy(False, inside))
            words += f" with an exemption for {inside.destination_ports[0]}"
    gate.policies = kind(gate, policies, rng)
    return f"{kind.__name__}: {words}"
