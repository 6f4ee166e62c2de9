"""Proxies on the gateway that are asked by name, as the laptop's settings name them.

Owns their configurations, one method and one template for each program. Squid in its other part,
into which connections are led unasked, is `programs`', as is how anything is started.
"""

import functools
import hashlib
import os
import shutil
import subprocess
from pathlib import Path

import kerberos
from programs import CERTGEN, OUTSIDE_RESOLVER, RESOLVER, Programs
from squid import COMMON

# The name that the company's proxy has: tickets are for names.
PROXY = "proxy.test.example"
# What a scenario may call for, and which port it has.
ASKED = {"proxy": 3128, "tinyproxy": 8888, "privoxy": 8118, "dante": 1080, "apache": 8080,
         "haproxy": 8081, "openssh": 1081}
MODULES = "/usr/lib/apache2/modules"


class Proxies(Programs):
    """The programs, and the proxies that are asked by name."""

    def proxy(self, said: dict):
        """Squid on port 3128; with logins, a KDC beside it."""
        login = said.get("login", [])
        environment = dict(os.environ)
        schemes = []
        if "negotiate" in login:
            realm = kerberos.Realm(self.folder / "realm", RESOLVER, [PROXY])
            self.log = self.folder / "kdc.log"
            realm.start(functools.partial(self.network.start, "gateway"), self.log)
            self._opens("gateway", RESOLVER, 88)
            environment = realm.environment()
            schemes.append(kerberos.squid_negotiate(realm, PROXY))
            if said.get("closes"):
                schemes.append("auth_param negotiate keep_alive off\n")
        if "digest" in login:
            schemes.append(kerberos.squid_digest(self.folder))
        if "basic" in login:
            schemes.append(kerberos.squid_basic(self.folder))
        known = "acl known proxy_auth REQUIRED\nhttp_access deny !known\n" if login else ""
        port = "http_port 3128"
        bump = ""
        if "ca" in said:
            ca = self.authorities.both(said["ca"])
            database = self._certificates_of_squid()
            port += f" ssl-bump generate-host-certificates=on tls-cert={ca}"
            bump = f"sslcrtd_program {CERTGEN} -s {database} -M 4MB\nsslcrtd_children 2\nacl step1 at_step SslBump1\n"
        rules = "\n".join(self.fill(said.get("rules", [])))
        text = EXPLICIT.format(folder=self.folder, port=port, bump=bump, schemes="".join(schemes), known=known,
                               rules=rules, roots=self.authorities.certificate("public"), to=OUTSIDE_RESOLVER)
        self._daemon("gateway", "squid", "proxy", text, "-N", "-f", env=environment)
        self._opens("gateway", RESOLVER, 3128)

    def tinyproxy(self, said: dict):
        """tinyproxy: `rules` are patterns of hosts that it filters."""
        filtered = self.folder / "filtered"
        filtered.write_text("\n".join(said.get("rules", [])) + "\n")
        # Its configuration has no way to write a space.
        password = kerberos.PASSWORD.replace(" ", "-")
        login = f"BasicAuth {kerberos.USER} {password}\n" if said.get("login") else ""
        text = TINYPROXY.format(at=RESOLVER, port=ASKED["tinyproxy"], filtered=filtered, login=login)
        self._proxy("tinyproxy", text, "tinyproxy", "-d", "-c")

    def privoxy(self, said: dict):
        """Privoxy: `rules` are lines of an action file."""
        actions = self.folder / "proxy.action"
        actions.write_text("\n".join(said.get("rules", [])) + "\n")
        text = PRIVOXY.format(at=RESOLVER, port=ASKED["privoxy"], actions=actions, folder=self.folder)
        self._proxy("privoxy", text, "privoxy", "--no-daemon")

    def dante(self, said: dict):
        """Dante, SOCKS 4 and 5: `rules` stand before the one that lets everything pass."""
        method = "username" if said.get("login") else "none"
        if said.get("login"):
            self._account()
        rules = "\n".join(self.fill(said.get("rules", [])))
        text = DANTE.format(at=RESOLVER, port=ASKED["dante"], method=method, rules=rules)
        self._proxy("dante", text, "danted", "-f")

    def openssh(self, _said: dict):
        """OpenSSH's dynamic forwarding, SOCKS 4, 4A and 5, to a server beside it."""
        keys = {name: self.folder / f"ssh-{name}" for name in ("server", "user")}
        for key in keys.values():
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
        # The home of what the server separates itself into (sshd(8), FILES).
        Path("/run/sshd").mkdir(exist_ok=True)
        text = SSHD.format(port=SSH_PORT, key=keys["server"], users=keys["user"].with_suffix(".pub"))
        self._daemon("gateway", shutil.which("sshd"), "sshd", text, "-D", "-e", "-f")
        self._opens("gateway", "127.0.0.1", SSH_PORT)
        text = SSH.format(key=keys["user"], server=SSH_PORT, at=RESOLVER, port=ASKED["openssh"])
        self._daemon("gateway", "ssh", "proxy", text, "-N", "127.0.0.1", "-F")
        self._opens("gateway", RESOLVER, ASKED["openssh"])

    def apache(self, said: dict):
        """Apache with mod_proxy_connect: `rules` are lines of its configuration."""
        login = ""
        if said.get("login"):
            file = self.folder / "digest"
            file.write_text(digest_line())
            login = APACHE_LOGIN.format(realm=REALM, file=file)
        rules = "\n".join(said.get("rules", []))
        text = APACHE.format(at=RESOLVER, port=ASKED["apache"], folder=self.folder, modules=MODULES,
                             rules=rules, login=login)
        self._proxy("apache", text, "apache2", "-D", "FOREGROUND", "-f")

    def haproxy(self, said: dict):
        """HAProxy before the Squid of `proxy`, as a balancer is: `rules` are lines of its frontend."""
        rules = "\n".join(f"  {line}" for line in said.get("rules", []))
        text = HAPROXY.format(at=RESOLVER, port=ASKED["haproxy"], to=ASKED["proxy"], rules=rules)
        self._proxy("haproxy", text, "haproxy", "-db", "-f")

    def _proxy(self, name: str, text: str, program: str, *options):
        self._daemon("gateway", program, "proxy", text, *options)
        self._opens("gateway", RESOLVER, ASKED[name])

    def _account(self):
        """An account of the gateway's own: Dante knows those of the system. What stands here takes
        the place of the machine's files for the programs of this namespace (ip-netns(8))."""
        folder = Path("/etc/netns") / self.network.names["gateway"]
        crypted = ["openssl", "passwd", "-6", kerberos.PASSWORD]
        hashed = subprocess.run(crypted, text=True, capture_output=True, check=True)
        for name, line in {
            "passwd": f"{kerberos.USER}:x:4321:65534::/:/bin/false",
            "shadow": f"{kerberos.USER}:{hashed.stdout.strip()}:19000::::::",
        }.items():
            (folder / name).write_text(Path("/etc", name).read_text() + line + "\n")


def digest_line() -> str:
    """As htdigest(1) writes it, from Apache's other package."""
    secret = f"{kerberos.USER}:{REALM}:{kerberos.PASSWORD}".encode()
    return f"{kerberos.USER}:{REALM}:{hashlib.md5(secret).hexdigest()}\n"


REALM = "The company's proxy"

EXPLICIT = """{port}
{bump}tls_outgoing_options cafile={roots}
{schemes}{known}{rules}
http_access allow all
dns_nameservers {to}
connect_timeout 3 seconds
""" + COMMON

TINYPROXY = """Port {port}
Listen {at}
Timeout 30
MaxClients 200
LogLevel Connect
Filter "{filtered}"
FilterExtended On
ConnectPort 443
{login}"""

PRIVOXY = """listen-address {at}:{port}
confdir /etc/privoxy
logdir {folder}
actionsfile {actions}
toggle 1
"""

DANTE = """logoutput: stderr
internal: {at} port = {port}
external: wan
clientmethod: none
socksmethod: {method}
user.privileged: root
user.unprivileged: nobody
client pass {{ from: 0.0.0.0/0 to: 0.0.0.0/0 }}
{rules}
socks pass {{ from: 0.0.0.0/0 to: 0.0.0.0/0 protocol: tcp }}
"""

SSH_PORT = 2222

SSHD = """ListenAddress 127.0.0.1:{port}
HostKey {key}
PidFile none
UsePAM no
StrictModes no
PermitRootLogin prohibit-password
AuthorizedKeysFile {users}
"""

SSH = """IdentityFile {key}
IdentitiesOnly yes
User root
Port {server}
DynamicForward {at}:{port}
ExitOnForwardFailure yes
StrictHostKeyChecking no
UserKnownHostsFile /dev/null
"""

APACHE = """ServerName gateway.corp.example
ServerRoot {folder}
DefaultRuntimeDir {folder}
PidFile {folder}/apache.pid
Listen {at}:{port}
ErrorLog /dev/stderr
Mutex posixsem
User nobody
Group nogroup
LoadModule mpm_event_module {modules}/mod_mpm_event.so
LoadModule authn_core_module {modules}/mod_authn_core.so
LoadModule authn_file_module {modules}/mod_authn_file.so
LoadModule authz_core_module {modules}/mod_authz_core.so
LoadModule authz_user_module {modules}/mod_authz_user.so
LoadModule auth_digest_module {modules}/mod_auth_digest.so
LoadModule proxy_module {modules}/mod_proxy.so
LoadModule proxy_connect_module {modules}/mod_proxy_connect.so
ProxyRequests On
AllowCONNECT 443
{rules}
{login}"""

HAPROXY = """global
  maxconn 500
defaults
  mode http
  timeout connect 3s
  timeout client 30s
  timeout server 30s
  timeout tunnel 30s
frontend users
  bind {at}:{port}
{rules}
  default_backend squid
backend squid
  server one {at}:{to}
"""

APACHE_LOGIN = """<Proxy "*">
  AuthType Digest
  AuthName "{realm}"
  AuthUserFile {file}
  Require valid-user
</Proxy>
"""
