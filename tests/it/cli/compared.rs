//! `--baseline` and `--since`: what changed, and what a pipeline is told of it; and the lines of
//! `--format ndjson`.

use std::fs;

use serde_json::Value;
use tempfile::TempDir;

use super::outputs::follows_its_schema;
use super::{lab, netcheck, probed, ran};

const RESET: &str = "
    [[host]]
    name = 'mycorp.awsapps.com'
    tls = { fault = 'reset' }";

/// Reports of a good and a bad network.
fn recorded() -> TempDir {
    let folder = TempDir::new().unwrap();
    for (name, faults) in [("good.json", ""), ("bad.json", RESET)] {
        let (_, report) = probed(&lab(faults), &[]);
        fs::write(folder.path().join(name), report.to_string()).unwrap();
    }
    folder
}

#[test]
fn a_baseline_decides_and_what_was_does_not() {
    let folder = recorded();
    for (arguments, exit, how) in [
        (["bad.json", "--baseline", "good.json"], 1, "closed"),
        (["good.json", "--baseline", "bad.json"], 0, "opened"),
        (["bad.json", "--since", "good.json"], 0, "closed"),
    ] {
        let mut command = netcheck(folder.path());
        let said = ran(command
            .arg("report")
            .args(arguments)
            .args(["--format", "json"]));
        assert_eq!(said.exit, Some(exit), "{arguments:?}: {}", said.stderr);
        let report = said.json();
        follows_its_schema(&report);
        let changes = report["compared"][0]["changes"].as_array().unwrap();
        assert!(
            changes.iter().any(|change| change["how"] == how),
            "{changes:?}"
        );
    }
    let mut command = netcheck(folder.path());
    let same = ran(command.args(["report", "bad.json", "--baseline", "bad.json"]));
    assert_eq!(same.exit, Some(0), "{}", same.stderr);
    assert!(
        same.stdout.contains("nothing opened, closed or got slower"),
        "{}",
        same.stdout
    );
}

/// What is not tested any more is not known any more, if it was required and usable.
#[test]
fn a_required_path_of_the_baseline_that_is_missing_is_inconclusive() {
    let folder = recorded();
    let text = fs::read_to_string(folder.path().join("good.json")).unwrap();
    for (requirement, exit) in [("required", 3), ("recommended", 0)] {
        let mut fewer: Value = serde_json::from_str(&text).unwrap();
        let paths = fewer["paths"].as_array_mut().unwrap();
        let before = paths.len();
        let at = paths
            .iter()
            .position(|path| path["requirement"] == requirement);
        paths.remove(at.unwrap());
        assert_eq!(paths.len() + 1, before);
        fs::write(folder.path().join("fewer.json"), fewer.to_string()).unwrap();
        let arguments = ["report", "fewer.json", "--baseline", "good.json"];
        let said = ran(netcheck(folder.path()).args(arguments));
        assert_eq!(said.exit, Some(exit), "{requirement}: {}", said.stderr);
        assert_eq!(said.stdout.contains("LOST"), exit == 3, "{}", said.stdout);
        let json = ran(netcheck(folder.path())
            .args(arguments)
            .args(["--format", "json"]));
        follows_its_schema(&json.json());
    }
}

#[test]
fn a_probe_is_compared_with_what_was_recorded() {
    let (folder, lab) = (recorded(), lab(RESET));
    let mut command = netcheck(folder.path());
    let flags = [
        "--baseline",
        "good.json",
        "--since",
        "bad.json",
        "--format",
        "json",
    ];
    let said = ran(command.args(lab.arguments()).args(flags));
    assert_eq!(said.exit, Some(1), "{}", said.stderr);
    let report = said.json();
    follows_its_schema(&report);
    assert_eq!(report["compared"][0]["changes"][0]["how"], "closed");
    let since = report["compared"][1]["changes"].as_array().unwrap();
    assert!(
        since.iter().all(|change| change["how"] != "closed"),
        "{since:?}"
    );
}

#[test]
fn what_cannot_be_compared_is_said() {
    let folder = recorded();
    let text = fs::read_to_string(folder.path().join("good.json")).unwrap();
    let mut other: Value = serde_json::from_str(&text).unwrap();
    other["paths"] = Value::Array(Vec::new());
    fs::write(folder.path().join("other.json"), other.to_string()).unwrap();
    for (arguments, says) in [
        (
            &["good.json", "--since", "other.json"][..],
            "no path in common",
        ),
        (
            &["good.json", "bad.json", "--since", "good.json"],
            "give one file",
        ),
        (
            &["good.json", "--baseline", "none.json"],
            "could not read none.json",
        ),
    ] {
        let said = ran(netcheck(folder.path()).arg("report").args(arguments));
        assert_eq!((said.exit, said.stdout.as_str()), (Some(2), ""));
        assert!(said.stderr.contains(says), "{}", said.stderr);
    }
}

/// Every line by itself is of its schema, and the last one is the report.
#[test]
fn a_run_is_told_line_by_line_and_ends_with_its_report() {
    let (folder, lab) = (TempDir::new().unwrap(), lab(RESET));
    let mut command = netcheck(folder.path());
    let forms = [
        "--format",
        "ndjson",
        "--output",
        "run.ndjson",
        "--format",
        "ndjson",
    ];
    let said = ran(command.args(lab.arguments()).args(forms));
    assert_eq!(said.exit, Some(1), "{}", said.stderr);
    let written = fs::read_to_string(folder.path().join("run.ndjson")).unwrap();
    for text in [&written, &said.stdout] {
        let lines: Vec<Value> = text
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        let (report, events) = lines.split_last().unwrap();
        follows_its_schema(report);
        let schema = include_str!("../../../data/schema/event.schema.json");
        let schema: Value = serde_json::from_str(schema).unwrap();
        jsonschema::meta::validate(&schema).unwrap();
        let validator = jsonschema::validator_for(&schema).unwrap();
        for event in events {
            assert!(validator.is_valid(event), "{event}");
            assert_eq!(event["run"], report["run"]);
        }
        assert!(!validator.is_valid(report));
        let paths = report["paths"].as_array().unwrap().len();
        assert_eq!(
            (events[0]["event"].as_str(), events.len()),
            (Some("started"), paths + 1)
        );
        assert_eq!(events.last().unwrap()["ended"], paths);
    }
    // What was told is read as what it is: one report.
    let said = ran(netcheck(folder.path()).args(["report", "run.ndjson", "--format", "json"]));
    assert_eq!(said.exit, Some(0), "{}", said.stderr);
    assert_eq!(said.json()["schema"], "aws-netcheck/report/1");
}

#[test]
fn a_quiet_run_that_is_usable_tells_nothing() {
    let (folder, lab) = (TempDir::new().unwrap(), lab(""));
    let mut command = netcheck(folder.path());
    let said = ran(command
        .args(lab.arguments())
        .args(["-q", "--format", "ndjson"]));
    assert_eq!(
        (said.exit, said.stdout.as_str()),
        (Some(0), ""),
        "{}",
        said.stderr
    );
}
