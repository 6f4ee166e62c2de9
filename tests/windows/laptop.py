"""Runs a Windows program under wine on the corpnet's laptop, as Windows would run it there.

    laptop.py TEMPLATE PROGRAM.exe ARGUMENT…

Owns a Windows machine of its own for the run, a copy of the prefix TEMPLATE: wine's server makes the sockets, so it has to be started inside the laptop's namespace and ends with the run.
What a laptop on Linux has in files and variables stands in that machine's own places: the
authorities of SSL_CERT_FILE in the registry's certificate store, the hosts file in system32, the
proxy of HTTPS_PROXY in the "Internet options" too, which browsers on Windows go by.
"""

import base64
import hashlib
import os
import re
import struct
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

WINE = os.environ.get("WINE", "wine")
SYSTEM = "drive_c/windows/system32"
LINUX_ROOTS = "/etc/ssl/certs/ca-certificates.crt"
# The user's, for wine fills the machine's from the files of the Linux around it, and empties it first.
ROOTS = r"HKEY_CURRENT_USER\Software\Microsoft\SystemCertificates\Root\Certificates"
INTERNET = r"HKEY_CURRENT_USER\Software\Microsoft\Windows\CurrentVersion\Internet Settings\Connections"
# A certificate in the registry is a list of properties; this is the certificate itself (wincrypt.h,
# CERT_CERT_PROP_ID; [MS-GPEF], "Certificate BLOB").
CERTIFICATE = 32
# Flags of a connection (wininet.h, PROXY_TYPE_DIRECT and PROXY_TYPE_PROXY).
DIRECT, MANUAL = 1, 2


def main():
    with tempfile.TemporaryDirectory(prefix="wine-") as folder:
        place = Path(folder)
        machine(Path(sys.argv[1]), place)
        environment = {**os.environ, "WINEPREFIX": folder, "WINEDEBUG": "-all",
                       "WINEDLLOVERRIDES": "mscoree,mshtml=;winemenubuilder.exe=d"}
        # Variables of the laptop on Linux, which mean nothing to Windows.
        roots = environment.pop("SSL_CERT_FILE", None)
        if roots:
            # Else wine copies every root of this Linux first, which takes seconds. The command runs in
            # a mount namespace of its own (ip-netns(8)).
            subprocess.run(["mount", "--bind", roots, LINUX_ROOTS], check=True)
        try:
            settings = place / "settings.reg"
            settings.write_text(registry(roots, environment))
            quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
            subprocess.run([WINE, "reg", "import", settings], env=environment, check=True, **quiet)
            sys.stdout.flush()
            status = subprocess.run([WINE, *sys.argv[2:]], env=environment).returncode
        finally:
            # Of this prefix alone: each has a server of its own.
            subprocess.run(["wineserver", "-k"], env=environment)
            subprocess.run(["wineserver", "-w"], env=environment)
    sys.exit(status)


def machine(template: Path, place: Path):
    """Registry and hosts file are the run's own; programs and libraries are the template's files."""
    subprocess.run(["cp", "--archive", "--link", f"{template}/.", place], check=True)
    for own in ("system.reg", "user.reg", "userdef.reg", f"{SYSTEM}/drivers/etc/hosts"):
        (place / own).unlink(missing_ok=True)
    for own in ("system.reg", "user.reg", "userdef.reg"):
        (place / own).write_bytes((template / own).read_bytes())
    hosts = place / SYSTEM / "drivers/etc/hosts"
    hosts.parent.mkdir(parents=True, exist_ok=True)
    hosts.write_bytes(Path("/etc/hosts").read_bytes().replace(b"\n", b"\r\n"))


def registry(roots: str | None, environment: dict[str, str]) -> str:
    """As `reg export` writes it."""
    lines = ["Windows Registry Editor Version 5.00", ""]
    pem = Path(roots).read_text() if roots else ""
    for body in re.findall(r"-----BEGIN CERTIFICATE-----(.*?)-----END", pem, re.DOTALL):
        der = base64.b64decode(body)
        blob = struct.pack("<III", CERTIFICATE, 1, len(der)) + der
        name = hashlib.sha1(der).hexdigest().upper()
        lines += [rf"[{ROOTS}\{name}]", f'"Blob"=hex:{hexadecimal(blob)}', ""]
    proxy = environment.get("HTTPS_PROXY") or environment.get("https_proxy") or ""
    exceptions = environment.get("NO_PROXY") or environment.get("no_proxy") or ""
    settings = connection(server(proxy), wildcards(exceptions))
    lines += [f"[{INTERNET}]", f'"DefaultConnectionSettings"=hex:{hexadecimal(settings)}']
    return "\r\n".join([*lines, ""])


def hexadecimal(data: bytes) -> str:
    return ",".join(f"{byte:02x}" for byte in data)


def connection(proxy: str, exceptions: str) -> bytes:
    """What "Internet options" keeps of a connection (wine, dlls/winhttp/session.c,
    `connection_settings_header`): version, counter, flags, then texts with their lengths, of which the
    last is the PAC file's URL. Automatic detection is off, as it is on the laptop on Linux."""
    texts = b"".join(struct.pack("<I", len(text)) + text.encode() for text in (proxy, exceptions, ""))
    return struct.pack("<III", 0x46, 1, DIRECT | (MANUAL if proxy else 0)) + texts + bytes(32)


def server(proxy: str) -> str:
    """A proxy as the registry has it, without user and password, which Windows keeps elsewhere."""
    if not proxy:
        return ""
    url = urlsplit(proxy if "://" in proxy else f"http://{proxy}")
    address = f"{url.hostname}:{url.port or 80}"
    return f"socks={url.scheme}://{address}" if url.scheme.startswith("socks") else address


def wildcards(exceptions: str) -> str:
    """A list that NO_PROXY has, as Windows writes it."""
    return ";".join(f"*{name}" if name.startswith(".") else name for name in exceptions.split(",") if name)


if __name__ == "__main__":
    main()
