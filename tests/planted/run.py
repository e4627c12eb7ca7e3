#!/usr/bin/env python3
"""Plants faults in sites that are otherwise exactly what Microsoft's tables ask for, in all dialects at once, with
address translation, and compares what the audit reports with what was planted, packet by packet at the boundaries.

usage: run.py LYNCGATE [--sites N] [--faults N] [--seed N] [--keep DIR]
"""

import argparse
import json
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time

from flows import ALL_PORTS, Box, address, any_contains, outside, probes, reported, unite, within
from sites import random_site

MISSION = ("missing-opening", "missing-return-path", "over-permissive-rule", "ipsec-on-media")


def audit(program, site):
    done = subprocess.run([program, "audit", "--site", str(site), "--format", "json", "--no-hygiene"],
                          capture_output=True, text=True)
    if done.returncode not in (0, 1, 3):
        raise RuntimeError(f"audit ended with {done.returncode}: {done.stderr[:2000]}")
    report = json.loads(done.stdout)
    report["exit"] = done.returncode
    return report


def to_private(gate, spans):
    """Addresses as rules behind the translation see them."""
    for private, public in gate.translations:
        spans = tuple((low, high) for low, high in outside(((public, public),), ((0, 2**32 - 1),))
                      for low, high in within(((low, high),), spans)) + \
            (((private, private),) if within(spans, ((public, public),)) else ())
    return unite(spans)


def real(gate, box):
    return box.but(sources=to_private(gate, box.sources), destinations=to_private(gate, box.destinations))


def demanded(report, gate):
    """What the site asks of a firewall that lets nothing pass."""
    boxes = []
    for flow in report["flows"]:
        if flow["firewall"] == gate.name:
            for packets in flow["missing"]:
                box = real(gate, reported(packets))
                for ingress in gate.interfaces:
                    sources = within(box.sources, gate.spans(ingress))
                    if sources and any(within(box.destinations, gate.spans(egress))
                                       for egress in gate.interfaces if egress != ingress):
                        boxes.append(box.but(sources=unite(sources), ingress=ingress))
    return list(dict.fromkeys(boxes))


def subrange(spans, rng):
    low, high = rng.choice(spans)
    a, b = sorted((rng.randint(low, high), rng.randint(low, high)))
    return ((a, b),)


def plant(gate, wanted, rng):
    """Changes the rules of the gate; says in words what was done."""
    box = rng.choice(wanted)
    kind = rng.randrange(9)
    if kind == 7 and len(gate.translations) > 1:
        gate.untranslated = rng.choice(gate.translations)[0]
        return "forgot a translation"
    # pf cannot translate without a state, so there the one fault would hide the other.
    if kind == 8 and gate.writer.dialect != "asa" and (gate.writer.name == "iptables" or not gate.translations):
        gate.forgetful = True
        return "forgot the replies"
    if kind == 0:
        gate.rules = [rule for rule in gate.rules if rule[1] != box]
        return "removed a rule"
    if kind == 1:
        cut = box.but(destination_ports=subrange(box.destination_ports, rng))
        gate.rules = [(accept, cut if rule == box else rule) for accept, rule in gate.rules]
        return "narrowed the ports of a rule"
    if kind == 2:
        cut = box.but(sources=subrange(box.sources, rng), destinations=subrange(box.destinations, rng),
                      destination_ports=subrange(box.destination_ports, rng))
        gate.rules.insert(0, (False, cut))
        return "put a deny before everything"
    if kind == 3:
        low, high = box.destination_ports[0]
        wide = ((max(0, low - rng.randrange(0, 3)), min(65535, high + rng.choice((1, 1, 100)))),)
        gate.rules = [(accept, box.but(destination_ports=unite(wide + box.destination_ports)) if rule == box else rule)
                      for accept, rule in gate.rules]
        return "widened the ports of a rule"
    if kind == 4:
        low, high = box.destinations[0]
        wide = box.but(destinations=((low - rng.randrange(0, 2), high + 1),))
        gate.rules = [(accept, wide if rule == box else rule) for accept, rule in gate.rules]
        return "widened the destinations of a rule"
    if kind == 5:
        extra = box.but(protocols=((47, 47),), source_ports=ALL_PORTS, destination_ports=ALL_PORTS)
        gate.rules.append((True, extra))
        return "let another protocol pass"
    gate.rules.insert(rng.randrange(len(gate.rules) + 1),
                      (True, box.but(destination_ports=((3389, 3389 + rng.randrange(3)),), source_ports=ALL_PORTS)))
    return "opened remote administration"


def plant_tunnel(gate, media, rng):
    box = rng.choice(media)
    ports = subrange(box.destination_ports, rng)
    if gate.writer.one_port_or_all:
        ports = ((ports[0][0], ports[0][0]),)
    gate.tunnel = box.but(ingress="", sources=subrange(box.sources, rng), source_ports=ALL_PORTS,
                          destination_ports=rng.choice((ports, ALL_PORTS)))
    gate.tunnel_egress = gate.side_of(box.destinations[0][0])
    return "protected media by IPsec"


def passes(gate, packet):
    # Without its translation, what the Internet sends to the public address ends nowhere.
    if packet[1] == gate.untranslated and packet[-1] == gate.internet:
        return False
    for accept, box in gate.rules:
        if box.contains(packet):
            return accept
    return False


class Comparison:
    def __init__(self, report, gate, wanted, servers, probes_per_gate, rng):
        self.wrong = []
        missing, excess = [], []
        for finding in report["findings"]:
            if finding["firewall"] != gate.name:
                continue
            if finding["undecided"] or finding["packets_cut"]:
                self.wrong.append(f"not exact: {finding['message']}")
            to = {"missing-opening": missing, "over-permissive-rule": excess}.get(finding["check"])
            if to is not None:
                to += [real(gate, reported(packets)) for packets in finding["packets"]]
        if not gate.planted and any(finding["firewall"] == gate.name and finding["check"] in MISSION
                                    for finding in report["findings"]):
            self.wrong.append("nothing was planted here, but: " + next(
                finding["message"] for finding in report["findings"] if finding["firewall"] == gate.name))
        boxes = [box for _, box in gate.rules] + wanted + missing + excess
        for packet in probes(boxes, list(gate.interfaces), probes_per_gate, rng):
            if not self.crosses(gate, packet):
                continue
            asked, open_ = any_contains(wanted, packet), passes(gate, packet)
            served = servers(packet[0]) or servers(packet[1])
            for name, said, so in (("missing", any_contains(missing, packet), asked and not open_),
                                   ("excess", any_contains(excess, packet), open_ and not asked and served)):
                if said != so:
                    self.wrong.append(f"{packet}: {'' if said else 'not '}reported as {name}, "
                                      f"though it is {'' if so else 'not '}")

    @staticmethod
    def crosses(gate, packet):
        source, destination, *_, ingress = packet
        return gate.side_of(source) == ingress and gate.side_of(destination) not in (ingress, None)


def one_site(program, folder, faults, rng, keep):
    site = random_site(rng)
    for gate in site.gates:
        gate.rules = []
    path = site.write(folder, rng)
    bare = audit(program, path)
    wanted = {gate.name: demanded(bare, gate) for gate in site.gates}
    server_spans = site.servers()

    def servers(value):
        return any(low <= value <= high for low, high in server_spans)

    def checked(what, planted_tunnel=None):
        report = audit(program, site.write(folder, rng))
        wrong = []
        for gate in site.gates:
            wrong += [f"{gate.name} ({gate.writer.dialect}): {line}"
                      for line in Comparison(report, gate, wanted[gate.name], servers, 400, rng).wrong]
        tunnels = [f for f in report["findings"] if f["check"] == "ipsec-on-media" and f["severity"] == "error"]
        returns = [f for f in report["findings"] if f["check"] == "missing-return-path"]
        for gate in site.gates:
            dropped = [f for f in returns if f["firewall"] == gate.name]
            if dropped and not gate.forgetful:
                wrong.append(f"no reply is dropped, but: {dropped[0]['message']}")
            open_ones = [box for box in wanted[gate.name] if any(accept and rule == box for accept, rule in gate.rules)]
            if gate.forgetful and open_ones and not dropped:
                wrong.append(f"{gate.name} drops all replies, and nothing is said")
        if planted_tunnel is None and tunnels:
            wrong.append(f"no tunnel was planted, but: {tunnels[0]['message']}")
        if planted_tunnel is not None:
            wrong += compare_tunnel(tunnels, planted_tunnel, wanted, rng)
        if rng.random() < 0.1:
            wrong += renamed(program, folder, report)
        if keep and wrong:
            shutil.copytree(folder, keep / rng.seed_used.replace("/", "-") / str(pairs), dirs_exist_ok=True)
        if wrong:
            print(f"seed {rng.seed_used}: {what}")
            for line in wrong[:5]:
                print("   ", line)
        return len(wrong)

    failures, pairs = 0, 1
    exact = {}
    for gate in site.gates:
        gate.rules = [(True, box) for box in wanted[gate.name]]
        rng.shuffle(gate.rules)
        exact[gate.name] = list(gate.rules)
    failures += checked("nothing planted") > 0
    for _ in range(faults):
        for gate in site.gates:
            gate.rules, gate.tunnel, gate.planted = list(exact[gate.name]), None, False
            gate.untranslated, gate.forgetful = 0, False
        said, tunnel = [], None
        for gate in rng.sample(site.gates, rng.randrange(1, len(site.gates) + 1)):
            gate.planted = True
            media = [box for box in wanted[gate.name] if box.protocols == ((17, 17),)
                     and box.destination_ports[-1][1] - box.destination_ports[0][0] > 100]
            if media and tunnel is None and rng.random() < 0.2:
                said.append(f"{gate.name}: {plant_tunnel(gate, media, rng)}")
                tunnel = gate
            elif wanted[gate.name]:
                said.append(f"{gate.name}: {plant(gate, wanted[gate.name], rng)}")
        failures += checked("; ".join(said), tunnel) > 0
        pairs += 1
    return pairs, failures


def told(report):
    """What a report says, without the places it points to."""
    return sorted(json.dumps([finding[key] for key in ("check", "severity", "firewall", "undecided", "packets")]).
                  replace("leg", "em") for finding in report["findings"])


def renamed(program, folder, report):
    """The same site with other names for its interfaces: nothing else may change."""
    with tempfile.TemporaryDirectory(prefix="lyncgate-renamed-") as other:
        copy = pathlib.Path(shutil.copytree(folder, other, dirs_exist_ok=True))
        for path in copy.rglob("*"):
            if path.is_file():
                path.write_text(re.sub(r"\bem(?=\d)", "leg", path.read_text()))
        return [] if told(audit(program, copy / "site.yaml")) == told(report) else ["renaming interfaces changes it"]


def compare_tunnel(findings, gate, wanted, rng):
    """Every media packet that the policy takes is in some finding, and nothing that it does not take is."""
    said = [real(gate, reported(packets)) for f in findings if f["firewall"] == gate.name for packets in f["packets"]]
    wrong = [f"a conflict at {f['firewall']}, where no tunnel is: {f['message']}" for f in findings
             if f["firewall"] != gate.name]
    media = [box for box in wanted[gate.name] if box.protocols == ((17, 17),)
             and box.destination_ports[-1][1] - box.destination_ports[0][0] > 100]
    taken = gate.tunnel
    for packet in probes(media + [taken] + said, list(gate.interfaces), 200, rng):
        if not Comparison.crosses(gate, packet) or packet[-1] == gate.tunnel_egress:
            continue
        inside, told = taken.contains(packet), any_contains(said, packet)
        if told and not inside:
            wrong.append(f"{packet}: told as a conflict, but no policy takes it")
        if inside and any_contains(media, packet) and not told:
            wrong.append(f"{packet}: media that the policy takes, not told")
    return wrong


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--sites", type=int, default=20)
    parser.add_argument("--faults", type=int, default=10, help="faulty versions of each site")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=pathlib.Path, help="copies every site with a wrong answer there")
    options = parser.parse_args()
    listed = subprocess.run([options.program, "requirements", "--list"], capture_output=True, text=True, check=True)
    known = {line.split()[0] for line in listed.stdout.splitlines() if line.startswith("  ")}
    begun, pairs, failures = time.monotonic(), 0, 0
    for number in range(options.sites):
        rng = random.Random(options.seed * 1_000_003 + number)
        rng.seed_used, rng.known_features = f"{options.seed}/{number}", known
        with tempfile.TemporaryDirectory(prefix="lyncgate-planted-") as folder:
            more, wrong = one_site(options.program, pathlib.Path(folder), options.faults, rng, options.keep)
        pairs, failures = pairs + more, failures + wrong
    print(f"{pairs} pairs of site and configurations in {time.monotonic() - begun:.1f} s, {failures} told wrongly")
    if pairs < options.sites:
        print("too few pairs were tried")
        return 1
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
