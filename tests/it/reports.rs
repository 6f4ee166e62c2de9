//! Every output of every case, against golden files; and what must hold for any report.
//!
//! A case is a folder in `tests/reports` and a row in `cases::CASES`. `UPDATE_GOLDEN=1 cargo test`
//! writes the golden files anew; read the difference before you commit it.
#![expect(
    clippy::unwrap_used,
    reason = "a case that cannot be read fails the test"
)]

use std::{collections::BTreeSet, fs, path::PathBuf};

use quick_junit::{NonSuccessKind, TestCaseStatus};

use aws_netcheck::language::Language;
use aws_netcheck::report::{Color, Detail, OUTPUTS, Options, Report, output, width};

use crate::golden::compare;

mod both_ways;
mod build;
mod cases;
mod compared;
mod elsewhere;
mod hostile;
mod html;
mod languages;
mod one_site;
mod proxied;
mod redacted;
mod sites;
mod tickets;

use cases::{CASES, Case};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/reports")
}

fn golden(case: &Case, file: &str, text: &str) {
    compare(&format!("reports/{}/{file}", case.name), text);
}

fn json(case: &Case) -> String {
    shown("json", &(case.report)(), &Options::default())
}

/// The report after it was saved and read again.
fn saved(case: &Case) -> Report {
    serde_json::from_str(&json(case)).unwrap()
}

fn case(name: &str) -> &'static Case {
    CASES.iter().find(|case| case.name == name).unwrap()
}

fn options(case: &Case, color: Color, detail: Detail) -> Options {
    Options {
        language: Language::English,
        color,
        detail,
        exit: case.exit,
        saved: case.saved.map(str::to_owned),
    }
}

fn shown(id: &str, report: &Report, options: &Options) -> String {
    (output(id).unwrap().render)(report, options)
}

#[test]
fn every_case_shows_as_its_golden_files() {
    for case in CASES {
        let report = (case.report)();
        let folded = options(case, Color::Never, Detail::Folded);
        let full = options(case, Color::Never, Detail::Full);
        golden(case, "report.json", &shown("json", &report, &folded));
        golden(case, "terminal.txt", &shown("terminal", &report, &folded));
        golden(case, "verbose.txt", &shown("terminal", &report, &full));
        golden(case, "ticket.txt", &shown("ticket", &report, &folded));
        golden(case, "ticket.md", &shown("markdown", &report, &folded));
        let page = html::without_looks(&shown("html", &report, &folded));
        golden(case, "report.html", &page);
        golden(case, "report.csv", &shown("csv", &report, &folded));
        golden(case, "report.junit.xml", &shown("junit", &report, &folded));
        golden(case, "line.txt", &shown("line", &report, &folded));
        golden(case, "report.ndjson", &shown("ndjson", &report, &folded));
        golden(case, "report.prom", &shown("prometheus", &report, &folded));
    }
}

#[test]
fn every_folder_is_a_case() {
    let folders: BTreeSet<String> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let cases: BTreeSet<String> = CASES.iter().map(|case| case.name.to_owned()).collect();
    assert_eq!(folders, cases);
    let ids: BTreeSet<&str> = OUTPUTS.iter().map(|output| output.id).collect();
    assert_eq!(ids.len(), OUTPUTS.len());
}

#[test]
fn a_saved_report_shows_the_same_again() {
    for case in CASES {
        let (fresh, again) = ((case.report)(), saved(case));
        // Two whole reports in a message would help nobody.
        assert!(fresh == again, "{}", case.name);
        for detail in [Detail::Folded, Detail::Full] {
            let options = options(case, Color::Never, detail);
            let show = |report| shown("terminal", report, &options);
            assert_eq!(show(&fresh), show(&again), "{}", case.name);
            let page = |report| shown("html", report, &options);
            assert!(page(&fresh) == page(&again), "{}", case.name);
        }
    }
}

#[test]
fn every_line_fits_80_columns_and_holds_no_control_character() {
    for case in CASES {
        let report = saved(case);
        for detail in [Detail::Folded, Detail::Full] {
            let text = shown("terminal", &report, &options(case, Color::Never, detail));
            for line in text.lines() {
                assert!(width(line) <= 80, "{}: {line}", case.name);
                assert!(!line.chars().any(char::is_control), "{}: {line}", case.name);
                assert_eq!(line, line.trim_end(), "{}", case.name);
            }
            assert!(text.ends_with('\n'));
        }
        let control = |c: char| c.is_control() && c != '\n';
        assert!(!json(case).chars().any(control), "{}", case.name);
    }
}

#[test]
fn a_line_is_one_short_line_whatever_comes() {
    for case in CASES {
        let line = shown(
            "line",
            &saved(case),
            &options(case, Color::Never, Detail::Folded),
        );
        assert!(line.len() < 500, "{}: {line}", case.name);
        assert_eq!(line.lines().count(), 1, "{}", case.name);
        assert!(!line.trim_end().chars().any(char::is_control), "{line}");
    }
}

#[test]
fn every_row_of_a_spreadsheet_has_every_column_and_none_is_a_formula() {
    for case in CASES {
        let report = saved(case);
        let text = shown("csv", &report, &Options::default());
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let rows: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().unwrap();
        assert_eq!(rows.len(), report.paths.len(), "{}", case.name);
        for cell in rows.iter().flatten() {
            assert!(!cell.starts_with(['=', '+', '-', '@']), "{cell}");
        }
    }
}

/// A label's value is a whole one in quotes, and every sample a number (Prometheus, "Exposition
/// formats").
#[test]
fn every_line_for_prometheus_is_a_sample_or_a_comment() {
    let label = r#"[a-z_]+="(?:[^"\\]|\\["\\n])*""#;
    let sample = format!(r"^aws_netcheck_[a-z_]+(?:\{{{label}(?:,{label})*\}})? (?:NaN|[0-9.]+)$");
    let sample = regex::Regex::new(&sample).unwrap();
    for case in CASES {
        let text = shown("prometheus", &saved(case), &Options::default());
        for line in text.lines() {
            assert!(line.starts_with("# ") || sample.is_match(line), "{line}");
        }
    }
}

#[test]
fn colour_repeats_what_words_say() {
    for case in CASES {
        let report = saved(case);
        let plain = shown(
            "terminal",
            &report,
            &options(case, Color::Never, Detail::Full),
        );
        let coloured = shown(
            "terminal",
            &report,
            &options(case, Color::Always, Detail::Full),
        );
        assert_ne!(plain, coloured);
        let mut stripped = String::new();
        for (index, part) in coloured.split("\x1b[").enumerate() {
            let kept = if index == 0 {
                part
            } else {
                part.split_once('m').unwrap().1
            };
            stripped.push_str(kept);
        }
        assert_eq!(stripped, plain, "{}", case.name);
    }
}

#[test]
fn every_report_follows_its_schema() {
    let schema = include_str!("../../data/schema/report.schema.json");
    let schema: serde_json::Value = serde_json::from_str(schema).unwrap();
    jsonschema::meta::validate(&schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for case in CASES {
        let json: serde_json::Value = serde_json::from_str(&json(case)).unwrap();
        let errors: Vec<String> = validator
            .iter_errors(&json)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{}: {errors:#?}", case.name);
    }
    let mut wrong: serde_json::Value = serde_json::to_value((CASES[0].report)()).unwrap();
    wrong["paths"][0]["verdict"] = "fine".into();
    assert!(!validator.is_valid(&wrong));
}

/// The schema names every field that is written, so that none stays undocumented.
#[test]
fn the_schema_knows_every_field() {
    let schema = include_str!("../../data/schema/report.schema.json");
    let schema: serde_json::Value = serde_json::from_str(schema).unwrap();
    let mut known = BTreeSet::new();
    names(&schema, &mut known);
    for case in CASES {
        let mut report = (case.report)();
        // Here the names are data.
        report.vantage.trust.clear();
        let clients = std::mem::take(&mut report.clients);
        report
            .paths
            .iter_mut()
            .for_each(|path| path.clients.clear());
        let mut json = serde_json::to_value(report).unwrap();
        json["clients"] = clients
            .into_values()
            .map(|of| serde_json::json!(of))
            .collect();
        drop_facts(&mut json);
        let mut written = BTreeSet::new();
        names(&json, &mut written);
        let missing: Vec<_> = written.difference(&known).collect();
        assert!(missing.is_empty(), "{}: {missing:?}", case.name);
    }
}

fn names(value: &serde_json::Value, into: &mut BTreeSet<String>) {
    match value {
        serde_json::Value::Object(fields) => {
            for (name, inner) in fields {
                into.insert(name.clone());
                names(inner, into);
            }
        }
        serde_json::Value::Array(items) => items.iter().for_each(|item| names(item, into)),
        _ => {}
    }
}

fn drop_facts(value: &mut serde_json::Value) {
    match value {
        serde_json::Value::Object(fields) => {
            fields.remove("facts");
            fields.values_mut().for_each(drop_facts);
        }
        serde_json::Value::Array(items) => items.iter_mut().for_each(drop_facts),
        _ => {}
    }
}

#[test]
fn no_secret_of_a_block_page_or_proxy_is_saved() {
    for name in ["hostile", "unknown", "healthy", "vantage"] {
        assert!(!json(case(name)).contains("s3cr3t"), "{name}");
    }
}

#[test]
fn requests_stand_beside_their_wall() {
    let report = saved(case("blocked"));
    let text = shown("terminal", &report, &Options::default());
    assert!(text.contains("causes, 2 teams."), "{text}");
    let line = "  ask        FIREWALL: permit TLS on TCP 443 to these names";
    assert!(text.contains(line), "{text}");
}

#[test]
fn a_report_of_a_newer_version_can_be_read() {
    let mut json: serde_json::Value = serde_json::from_str(&json(case("blocked"))).unwrap();
    json["weather"] = "fair".into();
    json["paths"][0]["tide"] = 7.into();
    json["paths"][0]["cause"] = "quantum_filter".into();
    json["paths"][0]["failure"] = "quic.reset".into();
    json["paths"][0]["layer"] = "quic".into();
    json["paths"][0]["observations"][0]["operation"] = "quic_handshake".into();
    let report: Report = serde_json::from_value(json).unwrap();
    let text = shown("terminal", &report, &Options::default());
    assert!(text.contains("quantum_filter"), "{text}");
}

/// A pipeline that reads the file is told what one is told that reads the exit status.
#[test]
fn a_test_of_junit_fails_where_the_exit_status_says_so() {
    for case in CASES {
        let text = shown("junit", &(case.report)(), &Options::default());
        let read = quick_junit::Report::deserialize_from_str(&text);
        let read = read.unwrap_or_else(|why| panic!("{}: {why}", case.name));
        let tests = || read.test_suites.iter().flat_map(|suite| &suite.test_cases);
        let of_kind = |wanted: NonSuccessKind| {
            let is = |status: &TestCaseStatus| matches!(status, TestCaseStatus::NonSuccess { kind, .. } if *kind == wanted);
            tests().any(|test| is(&test.status))
        };
        assert_eq!(
            of_kind(NonSuccessKind::Failure),
            case.exit == 1,
            "{}",
            case.name
        );
        if case.exit == 0 {
            assert!(!of_kind(NonSuccessKind::Error), "{}", case.name);
        }
        let report = (case.report)();
        let count = report.paths.len() + report.untested.len();
        assert_eq!(tests().count(), count, "{}", case.name);
        assert!(!text.contains('\u{1b}'), "{}", case.name);
    }
}
