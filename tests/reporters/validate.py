#!/usr/bin/env python3
"""Writes the sample reports in every format and validates each: validate.py WRITE_SAMPLES ROOT."""
import json
import pathlib
import subprocess
import sys
import tempfile

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
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        subprocess.run([write_samples, name], check=True)
        wrong = []
        for sample in SAMPLES:
            wrong += check_schema(folder, sample, "json", report_schema)
            wrong += check_schema(folder, sample, "parse", parse_schema)
            wrong += check_counts(folder, sample)
        wrong += check_rejects(report_schema, json.loads((folder / "small.json").read_text()))
        wrong += check_rejects(parse_schema, json.loads((folder / "small.parse").read_text()))
    for line in wrong:
        print(line, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
