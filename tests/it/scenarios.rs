//! Runs the real program on every network in `tests/scenarios`, and compares what it says.
//!
//! Owns the running and the comparing. The folder is the list; what a file may say is in
//! `lab/scenario.rs`. The program is met as a script would meet it: arguments in, JSON and exit
//! status out.

use std::{
    ffi::OsString,
    fs,
    path::Path,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use serde::Deserialize;
use tempfile::TempDir;

use crate::lab::{
    Lab, has_ipv6,
    scenario::{self, Expect, ExpectedPath, Finding, Scenario},
};
use crate::turn::Turn;

/// How many labs run at once: each is mostly waiting.
const AT_ONCE: usize = 4;
/// A program that hangs is ended after this long.
const PATIENCE: Duration = Duration::from_secs(60);

/// As much of the report as is compared (schema `aws-netcheck/report/1`).
#[derive(Debug, Deserialize)]
struct Report {
    vantage: Vantage,
    paths: Vec<ReportedPath>,
}

#[derive(Debug, Deserialize)]
struct Vantage {
    #[serde(default)]
    said: Vec<Said>,
}

#[derive(Debug, Deserialize)]
struct ReportedPath {
    id: String,
    host: String,
    verdict: String,
    layer: Option<String>,
    failure: Option<String>,
    cause: Option<String>,
    product: Option<Product>,
    also: Vec<Wall>,
    #[serde(default)]
    said: PathSaid,
}

#[derive(Debug, Deserialize)]
struct Product {
    name: String,
}

#[derive(Debug, Deserialize)]
struct Wall {
    failure: String,
}

#[derive(Debug, Default, Deserialize)]
struct PathSaid {
    #[serde(default)]
    notes: Vec<Said>,
}

#[derive(Debug, Deserialize)]
struct Said {
    key: String,
}

/// How a run ended.
struct Run {
    exit: Option<i32>,
    took: Duration,
    stderr: String,
    /// Or what is wrong with it.
    report: Result<Report, String>,
}

#[test]
fn every_scenario_is_judged_as_its_file_says() {
    let files = scenario::folder().unwrap();
    assert!(!files.is_empty(), "tests/scenarios holds no scenario");
    let next = AtomicUsize::new(0);
    let problems = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                while let Some((name, path)) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if let Err(problem) = play(name, path) {
                        let mut problems = problems.lock().unwrap_or_else(PoisonError::into_inner);
                        problems.push(problem);
                    }
                }
            });
        }
    });
    let mut problems = problems
        .into_inner()
        .unwrap_or_else(PoisonError::into_inner);
    problems.sort();
    let count = format!("{} of {} scenarios failed", problems.len(), files.len());
    assert!(problems.is_empty(), "{count}\n\n{}", problems.join("\n\n"));
}

/// Plays one scenario; an error is the whole text for people.
fn play(name: &str, path: &Path) -> Result<(), String> {
    let scenario = Scenario::read(path).map_err(|problem| problem.to_string())?;
    let scenario = Arc::new(scenario);
    if scenario.needs_ipv6 && !has_ipv6() {
        return not_run(name, "this machine has no ::1");
    }
    let lab = Lab::start(&scenario).map_err(|problem| format!("{name}: no lab: {problem}"))?;
    let run = run(lab.arguments()).map_err(|problem| format!("{name}: {problem}"))?;
    let differences = differences(&scenario, &run);
    if differences.is_empty() {
        return Ok(());
    }
    let (title, expect) = (&scenario.title, &scenario.expect);
    let differences = differences.join("\n  ");
    let arguments: Vec<_> = lab
        .arguments()
        .iter()
        .map(|a| a.to_string_lossy())
        .collect();
    Err(format!(
        "== {name}: {title}\n  {differences}\nexpected by the file:\n{expect}\narguments: {}\nstderr: {}",
        arguments.join(" "),
        run.stderr,
    ))
}

#[expect(
    clippy::print_stderr,
    clippy::unnecessary_wraps,
    reason = "what was not run is said aloud"
)]
fn not_run(name: &str, why: &str) -> Result<(), String> {
    eprintln!("not run: {name}: {why}");
    Ok(())
}

/// Runs the program in an empty environment: no variable of this machine may change the result.
fn run(arguments: &[OsString]) -> Result<Run, String> {
    let folder = TempDir::new().map_err(|problem| problem.to_string())?;
    let file = folder.path().join("report.json");
    let turn = Turn::take();
    let started = Instant::now();
    let output = assert_cmd::Command::new(env!("CARGO_BIN_EXE_aws-netcheck"))
        .env_clear()
        .env("HOME", folder.path())
        .current_dir(folder.path())
        .args(arguments)
        .args(["--format", "json", "--output"])
        .arg(&file)
        .timeout(PATIENCE)
        .output()
        .map_err(|problem| format!("the program did not run to its end: {problem}"))?;
    let took = started.elapsed();
    drop(turn);
    let report = fs::read_to_string(&file)
        .map_err(|problem| format!("no report: {problem}"))
        .and_then(without_secrets)
        .and_then(|text| serde_json::from_str(&text).map_err(|p| format!("bad report: {p}")));
    Ok(Run {
        exit: output.status.code(),
        took,
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        report,
    })
}

/// What servers say in confidence holds this word; a report travels by mail.
fn without_secrets(report: String) -> Result<String, String> {
    match report.contains("S3CRET") {
        true => Err("a secret of the far side stands in the report".to_owned()),
        false => Ok(report),
    }
}

/// Everything in which a run is not as its scenario says.
fn differences(scenario: &Scenario, run: &Run) -> Vec<String> {
    let expect = &scenario.expect;
    let mut found = Vec::new();
    if run.exit != Some(expect.exit) {
        found.push(format!(
            "exit: expected {}, got {:?}",
            expect.exit, run.exit
        ));
    }
    let allowed = Duration::from_millis(expect.within_ms);
    if run.took > allowed {
        found.push(format!(
            "time: expected at most {allowed:?}, got {:?}",
            run.took
        ));
    }
    match &run.report {
        Err(problem) => found.push(problem.clone()),
        Ok(report) => {
            found.extend(
                expect
                    .state
                    .iter()
                    .filter_map(|state| missing_state(report, state)),
            );
            found.extend(
                expect
                    .paths
                    .iter()
                    .filter_map(|row| missing_path(report, row)),
            );
            for path in &report.paths {
                found.extend(path_differences(path, expect));
            }
        }
    }
    found
}

fn missing_state(report: &Report, state: &str) -> Option<String> {
    let said: Vec<_> = report
        .vantage
        .said
        .iter()
        .map(|said| said.key.as_str())
        .collect();
    (!said.contains(&state)).then(|| format!("state: expected {state}, got {said:?}"))
}

fn missing_path(report: &Report, row: &ExpectedPath) -> Option<String> {
    let there = report
        .paths
        .iter()
        .any(|path| scenario::fits(&row.host, &path.host));
    (!there).then(|| format!("{}: no path to it in the report", row.host))
}

fn path_differences(path: &ReportedPath, expect: &Expect) -> Vec<String> {
    let row = scenario::most_exact(&expect.paths, &path.host, |row| &row.host);
    let expected = row.map_or_else(Finding::open, ExpectedPath::finding);
    let got = path.finding();
    let mut found = Vec::new();
    if got != expected {
        let id = &path.id;
        found.push(format!("{id}\n    expected {expected}\n    got      {got}"));
    }
    if let Some(note) = row.and_then(|row| row.note.as_ref()) {
        let notes: Vec<_> = path.said.notes.iter().map(|said| &said.key).collect();
        if !notes.contains(&note) {
            found.push(format!("{}: expected note {note}, got {notes:?}", path.id));
        }
    }
    found
}

impl ReportedPath {
    fn finding(&self) -> Finding {
        let mut also: Vec<_> = self.also.iter().map(|wall| wall.failure.clone()).collect();
        also.sort();
        Finding {
            verdict: self.verdict.clone(),
            layer: self.layer.clone(),
            failure: self.failure.clone(),
            cause: self.cause.clone(),
            product: self.product.as_ref().map(|product| product.name.clone()),
            also,
        }
    }
}
