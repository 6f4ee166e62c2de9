"""Makes the archive of a release for one target, and the list of checksums.

    python3 packaging/archive.py make TARGET PROGRAM EXTRAS DIST
    python3 packaging/archive.py sums DIST

Owns the names, the contents and the order of what is inside. The same files give the same archive,
byte for byte: entries are sorted, belong to nobody, and have the time of SOURCE_DATE_EPOCH or of the
last commit. Windows gets a zip, all others a tar.gz. Prints the archive's path.
"""

import gzip
import hashlib
import io
import os
import pathlib
import subprocess
import sys
import tarfile
import time
import tomllib
import zipfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
DOCUMENTS = ("README.md", "LICENSE-APACHE", "LICENSE-MIT", "docs/corpnet.md")
# What a release consists of: the checksums list these.
RELEASED = (".tar.gz", ".zip", ".deb", ".rpm", ".cdx.json")
OF_WINDOWS = "windows"


def version():
    return tomllib.loads((ROOT / "Cargo.toml").read_text(encoding="utf-8"))["package"]["version"]


def moment():
    """Seconds since 1970 that every entry bears."""
    if given := os.environ.get("SOURCE_DATE_EPOCH"):
        return int(given)
    command = ["git", "-C", str(ROOT), "log", "-1", "--format=%ct"]
    return int(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)


def entries(target, program, extras):
    """Name in the archive, contents, and whether it can be run, sorted by name."""
    ending = ".exe" if OF_WINDOWS in target else ""
    found = [(f"aws-netcheck{ending}", program.read_bytes(), True)]
    found += [(name, (ROOT / name).read_bytes(), False) for name in DOCUMENTS]
    # A shell of Windows' own reads one of them, and no manual pages.
    kept = {"aws-netcheck.ps1", "THIRD-PARTY-NOTICES"} if OF_WINDOWS in target else None
    for file in extras.rglob("*"):
        if file.is_file() and (kept is None or file.name in kept):
            found.append((file.relative_to(extras).as_posix(), file.read_bytes(), False))
    return sorted(found)


def write_tar(place, folder, files, when):
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name, contents, runs in files:
            entry = tarfile.TarInfo(f"{folder}/{name}")
            entry.size, entry.mtime, entry.mode = len(contents), when, 0o755 if runs else 0o644
            archive.addfile(entry, io.BytesIO(contents))
    with place.open("wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=when) as packed:
        packed.write(plain.getvalue())


def write_zip(place, folder, files, when):
    # Times of zip files have no zone, and begin in 1980.
    date = max(time.gmtime(when)[:6], (1980, 1, 1, 0, 0, 0))
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, contents, runs in files:
            entry = zipfile.ZipInfo(f"{folder}/{name}", date)
            entry.create_system, entry.compress_type = 3, zipfile.ZIP_DEFLATED
            entry.external_attr = (0o100755 if runs else 0o100644) << 16
            archive.writestr(entry, contents)


def make(target, program, extras, dist):
    folder = f"aws-netcheck-{version()}-{target}"
    dist.mkdir(parents=True, exist_ok=True)
    write, ending = (write_zip, ".zip") if OF_WINDOWS in target else (write_tar, ".tar.gz")
    place = dist / (folder + ending)
    write(place, folder, entries(target, program, extras), moment())
    print(place)


def sums(dist):
    """As sha256sum(1) writes and checks them."""
    files = sorted(file for file in dist.iterdir() if file.name.endswith(RELEASED))
    lines = [f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n" for file in files]
    (dist / "SHA256SUMS").write_text("".join(lines), encoding="utf-8", newline="\n")


def main():
    match sys.argv[1:]:
        case ["make", target, program, extras, dist]:
            make(target, pathlib.Path(program), pathlib.Path(extras), pathlib.Path(dist))
        case ["sums", dist]:
            sums(pathlib.Path(dist))
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main()
