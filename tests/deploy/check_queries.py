"""Runs the queries for DuckDB over reports of tests/reports and parses those for Athena.

Runs from the top of the repository. That Athena itself takes its file is not checked: that needs an account.
"""
import json
import tempfile
from pathlib import Path

import duckdb
import sqlglot

PORTAL = "portal@us-east-1#mycorp.awsapps.com/start"
SITE = "Frankfurt Süd"


def write_reports(place):
    """A site that was open two weeks before it was blocked, one that is healthy and one that is blocked."""
    for name, case, site in [("now", "blocked", SITE), ("was", "blocked", SITE),
                             ("well", "healthy", "Osaka"), ("also", "hostile", "Lima")]:
        report = json.loads(Path(f"tests/reports/{case}/report.json").read_text(encoding="utf-8"))
        report["site"] = site
        if name == "was":
            report["started"] = "2026-11-10T07:12:03.000Z"
            for path in report["paths"]:
                path["verdict"] = "open"
        (place / f"{site}--{name}.json").write_text(json.dumps(report, indent=2), encoding="utf-8")


with tempfile.TemporaryDirectory() as made:
    write_reports(Path(made))
    base = duckdb.connect()
    base.execute(f"SET VARIABLE reports = '{made}/*.json'")
    base.execute(Path("deploy/queries/duckdb.sql").read_text(encoding="utf-8"))

    def rows(view):
        return base.execute(f"FROM {view}").fetchall()

    blocked = rows("blocked_sites")
    assert blocked == [(SITE, "sni_filter", 1), ("Lima", "url_filter", 1)], blocked
    assert (("mycorp.awsapps.com", PORTAL, 2) == rows("worst_paths")[0]), rows("worst_paths")
    changed = [(site, path, before, now) for site, _, path, before, now, _ in rows("changed_since_last_week")]
    assert changed == [
        (SITE, PORTAL, "open", "blocked"),
        (SITE, "signin-platform@us-east-1#us-east-1.signin.aws/", "open", "degraded"),
    ], changed

parsed = sqlglot.parse(Path("deploy/queries/athena.sql").read_text(encoding="utf-8"), read="athena")
assert len([one for one in parsed if one]) == 5, len(parsed)
print("queries: DuckDB's rows are as expected, Athena's statements parse")
