//! `report`: a saved report is shown again as the run showed it, and nothing is asked of a network.

use std::fs;

use tempfile::TempDir;

use super::{lab, netcheck, ran};

const RESET: &str = "
    [[host]]
    name = 'mycorp.awsapps.com'
    tls = { fault = 'reset' }";

/// A run's JSON, and the folder that it is in.
fn recorded() -> TempDir {
    let (lab, folder) = (lab(RESET), TempDir::new().unwrap());
    let mut command = netcheck(folder.path());
    let form = ["--format", "json", "--output", "report.json"];
    let text = ["--format", "ticket", "--output", "ticket.txt"];
    let line = ["--format", "line"];
    let said = ran(command
        .args(lab.arguments())
        .args(form)
        .args(text)
        .args(line));
    assert_eq!(said.exit, Some(1), "{}", said.stderr);
    fs::write(folder.path().join("line.txt"), said.stdout).unwrap();
    folder
}

#[test]
fn a_saved_report_is_shown_as_the_run_showed_it() {
    let folder = recorded();
    for (format, file) in [
        ("json", "report.json"),
        ("ticket", "ticket.txt"),
        ("line", "line.txt"),
    ] {
        let said = ran(netcheck(folder.path()).args(["report", "report.json", "--format", format]));
        assert_eq!((said.exit, said.stderr.as_str()), (Some(0), ""));
        let written = fs::read_to_string(folder.path().join(file)).unwrap();
        assert_eq!(said.stdout, written, "{format}");
    }
}

#[test]
fn a_report_is_taken_from_a_pipe_and_written_to_files() {
    let folder = recorded();
    let saved = fs::read(folder.path().join("report.json")).unwrap();
    let files = [
        "--format",
        "csv",
        "--output",
        "a.csv",
        "--format",
        "prometheus",
        "--output",
        "a.prom",
    ];
    let mut command = netcheck(folder.path());
    let said = ran(command.args(["report", "-"]).args(files).write_stdin(saved));
    assert_eq!(
        (said.exit, said.stdout.as_str()),
        (Some(0), ""),
        "{}",
        said.stderr
    );
    let read = |file: &str| fs::read_to_string(folder.path().join(file)).unwrap();
    assert!(read("a.csv").contains(",mycorp.awsapps.com,443,required,true,blocked,tls,tls.reset,"));
    assert!(read("a.prom").contains("aws_netcheck_run_exit_status 1\n"));
}

#[test]
fn what_is_no_report_is_named_with_the_mend() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("a.json"), "{\"schema\": \"other/1\"}").unwrap();
    for (file, says) in [
        ("a.json", "no report of ours"),
        ("none.json", "could not read none.json"),
    ] {
        let said = ran(netcheck(folder.path()).args(["report", file]));
        assert_eq!((said.exit, said.stdout.as_str()), (Some(2), ""));
        assert!(said.stderr.contains(says), "{}", said.stderr);
        assert_eq!(said.stderr.lines().count(), 1, "{}", said.stderr);
    }
}
