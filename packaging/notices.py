"""Prints the licences of the crates that are linked into the program for a target.

    python3 packaging/notices.py TARGET

Owns which crates count: what the program links, not what builds or tests it. Their licences want their
notices to go with every copy of the program. Texts are those that the crates bring; one that many have
stands once.
"""

import json
import pathlib
import subprocess
import sys

# Files that a crate's licence stands in, and whom it wants named.
NAMES = ("license", "licence", "copying", "copyright", "notice", "unlicense")


def metadata(target):
    command = ["cargo", "metadata", "--locked", "--format-version=1", f"--filter-platform={target}"]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)


def linked(graph):
    """The ids of all crates that are reached by ordinary dependencies, but for the program itself."""
    nodes = {node["id"]: node for node in graph["resolve"]["nodes"]}
    root = graph["resolve"]["root"]
    kinds = {package["id"]: package["targets"] for package in graph["packages"]}
    found, waiting = set(), [root]
    while waiting:
        for needed in nodes[waiting.pop()]["deps"]:
            ordinary = any(kind["kind"] is None for kind in needed["dep_kinds"])
            # A macro runs while the program is compiled, and is not in it.
            macro = any("proc-macro" in one["kind"] for one in kinds[needed["pkg"]])
            if ordinary and not macro and needed["pkg"] not in found:
                found.add(needed["pkg"])
                waiting.append(needed["pkg"])
    return found


def texts(package):
    folder = pathlib.Path(package["manifest_path"]).parent
    for file in sorted(folder.iterdir()):
        if file.is_file() and file.name.lower().startswith(NAMES):
            yield file.read_text(encoding="utf-8", errors="replace").strip()


def main():
    graph = metadata(sys.argv[1])
    wanted = linked(graph)
    packages = [one for one in graph["packages"] if one["id"] in wanted]
    packages.sort(key=lambda one: (one["name"], one["version"]))
    users = {}
    print("This program contains these libraries, each under the licence beside it.\n")
    for package in packages:
        name = f"{package['name']} {package['version']}"
        print(f"{name}: {package['license']}")
        for text in texts(package):
            users.setdefault(text, []).append(name)
    for text, names in users.items():
        print("\n" + "=" * 80 + "\n" + ", ".join(names) + "\n")
        print(text)


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    main()
