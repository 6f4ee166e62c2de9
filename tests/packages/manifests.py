"""Reads the manifests of package managers as those would, against the archives that they name.

    manifests.py DIST

Owns what Scoop and winget need of a manifest, and what a bill of materials has to say. DIST holds archives,
SHA256SUMS, the bill and manifests/. Homebrew's formula is formula.rb's. Of winget, the keys and their limits
are those of its JSON schemas 1.10.0 (microsoft/winget-cli, schemas/JSON/manifests/v1.10.0), of Scoop those of
its own (ScoopInstaller/Scoop, schema.json); neither can be had from a package registry.
"""

import hashlib
import json
import re
import sys
import tomllib
import zipfile
from pathlib import Path

import yaml

IDENTIFIER = r"[^.\s\\/:*?\"<>|\x01-\x1f]{1,32}(\.[^.\s\\/:*?\"<>|\x01-\x1f]{1,32}){1,7}"
URL = r"https://\S{1,2000}"
DIGEST = r"[A-Fa-f0-9]{64}"
LANGUAGE = r"[a-zA-Z]{2,3}(-[a-zA-Z]{1,8})*"
TEXT = r"(?s).{%d,%d}"
# What each of winget's files has to have, and in which form; what may be there besides.
WINGET = {
    "version": ({"DefaultLocale": LANGUAGE}, {}),
    "defaultLocale": (
        {"PackageLocale": LANGUAGE, "Publisher": TEXT % (2, 256), "PackageName": TEXT % (2, 256),
         "License": TEXT % (3, 512), "ShortDescription": TEXT % (3, 256)},
        {"PackageUrl": URL},
    ),
    "installer": (
        {"InstallerType": "zip", "NestedInstallerType": "portable"},
        {"ReleaseDate": r"\d{4}-\d\d-\d\d"},
    ),
}
OF_ALL = {"PackageIdentifier": IDENTIFIER, "PackageVersion": r"[^\\/:*?\"<>|\x01-\x1f]{1,128}",
          "ManifestType": r"\w+", "ManifestVersion": r"1\.10\.0"}
# Lists and what they hold: these are looked at one by one.
LISTS = {"defaultLocale": {"Tags"}, "installer": {"NestedInstallerFiles", "Commands", "Installers"}, "version": set()}

wrong = []


def expect(is_so, what):
    if not is_so:
        wrong.append(what)


def fits(fields, wanted, where):
    for name, form in wanted.items():
        expect(re.fullmatch(form, str(fields.get(name, ""))), f"{where}: {name} is {fields.get(name)!r}")


def checksums(dist):
    lines = (dist / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    sums = {name: digest for digest, name in (line.split("  ", 1) for line in lines)}
    for name, digest in sums.items():
        expect(hashlib.sha256((dist / name).read_bytes()).hexdigest() == digest, f"SHA256SUMS: {name}")
    return sums


def downloads(dist, sums, url, digest, where):
    """The archive that an address leads to: it is in the release, and its checksum is the one that is said."""
    name = url.rsplit("/", 1)[-1]
    expect(re.fullmatch(URL, url), f"{where}: no address: {url}")
    expect(sums.get(name) == digest.lower(), f"{where}: {name} does not have the checksum {digest}")
    return zipfile.ZipFile(dist / name)


def scoop(dist, sums, version):
    fields = json.loads((dist / "manifests/aws-netcheck.json").read_text(encoding="utf-8"))
    expect(set(fields) == {"version", "description", "homepage", "license", "architecture", "bin"},
           f"Scoop: fields {sorted(fields)}")
    fits(fields, {"version": re.escape(version), "homepage": URL, "license": r"MIT\|Apache-2\.0", "bin": r"[\w.-]+"}, "Scoop")
    for processor, one in fields["architecture"].items():
        expect(processor == "64bit", f"Scoop: processor {processor}")
        archive = downloads(dist, sums, one["url"], one["hash"], "Scoop")
        inside = f"{one['extract_dir']}/{fields['bin']}"
        expect(inside in archive.namelist(), f"Scoop: {inside} is not in the archive")


def winget(dist, sums, version):
    files = {}
    for file in sorted((dist / "manifests/winget").glob("*.yaml")):
        # Dates stay text.
        fields = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
        kind = fields["ManifestType"]
        files[kind] = fields
        needed, besides = WINGET[kind]
        fits(fields, OF_ALL | needed, file.name)
        fits(fields, {name: form for name, form in besides.items() if name in fields}, file.name)
        unknown = set(fields) - set(OF_ALL) - set(needed) - set(besides) - LISTS[kind]
        expect(not unknown, f"{file.name}: unknown {unknown}")
        expect(fields["PackageVersion"] == version, f"{file.name}: version {fields['PackageVersion']}")
        # As winget-pkgs names files: the identifier, then what it is.
        middle = {"version": "", "installer": ".installer", "defaultLocale": f".locale.{fields.get('PackageLocale')}"}[kind]
        expect(file.name == f"{fields['PackageIdentifier']}{middle}.yaml", f"winget: a file called {file.name}")
    expect(set(files) == set(WINGET), f"winget: files {sorted(files)}")
    expect(len({one["PackageIdentifier"] for one in files.values()}) == 1, "winget: several packages")
    expect(files["version"]["DefaultLocale"] == files["defaultLocale"]["PackageLocale"], "winget: default locale")
    tags = files["defaultLocale"]["Tags"]
    expect(len(set(tags)) == len(tags) <= 16 and all(1 <= len(tag) <= 40 for tag in tags), f"winget: tags {tags}")
    installer = files["installer"]
    for one in installer["Installers"]:
        fits(one, {"Architecture": "x64", "InstallerUrl": URL, "InstallerSha256": DIGEST}, "winget")
        archive = downloads(dist, sums, one["InstallerUrl"], one["InstallerSha256"], "winget")
        for nested in installer["NestedInstallerFiles"]:
            inside = nested["RelativeFilePath"].replace("\\", "/")
            expect(inside in archive.namelist(), f"winget: {inside} is not in the archive")
            expect(nested["PortableCommandAlias"] in installer["Commands"], "winget: the alias is no command")


def bill(dist, version):
    """CycloneDX 1.5: the program, its crates, each with a version, a licence and an address; of the machine
    that made it, nothing."""
    text = (dist / f"aws-netcheck-{version}.cdx.json").read_text(encoding="utf-8")
    fields = json.loads(text)
    expect((fields["bomFormat"], fields["specVersion"]) == ("CycloneDX", "1.5"), "bill: form")
    program = fields["metadata"]["component"]
    expect((program["name"], program["version"]) == ("aws-netcheck", version), f"bill: of {program['name']}")
    parts = {one["name"]: one for one in fields["components"]}
    expect(parts.keys() >= {"rustls", "aws-lc-sys", "tokio", "windows-sys", "libc"}, f"bill: only {len(parts)} crates")
    expect("insta" not in parts, "bill: a crate of the tests")
    for one in fields["components"]:
        expect(one.get("version") and one.get("licenses") and one.get("purl", "").startswith("pkg:cargo/"),
               f"bill: {one['name']} lacks version, licence or address")
    for trace in ("file://", str(Path.home()), str(Path.cwd())):
        expect(trace not in text, f"bill: a folder of this machine: {trace}")
    return len(parts)


def main():
    dist = Path(sys.argv[1])
    version = tomllib.loads(Path("Cargo.toml").read_text(encoding="utf-8"))["package"]["version"]
    sums = checksums(dist)
    scoop(dist, sums, version)
    winget(dist, sums, version)
    crates = bill(dist, version)
    for one in wrong:
        print(f"FAILED: {one}")
    if wrong:
        sys.exit(1)
    print(f"Scoop's manifest, winget's three and the bill of {crates} crates fit {len(sums)} files")


if __name__ == "__main__":
    main()
