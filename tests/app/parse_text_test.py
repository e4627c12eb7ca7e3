#!/usr/bin/env python3
"""`parse` writes out the first hundred messages of a kind and counts the others; JSON lists all.

usage: parse_text_test.py LYNCGATE
"""

import json
import subprocess
import sys


def main():
    lines = [f"-A FORWARD -p tcp --dportt {number} -j ACCEPT" for number in range(350)]
    text = "\n".join(["*filter", ":FORWARD DROP [0:0]", *lines, "COMMIT", ""])

    def parsed(*more):
        return subprocess.run([sys.argv[1], "parse", "-", *more], input=text, capture_output=True, text=True, check=False)

    plain, machine = parsed(), parsed("--format", "json")
    wrong = []
    if plain.returncode != 2 or machine.returncode != 2:
        wrong.append(f"exit status {plain.returncode} and {machine.returncode}, not 2")
    if plain.stdout.count("error: unknown option") != 100 or "and 250 more like" not in plain.stdout:
        wrong.append(f"{plain.stdout.count('error: unknown option')} messages are written out:\n{plain.stdout[-400:]}")
    if len(json.loads(machine.stdout)["diagnostics"]) != 350:
        wrong.append("JSON does not list all messages")
    print("\n".join(wrong))
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
