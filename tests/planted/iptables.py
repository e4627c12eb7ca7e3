"""Writes the rules of a firewall as iptables-save and ip6tables-save print them, in many shapes."""

from flows import ALL_PORTS, ALL_TYPES, TCP_UDP, V6, Rule, literal, networks, outside, whole
from words import Condition, in_family, protocols_of, span


UNDER_IPSEC = Condition("-m policy --dir in --pol ipsec", "IPsec")


class Ruleset:
    """The filter table of one family while it is written."""

    def __init__(self, version, sets, gate, rng):
        self.version, self.sets, self.gate, self.rng = version, sets, gate, rng
        self.chains, self.lines, self.mangle = [], [], []

    def chain(self):
        self.chains.append(f"part-{len(self.chains)}")
        return self.chains[-1]

    def ipset(self, kind, members):
        name = f"set{self.version}-{len(self.sets)}"
        of_family = "" if kind.startswith("bitmap") else f" family inet{'6' if self.version == 6 else ''}"
        self.sets.append([f"create {name} {kind}{of_family}"] + [f"add {name} {member}" for member in members])
        return name

    def addresses(self, side, spans):
        """Alternatives for one end; nothing: no restriction."""
        option, rng = side[0], self.rng
        if spans == whole(spans):
            return [""]
        beside = outside(spans, whole(spans))
        draw = rng.random()
        if len(spans) == 1 and draw < 0.4:
            return [f" -m iprange --{side}-range {literal(spans[0][0])}-{literal(spans[0][1])}"]
        if len(beside) == 1 and draw < 0.7:
            if len(networks(beside)) == 1:
                return [f" ! -{option} {networks(beside)[0]}"]
            return [f" -m iprange ! --{side}-range {literal(beside[0][0])}-{literal(beside[0][1])}"]
        nets = networks(spans)
        if len(nets) > 1 and draw < 0.8:
            return [f" -m set --match-set {self.ipset('hash:net', nets)} {side}"]
        if len(nets) > 1 and len(networks(beside)) <= 40 and draw < 0.9:
            return [f" -m set ! --match-set {self.ipset('hash:net', networks(beside))} {side}"]
        return [f" -{option} {net}" for net in nets]

    def ports(self, box, protocol):
        if protocol in (1, 58):
            name, option = {1: ("icmp", "icmp-type"), 58: ("icmp6", "icmpv6-type")}[protocol]
            return [""] if box.types == ALL_TYPES else [
                f" -m {name} --{option} {kind}" for low, high in box.types for kind in range(low, high + 1)]
        if protocol not in TCP_UDP:
            return [""]
        parts = [f" -m {({6: 'tcp', 17: 'udp'}[protocol])}"]
        for option, spans, side in (("sport", box.source_ports, "src"), ("dport", box.destination_ports, "dst")):
            if spans == ALL_PORTS:
                continue
            beside, draw = outside(spans, ALL_PORTS), self.rng.random()
            if len(beside) == 1 and draw < 0.5:
                parts = [f"{part} ! --{option} {span(*beside[0], ':')}" for part in parts]
            elif sum(high - low + 1 for low, high in spans) < 40 and draw < 0.6:
                name = self.ipset("bitmap:port range 0-65535",
                                  [port for low, high in spans for port in range(low, high + 1)])
                parts = [f"{part} -m set --match-set {name} {side}" for part in parts]
            elif 1 < len(spans) <= 7 or draw < 0.3:
                listed = ",".join(span(low, high, ":") for low, high in spans)
                parts = [f"{part} -m multiport --{option}s {listed}" for part in parts]
            else:
                parts = [f"{part} --{option} {span(low, high, ':')}" for part in parts for low, high in spans]
        return parts

    def rule(self, rule, chain):
        box, rng = rule.box, self.rng
        target = "ACCEPT" if rule.accept else "DROP"
        more = f" {rule.condition.text}" if rule.condition else rng.choice(
            ("", "", "", " -m comment --comment \"as agreed\"", " -m conntrack --ctstate NEW"))
        i = f" -i {box.ingress}" if box.ingress and not (chain == "FORWARD" and self.gate.only_from(box) and
                                                         rng.random() < 0.3) else ""
        egress = self.gate.egress_of(box.destinations)
        if egress and rng.random() < 0.3:
            i += f" -o {egress}"
        for protocol in protocols_of(box):
            p = "" if protocol is None else f" -p {protocol}"
            for ports in self.ports(box, protocol):
                beside = networks(outside(box.sources, whole(box.sources)))
                if 0 < len(beside) <= 40 and len(networks(box.sources)) > 3 and rng.random() < 0.4:
                    # All but some: a chain that returns for those.
                    part = self.chain()
                    self.lines += [f"-A {part} -s {net} -j RETURN" for net in beside] + [f"-A {part} -j {target}"]
                    for destination in self.addresses("dst", box.destinations):
                        self.lines.append(f"-A {chain}{i}{destination}{p}{ports}{more} -j {part}")
                    continue
                for source in self.addresses("src", box.sources):
                    for destination in self.addresses("dst", box.destinations):
                        # After a goto under a doubt nothing later is sure, which the auditor may say.
                        doubtful = rule.condition not in (None, UNDER_IPSEC)
                        self.shaped(chain, f"{i}{source}", f"{destination}{p}{ports}{more}", target, not doubtful)

    def shaped(self, chain, first, second, target, may_go):
        draw = self.rng.random()
        if draw < 0.1:
            part = self.chain()
            self.lines.append(f"-A {chain}{first} -j {part}")
            self.lines.append(f"-A {part}{second} -j {target}")
            if self.rng.random() < 0.5:
                self.lines.append(f"-A {part} -j RETURN")
        elif draw < 0.15 and may_go:
            part = self.chain()
            self.lines.append(f"-A {chain}{first}{second} -g {part}")
            self.lines.append(f"-A {part} -j {target}")
        elif draw < 0.2 and len(self.mangle) < 5 and "policy" not in second:
            bit = f"{1 << len(self.mangle):#x}"
            self.mangle.append(f"-A FORWARD{first}{second} -j MARK --set-xmark {bit}/{bit}")
            self.lines.append(f"-A {chain} -m mark --mark {bit}/{bit} -j {target}")
        else:
            self.lines.append(f"-A {chain}{first}{second} -j {target}")

    def write(self, gate):
        rules = in_family(gate, self.version)
        if self.rng.random() < 0.3:
            for ingress in gate.interfaces:
                part = self.chain()
                self.lines.append(f"-A FORWARD -i {ingress} -j {part}")
                for rule in rules:
                    if rule.box.ingress in ("", ingress):
                        self.rule(rule.but(box=rule.box.but(ingress="")), part)
        else:
            for rule in rules:
                self.rule(rule, "FORWARD")
        for box in gate.guarded:
            if box.family == self.version:
                self.rule(Rule(True, box, UNDER_IPSEC), "FORWARD")
        text = []
        if self.mangle:
            text += ["*mangle", ":PREROUTING ACCEPT [0:0]", ":INPUT ACCEPT [0:0]", ":FORWARD ACCEPT [0:0]",
                     ":OUTPUT ACCEPT [0:0]", ":POSTROUTING ACCEPT [0:0]", *self.mangle, "COMMIT"]
        text += ["*filter", ":INPUT DROP [0:0]", ":FORWARD DROP [0:0]", ":OUTPUT ACCEPT [0:0]"]
        text += [f":{name} - [0:0]" for name in self.chains]
        if self.version == 6:
            text += [f"-A INPUT -p ipv6-icmp -m icmp6 --icmpv6-type {kind} -j ACCEPT" for kind in (133, 134, 135, 136)]
        if not gate.forgetful:
            text.append("-A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT")
        return text + self.lines + ["COMMIT", ""]


class Iptables:
    name, dialect, unbinds = "iptables", "iptables-save", False
    conditions = (
        Condition("-m time --timestart 08:00:00 --timestop 18:00:00", "time"),
        Condition("-m limit --limit 30/sec --limit-burst 60", "limit"),
        Condition("-m set --match-set absent src", "absent"),
        Condition("-m string --string \"INVITE\" --algo bm --to 65535", "string"),
        Condition("-m recent --rcheck --seconds 60 --name trusted --rsource", "recent"),
        Condition("-m connlimit --connlimit-upto 20 --connlimit-saddr", "connlimit"),
    )

    def nat(self, gate, version, rng):
        lines = []
        for host, protocol, port in gate.hijacks:
            if (6 if host >= V6 else 4) == version:
                lines.append(f"-A PREROUTING -d {literal(host)} -p {protocol} -m {({6: 'tcp', 17: 'udp'}[protocol])} "
                             f"--dport {port} -j DNAT --to-destination {literal(gate.decoy(version))}")
        if version == 4 and gate.by_network and not gate.untranslated:
            private, public = (f"{literal(end)}".rpartition(".")[0] + ".0/24" for end in gate.translations[0])
            lines += [f"-A PREROUTING -i {gate.internet} -d {public} -j NETMAP --to {private}",
                      f"-A POSTROUTING -o {gate.internet} -s {private} -j NETMAP --to {public}"]
        elif version == 4:
            for private, public in gate.written_translations():
                head = f"-A PREROUTING -i {gate.internet} -d {literal(public)}/32"
                if private in gate.moved:
                    lines += [f"{head} -p tcp -m tcp --dport {port} -j DNAT --to-destination {literal(private)}:{other}"
                              for port, other in gate.moved[private].items()]
                else:
                    lines.append(f"{head} -j DNAT --to-destination {literal(private)}")
                lines.append(f"-A POSTROUTING -s {literal(private)}/32 -o {gate.internet} -j SNAT "
                             f"--to-source {literal(public)}")
            if gate.translations and rng.random() < 0.3:
                lines.append(f"-A POSTROUTING -o {gate.internet} -j MASQUERADE")
        if version == 4 and gate.masquerade:
            lines.append(f"-A POSTROUTING -o {gate.masquerade} " + rng.choice(
                ("-j MASQUERADE", f"-j SNAT --to-source {gate.interfaces[gate.masquerade]}")))
        return ["*nat", ":PREROUTING ACCEPT [0:0]", ":INPUT ACCEPT [0:0]", ":OUTPUT ACCEPT [0:0]",
                ":POSTROUTING ACCEPT [0:0]", *lines, "COMMIT"] if lines else []

    def write(self, gate, rng):
        sets, files = [], {}
        for version in (4,) if gate.fileless6 else (4, 6):
            text = self.nat(gate, version, rng)
            files[f"rules.v{version}"] = "\n".join(text + Ruleset(version, sets, gate, rng).write(gate))
        keys = {"config": "rules.v4", **({} if gate.fileless6 else {"config6": "rules.v6"})}
        if sets:
            files["ipset.save"] = "\n".join(line for lines in sets for line in lines) + "\n"
            keys["ipsets"] = "ipset.save"
        return files, keys
