//! The marks of products as a whole: none is lost, none stands twice, none is without a source.
//!
//! Whether a mark fits its samples is tested where marks are compared, in `src/fingerprint/`; the
//! form of the files is their JSON Schema's.

use std::{collections::BTreeMap, fs, path::Path};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn table(path: &Path) -> toml::Table {
    let text = fs::read_to_string(path).unwrap();
    text.parse()
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Every mark, with the name of its file.
fn marks() -> Vec<(String, toml::Value)> {
    let files = fs::read_dir(root().join("data/fingerprints")).unwrap();
    let mut marks = Vec::new();
    for file in files {
        let path = file.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let file = table(&path);
        let rows = file["mark"].as_array().unwrap().iter().cloned();
        marks.extend(rows.map(|row| (name.clone(), row)));
    }
    marks
}

#[test]
fn every_id_stands_once_and_begins_with_its_product() {
    let mut known = BTreeMap::new();
    for (file, mark) in marks() {
        let id = mark["id"].as_str().unwrap().to_owned();
        assert!(id.starts_with(&format!("{file}-")), "{id} in {file}.toml");
        assert_eq!(known.insert(id.clone(), file), None, "{id} stands twice");
    }
}

/// The list is the research's, transcribed: number, layer, product, field.
#[test]
fn every_entry_of_the_research_is_a_mark_or_left_out() {
    let list = fs::read_to_string(root().join("tests/data/fingerprint-entries.txt")).unwrap();
    let left_out = table(&root().join("data/fingerprints-left-out.toml"));
    let left_out = left_out["left_out"].as_array().unwrap().iter();
    let left_out: Vec<i64> = left_out
        .flat_map(|row| row["entries"].as_array().unwrap())
        .map(|entry| entry.as_integer().unwrap())
        .collect();
    let marks: Vec<i64> = marks()
        .iter()
        .map(|(_, mark)| mark["entry"].as_integer().unwrap())
        .collect();
    let mut numbers = Vec::new();
    for line in list.lines() {
        let number: i64 = line.split(' ').next().unwrap().parse().unwrap();
        let left = left_out.iter().filter(|entry| **entry == number).count();
        let is_mark = marks.contains(&number);
        assert!(is_mark && left == 0 || !is_mark && left == 1, "{line}");
        numbers.push(number);
    }
    assert_eq!(numbers, (1..=177).collect::<Vec<_>>());
    let all = marks.iter().chain(&left_out);
    assert!(all.into_iter().all(|entry| numbers.contains(entry)));
}
