"""How long `report` takes for ten thousand reports, and how much memory: beside jq and DuckDB, which
count the same.

    python3 tests/bench/sites.py PROGRAM [--reports 10000] [--kilobytes 100] [--seed 1]

Writes the reports into a temporary folder (a gigabyte), made from the golden ones: other sites, runs and
times, and as many paths more as a report of that size has. Counted is at how many sites which failure
with which cause stands; all that count must agree. DuckDB is a package of pip's; who is not there is
left out. Time and memory are those of the process and of all that it starts. On a busy machine the seconds
of processors say more than those of the clock.
"""

import argparse
import collections
import copy
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import time

GOLDEN = pathlib.Path(__file__).parent.parent / "reports"
# As a roll-out may look: most are inspected alike, some are blocked, few are alone.
SHARES = {"inspected": 60, "healthy": 20, "blocked": 15, "unknown": 3, "recommended-blocked": 2}
JQ = '[.paths[] | select(.verdict != "open") | "\\(.failure) \\(.cause)"] | unique[]'
DUCKDB = """
import duckdb, sys
duckdb.sql('set enable_progress_bar = false')
columns = "{site: 'VARCHAR', paths: 'STRUCT(verdict VARCHAR, failure VARCHAR, cause VARCHAR)[]'}"
rows = duckdb.sql(f'''
    with walls as (select distinct site, p.failure, p.cause
        from (select site, unnest(paths) as p from read_json('{sys.argv[1]}/*.json', columns={columns}))
        where p.verdict != 'open')
    select failure, cause, count(*) from walls group by all''').fetchall()
for failure, cause, count in rows:
    print(count, failure or 'null', cause or 'null')
"""


def larger(report, size, chance):
    """The report with as many open paths more as fill it: each of a name of its own."""
    report = copy.deepcopy(report)
    model = json.loads((GOLDEN / "healthy/report.json").read_text())["paths"]
    each = max(len(json.dumps(path, indent=2)) for path in model)
    missing = size - len(json.dumps(report, indent=2))
    for number in range(max(0, missing) // each):
        path = copy.deepcopy(chance.choice(model))
        path["id"] = f"more-{number}@us-east-1#service-{number}.us-east-1.amazonaws.com/"
        path["host"] = f"service-{number}.us-east-1.amazonaws.com"
        path["verdict"], path["requirement"] = "open", "recommended"
        path["failure"] = path["cause"] = path["layer"] = None
        report["paths"].append(path)
        report["summary"]["open"] += 1
    return report


def write(folder, count, size, chance):
    kinds = {name: larger(json.loads((GOLDEN / name / "report.json").read_text()), size, chance) for name in SHARES}
    total = 0
    for number in range(count):
        report = kinds[chance.choices(list(SHARES), list(SHARES.values()))[0]]
        report["site"], report["run"] = f"site-{number:05}", f"{number:06x}"
        report["started"] = f"2026-11-{1 + number % 28:02}T07:{number % 60:02}:00.000Z"
        total += (folder / f"{number:05}.json").write_text(json.dumps(report, indent=2))
    return total


# The peak that the kernel tells of a process is never less than that of who started it (a child has its memory
# until it is another program), so one that is small starts it.
LAUNCH = """
import os, sys
child = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ)
_, status, used = os.wait4(child, 0)
print(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, file=sys.stderr)
sys.exit(1 if status else 0)
"""


def measured(command, folder):
    """Seconds, those of processors, mebibytes at the peak of the largest process, and what it wrote."""
    began = time.monotonic()
    launched = [sys.executable, "-ISc", LAUNCH, *command]
    done = subprocess.run(launched, cwd=folder, capture_output=True, text=True)
    took = time.monotonic() - began
    if done.returncode:
        sys.exit(f"{command[0]} failed: {done.stderr}")
    worked, peak = done.stderr.splitlines()[-1].split()
    return took, float(worked), float(peak), done.stdout


def of_program(text):
    counts = collections.Counter()
    for group in json.loads(text)["groups"]:
        walls = {(wall["failure"], wall["cause"]) for wall in group["walls"] if not wall["behind"]}
        for failure, cause in walls:
            counts[f"{failure or 'null'} {cause or 'null'}"] += len(group["sites"])
    return counts


def of_lines(text):
    return collections.Counter({" ".join(line.split()[1:]): int(line.split()[0]) for line in text.splitlines()})


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("--reports", type=int, default=10_000)
    parser.add_argument("--kilobytes", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    program = str(wanted.program.resolve())
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        total = write(folder, wanted.reports, wanted.kilobytes * 1000, random.Random(wanted.seed))
        print(f"{wanted.reports} reports, {total / 1e6:.0f} MB")
        report = [program, "report", "*.json", "--format"]
        jq = f"find . -name '*.json' -print0 | xargs -0 jq -r '{JQ}' | sort | uniq -c"
        runs = [("report --format json", [*report, "json"], of_program)]
        runs += [("report --format html", [*report, "html"], None)]
        runs += [("jq, sort, uniq", ["sh", "-c", jq], of_lines)] if shutil.which("jq") else []
        try:
            import duckdb  # noqa: F401
            runs.append(("DuckDB", [sys.executable, "-c", DUCKDB, str(folder)], of_lines))
        except ImportError:
            pass
        print("| what | seconds | of processors | peak, MiB |\n|---|---|---|---|")
        counts = {}
        for name, command, read in runs:
            took, worked, peak, text = measured(command, folder)
            print(f"| {name} | {took:.1f} | {worked:.1f} | {peak:.0f} |", flush=True)
            counts.update({name: read(text)} if read else {})
        first = next(iter(counts.values()))
        wrong = [f"{name}: {found}" for name, found in counts.items() if found != first]
        sys.exit("\n".join(["they do not agree", *wrong]) if wrong else 0)


main()
