#!/usr/bin/env python3
"""Runs the commands that write JSON on the samples and validates what they write: schemas_test.py LYNCGATE ROOT."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import jsonschema

OPENING = "-A PROXY-TO-LYNC -d 10.10.1.0/24 -p tcp -m tcp --dport 4443 -j ACCEPT\n"
REQUEST = "tcp/4443 from reverse-proxy-internal to director"


class Commands:
    """The tool, with the schemas that it prints itself."""

    def __init__(self, tool, root):
        self.tool, self.root = tool, root
        schemas = {name: json.loads(self.run("schema", name)) for name in ("report", "diff", "fleet")}
        # Reports are validated one by one: how a validator finds another schema by its name differs between versions.
        report = schemas["fleet"]["$defs"]["member"]["properties"]["report"]
        assert report.pop("$ref") == schemas["report"]["$id"]
        self.validators = {}
        for name, schema in schemas.items():
            jsonschema.Draft202012Validator.check_schema(schema)
            self.validators[name] = jsonschema.Draft202012Validator(schema)

    def run(self, *words, status=0):
        done = subprocess.run([self.tool, *words], cwd=self.root, capture_output=True, text=True, check=False)
        if done.returncode != status:
            sys.exit(f"{' '.join(words)}: exit status {done.returncode}, not {status}\n{done.stderr}")
        return done.stdout

    def document(self, schema, *words, status):
        """What the command writes, after looking for what the schema does not allow, and what it should not."""
        document = json.loads(self.run(*words, "--format", "json", status=status) if words[0] != "merge"
                              else self.run(*words, status=status))
        self.validate(schema, document, " ".join(words))
        for key in self.validators[schema].schema["required"]:
            if self.validators[schema].is_valid({k: v for k, v in document.items() if k != key}):
                sys.exit(f"schema {schema} accepts a document without '{key}'")
        if self.validators[schema].is_valid({**document, "surprise": 1}):
            sys.exit(f"schema {schema} accepts an unknown member")
        return document

    def validate(self, schema, document, what):
        for error in self.validators[schema].iter_errors(document):
            sys.exit(f"{what}: {'/'.join(map(str, error.absolute_path))}: {error.message[:300]}")


def test_diff(run, folder):
    rules = (run.root / "samples/contoso/inner.rules").read_text().splitlines(keepends=True)
    at = next(i for i, line in enumerate(rules) if "Director" in line)
    changed = folder / "inner.rules"
    changed.write_text("".join(rules[:at + 1] + [OPENING] + rules[at + 1:]))
    pair = ("diff", "samples/contoso/inner.rules", str(changed))
    site = ("--site", "samples/contoso/site.yaml")
    plain = run.document("diff", *pair, status=1)
    assert [c["kind"] for c in plain["firewalls"][0]["changes"]] == ["opened"]
    assert "request" not in plain["firewalls"][0]
    asked = run.document("diff", *pair, *site, "--request", REQUEST, status=1)
    assert asked["status"] == 1
    assert asked["firewalls"][0]["request"]["verdict"] == "more"
    assert asked["firewalls"][0]["findings"]
    same = run.document("diff", "diff", pair[1], pair[1], status=0)
    assert same["firewalls"][0]["changes"] == []
    other = run.document("diff", "diff", pair[1], "samples/asa-perimeter/perimeter.cfg", "--request", "tcp/443 from any to any",
                         status=3)
    assert other["firewalls"][0]["new_connections_only"]
    assert not other["firewalls"][0]["request"]["all_compared"]
    markdown = run.run(*pair, *site, "--request", REQUEST, "--format", "markdown", status=1)
    assert markdown.startswith("### inner: "), markdown
    assert "❌ **Request: more**" in markdown and "**opened** through the firewall" in markdown, markdown
    github = run.run(*pair, *site, "--request", REQUEST, "--format", "github", status=1)
    assert f"::warning file={changed},line={at + 2}," in github, github
    assert all(line.startswith("::") for line in github.splitlines()), github


def test_fleet(run, folder):
    (folder / "broken").mkdir()
    (folder / "broken/site.yaml").write_text("name: [broken\n")
    whole = run.document("fleet", "audit", "--fleet", "samples", status=1)
    assert whole["summary"]["sites"] == len(whole["fleet"]) == 4
    for member in whole["fleet"]:
        run.validate("report", member["report"], member["site"])
    broken = run.document("fleet", "audit", "--fleet", str(folder), status=2)
    assert "error" in broken["fleet"][0]
    shards = []
    for i in (1, 2, 3):
        path = folder / f"{i}.json"
        path.write_text(json.dumps(run.document("fleet", "audit", "--fleet", "samples", "--shard", f"{i}/3", status=1)))
        shards.append(str(path))
    assert run.document("fleet", "merge", *shards, status=1) == whole
    partial = run.document("fleet", "merge", *shards[:2], status=2)
    assert partial["missing_shards"] == [3]
    (folder / "monday.json").write_text(json.dumps(whole))
    compared = run.document("fleet", "audit", "--fleet", "samples", "--previous", str(folder / "monday.json"), status=1)
    assert compared["previous"]["new"] == compared["previous"]["fixed"] == 0 < compared["previous"]["unchanged"]


def main():
    run = Commands(os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2]))
    with tempfile.TemporaryDirectory() as name:
        test_diff(run, pathlib.Path(name))
        test_fleet(run, pathlib.Path(name))


main()
