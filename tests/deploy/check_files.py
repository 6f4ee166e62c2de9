"""Checks what no checker of its own reads here: the Systems Manager document, and the scripts in PowerShell.

PowerShell's grammar is tree-sitter's. No schema of command documents is published: that of the language service for
such documents has those of Automation alone, and cfn-lint looks at the version and at nothing else. So their form is
held to what AWS's guide says ("Command document plugin reference", "Data elements and parameters"). The call of the
program is taken out of each script and made with the program, with a dry run: its flags have to exist.
"""

import re
import subprocess
import sys
from pathlib import Path

import tree_sitter
import tree_sitter_powershell
import yaml

PROGRAM = sys.argv[1]
POWERSHELL = tree_sitter.Parser(tree_sitter.Language(tree_sitter_powershell.language()))
HOSTILE = ["a'b", 'a"b', "$(id)", "`id`", "a;b", "a\nb", "{{ x }}", ""]
ACTIONS = {"aws:runShellScript": "Linux", "aws:runPowerShellScript": "Windows"}
VALUES = {"Directory": "mycorp", "Region": "us-east-1", "Site": "Frankfurt, Haus 2", "Jitter": "1",
          "report": "C:\\a b\\c.json"}


def parse(text):
    tree = POWERSHELL.parse(text.encode())
    assert not tree.root_node.has_error, f"no PowerShell: {tree.root_node}\n{text}"
    return tree.root_node


def commands(node):
    if node.type == "command":
        yield node
    for child in node.children:
        yield from commands(child)


def makes_its_call(text):
    """Makes the script's call of the program, its variables filled in, as a dry run."""
    calls = [one.text.decode() for one in commands(parse(text)) if one.text.startswith(b"& ")]
    assert len(calls) == 1, calls
    # After the program's place: words alone, or in quotes.
    words = [double or single or bare for double, single, bare in
             re.findall(r"""\s+(?:"([^"]*)"|'([^']*)'|([^\s"']+))""", calls[0].removeprefix("&"))][1:]
    filled = [re.sub(r"\$(\w+)", lambda found: VALUES[found[1]], word) for word in words]
    assert filled[0] == "probe" and len(filled) == 8, filled
    kept = [word for word in filled if not word.startswith(("--output", "--format"))]
    done = subprocess.run([PROGRAM, *kept, "--dry-run"], capture_output=True, text=True)
    assert done.returncode == 0, f"{filled}: {done.stderr}"
    assert filled[-3:] == ["--format=json", f"--output={VALUES['report']}", "--format=line"], filled


def check_document(document):
    assert document["schemaVersion"] == "2.2" and set(document) == {
        "schemaVersion", "description", "parameters", "mainSteps"}, document.keys()
    for name, said in document["parameters"].items():
        assert said["type"] == "String" and set(said) <= {"type", "description", "default", "allowedPattern"}, name
        pattern = re.compile(said["allowedPattern"])
        assert pattern.pattern.startswith("^") and pattern.pattern.endswith("$"), name
        assert pattern.fullmatch(VALUES.get(name) or said["default"]), name
        for value in HOSTILE:
            assert not pattern.fullmatch(value), f"{name} lets {value!r} in"
    for step in document["mainSteps"]:
        assert set(step) == {"action", "name", "precondition", "inputs"} and step["name"].isalnum(), step
        assert step["precondition"] == {"StringEquals": ["platformType", ACTIONS[step["action"]]]}, step
        inputs = step["inputs"]
        assert set(inputs) == {"timeoutSeconds", "runCommand"} and inputs["timeoutSeconds"].isdigit(), inputs
        used = re.findall(r"{{ (\w+) }}", "\n".join(inputs["runCommand"]))
        assert used and set(used) <= set(document["parameters"]), used


document = yaml.safe_load(Path("deploy/ssm/aws-netcheck.yaml").read_text(encoding="utf-8"))
check_document(document)
defaults = {name: said.get("default") for name, said in document["parameters"].items()} | VALUES
windows = "\n".join(document["mainSteps"][1]["inputs"]["runCommand"])
makes_its_call(re.sub(r"{{ (\w+) }}", lambda found: defaults[found[1]], windows))
for file in sorted(Path("deploy/windows").glob("*.ps1")):
    text = file.read_text(encoding="utf-8")
    # Windows PowerShell 5.1 reads a file without a mark in the machine's code page.
    assert text.isascii(), file
    makes_its_call(text)
print("the Systems Manager's document and PowerShell's scripts: as they should be")
