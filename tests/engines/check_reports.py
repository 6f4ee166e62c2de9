"""Reports for programs, read by those who know their form: metrics by Prometheus's own promtool, JUnit's XML
against Jenkins' schema by xmllint.

What is broken on purpose has to be refused. The reports are the golden files of tests/reports; that
those are what the program writes is held by its tests.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "reports"
BAD_METRICS = {
    "a sample without a number": "aws_netcheck_paths many\n",
    "a label without its end": 'aws_netcheck_path{host="a.aws} 1\n',
    "one metric with two types": "# TYPE a gauge\na 1\n# TYPE a counter\na 2\n",
}
SUITE = '<testsuite name="a" tests="1" failures="0" errors="0">'
BAD_JUNIT = {
    "a test without a name": f"<testsuites>{SUITE}<testcase/></testsuite></testsuites>",
    "a suite without its counts": '<testsuites><testsuite name="a"/></testsuites>',
    "a total of skipped tests": '<testsuites skipped="1"/>',
    "an element of nobody's": f"<testsuites>{SUITE}<path/></testsuite></testsuites>",
}


def refusal(command: list[str], text: str) -> str | None:
    """What a checker says against it; nothing where it takes it."""
    ran = subprocess.run(command, input=text, capture_output=True, text=True, timeout=60)
    return None if ran.returncode == 0 else ran.stdout + ran.stderr


def checked(name: str, command: list[str], file: str, bad: dict[str, str]) -> list[str]:
    reports = sorted(FOLDER.glob(f"*/{file}"))
    wrong = [f"{name}: {said} is taken" for said, text in bad.items() if refusal(command, text) is None]
    for report in reports:
        said = refusal(command, report.read_text())
        wrong += [f"{report.parent.name}: {said}"] if said else []
    wrong += [] if reports else [f"{name}: no report is there"]
    print(f"{name}: {len(reports)} reports read, {len(bad)} broken ones; {len(wrong)} wrong")
    return wrong


def main():
    promtool, schema = os.environ.get("PROMTOOL"), os.environ.get("JUNIT_XSD")
    xmllint = shutil.which("xmllint")
    wrong, missing = [], []
    if promtool:
        wrong += checked("promtool", [promtool, "check", "metrics"], "report.prom", BAD_METRICS)
    else:
        missing.append("promtool")
    if xmllint and schema and Path(schema).is_file():
        command = [xmllint, "--noout", "--nonet", "--schema", schema, "-"]
        wrong += checked("xmllint", command, "report.junit.xml", BAD_JUNIT)
    else:
        missing.append("xmllint or Jenkins' schema")
    if wrong:
        sys.exit("\n".join(wrong))
    if missing:
        print("NOT RUN: missing " + ", ".join(missing))
        sys.exit(77)


main()
