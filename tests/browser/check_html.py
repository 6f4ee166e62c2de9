"""The HTML reports in a real browser.

Each page, light, dark, narrow and printed: it is drawn, asks for nothing, has no error, is not wider
than the screen, breaks no rule of accessibility (axe-core: WCAG 2.2 A and AA, contrast among them).
One page: filters, copying, unfolding, by keyboard and with scripts switched off. The hostile one:
nothing of it runs, and all of it can be read.

    check_html.py FOLDER CHROMIUM

FOLDER holds NAME.html and node_modules/axe-core.
"""

import json
import pathlib
import sys

from playwright.sync_api import sync_playwright

FOLDER, CHROMIUM = pathlib.Path(sys.argv[1]).resolve(), sys.argv[2]
AXE = (FOLDER / "node_modules/axe-core/axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LOOKS = {
    "light": {"color_scheme": "light", "viewport": {"width": 1280, "height": 900}},
    "dark": {"color_scheme": "dark", "viewport": {"width": 1280, "height": 900}},
    "narrow": {"color_scheme": "light", "viewport": {"width": 360, "height": 740}},
    "forced": {"forced_colors": "active", "viewport": {"width": 1280, "height": 900}},
}
problems = []


def check(holds, what):
    if not holds:
        problems.append(what)


class Opened:
    """One page in a browser of its own, with all that it asked for and complained about."""

    def __init__(self, browser, name, **look):
        self.context = browser.new_context(permissions=["clipboard-read", "clipboard-write"], **look)
        self.page = self.context.new_page()
        self.name, self.said = name, []
        address = (FOLDER / f"{name}.html").as_uri()
        asked = lambda request: request.url.split("#")[0] != address
        self.page.on("request", lambda r: self.said.append(f"asks for {r.url}") if asked(r) else None)
        self.page.on("console", lambda m: self.said.append(f"console: {m.text}"))
        self.page.on("pageerror", lambda e: self.said.append(f"error: {e}"))
        self.page.on("dialog", lambda d: (self.said.append(f"dialog: {d.message}"), d.dismiss()))
        self.page.goto(address)

    def __enter__(self):
        return self.page

    def __exit__(self, *_):
        problems.extend(f"{self.name}: {said}" for said in self.said)
        self.context.close()


def in_every_look(browser, name):
    for look, options in LOOKS.items():
        with Opened(browser, name, **options) as page:
            place = f"{name}, {look}"
            check(page.locator("h1").inner_text().strip(), f"{place}: no answer")
            widths = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
            check(widths[0] <= widths[1], f"{place}: wider than the screen: {widths}")
            page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
            widths = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
            check(widths[0] <= widths[1], f"{place}: wider than the screen, unfolded: {widths}")
            if look != "forced":
                accessible(page, place)


def accessible(page, place):
    # By the debugger's way, which the page's policy does not bind.
    page.evaluate(f"() => {{ {AXE} }}")
    found = page.evaluate(f"axe.run({{ runOnly: {json.dumps(RULES)} }})")
    for rule in found["violations"]:
        nodes = [node["html"][:120] for node in rule["nodes"][:3]]
        problems.append(f"{place}: {rule['id']}: {rule['help']} ({len(rule['nodes'])}): {nodes}")


def filters(page):
    rows, shown = page.locator("#rows > li"), page.locator("#rows > li:visible")
    all_rows = rows.count()
    check(shown.count() == all_rows, "not every path is shown at first")
    check(page.locator("#shown").inner_text() == f"{all_rows} of {all_rows} shown", "the count is wrong")
    page.get_by_label("Search").fill("awsapps")
    check(shown.count() == 1, "a search for a host does not find it alone")
    check(page.locator("#shown").inner_text() == f"1 of {all_rows} shown", "the count does not follow")
    page.get_by_label("Search").fill("no such host")
    check(page.locator("#none").is_visible(), "nothing says that nothing is shown")
    page.get_by_role("button", name="Show all").click()
    page.wait_for_function(f"document.querySelectorAll('#rows > li:not([hidden])').length === {all_rows}")
    page.locator("[name=verdict][value=open]").focus()
    page.keyboard.press("Space")
    kinds = shown.evaluate_all("all => all.map((one) => one.dataset.verdict)")
    check(kinds and "open" not in kinds, "a verdict that is switched off by keyboard is still shown")
    page.keyboard.press("Space")
    page.get_by_label("Required only").check()
    needed = shown.evaluate_all("all => all.map((one) => one.dataset.required)")
    check(set(needed) == {"true"} and len(needed) < all_rows, "what is not required is still shown")
    page.get_by_label("Required only").uncheck()
    page.locator("[data-step='2.5']").click()
    check(page.locator("#step").input_value() == "2.5", "a step does not choose its paths")


def copying(page):
    button = page.get_by_role("button", name="Copy request 1")
    button.focus()
    page.keyboard.press("Enter")
    page.wait_for_function("document.getElementById('said').textContent !== ''")
    copied = page.evaluate("navigator.clipboard.readText()")
    check(copied == page.locator("#request-1-text").text_content(), "what is copied is not the request")
    check(copied.startswith("TASK 1"), f"what is copied is {copied[:40]!r}")
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error()) }")
    page.get_by_role("button", name="Copy request 2").click()
    page.wait_for_function("getSelection().toString() !== ''")
    check("TASK 2" in page.evaluate("getSelection().toString()"), "without a clipboard nothing is selected")


def unfolding(page):
    first = page.locator("#rows > li:visible > details").first
    first.locator("summary").first.focus()
    page.keyboard.press("Enter")
    check(first.locator(".lanes").is_visible(), "a path does not unfold by keyboard")
    page.get_by_role("button", name="Unfold all").click()
    folded = page.locator("#rows > li:visible > details:not([open])")
    check(folded.count() == 0, "a path stays folded")
    page.get_by_role("button", name="Fold all", exact=True).click()
    check(folded.count() > 0, "a path stays unfolded")


def without_scripts(browser):
    with Opened(browser, "blocked", java_script_enabled=False) as page:
        check(page.locator("#rows > li:visible").count() > 1, "without scripts there are no paths")
        check(page.locator("button:visible").count() == 0, "without scripts a button does nothing")
        page.locator("#rows summary").first.click()
        check(page.locator("#rows .lanes").first.is_visible(), "without scripts nothing unfolds")


def sites(browser):
    with Opened(browser, "sites") as page:
        groups, rows = page.locator("article.wall"), page.locator("tbody tr")
        check(groups.count() > 5, "there are no groups")
        check(rows.count() == 60, f"{rows.count()} sites are in the table")
        ticket = page.locator("details.plain").first
        ticket.locator("summary").focus()
        page.keyboard.press("Enter")
        ticket.get_by_role("button").click()
        page.wait_for_function("document.getElementById('said').textContent !== ''")
        copied = page.evaluate("navigator.clipboard.readText()")
        check(copied.startswith("CHANGE") and "TASK 1" in copied, f"what is copied is {copied[:40]!r}")
    with Opened(browser, "sites", java_script_enabled=False) as page:
        check(page.locator("tbody tr:visible").count() == 60, "without scripts there is no table")
        check(page.locator("button:visible").count() == 0, "without scripts a button does nothing")


def hostile(browser, name):
    with Opened(browser, name) as page:
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
        check(page.locator("script").count() == 1, "a stranger's script is in the page")
        check(page.locator("a[href^=javascript]").count() == 0, "a stranger's link is in the page")
        text = page.locator("body").inner_text()
        check("<script>alert(1)</script>" in text, "a stranger's words cannot be read")
        odd = [c for c in text if ord(c) < 32 and c not in "\n\t" or "\u200b" <= c <= "\u202e"]
        check(not odd, f"signs that hide or reorder: {odd[:5]!r}")
        # Whatever got in would still not run.
        ran = page.evaluate(
            "() => { const one = document.createElement('script'); one.textContent = 'window.ran = 1';"
            " document.body.append(one); return window.ran === 1 }"
        )
        check(not ran, "the policy lets a script in")


def printed(browser, name):
    with Opened(browser, name) as page:
        page.emulate_media(media="print")
        check(page.locator("button:visible, nav:visible, form:visible").count() == 0, f"{name}: prints buttons")
        check(page.pdf(format="A4").startswith(b"%PDF"), f"{name}: does not print")


with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
    names = sorted(file.stem for file in FOLDER.glob("*.html"))
    check(len(names) > 8, f"only {names}")
    for name in names:
        in_every_look(browser, name)
        printed(browser, name)
    for work in (filters, copying, unfolding):
        with Opened(browser, "blocked") as page:
            work(page)
    without_scripts(browser)
    sites(browser)
    for name in ("hostile", "hostile-sites"):
        kept = len(problems)
        hostile(browser, name)
        refused = [p for p in problems[kept:] if "Content Security Policy" in p]
        check(len(refused) == 1, f"{name}: refused by the policy: {refused}")
        problems[:] = [p for p in problems if p not in refused]
    browser.close()

for problem in problems:
    print(problem, file=sys.stderr)
print(f"{len(names)} pages, {len(LOOKS)} looks each: {len(problems)} problems")
sys.exit(bool(problems))
