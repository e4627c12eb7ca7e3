"""Holds a report against what the rules of a firewall let pass, packet by packet."""

from faults import is_media
from flows import V6, address, any_contains, outcomes, outside, probes, reported, unite, within

MISSION = ("missing-opening", "missing-return-path", "over-permissive-rule", "ipsec-on-media")


def to_private(gate, spans):
    """Addresses as rules behind the translation see them."""
    for private, public in gate.translations:
        if within(spans, ((public, public),)):
            spans = tuple(part for span in spans for part in
                          (within((span,), outside(((public, public),), ((span[0], span[1]),))) or ()))
            spans += ((private, private),)
    return unite(spans)


def real(gate, box):
    return box.but(sources=to_private(gate, box.sources), destinations=to_private(gate, box.destinations))


def packets_of(gate, listed):
    return [real(gate, box) for packets in listed for box in reported(packets)]


def demanded(report, gate):
    """What the site asks of a firewall that lets nothing pass."""
    boxes = []
    for flow in report["flows"]:
        if flow["firewall"] != gate.name:
            continue
        for box in packets_of(gate, flow["missing"]):
            for ingress in gate.interfaces:
                sources = within(box.sources, gate.spans(ingress))
                if sources and any(within(box.destinations, gate.spans(egress))
                                   for egress in gate.interfaces if egress != ingress):
                    boxes.append(box.but(sources=unite(sources), ingress=ingress))
    return list(dict.fromkeys(boxes))


def as_filtered(gate, box):
    """What a filter sees of packets that are asked for by a public address whose ports are moved."""
    moved = {port: other for (low, high) in box.destinations for port, other in gate.moved.get(low, {}).items()
             if low == high and len(box.destinations) == 1}
    for port, other in moved.items():
        if box.protocols == ((6, 6),) and box.destination_ports == ((port, port),):
            return box.but(destination_ports=((other, other),))
    return box


def crosses(gate, packet):
    source, destination, *_, ingress = packet
    # A host does not have the firewall's own address.
    own = {address(word) for name, word in gate.interfaces.items()} | {address(gate.own6(name)) for name in
                                                                      gate.interfaces}
    return source not in own and destination not in own and gate.side_of(source) == ingress and gate.side_of(destination) not in (ingress, None)


def passes(gate, packet, by_public=True):
    """What may become of a packet: True, False, or both. By the public address, or by the server's own."""
    # Without its translation, what the Internet sends to the public address ends nowhere.
    if by_public and packet[1] == gate.untranslated and packet[-1] == gate.internet:
        return {False}
    if any(packet[1:3] == (host, protocol) and packet[4] == port for host, protocol, port in gate.hijacks):
        return {False}
    if by_public and packet[-1] == gate.internet and packet[1] in gate.moved:
        port = gate.moved[packet[1]].get(packet[4]) if packet[2] == 6 else None
        if port is None:
            return {False}
        packet = (*packet[:4], port, *packet[5:])
    if gate.fileless6 and packet[0] >= V6:
        return {True, False}
    if packet[-1] in gate.unbound:
        return {gate.level(packet[-1]) > gate.level(gate.side_of(packet[1]))}
    return outcomes(gate.rules, packet)


class Comparison:
    def __init__(self, report, gate, wanted, accepted, servers, probes_per_gate, rng):
        self.wrong, self.gate = [], gate
        said = {key: [] for key in ("missing", "undecided", "excess", "possible")}
        self.mission = {finding["message"] for finding in report["findings"]
                        if finding["firewall"] == gate.name and finding["check"] in MISSION}
        for finding in report["findings"]:
            if finding["firewall"] == gate.name:
                self.sort(finding, said)
        if not gate.planted and self.mission:
            self.wrong.append(f"nothing was planted here, but: {sorted(self.mission)[0]}")
        boxes = [rule.box for rule in gate.rules] + wanted + [box for some in said.values() for box in some]
        for packet in probes(boxes, list(gate.interfaces), probes_per_gate, rng):
            if crosses(gate, packet):
                self.judge(packet, said, any_contains(wanted, packet), any_contains(accepted, packet),
                           any(low <= end <= high for low, high in servers for end in packet[:2]))

    def sort(self, finding, said):
        kind = {"missing-opening": ("missing", "undecided"), "over-permissive-rule": ("excess", "possible")}.get(
            finding["check"])
        if kind is None:
            return
        unsure = finding["undecided"] or finding["confidence"] != "certain"
        packets = packets_of(self.gate, finding["packets"])
        if unsure and self.gate.writer.name == "asa" and "by which interface they leave" in " ".join(
                finding["reasons"] or ["by which interface they leave"]) and not any(
                    self.gate.side_of(low) for box in packets for low, _ in box.destinations):
            self.mission.discard(finding["message"])
            return  # what lies behind no interface leaves by one that is not known, with its level and its list
        if finding["packets_cut"] or (finding["undecided"] and finding["check"] == "over-permissive-rule") or \
                (unsure and not self.gate.conditions):
            self.wrong.append(f"not exact: {finding['message']}")
        said[kind[unsure]] += packets
        if unsure and self.gate.conditions:
            self.names_condition(finding)

    def names_condition(self, finding):
        """It says which condition, and where it stands."""
        words = " ".join([finding["message"], *finding["reasons"]])
        lines = [place["text"] for place in [finding["primary"], *finding["related"]] if place]
        if not any(c.word in words for c in self.gate.conditions):
            self.wrong.append(f"no word of the condition in: {words}")
        if not any(c.text in line for c in self.gate.conditions for line in lines):
            self.wrong.append(f"no line of the condition in: {lines}")

    def judge(self, packet, said, asked, accepted, served):
        open_, open_directly = passes(self.gate, packet), passes(self.gate, packet, by_public=False)
        extra = served and not asked and not accepted
        told = {key: any_contains(boxes, packet) for key, boxes in said.items()}
        for name, so in (("missing", asked and open_ == {False}), ("undecided", asked and open_ == {True, False}),
                         ("excess", extra and open_directly == {True})):
            if told[name] != so:
                self.wrong.append(f"{packet}: {'' if told[name] else 'not '}reported as {name}, "
                                  f"though it is {'' if so else 'not '}")
        if told["possible"] and not (extra and True in open_directly):
            self.wrong.append(f"{packet}: reported as possible excess, though it is not")
        if extra and open_directly == {True, False} and not told["possible"]:
            self.wrong.append(f"{packet}: not reported as possible excess, though it is")


def conflicts(report, gate, wanted, rng):
    """Every media packet that a policy takes is in some finding, and nothing that none takes is."""
    found = [f for f in report["findings"] if f["check"] == "ipsec-on-media" and f["firewall"] == gate.name]
    if gate.guarded:
        return guarded_media(found, gate, rng)
    if gate.policies is None:
        return [f"no policy is here, but: {f['message']}" for f in found]
    wrong = [f"not exact: {f['message']}" for f in found if f["undecided"] or f["packets_cut"]]
    media = [box for box in wanted if is_media(box)]
    said = {}
    for finding in found:
        said.setdefault(finding["severity"], []).extend(packets_of(gate, finding["packets"]))
    told = said.pop(gate.policies.severity, [])
    broad = said.pop("note", [])
    wrong += [f"a conflict is no {severity}" for severity in said]
    boxes = [policy.box for policy in gate.policies.policies]
    for packet in probes(media + boxes + told + broad, list(gate.interfaces), 300, rng):
        if not crosses(gate, packet):
            continue
        taken, listed = gate.policies.takes(packet), any_contains(told, packet)
        if listed and not taken:
            wrong.append(f"{packet}: told as a conflict, but no policy takes it")
        if taken and any_contains(media, packet) and not listed:
            wrong.append(f"{packet}: media that a policy takes, not told")
        if any_contains(broad, packet) and (taken or any_contains(media, packet)):
            wrong.append(f"{packet}: told as exempted beyond need, though it is not")
    return wrong


def guarded_media(found, gate, rng):
    """Media that passes under IPsec only: exactly what the filter drops in the clear."""
    told = [box for f in found if f["severity"] == "error" for box in packets_of(gate, f["packets"])]
    wrong = []
    for packet in probes(gate.guarded + told, list(gate.interfaces), 300, rng):
        if crosses(gate, packet):
            so = any_contains(gate.guarded, packet) and passes(gate, packet) == {False}
            if any_contains(told, packet) != so:
                wrong.append(f"{packet}: {'not ' if so else ''}told as passing under IPsec only")
    return wrong


def others_named(report):
    """Every finding about a requirement names the other firewalls that stop it."""
    stopped = {}
    for finding in report["findings"]:
        if finding["check"] == "missing-opening" and not finding["undecided"]:
            stopped.setdefault(finding["requirement"]["id"], []).append(finding)
    return [f"{one['firewall']} does not name {two['firewall']}: {one['help']}" for found in stopped.values()
            for one in found for two in found if one is not two and two["firewall"] not in one["help"]]
