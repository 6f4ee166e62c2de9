"""The network of the benchmark: a link with a delay, and behind it a resolver and a web server.

    laptop 10.20.0.2 -- 10.20.0.1 gateway -- relay with the delay -- internet
    programs that are compared               dnsmasq 192.0.2.53, nginx at the address of each host

Owns what answers and at which addresses. Namespaces, the relay and the authorities are corpnet's. The
addresses are of one of AWS's ranges, so that the list that is built in is the right one; no packet leaves
the namespaces.
"""

import ipaddress
import os
import subprocess
from pathlib import Path

import network
from authorities import ECDSA, Authorities
from network import Network
from programs import OUTSIDE_RESOLVER, Programs

RANGE = "3.80.0.0/16"
SYSTEM_ROOTS = Path("/etc/ssl/certs/ca-certificates.crt")
# As many names as AWS's certificates have; a chain with hundreds would be a test of its own.
NAMES_IN_A_CERTIFICATE = 8


class FarSide(Programs):
    """What runs behind the link."""

    def resolver(self, addresses: dict[str, str]):
        lines = ["no-resolv", "no-hosts", "bind-interfaces", "user=root", "log-facility=-", "cache-size=0"]
        lines += [f"pid-file={self.folder}/dnsmasq.pid", f"listen-address={OUTSIDE_RESOLVER}", "local=/#/"]
        lines += [f"host-record={host},{address}" for host, address in addresses.items()]
        self._daemon("internet", "dnsmasq", "resolver", "\n".join(lines) + "\n", "-k", "-C")
        self._answers("internet", OUTSIDE_RESOLVER)

    def web(self, hosts: list[str], address: str):
        blocks = []
        for number in range(0, len(hosts), NAMES_IN_A_CERTIFICATE):
            names = hosts[number : number + NAMES_IN_A_CERTIFICATE]
            file = self.folder / f"c{number}.pem"
            self.authorities.server(file, names)
            # The first sets up the socket for all.
            more = "" if number else " backlog=8192 default_server"
            key = self.authorities.key("leaf")
            blocks.append(SERVER.format(more=more, names=" ".join(names), certificate=file, key=key))
        text = NGINX.format(folder=self.folder, inside="".join(blocks))
        self._daemon("internet", "nginx", "web", text, "-c", first=("-p", str(self.folder)))
        self._opens("internet", address, 443)


class Place:
    """One network, on which every host of a list answers."""

    def __init__(self, number: int, folder: Path, authorities: Authorities, hosts: list[str], delay_ms: float):
        self.folder, self.hosts = folder, hosts
        folder.mkdir()
        folder.chmod(0o755)
        first = ipaddress.ip_network(RANGE)[256]
        self.addresses = {host: str(first + n) for n, host in enumerate(hosts)}
        self.network = Network(number, {"delay_ms": delay_ms})
        try:
            self._internet(authorities)
            self._laptop(authorities)
        except BaseException:
            self.network.close()
            raise

    def close(self):
        self.network.close()

    def command(self, *arguments) -> list[str]:
        return self.network.command("laptop", *arguments)

    def drop(self, hosts: list[str]):
        """What comes to these is thrown away without a word."""
        for host in hosts:
            self.network.exec("internet", "ip", "route", "add", "blackhole", self.addresses[host], "table", "local")

    def _internet(self, authorities: Authorities):
        place = self.network
        place.own("internet", f"{OUTSIDE_RESOLVER}/32")
        place.exec("internet", "ip", "route", "add", "local", RANGE, "dev", "lo")
        # Many begin at once, and nothing is to be lost here.
        for role, end in (("gateway", "wan"), ("internet", "wan0")):
            place.exec(role, "ip", "link", "set", end, "txqueuelen", "20000")
        place.exec("internet", "sysctl", "-qw", "net.core.somaxconn=8192", "net.ipv4.tcp_max_syn_backlog=8192")
        far = FarSide(place, self.folder, authorities, lambda lines: lines)
        far.resolver(self.addresses)
        far.web(self.hosts, next(iter(self.addresses.values())))

    def _laptop(self, authorities: Authorities):
        folder = Path("/etc/netns") / self.network.names["laptop"]
        folder.mkdir(exist_ok=True)
        (folder / "resolv.conf").write_text(f"nameserver {OUTSIDE_RESOLVER}\n")
        (folder / "hosts").write_text("127.0.0.1 localhost\n")
        (folder / "nsswitch.conf").write_text("hosts: files dns\n")
        self.public_roots = self.store = authorities.certificate("public")

    def fill_store(self) -> int:
        """From now on the store has what machines have, beside the authority of this place; so many."""
        usual = SYSTEM_ROOTS.read_text() if SYSTEM_ROOTS.exists() else ""
        text = usual + self.public_roots.read_text()
        self.store = self.folder / "store.pem"
        self.store.write_text(text)
        return text.count("BEGIN CERTIFICATE")

    @property
    def environment(self) -> dict[str, str]:
        return {"PATH": os.environ["PATH"], "SSL_CERT_FILE": str(self.store), "LC_ALL": "C"}


def begin(work: Path) -> Authorities:
    network.private_names()
    return Authorities(work / "authorities", ECDSA)


def compile_helper(work: Path) -> Path:
    helper = work / "used"
    source = Path(__file__).with_name("used.c")
    subprocess.run(["cc", "-O1", "-static", "-o", helper, source], check=True)
    return helper


SERVER = """  server {{
    listen 443 ssl{more};
    server_name {names};
    ssl_certificate {certificate};
    ssl_certificate_key {key};
    ssl_protocols TLSv1.3;
    add_header x-amzn-RequestId 6f2f9f5e-bench always;
    default_type application/json;
    location / {{ return 200 '{{}}'; }}
  }}
"""

NGINX = """daemon off;
worker_processes 1;
worker_rlimit_nofile 16384;
error_log stderr;
pid {folder}/nginx-$pid.pid;
events {{ worker_connections 8192; multi_accept on; }}
http {{
  access_log off;
  server_names_hash_bucket_size 128;
  server_names_hash_max_size 8192;
  client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
  uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
{inside}}}
"""
