"""BIND, Unbound and dnsmasq: each reads its list and is asked for addresses.

Behind them stands a server that knows every name, by way of another one, as AWS's names lead to
their CDN's: a name passes if its address comes back.
"""

import os
import socket
import socketserver
import struct
import subprocess
import threading
import time

import lists

lists.need("named", "named-checkconf", "named-checkzone", "unbound", "unbound-checkconf", "dnsmasq")
BEHIND, PORT = 31531, 31532
ADDRESS = bytes([192, 0, 2, 1])
CDN = b"\x04edge\x03cdn\x07example\0"


class Behind(socketserver.BaseRequestHandler):
    """Answers every question, whatever its type, with another name and an address."""

    def handle(self):
        question, reply_to = self.request
        end = 12
        while question[end]:
            end += question[end] + 1
        address = struct.pack(">HHIH", 1, 1, 60, 4) + ADDRESS
        if question[12 : end + 1] == CDN:
            answers = [b"\xc0\x0c" + address]
        else:
            alias = b"\xc0\x0c" + struct.pack(">HHIH", 5, 1, 60, len(CDN)) + CDN
            answers = [alias, CDN + address]
        head = question[:2] + struct.pack(">HHHHH", 0x8580, 1, len(answers), 0, 0)
        reply_to.sendto(head + question[12 : end + 5] + b"".join(answers), self.client_address)


def passes(name):
    # On the wire every name ends in the root: a final dot is its spelling alone.
    labels = name.removesuffix(".").split(".")
    labels = b"".join(bytes([len(label)]) + label.encode() for label in labels)
    question = struct.pack(">HHHHHH", 7, 0x0100, 1, 0, 0, 0) + labels + b"\0\0\x01\0\x01"
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.settimeout(5)
        client.sendto(question, ("127.0.0.1", PORT))
        answer = client.recv(4096)
    return ADDRESS in answer[12:]


def write(path, text):
    with open(path, "w") as file:
        file.write(text)
    return path


def place(name):
    path = os.path.join(lists.work(), name)
    os.makedirs(path, exist_ok=True)
    os.chmod(path, 0o777)
    return path


def named(where, target):
    write(f"{where}/allow.rpz", lists.written("rpz", target))
    write(f"{where}/deny.rpz", "$TTL 300\n@ IN SOA . . 1 1 1 1 1\n@ IN NS .\n* IN CNAME .\n")
    command = ["named-checkzone", "-k", "fail", "allow.rpz", f"{where}/allow.rpz"]
    subprocess.run(command, check=True, capture_output=True)
    conf = write(
        f"{where}/named.conf",
        f'options {{ directory "{where}"; listen-on port {PORT} {{ 127.0.0.1; }}; listen-on-v6 {{ }};\n'
        f"  forwarders {{ 127.0.0.1 port {BEHIND}; }}; forward only; recursion yes;\n"
        "  dnssec-validation no; pid-file none; session-keyfile none; managed-keys-directory "
        f'"{where}";\n'
        '  response-policy { zone "allow.rpz"; zone "deny.rpz"; } qname-wait-recurse no; };\n'
        'controls { };\nzone "allow.rpz" { type primary; file "allow.rpz"; };\n'
        'zone "deny.rpz" { type primary; file "deny.rpz"; };\n',
    )
    subprocess.run(["named-checkconf", "-z", conf], check=True, capture_output=True)
    return ["named", "-g", "-c", conf]


def unbound(where, target):
    conf = write(
        f"{where}/unbound.conf",
        lists.written("unbound", target, "--with-rules")
        + f"    interface: 127.0.0.1\n    port: {PORT}\n    do-daemonize: no\n    chroot: \"\"\n"
        f'    username: ""\n    pidfile: ""\n    do-not-query-localhost: no\n    use-syslog: no\n'
        f'forward-zone:\n    name: "."\n    forward-addr: 127.0.0.1@{BEHIND}\n',
    )
    subprocess.run(["unbound-checkconf", conf], check=True, capture_output=True)
    return ["unbound", "-d", "-c", conf]


def dnsmasq(where, target):
    conf = write(
        f"{where}/dnsmasq.conf",
        lists.written("dnsmasq", target, "--with-rules").replace(
            "/YOUR-RESOLVER\n", f"/127.0.0.1#{BEHIND}\n"
        )
        + "no-hosts\nlisten-address=127.0.0.1\n"
        f"bind-interfaces\nport={PORT}\n",
    )
    subprocess.run(["dnsmasq", "--test", "-C", conf], check=True, capture_output=True)
    return ["dnsmasq", "-k", "-C", conf, "--user=root", "--pid-file="]


def ready():
    for _ in range(100):
        try:
            passes("ready.example")
            return
        except OSError:
            time.sleep(0.1)
    lists.fail("the resolver does not answer")


def ask(start, target):
    where = place(f"{start.__name__}-{abs(hash(tuple(target)))}")
    log = open(f"{where}/log", "w")
    engine = subprocess.Popen(start(where, target), stdout=log, stderr=log)
    try:
        ready()
        needed, hostile = lists.needed(target), lists.hostile(target)
        lists.expect(passes, target, needed, True, start.__name__)
        lists.expect(passes, target, lists.disguised(needed), True, start.__name__)
        lists.expect(passes, target, hostile, False, start.__name__)
        # Where every name leads, and what none of the lists has: dnsmasq asks its cache first.
        lists.expect(passes, target, ["edge.cdn.example"], start is dnsmasq, start.__name__)
    finally:
        engine.terminate()
        engine.wait()
    print(f"{start.__name__} {' '.join(target)}: {len(needed)} pass, {len(hostile)} do not")


server = socketserver.ThreadingUDPServer(("127.0.0.1", BEHIND), Behind)
server.daemon_threads = True
threading.Thread(target=server.serve_forever, daemon=True).start()
for target in lists.TARGETS:
    for start in [named, unbound, dnsmasq]:
        ask(start, target)

BROKEN = {
    "rpz": (["named-checkzone", "b.rpz"], ("IN CNAME", "IN CNAMER")),
    "unbound": (["unbound-checkconf"], ("transparent", "transparnt")),
    "dnsmasq": (["dnsmasq", "--test", "-C"], ("server=", "servr=")),
}
for form, (command, (good, bad)) in BROKEN.items():
    # dnsmasq looks the placeholder up as a name.
    text = lists.written(form, lists.TARGETS[0]).replace("/YOUR-RESOLVER", "/127.0.0.1")
    for text, taken in [(text, True), (text.replace(good, bad), False)]:
        path = write(os.path.join(place("broken"), form), text)
        if (subprocess.run([*command, path], capture_output=True).returncode == 0) != taken:
            said = "refuses what is whole" if taken else "takes what is broken: this check checks nothing"
            lists.fail(f"{command[0]} {said}")
