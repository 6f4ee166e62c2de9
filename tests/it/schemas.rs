//! The JSON Schemas of the data files: every file is as its schema says, and the schemas say what
//! the program reads.
//!
//! The schema of the report is checked with the reports. What a row means is checked when the
//! catalogue is loaded; a schema serves editors and programs of others.

use std::{fs, path::Path};

use aws_netcheck::catalogue::{Basis, Client, Confidence, Kind, Operator, Requirement, Scope};
use serde_json::Value;

/// Schema, and the files that it is for.
const SCHEMAS: &[(&str, &[&str])] = &[
    ("steps", &["steps.toml"]),
    ("regions", &["regions.toml"]),
    ("documents", &["documents.toml"]),
    ("not-endpoints", &["not-endpoints.toml"]),
    ("left-out", &["left-out.toml"]),
    ("false-positives", &["false-positives.toml"]),
    ("fingerprints-left-out", &["fingerprints-left-out.toml"]),
    ("prerequisites", &["prerequisites.toml"]),
    ("troubles", &["troubles.toml"]),
];

fn read(file: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("data")
        .join(file);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn schema(name: &str) -> Value {
    serde_json::from_str(&read(&format!("schema/{name}.schema.json"))).unwrap()
}

/// A TOML file as JSON: the files hold no date-times, the one type that JSON has not.
fn toml(file: &str) -> Value {
    let table: toml::Table = read(file).parse().unwrap();
    serde_json::to_value(table).unwrap()
}

/// The schemas that are for all files of a folder of their name.
const FOLDERS: &[&str] = &["endpoints", "fingerprints"];

/// The files of texts that are pages of `explain`.
const PAGES: &[&str] = &["causes.toml", "failures.toml", "verdicts.toml"];

/// The TOML files of a folder of data, and of the folders in it.
fn files_of(folder: &str) -> Vec<String> {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    let mut files = Vec::new();
    for entry in fs::read_dir(data.join(folder)).unwrap() {
        let entry = entry.unwrap();
        let path = Path::new(folder).join(entry.file_name());
        let name = path.to_string_lossy().replace('\\', "/");
        match entry.file_type().unwrap().is_dir() {
            true => files.extend(files_of(&name)),
            false if name.ends_with(".toml") => files.push(name),
            false => {}
        }
    }
    files
}

/// Every schema of a data file with its files.
fn all() -> Vec<(&'static str, Vec<String>)> {
    let single = SCHEMAS.iter().map(|(name, files)| {
        let files = files.iter().map(|file| (*file).to_owned());
        (*name, files.collect())
    });
    let folders = FOLDERS.iter().map(|name| (*name, files_of(name)));
    let page = |file: &String| PAGES.iter().any(|page| file.ends_with(page));
    let (pages, texts) = files_of("texts").into_iter().partition(page);
    let texts = [("pages", pages), ("texts", texts)];
    single.chain(folders).chain(texts).collect()
}

#[test]
fn every_data_file_has_a_schema() {
    let known: Vec<String> = all().into_iter().flat_map(|(_, files)| files).collect();
    let files = files_of("");
    assert!(files.len() > 80, "{files:#?}");
    for file in files {
        assert!(known.contains(&file), "{file}");
    }
}

#[test]
fn every_data_file_is_as_its_schema_says() {
    for (name, files) in all() {
        assert!(!files.is_empty(), "{name}");
        let schema = schema(name);
        jsonschema::meta::validate(&schema).unwrap();
        let validator = jsonschema::validator_for(&schema).unwrap();
        for file in files {
            let data = toml(&file);
            let errors: Vec<String> = validator
                .iter_errors(&data)
                .map(|error| format!("{}: {error}", error.instance_path()))
                .collect();
            assert!(errors.is_empty(), "data/{file}: {errors:#?}");
        }
    }
}

#[test]
fn every_schema_of_data_is_checked() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/schema");
    for file in fs::read_dir(folder).unwrap() {
        let file = file.unwrap().file_name().to_string_lossy().into_owned();
        let name = file.strip_suffix(".schema.json").unwrap();
        let known = all().iter().any(|(schema, _)| *schema == name);
        let of_outputs = [
            "allowlist",
            "endpoints-list",
            "event",
            "formats",
            "report",
            "sites",
        ];
        assert!(known || of_outputs.contains(&name), "{file}");
    }
}

#[test]
fn the_codes_of_a_row_are_those_of_the_program() {
    let schema = schema("endpoints");
    let fields = &schema["$defs"]["row"]["properties"];
    let same = |field: &Value, codes: Vec<&str>| assert_eq!(field["enum"], Value::from(codes));
    macro_rules! codes {
        ($name:ident) => {
            $name::ALL.iter().map(|one| one.code()).collect()
        };
    }
    same(&fields["kind"], codes!(Kind));
    same(&fields["operator"], codes!(Operator));
    same(&fields["requirement"], codes!(Requirement));
    same(&fields["basis"], codes!(Basis));
    same(&fields["confidence"], codes!(Confidence));
    same(&fields["scopes"]["items"], codes!(Scope));
    same(&fields["clients"]["items"], codes!(Client));
}

#[test]
fn the_schema_of_endpoints_refuses_what_the_loader_refuses() {
    let schema = schema("endpoints");
    let validator = jsonschema::validator_for(&schema).unwrap();
    let good = toml("endpoints/scim.toml");
    assert!(validator.is_valid(&good));
    for (field, value) in [
        ("kind", Value::from("hots")),
        ("port", Value::from(0)),
        ("breaks", Value::from("")),
        ("untestable", Value::from("both")),
        ("tests", Value::Array(vec![])),
        ("steps", Value::from(vec!["2.5"])),
        ("documents", Value::Array(vec![])),
        ("confidense", Value::from("high")),
    ] {
        let mut bad = good.clone();
        bad["endpoint"][0][field] = value;
        assert!(!validator.is_valid(&bad), "{field}");
    }
}
