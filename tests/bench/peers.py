"""The programs that are compared, each asked for the same list of URLs.

Owns how each is started, that it got an answer of every URL, and what it took. Each is as it is for
everybody: no flag is there for the benchmark, but for the authority of the lab, which all of them are told.
"""

import re
import select
import shutil
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from place import Place

EXPORTER = "prometheus-blackbox-exporter"
EXPORTER_PORT = 9115
MODULE = """modules:
  get:
    prober: http
    timeout: 5s
    http:
      preferred_ip_protocol: ip4
      follow_redirects: false
      tls_config:
        ca_file: {store}
"""


@dataclass
class Took:
    """Of one run: milliseconds, those of processors, and mebibytes at the peak."""

    wall: float
    cpu: float
    memory: float


class Used:
    """Starts commands by way of the helper that measures them."""

    def __init__(self, helper: Path, folder: Path):
        self.helper, self.figures = helper, folder / "figures"

    def run(self, command: list[str], out: Path, statuses=(0,), place: Place | None = None, **options) -> Took:
        words = [self.helper, self.figures, *command]
        words = place.command(*words) if place else [str(word) for word in words]
        options.setdefault("env", place.environment if place else None)
        with out.open("wb") as stdout, out.with_suffix(".err").open("wb") as stderr:
            done = subprocess.run(words, stdout=stdout, stderr=stderr, stdin=subprocess.DEVNULL, **options)
        if done.returncode not in statuses:
            said = out.with_suffix(".err").read_text(errors="replace") + out.read_text(errors="replace")
            raise RuntimeError(f"{command[0]} ended with {done.returncode}: {said[-2000:]}")
        nanoseconds, microseconds, kibibytes = map(int, self.figures.read_text().split())
        return Took(nanoseconds / 1e6, microseconds / 1e3, kibibytes / 1024)


class Netcheck:
    name = "aws-netcheck"

    def __init__(self, program: Path, flags: list[str], used: Used):
        self.program, self.flags, self.used = program, flags, used

    def command(self, place: Place, *more: str) -> list[str]:
        return [self.program, "probe", "--no-config", *self.flags, "--public-roots", place.public_roots, *more]

    def run(self, place: Place, urls: list[str], silent: int) -> Took:
        out = place.folder / "netcheck.out"
        took = self.used.run(self.command(place), out, (1,) if silent else (0,), place)
        said = re.search(r"^(\d+) paths: (?:(\d+)|all) open", out.read_text(), re.MULTILINE)
        if not said or int(said[1]) != len(urls) or int(said[2] or said[1]) != len(urls) - silent:
            raise RuntimeError(f"not {len(urls)} paths with {silent} silent: {out.read_text()[:2000]}")
        return took


class Curl:
    name = "curl -Z --parallel-immediate"
    # The most that it takes.
    AT_ONCE = 300

    def __init__(self, used: Used):
        self.used = used

    def run(self, place: Place, urls: list[str], silent: int) -> Took:
        config, out = place.folder / "curl.conf", place.folder / "curl.out"
        each = "".join(f'url = "{url}"\noutput = /dev/null\n' for url in urls)
        config.write_text(f'write-out = "%{{http_code}}\\n"\n{each}')
        command = ["curl", "-q", "-sS", "-Z", "--parallel-immediate", "--parallel-max", self.AT_ONCE]
        command += ["--cacert", place.store, "-K", config]
        command += ["--connect-timeout", 5] if silent else []
        took = self.used.run([str(word) for word in command], out, (28,) if silent else (0,), place)
        answered = out.read_text().split().count("200")
        if answered != len(urls) - silent:
            raise RuntimeError(f"curl: {answered} answers of {len(urls)}")
        return took


class Exporter:
    """One that runs already, as it does in production, asked for all at once; anew for each run, so that
    its peak is of this run."""

    name = "blackbox_exporter"

    @staticmethod
    def is_here() -> bool:
        return shutil.which(EXPORTER) is not None

    def run(self, place: Place, urls: list[str], silent: int) -> Took:
        config = place.folder / "exporter.yml"
        config.write_text(MODULE.format(store=place.store))
        at = f"127.0.0.1:{EXPORTER_PORT}"
        arguments = [EXPORTER, f"--config.file={config}", f"--web.listen-address={at}", "--log.level=error"]
        server = place.network.start("laptop", *arguments, log=place.folder / "exporter.log", env=place.environment)
        try:
            self._wait(place)
            before = on_processors(server.pid)
            began = time.monotonic()
            answers = self._ask(place, urls)
            took = (time.monotonic() - began) * 1000
            cpu = on_processors(server.pid) - before
            peak = int(re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{server.pid}/status").read_text())[1])
        finally:
            server.kill()
            server.wait()
            place.network.processes.remove(server)
        good = sum(b"\nprobe_success 1\n" in answer for answer in answers)
        if good != len(urls) - silent:
            raise RuntimeError(f"blackbox_exporter: {good} answers of {len(urls)}: {answers[0][-500:]!r}")
        return Took(took, cpu, peak / 1024)

    def _wait(self, place: Place):
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            with place.network.inside("laptop"), socket.socket() as client:
                if client.connect_ex(("127.0.0.1", EXPORTER_PORT)) == 0:
                    return
                client.settimeout(0.02)
                time.sleep(0.02)
        raise RuntimeError("blackbox_exporter does not start")

    @staticmethod
    def _ask(place: Place, urls: list[str]) -> list[bytes]:
        answers: dict[socket.socket, bytes] = {}
        with place.network.inside("laptop"):
            for url in urls:
                client = socket.create_connection(("127.0.0.1", EXPORTER_PORT))
                client.sendall(f"GET /probe?module=get&target={url} HTTP/1.0\r\n\r\n".encode())
                answers[client] = b""
        open_ones = select.poll()
        by_number = {client.fileno(): client for client in answers}
        for number in by_number:
            open_ones.register(number, select.POLLIN)
        left = len(answers)
        while left:
            for number, _ in open_ones.poll(30_000):
                read = by_number[number].recv(65536)
                answers[by_number[number]] += read
                if not read:
                    open_ones.unregister(number)
                    left -= 1
        for client in answers:
            client.close()
        return list(answers.values())


def on_processors(pid: int) -> float:
    """Milliseconds of processors that its threads took so far."""
    tasks = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(task.read_text().split()[0]) for task in tasks) / 1e6
