"""Reports for programs, read by those who know their form: metrics by Prometheus's own promtool.

What is broken on purpose has to be refused. The reports are the golden files of tests/reports; that
those are what the program writes is held by its tests.
"""

import os
import subprocess
import sys
from pathlib import Path

REPORTS = sorted((Path(__file__).parent.parent / "reports").glob("*/report.prom"))
BROKEN = {
    "a sample without a number": "aws_netcheck_paths many\n",
    "a label without its end": 'aws_netcheck_path{host="a.aws} 1\n',
    "one metric with two types": "# TYPE a gauge\na 1\n# TYPE a counter\na 2\n",
}


def refusal(promtool: str, text: str) -> str | None:
    """What promtool says against it; nothing where it takes it."""
    ran = subprocess.run([promtool, "check", "metrics"], input=text, capture_output=True, text=True, timeout=60)
    return None if ran.returncode == 0 else ran.stdout + ran.stderr


def main():
    promtool = os.environ.get("PROMTOOL")
    if not promtool:
        print("NOT RUN: promtool is missing")
        sys.exit(77)
    wrong = [f"{said} is taken" for said, text in BROKEN.items() if refusal(promtool, text) is None]
    for report in REPORTS:
        said = refusal(promtool, report.read_text())
        wrong += [f"{report.parent.name}: {said}"] if said else []
    if not REPORTS or wrong:
        sys.exit("\n".join(wrong) or "no report is there")
    print(f"promtool: {len(REPORTS)} reports taken, {len(BROKEN)} broken ones refused")


main()
