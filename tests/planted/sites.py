"""Random deployments: three firewalls of random dialects between the Internet, a perimeter, servers and clients."""

import ipaddress
from dataclasses import dataclass, field

from dialects import all_dialects
from flows import ALL_ADDRESSES, address, outside, spans_of, unite


@dataclass
class Gate:
    name: str
    writer: object
    interfaces: dict  # name -> the firewall's own address
    networks: dict  # name -> words of the site file
    internet: str = ""  # the interface that leads there
    translations: list = field(default_factory=list)  # (private, public)
    rules: list = field(default_factory=list)  # (accept?, Box)
    untranslated: int = 0  # a private address whose translation was forgotten
    forgetful: bool = False  # replies do not pass
    tunnel: object = None
    tunnel_egress: str = ""
    planted: bool = False

    def written_translations(self):
        return [pair for pair in self.translations if pair[0] != self.untranslated]

    def side_of(self, value):
        """The interface behind which an address lies; None: behind none, or no address that the Internet has (rows that
        say "any" allow those and demand only the others)."""
        found = None
        for name, words in self.networks.items():
            for word in words:
                if word == "internet":
                    found = found or (name if ipaddress.IPv4Address(value).is_global else None)
                elif ipaddress.IPv4Address(value) in ipaddress.IPv4Network(word):
                    return name
        return found


    def spans(self, name):
        """The addresses behind an interface."""
        words = [word for word in self.networks[name] if word != "internet"]
        own = spans_of(words, address, ALL_ADDRESSES) if words else ()
        if "internet" not in self.networks[name]:
            return own
        return unite(own + outside(unite(span for other in self.networks if other != name
                                         for span in self.spans(other)), ALL_ADDRESSES))


@dataclass
class Site:
    head: str
    gates: list
    server_words: list

    def servers(self):
        """Addresses of the deployment's servers, as the rules see them."""
        return unite(span for words in self.server_words for span in spans_of([words], address, ALL_ADDRESSES))

    def write(self, folder, rng):
        text = [self.head, "firewalls:"]
        for gate in self.gates:
            (folder / gate.name).mkdir(exist_ok=True)
            (folder / gate.name / gate.writer.file).write_text(gate.writer.write(gate, rng))
            text += [f"  - name: {gate.name}", f"    config: {gate.name}/{gate.writer.file}",
                     f"    dialect: {gate.writer.dialect}"]
            if gate.tunnel is not None and hasattr(gate.writer, "tunnel"):
                name, policies = gate.writer.tunnel(gate.tunnel)
                (folder / gate.name / name).write_text(policies)
                text.append(f"    ipsec: [{gate.name}/{name}]")
            text.append("    interfaces:")
            for name, own in gate.interfaces.items():
                text.append(f"      {name}: {{addresses: {own}/24, networks: [{', '.join(gate.networks[name])}]}}")
        path = folder / "site.yaml"
        path.write_text("\n".join(text) + "\n")
        return path


def random_site(rng):
    scaled = rng.random() < 0.5
    nat = rng.random() < 0.7
    edge = ("scaled-dns-" if scaled else "single-") + ("private-nat" if nat else "public")
    director = rng.choice(["none", "single"])
    features = ["external-access"] + [name for name in ("federation-lync2013", "call-park", "e911", "response-group",
                                                        "exchange-um", "call-admission-control", "conferencing",
                                                        "quality-of-experience") if rng.random() < 0.4 and
                                      name in rng.known_features]
    count = rng.randrange(2, 5) if scaled else 1
    first = rng.randrange(20, 60)
    fronts = rng.randrange(1, 4)
    perimeter = "172.16.1" if nat else "203.0.113"
    translations, external, servers = [], [], []
    for place, role in enumerate(("edge-external-access", "edge-external-webconf", "edge-external-av",
                                  "reverse-proxy-external")):
        own = [f"{perimeter}.{first + 10 * place + i}" for i in range(count if place < 3 else 1)]
        servers += own
        public = [f"198.51.100.{first + 10 * place + i}" for i in range(len(own))]
        if nat:
            translations += [(address(a), address(b)) for a, b in zip(own, public)]
            external.append(f"  {role}: {{addresses: [{', '.join(own)}], public: [{', '.join(public)}]}}")
        else:
            external.append(f"  {role}: [{', '.join(own)}]")
    media = rng.randrange(40_000, 50_000)
    head = "\n".join([
        "name: planted", "scenario:", f"  edge: {edge}", f"  director: {director}",
        f"  pool: {'dns-hlb' if fronts > 1 else 'single'}", "  mediation: none", f"features: [{', '.join(features)}]",
        "ports:", f"  edge-media: {media}-{media + rng.randrange(500, 9_999)}", "roles:",
        f"  front-end: [{', '.join(f'10.10.1.{11 + i}' for i in range(fronts))}]",
        *(["  front-end-hlb-vip: 10.10.1.10"] if fronts > 1 else []),
        *(["  director: 10.10.1.40"] if director != "none" else []), "  internal-client: 10.20.0.0/16",
        f"  edge-internal: [{', '.join(f'172.16.2.{first + i}' for i in range(count))}]",
        "  reverse-proxy-internal: 172.16.2.99", *external])
    servers += [f"10.10.1.{11 + i}" for i in range(fronts)] + [f"172.16.2.{first + i}" for i in range(count)]
    servers += ["172.16.2.99"] + (["10.10.1.10"] if fronts > 1 else []) + (["10.10.1.40"] if director != "none" else [])
    writers = all_dialects()

    def gate(name, interfaces, networks, **more):
        return Gate(name, rng.choice(writers), interfaces, networks, **more)

    outward = {"em0": "198.51.100.2" if nat else "192.0.2.2", "em1": f"{perimeter}.1"}
    beyond = {"em0": ["internet"], "em1": [f"{perimeter}.0/24"]}
    inward, servers_side = {"em0": "172.16.2.1", "em1": "10.10.0.1"}, ["10.10.0.0/16", "10.20.0.0/16"]
    if rng.random() < 0.3:  # one firewall with four legs instead of two with two
        gates = [gate("perimeter", {**outward, "em2": "172.16.2.1", "em3": "10.10.0.1"},
                      {**beyond, "em2": ["172.16.2.0/24"], "em3": servers_side}, internet="em0",
                      translations=translations)]
    else:
        gates = [gate("outer", outward, beyond, internet="em0", translations=translations),
                 gate("inner", inward, {"em0": ["172.16.2.0/24"], "em1": servers_side})]
    gates.append(gate("core", {"em0": "10.10.0.2", "em1": "10.20.0.1"},
                      {"em0": ["10.10.0.0/16", "172.16.2.0/24"], "em1": ["10.20.0.0/16"]}))
    return Site(head, gates, servers)
