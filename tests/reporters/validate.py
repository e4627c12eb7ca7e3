#!/usr/bin/env python3
"""Writes the sample reports in every format and validates each: validate.py WRITE_SAMPLES ROOT.

SARIF is validated against the part of the standard's schema that Lyncgate writes, and against the whole schema of OASIS
when the environment variable LYNCGATE_SARIF_SCHEMA names a copy of it.
"""
import csv
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

import jsonschema

# The large report is for the browser; the medium one has the same shape.
SAMPLES = ("clean", "small", "medium", "hostile")


def validator(path):
    schema = json.loads(path.read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def check_schema(folder, sample, extension, schema):
    document = json.loads((folder / f"{sample}.{extension}").read_text(encoding="utf-8"))
    return [f"{sample}.{extension}: {'/'.join(map(str, e.absolute_path))}: {e.message[:200]}"
            for e in schema.iter_errors(document)]


def check_counts(folder, sample):
    """What no schema can say: the counts of the summary are those of the lists."""
    report = json.loads((folder / f"{sample}.json").read_text(encoding="utf-8"))
    summary = report["summary"]
    kinds = [f["severity"] + "s" if not f["undecided"] else "undecided" for f in report["findings"]]
    wrong = [k for k in ("errors", "warnings", "notes", "undecided") if summary[k] != kinds.count(k)]
    if summary["findings"] != len(report["findings"]):
        wrong.append("findings")
    if sum(summary["flows"].values()) != len(report["flows"]):
        wrong.append("flows")
    for file in report["coverage"]:
        if file["statements"] != sum(file[k] for k in ("modelled", "irrelevant", "unmodelled", "broken")):
            wrong.append("coverage")
    return [f"{sample}.json: count of {what} is wrong" for what in wrong]


def check_junit(folder, sample, xsd):
    """Valid XML of the right shape, and every suite counts its own cases."""
    path = folder / f"{sample}.junit"
    lint = subprocess.run(["xmllint", "--noout", "--schema", str(xsd), str(path)], capture_output=True, text=True)
    wrong = [] if lint.returncode == 0 else [f"{sample}.junit: {line}" for line in lint.stderr.splitlines()]
    for suite in xml.etree.ElementTree.parse(path).getroot().iter("testsuite"):
        for kind in ("failure", "error", "skipped"):
            counted = int(suite.get(kind if kind == "skipped" else kind + "s"))
            if counted != len(suite.findall(f"testcase/{kind}")):
                wrong.append(f"{sample}.junit: suite {suite.get('name')} miscounts {kind}")
    return wrong


def check_sarif(folder, sample):
    """What the schema cannot say: indices point at the rule of the same name, spans do not end before they begin."""
    run = json.loads((folder / f"{sample}.sarif").read_text(encoding="utf-8"))["runs"][0]
    wrong = []
    for result in run["results"]:
        if run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] != result["ruleId"]:
            wrong.append(f"{sample}.sarif: ruleIndex of {result['ruleId']}")
        for location in result["locations"] + result.get("relatedLocations", []):
            region = location["physicalLocation"]["region"]
            if "endLine" in region and (region["endLine"], region["endColumn"]) < (
                    region["startLine"], region["startColumn"] if region["endLine"] == region["startLine"] else 0):
                wrong.append(f"{sample}.sarif: region {region}")
    return wrong


def check_github(folder, sample):
    """Every line is one workflow command whose properties are complete."""
    command = re.compile(r"::(error|warning|notice) ((?:file|line|endLine|col|endColumn|title)=[^,:\r\n]*,?)+::[^\r\n]+")
    lines = (folder / f"{sample}.github").read_text(encoding="utf-8").split("\n")
    return [f"{sample}.github: {line[:120]}" for line in lines[:-1] if not command.fullmatch(line)]


def check_csv(folder, sample):
    """Every record has as many fields as the header, and none is a formula."""
    with open(folder / f"{sample}.csv", newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file, strict=True))
    wrong = [f"{sample}.csv: {len(row)} fields in {row[:3]}" for row in rows if len(row) != len(rows[0])]
    return wrong + [f"{sample}.csv: formula {field}" for row in rows for field in row if field[:1] in set("=+-@")]


def check_rejects(schema, document):
    """A schema that accepts everything would prove nothing."""
    wrong = []
    for key in list(document):
        damaged = {k: v for k, v in document.items() if k != key}
        if schema.is_valid(damaged):
            wrong.append(f"schema accepts a document without '{key}'")
    if schema.is_valid({**document, "surprise": 1}):
        wrong.append("schema accepts an unknown member")
    return wrong


def main():
    write_samples, root = sys.argv[1], pathlib.Path(sys.argv[2])
    report_schema = validator(root / "schemas/report.schema.json")
    parse_schema = validator(root / "schemas/parse.schema.json")
    schemas = root / "tests/reporters/schemas"
    sarif_schemas = [validator(schemas / "sarif-2.1.0-written-part.schema.json")]
    if "LYNCGATE_SARIF_SCHEMA" in os.environ:
        official = json.loads(pathlib.Path(os.environ["LYNCGATE_SARIF_SCHEMA"]).read_text(encoding="utf-8"))
        sarif_schemas.append(jsonschema.validators.validator_for(official)(official))
    gitlab_schema = validator(schemas / "gitlab-code-quality.schema.json")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        subprocess.run([write_samples, name], check=True)
        wrong = []
        for sample in SAMPLES:
            wrong += check_schema(folder, sample, "json", report_schema)
            wrong += check_schema(folder, sample, "parse", parse_schema)
            wrong += check_counts(folder, sample)
            for schema in sarif_schemas:
                wrong += check_schema(folder, sample, "sarif", schema)
            wrong += check_sarif(folder, sample)
            wrong += check_schema(folder, sample, "gitlab", gitlab_schema)
            wrong += check_junit(folder, sample, schemas / "junit.xsd")
            wrong += check_github(folder, sample)
            wrong += check_csv(folder, sample)
        wrong += check_rejects(report_schema, json.loads((folder / "small.json").read_text()))
        wrong += check_rejects(sarif_schemas[0], {
            "version": "2.1.0", "runs": json.loads((folder / "small.sarif").read_text())["runs"]})
        wrong += check_rejects(parse_schema, json.loads((folder / "small.parse").read_text()))
    for line in wrong:
        print(line, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
