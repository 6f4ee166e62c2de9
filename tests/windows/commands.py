"""Runs the commands of tests/builds/same.py with the Linux and with the Windows build, and what Windows
alone has: files' names and rules for names.

    commands.py LINUX WINDOWS.exe

Owns what is otherwise there. WINEPREFIX says in which Windows the second runs.
"""

import json
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "builds"))
from same import TARGET, commands, compare, conclude, run  # noqa: E402

# What Windows alone has to say: its verifier may ask whether a certificate was revoked.
MORE_THERE = "Windows may ask the revocation servers that a certificate names."


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


@contextmanager
def services_of_their_own():
    """Keeps Windows up by a prompt that waits: whoever comes first starts wine's services, and lends them
    its standard error, where they write of their own troubles (winedevice.exe faults in wine 8's
    ntoskrnl.exe now and then, while it ends)."""
    nowhere = subprocess.DEVNULL
    with subprocess.Popen(["wine", "cmd"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=nowhere) as prompt:
        prompt.stdout.read(1)
        yield
        prompt.communicate(b"exit\r\n")


def stop():
    run(["wineserver", "-k"])
    run(["wineserver", "-w"])


def main():
    linux, windows = sys.argv[1:]
    with services_of_their_own():
        same = [compare(linux, ["wine", windows], arguments, as_on_linux) for arguments in commands()]
    conclude([*same, files(windows), rule_for_names(windows)])


if __name__ == "__main__":
    main()
