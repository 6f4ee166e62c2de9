#!/usr/bin/env python3
"""Logs in to a real Squid: with a ticket of a real KDC, with a password, and with neither.

    python3 tests/corpnet/check_login.py

Each case has Squid answer 407, gives what it offered to the example `proxy_answer`, sends what
that makes in a second CONNECT, and says what came of it. Needs root on Linux; on Debian it installs
the programs. It runs in namespaces of its own, in which there is only loopback, and with the script
its programs end. Ends with 77 where no namespaces can be made, or a program cannot be had.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import kerberos
from kerberos import PASSWORD, USER, Realm
from squid import COMMON

ROOT = Path(__file__).parents[2]
PROXY = "proxy.test.example"
HOME = "127.0.0.1"
PORT, TARGET_PORT = 3128, 443
TOOLS = ["krb5kdc", "kdb5_util", "kadmin.local", "kinit", "squid", "openssl"]
PACKAGES = ["krb5-kdc", "krb5-admin-server", "krb5-user", "squid-openssl", "openssl", "libfaketime",
            "libgssapi3-heimdal"]
NAMESPACES = ["--mount", "--net", "--pid", "--fork", "--kill-child", "--mount-proc"]
LIBRARIES = Path("/usr/lib") / f"{os.uname().machine}-linux-gnu"
HEIMDAL = LIBRARIES / "libgssapi.so.3"
FAKETIME = LIBRARIES / "faketime" / "libfaketime.so.1"
PATIENCE = 10.0
SQUID = """http_port {port}
{schemes}{rules}""" + COMMON


class Desk:
    """Everything on one machine: KDC, proxy, target and the user."""

    def __init__(self, work: Path, program: Path):
        self.work, self.program = work, program
        self.realm = Realm(work / "realm", HOME, [PROXY])
        self.kdc = self.start_kdc()
        self.tickets = work / "tickets"
        self.realm.log_in(self.tickets)
        target = socket.create_server((HOME, TARGET_PORT))
        threading.Thread(target=accept_for_ever, args=[target], daemon=True).start()

    def start_kdc(self, **more) -> subprocess.Popen:
        def begin(*command, log, env):
            return start(*command, log=log, env=env | more)

        kdc = self.realm.start(begin, self.work / "kdc.log")
        until_open(88, self.work / "kdc.log")
        return kdc

    def squid(self, *schemes: str) -> subprocess.Popen:
        config, log = self.work / "squid.conf", self.work / "squid.log"
        text = SQUID.format(
            port=f"{HOME}:{PORT}", schemes="".join(schemes), rules=kerberos.SQUID_RULES, folder=self.work
        )
        config.write_text(text)
        process = start("squid", "-N", "-f", config, log=log, env=self.realm.environment())
        until_open(PORT, log)
        return process

    def answer(self, offered: list[str], login="", proxy=PROXY, tickets=None, **more) -> str:
        """What the program answers, or why it does not."""
        done = subprocess.run(
            [self.program, proxy, f"{HOME}:{TARGET_PORT}"],
            input="\n".join([login, *offered]), text=True, capture_output=True,
            env=self.realm.environment(tickets or self.tickets) | more,
        )
        return (done.stdout if done.returncode == 0 else done.stderr).strip()

    def log_in(self, login="", **more) -> str:
        """The status that Squid gives in the end."""
        status, offered = connect("")
        if status != 407:
            return f"{status} without a login"
        answer = self.answer(offered, login, **more)
        return f"{answer.split()[0]} {connect(answer)[0]}"


def at(later: str) -> dict[str, str]:
    """Another time for one program. `faketime` itself would stand between it and us."""
    return {"LD_PRELOAD": str(FAKETIME), "FAKETIME": later}


def accept_for_ever(server: socket.socket):
    held = []
    while True:
        held.append(server.accept())


def connect(authorization: str) -> tuple[int, list[str]]:
    """One CONNECT: its status, and what the proxy offers."""
    with socket.create_connection((HOME, PORT), timeout=PATIENCE) as proxy:
        target = f"{HOME}:{TARGET_PORT}"
        line = f"Proxy-Authorization: {authorization}\r\n" if authorization else ""
        proxy.sendall(f"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n{line}\r\n".encode())
        head = b""
        while b"\r\n\r\n" not in head and (more := proxy.recv(4096)):
            head += more
    lines = head.decode("latin-1").split("\r\n\r\n")[0].split("\r\n")
    headers = [line.split(": ", 1) for line in lines[1:]]
    return int(lines[0].split()[1]), [value for name, value in headers if name == "Proxy-Authenticate"]


def start(*command, log: Path, **options) -> subprocess.Popen:
    with log.open("ab") as out:
        return subprocess.Popen(list(map(str, command)), stdout=out, stderr=subprocess.STDOUT, **options)


def stop(process: subprocess.Popen):
    process.kill()
    process.wait()


def until(ask, what: str):
    deadline = time.monotonic() + PATIENCE
    pause = threading.Event()
    while time.monotonic() < deadline:
        if ask():
            return
        pause.wait(0.02)
    raise RuntimeError(what)


def until_open(port: int, log: Path):
    def ask():
        with socket.socket() as client:
            return client.connect_ex((HOME, port)) == 0

    until(ask, f"port {port} does not open: {log.read_text(errors='replace')[-2000:]}")


def with_passwords(desk: Desk, expect):
    for name, lines in [("Basic", kerberos.squid_basic), ("Digest", kerberos.squid_digest)]:
        squid = desk.squid(lines(desk.work))
        expect(f"{name}, the right password", f"{name} 200", desk.log_in(f"{USER}:{PASSWORD}"))
        expect(f"{name}, a wrong one", f"{name} 407", desk.log_in(f"{USER}:x"))
        stop(squid)


def with_tickets(desk: Desk, expect, library: str, **more):
    """The cases of one library, all with a Squid that wants tickets alone."""
    offered = ["Negotiate"]
    expect(f"{library}: a ticket", "Negotiate 200", desk.log_in(**more))
    none = desk.answer(offered, tickets=desk.work / "none", **more)
    expect(f"{library}: no ticket", "NoCredentials", none)
    other = desk.answer(offered, proxy="other.test.example", **more)
    expect(f"{library}: a name that the KDC does not know", "ServerUnknown", other)
    later = desk.answer(offered, **more, **at("+2h"))
    # Heimdal does not see those that are too old.
    fault = "Expired" if library == "MIT" else "NoCredentials"
    expect(f"{library}: an old ticket", fault, later)
    fresh = desk.work / "fresh"
    desk.realm.log_in(fresh)
    stop(desk.kdc)
    gone = desk.answer(offered, tickets=fresh, **more)
    expect(f"{library}: no KDC", "KdcUnreachable", gone)
    desk.kdc = desk.start_kdc(**at("+20m"))
    skewed = desk.answer(offered, tickets=fresh, **more)
    expect(f"{library}: another time at the KDC", "ClockSkew", skewed)
    stop(desk.kdc)
    desk.kdc = desk.start_kdc()


def libraries(desk: Desk, expect):
    with_tickets(desk, expect, "MIT")
    # Found first, under the name of MIT's.
    folder = desk.work / "libraries"
    folder.mkdir()
    instead = folder / "libgssapi_krb5.so.2"
    instead.symlink_to(HEIMDAL)
    with_tickets(desk, expect, "Heimdal", LD_LIBRARY_PATH=str(folder))
    for name in [instead.name, HEIMDAL.name]:
        (folder / name).unlink(missing_ok=True)
        (folder / name).write_text("no library")
    nothing = desk.answer(["Negotiate"], LD_LIBRARY_PATH=str(folder))
    expect("no library: that is what is told", "Absent(NoLibrary)", nothing)


def check(work: Path, program: Path) -> int:
    wrong = 0

    def expect(what: str, expected: str, came: str):
        nonlocal wrong
        wrong += expected != came
        print(f"{'ok  ' if expected == came else 'WRONG'} {what}: {came}")

    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    desk = Desk(work, program)
    with_passwords(desk, expect)
    squid = desk.squid(kerberos.squid_negotiate(desk.realm, PROXY))
    libraries(desk, expect)
    stop(squid)
    stop(desk.kdc)
    return 1 if wrong else 0


def missing() -> list[str]:
    tools = [tool for tool in TOOLS if not shutil.which(tool)]
    return tools + [file.name for file in [HEIMDAL, FAKETIME] if not file.exists()]


def install():
    """What cannot be had is named afterwards."""
    quiet = {"env": os.environ | {"DEBIAN_FRONTEND": "noninteractive"}, "stdout": subprocess.DEVNULL}
    subprocess.run(["apt-get", "update", "-qq"], **quiet)
    subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *PACKAGES], **quiet)


def main() -> int:
    os.environ["PATH"] += ":/usr/sbin:/sbin"
    if len(sys.argv) == 3:
        return check(Path(sys.argv[1]), Path(sys.argv[2]))
    if missing() and shutil.which("apt-get") and os.geteuid() == 0:
        install()
    if missing() or subprocess.run(["unshare", *NAMESPACES, "true"]).returncode != 0:
        print(f"NOT RUN: missing here: {' '.join(missing()) or 'namespaces'}", file=sys.stderr)
        return 77
    subprocess.run(["cargo", "build", "--locked", "--quiet", "--example", "proxy_answer"], check=True, cwd=ROOT)
    target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    with tempfile.TemporaryDirectory() as work:
        os.chmod(work, 0o755)
        again = [sys.executable, __file__, work, target / "debug/examples/proxy_answer"]
        return subprocess.run(["unshare", *NAMESPACES, *again]).returncode


if __name__ == "__main__":
    sys.exit(main())
