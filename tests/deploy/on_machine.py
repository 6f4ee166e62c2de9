"""Plays the files of deploy/ on a machine that may be changed: as their heads say, and as the README says.

Owns what must hold of each: its exit status, where the report is and whose, and that nothing else is left. `machine`
makes the machine; the checkers that need none are `run`'s and check_files.py's. The reports are kept in
/srv/results, for check_queries.py. The network may be any: blocked, unknown and open are all answers.
"""

import json
import os
import pwd
import re
import shutil
import subprocess
import sys
from pathlib import Path

import yaml

WORK = Path(sys.argv[1])
# Ansible writes beside its playbook, so the files are put where one may write.
CLONE = Path("/srv/clone")
KEPT = Path("/srv/results")
PROGRAM = Path("/usr/local/bin/aws-netcheck")
SITE = "Frankfurt Süd, Haus 2"
FILL = {"YOUR-DIRECTORY": "mycorp", "YOUR-REGION": "us-east-1", "YOUR-SITE": SITE}
NODE = os.uname().nodename


def run(*command, status=0, **options):
    """Runs a command that has to end with the status, and gives what it wrote."""
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, **options)
    said = f"{done.stdout}{done.stderr}"
    if command[0] == "systemctl" and done.returncode != status:
        said += subprocess.run(["journalctl", "--unit", command[-1]], capture_output=True, text=True).stdout
    assert done.returncode == status, f"{command} ended with {done.returncode}, not {status}:\n{said}"
    return done


def fill(text):
    for mark, value in FILL.items():
        text = text.replace(mark, value)
    return text


def the_report(folder, keep, owner="root"):
    """The folder has one report, whole, under its name, and nothing else."""
    files = sorted(Path(folder).iterdir())
    assert len(files) == 1 and re.fullmatch(r".+--.+--\d{4}-\d\d-\d\d\.json", files[0].name), files
    report = json.loads(files[0].read_text(encoding="utf-8"))
    assert report["schema"] == "aws-netcheck/report/1" and len(report["paths"]) > 20, report["schema"]
    assert files[0].stat().st_uid == (owner if isinstance(owner, int) else pwd.getpwnam(owner).pw_uid), files[0].stat()
    shutil.copy(files[0], KEPT / f"{keep}.json")
    return files[0], report


def without_program(what):
    """A program that is not there has to show."""
    away = PROGRAM.with_suffix(".away")
    PROGRAM.rename(away)
    try:
        what()
    finally:
        away.rename(PROGRAM)


def systemd():
    folder = CLONE / "deploy/systemd"
    values = folder / "aws-netcheck.env"
    values.write_text(fill(values.read_text()), encoding="utf-8")
    service = (folder / "aws-netcheck.service").read_text()
    lines = "\n".join(re.findall(r"^#     (.+)$", service, re.M))
    assert "systemctl enable" in lines, lines
    run("sh", "-ec", lines, cwd=folder)
    units = [f"/etc/systemd/system/aws-netcheck.{kind}" for kind in ("service", "timer")]
    warned = run("systemd-analyze", "verify", "--man=no", *units)
    assert "aws-netcheck" not in warned.stderr, warned.stderr
    assert "aws-netcheck.timer" in run("systemctl", "list-timers").stdout
    run("systemctl", "start", "aws-netcheck.service")
    file, report = the_report("/var/lib/aws-netcheck", "systemd", "aws-netcheck")
    assert file.name.startswith(f"{SITE}--{NODE}--") and file.stat().st_mode & 0o777 == 0o640, file
    assert report["vantage"]["user"] == "aws-netcheck" and not report["vantage"]["elevated"], report["vantage"]
    # A second run of the day takes the place of the first.
    run("systemctl", "start", "aws-netcheck.service")
    the_report("/var/lib/aws-netcheck", "systemd", "aws-netcheck")
    level = run("systemd-analyze", "security", "--no-pager", "aws-netcheck.service").stdout
    assert float(re.search(r"exposure level .*: ([\d.]+)", level)[1]) < 2, level
    without_program(lambda: run("systemctl", "start", "aws-netcheck.service", status=1))
    shared_folder()


def shared_folder():
    """RESULTS elsewhere, as the service's head has it."""
    place = Path("/mnt/aws netcheck")
    place.mkdir()
    shutil.chown(place, "aws-netcheck")
    with Path("/etc/aws-netcheck.env").open("a") as values:
        values.write(f'RESULTS="{place}"\n')
    run("systemctl", "start", "aws-netcheck.service", status=1)
    more = Path("/etc/systemd/system/aws-netcheck.service.d/override.conf")
    more.parent.mkdir()
    more.write_text(f'[Unit]\nRequiresMountsFor="{place}"\n[Service]\nReadWritePaths="{place}"\n')
    run("systemctl", "daemon-reload")
    run("systemctl", "start", "aws-netcheck.service")
    the_report(place, "shared-folder", "aws-netcheck")


def pod(file):
    """The container's command, with its values, its user and its limits."""
    manifest = yaml.safe_load(fill((CLONE / "deploy/kubernetes" / file).read_text()))
    spec = manifest["spec"]
    spec = spec.get("jobTemplate", {}).get("spec", spec)["template"]["spec"]
    container, who = spec["containers"][0], spec["securityContext"]
    assert container["securityContext"]["readOnlyRootFilesystem"] and who["runAsNonRoot"]
    values = {one["name"]: one.get("value", NODE) for one in container["env"]} | {"JITTER": "1"}
    results = Path("/results")
    results.mkdir()
    os.chown(results, -1, who["fsGroup"])
    results.chmod(0o2775)
    limits = ["ProtectSystem=strict", "ReadWritePaths=/results", "ReadOnlyPaths=/tmp /var/tmp",
              "SystemCallFilter=@system-service",
              f"MemoryMax={container['resources']['limits']['memory'].removesuffix('i')}",
              "Environment=PATH=/srv/first:/usr/local/bin:/usr/bin:/bin"]
    # The user has no name there: systemd alone would not have it.
    drop = ["setpriv", f"--reuid={who['runAsUser']}", f"--regid={who['runAsGroup']}", f"--groups={who['fsGroup']}",
            "--no-new-privs", "--inh-caps=-all", "--bounding-set=-all"]
    command = ["systemd-run", "--wait", "--pipe", "--quiet", "--collect", *(f"--property={one}" for one in limits),
               *(f"--setenv={name}={value}" for name, value in values.items()),
               *drop, *container["command"], *container["args"]]
    return results, who, command


def kubernetes():
    results, who, command = pod("cronjob.yaml")
    run(*command)
    file, report = the_report(results, "cronjob", who["runAsUser"])
    assert file.name.startswith(f"{SITE}--{NODE}--"), file
    without_program(lambda: run(*command, status=127))
    shutil.rmtree(results)
    # The loop ends with its first sleep: this one ends the shell that called it.
    first = Path("/srv/first/sleep")
    first.parent.mkdir()
    first.write_text('#!/bin/sh\necho "slept $1"\nkill "$PPID"\n')
    first.chmod(0o755)
    results, who, command = pod("daemonset.yaml")
    assert "slept 86400" in run(*command).stdout
    the_report(results, "daemonset", who["runAsUser"])
    shutil.rmtree(results)


def ssm():
    document = yaml.safe_load((CLONE / "deploy/ssm/aws-netcheck.yaml").read_text())
    values = {name: said.get("default") for name, said in document["parameters"].items()}
    values |= {"Directory": "mycorp", "Region": "us-east-1", "Site": "Frankfurt, Haus 2", "Jitter": "1",
               "LinuxResults": "/srv/of ssm"}
    script = "\n".join(document["mainSteps"][0]["inputs"]["runCommand"])
    script = re.sub(r"{{ (\w+) }}", lambda found: values[found[1]], script)
    said = run("sh", "-c", script).stdout
    assert re.fullmatch(r"aws-netcheck/line/1 .{1,500}\n", said), said
    file, report = the_report(values["LinuxResults"], "ssm")
    assert file.name.startswith(f"Frankfurt, Haus 2--{NODE}--"), file
    without_program(lambda: run("sh", "-c", script, status=127))


def ansible_and_readme():
    """The README's commands, as they stand there, with an inventory of this machine alone."""
    text = (WORK / "README.md").read_text(encoding="utf-8")
    section = text[text.index("### On many machines"):]
    play, *rest = re.search(r"```sh\n(.+?)```", section, re.S)[1].splitlines()
    assert play.startswith("ansible-playbook -i hosts deploy/"), play
    (CLONE / "hosts").write_text("[laptops]\nbranch-7 ansible_connection=local\n")
    results = CLONE / "deploy/ansible/results"
    for _ in range(2):
        recap = run("sh", "-c", play, cwd=CLONE).stdout
        assert re.search(r"branch-7 .*changed=0 .*unreachable=0 .*failed=0 ", recap), recap
        file, report = the_report(results, "ansible")
        assert file.name.startswith("branch-7--branch-7--") and report["site"] == "branch-7", file
    without_program(lambda: run("sh", "-c", play, cwd=CLONE, status=2))
    assert not list(Path("/tmp").glob("*.aws-netcheck")), "a folder was left"
    required = [path for path in report["paths"] if path["requirement"] == "required"]
    blocked = any(path["verdict"] == "blocked" for path in required)
    for line in rest:
        said = run("sh", "-c", line, cwd=CLONE).stdout
        assert "branch-7" in said and ("0 rows" in said) == (not blocked and "blocked_sites" in line), f"{line}:\n{said}"
    shutil.rmtree(results)
    spaced = f"{play} -e group=laptops -e '{json.dumps({'site': SITE})}'"
    run("sh", "-c", spaced, cwd=CLONE)
    file, report = the_report(results, "ansible-blanks")
    assert report["site"] == SITE, report["site"]


os.environ["PATH"] = f"{WORK}/venv/bin:{os.environ['PATH']}"
CLONE.mkdir()
shutil.copytree(WORK / "deploy", CLONE / "deploy", ignore=shutil.ignore_patterns("results"))
for play in (systemd, kubernetes, ssm, ansible_and_readme):
    play()
    print(f"{play.__name__}: as it should be")
