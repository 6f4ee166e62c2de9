"""PAC scripts: pacparser is asked the cases of tests/pac, which the tests hold this program to."""

import json
import pathlib
import re
import sys
import tomllib
from datetime import datetime
from urllib.parse import urlsplit

try:
    import pacparser
except ImportError:
    print("NOT RUN: pacparser is not there", file=sys.stderr)
    sys.exit(77)

FOLDER = pathlib.Path(__file__).parents[1] / "pac"
CASES = tomllib.loads((FOLDER / "cases.toml").read_text())

# pacparser looks names up in the real network and reads the real clock: these stand in for both.
WORLD = """
var knownNames = %s, allAddresses = %s, realDate = Date;
function dnsResolve(host) {
    if (/^[0-9]+[.][0-9]+[.][0-9]+[.][0-9]+$/.test(host)) return host;
    return knownNames.hasOwnProperty(host) ? knownNames[host] : null;
}
function dnsResolveEx(host) { return allAddresses.hasOwnProperty(host) ? allAddresses[host] : ""; }
function myIpAddressEx() { return "%s"; }
function alert() {}
Date = function (a, b, c, d, e, f) {
    if (arguments.length == 0) return new realDate(%d);
    if (arguments.length == 1) return new realDate(a);
    return new realDate(a, b, c || 1, d || 0, e || 0, f || 0);
};
"""
PORTS = {"PROXY": 80, "HTTPS": 443, "SOCKS4": 1080, "SOCKS5": 1080}
WORDS = {"HTTP": "PROXY", "SOCKS": "SOCKS4"}


def hops(answer):
    """What pacparser hands through, written as the cases are."""
    found = []
    for entry in filter(None, (entry.split() for entry in answer.split(";"))):
        word = WORDS.get(entry[0].upper(), entry[0].upper())
        if entry == ["DIRECT"] or word == "DIRECT":
            found.append(word)
        elif word in PORTS and len(entry) == 2:
            port = "" if re.search(r":\d+$", entry[1]) else f":{PORTS[word]}"
            found.append(f"{word} {entry[1]}{port}")
    return found


def asked(source, url, case):
    """The hops, or none if pacparser fails."""
    world = CASES["world"]
    names = {
        name: next((a for a in addresses if ":" not in a), None)
        for name, addresses in world["names"].items()
    }
    everything = {name: ";".join(addresses) for name, addresses in world["names"].items()}
    now = case.get("now", world["now"])
    now = datetime.fromisoformat(now.replace("Z", "+00:00")).timestamp() * 1000
    own = case.get("own", world["own"])
    pacparser.init()
    try:
        pacparser.setmyip(own[0] if own else "127.0.0.1")
        facts = (json.dumps(names), json.dumps(everything), ";".join(own), now)
        pacparser.parse_pac_string(WORLD % facts + source)
        return hops(pacparser.find_proxy(url, urlsplit(url).hostname) or "")
    except Exception:
        return None
    finally:
        pacparser.cleanup()


def every_case():
    """What the case is called, source, URL, the case, hops expected, why pacparser differs."""
    for script in CASES["script"]:
        source = (FOLDER / script["file"]).read_text()
        for case in script["cases"]:
            why = script.get("pacparser")
            name, why = f"{script['file']} {case['url']}", case.get("pacparser", why)
            yield name, source, case["url"], case, case["hops"], why
    form = "function FindProxyForURL(url, host) { return (%s) ? 'PROXY yes:80' : 'DIRECT'; }"
    for group in CASES["conditions"]:
        for answer, hop in (("yes", "PROXY yes:80"), ("no", "DIRECT")):
            for condition in group.get(answer, []):
                source, why = form.replace("%s", condition), group.get("pacparser")
                yield condition, source, "https://www.example.com/", {}, [hop], why
    for broken in CASES["broken"]:
        source, why = broken["source"], broken.get("pacparser")
        yield source, source, "https://www.example.com/", {}, None, why


alike, differing, wrong = 0, {}, []
for name, source, url, case, expected, why in every_case():
    found = asked(source, url, case)
    # Nothing that can be used is as good as a failure.
    if (found or None) == expected:
        alike += 1
    elif why:
        differing[why] = differing.get(why, 0) + 1
    else:
        wrong.append(f"{name}: {expected} here, {found} in pacparser")

for line in wrong:
    print(line, file=sys.stderr)
for why, number in differing.items():
    print(f"pac scripts: {number} differ from pacparser {pacparser.version()}: {why}")
print(f"pac scripts: {alike} cases alike")
sys.exit(1 if wrong else 0)
