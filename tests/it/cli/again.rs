//! `probe --again`: after a change, what became of what an earlier run asked for.

use std::{ffi::OsString, fs, path::Path};

use serde_json::Value;
use tempfile::TempDir;

use crate::lab::Lab;

use super::{Ran, lab, netcheck, probed, ran};

const DENIED: &str = "
    [[host]]
    name = 'oidc.us-east-1.amazonaws.com'
    dns = { answer = 'nxdomain', extended_error = { code = 15, text = 'no' } }";

const CUT: &str = "
    [[host]]
    name = 'mycorp.awsapps.com'
    tls = { fault = 'reset' }";

const INSPECTED: &str = "
    [[host]]
    name = 'mycorp.awsapps.com'
    tls = { certificate = 'corporate' }";

/// Browsers have the gateway's authority, and the AWS CLI has not.
const INSPECTED_FOR_BOTH: &str = "
    [[host]]
    name = 'portal.sso.us-east-1.amazonaws.com'
    tls = { certificate = 'corporate' }";

/// Inspected, and behind it an answer that nobody has put his mark on: the path is unknown.
const INSPECTED_AND_UNMARKED: &str = "
    [[host]]
    name = 'mycorp.awsapps.com'
    tls = { certificate = 'corporate' }
    http = { status = 403, headers = { Server = 'x' }, body = 'no' }";

/// The flags of a lab without the target, which the report brings.
fn flags(lab: &Lab) -> Vec<OsString> {
    let typed = ["--directory", "mycorp", "--region", "us-east-1"];
    let flags = lab.arguments().iter();
    flags
        .filter(|flag| !typed.iter().any(|one| flag == one))
        .cloned()
        .collect()
}

pub(super) fn again(lab: &Lab, folder: &Path, more: &[&str]) -> Ran {
    let mut command = netcheck(folder);
    let command = command.args(flags(lab)).args(["--again", "before.json"]);
    ran(command.args(more))
}

/// A run with the first faults, then one with the second.
fn before_and_after(before: &str, after: &str) -> (Ran, Value) {
    let folder = TempDir::new().unwrap();
    let (_, report) = probed(&lab(before), &[]);
    fs::write(folder.path().join("before.json"), report.to_string()).unwrap();
    let ran = again(&lab(after), folder.path(), &["--format", "json"]);
    let report = ran.json();
    super::outputs::follows_its_schema(&report);
    (ran, report)
}

/// Team and progress of each request.
fn progress(report: &Value) -> Vec<(String, String)> {
    let requests = report["again"]["requests"].as_array().unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let of_one = |one: &Value| (text(&one["team"]), text(&one["progress"]));
    requests.iter().map(of_one).collect()
}

fn pair(team: &str, progress: &str) -> (String, String) {
    (team.to_owned(), progress.to_owned())
}

#[test]
fn what_is_mended_is_done_and_what_is_not_is_named() {
    let (ran, report) = before_and_after(&format!("{DENIED}{CUT}"), CUT);
    assert_eq!(ran.exit, Some(1), "{}", ran.stderr);
    assert_eq!(
        progress(&report),
        [pair("dns", "done"), pair("firewall", "not_done")]
    );
    // The hosts that failed, and two that did not.
    let paths = report["paths"].as_array().unwrap();
    let mut hosts: Vec<&str> = paths
        .iter()
        .map(|path| path["host"].as_str().unwrap())
        .collect();
    hosts.sort_unstable();
    hosts.dedup();
    assert_eq!(hosts.len(), 4, "{hosts:?}");
    assert_eq!(report["target"]["directory"], "mycorp");
    assert_eq!(report["again"]["open_before"], 2);
}

#[test]
fn the_next_wall_is_no_failure_of_the_change() {
    let (ran, report) = before_and_after(CUT, INSPECTED);
    assert_eq!(ran.exit, Some(0), "{}", ran.stderr);
    assert_eq!(progress(&report), [pair("firewall", "next_wall")]);
    let next = &report["again"]["requests"][0]["next"][0];
    assert_eq!(next["failure"], "tls.intercepted", "{next}");
    assert_eq!(next["hosts"][0], "mycorp.awsapps.com");
}

#[test]
fn what_was_proven_of_an_unknown_path_is_followed_too() {
    let (ran, report) = before_and_after(INSPECTED_AND_UNMARKED, INSPECTED_AND_UNMARKED);
    assert_eq!(ran.exit, Some(3), "{}", ran.stderr);
    assert_eq!(progress(&report), [pair("gateway", "not_done")]);
    let (ran, report) = before_and_after(INSPECTED_AND_UNMARKED, "");
    assert_eq!(ran.exit, Some(0), "{}", ran.stderr);
    assert_eq!(progress(&report), [pair("gateway", "done")]);
}

/// Whoever asked for browsers alone asks for them again, if nobody else is named.
#[test]
fn it_is_judged_for_those_for_whom_it_was_judged_before() {
    let folder = TempDir::new().unwrap();
    let lab = lab(INSPECTED_FOR_BOTH);
    let (before, report) = probed(&lab, &["--client", "browser"]);
    assert_eq!(before.exit, Some(0), "{}", before.stderr);
    fs::write(folder.path().join("before.json"), report.to_string()).unwrap();
    assert_eq!(again(&lab, folder.path(), &[]).exit, Some(0));
    assert_eq!(
        again(&lab, folder.path(), &["--client", "aws-cli"]).exit,
        Some(1)
    );
    let (before, report) = probed(&lab, &["--client", "browser", "--fail-on", "degraded"]);
    assert_eq!(before.exit, Some(1), "{}", before.stderr);
    fs::write(folder.path().join("before.json"), report.to_string()).unwrap();
    let ran = again(&lab, folder.path(), &["--format", "ticket"]);
    assert_eq!(ran.exit, Some(1), "{}", ran.stderr);
    let verify = "aws-netcheck probe --client browser --fail-on degraded --resolver";
    assert!(ran.stdout.contains(verify), "{}", ran.stdout);
}

#[test]
fn all_done_ends_with_0_and_says_what_was_not_tested_again() {
    let folder = TempDir::new().unwrap();
    let (_, report) = probed(&lab(&format!("{DENIED}{CUT}")), &[]);
    fs::write(folder.path().join("before.json"), report.to_string()).unwrap();
    let mended = lab("");
    let ran = again(&mended, folder.path(), &[]);
    assert_eq!(ran.exit, Some(0), "{}", ran.stderr);
    let words = ran.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("OPEN NOW: every required path"), "{words}");
    assert_eq!(words.matches(" DONE request ").count(), 2, "{words}");
    // A dry run names the same hosts, and no others.
    let dry = again(&mended, folder.path(), &["--dry-run"]);
    let hosts = dry
        .stdout
        .lines()
        .filter(|line| line.starts_with("    GET "));
    assert!((2..=8).contains(&hosts.count()), "{}", dry.stdout);
}

/// What one proxy denies is not mended where another leads on.
#[test]
fn open_by_another_way_is_not_done() {
    let denies =
        lab("[proxy]\nfault = 'reply'\nof = 'mycorp.awsapps.com'\nstatus = 403\nreason = 'no'");
    let folder = TempDir::new().unwrap();
    let (_, report) = probed(&denies, &[]);
    fs::write(folder.path().join("before.json"), report.to_string()).unwrap();
    let other = lab("[proxy]");
    let ran = again(&other, folder.path(), &["--format", "json"]);
    assert_eq!(ran.exit, Some(0), "{}", ran.stderr);
    let report = ran.json();
    super::outputs::follows_its_schema(&report);
    assert_eq!(progress(&report), [pair("proxy", "other_way")]);
    let screen = again(&other, folder.path(), &[]).stdout;
    let words = screen.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("UNCLEAR request 1"), "{screen}");
}

#[test]
fn what_cannot_be_tested_again_is_said_before_anything_is_sent() {
    let folder = TempDir::new().unwrap();
    let lab = lab("");
    let (_, open) = probed(&lab, &[]);
    let mut foreign = open.clone();
    foreign["paths"][0]["verdict"] = "blocked".into();
    foreign["target"]["regions"][0] = "us-east-1/../x".into();
    for (report, expected) in [
        (open.to_string(), "everything was open"),
        (foreign.to_string(), "us-east-1/../x"),
        ("{}".to_owned(), "no report of ours"),
    ] {
        fs::write(folder.path().join("before.json"), report).unwrap();
        let ran = again(&lab, folder.path(), &[]);
        assert_eq!(ran.exit, Some(2), "{}", ran.stderr);
        assert!(ran.stderr.contains(expected), "{}", ran.stderr);
    }
    let mut command = netcheck(folder.path());
    let both = command
        .args(lab.arguments())
        .args(["--again", "before.json"]);
    assert_eq!(ran(both).exit, Some(2));
}
