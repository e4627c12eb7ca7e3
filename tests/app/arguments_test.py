#!/usr/bin/env python3
"""Wrong arguments and wrong files end with status 2 and say what was probably meant: arguments_test.py LYNCGATE ROOT."""
import os
import subprocess
import sys

CASES = [
    (["audti"], 'unknown command "audti"; did you mean "audit"?'),
    (["audit", "--sit", "x"], "audit has no option --sit; did you mean --site?"),
    (["audit", "--chekc=missing-opening"], "audit has no option --chekc; did you mean --check?"),
    (["diff", "a", "b", "--reqest", "x"], "diff has no option --reqest; did you mean --request?"),
    (["audit", "--check", "missing-openin"], 'unknown check "missing-openin"; did you mean "missing-opening"?'),
    (["audit", "--check", "nonsense"], 'unknown check "nonsense"; there are missing-opening, '),
    (["audit", "--format", "sarfi"], 'unknown format "sarfi"; did you mean "sarif"?'),
    (["audit", "--site", "samples/contoso/inner.rules"], "this is a firewall configuration (iptables-save), not a site file"),
    (["audit", "--site", "nowhere.yaml"], 'cannot read "nowhere.yaml"'),
    (["audit", "--site", "samples/contoso/site.yaml", "--firewall", "iner"], 'did you mean "inner"?'),
    (["audit", "--site", "samples/contoso/site.yaml", "--shard", "1/2"], "--shard goes with --fleet"),
    (["audit", "--site", "samples/contoso/site.yaml", "--previous", "x"], "for one site there is --baseline"),
    (["audit", "--fleet", "samples", "--baseline", "x"], "a fleet is compared with --previous"),
    (["audit", "--fleet", "samples", "--shard", "3/2"], 'not a shard: "3/2"; expected I/N'),
    (["audit", "--fleet", "samples", "--format", "sarif"], "a fleet is reported as text or json"),
    (["audit", "--date", "tomorrow"], 'not a date: "tomorrow"; expected YYYY-MM-DD'),
    (["diff", "samples/contoso/inner.rules"], "give two files or folders, the old and the new"),
    (["diff", "a", "b", "--format", "markdwn"], 'unknown format "markdwn"; did you mean "markdown"?'),
    (["diff", "samples/contoso/inner.rules", "samples/contoso/inner.rules", "--site", "samples/contoso/site.yaml",
      "--firewall", "inmer"], 'the site has no firewall "inmer"; did you mean "inner"?'),
    (["explain", "missing-openning"], 'did you mean "missing-opening"?'),
    (["schema", "rapport"], 'no schema "rapport"; did you mean "report"?'),
    (["merge", "README.md"], '"README.md" is not the JSON report of a fleet'),
    (["parse"], "file is required"),
    ([], "Subcommands:"),
]


def main():
    tool, root = os.path.abspath(sys.argv[1]), sys.argv[2]
    wrong = []
    for words, expected in CASES:
        done = subprocess.run([tool, *words], cwd=root, capture_output=True, text=True, check=False)
        if done.returncode != 2 or expected not in done.stderr or done.stdout:
            wrong.append(f"{' '.join(words)}: status {done.returncode}\n{done.stdout}{done.stderr}")
    print("\n".join(wrong))
    sys.exit(1 if wrong else 0)


main()
