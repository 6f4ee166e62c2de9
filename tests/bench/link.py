"""How long a run takes on a link with a delay, and what it uses: beside curl and blackbox_exporter,
which are asked for the same URLs. And how long commands take that touch no network.

Owns the rows of the table, what each must reach, and what is printed. Called by `run`, in namespaces of its
own. Of several runs, one program after the other, minimum, median and maximum are shown; judged are
medians. Milliseconds of processors are user and system together, of the program alone.
"""

import argparse
import contextlib
import json
import os
import platform
import re
import statistics
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(1, str(Path(__file__).parent.parent / "corpnet"))

from peers import Curl, Exporter, Netcheck, Took, Used  # noqa: E402
from place import Place, begin, compile_helper  # noqa: E402

TARGET = ["--directory", "mycorp"]
SMALL = ["us-east-1", "eu-west-1"]
# Where a healthy run waits for no more: DNS, TCP, TLS 1.3, GET.
ROUND_TRIPS = 4
# How much worse than its limit a figure has to be to fail the short form. What a busy machine makes slower, and
# nothing in the same run beside it, has more room.
GROSS = 2
GROSS_BY_CLOCK = 6


@dataclass
class Limit:
    what: str
    reached: float
    limit: float
    unit: str
    by_clock: bool

    def is_gross(self) -> bool:
        return self.reached > self.limit * (GROSS_BY_CLOCK if self.by_clock else GROSS)


@dataclass
class Table:
    limits: list[Limit] = field(default_factory=list)

    def must(self, what: str, reached: float, limit: float, unit: str, by_clock: bool = False):
        self.limits.append(Limit(what, reached, limit, unit, by_clock))

    def show(self):
        print("\n| what | is | must be at most | |\n|---|---|---|---|")
        for one in self.limits:
            word = "reached" if one.reached <= one.limit else "NOT REACHED"
            print(f"| {one.what} | {one.reached:.2f} {one.unit} | {one.limit:.2f} {one.unit} | {word} |")

    def gross(self) -> int:
        failed = [one for one in self.limits if one.is_gross()]
        for one in failed:
            print(f"FAILED: {one.what}: far above its limit")
        return 1 if failed else 0


def machine(program: Path):
    model = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    load = os.getloadavg()[0]
    print(f"{model[1] if model else platform.machine()}, {os.cpu_count()} processors, "
          f"Linux {platform.release()}; load {load:.1f} at the beginning")
    for command in (["curl", "--version"], ["nginx", "-v"], [program, "--version"]):
        said = subprocess.run(command, capture_output=True, text=True)
        print((said.stdout or said.stderr).splitlines()[0].split("(x86")[0])


def spread(values: list[float], digits: int) -> str:
    low, high, middle = min(values), max(values), statistics.median(values)
    return f"{low:.{digits}f} / {middle:.{digits}f} / {high:.{digits}f}"


class Bench:
    def __init__(self, program: Path, work: Path, runs: int):
        self.program, self.work, self.runs = program, work, runs
        self.authorities = begin(work)
        self.used = Used(compile_helper(work), work)
        self.table = Table()
        self.places = 0

    # -- what is asked ------------------------------------------------------------------------

    def urls(self, flags: list[str]) -> list[str]:
        """Those of a run with these flags."""
        command = [self.program, "probe", "--no-config", *flags, "--dry-run"]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        return re.findall(r"^ {4}GET (https://\S+)", said, re.MULTILINE)

    def flags(self, regions: list[str], paths: int, *more: str) -> list[str]:
        """Flags of so many paths: what is missing are URLs of the company's own."""
        flags = [*TARGET, *(word for region in regions for word in ("--region", region)), *more]
        missing = max(0, paths - len(self.urls(flags)))
        return flags + [word for n in range(missing) for word in ("--also", f"https://app{n}.example.com/")]

    def regions(self) -> list[str]:
        """All of the partition of the small ones."""
        data = Path(__file__).parent.parent.parent / "data" / "regions.toml"
        known = re.findall(r'^id = "([a-z]{2}-[a-z]+-\d+)"', data.read_text(), re.MULTILINE)
        return [one for one in known if not one.startswith("cn-")]

    @contextlib.contextmanager
    def place(self, urls: list[str], round_trip_ms: float):
        self.places += 1
        hosts = list(dict.fromkeys(url.split("/")[2] for url in urls))
        place = Place(self.places, self.work / f"{self.places}", self.authorities, hosts, round_trip_ms / 2)
        try:
            yield place
        finally:
            place.close()

    # -- rows ---------------------------------------------------------------------------------

    def compare(self, title: str, place: Place, programs: list, urls: list[str], silent: int = 0) -> dict[str, Took]:
        """Runs them one after the other, so often; prints a row for each, and gives medians."""
        took: dict[str, list[Took]] = {program.name: [] for program in programs}
        for _ in range(self.runs):
            for program in programs:
                took[program.name].append(program.run(place, urls, silent))
        medians = {}
        for name, runs in took.items():
            columns = [[one.wall for one in runs], [one.cpu for one in runs], [one.memory for one in runs]]
            shown = " | ".join(spread(values, digits) for values, digits in zip(columns, (0, 0, 1)))
            print(f"| {title} | {name} | {shown} |", flush=True)
            medians[name] = Took(*(statistics.median(values) for values in columns))
        return medians

    def programs(self, flags: list[str]) -> list:
        both = [Netcheck(self.program, flags, self.used), Curl(self.used)]
        return both + ([Exporter()] if Exporter.is_here() else [])

    def healthy(self, round_trip_ms: int, peers: bool):
        flags = self.flags(SMALL, 40)
        urls = self.urls(flags)
        with self.place(urls, round_trip_ms) as place:
            programs = self.programs(flags)
            title = f"{len(urls)} healthy paths, {round_trip_ms} ms"
            found = self.compare(title, place, programs if peers else programs[:2], urls)
            if peers and round_trip_ms <= 20:
                self.compare(f"the same, {place.fill_store()} roots in the store", place, programs, urls)
        ours, curl, floor = found[Netcheck.name], found[Curl.name], ROUND_TRIPS * round_trip_ms
        must = self.table.must
        if round_trip_ms <= 20:
            must(f"{round_trip_ms} ms: wall, of curl's", ours.wall / curl.wall, 0.85, "×")
            must(f"{round_trip_ms} ms: wall, of {floor} ms", ours.wall / floor, 1.4, "×", by_clock=True)
        else:
            must(f"{round_trip_ms} ms: wall, of {floor} ms", ours.wall / floor, 1.12, "×", by_clock=True)
        must(f"{round_trip_ms} ms: processors, of curl's", ours.cpu / curl.cpu, 0.5, "×")
        must(f"{round_trip_ms} ms: memory", ours.memory, 12, "MiB")

    def silent_addresses(self):
        flags = self.flags(SMALL, 40)
        urls = self.urls(flags)
        hosts = [url.split("/")[2] for url in urls]
        # Hosts of one path each, of all kinds.
        dead = [host for host in dict.fromkeys(hosts) if hosts.count(host) == 1][::5][:6]
        with self.place(urls, 20) as place:
            place.drop(dead)
            found = self.compare(f"{len(dead)} of {len(urls)} addresses silent, 20 ms", place, self.programs(flags),
                                 urls, len(dead))
            told = statistics.median(self._last_open(flags, place) for _ in range(self.runs))
        self.table.must("6 of 40 silent: wall", found[Netcheck.name].wall / 1000, 7.5, "s", by_clock=True)
        self.table.must("6 of 40 silent: the last healthy path is told of after", told, 2 * ROUND_TRIPS * 20, "ms",
                        by_clock=True)

    def _last_open(self, flags: list[str], place: Place) -> float:
        """Milliseconds until `--format ndjson` has told of the last path that is open."""
        command = place.command(*Netcheck(self.program, flags, self.used).command(place, "--format", "ndjson"))
        began, last, told = time.monotonic(), 0.0, 0
        with subprocess.Popen(command, stdout=subprocess.PIPE, env=place.environment, stderr=subprocess.DEVNULL) as run:
            for line in run.stdout:
                event = json.loads(line)
                if event.get("event") == "path":
                    told += 1
                    elapsed = (time.monotonic() - began) * 1000
                    # Those that are silent come seconds later.
                    last = elapsed if elapsed < 2000 else last
        if told == 0:
            raise RuntimeError("no path was told of")
        return last

    def many(self):
        regions = self.regions()
        scales = [(regions[: len(regions) // 4], 325), (regions[: len(regions) // 2], 650), (regions, 1300)]
        each: list[tuple[int, Took]] = []
        for some, paths in scales:
            flags = self.flags(some, paths, "--scope", "all")
            urls = self.urls(flags)
            with self.place(urls, 20) as place:
                found = self.compare(f"{len(urls)} paths, 20 ms", place, self.programs(flags), urls)
                each.append((len(urls), found[Netcheck.name]))
                if some is regions:
                    most, left = self._descriptors(flags, place)
        count, ours = each[-1]
        first_count, first = each[0]
        peers = [took for name, took in found.items() if name != Netcheck.name]
        must = self.table.must
        for what in ("wall", "cpu"):
            grew = getattr(ours, what) / getattr(first, what)
            must(f"{count} paths: {what} of {first_count}'s, by the paths", grew / (count / first_count), 1.1, "×")
            fastest = min(getattr(peer, what) for peer in peers)
            must(f"{count} paths: {what}, of the best other's", getattr(ours, what) / fastest, 1, "×")
        must(f"{count} paths: memory", ours.memory, 40, "MiB")
        must(f"{count} paths: descriptors open with --concurrency 100", most, 100 + 40, "")
        must(f"{count} paths: sockets left", left, 0, "")

    def _descriptors(self, flags: list[str], place: Place) -> tuple[int, int]:
        """The most that were open at once, as far as one sees who looks every millisecond, and how many
        connections are left that are not closed on both sides."""
        command = Netcheck(self.program, flags, self.used).command(place, "--concurrency", "100")
        most, out = 0, (place.folder / "descriptors.out").open("wb")
        with out, subprocess.Popen(place.command(*command), stdout=out, stderr=out, env=place.environment) as run:
            while run.poll() is None:
                with contextlib.suppress(OSError):
                    most = max(most, len(os.listdir(f"/proc/{run.pid}/fd")))
                time.sleep(0.001)
        left = place.network.exec("laptop", "ss", "-Htan", "state", "connected", "exclude", "time-wait")
        return most, len(left.splitlines())

    def commands(self):
        """Those that touch no network; start to end, from this machine's own folder."""
        target = [*TARGET, "--region", "us-east-1"]
        listed = subprocess.run([self.program, "allowlist", "--list-formats"], capture_output=True, text=True, check=True)
        formats = re.findall(r"^ {0,2}([a-z][a-z-]+)\b", listed.stdout, re.MULTILINE)
        asked = [("--version", ["--version"]), ("explain", ["explain"]), ("explain tls.reset", ["explain", "tls.reset"])]
        asked += [(f"allowlist {one}", ["allowlist", "--no-config", *target, "--format", one]) for one in formats]
        slowest: dict[str, float] = {}
        out = self.work / "command.out"
        for what, arguments in asked:
            command = [self.program, *arguments]
            took = [self.used.run(command, out, env={"PATH": os.environ["PATH"]}) for _ in range(self.runs)]
            kind = what.split()[0]
            slowest.setdefault(kind, 0)
            middle = statistics.median(one.wall for one in took)
            if middle >= slowest[kind]:
                slowest[kind] = middle
                worst = (what, took)
                shown = [spread([getattr(one, name) for one in worst[1]], 1) for name in ("wall", "cpu", "memory")]
                rows = f"| {worst[0]} | aws-netcheck | {' | '.join(shown)} |"
                slowest[f"{kind} row"] = rows
        for kind in [kind for kind in slowest if not kind.endswith(" row")]:
            print(slowest[f"{kind} row"])
            self.table.must(f"{kind}, start to end" + (" (slowest format)" if kind == "allowlist" else ""),
                            slowest[kind], 10, "ms", by_clock=True)

    def binary(self):
        self.table.must("binary", self.program.stat().st_size / 1e6, 15, "MB")


def main():
    arguments = argparse.ArgumentParser(prog="tests/bench/run")
    arguments.add_argument("program", type=Path)
    arguments.add_argument("work", type=Path)
    arguments.add_argument("--runs", type=int, default=9)
    arguments.add_argument("--short", action="store_true", help="few runs of few rows; fails on gross regressions alone")
    arguments.add_argument("--only", action="append", choices=["20", "100", "silent", "many", "commands"], default=[])
    given = arguments.parse_args()
    machine(given.program)
    bench = Bench(given.program, given.work, 3 if given.short else given.runs)
    rows = given.only or (["20", "commands"] if given.short else ["20", "100", "silent", "many", "commands"])
    print("\n| what | program | wall, ms | processors, ms | peak, MiB |\n|---|---|---|---|---|")
    for row in rows:
        {
            "20": lambda: bench.healthy(20, not given.short),
            "100": lambda: bench.healthy(100, True),
            "silent": bench.silent_addresses,
            "many": bench.many,
            "commands": bench.commands,
        }[row]()
    bench.binary()
    bench.table.show()
    sys.exit(bench.table.gross() if given.short else 0)


if __name__ == "__main__":
    main()
