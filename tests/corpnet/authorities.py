"""Certificate authorities of the corpnet, and the certificates that servers show.

Owns the keys and files. `public` stands for the public web's roots and is named as Amazon's are;
the others belong to boxes that inspect. Who trusts which is the laptop's.
"""

import datetime
import subprocess
import threading
from pathlib import Path

AUTHORITIES = {
    "public": "/O=Amazon/CN=Amazon Root CA 1",
    "intermediate": "/O=Amazon/CN=Amazon RSA 2048 M02",
    "corp": "/O=Example Corp/CN=Example Corp Inspection CA",
    "zscaler": "/O=Zscaler Inc./CN=Zscaler Intermediate Root CA (zscalerthree.net) (t)",
    "fortinet": "/O=Fortinet/CN=FG6H0FTB12345678",
    "mitmproxy": "/O=mitmproxy/CN=mitmproxy",
    "strange": "/O=Example/CN=Appliance Default CA",
}
ECDSA = ["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"]
# For wine, which takes an ECDSA signature with a number that begins with a zero for a wrong one.
RSA = ["genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"]
CA = "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n"
CA += "subjectKeyIdentifier=hash\n"


class Authorities:
    """Makes all keys once, and leaf certificates on demand, below one folder."""

    def __init__(self, folder: Path, key: list[str]):
        self.folder = folder
        self.register = threading.Lock()
        folder.mkdir()
        for name in AUTHORITIES:
            self._openssl(*key, "-out", self.key(name))
            if name != "intermediate":
                self._sign(name, AUTHORITIES[name], CA, by=None, days=(-3650, 3650))
        self._sign("intermediate", AUTHORITIES["intermediate"], CA, by="public", days=(-365, 3650))
        self._openssl(*key, "-out", self.key("leaf"))

    def key(self, name: str) -> Path:
        return self.folder / f"{name}.key"

    def certificate(self, name: str) -> Path:
        return self.folder / f"{name}.pem"

    def bundle(self, *names: str) -> str:
        """The certificates as one PEM text."""
        return "".join(self.certificate(name).read_text() for name in names)

    def server(self, file: Path, hosts: list[str], by="intermediate", days=(-30, 365), extra=()):
        """Writes the chain of a server for these hosts, signed by one of the authorities."""
        names = ",".join(f"DNS:{host}" for host in hosts)
        extensions = f"subjectAltName={names}\nextendedKeyUsage=serverAuth\n"
        self._sign(file.stem, f"/CN={hosts[0][:60]}", extensions, by=by, days=days, file=file, key="leaf")
        file.write_text(file.read_text() + self.bundle(by, *extra))

    def both(self, name: str) -> Path:
        """Key and certificate of an authority in one file, as proxies want it."""
        file = self.folder / f"{name}-both.pem"
        file.write_text(self.key(name).read_text() + self.bundle(name))
        return file

    def _sign(self, name, subject, extensions, by, days, file=None, key=None):
        file = file or self.certificate(name)
        request, config = file.with_suffix(".csr"), file.with_suffix(".ext")
        config.write_text(extensions)
        key = self.key(key or name)
        self._openssl("req", "-new", "-key", key, "-subj", subject, "-out", request)
        signer = ["-selfsign", "-keyfile", key]
        if by:
            signer = ["-cert", self.certificate(by), "-keyfile", self.key(by)]
        begin, end = (moment(day) for day in days)
        # `openssl ca` alone can begin a certificate in the past; it keeps a register.
        with self.register:
            (self.folder / "index.txt").write_text("")
            (self.folder / "ca.cnf").write_text(
                f"[ca]\ndefault_ca=d\n[d]\ndatabase={self.folder}/index.txt\n"
                f"new_certs_dir={self.folder}\nrand_serial=yes\ndefault_md=sha256\npolicy=p\n"
                "unique_subject=no\n[p]\nCN=optional\nO=optional\n"
            )
            self._openssl(
                "ca", "-batch", "-notext", "-config", self.folder / "ca.cnf", "-in", request,
                "-out", file, "-startdate", begin, "-enddate", end, "-extfile", config,
                "-preserveDN", *signer,
            )

    @staticmethod
    def _openssl(*arguments):
        subprocess.run(
            ["openssl", *map(str, arguments)], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )


def moment(day: int) -> str:
    """So many days from now, as OpenSSL writes it."""
    then = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=day)
    return then.strftime("%y%m%d%H%M%SZ")
