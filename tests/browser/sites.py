"""Many reports in one file, to be shown side by side: those of tests/reports, under other names.

    sites.py FOLDER

Writes FOLDER/sites.ndjson, and FOLDER/hostile-sites.ndjson, in which every name is an attack on the page.
"""

import json
import pathlib
import sys

REPORTS = sorted((pathlib.Path(__file__).parent.parent / "reports").glob("*/report.json"))
EVIL = [
    "<script>alert(1)</script>",
    "</style></title><img src=x onerror=alert(1)>",
    "\" onmouseover=\"alert(1)",
    "{{ alert(1) }}",
    "\u202emoc.elpmaxe\u200b",
    "=cmd|' /C calc'!A0",
    "no-space-to-break-at-" * 20,
]


def lines(names):
    for number, name in enumerate(names):
        report = json.loads(REPORTS[number % len(REPORTS)].read_text())
        yield json.dumps({**report, "site": name}) + "\n"


folder = pathlib.Path(sys.argv[1])
(folder / "sites.ndjson").write_text("".join(lines(f"site {number:02}" for number in range(60))))
(folder / "hostile-sites.ndjson").write_text("".join(lines(EVIL * 2)))
