"""Runs commands that need no network with two builds of the program, and compares what they print, byte
for byte.

    same.py PROGRAM COMMAND…

Owns the list of commands. PROGRAM is the build that is compared with, COMMAND what starts the other one.
"""

import subprocess
import sys
from pathlib import Path

TARGET = ["--directory", "mycorp", "--region", "us-east-1"]
REPORTS = "tests/reports"


def formats() -> list[str]:
    """Every format of an allow-list."""
    return sorted(folder.name for folder in Path("tests/formats").iterdir() if folder.is_dir())


def commands() -> list[list[str]]:
    listed = [["--version"], ["--help"], ["explain", "tls.intercepted"], ["explain", "dns_filter"],
              ["explain", "no-such-code"], ["steps"], ["endpoints", *TARGET, "--format", "json"],
              ["probe", *TARGET, "--dry-run"], ["explain", "--color", "always", "sni_filter"]]
    listed += [["allowlist", *TARGET, "--format", name] for name in formats()]
    listed += [["report", str(report)] for report in sorted(Path(REPORTS).glob("*/report.json"))]
    return listed


def run(command: list[str]) -> subprocess.CompletedProcess:
    return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=120)


def compare(program: str, other: list[str], arguments: list[str], as_here=lambda said: said) -> bool:
    """`as_here` takes out of the other's words what is true there alone."""
    here, there = run([program, *arguments]), run([*other, *arguments])
    there.stdout = as_here(there.stdout)
    same = (here.returncode, here.stdout, here.stderr) == (there.returncode, there.stdout, there.stderr)
    if not same:
        print(f"FAILED {' '.join(arguments)}: {here.returncode} and {there.returncode}")
        for name in ("stdout", "stderr"):
            ours, theirs = (getattr(one, name).decode(errors="replace").splitlines() for one in (here, there))
            wrong = next((pair for pair in zip(ours, theirs) if pair[0] != pair[1]), None)
            print(f"       {name}: {len(ours)} lines and {len(theirs)}; first difference: {wrong}")
        print(f"       the other: {there.stderr.decode(errors='replace')[:2000]}")
    return same


def conclude(same: list[bool]):
    """Says how many did the same, and ends with 0 where all did."""
    print(f"{sum(same)} of {len(same)} commands do the same")
    sys.exit(0 if all(same) else 1)


if __name__ == "__main__":
    conclude([compare(sys.argv[1], sys.argv[2:], arguments) for arguments in commands()])
