"""What the checks share: lists from the program, and names that must pass or must not.

Owns no engine. A check ends with status 77 where its engine is not there.
"""

import json
import os
import shutil
import subprocess
import sys

TARGETS = [
    ["--directory", "mycorp", "--region", "us-east-1"],
    ["--breadth", "guide"],
    ["--region", "eu-west-1", "--region", "us-east-1", "--scope", "all"],
    ["--directory", "mycorp", "--region", "us-east-1", "--breadth", "exact"],
    ["--directory", "mycorp", "--region", "us-gov-west-1"],
    ["--directory", "ssoins-7223a1b2c3d4e5f6", "--region", "eusc-de-east-1"],
]

# For a check that is to end in seconds: the first two, and what an engine reads without being asked.
QUICK = os.environ.get("ENGINES_QUICK") == "1"
if QUICK:
    TARGETS = TARGETS[:2]


def program():
    return sys.argv[1]


def work():
    return sys.argv[2]


def need(*tools):
    """Ends the check where an engine is not there, and says so."""
    for tool in tools:
        if shutil.which(tool) is None:
            print(f"NOT RUN: {tool} is not there", file=sys.stderr)
            sys.exit(77)


def written(form, target, *more):
    command = [program(), "allowlist", "--no-config", "-q", "--format", form, *target, *more]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def entries(target, purpose="allow"):
    lists = json.loads(written("json", target, "--purpose", purpose))["lists"]
    return [entry for one in lists for entry in one["entries"]]


def needed(target, purpose="allow", ports=(443, 80)):
    """Names that the entries mean."""
    names = []
    for entry in entries(target, purpose):
        if entry["port"] not in ports:
            continue
        base = entry["base"]
        # Path-style buckets: most formats leave them out, and say so.
        if base.startswith("s3."):
            continue
        if entry["apex"]:
            names.append(base)
        if entry["depth"] != "0":
            names += [f"a.{base}", f"c.b-1.a.{base}", f"xn--80ak6aa92e.{base}"]
    return names


# Letters that look like ours: Cyrillic.
HOMOGRAPHS = str.maketrans("aceopxy", "асеорху")


def homograph(name):
    """The name with letters that look the same, as it goes over the wire."""
    return name.translate(HOMOGRAPHS).encode("idna").decode()


def disguised(names):
    """The same names in upper case, and with the final dot of the root."""
    return [name.upper() for name in names] + [f"{name}." for name in names]


def hostile(target, purpose="allow"):
    """Look-alikes of the entries that no entry means, not even wider by an apex or a label: as they
    are, in upper case, with a final dot, and in letters that look the same."""
    bases = [entry["base"] for entry in entries(target, purpose)]
    names = set()
    for base in bases:
        first, rest = base.split(".", 1)
        names |= {
            f"evil{base}",
            f"evil-{base}",
            f"a.evil{base}",
            f"{base}.evil.example",
            f"a.{base}.evil.example",
            f"{first}x{rest}",
            f"{base}x",
            f"evil.{rest}",
            f"xn--{base}",
            homograph(base),
            f"a.{homograph(base)}",
        }
    within = lambda name: any(name == base or name.endswith(f".{base}") for base in bases)
    names = sorted(name for name in names if not within(name))
    return names + disguised(names)


def fail(text):
    print(f"FAILED: {text}", file=sys.stderr)
    sys.exit(1)


def expect(passes, target, names, wanted, what):
    wrong = [name for name in names if passes(name) != wanted]
    if wrong:
        said = "do not pass" if wanted else "pass"
        fail(f"{what} {' '.join(target)}: {len(wrong)} names {said}: {', '.join(wrong[:5])}")
