"""Squid: the files are read by its parser, and the running proxy is asked by CONNECT.

A name that is denied gets 403; one that is allowed gets 503, for nothing listens behind it.
"""

import os
import socket
import subprocess
import time

import lists

lists.need("squid", "openssl")
PORT = 31281


def folder(name):
    path = os.path.join(lists.work(), name)
    os.makedirs(path, exist_ok=True)
    os.chmod(path, 0o777)
    return path


def files(place, target):
    """The parts as files, with the folder that the rules name."""
    lists.written("squid", target, "--with-rules", "--output", f"{place}/{{purpose}}")
    for name, saved in [("allow", "aws-netcheck-allow"), ("no-decrypt", "aws-netcheck-no-decrypt")]:
        os.rename(f"{place}/{name}", f"{place}/{saved}.txt")

    def rule(purpose):
        with open(f"{place}/{purpose}-rule") as file:
            return file.read().replace("/etc/squid/", f"{place}/")

    return rule("allow"), rule("no-decrypt")


def config(place, rules, port_options="", names=()):
    with open(f"{place}/hosts", "w") as file:
        file.writelines(f"127.0.0.1 {name}\n" for name in names)
    path = f"{place}/squid.conf"
    with open(path, "w") as file:
        file.write(
            f"http_port 127.0.0.1:{PORT} {port_options}\n"
            "acl localnet src 127.0.0.0/8\n"
            f"{rules}\n"
            "http_access deny all\n"
            f"hosts_file {place}/hosts\npid_filename none\ncache_log {place}/log\n"
            "access_log none\ncache_store_log none\nshutdown_lifetime 1 second\n"
            f"visible_hostname test\ncoredump_dir {place}\nmax_filedescriptors 1024\n"
        )
    return path


def parses(path):
    command = ["squid", "-k", "parse", "-f", path]
    done = subprocess.run(command, capture_output=True, text=True)
    return done.returncode == 0 and "WARNING" not in done.stderr, done.stderr


def certificate(place):
    path = f"{place}/ca.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=test"]
        + ["-keyout", path, "-out", path, "-days", "1"],
        check=True,
        capture_output=True,
    )
    return path


def passes(name, request="CONNECT {}:443"):
    with socket.create_connection(("127.0.0.1", PORT), 10) as connection:
        request = request.format(name)
        connection.sendall(f"{request} HTTP/1.1\r\nHost: {name}\r\n\r\n".encode())
        status = connection.makefile("rb").readline().split()[1]
    if status not in (b"403", b"503"):
        lists.fail(f"squid answers {status} to {request}")
    return status == b"503"


def ask(place, rules, target):
    needed, hostile = lists.needed(target), lists.hostile(target)
    names = needed + hostile
    names += [name.upper() for name in needed[:3]]
    path = config(place, rules, names=[name.lower() for name in names])
    log = open(f"{place}/out", "w")
    proxy = subprocess.Popen(["squid", "-N", "-n", f"check{os.getpid()}", "-f", path], stderr=log)
    try:
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", PORT), 1).close()
                break
            except OSError:
                time.sleep(0.1)
        lists.expect(passes, target, needed, True, "squid")
        lists.expect(passes, target, [name.upper() for name in needed[:3]], True, "squid")
        lists.expect(passes, target, hostile, False, "squid")
        for request in ["CONNECT {}:80", "CONNECT {}:22", "GET http://{}/"]:
            # Port 80 is open where the list needs it for one of its names.
            if ":22" in request or not lists.needed(target, ports=(80,)):
                other_port = lambda name: passes(name, request)
                lists.expect(other_port, target, needed[:3], False, f"squid, {request}")
    finally:
        proxy.terminate()
        proxy.wait()
    print(f"squid {' '.join(target)}: {len(needed)} pass, {len(hostile)} do not")


for number, target in enumerate(lists.TARGETS):
    place = folder(f"squid-{number}")
    allow, no_decrypt = files(place, target)
    bump = f"ssl-bump tls-cert={certificate(place)}"
    good, said = parses(config(place, f"{allow}\n{no_decrypt}\nssl_bump bump all\n", bump))
    if not good:
        lists.fail(f"squid -k parse: {said}")
    ask(place, allow, target)

place = folder("squid-broken")
allow, _ = files(place, lists.TARGETS[0])
with open(f"{place}/aws-netcheck-allow.txt", "a") as file:
    file.write(".awsapps.com\n")
if parses(config(place, allow))[0]:
    lists.fail("squid takes a host beside the name that covers it: this check checks nothing")
