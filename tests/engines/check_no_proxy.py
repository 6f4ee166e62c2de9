"""NO_PROXY: curl and Python are asked generated cases, and must go the way that this program says.

The program curl may be old; where pycurl is there, it brings a library of its own that is asked too.
"""

import json
import os
import random
import re
import shutil
import socket
import subprocess
import sys
import threading
import urllib.request
from urllib.parse import urlsplit

try:
    import pycurl
except ImportError:
    pycurl = None

CURL = shutil.which("curl")
if not CURL:
    print("NOT RUN: curl is not there", file=sys.stderr)
    sys.exit(77)

CASES = 120 if os.environ.get("ENGINES_QUICK") else 600
PYTHON_CASES = 5000
HOSTS = [
    "mycorp.awsapps.com", "oidc.us-east-1.amazonaws.com", "us-east-1.signin.aws", "intranet",
    "mycorp.awsapps.com.", "10.1.2.3", "192.0.2.77", "[fd00::1]", "[2001:db8:0:7::9]",
]
PORTS = ["", ":8443"]
SEPARATORS = [","] * 6 + [", ", " ,", " , ", ",,", "\t,", " ", "  "]
draw = random.Random(4711)


def word(host):
    """A word that is about the host, or nearly."""
    bare = host.strip("[]")
    kind = draw.randrange(12)
    if kind == 0:
        return draw.choice(["*", "localhost", "example.com", "x", ".", "..", "*.", "/", "0/0", ":443"])
    if kind == 1:
        return draw.choice([f"{host}:443", f"{host}:8443", f"{bare}:443", f".{bare}:8443"])
    if ":" in bare:
        bits = draw.choice(["", "/0", "/8", "/16", "/64", "/60", "/120", "/125", "/128", "/129", "/x", "/"])
        near = draw.choice([bare, bare, "fd00::", "2001:db8::", "fd01::1", "::"])
        return draw.choice([near + bits, near + bits, f"[{bare}]", near.upper() + bits])
    if re.fullmatch(r"[0-9.]+", bare):
        bits = draw.choice(["", f"/{draw.randrange(35)}", "/8", "/24", "/x", "/", "/8x"])
        near = draw.choice([bare, bare, "10.1.2.0", "10.0.0.0", "192.0.2.64", "0.0.0.0", "10.1"])
        return draw.choice([near, ".", ""]) + bits
    labels = bare.rstrip(".").split(".")
    suffix = ".".join(labels[draw.randrange(len(labels)):])
    return draw.choice([
        suffix, suffix, bare, f".{suffix}", f".{suffix}", f"..{suffix}", f"{suffix}.", f".{suffix}.",
        f"*.{suffix}", f"*{suffix}", suffix[1:], suffix.upper(), f"x{suffix}", f"{suffix}..",
    ])


def cases(number):
    """The bare star first, then what is drawn."""
    for _ in range(number):
        host = draw.choice(HOSTS)
        words = [word(host) for _ in range(draw.choice([1, 1, 2, 3]))]
        words = [w if draw.randrange(3) else draw.choice(["example.net", ""]) for w in words[:-1]] + words[-1:]
        text = words[0]
        for following in words[1:]:
            text += draw.choice(SEPARATORS) + following
        text = draw.choice(["", "", "", " ", ","]) + text + draw.choice(["", "", "", " ", ","])
        names = draw.choice([["no_proxy"], ["no_proxy"], ["NO_PROXY"], ["no_proxy", "NO_PROXY"]])
        environment = {name: text for name in names}
        if len(names) == 2:
            environment[draw.choice(names)] = draw.choice(["", "example.org"])
        yield {"url": f"https://{host}{draw.choice(PORTS)}/", "environment": environment}


def ours(asked):
    """What this program says of each case."""
    lines = "".join(json.dumps(case) + "\n" for case in asked)
    run = ["cargo", "run", "--quiet", "--locked", "--example", "proxy_ways"]
    said = subprocess.run(run, input=lines, capture_output=True, text=True, check=True).stdout
    return [json.loads(line) for line in said.splitlines()]


class Listener:
    """Counts who comes, and sends him away."""

    def __init__(self):
        self.socket = socket.create_server(("127.0.0.1", 0), backlog=16)
        self.port = self.socket.getsockname()[1]
        self.count = 0
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            connection, _ = self.socket.accept()
            self.count += 1
            connection.close()


def set_environment(case, proxy):
    for name in list(os.environ):
        if name.lower().endswith("_proxy"):
            del os.environ[name]
    os.environ.update({"https_proxy": proxy, **case["environment"]})


def curl(url, direct):
    subprocess.run(
        [CURL, "--silent", "--disable", "--max-time", "10", "--output", os.devnull,
         "--connect-to", direct, url],
        check=False,
    )


def libcurl(url, direct):
    handle = pycurl.Curl()
    handle.setopt(pycurl.URL, url)
    handle.setopt(pycurl.CONNECT_TO, [direct])
    handle.setopt(pycurl.TIMEOUT, 10)
    try:
        handle.perform()
    except pycurl.error:
        pass
    handle.close()


def goes_directly(ask, case, proxy, direct):
    """Whom it comes to."""
    before = proxy.count, direct.count
    set_environment(case, f"http://127.0.0.1:{proxy.port}")
    ask(case["url"], f"::127.0.0.1:{direct.port}")
    went = proxy.count - before[0], direct.count - before[1]
    if sorted(map(bool, went)) != [False, True]:
        sys.exit(f"curl went to neither or both: {case} {went}")
    return bool(went[1])


def python_goes_directly(case):
    """As botocore asks it: `should_bypass_proxies`, over the environment alone."""
    set_environment(case, "http://127.0.0.1:9")
    proxies = urllib.request.getproxies_environment()
    host = urlsplit(case["url"]).netloc
    return bool(urllib.request.proxy_bypass_environment(host, proxies))


def known(case, version):
    """Why this release of curl goes another way, if that is known."""
    text = case["environment"].get("no_proxy") or case["environment"].get("NO_PROXY", "")
    if version < (7, 86):
        return "before 7.86 it knew no networks"
    if version < BLANKS and re.search(r"[^\s,][ \t]+[^\s,]", text):
        return "its release takes blanks between words for commas"
    if version < STRICT and re.search(r"/(?![0-9]+([\s,]|$))", text):
        return "its release takes a length that is no number for none"
    if version < STRICT and "[" in case["url"] and "/" in text:
        return "its release takes an address of IPv6 for a name"
    return None


# From this release on, a blank that no comma follows ends the list.
BLANKS = (8, 9)
# From this one on at the latest, IPv6 is known, and a length has to be a number.
STRICT = (8, 16)

asked = [{"url": "https://mycorp.awsapps.com/", "environment": {"no_proxy": "*"}}, *cases(PYTHON_CASES)]
for case in asked:
    case["environment"].setdefault("https_proxy", "http://127.0.0.1:9")
said = ours(asked)
for case in asked:
    del case["environment"]["https_proxy"]

wrong, differing, alike, exempt = [], {}, {}, {}


def compare(program, name, case, answer, found, why):
    expected = answer[program]["way"] == "DIRECT"
    if found == expected:
        alike[name] = alike.get(name, 0) + 1
        exempt[name] = exempt.get(name, 0) + found
    elif why:
        differing[name, why] = differing.get((name, why), 0) + 1
    else:
        wrong.append(f"{name}: {case}: direct {expected} here, {found} in the program itself")


def release(text):
    """Name and release, and the release as numbers."""
    found = re.search(r"(?:lib)?curl[ /](\d+)\.(\d+)\S*", text)
    return found[0], tuple(map(int, found.groups()))


said_by_curl = subprocess.run([CURL, "--version"], capture_output=True, text=True, check=True).stdout
engines = [(curl, *release(said_by_curl))]
if pycurl:
    engines.append((libcurl, *release(pycurl.version)))
proxy, direct = Listener(), Listener()
for index, (case, answer) in enumerate(zip(asked, said)):
    compare("aws-cli", "Python", case, answer, python_goes_directly(case), None)
    for ask, name, version in engines if index < CASES else []:
        found = goes_directly(ask, case, proxy, direct)
        compare("curl", name, case, answer, found, known(case, version))

for line in wrong[:40]:
    print(line, file=sys.stderr)
for (name, why), number in differing.items():
    print(f"no_proxy: {number} differ from {name}: {why}")
for name, number in alike.items():
    print(f"no_proxy: {number} cases alike in {name}, {exempt[name]} of them exempt")
sys.exit(1 if wrong else 0)
