"""Runs the queries over reports of tests/reports, and over those that on_machine.py made, with the rows expected.

    check_queries.py PROGRAM RESULTS

DuckDB runs its own. Athena's are translated by sqlglot and run in DuckDB, over the lines that PROGRAM makes of the
reports for a bucket; that Athena itself takes them is not shown, for that needs an account. Runs from the top of the
repository.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb
import sqlglot

PROGRAM, RESULTS = sys.argv[1], Path(sys.argv[2])
PORTAL = "portal@us-east-1#mycorp.awsapps.com/start"
SITE = "Frankfurt Süd"
# Blocked, unknown, degraded and open, as tests/reports has them.
SITES = [(SITE, 1, 0, 1, 3), ("Lima", 1, 0, 0, 0), ("Osaka", 0, 0, 0, 4)]
VIEWS = ["sites", "blocked_sites", "worst_paths", "changed_since_last_week"]


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


def rows(base, of):
    """All but times, which Python's DuckDB reads with one more package alone."""
    return base.execute(f"SELECT COLUMNS(lambda c: c <> 'newest') FROM {of}").fetchall()


def by_duckdb(pattern):
    base = duckdb.connect()
    base.execute(f"SET VARIABLE reports = '{pattern}'")
    base.execute(Path("deploy/queries/duckdb.sql").read_text(encoding="utf-8"))
    return [rows(base, view) for view in VIEWS]


def by_athena(folder):
    """The rows of Athena's questions, of DuckDB in its place."""
    text = Path("deploy/queries/athena.sql").read_text(encoding="utf-8")
    table, view, *questions = [one for one in sqlglot.parse(text, read="athena") if one]
    table.set("properties", None)
    base = duckdb.connect()
    base.execute(table.sql(dialect="duckdb"))
    with tempfile.TemporaryDirectory() as lines:
        for report in folder.glob("*.json"):
            line = Path(lines, report.name)
            subprocess.run([PROGRAM, "report", report, "--format", "ndjson", "--output", line], check=True)
            assert line.read_bytes().count(b"\n") == 1, "not one line"
        base.execute(f"INSERT INTO aws_netcheck SELECT site, started, vantage, paths FROM read_json('{lines}/*.json', "
                     "format = 'newline_delimited', maximum_object_size = 67108864)")
    # Trino makes columns of the fields of a row; DuckDB wants to be told so.
    unnested = "CROSS JOIN UNNEST(r.paths) AS t(id, host, requirement, verdict, failure, cause)"
    made = view.sql(dialect="duckdb")
    assert unnested in made, made
    base.execute(made.replace(unnested, "CROSS JOIN LATERAL (SELECT UNNEST(r.paths, recursive := true)) AS t"))
    return [rows(base, f"({one.sql(dialect='duckdb')})") for one in questions]


def blocked_of(reports):
    """What blocked_sites has to say, counted from the reports here: of each machine the newest counts."""
    newest = {}
    for report in sorted(reports, key=lambda one: one["started"]):
        newest[report["site"], report["vantage"]["host"]] = report
    found = {}
    for (site, _), report in newest.items():
        for path in report["paths"]:
            if path["verdict"] == "blocked" and path["requirement"] == "required":
                found.setdefault((site, path["cause"] or "unknown"), set()).add(path["id"])
    return sorted((site, cause, len(paths)) for (site, cause), paths in found.items())


with tempfile.TemporaryDirectory() as made:
    made = Path(made)
    write_reports(made)
    sites, blocked, worst, changed = told = by_duckdb(f"{made}/*.json")
    assert [(site, *counts) for site, _, *counts in sites] == SITES, sites
    assert blocked == [(SITE, "sni_filter", 1), ("Lima", "url_filter", 1)], blocked
    assert worst[0] == ("mycorp.awsapps.com", PORTAL, 2), worst
    assert [(site, path, before, now) for site, _, path, before, now, _ in changed] == [
        (SITE, PORTAL, "open", "blocked"),
        (SITE, "signin-platform@us-east-1#us-east-1.signin.aws/", "open", "degraded"),
    ], changed
    assert by_athena(made) == told, by_athena(made)

played = sorted(RESULTS.glob("*.json"))
if played:
    sites, blocked, worst, changed = by_duckdb(f"{RESULTS}/*.json")
    assert len(sites) == len({(one[0], one[1]) for one in sites}), sites
    reports = [json.loads(one.read_text(encoding="utf-8")) for one in played]
    assert sorted(blocked) == blocked_of(reports), blocked
    assert changed == [], changed
    assert by_athena(RESULTS)[:2] == [sites, blocked], by_athena(RESULTS)
print(f"queries: rows as expected, over those made here and {len(played)} that were played")
