"""Writes the rules of a firewall as pf.conf, in many shapes."""

from flows import ALL_PORTS, ALL_TYPES, TCP_UDP, V6, literal, networks, outside, whole
from words import Condition, protocols_of, span


class Pf:
    name, unbinds = "pf", False
    conditions = (
        Condition("probability 50%", "probability"),
        Condition("user 1000", "user"),
        Condition("group 1000", "group"),
        Condition("tos 0x10", "tos"),
    )

    def __init__(self, world):
        self.dialect = world

    def addresses(self, spans, rng):
        if spans == whole(spans):
            return "any"
        beside = networks(outside(spans, whole(spans)))
        words = list(networks(spans))
        draw = rng.random()
        if len(beside) == 1 and draw < 0.5:
            return f"! {beside[0]}"
        if len(words) == 1:
            return words[0]
        if len(spans) == 1 and draw < 0.3:
            return f"{literal(spans[0][0])} - {literal(spans[0][1])}"
        if draw < 0.4:
            return f"<{self.table(words)}>"
        if 0 < len(beside) < 20 and draw < 0.5:
            return f"! <{self.table(beside)}>"
        if 0 < len(beside) < 20 and draw < 0.6 and all(net.prefixlen > 1 for net in beside):
            halves = ["0.0.0.0/1", "128.0.0.0/1"] if beside[0].version == 4 else ["::/1", "8000::/1"]
            return f"<{self.table(halves + [f'!{net}' for net in beside])}>"
        joined = "{ " + (", " if rng.random() < 0.5 else " ").join(words) + " }"
        if draw < 0.8:
            self.macros.append(f'addresses{len(self.macros)} = "{joined}"')
            return f"$addresses{len(self.macros) - 1}"
        return joined

    def table(self, words):
        name = f"table{len(self.tables)}"
        self.tables.append(f"table <{name}> const {{ {' '.join(words)} }}")
        return name

    def ports(self, spans, rng):
        if spans == ALL_PORTS:
            return ""
        words = []
        for low, high in spans:
            choices = [span(low, high, ":"), span(low, high, ":")]
            if low > 0 and high < 65535 and low < high:
                choices.append(f"{low - 1} >< {high + 1}")
            if high == 65535:
                choices += [f">= {low}", f"> {low - 1}"]
            if low == 0 and high < 65535:
                choices += [f"<= {high}", f"< {high + 1}"]
            words.append(rng.choice(choices))
        beside = outside(spans, ALL_PORTS)
        if len(beside) == 1 and beside[0][0] == beside[0][1] and rng.random() < 0.7:
            words = [f"!= {beside[0][0]}"]
        elif len(beside) == 1 and len(spans) == 2 and rng.random() < 0.5:
            words = [f"{beside[0][0]} <> {beside[0][1]}"]
        return " port " + (words[0] if len(words) == 1 else "{ " + ", ".join(words) + " }")

    def rule(self, gate, rule, quick, rng):
        box, lines = rule.box, []
        way = "out" if self.outward else "in"
        for protocol in protocols_of(box):
            on = f" on {box.ingress}" if box.ingress else ""
            received = ""
            if self.outward:
                egress = gate.egress_of(box.destinations)
                on = f" on {egress}" if egress and rng.random() < 0.7 else ""
                if box.ingress and not (gate.only_from(box) and rng.random() < 0.5):
                    received = f" received-on {box.ingress}"
            p = "" if protocol is None else f" proto {({58: 'icmp6', 1: 'icmp'}.get(protocol, protocol))}"
            with_ports = protocol in TCP_UDP
            head = f"{'pass' if rule.accept else 'block'} {way}{quick}{on} inet{'6' if box.family == 6 else ''}{p}"
            more = f" {rule.condition.text}" if rule.condition else ""
            kinds = [""]
            if protocol in (1, 58) and box.types != ALL_TYPES:
                kinds = [f" icmp{'6' if protocol == 58 else ''}-type {kind}"
                         for low, high in box.types for kind in range(low, high + 1)]
            for kind in kinds:
                line = (f"from {self.addresses(box.sources, rng)}"
                        f"{self.ports(box.source_ports, rng) if with_ports else ''} to "
                        f"{self.addresses(box.destinations, rng)}"
                        f"{self.ports(box.destination_ports, rng) if with_ports else ''}{kind}{received}{more}")
                if rule.condition is None and quick and rng.random() < 0.05:
                    # Two rules: the first only marks what the second takes.
                    if self.dialect == "pf-openbsd" and not self.outward:
                        tag = f"tag{self.tags}"
                        self.tags += 1
                        lines.append(f"match in{on} inet{'6' if box.family == 6 else ''}{p} {line} tag {tag}")
                        lines.append(f"{'pass' if rule.accept else 'block'} in quick tagged {tag}")
                        continue
                lines.append(f"{head} {line}")
        return lines

    def translations(self, gate, rng):
        text = []
        for host, protocol, port in gate.hijacks:
            proto, decoy = {6: "tcp", 17: "udp"}[protocol], literal(gate.decoy(6 if host >= V6 else 4))
            text.append(f"match in proto {proto} to {literal(host)} port {port} rdr-to {decoy}"
                        if self.dialect == "pf-openbsd" else
                        f"rdr proto {proto} from any to {literal(host)} port {port} -> {decoy}")
        if gate.by_network and not gate.untranslated:
            private, public = (f"{literal(end)}".rpartition(".")[0] + ".0/24" for end in gate.translations[0])
            return text + [f"match on {gate.internet} from {private} to any binat-to {public}"
                           if self.dialect == "pf-openbsd" else
                           f"binat on {gate.internet} from {private} to any -> {public}"]
        for private, public in gate.written_translations():
            a, b, em = literal(private), literal(public), gate.internet
            for port, other in gate.moved.get(private, {}).items():
                text.append(f"match in on {em} proto tcp from any to {b} port {port} rdr-to {a} port {other}"
                            if self.dialect == "pf-openbsd" else
                            f"rdr on {em} proto tcp from any to {b} port {port} -> {a} port {other}")
            if private in gate.moved:
                text.append(f"match out on {em} from {a} to any nat-to {b} static-port" if self.dialect == "pf-openbsd"
                            else f"nat on {em} from {a} to any -> {b} static-port")
                continue
            if self.dialect == "pf-openbsd":
                text += rng.choice(([f"match on {em} from {a} to any binat-to {b}"],
                                    [f"match in on {em} from any to {b} rdr-to {a}",
                                     f"match out on {em} from {a} to any nat-to {b} static-port"]))
            else:
                text += rng.choice(([f"binat on {em} from {a} to any -> {b}"],
                                    [f"rdr on {em} from any to {b} -> {a}",
                                     f"nat on {em} from {a} to any -> {b} static-port"]))
        # The older syntax wants all rdr and nat rules before the filter, in any order among themselves.
        return text

    def write(self, gate, rng):
        self.tables, self.macros, self.tags = [], [], 0
        # Filtered on the way out instead: where nothing is translated, and where the way in can still be asked for.
        self.outward = (not gate.translations and not gate.forgetful and rng.random() < 0.25 and
                        (self.dialect == "pf-openbsd" or all(gate.only_from(rule.box) for rule in gate.rules)))
        quick = " quick" if rng.random() < 0.6 else ""
        text = self.translations(gate, rng)
        if gate.forgetful:
            text += ["block all", "pass out all no state"]
        else:
            text += ["block out all", "pass in all"] if self.outward else ["block in all", "pass out all keep state"]
        rules = gate.rules if quick else list(reversed(gate.rules))
        at = 0
        while at < len(rules):
            count = rng.randrange(1, 4) if rng.random() < 0.2 else 1
            lines = [line for rule in rules[at:at + count] for line in self.rule(gate, rule, quick, rng)]
            if count > 1:
                ins = {rule.box.ingress for rule in rules[at:at + count]}
                on = f" in on {ins.pop()}" if not self.outward and len(ins) == 1 and "" not in ins and rng.random() < 0.6 else ""
                lines = [f'anchor "part{at}"{on} {{', *(f"    {line}" for line in lines), "}"]
            text += lines
            at += count
        # A state of the last rule that matches passes out as well, so that nothing more is needed.
        head = ["set block-policy drop", "set skip on lo0"]
        return {"pf.conf": "\n".join(self.macros + head + self.tables + text + [""])}, {"config": "pf.conf"}
