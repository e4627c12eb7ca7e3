"""Writes the rules of one firewall in each dialect. Rules are tried in order, the first that takes a packet decides."""

import ipaddress

from flows import ALL_ADDRESSES, ALL_PORTS, TCP_UDP


def dotted(number):
    return str(ipaddress.IPv4Address(number))


def networks(spans):
    for low, high in spans:
        yield from ipaddress.summarize_address_range(ipaddress.IPv4Address(low), ipaddress.IPv4Address(high))


def span(low, high, joint):
    return str(low) if low == high else f"{low}{joint}{high}"


def protocols_of(box):
    return [None] if box.protocols == ((0, 255),) else [p for low, high in box.protocols for p in range(low, high + 1)]


class Iptables:
    name, file, dialect = "iptables", "rules.v4", "iptables-save"

    @staticmethod
    def address_parts(option, spans, rng):
        if spans == ALL_ADDRESSES:
            return [""]
        if len(spans) == 1 and rng.random() < 0.5:
            return [f" -m iprange --{'src' if option == 's' else 'dst'}-range {dotted(spans[0][0])}-{dotted(spans[0][1])}"]
        return [f" -{option} {net}" for net in networks(spans)]

    @staticmethod
    def port_parts(box, protocol, rng):
        if protocol not in TCP_UDP:
            return [""]
        name = {6: "tcp", 17: "udp"}[protocol]
        parts = [f" -m {name}"]
        for option, spans in (("sport", box.source_ports), ("dport", box.destination_ports)):
            if spans == ALL_PORTS:
                continue
            if 1 < len(spans) <= 7 or rng.random() < 0.3:
                listed = ",".join(span(low, high, ":") for low, high in spans)
                parts = [f"{part} -m multiport --{option}s {listed}" for part in parts]
            else:
                parts = [f"{part} --{option} {span(low, high, ':')}" for part in parts for low, high in spans]
        return parts

    def rules(self, gate, rng):
        lines = []
        for verdict, box in gate.rules:
            for protocol in protocols_of(box):
                p = "" if protocol is None else f" -p {protocol}"
                for ports in self.port_parts(box, protocol, rng):
                    for source in self.address_parts("s", box.sources, rng):
                        for destination in self.address_parts("d", box.destinations, rng):
                            i = f" -i {box.ingress}" if box.ingress else ""
                            lines.append(f"-A FORWARD{i}{source}{destination}{p}{ports} -j "
                                         f"{'ACCEPT' if verdict else 'DROP'}")
        return lines

    def write(self, gate, rng):
        text = []
        if gate.translations:
            text += ["*nat", ":PREROUTING ACCEPT [0:0]", ":INPUT ACCEPT [0:0]", ":OUTPUT ACCEPT [0:0]",
                     ":POSTROUTING ACCEPT [0:0]"]
            for private, public in gate.written_translations():
                text.append(f"-A PREROUTING -i {gate.internet} -d {dotted(public)}/32 -j DNAT --to-destination {dotted(private)}")
                text.append(f"-A POSTROUTING -s {dotted(private)}/32 -o {gate.internet} -j SNAT --to-source {dotted(public)}")
            text.append("COMMIT")
        text += ["*filter", ":INPUT DROP [0:0]", ":FORWARD DROP [0:0]", ":OUTPUT ACCEPT [0:0]",
                 *([] if gate.forgetful else ["-A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT"])]
        return "\n".join(text + self.rules(gate, rng) + ["COMMIT", ""])

    one_port_or_all = True  # what its IPsec policies can say of ports

    def tunnel(self, box):
        """Policies of `ip xfrm policy` that protect the packets of the box."""
        text = []
        for source in networks(box.sources):
            for destination in networks(box.destinations):
                for direction in ("out", "fwd"):
                    low, high = box.destination_ports[0]
                    port = f" dport {low}" if low == high else ""
                    text.append(f"src {source} dst {destination} proto udp{port}\n"
                                f"\tdir {direction} priority 2000 ptype main\n"
                                f"\ttmpl src 192.0.2.1 dst 192.0.2.2\n\t\tproto esp reqid 1 mode tunnel\n")
        return "xfrm.txt", "".join(text)


class Pf:
    name, file = "pf", "pf.conf"

    def __init__(self, world):
        self.dialect = world

    def addresses(self, spans):
        if spans == ALL_ADDRESSES:
            return "any"
        words = [str(net) for net in networks(spans)]
        return words[0] if len(words) == 1 else "{ " + ", ".join(words) + " }"

    def ports(self, spans):
        if spans == ALL_PORTS:
            return ""
        words = [span(low, high, ":") for low, high in spans]
        return " port " + (words[0] if len(words) == 1 else "{ " + " ".join(words) + " }")

    def write(self, gate, rng):
        text = ["set block-policy drop", "set skip on lo0"]
        for private, public in gate.written_translations():
            if self.dialect == "pf-openbsd":
                text.append(f"match on {gate.internet} from {dotted(private)} to any binat-to {dotted(public)}")
            else:
                text.append(f"binat on {gate.internet} from {dotted(private)} to any -> {dotted(public)}")
        text += ["block all" if gate.forgetful else "block in all",
                 "pass out all no state" if gate.forgetful else "pass out all keep state"]
        for verdict, box in gate.rules:
            for protocol in protocols_of(box):
                on = f" on {box.ingress}" if box.ingress else ""
                p = "" if protocol is None else f" proto {protocol}"
                with_ports = protocol in TCP_UDP
                text.append(f"{'pass' if verdict else 'block'} in quick{on} inet{p} from {self.addresses(box.sources)}"
                            f"{self.ports(box.source_ports) if with_ports else ''} to "
                            f"{self.addresses(box.destinations)}"
                            f"{self.ports(box.destination_ports) if with_ports else ''}")
        return "\n".join(text + [""])

    one_port_or_all = True

    def tunnel(self, box):
        """Flows of ipsec.conf(5)."""
        text = []
        for source in networks(box.sources):
            for destination in networks(box.destinations):
                low, high = box.destination_ports[0]
                port = f" port {low}" if low == high else ""
                text.append(f"flow esp proto udp from {source} to {destination}{port} peer 192.0.2.2 type require\n")
        return "ipsec.conf", "".join(text)


class Asa:
    name, file, dialect = "asa", "running-config.cfg", "asa"
    one_port_or_all = False

    def __init__(self):
        self.groups = []

    def operand(self, spans, rng):
        if spans == ALL_ADDRESSES:
            return "any4"
        nets = list(networks(spans))
        if len(nets) == 1 and rng.random() < 0.7:
            net = nets[0]
            return f"host {net.network_address}" if net.prefixlen == 32 else f"{net.network_address} {net.netmask}"
        if len(spans) == 1 and rng.random() < 0.5:
            name = f"range-{len(self.groups)}"
            self.groups.append([f"object network {name}", f" range {dotted(spans[0][0])} {dotted(spans[0][1])}"])
            return f"object {name}"
        name = f"group-{len(self.groups)}"
        self.groups.append([f"object-group network {name}"] +
                           [f" network-object {net.network_address} {net.netmask}" for net in nets])
        return f"object-group {name}"

    def port_operands(self, spans):
        if spans == ALL_PORTS:
            return [""]
        return [f" eq {low}" if low == high else f" range {low} {high}" for low, high in spans]

    def write(self, gate, rng):
        self.groups = []
        lists = {ingress: [] for ingress in gate.interfaces}
        for verdict, box in gate.rules:
            for ingress in [box.ingress] if box.ingress else gate.interfaces:
                for protocol in protocols_of(box):
                    sources = self.operand(box.sources, rng)
                    destinations = self.operand(box.destinations, rng)
                    with_ports = protocol in TCP_UDP
                    name = {None: "ip", 6: "tcp", 17: "udp", 1: "icmp", 47: "gre"}.get(protocol, str(protocol))
                    for sport in self.port_operands(box.source_ports) if with_ports else [""]:
                        for dport in self.port_operands(box.destination_ports) if with_ports else [""]:
                            lists[ingress].append(f"access-list {ingress}_in extended {'permit' if verdict else 'deny'}"
                                                  f" {name} {sources}{sport} {destinations}{dport}")
        text = ["ASA Version 9.12(4)", "!", f"hostname {gate.name}"]
        for number, (ingress, own) in enumerate(gate.interfaces.items()):
            level = 0 if ingress == gate.internet else 50 + number
            text += ["!", f"interface GigabitEthernet0/{number}", f" nameif {ingress}", f" security-level {level}",
                     f" ip address {own} 255.255.255.0"]
        for private, public in gate.written_translations():
            text += [f"object network real-{dotted(private)}", f" host {dotted(private)}"]
        text += [line for group in self.groups for line in group]
        for ingress, lines in lists.items():
            text += lines
        for private, public in gate.written_translations():
            inner = gate.side_of(private)
            text += [f"object network real-{dotted(private)}",
                     f" nat ({inner},{gate.internet}) static {dotted(public)}"]
        for ingress, lines in lists.items():
            if lines:
                text.append(f"access-group {ingress}_in in interface {ingress}")
            else:
                text += [f"access-list {ingress}_in extended deny ip any any",
                         f"access-group {ingress}_in in interface {ingress}"]
        if gate.tunnel is not None:
            low, high = gate.tunnel.destination_ports[0]
            ports = "" if gate.tunnel.destination_ports == ALL_PORTS else f" range {low} {high}"
            for source in networks(gate.tunnel.sources):
                for destination in networks(gate.tunnel.destinations):
                    text.append(f"access-list vpn extended permit udp {source.network_address} {source.netmask} "
                                f"{destination.network_address} {destination.netmask}{ports}")
            egress = gate.tunnel_egress
            text += ["crypto ipsec ikev1 transform-set strong esp-aes esp-sha-hmac",
                     "crypto map branches 10 match address vpn", "crypto map branches 10 set peer 192.0.2.2",
                     "crypto map branches 10 set ikev1 transform-set strong", f"crypto map branches interface {egress}"]
        return "\n".join(text + [""])


def all_dialects():
    return [Iptables(), Pf("pf-openbsd"), Pf("pf-freebsd"), Asa()]
