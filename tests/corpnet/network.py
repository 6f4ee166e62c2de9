"""Three network namespaces in a row: laptop, gateway, internet.

    laptop 10.20.0.2 -- 10.20.0.1 gateway 192.0.2.1 -- 192.0.2.2 internet
    fd20::2             fd20::1           fd00::1      fd00::2

Owns namespaces, links, addresses and routes, and how to get into a namespace. Programs in them are
`programs`'; nothing here knows of faults but the relay that may stand in for the second link.
"""

import contextlib
import ctypes
import os
import subprocess
import sys
from pathlib import Path

ROLES = ("laptop", "gateway", "internet")
CLONE_NEWNET = 0x40000000
libc = ctypes.CDLL(None, use_errno=True)


class Network:
    """One set of namespaces. Several live side by side, told apart by `number`."""

    def __init__(self, number: int, relay: dict | None):
        self.names = {role: f"{role}{number}" for role in ROLES}
        self.processes: list[subprocess.Popen] = []
        for name in self.names.values():
            run("ip", "netns", "add", name)
            run("ip", "-n", name, "link", "set", "lo", "up")
        self._link("laptop", "gateway", ("lan0", "lan"))
        self._address("laptop", "lan0", "10.20.0.2/24", "fd20::2/64")
        self._address("gateway", "lan", "10.20.0.1/24", "fd20::1/64")
        if relay is None:
            self._link("gateway", "internet", ("wan", "wan0"))
        else:
            self._relay(relay)
        self._address("gateway", "wan", "192.0.2.1/24", "fd00::1/64")
        self._address("internet", "wan0", "192.0.2.2/24", "fd00::2/64")
        self._route("laptop", "10.20.0.1", "fd20::1", "default")
        self._route("gateway", "192.0.2.2", "fd00::2", "default")
        self._route("internet", "192.0.2.1", "fd00::1", "default")
        self.exec("gateway", "sysctl", "-qw", "net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1")
        # A rule says no each time: how many ICMP messages a kernel sends is not what is tried.
        self.exec("gateway", "sysctl", "-qw", "net.ipv4.icmp_ratelimit=0")

    def command(self, role: str, *arguments) -> list[str]:
        return ["ip", "netns", "exec", self.names[role], *map(str, arguments)]

    def exec(self, role: str, *arguments, **options):
        return run(*self.command(role, *arguments), **options)

    def start(self, role: str, *arguments, log: Path, **options) -> subprocess.Popen:
        """Starts a daemon in the foreground; it ends with the network."""
        with log.open("wb") as out:
            command = self.command(role, *arguments)
            process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, **options)
        self.processes.append(process)
        return process

    def own(self, role: str, *addresses: str):
        """Gives the namespace further addresses, on its loopback."""
        lines = "".join(f"addr add {address} dev lo{' nodad' if ':' in address else ''}\n" for address in addresses)
        run("ip", "-n", self.names[role], "-batch", "-", input=lines.encode())

    @contextlib.contextmanager
    def inside(self, role: str):
        """Sockets made in this block, by this thread, are of the namespace."""
        with open("/proc/thread-self/ns/net") as before, open(f"/run/netns/{self.names[role]}") as there:
            enter(there.fileno())
            try:
                yield
            finally:
                enter(before.fileno())

    def close(self):
        for process in self.processes:
            process.kill()
        for process in self.processes:
            process.wait()
        for name in self.names.values():
            run("ip", "netns", "delete", name)

    def _link(self, left: str, right: str, ends: tuple[str, str]):
        ours, theirs = ends
        run(
            "ip", "link", "add", ours, "netns", self.names[left],
            "type", "veth", "peer", "name", theirs, "netns", self.names[right],
        )
        for role, end in ((left, ours), (right, theirs)):
            # Else the link's own IPv6 address is looked for in vain for a second.
            self.exec(role, "sysctl", "-qw", f"net.ipv6.conf.{end}.accept_dad=0")
            run("ip", "-n", self.names[role], "link", "set", end, "up")

    def _relay(self, relay: dict):
        script = Path(__file__).with_name("relay.py")
        places = [f"/run/netns/{self.names[role]}" for role in ("gateway", "internet")]
        settings = [f"--{key.replace('_', '-')}={value}" for key, value in relay.items()]
        process = subprocess.Popen(
            [sys.executable, script, *places, "wan", "wan0", *settings], stdout=subprocess.PIPE
        )
        self.processes.append(process)
        if process.stdout.readline() != b"ready\n":
            raise RuntimeError("the relay did not start")
        for role, end in (("gateway", "wan"), ("internet", "wan0")):
            run("ip", "-n", self.names[role], "link", "set", end, "up")

    def _address(self, role: str, link: str, *addresses: str):
        for address in addresses:
            extra = ["nodad"] if ":" in address else []
            run("ip", "-n", self.names[role], "addr", "add", address, "dev", link, *extra)

    def _route(self, role: str, gateway: str, gateway6: str, place: str):
        run("ip", "-n", self.names[role], "route", "add", place, "via", gateway)
        run("ip", "-n", self.names[role], "-6", "route", "add", place, "via", gateway6)


def enter(namespace: int):
    if libc.setns(namespace, CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), "setns")


def run(*arguments, **options):
    """Runs a command to its end; what it complained of is in the error."""
    done = subprocess.run([str(a) for a in arguments], capture_output=True, **options)
    if done.returncode != 0:
        said = (done.stderr or done.stdout).decode(errors="replace").strip()
        raise RuntimeError(f"{' '.join(map(str, arguments))}: {said}")
    return done.stdout


def private_names():
    """Names of namespaces, and the files that they bring along, for this process tree alone."""
    for place in ("/run/netns", "/etc/netns"):
        os.makedirs(place, exist_ok=True)
        run("mount", "-t", "tmpfs", "tmpfs", place)
