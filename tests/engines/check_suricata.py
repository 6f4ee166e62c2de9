"""Suricata: its parser reads the rules, and its engine is asked about names on a capture.

Each name is a connection of its own, with the hello that a TLS client sends, or a request where the
entry is for port 80. A last rule raises an alert for whatever no rule lets pass.
"""

import json
import os
import re
import ssl
import struct
import subprocess

import lists

lists.need("suricata")
CLIENT, SERVER = bytes([192, 0, 2, 1]), bytes([198, 51, 100, 1])
OTHERS = (
    'alert tls any any -> any any (msg:"not passed"; flow:to_server,established; tls.sni; '
    'bsize:>0; sid:1;)\n'
    'alert http any any -> any any (msg:"not passed"; flow:to_server,established; http.host; '
    'bsize:>0; sid:2;)\n'
)
SYN, FIN, PUSH, ACK = 2, 1, 8, 16


TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def hello(name):
    """What a TLS client sends first; the library would write the name in lower case."""
    out = ssl.MemoryBIO()
    client = TLS.wrap_bio(ssl.MemoryBIO(), out, server_hostname=name)
    try:
        client.do_handshake()
    except ssl.SSLWantReadError:
        pass
    return out.read().replace(name.lower().encode(), name.encode())


def request(name):
    return f"GET / HTTP/1.1\r\nHost: {name}\r\n\r\n".encode()


def packets(port, server_port, data):
    """A connection that sends the data and ends, as Ethernet frames."""
    sent, got = 1000, 5000
    size = len(data)
    steps = [
        (True, SYN, sent, 0, b""),
        (False, SYN | ACK, got, sent + 1, b""),
        (True, ACK, sent + 1, got + 1, b""),
        (True, PUSH | ACK, sent + 1, got + 1, data),
        (False, ACK, got + 1, sent + 1 + size, b""),
        (True, FIN | ACK, sent + 1 + size, got + 1, b""),
        (False, FIN | ACK, got + 1, sent + 2 + size, b""),
        (True, ACK, sent + 2 + size, got + 2, b""),
    ]
    for ours, flags, sequence, acknowledged, payload in steps:
        ends = (port, server_port) if ours else (server_port, port)
        hosts = CLIENT + SERVER if ours else SERVER + CLIENT
        tcp = struct.pack(">HHIIBBHHH", *ends, sequence, acknowledged, 80, flags, 65535, 0, 0)
        length = 20 + len(tcp) + len(payload)
        ip = struct.pack(">BBHHHBBH", 69, 0, length, 0, 16384, 64, 6, 0) + hosts
        yield bytes(12) + b"\x08\x00" + ip + tcp + payload


def capture(path, connections):
    with open(path, "wb") as file:
        file.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, 1))
        time = 0
        for port, (name, server_port) in enumerate(connections, 1024):
            data = request(name) if server_port == 80 else hello(name)
            for frame in packets(port, server_port, data):
                time += 1
                file.write(struct.pack("<IIII", 1_700_000_000 + time // 1000, time % 1000, len(frame), len(frame)))
                file.write(frame)


def suricata(place, rules, *more):
    path = f"{place}/list.rules"
    with open(path, "w") as file:
        file.write(rules)
    home = ["--set", "vars.address-groups.HOME_NET=[192.0.2.0/24]"]
    command = ["suricata", "-S", path, "-l", place, *home, *more]
    return subprocess.run(command, capture_output=True, text=True)


def not_passed(place):
    """The ports of the connections that the last rules saw."""
    with open(f"{place}/eve.json") as file:
        events = map(json.loads, file)
        return {event["src_port"] for event in events if event["event_type"] == "alert"}


def ask(number, target):
    place = os.path.join(lists.work(), f"suricata-{number}")
    os.makedirs(place)
    rules = lists.written("suricata", target)
    done = suricata(place, rules, "-T")
    if done.returncode != 0:
        lists.fail(f"suricata -T: {done.stderr}")
    if lists.QUICK:
        print(f"suricata -T {' '.join(target)}: taken")
        return
    both = (443, 80)
    needed = [(name, port) for port in both for name in lists.needed(target, ports=(port,))]
    needed += [(name.upper(), port) for name, port in needed[:3]]
    # A name that is let through on one port is not on the other.
    ports = {443: 80, 80: 443}
    elsewhere = [(name, ports[port]) for name, port in needed if (name, ports[port]) not in needed]
    hostile = elsewhere + [(name, port) for port in both for name in lists.hostile(target)]
    capture(f"{place}/names.pcap", needed + hostile)
    done = suricata(place, rules + OTHERS, "-k", "none", "-r", f"{place}/names.pcap")
    if done.returncode != 0:
        lists.fail(f"suricata -r: {done.stderr}")
    alerts = not_passed(place)
    told = dict(zip(needed + hostile, range(1024, 65536)))
    passes = lambda name: told[name] not in alerts
    for names, wanted in [(needed, True), (hostile, False)]:
        wrong = [name for name in names if passes(name) != wanted]
        if wrong:
            said = "do not pass" if wanted else "pass"
            lists.fail(f"suricata {' '.join(target)}: {len(wrong)} {said}: {wrong[:5]}")
    print(f"suricata {' '.join(target)}: {len(needed)} pass, {len(hostile)} do not")


for number, target in enumerate(lists.TARGETS):
    ask(number, target)

rules = lists.written("suricata", lists.TARGETS[0])
place = os.path.join(lists.work(), "suricata-broken")
os.makedirs(place)
for broken in [rules.replace("endswith", "endswth"), re.sub(r'content:"([^"]*)"', r'content:"\1', rules)]:
    if suricata(place, broken, "-T").returncode == 0:
        lists.fail("suricata -T takes what is broken: this check checks nothing")
