"""Runs commands that need no network with the Linux and with the Windows build, and compares what they
print, byte for byte; and what Windows alone has, files' names and rules for names.

    commands.py LINUX WINDOWS.exe

Owns the list of commands. WINEPREFIX says in which Windows the second runs.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

TARGET = ["--directory", "mycorp", "--region", "us-east-1"]
REPORTS = "tests/reports"
# What Windows alone has to say: its verifier may ask whether a certificate was revoked.
MORE_THERE = "Windows may ask the revocation servers that a certificate names."


def formats() -> list[str]:
    """Every format of an allow-list."""
    return sorted(folder.name for folder in Path("tests/formats").iterdir() if folder.is_dir())


def run(command: list[str]) -> subprocess.CompletedProcess:
    return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=120)


def compare(linux: str, windows: str, arguments: list[str]) -> bool:
    here, there = run([linux, *arguments]), run(["wine", windows, *arguments])
    there.stdout = as_on_linux(there.stdout)
    same = (here.returncode, here.stdout, here.stderr) == (there.returncode, there.stdout, there.stderr)
    if not same:
        print(f"FAILED {' '.join(arguments)}: {here.returncode} and {there.returncode}")
        for name in ("stdout", "stderr"):
            ours, theirs = (getattr(one, name).decode(errors="replace").splitlines() for one in (here, there))
            wrong = next((pair for pair in zip(ours, theirs) if pair[0] != pair[1]), None)
            print(f"       {name}: {len(ours)} lines and {len(theirs)}; first difference: {wrong}")
        print(f"       on Windows: {there.stderr.decode(errors='replace')[:2000]}")
    return same


def as_on_linux(said: bytes) -> bytes:
    """Without the program's other name, and what is true on Windows alone."""
    return said.replace(b"aws-netcheck.exe", b"aws-netcheck").replace(MORE_THERE.encode() + b"\n", b"")


def files(windows: str) -> bool:
    """A path with a space and a drive letter is written to, and read again."""
    with tempfile.TemporaryDirectory(prefix="with a space ") as folder:
        place = "Z:" + folder.replace("/", "\\") + "\\list of hosts.json"
        done = run(["wine", windows, "allowlist", *TARGET, "--format", "json", "--output", place])
        written = Path(folder, "list of hosts.json")
        right = done.returncode == 0 and written.exists() and written.stat().st_size > 0
    if not right:
        print(f"FAILED {place}: {done.returncode} {done.stderr.decode(errors='replace')}")
    return right


def rule_for_names(windows: str) -> bool:
    """A rule in the registry's table is found for the names that it is for, and for no others; in a
    network namespace without any network, so that nobody is asked."""
    rules = r"HKLM\SYSTEM\CurrentControlSet\Services\Dnscache\Parameters\DnsPolicyConfig\{7b0f2b3c-0000-4000-8000-000000000001}"
    for name, kind, data in (("Name", "REG_MULTI_SZ", ".awsapps.com"), ("ConfigOptions", "REG_DWORD", "8"),
                             ("GenericDNSServers", "REG_SZ", "10.9.9.9")):
        run(["wine", "reg", "add", rules, "/v", name, "/t", kind, "/d", data, "/f"])
    # Wine's server makes the sockets: it has to be started in there.
    stop()
    said = run(["unshare", "--net", "wine", windows, "probe", *TARGET, "--no-config", "--format", "json"])
    run(["wine", "reg", "delete", rules, "/f"])
    stop()
    found = {path["host"]: observed["saw"].get("name_policy") for path in json.loads(said.stdout)["paths"]
             for observed in path["observations"] if observed["operation"] == "system_lookup"}
    rule = {"namespace": ".awsapps.com", "servers": ["10.9.9.9"], "by_group_policy": False}
    right = bool(found) and all(policy == (rule if host.endswith(".awsapps.com") else None)
                                for host, policy in found.items())
    if not right:
        print(f"FAILED rule for names: {found}")
    return right


def stop():
    run(["wineserver", "-k"])
    run(["wineserver", "-w"])


def main():
    linux, windows = sys.argv[1:]
    commands = [["--version"], ["--help"], ["explain", "tls.intercepted"], ["explain", "dns_filter"],
                ["explain", "no-such-code"], ["steps"], ["endpoints", *TARGET, "--format", "json"],
                ["probe", *TARGET, "--dry-run"], ["explain", "--color", "always", "sni_filter"]]
    commands += [["allowlist", *TARGET, "--format", name] for name in formats()]
    commands += [["report", str(report)] for report in sorted(Path(REPORTS).glob("*/report.json"))]
    same = [compare(linux, windows, arguments) for arguments in commands] + [files(windows), rule_for_names(windows)]
    print(f"{sum(same)} of {len(same)} commands do the same")
    sys.exit(0 if all(same) else 1)


if __name__ == "__main__":
    main()
