#!/usr/bin/env python3
"""The HTML report in a real headless Chromium: opened, filtered, chosen from, photographed.

usage: report_test.py WRITE_SAMPLES [FOLDER]     screenshots are kept in FOLDER when one is given
"""
import pathlib
import re
import subprocess
import sys
import tempfile
import time

import chromium

wrong = []


def expect(what, value, wanted=True):
    if value != wanted:
        wrong.append(f"{what}: expected {wanted!r}, found {value!r}")


def expect_soon(browser, what, expression, wanted=True):
    """Like expect, for what the page does when it gets to it."""
    for _ in range(50):
        value = browser.run(expression)
        if value == wanted:
            return
        time.sleep(0.1)
    expect(what, value, wanted)


def shown_findings(browser):
    return browser.run("document.querySelectorAll('#finding-list .finding').length")


def count_line(browser):
    return browser.run("document.querySelector('#findings .count').textContent")


def focused(browser):
    return browser.run("document.activeElement.closest('.finding')?.id || document.activeElement.id || document.activeElement.tagName")


def scenario_open(folder, pictures):
    """Every size opens fast, says nothing on the console, asks nothing of the network, and is drawn."""
    for name, findings, seconds in (("clean", 0, 10), ("small", 3, 10), ("medium", 200, 10), ("large", 5000, 20)):
        for dark in (False, True):
            with chromium.Browser(1440, 1400, dark) as browser:
                took = browser.open(folder / f"{name}.html")
                expect(f"{name}: drawn within {seconds} s", took < seconds)
                expect(f"{name}: complaints", browser.complaints(), [])
                words = f"{findings:,} finding{'' if findings == 1 else 's'}"
                expect(f"{name}: count", count_line(browser), words)
                expect(f"{name}: portions", shown_findings(browser) <= 600)
                expect(f"{name}: elements", browser.run("document.querySelectorAll('*').length < 12000"))
                expect(f"{name}: no sideways scrolling",
                       browser.run("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))
                expect(f"{name}: picture", browser.run("document.querySelectorAll('#picture svg .wall').length > 0"))
                ground = browser.run("getComputedStyle(document.body).backgroundColor")
                expect(f"{name}: dark mode", sum(map(int, re.findall(r"\d+", ground))) < 200, dark)
                browser.screenshot(pictures / f"{name}{'-dark' if dark else ''}.png")
    with chromium.Browser(400, 900) as browser:
        browser.open(folder / "small.html")
        expect("narrow: no sideways scrolling",
               browser.run("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))
        browser.screenshot(pictures / "small-narrow.png")


def scenario_filter(folder, pictures):
    """Filters from the keyboard alone."""
    with chromium.Browser() as browser:
        browser.open(folder / "large.html")
        browser.press("/")
        expect("'/' goes to the search", focused(browser), "search")
        browser.type("tcp/1500 fw37")
        expect("search finds one", count_line(browser), "1 of 5,000 findings")
        browser.press("Escape")
        expect("Escape clears", count_line(browser), "5,000 findings")
        browser.press("2")
        browser.press("3")
        browser.press("4")
        expect("only errors left", browser.run("[...new Set([...document.querySelectorAll('#finding-list .badge')]"
                                               ".map((b) => b.textContent))].join()"), "error")
        expect("toggle tells its state", browser.run("document.querySelector('[data-kind=note]').getAttribute('aria-pressed')"), "false")
        browser.run("document.getElementById('clear').click()")
        browser.press("j")
        expect("j goes to the first finding", focused(browser), "finding-0")
        browser.press("j")
        browser.press("Enter")
        expect("Enter unfolds", browser.run("document.getElementById('finding-1').open"))
        expect_soon(browser, "unfolded: source", "document.querySelectorAll('#finding-1 .source mark').length", 1)
        browser.press("k")
        expect("k goes back", focused(browser), "finding-0")
        browser.run("(() => { const s = document.querySelector('#findings select[aria-label=Check]');"
                    "s.value = 'shadowed-rule'; s.dispatchEvent(new Event('change')); })()")
        expect("filter by check", count_line(browser), "1,250 of 5,000 findings")
        browser.run("document.querySelector('.tile.k-undecided').click()")
        expect("a tile filters", count_line(browser), "250 of 5,000 findings")
        browser.press("/")
        browser.type("no such thing")
        expect("nothing left", browser.run("document.querySelector('#finding-list .empty').textContent"), "No finding passes the filters.")
        browser.press("Escape")
        for portions in (3, 5, 7):
            browser.run("document.querySelector('.more').scrollIntoView()")
            expect_soon(browser, "scrolling shows more", f"document.querySelectorAll('#finding-list .finding').length >= {60 * portions // 2}")
        expect("but not everything", shown_findings(browser) < 1000)
        slow = browser.run("(() => { const box = document.getElementById('search'); const start = performance.now();"
                           "box.value = 'tcp/2'; box.dispatchEvent(new Event('input')); return performance.now() - start; })()")
        expect("a keystroke takes less than 500 ms", slow < 500)
        browser.screenshot(pictures / "large-filtered.png")
        expect("complaints", browser.complaints(), [])


def scenario_choose(folder, pictures):
    """A flow chosen in the picture, in the list, in the matrix; from there to its finding and back."""
    with chromium.Browser(1440, 1400) as browser:
        browser.open(folder / "small.html")
        detail = "document.getElementById('flow-detail').textContent"
        browser.run("document.querySelector('#picture .flow.v-closed').focus()")
        browser.press("Enter")
        text = browser.run(detail)
        for words in ("HTTP tcp/8080", "eth0", "inner", "eth1", "line 8", "10.45.16.10", "8080", "missing packets", "row 1"):
            expect(f"chosen flow shows {words}", words in text)
        expect("picture marks it", browser.run("document.querySelectorAll('#picture svg.chosen .overlay').length"), 1)
        expect("list marks it", browser.run("document.querySelectorAll('.flow-list [aria-pressed=true]').length"), 1)
        browser.screenshot(pictures / "small-chosen.png")
        browser.run("document.querySelector('#flow-detail .link').click()")
        expect("its finding is unfolded", browser.run("document.getElementById('finding-0').open"))
        expect("and has the focus", focused(browser), "finding-0")
        expect("labels of the spans", browser.run("[...document.querySelectorAll('#finding-0 .label .t')].map((t) => t.textContent).join('|')"),
               "the director is named here|this rule rejects them|the requirement")
        expect("marked text", browser.run("document.querySelector('#finding-0 mark:not(.other)').textContent"),
               "-A FORWARD -s 10.45.0.0/16 -d 10.10.0.0/16 -j REJECT")
        browser.screenshot(pictures / "small-finding.png")
        browser.run("document.querySelector('.matrix [data-verdict=undecided]').click()")
        expect("matrix chooses", "undecided because" in browser.run(detail) and "partners" in browser.run(detail))
        expect("focus follows", focused(browser), "flow-detail")
        browser.press("Escape")
        expect("Escape lets go", browser.run("document.querySelector('#picture svg').classList.contains('chosen')"), False)
        browser.run("document.querySelector('#picture .kinds .v-open').click()")
        expect("flows filtered by verdict", browser.run("document.querySelectorAll('.flow-list li').length"), 2)
        browser.press("?")
        expect("'?' shows the keys", browser.run("document.getElementById('keys').open"))
        expect("complaints", browser.complaints(), [])
    with chromium.Browser(1440, 1400) as browser:
        browser.open(folder / "medium.html")
        browser.run("document.querySelectorAll('.flow-list button')[1].click()")
        browser.screenshot(pictures / "medium-chosen.png")


def scenario_access(folder):
    """Landmarks, names for everything that can be pressed, headings in order, contrast of at least 4.5:1."""
    contrast = """(() => {
      const rgb = (text) => text.match(/[\\d.]+/g).map(Number);
      const light = (c) => { const [r, g, b] = c.map((v) => { v /= 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; });
        return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
      const ground = (e) => { for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor); if (c.length < 4 || c[3] === 1) { return c; } }
        return [255, 255, 255]; };
      const bad = new Set();
      for (const e of document.querySelectorAll('body *:not(svg *):not(script):not(option)')) {
        if (![...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()) || !e.checkVisibility()) { continue; }
        const [a, b] = [light(rgb(getComputedStyle(e).color)), light(ground(e))];
        const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        if (ratio < 4.5) { bad.add(`${e.tagName}.${e.className} ${ratio.toFixed(2)}`); }
      }
      return [...bad]; })()"""
    for dark in (False, True):
        with chromium.Browser(1440, 1400, dark) as browser:
            browser.open(folder / "small.html")
            browser.run("document.querySelectorAll('details').forEach((d) => { d.open = true; }), new Promise((go) => setTimeout(go, 200))")
            browser.run("document.querySelector('.flow-list button').click()")
            expect("contrast", browser.run(contrast), [])
            if dark:
                continue
            for landmark in ("header", "nav[aria-label]", "main", "footer", "[role=search]"):
                expect(f"landmark {landmark}", browser.run(f"document.querySelectorAll('{landmark}').length > 0"))
            expect("language", browser.run("document.documentElement.lang"), "en")
            expect("one h1", browser.run("document.querySelectorAll('h1').length"), 1)
            expect("sections are named", browser.run("[...document.querySelectorAll('section')].every((s) => "
                                                     "document.getElementById(s.getAttribute('aria-labelledby')))"))
            expect("everything to press has a name", browser.run(
                "[...document.querySelectorAll('button, a, input, select, [role=button]')].filter((e) => "
                "!(e.textContent.trim() || e.getAttribute('aria-label'))).length"), 0)
            expect("tables have heads", browser.run("[...document.querySelectorAll('table')].every((t) => t.querySelector('th[scope]'))"))
            tree = browser.call("Accessibility.getFullAXTree")["nodes"]
            unnamed = [n["role"]["value"] for n in tree if n.get("role", {}).get("value") in ("button", "link", "combobox", "searchbox", "region")
                       and not n.get("ignored") and not n.get("name", {}).get("value")]
            expect("accessibility tree: unnamed", unnamed, [])


def scenario_hostile(folder, pictures):
    """Nothing a stranger wrote becomes markup or runs; the policy forbids scripts that slip in."""
    with chromium.Browser(1440, 1400) as browser:
        browser.open(folder / "hostile.html")
        browser.run("document.querySelectorAll('details').forEach((d) => { d.open = true; }), new Promise((go) => setTimeout(go, 200))")
        browser.run("document.querySelectorAll('.flow-list button, .matrix button').forEach((b) => b.click())")
        expect("title", browser.run("document.title.startsWith('Lyncgate:')"))
        expect("images", browser.run("document.querySelectorAll('img').length"), 0)
        expect("scripts", browser.run("document.scripts.length"), 2)
        expect("shown as text", browser.run("document.body.innerText.includes('<img src=x onerror=alert(1)>')"))
        expect("no control characters", browser.run("/[\\u0000-\\u0008\\u000b-\\u001f\\u202e]/.test(document.getElementById('main').textContent)"), False)
        expect("complaints", browser.complaints(), [])
        browser.screenshot(pictures / "hostile.png", whole=True)
        browser.run("document.body.append(Object.assign(document.createElement('script'), {textContent: 'window.slipped = 1'}))")
        expect("a script that slipped in does not run", browser.run("window.slipped"), None)


def scenario_print(folder, pictures):
    """On paper everything is unfolded and no control is left."""
    with chromium.Browser() as browser:
        browser.open(folder / "small.html")
        browser.run("window.dispatchEvent(new Event('beforeprint'))")
        browser.call("Emulation.setEmulatedMedia", media="print")
        expect("all unfolded", browser.run("[...document.querySelectorAll('#finding-list .finding')].every((f) => f.open && f.querySelector('.body'))"))
        expect("no controls", browser.run("['.filters', '.tabs', '.more'].filter((s) => document.querySelector(s)?.checkVisibility())"), [])
        browser.screenshot(pictures / "small-print.png", whole=True)
        pdf = browser.call("Page.printToPDF", printBackground=False)["data"]
        expect("a PDF comes out", len(pdf) > 10000)


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        pictures = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else folder
        subprocess.run([sys.argv[1], name], check=True)
        try:
            scenario_open(folder, pictures)
            scenario_filter(folder, pictures)
            scenario_choose(folder, pictures)
            scenario_access(folder)
            scenario_hostile(folder, pictures)
            scenario_print(folder, pictures)
        except chromium.Missing as missing:
            print(f"FAILED: {missing}", file=sys.stderr)
            return 1
        except chromium.Failure as failure:
            wrong.append(str(failure))
    for line in wrong:
        print(line, file=sys.stderr)
    print(f"browser test: {len(wrong)} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
