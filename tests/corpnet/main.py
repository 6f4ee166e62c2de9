"""Runs the scenarios: with the fault, and without it, to prove that the fault made the difference.

Owns the building of a scenario's network, the running of the program on its laptop, and the table
of what it said. Called by `run`, in namespaces of its own.
"""

import argparse
import json
import os
import re
import shlex
import subprocess
import sys
import time
import tomllib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import kerberos
import network
from authorities import ECDSA, RSA, Authorities
from network import Network
from programs import OUTSIDE_RESOLVER, RESOLVER, Programs
from proxies import ASKED, PROXY, Proxies
from scenario import Scenario, Setup, differences, exits, rule_of

HERE = Path(__file__).parent
TABLE = HERE.parent.parent / "docs" / "corpnet.md"
TARGET = ["--directory", "mycorp", "--region", "us-east-1"]
RANGES = {
    "prefixes": [{"ip_prefix": "203.0.113.0/24", "region": "us-east-1", "service": "AMAZON"}],
    "ipv6_prefixes": [{"ipv6_prefix": "2001:db8::/32", "region": "us-east-1", "service": "AMAZON"}],
    "createDate": "2026-11-22-00-00-00",
    "syncToken": "1795305600",
}
AT_ONCE = 3
PROGRAMS = ["mtu", "dnsmasq", "bind", "unbound", "page", "squid", *ASKED, "mitmproxy", "iptables", "nft", "nft_input",
            "nft_output"]
ELSEWHERE = ["198.51.100.7/32", "198.51.100.80/32"]


@dataclass
class Said:
    """What the program said on one network."""

    exit: int
    took_ms: float
    report: dict
    screen: str
    # How the test ended that a ticket gives to people without the program; none where none was made.
    test: int | None = None

    @property
    def headline(self) -> str:
        return self.screen.split("\n\n")[1 if "\n\n" in self.screen else 0].replace("\n", " ").strip()


class Lab:
    """`by` is what starts the program on the laptop: nothing, or a script that does so in a machine of its own."""

    def __init__(self, program: Path, work: Path, by: list[str]):
        self.program, self.work, self.by = [*by, program], work, by
        # Wine makes each connection and each check of a certificate slower.
        self.patience = 3 if by else 1
        self.authorities = Authorities(work / "authorities", RSA if by else ECDSA)
        self.ranges = work / "ip-ranges.json"
        self.ranges.write_text(json.dumps(RANGES))
        listed = network.run(*self.program, "endpoints", *TARGET, "--format", "json")
        urls = [url for row in json.loads(listed)["endpoints"] for url in row["urls"]]
        hosts = {re.match(r"https://([^/:]+)", url).group(1) for url in urls}
        # What needs an instance id has no name yet.
        self.hosts = sorted(host for host in hosts if "{" not in host)
        self.addresses = {host: f"203.0.113.{10 + n}" for n, host in enumerate(self.hosts)}

    def run(self, number: int, scenario: Scenario, with_fault: bool, test: str | None = None) -> Said:
        """Plays it; `test` is a command for the laptop, in the place of that in the report."""
        setup = scenario.setup(with_fault)
        folder = self.work / f"{number}"
        folder.mkdir()
        folder.chmod(0o777)
        place = Network(number, setup.relay)
        try:
            self._internet(place, folder, setup)
            self._gateway(place, folder, setup)
            environment = self._environment(place, folder, setup)
            said = self._laptop(place, folder, scenario, environment)
            if scenario.test and not self.by:
                command = ["sh", "-c", test or said.report["requests"][0]["test"]]
                made = place.start("laptop", *command, log=folder / "test.log", env=environment)
                said.test = made.wait(timeout=60)
            return said
        finally:
            place.close()

    def differences(self, expect: dict, said: Said) -> list[str]:
        """How fast another machine is, is not the program's doing."""
        return differences(expect, said.report, said.exit, 0 if self.by else said.took_ms)

    def fill(self, lines: list[str]) -> list[str]:
        """Puts the address of AWS in the place of `{host}`."""
        return [re.sub(r"\{([a-z0-9.-]+)\}", lambda m: self.addresses[m.group(1)], line) for line in lines]

    def _internet(self, place: Network, folder: Path, setup: Setup):
        said = setup.internet
        addresses = {host: [address] for host, address in self.addresses.items()} | said.get("addresses", {})
        outside = {a for owned in addresses.values() for a in owned} | set(self.addresses.values())
        bare = [f"{address}/{128 if ':' in address else 32}" for address in sorted(outside)]
        place.own("internet", f"{OUTSIDE_RESOLVER}/32", *bare, *ELSEWHERE)
        for alias in said.get("aliases", {}):
            addresses.pop(alias, None)
        here = Programs(place, folder, self.authorities, self.fill)
        here.authority_of_names(addresses, said.get("aliases", {}))
        here.aws(self.hosts, said.get("hosts", {}))

    def _gateway(self, place: Network, folder: Path, setup: Setup):
        self._resolv_conf(place, "gateway", OUTSIDE_RESOLVER)
        here = Proxies(place, folder, self.authorities, self.fill)
        said = dict(setup.gateway)
        if not said.keys() & {"dnsmasq", "bind", "unbound", "no_resolver"}:
            said["dnsmasq"] = []
        if said.keys() & ASKED.keys() and "dnsmasq" in said:
            said["dnsmasq"] = [*said["dnsmasq"], f"address=/{PROXY}/{RESOLVER}"]
        if said.pop("no_resolver", False):
            said.pop("dnsmasq", None)
        # Rules come last: a resolver that is cut off by one could not be asked whether it is there.
        for program in sorted(said, key=PROGRAMS.index):
            getattr(here, program)(said[program])

    def _resolv_conf(self, place: Network, role: str, *servers: str):
        folder = Path("/etc/netns") / place.names[role]
        folder.mkdir(exist_ok=True)
        lines = [f"nameserver {server}" for server in servers] + ["options timeout:1 attempts:2"]
        (folder / "resolv.conf").write_text("\n".join(lines) + "\n")

    def _environment(self, place: Network, folder: Path, setup: Setup) -> dict[str, str]:
        self._resolv_conf(place, "laptop", *setup.laptop.get("servers", [RESOLVER]))
        hosts = ["127.0.0.1 localhost", *self.fill(setup.laptop.get("hosts", []))]
        (Path("/etc/netns") / place.names["laptop"] / "hosts").write_text("\n".join(hosts) + "\n")
        store = folder / "store.pem"
        store.write_text(self.authorities.bundle(*setup.trusts))
        bundles = {key: str(self.authorities.certificate(value[1:])) if value.startswith("@") else value
                   for key, value in setup.environment.items()}
        environment = {"PATH": os.environ["PATH"], "SSL_CERT_FILE": str(store), "LC_ALL": "C"} | bundles
        return environment | self._logged_on(place, folder, setup)

    def _laptop(self, place: Network, folder: Path, scenario: Scenario, environment: dict[str, str]) -> Said:
        report, screen = folder / "report.json", folder / "screen.txt"
        pac = []
        if scenario.pac:
            (folder / "laptop.pac").write_text(scenario.pac)
            pac = ["--pac", folder / "laptop.pac"]
        command = [*self.program, "probe", "--no-config", *TARGET, "--timeout", scenario.timeout * self.patience,
                   "--deadline", 20 * self.patience, "--public-roots",
                   self.authorities.certificate("public"), "--ip-ranges", self.ranges, *scenario.args, *pac,
                   "--format", "json", "--output", report, "--format", "terminal", "--output", screen]
        began = time.monotonic()
        log = folder / "program.log"
        process = place.start("laptop", *command, log=log, env=environment)
        exit_status = process.wait(timeout=60 * self.patience)
        took = (time.monotonic() - began) * 1000
        if not report.exists():
            raise RuntimeError(f"no report: {log.read_text(errors='replace')}")
        return Said(exit_status, took, json.loads(report.read_text()), screen.read_text())

    def _logged_on(self, place: Network, folder: Path, setup: Setup) -> dict[str, str]:
        """What a desk has on which somebody has logged on; with `ticket = false` nobody has."""
        said = setup.gateway.get("proxy", {})
        if "negotiate" not in said.get("login", []):
            return {}
        realm = kerberos.Realm.of(folder / "realm", RESOLVER)
        tickets = folder / "tickets"
        if said.get("ticket", True):
            realm.log_in(tickets, run=lambda command, **rest: subprocess.run(place.command("laptop", *command), **rest))
        ours = realm.environment(tickets)
        return {name: value for name, value in ours.items() if name.startswith("KRB5")}


@dataclass
class Outcome:
    scenario: Scenario
    said: Said | None
    wrong: list[str]


def attempt(lab: Lab, number: int, scenario: Scenario) -> Outcome:
    """Both runs of a scenario; only the first, where there is no fault to take away."""
    try:
        said = lab.run(2 * number, scenario, with_fault=True)
        wrong = lab.differences(scenario.expect, said)
        if wrong and scenario.perhaps:
            wrong = lab.differences(scenario.perhaps, said)
        if not scenario.healthy:
            test = said.report["requests"][0]["test"] if scenario.test else None
            without = lab.run(2 * number + 1, scenario, with_fault=False, test=test)
            if said.test is not None and (said.test == 0 or without.test != 0):
                wrong.append(f"{test!r} ends with {said.test}, and without the fault with {without.test}")
            more = lab.differences(scenario.expect_without, without)
            wrong += [f"without the fault: {one}" for one in more]
    except Exception as problem:  # noqa: BLE001 - whatever it is, the other scenarios go on
        return Outcome(scenario, None, [f"{type(problem).__name__}: {problem}"])
    return Outcome(scenario, said, wrong)


def chosen(names: list[str], quick: bool, elsewhere: dict) -> list[Scenario]:
    """`elsewhere` tells what is said otherwise in another machine, and what cannot be played there."""
    words, perhaps = (
        {name: one["says"] for name, one in elsewhere.get(table, {}).items()} for table in ("differs", "may_differ")
    )
    files = sorted((HERE / "scenarios").glob("*.toml"))
    files = [file for file in files if file.stem not in elsewhere.get("left_out", {})]
    everything = [Scenario.read(file, words.get(file.stem, {}), perhaps.get(file.stem, {})) for file in files]
    if names:
        lost = set(names) - {one.name for one in everything}
        if lost:
            sys.exit(f"no scenario {', '.join(sorted(lost))}")
        return [one for one in everything if one.name in names]
    return [one for one in everything if one.quick or not quick]


def main():
    arguments = argparse.ArgumentParser(prog="tests/corpnet/run")
    arguments.add_argument("program", type=Path)
    arguments.add_argument("work", type=Path)
    arguments.add_argument("names", nargs="*", metavar="NAME")
    arguments.add_argument("--quick", action="store_true")
    arguments.add_argument("--write-table", action="store_true")
    arguments.add_argument("--by", default="", metavar="COMMAND", help="starts the program, in a machine of its own")
    arguments.add_argument("--elsewhere", type=Path, metavar="FILE", help="what it says there otherwise, and why")
    arguments.add_argument("-v", "--verbose", action="store_true")
    given = arguments.parse_intermixed_args()
    network.private_names()
    lab = Lab(given.program, given.work, shlex.split(given.by))
    elsewhere = tomllib.loads(given.elsewhere.read_text()) if given.elsewhere else {}
    scenarios = chosen(given.names, given.quick, elsewhere)
    have = {"mitmproxy": bool(os.environ.get("MITMDUMP"))}
    not_run = [one for one in scenarios if not all(have.get(need, True) for need in one.needs)]
    scenarios = [one for one in scenarios if one not in not_run]
    outcomes = []
    with ThreadPoolExecutor(AT_ONCE) as pool:
        jobs = [pool.submit(attempt, lab, n, one) for n, one in enumerate(scenarios)]
        for job in jobs:
            outcome = job.result()
            outcomes.append(outcome)
            show(outcome, given.verbose)
    for table, word in (("differs", "DIFFERS"), ("may_differ", "MAY DIFFER")):
        for name, one in elsewhere.get(table, {}).items():
            if name in {outcome.scenario.name for outcome in outcomes}:
                said = ", ".join(f"{there} for {here}" for here, there in one["says"].items())
                print(f"{word}: {name}: {said}: {one['reason']}")
    for one in not_run:
        print(f"NOT RUN: {one.name} (needs {', '.join(one.needs)})")
    failed = [outcome for outcome in outcomes if outcome.wrong]
    print(f"{len(outcomes) - len(failed)} of {len(outcomes)} networks are told right")
    if not failed and not given.names and not given.quick and not given.by and not not_run:
        failed = keep_table(outcomes, given.write_table)
    sys.exit(1 if failed else 77 if not_run else 0)


def show(outcome: Outcome, verbose: bool):
    word = "FAILED" if outcome.wrong else "ok"
    took = f"{outcome.said.took_ms / 1000:.1f} s" if outcome.said else "-"
    print(f"{word:6} {outcome.scenario.name:40} {took}", flush=True)
    for line in outcome.wrong:
        print(f"       {line}")
    if outcome.said and (verbose or outcome.wrong):
        print("".join(f"       | {line}\n" for line in outcome.said.screen.splitlines()), flush=True)


def keep_table(outcomes: list[Outcome], write: bool) -> bool:
    """Writes the table, or compares it; says whether it is out of date."""
    text = table(outcomes)
    if write:
        TABLE.parent.mkdir(exist_ok=True)
        TABLE.write_text(text)
        return False
    same = TABLE.exists() and TABLE.read_text() == text
    if not same:
        print(f"{TABLE.relative_to(HERE.parent.parent)} is out of date: run with --write-table")
    return not same


HEAD = """# What it says of real networks

Made by `tests/corpnet/run --write-table`, and compared at every run: one laptop, one gateway, one
internet, in network namespaces, with the programs named here between them. Every network with a
fault is run once more without it, and then every path is open. How it works is told in
[tests/corpnet](../tests/corpnet/README.md).
"""


def table(outcomes: list[Outcome]) -> str:
    faulty = [outcome for outcome in outcomes if not outcome.scenario.healthy]
    healthy = [outcome for outcome in outcomes if outcome.scenario.healthy]
    columns = "| network | made of | what it says |\n|---|---|---|\n"
    text = HEAD + f"\n## With a fault ({len(faulty)})\n\n" + columns + "".join(map(row, faulty))
    text += f"\n## No false alarm: healthy, and odd ({len(healthy)})\n\n" + columns
    return text + "".join(map(row, healthy))


def row(outcome: Outcome) -> str:
    paths = outcome.said.report["paths"]
    findings: dict[str, list[str]] = {}
    for path in paths:
        if path["verdict"] != "open" and not varies(rule_of(outcome.scenario.expect, path["host"])):
            of_this = findings.setdefault(told(path, outcome.scenario.expect), [])
            if path["host"] not in of_this:
                of_this.append(path["host"])
    hosts = len({path["host"] for path in paths})
    lines, scenario = [], outcome.scenario
    for said, of in findings.items():
        few = ", ".join(of) if len(of) < 3 else f"{len(of)} hosts"
        who = "every host" if len(of) == hosts else few
        lines.append(f"{who} {said}")
    for rule in filter(varies, scenario.expect.get("path", [])):
        lines.append(f"some hosts {rule['verdict'].replace('|', ' or ')}: `{rule['failure']}`, `{rule['cause']}`")
    said = "<br>".join(lines) or "every path open"
    ends = " or ".join(map(str, exits(scenario.expect)))
    return f"| {scenario.title} | {scenario.network} | {said}; exit {ends} |\n"


def varies(rule: dict) -> bool:
    """Whether it is chance which hosts are met, and how many."""
    return rule["verdict"].startswith("open|")


def told(path: dict, expect: dict) -> str:
    verdict = rule_of(expect, path["host"])["verdict"].replace("|", " or ")
    product = f" ({path['product']['name']})" if path["product"] else ""
    said = f"{verdict}: `{path['failure']}`, `{path['cause']}`{product}"
    behind = ", ".join(f"`{wall['failure']}`" for wall in path["also"])
    return f"{said}; behind it {behind}" if behind else said


if __name__ == "__main__":
    main()
