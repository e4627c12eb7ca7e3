#!/usr/bin/env python3
"""Plants faults in sites that are otherwise exactly what Microsoft's tables ask for, in all dialects at once, with
address translation and both families, and compares what the audit reports with what was planted, packet by packet at
the boundaries.

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

from compare import Comparison, as_filtered, conflicts, demanded, others_named
from faults import plant, with_ports
from flows import ALL4, Box, Rule, net_span, within
from policies import plant_policies
from sites import random_site

PROBES = 400


def audit(program, site):
    done = subprocess.run([program, "audit", "--site", str(site), "--format", "json", "--no-hygiene"],
                          capture_output=True, text=True)
    if done.returncode not in (0, 1, 3):
        raise RuntimeError(f"audit ended with {done.returncode}: {done.stderr[:2000]}")
    report = json.loads(done.stdout)
    report["exit"] = done.returncode
    return report


def broken_lines(report):
    """What the reader could not use: the configurations are meant to be good."""
    return [f"{d['message']} ({(d.get('place') or d.get('origin') or {})})" for d in report["diagnostics"]
            if d.get("level") in ("error", "warning") and "'absent'" not in d["message"]]


class Trial:
    """One site, and versions of it with faults."""

    def __init__(self, program, folder, rng, keep):
        self.program, self.folder, self.rng, self.keep = program, folder, rng, keep
        self.site = random_site(rng)
        bare = self.audited()
        self.wanted = {gate.name: demanded(bare, gate) for gate in self.site.gates}
        self.servers = self.site.servers()
        # What IPsec takes of packets that another firewall translates is no business of this comparison.
        self.masked = any(gate.masquerade for gate in self.site.gates)
        self.pairs = self.failures = 0
        self.check_sources()
        self.exact = {}
        for gate in self.site.gates:
            rules = [Rule(True, as_filtered(gate, box)) for box in self.wanted[gate.name]]
            if gate.bystander:
                rules.append(Rule(True, Box(ALL4, ((gate.bystander, gate.bystander),), ((6, 6),),
                                            destination_ports=((443, 443),), ingress=gate.internet)))
            rng.shuffle(rules)
            self.exact[gate.name] = rules
        self.reset()

    def check_sources(self):
        """Behind a firewall that gives clients its own address, nobody else is asked about."""
        for inner in self.site.gates[:-1] if self.masked else []:
            clients = [box for box in self.wanted[inner.name] if box.family == 4 and
                       within(box.sources, (net_span("10.20.0.0/16"),)) and box.ingress != inner.internet and
                       within(box.destinations, (net_span("172.16.2.0/24"),))]
            if clients:
                print(f"seed {self.rng.seed_used}: {inner.name} is asked about clients by their own addresses")
                self.failures += 1

    def audited(self):
        return audit(self.program, self.site.write(self.folder, self.rng))

    def reset(self):
        for gate in self.site.gates:
            gate.rules = list(self.exact.get(gate.name, []))
            gate.policies, gate.planted, gate.untranslated, gate.forgetful = None, False, 0, False
            gate.hijacks = []
            gate.unbound, gate.conditions, gate.fileless6, gate.guarded = (), [], False, []

    def check(self, what):
        report = self.audited()
        wrong = broken_lines(report) + others_named(report)
        accepted = [box for _, box in self.site.accepted]
        for gate in self.site.gates:
            lines = Comparison(report, gate, self.wanted[gate.name], accepted, self.servers, PROBES, self.rng).wrong
            wrong += [f"{gate.name} ({gate.writer.dialect}{getattr(gate.writer, 'age', '')}): {line}" for line in lines]
            wrong += self.replies(report, gate) + conflicts(report, gate, self.wanted[gate.name], self.rng)
        if self.rng.random() < 0.1:
            wrong += self.renamed(report)
        self.pairs += 1
        if not wrong:
            return
        self.failures += 1
        if self.keep:
            shutil.copytree(self.folder, self.keep / self.rng.seed_used.replace("/", "-") / str(self.pairs),
                            dirs_exist_ok=True)
        print(f"seed {self.rng.seed_used}, version {self.pairs}: {what}")
        for line in wrong[:5]:
            print("   ", line[:600])

    def replies(self, report, gate):
        dropped = [f for f in report["findings"] if f["check"] == "missing-return-path" and f["firewall"] == gate.name]
        if dropped and not gate.forgetful:
            return [f"no reply is dropped, but: {dropped[0]['message']}"]
        whole = [box for box in self.wanted[gate.name] if not (gate.fileless6 and box.family == 6) and any(
            rule.accept and rule.condition is None and rule.box == box for rule in gate.rules)]
        if gate.forgetful and whole and not dropped and not any(not rule.accept for rule in gate.rules):
            return [f"{gate.name} drops all replies, and nothing is said"]
        return []

    def renamed(self, report):
        """The same site with other names for its interfaces: nothing else may change."""
        def told(report):
            return sorted(json.dumps([finding[key] for key in
                                      ("check", "severity", "firewall", "undecided", "packets")]).replace("leg", "em")
                          for finding in report["findings"])

        with tempfile.TemporaryDirectory(prefix="lyncgate-renamed-") as other:
            copy = pathlib.Path(shutil.copytree(self.folder, other, dirs_exist_ok=True))
            for path in copy.rglob("*"):
                if path.is_file():
                    path.write_text(re.sub(r"\bem(?=\d)", "leg", path.read_text()))
            same = told(audit(self.program, copy / "site.yaml")) == told(report)
            return [] if same else ["renaming interfaces changes it"]

    def run(self, faults):
        self.check("nothing planted")
        for _ in range(faults):
            self.reset()
            said, gates = [], self.site.gates
            for gate in self.rng.sample(gates, self.rng.randrange(1, len(gates) + 1)):
                wanted = [box for box in self.wanted[gate.name] if with_ports(box)]
                if wanted:
                    gate.planted = True
                    policies = plant_policies(gate, wanted, self.rng) if self.rng.random() < 0.3 and not self.masked else None
                    said.append(f"{gate.name}: {policies or plant(gate, wanted, self.rng)}")
            self.check("; ".join(said))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--sites", type=int, default=20)
    parser.add_argument("--first", type=int, default=0, help="number of the first site")
    parser.add_argument("--faults", type=int, default=10, help="faulty versions of each site")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=pathlib.Path, help="copies every site with a wrong answer there")
    options = parser.parse_args()
    listed = subprocess.run([options.program, "requirements", "--list"], capture_output=True, text=True, check=True)
    known = {line.split()[0] for line in listed.stdout.splitlines() if line.startswith("  ")}
    begun, pairs, failures = time.monotonic(), 0, 0
    for number in range(options.first, options.first + options.sites):
        rng = random.Random(options.seed * 1_000_003 + number)
        rng.seed_used, rng.known_features = f"{options.seed}/{number}", known
        with tempfile.TemporaryDirectory(prefix="lyncgate-planted-") as folder:
            trial = Trial(options.program, pathlib.Path(folder), rng, options.keep)
            trial.run(options.faults)
        pairs, failures = pairs + trial.pairs, failures + trial.failures
    print(f"{pairs} pairs of site and configurations in {time.monotonic() - begun:.1f} s, {failures} told wrongly")
    if pairs < options.sites:
        print("too few pairs were tried")
        return 1
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
