"""Fills the manifests of package managers with the version and the checksums of a release.

    python3 packaging/manifests.py DIST OUT

Owns what goes into the templates. Checksums are those of DIST/SHA256SUMS; what a manifest needs and is
not there stops it, and nothing is invented. Homebrew's formula names the systems that there are archives
for. Whose release it is says REPOSITORY in the environment, the address of the repository, from which the
release workflow's own archives are downloaded; without it a placeholder stands there, and a manifest
with that is for trials alone.
"""

import datetime
import json
import os
import pathlib
import string
import sys

from archive import moment, version

TEMPLATES = pathlib.Path(__file__).resolve().parent / "templates"
# The one place of it: no address has been given to the project yet.
PLACEHOLDER = "https://repository.invalid/aws-netcheck"
WINDOWS = "x86_64-pc-windows-gnu"
# What Homebrew calls the systems and processors of targets, in the order of its documentation
# ("Formula Cookbook", "Handling different system configurations").
HOMEBREW = {
    "macos": {"arm": "aarch64-apple-darwin", "intel": "x86_64-apple-darwin"},
    "linux": {"arm": "aarch64-unknown-linux-gnu", "intel": "x86_64-unknown-linux-musl"},
}


def checksums(dist):
    lines = (dist / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    return {name: digest for digest, name in (line.split("  ", 1) for line in lines)}


def address(name):
    repository = os.environ.get("REPOSITORY", PLACEHOLDER).rstrip("/")
    return f"{repository}/releases/download/v{version()}/{name}"


def homebrew_systems(sums):
    """The part of the formula that says what to download where."""
    said = []
    for system, processors in HOMEBREW.items():
        inside = []
        for processor, target in processors.items():
            name = f"aws-netcheck-{version()}-{target}.tar.gz"
            if name in sums:
                inside += [f"    on_{processor} do", f'      url "{address(name)}"',
                           f'      sha256 "{sums[name]}"', "    end"]
        if inside:
            said += [f"  on_{system} do", *inside, "  end", ""]
    if not said:
        sys.exit("no archive for any of Homebrew's systems")
    return "\n".join(said).rstrip()


def main():
    dist, out = map(pathlib.Path, sys.argv[1:])
    sums = checksums(dist)
    zip_name = f"aws-netcheck-{version()}-{WINDOWS}.zip"
    when = datetime.datetime.fromtimestamp(moment(), datetime.timezone.utc)
    values = {
        "version": version(),
        "repository": os.environ.get("REPOSITORY", PLACEHOLDER).rstrip("/"),
        "date": when.date().isoformat(),
        "windows_url": address(zip_name),
        "windows_folder": zip_name.removesuffix(".zip"),
        "homebrew_systems": homebrew_systems(sums),
    }
    if zip_name in sums:
        values["windows_sha256"] = sums[zip_name]
    for template in sorted(TEMPLATES.rglob("*.in")):
        place = out / template.relative_to(TEMPLATES).with_suffix("")
        place.parent.mkdir(parents=True, exist_ok=True)
        text = string.Template(template.read_text(encoding="utf-8")).substitute(values)
        if place.suffix == ".json":
            json.loads(text)
        place.write_text(text, encoding="utf-8", newline="\n")
        print(place)


if __name__ == "__main__":
    main()
