"""Writes the rules of a firewall as Cisco ASA running-configs of three ages, in many shapes."""

from flows import ALL_PORTS, ALL_TYPES, TCP_UDP, Rule, family, literal, networks, outside, unite, whole, within
from words import Condition, protocols_of

VERSIONS = {"9": "9.12(4)", "8.4": "8.4(7)", "8.2": "8.2(5)"}


class Asa:
    name, dialect, unbinds = "asa", "asa", True
    # Of these the last two stand before the source or in its place.
    conditions = (Condition("time-range office", "office"), Condition("user LOCAL\\bob", "bob"),
                  Condition("security-group name phones", "phones"))

    def __init__(self, age):
        self.age = age

    def group(self, kind, lines):
        name = f"group-{len(self.groups)}"
        self.groups.append([f"{kind} {name}", *lines])
        return name

    def member(self, net):
        if net.prefixlen == net.max_prefixlen and (net.version == 6 or self.rng.random() < 0.5):
            return f" network-object host {net.network_address}"
        return f" network-object {net}" if net.version == 6 else f" network-object {net.network_address} {net.netmask}"

    def operands(self, spans):
        """Alternatives for one end."""
        rng, version = self.rng, family(spans)
        if spans == whole(spans):
            return ["any" if self.age != "9" else f"any{version}"]
        nets = networks(spans)
        plain = [(f"host {net.network_address}" if net.prefixlen == net.max_prefixlen else
                  f"{net}" if net.version == 6 else f"{net.network_address} {net.netmask}") for net in nets]
        if version == 6 and self.age != "9":
            return plain
        if len(nets) == 1 and rng.random() < 0.6 or rng.random() < 0.1 and len(nets) < 5:
            return plain
        if len(spans) == 1 and rng.random() < 0.5 and self.age != "8.2":
            low, high = literal(spans[0][0]), literal(spans[0][1])
            return [f"object {self.group('object network', [f' range {low} {high}' if low != high else f' host {low}'])}"]
        if len(nets) > 2 and rng.random() < 0.3:
            half = self.group("object-group network", map(self.member, nets[1:]))
            lines = [f" group-object {half}", self.member(nets[0])]
        else:
            lines = map(self.member, nets)
        return [f"object-group {self.group('object-group network', lines)}"]

    def port_operands(self, spans, protocol):
        if spans == ALL_PORTS:
            return [""]
        rng, beside = self.rng, outside(spans, ALL_PORTS)
        if len(beside) == 1 and beside[0][0] == beside[0][1] and rng.random() < 0.7:
            return [f" neq {beside[0][0]}"]
        if spans[0][0] == 0 and len(spans) == 1 and spans[0][1] < 65535 and rng.random() < 0.6:
            return [f" lt {spans[0][1] + 1}"]
        if spans[-1][1] == 65535 and len(spans) == 1 and rng.random() < 0.6:
            return [f" gt {spans[0][0] - 1}"]
        if rng.random() < 0.25:
            lines = [f" port-object eq {low}" if low == high else f" port-object range {low} {high}"
                     for low, high in spans]
            name = f"group-{len(self.groups)}"
            self.groups.append([f"object-group service {name} {({6: 'tcp', 17: 'udp'}[protocol])}", *lines])
            return [f" object-group {name}"]
        return [f" eq {low}" if low == high else f" range {low} {high}" for low, high in spans]

    def service(self, box, protocol):
        """The box's ports as a service of its own, in the place of the protocol."""
        lines = []
        for sport in self.port_operands_plain(box.source_ports):
            for dport in self.port_operands_plain(box.destination_ports):
                lines.append(f"{({6: 'tcp', 17: 'udp'}[protocol])}{' source' + sport if sport else ''}"
                             f"{' destination' + dport if dport else ''}")
        if len(lines) == 1 and self.rng.random() < 0.5 and self.age != "8.2":
            return f"object {self.group('object service', [f' service {lines[0]}'])}"
        return f"object-group {self.group('object-group service', [f' service-object {line}' for line in lines])}"

    @staticmethod
    def port_operands_plain(spans):
        return [""] if spans == ALL_PORTS else [f" eq {low}" if low == high else f" range {low} {high}"
                                                for low, high in spans]

    def entries(self, rule):
        box, rng = rule.box, self.rng
        old6 = box.family == 6 and self.age != "9"
        verb = "permit" if rule.accept else "deny"
        before = after = ""
        if rule.condition:
            if rule.condition.text.startswith("time"):
                after = f" {rule.condition.text}"
            else:
                before = f"{rule.condition.text} "
        sources, destinations = self.operands(box.sources), self.operands(box.destinations)
        for protocol in protocols_of(box):
            with_ports = protocol in TCP_UDP
            name = {None: "ip", 6: "tcp", 17: "udp", 1: "icmp", 47: "gre", 58: "icmp6"}.get(protocol, str(protocol))
            kinds = [""]
            if protocol in (1, 58) and box.types != ALL_TYPES:
                kinds = [f" {kind}" for low, high in box.types for kind in range(low, high + 1)]
            services = [(name, sport, dport) for sport in
                        (self.port_operands(box.source_ports, protocol) if with_ports else [""])
                        for dport in (self.port_operands(box.destination_ports, protocol) if with_ports else kinds)]
            if with_ports and not old6 and self.age != "8.2" and rng.random() < 0.2:
                services = [(self.service(box, protocol), "", "")]
            for word, sport, dport in services:
                for source in sources:
                    for destination in destinations:
                        log = rng.choice(("", "", "", " log", " log warnings interval 600"))
                        yield f"{verb} {word} {before}{source}{sport} {destination}{dport}{log}{after}"
                        if rng.random() < 0.02:
                            yield f"{verb} ip {source} {destination} inactive".replace(f" {verb} ", " ")

    def mapped(self, gate, spans):
        """Destinations as lists see them before 8.3."""
        spans = tuple(spans)
        for private, public in gate.written_translations():
            if any(low <= private <= high for low, high in spans):
                spans = unite(spans + ((public, public),))
        return spans

    def nat(self, gate):
        objects, statements = [], []
        if gate.by_network and not gate.untranslated and self.age != "8.2":
            private, public = (f"{literal(end)}".rpartition(".")[0] + ".0" for end in gate.translations[0])
            name = f"net-{private}"
            return ([f"object network {name}", f" subnet {private} 255.255.255.0"],
                    [f"object network {name}",
                     f" nat ({gate.side_of(gate.translations[0][0])},{gate.internet}) static {public}"])
        for private, public in gate.written_translations():
            inner, real, mapped = gate.side_of(private), literal(private), literal(public)
            if self.age == "8.2":
                statements.append(f"static ({inner},{gate.internet}) {mapped} {real} netmask 255.255.255.255")
                continue
            name = f"real-{real}"
            if private in gate.moved:
                for port, other in gate.moved[private].items():
                    objects += [f"object network {name}-{other}", f" host {real}"]
                    statements += [f"object network {name}-{other}",
                                   f" nat ({inner},{gate.internet}) static {mapped} service tcp {other} {port}"]
                continue
            objects += [f"object network {name}", f" host {real}"]
            if self.rng.random() < 0.6:
                statements += [f"object network {name}", f" nat ({inner},{gate.internet}) static {mapped}"]
            else:
                objects += [f"object network mapped-{mapped}", f" host {mapped}"]
                twice = f"nat ({inner},{gate.internet}) source static {name} mapped-{mapped}"
                if self.rng.random() < 0.3:
                    twice = (f"nat ({gate.internet},{inner}) source static any any "
                             f"destination static mapped-{mapped} {name}")
                statements.insert(0, twice)  # twice NAT comes before object NAT, and is printed so
        return objects, statements

    def bound(self, name, entries, old6):
        head = f"{'ipv6 ' if old6 else ''}access-list {name}"
        joint = " " if old6 else " extended "
        lines = [f"{head} remark as agreed"] if self.rng.random() < 0.3 else []
        return lines + [f"{head}{joint}{entry}" for entry in entries]

    def lists_in(self, gate):
        """A list for each interface."""
        lists, binding = [], []
        for ingress in gate.interfaces:
            if ingress in gate.unbound:
                continue
            entries = {False: [], True: []}
            for rule in gate.rules:
                box = rule.box
                if box.ingress not in ("", ingress):
                    continue
                old6 = box.family == 6 and self.age != "9"
                if self.age == "8.2" and ingress == gate.internet:
                    rule = rule.but(box=box.but(destinations=self.mapped(gate, box.destinations)))
                entries[old6] += self.entries(rule)
            for old6 in (False, True) if self.age != "9" else (False,):
                # An empty list cannot be bound, and an interface without a list lets pass what its level may.
                written = entries[old6] or ["deny ip any any"]
                name = f"{ingress}_in{'6' if old6 else ''}"
                lists += self.bound(name, written, old6)
                binding.append(f"access-group {name} in interface {ingress}")
        return lists, binding

    def one_list(self, gate):
        """One list for packets by any interface."""
        entries = [entry for rule in gate.rules for entry in self.entries(rule)] or ["deny ip any any"]
        return self.bound("everywhere", entries, False), ["access-group everywhere global"]

    def lists_out(self, gate):
        """Everything may come in; what goes out is filtered."""
        lists, binding = ["access-list all_in extended permit ip any any"], []
        for interface in gate.interfaces:
            entries = [entry for rule in gate.rules if within(gate.spans(interface), rule.box.destinations)
                       for entry in self.entries(rule)] or ["deny ip any any"]
            lists += self.bound(f"{interface}_out", entries, False)
            binding += [f"access-group all_in in interface {interface}",
                        f"access-group {interface}_out out interface {interface}"]
        return lists, binding

    def write(self, gate, rng):
        self.groups, self.rng = [], rng
        lists, binding = self.lists_in(gate)
        if self.age == "9" and not gate.unbound and all(gate.only_from(rule.box) for rule in gate.rules):
            draw = rng.random()
            if draw < 0.2:
                lists, binding = self.one_list(gate)
            elif draw < 0.4 and not gate.translations:
                lists, binding = self.lists_out(gate)
        text = [f"ASA Version {VERSIONS[self.age]}", "!", f"hostname {gate.name}"]
        for number, (ingress, own) in enumerate(gate.interfaces.items()):
            text += ["!", f"interface GigabitEthernet0/{number}", f" nameif {ingress}",
                     f" security-level {gate.level(ingress)}", f" ip address {own} 255.255.255.0"]
            if gate.with6:
                text.append(f" ipv6 address {gate.own6(ingress)}/64")
        objects, statements = self.nat(gate)
        text += ["!", "time-range office", " periodic weekdays 8:00 to 18:00", "!"] + objects
        text += [line for group in self.groups for line in group] + lists + statements
        return {"running-config.cfg": "\n".join(text + binding + [""])}, {"config": "running-config.cfg"}
