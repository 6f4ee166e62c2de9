//! A saved report in another language: whole, for people alone, and as wide as it may be.

use std::collections::BTreeSet;

use aws_netcheck::language::Language;
use aws_netcheck::report::{Color, Detail, OUTPUTS, Options, width};

use super::cases::{CASES, Case};
use super::{golden, html, saved, shown};

/// The outputs that people read, and the file of each case that has it.
const FOR_PEOPLE: &[(&str, &str)] = &[
    ("terminal", "terminal.txt"),
    ("ticket", "ticket.txt"),
    ("markdown", "ticket.md"),
    ("html", "report.html"),
];

fn japanese(case: &Case, detail: Detail) -> Options {
    Options {
        language: Language::Japanese,
        ..super::options(case, Color::Never, detail)
    }
}

#[test]
fn every_case_shows_in_japanese_as_its_golden_files() {
    for case in CASES {
        let report = saved(case);
        let folded = japanese(case, Detail::Folded);
        for (id, file) in FOR_PEOPLE {
            let text = shown(id, &report, &folded);
            let text = match *id {
                "html" => html::without_looks(&text),
                _ => text,
            };
            golden(case, &format!("ja/{file}"), &text);
        }
        let full = japanese(case, Detail::Full);
        golden(case, "ja/verbose.txt", &shown("terminal", &report, &full));
    }
}

#[test]
fn what_programs_read_is_the_same_in_every_language() {
    for output in OUTPUTS {
        let is_for_people = FOR_PEOPLE.iter().any(|(id, _)| *id == output.id);
        for case in CASES {
            let report = saved(case);
            let shown_in = |language| {
                let options = Options {
                    language,
                    ..super::options(case, Color::Never, Detail::Full)
                };
                (output.render)(&report, &options)
            };
            let (english, japanese) = (shown_in(Language::English), shown_in(Language::Japanese));
            assert_eq!(
                english != japanese,
                is_for_people,
                "{} {}",
                output.id,
                case.name
            );
        }
    }
}

#[test]
fn lines_in_japanese_fit_80_columns() {
    for case in CASES {
        for detail in [Detail::Folded, Detail::Full] {
            let text = shown("terminal", &saved(case), &japanese(case, detail));
            for line in text.lines() {
                assert!(width(line) <= 80, "{}: {line}", case.name);
                assert_eq!(line, line.trim_end(), "{}", case.name);
                let begins = line.trim_start();
                assert!(
                    !begins.starts_with(['、', '。', '」']),
                    "{}: {line}",
                    case.name
                );
            }
        }
    }
}

/// Every part of an English sentence that stands between two facts and is longer than a name.
fn english_wording() -> BTreeSet<String> {
    let mut parts = BTreeSet::new();
    let pages = ["causes", "failures", "verdicts"];
    let files = Language::English.files();
    for (file, text) in files.filter(|(file, _)| !pages.contains(file)) {
        let table: toml::Table = text.parse().unwrap();
        let tables = table.into_iter().filter(|(name, _)| {
            // Names of products are the same everywhere.
            (file, name.as_str()) != ("requests", "product")
        });
        for sentence in tables.flat_map(|(_, value)| sentences(value)) {
            let between = sentence.split('{');
            let between = between.map(|part| part.split_once('}').map_or(part, |(_, rest)| rest));
            let long = between.filter(|part| part.split_whitespace().count() > 3);
            parts.extend(long.map(|part| part.trim().to_owned()));
        }
    }
    parts
}

fn sentences(value: toml::Value) -> Vec<String> {
    match value {
        toml::Value::String(text) => vec![text],
        toml::Value::Table(inner) => inner
            .into_iter()
            .flat_map(|(_, one)| sentences(one))
            .collect(),
        _ => Vec::new(),
    }
}

/// What a command answers is quoted as it answers it.
const QUOTED: &str = "Verify return code: 0 (ok)";

#[test]
fn no_english_sentence_of_ours_is_left_in_a_japanese_output() {
    let wording = english_wording();
    assert!(wording.len() > 500);
    // What the hostile one's network sends looks like a sentence of ours.
    for case in CASES.iter().filter(|case| case.name != "hostile") {
        let report = saved(case);
        for (id, _) in FOR_PEOPLE {
            let text = shown(id, &report, &japanese(case, Detail::Full));
            // As it is read: without line ends and indents, and without escapes.
            let text = text
                .replace(QUOTED, "")
                .replace("&#39;", "'")
                .replace("&#34;", "\"");
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            let left = wording.iter().find(|part| text.contains(part.as_str()));
            assert_eq!(left, None, "{id} {}", case.name);
        }
    }
}
