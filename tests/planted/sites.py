"""Random deployments: firewalls of random dialects between the Internet, a perimeter, servers and clients, with
addresses of one family or both."""

from dataclasses import dataclass, field

from asa import Asa
from flows import ALL4, ALL6, ALL_PORTS, ALL_PROTOCOLS, V6, Box, address, holds, literal, net_span, of_internet, outside, unite, within
from iptables import Iptables
from pf import Pf


@dataclass
class Gate:
    name: str
    writer: object
    interfaces: dict  # name -> the firewall's own address
    networks: dict  # name -> words of the site file
    internet: str = ""  # the interface that leads there
    with6: bool = False
    translations: list = field(default_factory=list)  # (private, public)
    moved: dict = field(default_factory=dict)  # private -> {port: the one that packets to its public address get}
    by_network: bool = False  # all translations in one, of the whole network
    bystander: int = 0  # a host that is no server, open to the Internet
    masquerade: str = ""  # the interface by which packets leave with the firewall's own address
    hijacks: list = field(default_factory=list)  # (destination, protocol, port) that is sent to somebody else
    rules: list = field(default_factory=list)
    untranslated: int = 0  # a private address whose translation was forgotten
    unbound: tuple = ()  # interfaces whose list is not bound (ASA)
    fileless6: bool = False  # no rules for IPv6 are given (iptables)
    forgetful: bool = False  # replies do not pass
    conditions: list = field(default_factory=list)
    guarded: list = field(default_factory=list)  # packets that pass under IPsec only (iptables)
    policies: object = None  # IPsec
    planted: bool = False

    def written_translations(self):
        return [pair for pair in self.translations if pair[0] != self.untranslated]

    def decoy(self, version):
        """A host behind another interface than the Internet that is no server."""
        return address("172.16.3.250" if version == 4 else "2001:db8:3::250")

    def own6(self, interface):
        return f"2001:db8:ffff:{list(self.interfaces).index(interface)}::1"

    def level(self, interface):
        """The security level of an ASA's interface."""
        return 0 if interface == self.internet else 50 + list(self.interfaces).index(interface)

    def side_of(self, value):
        """The interface behind which an address lies; None: behind none, or no address that the Internet has (rows that
        say "any" allow those and demand only the others)."""
        found = None
        for name, words in self.networks.items():
            for word in words:
                if word == "internet":
                    found = found or (name if of_internet(value) else None)
                elif holds((net_span(word),), value):
                    return name
        return found

    def egress_of(self, spans):
        """The one interface behind which all these addresses lie, or none."""
        for name in self.interfaces:
            if not outside(self.spans(name), spans):
                return name
        return ""

    def only_from(self, box):
        """Whether the sources alone say by which interface the packets of the box come in."""
        return box.ingress and not any(within(self.spans(other), box.sources) for other in self.interfaces
                                       if other != box.ingress)

    def spans(self, name):
        """The addresses behind an interface."""
        own = unite(net_span(word) for word in self.networks[name] if word != "internet")
        if "internet" not in self.networks[name]:
            return own
        return unite(own + outside(unite(span for other in self.networks if other != name
                                         for span in self.spans(other)), ALL4 + ALL6))


@dataclass
class Site:
    head: str
    gates: list
    server_words: list
    accepted: list = field(default_factory=list)  # (words of the site file, Box)

    def servers(self):
        """Addresses of the deployment's servers, as the rules see them."""
        return unite((address(word), address(word)) for word in self.server_words)

    def write(self, folder, rng):
        text = [self.head]
        if self.accepted:
            text += ["accepted:"] + [f"  - {words}" for words, _ in self.accepted]
        text.append("firewalls:")
        for gate in self.gates:
            (folder / gate.name).mkdir(exist_ok=True)
            files, keys = gate.writer.write(gate, rng)
            if gate.policies is not None:
                more = gate.policies.files()
                files.update(more)
                if more:
                    keys["ipsec"] = ", ".join(f"{gate.name}/{name}" for name in more)
            for name, content in files.items():
                if gate.policies is not None:
                    content = gate.policies.extended(name, content)
                (folder / gate.name / name).write_text(content)
            text += [f"  - name: {gate.name}", f"    dialect: {gate.writer.dialect}"]
            for key, value in keys.items():
                text.append(f"    {key}: " + (f"[{value}]" if key == "ipsec" else f"[{gate.name}/{value}]"
                                              if key == "ipsets" else f"{gate.name}/{value}"))
            text.append("    interfaces:")
            for name, own in gate.interfaces.items():
                own6 = f', "{gate.own6(name)}/64"' if gate.with6 else ""
                nets = ", ".join(f'"{word}"' for word in gate.networks[name])
                text.append(f"      {name}: {{addresses: [{own}/24{own6}], networks: [{nets}]}}")
        path = folder / "site.yaml"
        path.write_text("\n".join(text) + "\n")
        return path


class Plan:
    """Addresses for roles, of one family or both."""

    def __init__(self, rng):
        self.families = rng.choice(((4,), (4, 6), (4, 6), (6,)))
        self.servers, self.roles = [], []

    def nets(self, four, six):
        return ([four] if 4 in self.families else []) + ([six] if 6 in self.families else [])

    def role(self, name, four, six, client=False, public=()):
        words = (four if 4 in self.families else []) + (six if 6 in self.families else [])
        listed = ", ".join(f'"{word}"' for word in words)
        if public and 4 in self.families:
            self.roles.append(f"  {name}: {{addresses: [{listed}], public: [{', '.join(public)}]}}")
        else:
            self.roles.append(f"  {name}: [{listed}]")
        if not client:
            self.servers += words


def random_acceptance(plan, rng):
    """A flow that the site file says is meant, with the packets it stands for."""
    to = address(rng.choice(plan.servers))
    every = ALL6 if to >= V6 else ALL4
    source, sources = rng.choice((("any", every), ("internal-client", None), (str(literal(to + 1)), ((to + 1, to + 1),))))
    if sources is None:
        sources = (net_span("2001:db8:20::/48" if to >= V6 else "10.20.0.0/16"),)
    ports, protocols, spans = rng.choice((("[tcp/3380-3395]", ((6, 6),), ((3380, 3395),)),
                                          ("[tcp+udp/3389]", ((6, 6), (17, 17)), ((3389, 3389),)),
                                          ("[udp]", ((17, 17),), ALL_PORTS), (None, ALL_PROTOCOLS, ALL_PORTS)))
    words = f'{{from: "{source}", to: "{literal(to)}"' + (f", ports: {ports}" if ports else "")
    return words + ", reason: agreed}", Box(sources, ((to, to),), protocols, destination_ports=spans)


def random_site(rng):
    plan = Plan(rng)
    kind = rng.choice(("single", "scaled-dns", "scaled-hlb"))
    nat = kind != "scaled-hlb" and 4 in plan.families and rng.random() < 0.7
    edge = kind if kind == "scaled-hlb" else kind + ("-private-nat" if nat else "-public")
    director = rng.choice(["none", "single", "pool-dns-hlb"])
    features = ["external-access"] + [name for name in ("federation-lync2013", "call-park", "e911", "response-group",
                                                        "exchange-um", "call-admission-control", "conferencing",
                                                        "quality-of-experience", "xmpp-federation", "mobility",
                                                        "edge-source-ports") if rng.random() < 0.4 and
                                      name in rng.known_features]
    count = 1 if kind == "single" else rng.randrange(2, 5)
    first = rng.randrange(20, 60)
    fronts = rng.randrange(1, 4)
    perimeter = "172.16.1" if nat else "203.0.113"
    translations = []
    for place, role in enumerate(("edge-external-access", "edge-external-webconf", "edge-external-av",
                                  "reverse-proxy-external")):
        hosts = [first + 10 * place + i for i in range(count if place < 3 else 1)]
        own = [f"{perimeter}.{host}" for host in hosts]
        public = [f"198.51.100.{host}" for host in hosts] if nat else []
        translations += [(address(a), address(b)) for a, b in zip(own, public)]
        plan.role(role, own, [f"2001:db8:1::{host}" for host in hosts], public=public)
        if kind == "scaled-hlb" and place < 3:
            plan.role(f"{role}-vip", [f"{perimeter}.{200 + place}"], [f"2001:db8:1::{200 + place}"])
    if kind == "scaled-hlb":
        plan.role("edge-internal-vip", ["172.16.2.200"], ["2001:db8:2::200"])
    inner = [first + i for i in range(count)]
    plan.role("edge-internal", [f"172.16.2.{i}" for i in inner], [f"2001:db8:2::{i}" for i in inner])
    plan.role("reverse-proxy-internal", ["172.16.2.99"], ["2001:db8:2::99"])
    hosts = [11 + i for i in range(fronts)]
    plan.role("front-end", [f"10.10.1.{i}" for i in hosts], [f"2001:db8:10::{i}" for i in hosts])
    if fronts > 1:
        plan.role("front-end-hlb-vip", ["10.10.1.10"], ["2001:db8:10::10"])
    if director != "none":
        hosts = [40] if director == "single" else [41, 42]
        plan.role("director", [f"10.10.1.{i}" for i in hosts], [f"2001:db8:10::{i}" for i in hosts])
        if director != "single":
            plan.role("director-hlb-vip", ["10.10.1.40"], ["2001:db8:10::40"])
    plan.role("internal-client", ["10.20.0.0/16"], ["2001:db8:20::/48"], client=True)
    media = rng.randrange(40_000, 50_000)
    head = "\n".join([
        "name: planted", "scenario:", f"  edge: {edge}", f"  director: {director}",
        f"  pool: {'dns-hlb' if fronts > 1 else 'single'}", "  mediation: none", f"features: [{', '.join(features)}]",
        "ports:", f"  edge-media: {media}-{media + rng.choice((9_999, rng.randrange(500, 9_999)))}", "roles:",
        *plan.roles])

    def writer():
        made = rng.choice((Iptables, lambda: Pf("pf-openbsd"), lambda: Pf("pf-freebsd"), Asa))
        return made(rng.choice(("9", "9", "8.4", "8.2"))) if made is Asa else made()

    def gate(name, interfaces, networks, **more):
        return Gate(name, writer(), interfaces, networks, with6=6 in plan.families, **more)

    outward = {"em0": "198.51.100.2" if nat else "192.0.2.2", "em1": f"{perimeter}.1"}
    beyond = {"em0": ["internet"], "em1": plan.nets(f"{perimeter}.0/24", "2001:db8:1::/64")}
    inward = {"em0": "172.16.2.1", "em1": "10.10.0.1"}
    middle = plan.nets("172.16.2.0/24", "2001:db8:2::/64")
    servers, clients = plan.nets("10.10.0.0/16", "2001:db8:10::/48"), plan.nets("10.20.0.0/16", "2001:db8:20::/48")
    if rng.random() < 0.3:  # one firewall with four legs instead of two with two
        gates = [gate("perimeter", {**outward, "em2": "172.16.2.1", "em3": "10.10.0.1"},
                      {**beyond, "em2": middle, "em3": servers + clients}, internet="em0",
                      translations=translations)]
    else:
        gates = [gate("outer", outward, beyond, internet="em0", translations=translations),
                 gate("inner", inward, {"em0": middle, "em1": servers + clients})]
    outer = gates[0]
    if 4 in plan.families and rng.random() < 0.5:
        outer.bystander = address(f"{perimeter}.250")
    proxy = [pair for pair in translations if pair[0] == address(f"{perimeter}.{first + 30}")]
    accepted = [random_acceptance(plan, rng) for _ in range(rng.choice((0, 0, 1, 3)))]
    draw = rng.random()
    if translations and draw < 0.3:
        outer.by_network = True
    elif proxy and draw < 0.6 and not (outer.writer.name == "asa" and outer.writer.age == "8.2"):
        private = proxy[0][0]
        outer.moved = {private: {443: 4443, 80: 80}}
        accepted.append((f'{{from: "any", to: "{literal(private)}", ports: [tcp/4443], reason: listens there}}',
                         Box(ALL4, ((private, private),), ((6, 6),), destination_ports=((4443, 4443),))))
    core = gate("core", {"em0": "10.10.0.2", "em1": "10.20.0.1"}, {"em0": servers + middle, "em1": clients})
    # What a pf that blocks packets would have made of their sources is not known, so it could not be asked for.
    if 4 in plan.families and core.writer.name == "iptables" and rng.random() < 0.5:
        core.masquerade = "em0"
    gates.append(core)
    return Site(head, gates, plan.servers, accepted)
