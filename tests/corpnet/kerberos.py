"""A Kerberos realm with a real KDC, and the Squid that asks for its tickets.

Owns MIT's configuration, database and keytab, all in one folder, and the lines of Squid's
configuration that want a login. Where the programs run is the caller's: `start` starts a daemon as
`Network.start` does (`functools.partial(network.start, "gateway")`), and everything else only
writes files. Nothing of the machine's own Kerberos is read or changed.
"""

import os
import shutil
import subprocess
from pathlib import Path

REALM = "TEST.EXAMPLE"
USER, PASSWORD = "alice", "open sesame"
HELPERS = Path("/usr/lib/squid")
# Else names are looked for in the DNS, and found under the names of other machines.
KRB5 = """[libdefaults]
default_realm = {realm}
dns_lookup_kdc = false
dns_lookup_realm = false
dns_canonicalize_hostname = false
rdns = false
kdc_timesync = 0
[realms]
{realm} = {{
  kdc = {kdc}
}}
[domain_realm]
{domain} = {realm}
.{domain} = {realm}
"""
KDC = """[kdcdefaults]
kdc_listen = {kdc}
kdc_tcp_listen = {kdc}
[realms]
{realm} = {{
  database_name = {folder}/principal
  key_stash_file = {folder}/stash
  acl_file = {folder}/kadm5.acl
  supported_enctypes = aes256-cts:normal
}}
[logging]
kdc = STDERR
"""


class Realm:
    """A realm that knows one user, and the proxies that are named to it."""

    @classmethod
    def of(cls, folder: Path, address: str, port: int = 88) -> "Realm":
        """One that is made already."""
        realm = cls.__new__(cls)
        realm.folder, realm.kdc, realm.keytab = folder, f"{address}:{port}", folder / "proxy.keytab"
        return realm

    def __init__(self, folder: Path, address: str, proxies: list[str], port: int = 88):
        folder.mkdir()
        self.folder, self.kdc = folder, f"{address}:{port}"
        self.keytab = folder / "proxy.keytab"
        said = {"folder": folder, "kdc": self.kdc, "realm": REALM, "domain": REALM.lower()}
        (folder / "krb5.conf").write_text(KRB5.format(**said))
        (folder / "kdc.conf").write_text(KDC.format(**said))
        self._run("kdb5_util", "create", "-s", "-r", REALM, "-P", "master")
        lines = [f'addprinc -pw "{PASSWORD}" {USER}']
        for proxy in proxies:
            lines += [f"addprinc -randkey HTTP/{proxy}", f"ktadd -k {self.keytab} HTTP/{proxy}"]
        self._run("kadmin.local", "-r", REALM, input="\n".join(lines))
        if shutil.which("squid") and os.geteuid() == 0:
            # Squid's helpers run as its own user.
            shutil.chown(self.keytab, "proxy")

    def start(self, start, log: Path) -> subprocess.Popen:
        """Starts the KDC; it is ready when its port opens."""
        return start("krb5kdc", "-n", "-r", REALM, log=log, env=self.environment())

    def environment(self, tickets: Path | None = None) -> dict[str, str]:
        """What a program of this realm needs, and the file that has its user's tickets."""
        ours = {"KRB5_CONFIG": self.folder / "krb5.conf", "KRB5_KDC_PROFILE": self.folder / "kdc.conf"}
        # What a proxy has seen is remembered in a file that other runs would find.
        ours |= {"KRB5RCACHENAME": "none:", "KRB5CCNAME": f"FILE:{tickets or self.folder / 'none'}"}
        return os.environ | {name: str(value) for name, value in ours.items()}

    def log_in(self, tickets: Path, lifetime: str = "1h", run=subprocess.run):
        """Gets the user's ticket, as logging on to a desk does."""
        done = run(
            ["kinit", "-l", lifetime, USER], input=f"{PASSWORD}\n", text=True, capture_output=True,
            env=self.environment(tickets),
        )
        if done.returncode != 0:
            raise RuntimeError(f"kinit: {done.stderr.strip()}")

    def _run(self, *command: str, **options):
        done = subprocess.run(
            command, text=True, capture_output=True, env=self.environment(), **options
        )
        # kadmin.local ends with 0 whatever happened.
        if done.returncode != 0 or "while " in done.stderr:
            raise RuntimeError(f"{command[0]}: {done.stderr.strip()}")


def squid_negotiate(realm: Realm, proxy: str) -> str:
    """Squid that wants a ticket for `HTTP/proxy`. It is started with the realm's environment."""
    helper = f"{HELPERS / 'negotiate_kerberos_auth'} -k {realm.keytab} -s HTTP/{proxy}@{REALM}"
    return f"auth_param negotiate program {helper}\n{CHILDREN.format('negotiate')}"


def squid_basic(folder: Path) -> str:
    """Squid that wants the user's name and password."""
    file = folder / "basic"
    crypted = ["openssl", "passwd", "-apr1", PASSWORD]
    hashed = subprocess.run(crypted, text=True, capture_output=True, check=True).stdout.strip()
    file.write_text(f"{USER}:{hashed}\n")
    program = f"auth_param basic program {HELPERS / 'basic_ncsa_auth'} {file}\n"
    return f"{program}{CHILDREN.format('basic')}auth_param basic realm The company's proxy\n"


def squid_digest(folder: Path) -> str:
    """Squid that wants proof of the user's password."""
    file = folder / "digest"
    file.write_text(f"{USER}:{PASSWORD}\n")
    program = f"auth_param digest program {HELPERS / 'digest_file_auth'} {file}\n"
    return f"{program}{CHILDREN.format('digest')}auth_param digest realm The company's proxy\n"


CHILDREN = "auth_param {} children 2 startup=1 idle=1\n"
# After the lines of all schemes: only whoever is known may go out.
SQUID_RULES = "acl known proxy_auth REQUIRED\nhttp_access allow known\nhttp_access deny all\n"
