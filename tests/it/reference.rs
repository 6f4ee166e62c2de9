//! `--reference` from outside: a healthy run is recorded, and a faulty one compared with it.

use std::{fs, path::Path, sync::Arc};

use serde_json::Value;
use tempfile::TempDir;

use crate::lab::{
    Lab,
    scenario::{self, Scenario},
};
use crate::turn::Turn;

/// Runs the program in the network of a scenario; gives exit status, stdout and stderr.
fn run(scenario: &str, arguments: &[&str]) -> (i32, String, String) {
    let files = scenario::folder().unwrap();
    let (_, file) = files.iter().find(|(name, _)| name == scenario).unwrap();
    let lab = Lab::start(&Arc::new(Scenario::read(file).unwrap())).unwrap();
    let _turn = Turn::take();
    let output = assert_cmd::Command::new(env!("CARGO_BIN_EXE_aws-netcheck"))
        .env_clear()
        .args(lab.arguments())
        .args(arguments)
        .timeout(std::time::Duration::from_secs(60))
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
    (
        output.status.code().unwrap(),
        text(&output.stdout),
        text(&output.stderr),
    )
}

/// Records a healthy network.
fn recorded(folder: &Path) -> String {
    let file = folder.join("open.json").display().to_string();
    let site = ["--site", "Lisbon", "--format", "json", "--output", &file];
    let (exit, _, stderr) = run("healthy", &site);
    assert_eq!(exit, 0, "{stderr}");
    file
}

#[test]
fn open_there_and_blocked_here_is_said_under_the_wall() {
    let folder = TempDir::new().unwrap();
    let open = recorded(folder.path());
    let here = folder.path().join("here.json").display().to_string();
    let both = [
        "--format", "json", "--output", &here, "--format", "terminal",
    ];
    let arguments = [&["--reference", open.as_str()][..], &both].concat();
    let (exit, screen, stderr) = run("tls-reset", &arguments);
    assert_eq!(exit, 1, "{stderr}");
    let before: Value = serde_json::from_str(&fs::read_to_string(&open).unwrap()).unwrap();
    let report: Value = serde_json::from_str(&fs::read_to_string(&here).unwrap()).unwrap();
    for field in ["run", "started", "summary"] {
        assert_eq!(report["reference"][field], before[field], "{field}");
    }
    assert_eq!(report["reference"]["site"], "Lisbon");
    assert_eq!(report["reference"]["file"], open.as_str());
    let mut blocked = 0;
    for path in report["paths"].as_array().unwrap() {
        let said = &path["said"]["evidence"][0]["key"];
        let is_open = path["verdict"] == "open";
        blocked += usize::from(!is_open);
        assert_eq!(
            said == "evidence.reference_open_at_site",
            !is_open,
            "{path}"
        );
    }
    assert!(blocked > 0);
    // The sentence is wrapped, and the lines begin with spaces.
    let words: Vec<&str> = screen.split_whitespace().collect();
    let screen = words.join(" ");
    assert!(
        screen.contains("UTC (site Lisbon), blocked here at"),
        "{screen}"
    );
    assert!(screen.contains("compared with"), "{screen}");
}

#[test]
fn a_failure_on_both_sides_is_noted() {
    let folder = TempDir::new().unwrap();
    let there = folder.path().join("there.json").display().to_string();
    let json = ["--format", "json", "--output", &there];
    assert_eq!(run("tls-reset", &json).0, 1);
    let (exit, report, _) = run("tls-reset", &["--reference", &there, "--format", "json"]);
    assert_eq!(exit, 1);
    let report: Value = serde_json::from_str(&report).unwrap();
    let paths = report["paths"].as_array().unwrap();
    let failed = paths.iter().filter(|path| path["verdict"] != "open");
    for path in failed {
        let notes = path["said"]["notes"].as_array().unwrap();
        let mut keys = notes.iter().map(|note| &note["key"]);
        assert!(
            keys.any(|key| key == "note.reference_failed_alike"),
            "{path}"
        );
    }
}

#[test]
fn what_is_no_reference_is_a_mistake_and_nothing_is_probed() {
    let folder = TempDir::new().unwrap();
    let open = fs::read_to_string(recorded(folder.path())).unwrap();
    let file = folder.path().join("file.json");
    let name = file.display().to_string();
    let china = open.replace("\"partition\": \"aws\"", "\"partition\": \"aws-cn\"");
    let newer = open.replace("aws-netcheck/report/1", "aws-netcheck/report/2");
    for (text, why) in [
        ("{}", "is no report of ours"),
        ("\u{1b}[2J", "is no report of ours"),
        (
            newer.as_str(),
            "it says that its form is \"aws-netcheck/report/2\"",
        ),
        (china.as_str(), "partition aws-cn"),
    ] {
        fs::write(&file, text).unwrap();
        let (exit, stdout, stderr) = run("healthy", &["--reference", &name]);
        assert_eq!((exit, stdout.as_str()), (2, ""), "{stderr}");
        assert!(
            stderr.contains(why) && stderr.contains("file.json"),
            "{stderr}"
        );
        assert_eq!(stderr.lines().count(), 1, "{stderr}");
    }
    fs::write(&file, &open).unwrap();
    let others = ["--region", "eu-west-1", "--reference", "/nowhere.json"];
    let (exit, _, stderr) = run("healthy", &others);
    assert_eq!(exit, 2);
    assert!(stderr.contains("could not read /nowhere.json"), "{stderr}");
}

#[test]
fn a_reference_without_a_common_path_is_refused() {
    let folder = TempDir::new().unwrap();
    let open = fs::read_to_string(recorded(folder.path())).unwrap();
    let mut report: Value = serde_json::from_str(&open).unwrap();
    report["paths"] = Value::Array(Vec::new());
    let file = folder.path().join("empty.json");
    fs::write(&file, report.to_string()).unwrap();
    let (exit, _, stderr) = run("healthy", &["--reference", &file.display().to_string()]);
    assert_eq!(exit, 2);
    assert!(stderr.contains("no path in common"), "{stderr}");
}

#[test]
fn a_reference_of_another_directory_is_compared_and_warned_of() {
    let folder = TempDir::new().unwrap();
    let open = recorded(folder.path());
    let text = fs::read_to_string(&open).unwrap();
    let mut other: Value = serde_json::from_str(&text).unwrap();
    other["target"]["directory"] = "someoneelse".into();
    other["started"] = "2999-01-01T00:00:00.000Z".into();
    let paths = other["paths"].as_array_mut().unwrap();
    paths.retain(|path| path["endpoint"] != "portal");
    // As an editor on Windows saves it.
    fs::write(&open, format!("\u{feff}{other}")).unwrap();
    let (exit, screen, stderr) = run("healthy", &["--reference", &open]);
    assert_eq!(exit, 0, "{stderr}");
    let screen = screen.split_whitespace().collect::<Vec<_>>().join(" ");
    for said in [
        "is of someoneelse, not of mycorp",
        "one of the two clocks",
        "it has",
    ] {
        assert!(screen.contains(said), "{said:?} is not in {screen}");
    }
}

#[test]
fn one_client_alone_is_judged_for_itself() {
    let (exit, screen, _) = run("tls-reset", &["--client", "aws-cli"]);
    assert_eq!(exit, 0, "{screen}");
    assert!(screen.contains("OPEN FOR aws-cli"), "{screen}");
    assert!(screen.contains("Judged for aws-cli alone"), "{screen}");
}
