//! A run that is stopped says what it knows, and calls the rest unknown.

use std::{
    io::{BufRead as _, BufReader, Read as _},
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;
use tempfile::TempDir;

use super::{PROGRAM, lab, other_than, probed};
use crate::turn::Turn;

/// Two hosts whose addresses do not answer any SYN: their paths take seconds. All others are open.
const SILENCE: &str = "
    [[host]]
    name = 'us-east-1.signin.aws'
    addresses = ['203.0.113.200']
    [[host]]
    name = 'mycorp.awsapps.com'
    addresses = ['203.0.113.200']
    [[address]]
    ip = '203.0.113.200'
    tcp = 'silent'
";

fn verdict<'a>(report: &'a Value, host: &str) -> &'a Value {
    let paths = report["paths"].as_array().unwrap();
    let path = paths.iter().find(|path| path["host"] == host).unwrap();
    &path["verdict"]
}

#[track_caller]
fn is_whole_and_honest(report: &Value) {
    super::outputs::follows_its_schema(report);
    for host in ["us-east-1.signin.aws", "mycorp.awsapps.com"] {
        assert_eq!(verdict(report, host), "unknown");
    }
    for path in report["paths"].as_array().unwrap() {
        assert!(
            ["open", "unknown"].contains(&path["verdict"].as_str().unwrap()),
            "{path}"
        );
    }
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_the_run_with_what_is_known() {
    use rustix::process::{Pid, Signal, kill_process};

    let (lab, folder) = (lab(SILENCE), TempDir::new().unwrap());
    let _turn = Turn::take();
    let mut program = Command::new(PROGRAM)
        .env_clear()
        .current_dir(folder.path())
        .args(lab.arguments())
        .args(["-vv", "--format", "json"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut log = BufReader::new(program.stderr.take().unwrap());
    let mut line = String::new();
    while !line.contains("observed") {
        line.clear();
        assert!(log.read_line(&mut line).unwrap() > 0, "it ended by itself");
    }
    // The log must be read on, or the program would wait for its reader.
    let rest = thread::spawn(move || log.read_to_end(&mut Vec::new()));
    let interrupted = Instant::now();
    kill_process(Pid::from_child(&program), Signal::INT).unwrap();
    let mut text = String::new();
    let mut stdout = program.stdout.take().unwrap();
    stdout.read_to_string(&mut text).unwrap();
    let status = program.wait().unwrap();
    let took = interrupted.elapsed();
    rest.join().unwrap().unwrap();
    assert!(took < Duration::from_secs(4), "{took:?}");
    assert_eq!(status.code(), Some(3), "{text}");
    let report: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(report["interrupted"], true);
    is_whole_and_honest(&report);
}

#[test]
fn the_deadline_ends_the_run_with_what_is_known() {
    let lab = lab(SILENCE);
    let (ran, report) = probed(&lab, &["--deadline", "1"]);
    // By itself it would take seven seconds; the rest is for a machine with much to do.
    assert!(ran.took < Duration::from_secs(5), "{:?}", ran.took);
    assert_eq!(ran.exit, Some(3), "{}", ran.stderr);
    // Nobody stopped it: it was told to end.
    assert_eq!(report["interrupted"], false);
    is_whole_and_honest(&report);
    assert!(
        !other_than(&report, "unknown").is_empty(),
        "nothing was known after a second"
    );
}

/// A report that people read says that it is not the whole story.
#[test]
fn the_terminal_says_that_the_run_was_cut_short() {
    let (lab, folder) = (lab(SILENCE), TempDir::new().unwrap());
    let mut command = super::netcheck(folder.path());
    let ran = super::ran(command.args(lab.arguments()).args(["--deadline", "1"]));
    assert_eq!(ran.exit, Some(3), "{}", ran.stdout);
    assert!(ran.stdout.contains("UNKNOWN"), "{}", ran.stdout);
    assert!(!ran.stdout.contains("BLOCKED"), "{}", ran.stdout);
}
