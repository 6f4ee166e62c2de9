"""Squid: the files are read by its parser, and the running proxy is asked by CONNECT.

A name that is denied gets 403; one that is allowed gets 503, for nothing listens behind it. What is
not to be opened is asked with a handshake: behind the proxy stands a server with a certificate of its
own, which the client sees where TLS stays closed, and the proxy's where it is opened.
"""

import os
import re
import socket
import ssl
import subprocess
import threading
import time

import lists

lists.need("squid", "openssl")
PORT, ORIGIN = 31281, 31282


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


def certificate(place, name="test"):
    path = f"{place}/{name}.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", f"/CN={name}"]
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


def running(place, path, ask):
    """Asks the proxy while it runs."""
    log = open(f"{place}/out", "w")
    proxy = subprocess.Popen(["squid", "-N", "-n", f"check{os.getpid()}", "-f", path], stderr=log)
    try:
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", PORT), 1).close()
                break
            except OSError:
                time.sleep(0.1)
        ask()
    finally:
        proxy.terminate()
        proxy.wait()


def known(names):
    """As the file of hosts has them."""
    return sorted({name.lower().removesuffix(".") for name in names})


def ask(place, rules, target):
    needed, hostile = lists.needed(target), lists.hostile(target)

    def connect():
        lists.expect(passes, target, needed, True, "squid")
        lists.expect(passes, target, lists.disguised(needed), True, "squid")
        lists.expect(passes, target, hostile, False, "squid")
        for request in ["CONNECT {}:80", "CONNECT {}:22", "GET http://{}/"]:
            # Port 80 is open where the list needs it for one of its names.
            if ":22" in request or not lists.needed(target, ports=(80,)):
                other_port = lambda name: passes(name, request)
                lists.expect(other_port, target, needed[:3], False, f"squid, {request}")

    running(place, config(place, rules, names=known(needed + hostile)), connect)
    print(f"squid {' '.join(target)}: {len(needed)} pass, {len(hostile)} do not")


def bumping(place):
    """Options of a port that opens TLS, and the program that makes certificates for it."""
    made = subprocess.run(["squid", "-v"], capture_output=True, text=True).stdout
    libraries = re.search(r"'--libexecdir=([^']*)'", made).group(1)
    helper = f"{libraries}/security_file_certgen"
    command = [helper, "-c", "-s", f"{place}/certificates", "-M", "4MB"]
    subprocess.run(command, check=True, capture_output=True)
    # Squid goes on as another user.
    subprocess.run(["chmod", "-R", "a+rwX", f"{place}/certificates"], check=True)
    rules = f"sslcrtd_program {helper} -s {place}/certificates -M 4MB\n"
    return f"ssl-bump tls-cert={certificate(place)} generate-host-certificates=on", rules


def origin(path):
    """A server for every name, with one certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    listener = socket.create_server(("127.0.0.1", ORIGIN))

    def serve(connection):
        try:
            with context.wrap_socket(connection, server_side=True) as tls:
                tls.recv(1)
        except OSError:
            pass

    while True:
        connection, _ = listener.accept()
        threading.Thread(target=serve, args=(connection,), daemon=True).start()


def stays_closed(name):
    """Whether the client sees the server's own certificate through the proxy."""
    context = ssl._create_unverified_context()
    with socket.create_connection(("127.0.0.1", PORT), 10) as connection:
        connection.sendall(f"CONNECT {name}:{ORIGIN} HTTP/1.1\r\nHost: {name}\r\n\r\n".encode())
        if b" 200 " not in connection.recv(4096):
            lists.fail(f"squid does not connect to {name}")
        with context.wrap_socket(connection, server_hostname=name) as tls:
            return ssl.DER_cert_to_PEM_cert(tls.getpeercert(binary_form=True)) in ORIGINS


def ask_tls(place, rules, bump, target):
    needed, hostile = lists.needed(target, "no-decrypt"), lists.hostile(target, "no-decrypt")
    rules = f"http_access allow localnet\n{rules}"
    rules += "tls_outgoing_options flags=DONT_VERIFY_PEER\nsslproxy_cert_error allow all\n"

    def handshake():
        lists.expect(stays_closed, target, needed, True, "squid, TLS")
        lists.expect(stays_closed, target, [name.upper() for name in needed], True, "squid, TLS")
        lists.expect(stays_closed, target, hostile, False, "squid, TLS")

    running(place, config(place, rules, bump, known(needed + hostile)), handshake)
    print(f"squid, TLS {' '.join(target)}: {len(needed)} stay closed, {len(hostile)} do not")


origins = certificate(folder("origin"), "origin")
with open(origins) as file:
    ORIGINS = file.read()
threading.Thread(target=origin, args=(origins,), daemon=True).start()
for number, target in enumerate(lists.TARGETS):
    place = folder(f"squid-{number}")
    allow, no_decrypt = files(place, target)
    bump, helper = bumping(place)
    no_decrypt = f"{helper}{no_decrypt}\nssl_bump bump all\n"
    good, said = parses(config(place, f"{allow}\n{no_decrypt}", bump))
    if not good:
        lists.fail(f"squid -k parse: {said}")
    if lists.QUICK:
        print(f"squid -k parse {' '.join(target)}: taken")
        continue
    ask(place, allow, target)
    ask_tls(place, no_decrypt, bump, target)

place = folder("squid-broken")
allow, _ = files(place, lists.TARGETS[0])
with open(f"{place}/aws-netcheck-allow.txt", "a") as file:
    file.write(".awsapps.com\n")
if parses(config(place, allow))[0]:
    lists.fail("squid takes a host beside the name that covers it: this check checks nothing")
