//! What the verdict makes of evidence: every case is a folder of `tests/verdicts`.
//!
//! `verdicts/cases/` draws the evidence, one file per layer, and says in a line per path what must
//! come of it; `evidence.json` and `verdict.json` hold both in full, and are golden files.
#![expect(
    clippy::unwrap_used,
    reason = "a sketch or a file that cannot be read fails the test"
)]

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use aws_netcheck::verdict::{Findings, Judgement, Measured, Phrase, Product, Verdict, Wall, judge};

use self::cases::{Case, cases};
use crate::golden;

mod adding_up;
mod asking;
mod by_node;
mod cases;
mod inquiry;
mod pairs;
mod reference;
mod sketch;

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn json<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_string_pretty(value).unwrap() + "\n"
}

#[test]
fn every_case_comes_out_as_it_must() {
    let mut wrong = String::new();
    for Case { name, paths, must } in cases() {
        let found = lines(&paths, &judge(&paths, None));
        if found != must {
            let found = found.join("\n    ");
            wrong += &format!(
                "{name}:\n    {found}\n  must be\n    {}\n",
                must.join("\n    ")
            );
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn every_case_is_written_down() {
    let mut names = BTreeSet::new();
    for Case { name, paths, .. } in cases() {
        assert!(names.insert(name.to_owned()), "{name} stands twice");
        let evidence = json(&paths);
        golden::compare(&format!("verdicts/{name}/evidence.json"), &evidence);
        // What a saved report holds must come out as what was measured.
        let read: Vec<Measured> = serde_json::from_str(&evidence).unwrap();
        assert_eq!(read, paths, "{name}");
        let findings = json(&judge(&read, None));
        golden::compare(&format!("verdicts/{name}/verdict.json"), &findings);
    }
    let folders = fs::read_dir(folder("tests/verdicts")).unwrap();
    let folders: BTreeSet<String> = folders
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(folders, names, "folders of tests/verdicts, and cases");
}

/// Each path in a line, `host verdict failure cause confidence`, `by` and the product where one is
/// named, `+` before each further wall;
/// then the states.
fn lines(paths: &[Measured], findings: &Findings) -> Vec<String> {
    let of_path = |(measured, judgement): (&Measured, &Judgement)| {
        let mut words = vec![
            measured.path.host.to_string(),
            judgement.verdict.code().to_owned(),
        ];
        words.extend(judgement.wall.iter().map(of_wall));
        words.extend(
            judgement
                .also
                .iter()
                .map(|wall| format!("+ {}", of_wall(wall))),
        );
        words.join(" ")
    };
    let states = findings.states.iter();
    let states = states.map(|state| format!("state {}", state.phrase().key));
    paths
        .iter()
        .zip(&findings.judgements)
        .map(of_path)
        .chain(states)
        .collect()
}

fn of_wall(wall: &Wall) -> String {
    let Wall {
        failure,
        cause,
        confidence,
        product,
        ..
    } = wall;
    let by = product.as_ref().map(|product| {
        let Product {
            name,
            token,
            confidence,
        } = product;
        format!(" by {name} ({token}, {})", confidence.code())
    });
    let wall = format!("{failure} {} {}", cause.code(), confidence.code());
    wall + &by.unwrap_or_default()
}

#[test]
fn every_cause_is_found_by_a_case_and_its_order_does_not_matter() {
    let mut found = BTreeSet::new();
    for Case { name, paths, .. } in cases() {
        let findings = judge(&paths, None);
        let mut reversed = paths.clone();
        reversed.reverse();
        let other = judge(&reversed, None);
        for (one, same) in findings
            .judgements
            .iter()
            .zip(other.judgements.iter().rev())
        {
            assert_eq!(one.verdict, same.verdict, "{name}, paths in reverse");
            let causes = |j: &Judgement| j.wall.as_ref().map(|wall| wall.cause);
            assert_eq!(causes(one), causes(same), "{name}, paths in reverse");
        }
        let walls = findings
            .judgements
            .iter()
            .flat_map(|j| j.wall.iter().chain(&j.also));
        found.extend(walls.map(|wall| wall.cause.code().to_owned()));
    }
    let files = fs::read_dir(folder("src/verdict/cause")).unwrap();
    let files: BTreeSet<String> = files
        .map(|entry| entry.unwrap().path())
        .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
        .filter(|name| name != "mod")
        .collect();
    assert_eq!(found, files);
}

/// Neither in the token nor in a sentence about who signs.
#[test]
fn no_serial_number_of_an_appliance_is_said() {
    for Case { name, paths, .. } in cases() {
        let said = json(&judge(&paths, None));
        assert!(!said.contains(cases::SERIAL), "{name}");
    }
}

/// The contract of the fields: an open path has no wall, every other that has one has grounds.
#[test]
fn an_open_path_has_no_wall_and_every_wall_has_grounds() {
    for Case { name, paths, .. } in cases() {
        for judgement in judge(&paths, None).judgements {
            let is_open = judgement.verdict == Verdict::Open;
            assert!(!is_open || judgement.wall.is_none(), "{name}");
            assert!(!is_open || judgement.also.is_empty(), "{name}");
            let decided = matches!(judgement.verdict, Verdict::Blocked | Verdict::Degraded);
            assert!(!decided || judgement.wall.is_some(), "{name}");
            for wall in judgement.wall.iter().chain(&judgement.also) {
                assert!(!wall.evidence.is_empty(), "{name}: {}", wall.failure);
            }
        }
    }
}

#[test]
fn every_phrase_has_a_text_and_all_its_facts() {
    let texts = fs::read_to_string(folder("data/texts/en/evidence.toml")).unwrap();
    let texts: toml::Table = texts.parse().unwrap();
    let check = |phrase: &Phrase| {
        let (table, name) = phrase.key.split_once('.').unwrap();
        let text = texts
            .get(table)
            .and_then(|t| t.get(name))
            .and_then(|t| t.as_str());
        let text = text.unwrap_or_else(|| panic!("{} has no text", phrase.key));
        for hole in text.split('{').skip(1) {
            let fact = hole.split('}').next().unwrap();
            let known = phrase.facts.iter().any(|(name, _)| name == fact);
            assert!(known, "{} lacks {fact}", phrase.key);
        }
    };
    for Case { paths, .. } in cases() {
        let findings = judge(&paths, None);
        findings
            .states
            .iter()
            .for_each(|state| check(&state.phrase()));
        for judgement in &findings.judgements {
            judgement.notes.iter().for_each(check);
            for wall in judgement.wall.iter().chain(&judgement.also) {
                check(&wall.summary);
                wall.evidence.iter().for_each(check);
            }
        }
    }
}

/// Reads the sources, since a phrase that no case says would be seen too late.
#[test]
fn texts_and_phrases_are_the_same_set() {
    let texts = fs::read_to_string(folder("data/texts/en/evidence.toml")).unwrap();
    assert!(texts.is_ascii());
    let texts: toml::Table = texts.parse().unwrap();
    let keys: BTreeSet<String> = texts
        .iter()
        .flat_map(|(table, names)| {
            let names = names.as_table().unwrap().keys();
            names.map(move |name| format!("{table}.{name}"))
        })
        .collect();
    let mut said = BTreeSet::new();
    collect_phrases(&folder("src/verdict"), &keys, &mut said);
    assert_eq!(said, keys);
}

fn collect_phrases(folder: &Path, keys: &BTreeSet<String>, said: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect_phrases(&path, keys, said);
            continue;
        }
        let source = fs::read_to_string(&path).unwrap();
        for quoted in source.split('"') {
            let table = quoted.split('.').next().unwrap_or_default();
            let is_key = ["summary", "evidence", "note", "state"].contains(&table)
                && quoted.contains('.')
                && !quoted.contains(char::is_whitespace);
            if is_key {
                assert!(keys.contains(quoted), "{quoted} has no text");
                said.insert(quoted.to_owned());
            }
        }
    }
}
