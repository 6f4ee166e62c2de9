"""The programs on the corpnet: what is written for each, how it is started, when it is ready.

Owns configurations and readiness; those of proxies that are asked by name are `proxies`'. A program
is ready when it answers on its port; that is asked with a deadline, and what the program logged is
in the error.
"""

import os
import shutil
import socket
import struct
import time
from pathlib import Path

from authorities import Authorities
from network import Network
from squid import COMMON

RESOLVER = "10.20.0.1"
OUTSIDE_RESOLVER = "192.0.2.53"
PATIENCE = 10.0
CERTGEN = "/usr/lib/squid/security_file_certgen"


class Programs:
    """Starts programs on one network. `fill` puts addresses into what a scenario wrote."""

    def __init__(self, network: Network, folder: Path, authorities: Authorities, fill):
        self.network, self.folder, self.authorities, self.fill = network, folder, authorities, fill

    # -- internet -----------------------------------------------------------------------------

    def authority_of_names(self, addresses: dict[str, list[str]], aliases: dict[str, str]):
        """BIND with a root zone of its own: what no filter stands before says this."""
        lines = ["$TTL 60", "@ SOA ns.example. root.example. 1 60 60 60 60", "@ NS ns.example."]
        lines += [f"ns.example. A {OUTSIDE_RESOLVER}"]
        for name, owned in addresses.items():
            lines += [f"{name}. {'AAAA' if ':' in address else 'A'} {address}" for address in owned]
        lines += [f"{name}. CNAME {target}." for name, target in aliases.items()]
        zone = self.folder / "root.zone"
        zone.write_text("\n".join(lines) + "\n")
        text = ROOT.format(folder=self.folder, at=OUTSIDE_RESOLVER, file=zone)
        self._daemon("internet", "named", "names", text, "-f", "-g", "-c")
        self._answers("internet", OUTSIDE_RESOLVER)

    def aws(self, hosts: list[str], overrides: dict[str, dict]):
        """nginx in the place of AWS: the genuine certificate for every name, HTTP/2 beside 1.1."""
        certificates = self.folder / "certificates"
        certificates.mkdir()
        self.authorities.server(certificates / "all.pem", hosts)
        blocks = [server("default_server", "_", certificates / "all.pem", self.authorities.key("leaf"), {})]
        for number, (host, said) in enumerate(overrides.items()):
            file = certificates / f"{number}.pem"
            self._certificate(file, host, said)
            blocks.append(server("", host, file, self.authorities.key("leaf"), said))
        names = 'map "" $none { default ""; }'
        text = HTTP.format(folder=self.folder, inside=names + "".join(blocks), workers=1)
        self._daemon("internet", "nginx", "aws", text, "-c", first=("-p", str(self.folder)))
        self._opens("internet", "203.0.113.10", 443)

    def _certificate(self, file: Path, host: str, said: dict):
        days = tuple(said.get("days", (-30, 365)))
        names = said.get("names", [host]) + [f"n{n}.{host}" for n in range(said.get("more_names", 0))]
        extra = ("public",) if said.get("long_chain") else ()
        self.authorities.server(file, names, by=said.get("by", "intermediate"), days=days, extra=extra)

    # -- gateway ------------------------------------------------------------------------------

    def dnsmasq(self, lines: list[str]):
        text = ["no-resolv", "no-hosts", "bind-interfaces", "user=root", "log-facility=-", "cache-size=0"]
        # Several run side by side, and the place of its own choice is one for all of them.
        text.append(f"pid-file={self.folder}/dnsmasq.pid")
        text += [f"listen-address={RESOLVER}", f"server={OUTSIDE_RESOLVER}"] + self.fill(lines)
        self._daemon("gateway", "dnsmasq", "resolver", "\n".join(text) + "\n", "-k", "-C")
        self._answers("gateway", RESOLVER)

    def bind(self, said: dict):
        zone = self.folder / "rpz.zone"
        head = "$TTL 60\n@ SOA localhost. root.localhost. 1 60 60 60 60\n@ NS localhost.\n"
        zone.write_text(head + "\n".join(self.fill(said.get("rpz", []))) + "\n")
        name = said.get("zone", "rpz.corp.example")
        text = NAMED.format(folder=self.folder, at=RESOLVER, to=OUTSIDE_RESOLVER, zone=name, file=zone)
        self._daemon("gateway", "named", "resolver", text, "-f", "-g", "-c")
        self._answers("gateway", RESOLVER)

    def unbound(self, lines: list[str]):
        inside = "".join(f"  {line}\n" for line in self.fill(lines))
        text = UNBOUND.format(folder=self.folder, at=RESOLVER, to=OUTSIDE_RESOLVER, inside=inside)
        self._daemon("gateway", "unbound", "resolver", text, "-d", "-c")
        self._answers("gateway", RESOLVER)

    def no_resolver(self):
        """Nobody listens: port 53 of the gateway is closed."""

    def nft(self, lines: list[str]):
        rules = "".join(f"    {line}\n" for line in self.fill(lines))
        chain = "    type filter hook forward priority 0; policy accept;\n"
        self._table(f"table inet filter {{\n  chain forward {{\n{chain}{rules}  }}\n}}\n")

    def nft_output(self, lines: list[str]):
        """Rules on what the gateway's own programs send: Squid among them."""
        rules = "".join(f"    {line}\n" for line in self.fill(lines))
        chain = "    type filter hook output priority 0; policy accept;\n"
        self._table(f"table inet output {{\n  chain output {{\n{chain}{rules}  }}\n}}\n")

    def nft_input(self, lines: list[str]):
        rules = "".join(f"    {line}\n" for line in self.fill(lines))
        chain = "    type filter hook input priority 0; policy accept;\n"
        self._table(f"table inet input {{\n  chain input {{\n{chain}{rules}  }}\n}}\n")

    def mtu(self, largest: int):
        """The gateway passes on no larger packets in either direction, and tells whoever sends one."""
        for route in (["default", "via", "192.0.2.2"], ["10.20.0.0/24", "dev", "lan"]):
            self.network.exec("gateway", "ip", "route", "replace", *route, "mtu", largest)

    def iptables(self, rules: list[str]):
        for rule in self.fill(rules):
            self.network.exec("gateway", "iptables", "-w", "-A", "FORWARD", *rule.split())

    def squid(self, said: dict):
        """Squid that every connection to port 443 is led through, without anybody's asking."""
        database = self._certificates_of_squid()
        ca = self.authorities.both(said.get("ca", "corp"))
        roots = self.authorities.certificate("public")
        rules = "\n".join(self.fill(said["rules"]))
        text = SQUID.format(folder=self.folder, ca=ca, roots=roots, rules=rules, to=OUTSIDE_RESOLVER,
                            certgen=CERTGEN, database=database)
        self._daemon("gateway", "squid", "squid", text, "-N", "-f")
        # Asked on the other port: of one direct connection to an intercepting port Squid never recovers.
        self._opens("gateway", RESOLVER, 3128)
        self._redirect(3130, said.get("only"))

    def _certificates_of_squid(self) -> Path:
        database = self.folder / "ssl_db"
        self.network.exec("gateway", CERTGEN, "-c", "-s", database, "-M", "4MB")
        shutil.chown(database, "proxy")
        for file in database.iterdir():
            shutil.chown(file, "proxy")
        return database

    def mitmproxy(self, said: dict):
        folder = self.folder / "mitmproxy"
        folder.mkdir()
        both = self.authorities.both(said.get("ca", "corp")).read_text()
        (folder / "mitmproxy-ca.pem").write_text(both)
        roots = self.authorities.certificate("public")
        # Asked on the second port: a direct connection to the first is an error that ends it.
        command = [os.environ["MITMDUMP"], "--mode", "transparent@3131", "--mode", "regular@3132"]
        command += ["--set", f"confdir={folder}", "--set", f"ssl_verify_upstream_trusted_ca={roots}"]
        for one in said.get("options", []):
            command += ["--set", one]
        log = self.folder / "mitmproxy.log"
        self.network.start("gateway", *command, log=log)
        self._opens("gateway", RESOLVER, 3132, log)
        self._redirect(3131, said.get("only"))

    def page(self, said: dict):
        """nginx on the gateway: a block page or a log-in page, over plain HTTP and TLS."""
        certificate = self.folder / "page.pem"
        names = said.get("names", ["page.corp.example"])
        self.authorities.server(certificate, names, by=said.get("ca", "strange"))
        block = server("default_server", "_", certificate, self.authorities.key("leaf"), said)
        text = HTTP.format(folder=self.folder, inside=block, workers=1)
        self._daemon("gateway", "nginx", "page", text, "-c", first=("-p", str(self.folder)))
        self._opens("gateway", RESOLVER, 443)
        if said.get("plain"):
            self._redirect(80, None, of=80)
        elif "only" in said or said.get("redirect"):
            self._redirect(443, said.get("only"))

    def _redirect(self, port: int, only: list[str] | None, of: int = 443):
        where = ""
        if only:
            where = "ip daddr { " + ", ".join(self.fill([f"{{{host}}}" for host in only])) + " } "
        rule = f'iifname "lan" {where}tcp dport {of} redirect to :{port}'
        chain = "type nat hook prerouting priority dstnat;"
        self._table(f"table ip divert {{\n  chain prerouting {{\n    {chain}\n    {rule}\n  }}\n}}\n")

    def _table(self, text: str):
        self.network.exec("gateway", "nft", "-f", "-", input=text.encode())

    # -- starting and waiting -----------------------------------------------------------------

    def _daemon(self, role: str, program: str, name: str, text: str, *options, first=(), env=None):
        config = self.folder / f"{name}.conf"
        config.write_text(text)
        self.log = self.folder / f"{name}.log"
        self.network.start(role, program, *first, *options, config, log=self.log, env=env)

    def _opens(self, role: str, address: str, port: int, log: Path | None = None):
        def ask():
            with self.network.inside(role):
                family = socket.AF_INET6 if ":" in address else socket.AF_INET
                with socket.socket(family, socket.SOCK_STREAM) as client:
                    client.settimeout(0.2)
                    client.connect((address, port))
            return True

        self._until(ask, f"{address}:{port}", log or self.log)

    def _answers(self, role: str, address: str):
        question = struct.pack(">HHHHHH", 7, 0x100, 1, 0, 0, 0)
        question += b"\x09us-east-1\x06signin\x03aws\x00" + struct.pack(">HH", 1, 1)

        def ask():
            with self.network.inside(role), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
                client.settimeout(0.2)
                client.connect((address, 53))
                client.send(question)
                return client.recv(512)[3] & 15 in (0, 3, 5)

        self._until(ask, f"{address}:53", self.log)

    def _until(self, ask, what: str, log: Path):
        deadline = time.monotonic() + PATIENCE
        pause = socket.socketpair()[0]
        pause.settimeout(0.02)
        while time.monotonic() < deadline:
            try:
                if ask():
                    return
            except OSError:
                pass
            try:
                pause.recv(1)  # Nothing ever comes: a refusal is not asked again at once.
            except TimeoutError:
                pass
        raise RuntimeError(f"{what} does not answer: {log.read_text(errors='replace')[-2000:]}")


def server(role: str, name: str, certificate: Path, key: Path, said: dict) -> str:
    http2 = "" if said.get("http1_only") else " http2"
    headers = said.get("headers", {"x-amzn-RequestId": "6f2f9f5e-corpnet"})
    lines = "".join(f'    add_header {key} "{value}" always;\n' for key, value in headers.items())
    status, body = said.get("status", 200), said.get("body", "{}")
    answer = f"return {status} '{body}';" if "location" not in said else f"return 302 {said['location']};"
    kind = said.get("type", "application/json")
    listens = "".join(f"    listen {at} ssl{http2} {role};\n" for at in ("443", "[::]:443"))
    plain = "".join(f"    listen {at} {role};\n" for at in ("80", "[::]:80"))
    return (
        f"  server {{\n{listens}{plain}    server_name {name};\n    ssl_certificate {certificate};\n"
        f"    ssl_certificate_key {key};\n{lines}    default_type {kind};\n"
        f"    location / {{ {answer} }}\n  }}\n"
    )


HTTP = """daemon off;
worker_processes {workers};
error_log stderr;
pid {folder}/nginx-$pid.pid;
events {{ worker_connections 512; }}
http {{
  access_log off;
  server_names_hash_bucket_size 128;
  client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
  uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
{inside}}}
"""

ROOT = """options {{
  directory "{folder}"; pid-file none; session-keyfile "{folder}/session.key";
  listen-on {{ {at}; }}; listen-on-v6 {{ none; }};
  empty-zones-enable no; max-cache-size 8M; recursion yes; allow-query {{ any; }}; allow-recursion {{ any; }}; dnssec-validation no;
}};
controls {{ }};
zone "." {{ type primary; file "{file}"; }};
"""

NAMED = """options {{
  directory "{folder}"; pid-file none; session-keyfile "{folder}/session.key";
  listen-on {{ {at}; }}; listen-on-v6 {{ none; }};
  forwarders {{ {to}; }}; forward only; dnssec-validation no; allow-query {{ any; }};
  response-policy {{ zone "{zone}"; }};
}};
controls {{ }};
zone "{zone}" {{ type primary; file "{file}"; allow-query {{ none; }}; }};
"""

UNBOUND = """server:
  interface: {at}
  access-control: 0.0.0.0/0 allow
  do-daemonize: no
  username: ""
  chroot: ""
  directory: "{folder}"
  pidfile: ""
  use-syslog: no
  module-config: "iterator"
  ede: yes
{inside}forward-zone:
  name: "."
  forward-addr: {to}
remote-control:
  control-enable: no
"""

SQUID = """http_port 3128
https_port 3130 intercept ssl-bump generate-host-certificates=on dynamic_cert_mem_cache_size=4MB tls-cert={ca}
sslcrtd_program {certgen} -s {database} -M 4MB
sslcrtd_children 2
tls_outgoing_options cafile={roots}
acl step1 at_step SslBump1
{rules}
http_access allow all
dns_nameservers {to}
via off
""" + COMMON
