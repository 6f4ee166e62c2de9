"""Runs a program where there is nothing but the program and the libraries that it is linked to: no resolver
settings, no certificates, no terminal, no locale, no network; and where the settings that there are make no
sense.

    bare.py PROGRAM

Owns what counts as a clear answer there: an exit status of the contract, a report that can be read and
says what is missing, and no panic. Needs to make namespaces; ends with 77 where it cannot.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

TARGET = ["--directory", "mycorp", "--region", "us-east-1"]
# Its own: no user, no home, and of the machine around it nothing.
ALONE = [shutil.which("unshare") or "unshare", "--net", "--fork"]
# Found before the environment is emptied; it is not in everybody's PATH.
CHROOT = shutil.which("chroot", path="/usr/sbin:/sbin:/usr/bin:/bin") or "chroot"
# What reports call the lookup of a static build (data/schema/report.schema.json).
STATIC = "hosts_and_dns"


def run(root: Path, *arguments: str) -> subprocess.CompletedProcess:
    command = [*ALONE, CHROOT, str(root), "/aws-netcheck", *arguments]
    return subprocess.run(command, env={}, stdin=subprocess.DEVNULL, capture_output=True, timeout=60)


def fits(root: Path, where: str, statuses: set[int], *arguments: str) -> subprocess.CompletedProcess | None:
    done = run(root, *arguments)
    said = done.stdout + done.stderr
    if done.returncode in statuses and b"panicked" not in said:
        return done
    print(f"FAILED {where}: {' '.join(arguments)}: {done.returncode}\n{said.decode(errors='replace')[:2000]}")
    return None


def libraries(program: str) -> list[str]:
    """The files that the loader opens for it, itself among them; none for a static program."""
    said = subprocess.run(["ldd", program], capture_output=True, text=True).stdout
    return re.findall(r"(/\S+) \(0x", said)


def probed(root: Path, where: str, lookup: str) -> bool:
    """No network is an answer: nothing is open, sign-in is not said to be, and the report says how names
    were looked up and that there are no roots."""
    done = fits(root, where, {1, 3}, "probe", *TARGET, "--no-config", "--format", "json")
    if done is None:
        return False
    report = json.loads(done.stdout)
    here, total = report["vantage"], report["summary"]
    right = {
        "no path is open": total["open"] == 0,
        "this build's lookup": here["lookup"] == lookup,
        "no roots": here["trust"].get("store-roots") == "0",
    }
    for what, is_so in right.items():
        if not is_so:
            print(f"FAILED {where}: {what}: {json.dumps(here)[:2000]}")
    screen = fits(root, where, {1, 3}, "probe", *TARGET, "--no-config")
    if screen is None:
        return False
    words = " ".join(screen.stdout.decode().split())
    said = {
        "how names are looked up": ("(static build)" in words) == (lookup == STATIC),
        "that there are no roots": "no roots on this machine" in words,
    }
    for what, is_so in said.items():
        if not is_so:
            print(f"FAILED {where}: the screen does not say {what}: {screen.stdout.decode()}")
    return all(said.values()) and all(right.values())


def commands(root: Path, where: str) -> bool:
    listed = [["--version"], ["--help"], ["explain", "tls.reset"], ["steps"], ["endpoints"],
              ["allowlist", *TARGET, "--format", "squid"], ["probe", *TARGET, "--dry-run"]]
    return all([fits(root, where, {0}, *arguments) is not None for arguments in listed])


def nothing(root: Path):
    """Not even /dev, /proc, /etc and /tmp."""


def senseless(root: Path):
    """Settings that are there and say nothing."""
    (root / "etc").mkdir()
    (root / "etc/resolv.conf").write_text("nameserver\nnameserver not-an-address\noptions ndots:x\n")
    (root / "etc/hosts").write_bytes(b"\xff\xfe\n127.0.0.1\n")
    # No line for hosts without any source: there getaddrinfo of the GNU C library 2.36 itself crashes.
    (root / "etc/nsswitch.conf").write_text("hosts: nosuch [\n")
    (root / "etc/ssl/certs").mkdir(parents=True)
    (root / "etc/ssl/certs/ca-certificates.crt").write_text("-----BEGIN CERTIFICATE-----\nAAAA\n")


def folders(root: Path):
    """Folders where files belong."""
    for name in ("resolv.conf", "hosts", "nsswitch.conf"):
        (root / "etc" / name).mkdir(parents=True)


def pipes(root: Path):
    """Pipes that nobody writes into. Not of nsswitch.conf: there the GNU C library itself waits for ever."""
    for name in ("etc/resolv.conf", "etc/hosts", "run/systemd/container", "run/systemd/resolve/resolv.conf"):
        place = root / name
        place.parent.mkdir(parents=True, exist_ok=True)
        os.mkfifo(place)


def large(root: Path):
    """More than anybody's settings, and one domain that is no name."""
    (root / "etc").mkdir()
    (root / "etc/resolv.conf").write_text("search a..b\n" + "nameserver 127.0.0.1\n" * 500_000)


def main():
    if subprocess.run([*ALONE, "true"], capture_output=True).returncode != 0:
        print("NOT RUN: namespaces cannot be made here (root is needed)", file=sys.stderr)
        sys.exit(77)
    needed = libraries(sys.argv[1])
    lookup = "system" if needed else STATIC
    done = []
    for make in (nothing, senseless, folders, pipes, large):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            make(root)
            shutil.copy(sys.argv[1], root / "aws-netcheck")
            for file in needed:
                place = root / file.lstrip("/")
                place.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(file, place)
            done += [commands(root, make.__name__), probed(root, make.__name__, lookup)]
    print(f"{sum(done)} of {len(done)} runs in bare places as they should be")
    sys.exit(0 if all(done) else 1)


if __name__ == "__main__":
    main()
