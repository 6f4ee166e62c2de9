"""The form of a scenario file, and what a report has to say.

Owns the reading of `scenarios/*.toml` and the comparing; building the network is `main`'s. The
tables `[expect]` and `[[expect.path]]` are those of tests/scenarios.
"""

import fnmatch
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

TOP = {"title", "network", "quick", "laptop", "healthy", "test", "needs", "args", "timeout", "environment", "trusts", "relay", "pac",
       "internet", "gateway", "fault", "expect", "expect_without"}
PLACES = {
    "internet": {"hosts", "aliases", "addresses"},
    "gateway": {"mtu", "dnsmasq", "bind", "unbound", "no_resolver", "nft", "nft_input", "iptables", "squid",
                "nft_output", "mitmproxy", "page", "proxy", "tinyproxy", "privoxy", "dante", "openssh", "apache", "haproxy"},
    "laptop": {"hosts", "servers"},
    "fault": {"internet", "gateway", "laptop", "relay", "environment", "trusts"},
}
PATH = ("verdict", "layer", "failure", "cause", "product")


@dataclass
class Setup:
    """One network: the scenario's, or what is left of it without the fault."""

    internet: dict
    gateway: dict
    laptop: dict
    relay: dict | None
    environment: dict
    trusts: list[str]


@dataclass
class Scenario:
    name: str
    title: str
    network: str
    expect: dict
    # What it may come to as well, on another system.
    perhaps: dict | None
    expect_without: dict
    quick: bool
    healthy: bool
    test: bool
    needs: list[str]
    args: list[str]
    timeout: float
    pac: str | None
    said: dict = field(repr=False)

    @classmethod
    def read(cls, file: Path, words: dict[str, str], perhaps: dict[str, str]) -> "Scenario":
        """`words` are said on another system in the place of those that the file expects; `perhaps` now and then."""
        said = tomllib.loads(file.read_text())
        said["expect"] = reworded(said["expect"], words)
        unknown = said.keys() - TOP
        for place, known in PLACES.items():
            for part in (said, said.get("fault", {})):
                unknown |= part.get(place, {}).keys() - known
        if unknown:
            raise ValueError(f"{file}: unknown: {', '.join(sorted(unknown))}")
        healthy = said.get("healthy", False)
        if healthy == ("fault" in said):
            raise ValueError(f"{file}: a scenario has a fault, or is healthy = true")
        return cls(
            file.stem, said["title"], said["network"], said["expect"],
            reworded(said["expect"], perhaps) if perhaps else None,
            said.get("expect_without", {"exit": 0}), said.get("quick", False), healthy,
            said.get("test", False), said.get("needs", []), said.get("args", []),
            said.get("timeout", 0.5), said.get("pac"), said,
        )

    def setup(self, with_fault: bool) -> Setup:
        parts = [self.said] + ([self.said["fault"]] if with_fault and not self.healthy else [])

        def merged(key):
            return {k: v for part in parts for k, v in part.get(key, {}).items()}

        return Setup(
            internet=merged("internet"),
            gateway=merged("gateway"),
            laptop=merged("laptop"),
            relay=next((part["relay"] for part in reversed(parts) if "relay" in part), None),
            environment=merged("environment"),
            trusts=next((part["trusts"] for part in reversed(parts) if "trusts" in part), ["public"]),
        )


def reworded(expected, words: dict[str, str]):
    """The same, with other words."""
    if isinstance(expected, dict):
        return {key: reworded(value, words) for key, value in expected.items()}
    if isinstance(expected, list):
        return [reworded(value, words) for value in expected]
    return words.get(expected, expected) if isinstance(expected, str) else expected


def differences(expect: dict, report: dict, exit_status: int, took_ms: float) -> list[str]:
    """What the program said otherwise; nothing where it is right."""
    wrong = []
    if exit_status not in exits(expect):
        wrong.append(f"exit status {exit_status}, not {expect['exit']}")
    if took_ms > expect.get("within_ms", 15000):
        wrong.append(f"took {took_ms:.0f} ms, not {expect['within_ms']} at the most")
    states = [said["key"] for said in report["vantage"].get("said", [])]
    if "state" in expect and f"state.{expect['state']}" not in states:
        wrong.append(f"state {expect['state']} not among {states}")
    made = {(path["host"], str(control)) for path in report["paths"] for control in path["controls"]}
    if len(made) > expect.get("controls", len(made)):
        wrong.append(f"{len(made)} controls, not {expect['controls']} at the most")
    asked = sorted({f"{request['cause']} of {request['team']}" for request in report["requests"]})
    if asked != expect.get("requests", asked):
        wrong.append(f"asked is {', '.join(asked)}, not {', '.join(expect['requests'])}")
    rules = expect.get("path", [])
    met, others = set(), {}
    for path in report["paths"]:
        rule = rule_of(expect, path["host"])
        met.add(rule.get("host"))
        wanted, got = finding(rule), found(path)
        # One of several, where it depends on what the run came to first.
        if got["verdict"] in (wanted["verdict"] or "").split("|"):
            wanted["verdict"] = got["verdict"]
            if got["verdict"] == "open":
                wanted = finding({"verdict": "open"})
        if rule.get("also") is None:
            got.pop("also"), wanted.pop("also")
        if wanted != got:
            others.setdefault(f"{words(got)}, not {words(wanted)}", []).append(path["host"])
        notes = [said["key"].removeprefix("note.") for said in path.get("said", {}).get("notes", [])]
        if "note" in rule and rule["note"] not in notes:
            wrong.append(f"{path['host']}: note {rule['note']} not among {notes}")
        grounds = [said["key"].removeprefix("evidence.") for said in path.get("said", {}).get("evidence", [])]
        if "ground" in rule and rule["ground"] not in grounds:
            wrong.append(f"{path['host']}: ground {rule['ground']} not among {grounds}")
        team = team_of(report, path)
        if "team" in rule and rule["team"] != team:
            wrong.append(f"{path['host']}: asked of {team}, not of {rule['team']}")
        for client, verdict in rule.get("clients", {}).items():
            if path["clients"].get(client) not in (verdict, "not_used", None):
                wrong.append(f"{path['host']}: {client} {path['clients'].get(client)}, not {verdict}")
    wrong += [f"{shown(hosts)}: {said}" for said, hosts in others.items()]
    wrong += [f"no path to {r['host']}" for r in rules if r["host"] not in met]
    return wrong


def team_of(report: dict, path: dict) -> str:
    """Whom the request asks that is about the path's main wall; none where none is."""
    asked = (one for one in report["requests"] if path["id"] in one["because"] and one["cause"] == path["cause"])
    return next((request["team"] for request in asked), "none")


def exits(expect: dict) -> list[int]:
    """More than one, where it depends on what the run came to first."""
    return expect["exit"] if isinstance(expect["exit"], list) else [expect["exit"]]


def rule_of(expect: dict, host: str) -> dict:
    """The first that fits; a path without one has to be open."""
    rules = expect.get("path", [])
    return next((rule for rule in rules if fnmatch.fnmatchcase(host, rule["host"])), {"verdict": "open"})


def shown(hosts: list[str]) -> str:
    return ", ".join(hosts[:2]) + (f" and {len(hosts) - 2} more" if len(hosts) > 2 else "")


def words(finding: dict) -> str:
    return " ".join(str(value or "-") for value in finding.values())


def finding(rule: dict) -> dict:
    return {key: rule.get(key) for key in PATH} | {"also": sorted(rule.get("also") or [])}


def found(path: dict) -> dict:
    product = path["product"] and path["product"]["name"]
    also = sorted(wall["failure"] for wall in path["also"])
    return {key: path[key] for key in PATH if key != "product"} | {"product": product, "also": also}
