//! The report for pipelines: JUnit's XML, in which a path is a test.
//!
//! Owns what a path comes to there. A test fails where the path makes the exit status 1, and is an error
//! where it makes it 3, so that a pipeline that reads the file says what one says that reads the status;
//! what is not usable and counts for nobody who was asked about is skipped, with the reason.

use std::time::Duration;

use quick_junit::{NonSuccessKind, Property, TestCase, TestCaseStatus, TestSuite};

use crate::verdict::Verdict;

use super::v1::{FAIL_ON, NOT_USED, Path, Report, Untested};
use super::view::group::unique;
use super::{Options, harmless};

/// The suite of what could not be tested at all.
const UNTESTED: &str = "untested";

pub(super) fn render(report: &Report, _options: &Options) -> String {
    let mut junit = quick_junit::Report::new(harmless(&report.tool.name));
    // In the plan's order: the strongest requirement first.
    let requirements = unique(report.paths.iter().map(|path| path.requirement.as_str()));
    for requirement in requirements {
        let theirs = report.paths.iter();
        let theirs = theirs.filter(|path| path.requirement == requirement);
        let mut suite = suite(report, requirement);
        suite.add_test_cases(theirs.map(|path| test(report, path)));
        junit.add_test_suite(suite);
    }
    if !report.untested.is_empty() {
        let mut suite = suite(report, UNTESTED);
        suite.add_test_cases(report.untested.iter().map(untested));
        junit.add_test_suite(suite);
    }
    // Writing into memory fails for nothing that could be told to anybody.
    let mut text = without_total_of_skipped(junit.to_string().unwrap_or_default());
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text
}

/// Jenkins refuses a file whose outermost element says how many tests were skipped in all, as quick-junit
/// writes it (xunit-plugin, `junit-10.xsd`: `skipped` is an attribute of `testsuite` alone). A value has
/// neither a bare quote nor a bare bracket, so that the first of each is the tag's own.
fn without_total_of_skipped(mut text: String) -> String {
    const ATTRIBUTE: &str = " skipped=\"";
    let tag = text.find("<testsuites").and_then(|begin| {
        let end = begin + text[begin..].find('>')?;
        let at = begin + text[begin..end].find(ATTRIBUTE)?;
        let value = at + ATTRIBUTE.len();
        Some(at..value + text[value..end].find('"')? + 1)
    });
    if let Some(attribute) = tag {
        text.replace_range(attribute, "");
    }
    text
}

/// With what says which run it was.
fn suite(report: &Report, name: &str) -> TestSuite {
    let mut suite = TestSuite::new(harmless(name));
    let regions = report.target.regions.join(" ");
    let properties = [
        ("run", Some(&report.run)),
        ("started", Some(&report.started)),
        ("site", report.site.as_ref()),
        ("directory", report.target.directory.as_ref()),
        ("regions", Some(&regions)),
        ("catalogue", Some(&report.tool.catalogue)),
    ];
    for (name, value) in properties {
        if let Some(value) = value {
            suite.add_property(Property::new(name, harmless(value)));
        }
    }
    suite
}

fn test(report: &Report, path: &Path) -> TestCase {
    let mut test = TestCase::new(harmless(&path.id), status(report, path));
    test.set_classname(harmless(&path.host));
    if let Some(ms) = path.timings_ms.total {
        test.set_time(Duration::from_secs_f64(ms.max(0.0) / 1000.0));
    }
    test
}

fn status(report: &Report, path: &Path) -> TestCaseStatus {
    let worst = match path.is_required() && path.counts {
        true => worst(path),
        false => None,
    };
    let mut status = match worst {
        Some(Verdict::Blocked) => TestCaseStatus::non_success(NonSuccessKind::Failure),
        Some(Verdict::Degraded) if fails_on_degraded(report) => {
            TestCaseStatus::non_success(NonSuccessKind::Failure)
        }
        Some(Verdict::Unknown) => TestCaseStatus::non_success(NonSuccessKind::Error),
        Some(Verdict::Open | Verdict::Degraded) => return TestCaseStatus::success(),
        None if matches!(path.verdict, Verdict::Open | Verdict::Degraded) => {
            return TestCaseStatus::success();
        }
        None => TestCaseStatus::skipped(),
    };
    status.set_message(harmless(&path.summary));
    let code = path.cause.as_ref().or(path.failure.as_ref());
    status.set_type(harmless(code.map_or(path.verdict.code(), String::as_str)));
    let grounds: Vec<String> = path.evidence.iter().map(|one| harmless(one)).collect();
    status.set_description(grounds.join("\n"));
    status
}

/// Of those clients that were asked about and call it.
fn worst(path: &Path) -> Option<Verdict> {
    let said = path.clients.values().filter(|said| *said != NOT_USED);
    let of_code = |code: &String| Verdict::ALL.iter().find(|one| one.code() == code);
    said.filter_map(of_code).max().copied()
}

/// As `--fail-on` was given.
fn fails_on_degraded(report: &Report) -> bool {
    let given = report.flags.get(FAIL_ON);
    given.is_some_and(|given| given.iter().any(|one| one == Verdict::Degraded.code()))
}

fn untested(row: &Untested) -> TestCase {
    let mut status = TestCaseStatus::skipped();
    status.set_message(harmless(&row.why));
    TestCase::new(harmless(&row.pattern), status)
}
