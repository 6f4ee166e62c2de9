//! Every output of every case, against golden files; and what must hold for any report.
//!
//! A case is a folder in `tests/reports` and a row in `cases::CASES`. `UPDATE_GOLDEN=1 cargo test`
//! writes the golden files anew; read the difference before you commit it.
#![expect(
    clippy::unwrap_used,
    reason = "a case that cannot be read fails the test"
)]

use std::{collections::BTreeSet, fs, path::PathBuf};

use aws_netcheck::report::{Color, Detail, OUTPUTS, Options, Report, Texts, output, v1, width};

use crate::golden::compare;

mod build;
mod cases;

use cases::{CASES, Case};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/reports")
}

fn golden(case: &Case, file: &str, text: &str) {
    compare(&format!("reports/{}/{file}", case.name), text);
}

fn saved(case: &Case) -> Report {
    let json = fs::read_to_string(folder().join(case.name).join("report.json")).unwrap();
    serde_json::from_str(&json).unwrap()
}

fn options(case: &Case, color: Color, detail: Detail) -> Options {
    Options {
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
        assert_eq!(fresh, again, "{}", case.name);
        for detail in [Detail::Folded, Detail::Full] {
            let options = options(case, Color::Never, detail);
            let show = |report| shown("terminal", report, &options);
            assert_eq!(show(&fresh), show(&again), "{}", case.name);
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
        let json = shown("json", &report, &Options::default());
        let control = |c: char| c.is_control() && c != '\n';
        assert!(!json.chars().any(control), "{}", case.name);
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
        let json = fs::read_to_string(folder().join(case.name).join("report.json")).unwrap();
        let json: serde_json::Value = serde_json::from_str(&json).unwrap();
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
        report
            .paths
            .iter_mut()
            .for_each(|path| path.clients.clear());
        let mut json = serde_json::to_value(report).unwrap();
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
fn no_secret_of_a_block_page_is_saved() {
    let json = shown(
        "json",
        &(CASES.iter().find(|c| c.name == "hostile").unwrap().report)(),
        &Options::default(),
    );
    assert!(!json.contains("s3cr3t"), "{json}");
}

#[test]
fn requests_stand_beside_their_wall() {
    let case = CASES.iter().find(|case| case.name == "blocked").unwrap();
    let mut report = saved(case);
    let portal = report
        .paths
        .iter()
        .find(|path| path.host == "mycorp.awsapps.com")
        .unwrap();
    report.requests.push(v1::Request {
        id: 1,
        team: "firewall".into(),
        blocking: true,
        ask: "permit TLS to mycorp.awsapps.com".into(),
        not_asked: vec!["*.awsapps.com".into()],
        hosts: vec!["mycorp.awsapps.com".into()],
        because: vec![portal.id.clone()],
        log_filter: String::new(),
        test: String::new(),
        risk: String::new(),
    });
    let text = shown("terminal", &report, &Options::default());
    assert!(text.contains("2 causes, 1 team."), "{text}");
    let line = "  ask        FIREWALL: permit TLS to mycorp.awsapps.com\n";
    assert!(text.contains(line), "{text}");
}

#[test]
fn a_report_of_a_newer_version_can_be_read() {
    let json = fs::read_to_string(folder().join("blocked/report.json")).unwrap();
    let mut json: serde_json::Value = serde_json::from_str(&json).unwrap();
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

/// A key without a text would show itself to the user.
#[test]
fn every_key_has_its_text() {
    let mut prefixes = BTreeSet::new();
    for file in ["evidence.toml", "phrases.toml"] {
        prefixes.extend(sentences(file).keys().cloned());
    }
    let texts = Texts::english();
    for literal in literals() {
        let Some((prefix, rest)) = literal.split_once('.') else {
            continue;
        };
        let is_key = rest.chars().all(|c| c.is_ascii_lowercase() || c == '_');
        if prefixes.contains(prefix) && is_key && !rest.is_empty() {
            let text = texts.find(&literal);
            let counted = texts.find(&format!("{literal}_one"));
            assert!(text.or(counted).is_some(), "{literal} has no text");
        }
    }
}

/// A text without a key is dead.
#[test]
fn every_text_of_the_screen_is_used() {
    let literals = literals();
    for (name, table) in sentences("phrases.toml") {
        // These are looked up by a code or a word.
        if ["cause", "count", "word"].contains(&name.as_str()) {
            continue;
        }
        for key in table.as_table().unwrap().keys() {
            let key = format!("{name}.{key}");
            assert!(literals.contains(&key), "{key} is used nowhere");
        }
    }
}

fn sentences(file: &str) -> toml::Table {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("data/texts/en");
    let text = fs::read_to_string(path.join(file)).unwrap_or_default();
    text.parse().unwrap()
}

/// Every string literal in the sources of the program, without its tests.
fn literals() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut folders = vec![PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let source = fs::read_to_string(&path).unwrap();
            let program = source.split("#[cfg(test)]").next().unwrap();
            found.extend(program.lines().flat_map(|line| {
                let parts = line.split('"').skip(1).step_by(2);
                parts.map(str::to_owned).collect::<Vec<_>>()
            }));
        }
    }
    found
}
