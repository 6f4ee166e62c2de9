//! `--redact`, and what a label from the environment and `--jitter` do to a run.

use std::{fs, path::Path};

use tempfile::TempDir;

use super::{lab, netcheck, ran};

const RESET: &str = "
    [[host]]
    name = 'mycorp.awsapps.com'
    tls = { fault = 'reset' }";

/// A run with these flags and this label in the environment, in the folder.
fn probed(folder: &Path, label: Option<&str>, flags: &[&str]) -> super::Ran {
    let lab = lab(RESET);
    let mut command = netcheck(folder);
    if let Some(label) = label {
        command.env("AWS_NETCHECK_SITE", label);
    }
    ran(command.args(lab.arguments()).args(flags))
}

#[test]
fn a_run_redacts_every_output_and_tells_nothing_before() {
    let folder = TempDir::new().unwrap();
    let outputs = ["--format", "json", "--output", "out.json"];
    let flags = [
        "--redact",
        "company",
        "--site",
        "Frankfurt",
        "--format",
        "ndjson",
    ];
    let said = probed(folder.path(), None, &[outputs.as_slice(), &flags].concat());
    assert_eq!(said.exit, Some(1), "{}", said.stderr);
    let json = fs::read_to_string(folder.path().join("out.json")).unwrap();
    assert_eq!(said.stdout.lines().count(), 1);
    for text in [&json, &said.stdout] {
        assert!(text.contains("directory_1.awsapps.com"), "{text}");
        for original in ["mycorp", "Frankfurt"] {
            assert!(!text.contains(original), "{original}: {text}");
        }
    }
}

#[test]
fn a_report_without_its_names_is_refused_where_they_are_needed() {
    let folder = TempDir::new().unwrap();
    let flags = [
        "--redact", "company", "--format", "json", "--output", "out.json",
    ];
    assert_eq!(probed(folder.path(), None, &flags).exit, Some(1));
    for arguments in [
        vec!["probe", "--again", "out.json"],
        vec!["allowlist", "--format", "txt", "--from-report", "out.json"],
        vec!["report", "out.json", "--baseline", "out.json"],
    ] {
        let said = ran(netcheck(folder.path()).args(&arguments));
        assert_eq!(said.exit, Some(2), "{arguments:?}: {}", said.stderr);
        let why = "out.json is redacted: its names are stand-ins";
        assert!(said.stderr.contains(why), "{arguments:?}: {}", said.stderr);
    }
    let shown = ran(netcheck(folder.path()).args(["report", "out.json"]));
    assert_eq!(shown.exit, Some(0));
    assert!(shown.stdout.contains("Redacted: "), "{}", shown.stdout);
}

#[test]
fn many_reports_are_redacted_with_the_names_of_their_files() {
    let folder = TempDir::new().unwrap();
    for site in ["Berlin", "Rome"] {
        let file = format!("{site}.json");
        let flags = ["--site", site, "--format", "json", "--output", &file];
        assert_eq!(probed(folder.path(), None, &flags).exit, Some(1));
    }
    let broken = [
        ("mycorp-1.json", r#"{"schema": "mycorp/1"}"#),
        (
            "mycorp-2.json",
            r#"{"schema": "aws-netcheck/report/1", "run": ["mycorp"]}"#,
        ),
    ];
    for (name, text) in broken {
        fs::write(folder.path().join(name), text).unwrap();
    }
    let all = ["report", "*.json", "--redact", "company", "--format"];
    for format in ["json", "csv", "ticket", "terminal", "html"] {
        let said = ran(netcheck(folder.path()).args(all).arg(format));
        assert_eq!(said.exit, Some(0), "{}", said.stderr);
        for original in ["Berlin", "Rome", "mycorp"] {
            assert!(!said.stdout.contains(original), "{format}: {original}");
        }
    }
}

#[test]
fn the_label_is_the_environments_where_none_is_typed() {
    let folder = TempDir::new().unwrap();
    for (label, typed, site) in [
        (Some("Oslo"), vec![], serde_json::json!("Oslo")),
        (Some("Oslo"), vec!["--site", "Bergen"], "Bergen".into()),
        (Some(""), vec![], serde_json::Value::Null),
    ] {
        let flags = [vec!["--format", "json"], typed].concat();
        assert_eq!(probed(folder.path(), label, &flags).json()["site"], site);
    }
}

#[test]
fn a_wait_is_said_and_a_dry_run_does_not_wait() {
    let folder = TempDir::new().unwrap();
    let said = probed(folder.path(), None, &["--jitter", "1", "--format", "json"]);
    assert_eq!(said.exit, Some(1));
    assert!(
        said.stderr.contains("--jitter: waits 0 s"),
        "{}",
        said.stderr
    );
    let dry = probed(folder.path(), None, &["--jitter", "86400", "--dry-run"]);
    assert_eq!(dry.exit, Some(0));
    let wrong = probed(folder.path(), None, &["--jitter", "10m"]);
    assert_eq!(wrong.exit, Some(2));
    assert!(
        wrong.stderr.contains("give whole seconds"),
        "{}",
        wrong.stderr
    );
}
