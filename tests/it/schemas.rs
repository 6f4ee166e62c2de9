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

fn files_of(name: &str) -> Vec<String> {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    let files = fs::read_dir(data.join(name)).unwrap();
    files
        .map(|file| format!("{name}/{}", file.unwrap().file_name().to_string_lossy()))
        .collect()
}

#[test]
fn every_data_file_is_as_its_schema_says() {
    let single = SCHEMAS.iter().map(|(name, files)| {
        let files: Vec<String> = files.iter().map(|file| (*file).to_owned()).collect();
        (*name, files)
    });
    let folders = FOLDERS.iter().map(|name| (*name, files_of(name)));
    for (name, files) in single.chain(folders) {
        assert!(FOLDERS.contains(&name) == (files.len() > 10), "{name}");
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
        let known = SCHEMAS.iter().any(|(schema, _)| *schema == name);
        let of_outputs = ["allowlist", "endpoints-list", "formats", "report"];
        let of_folder = FOLDERS.contains(&name);
        assert!(known || of_folder || of_outputs.contains(&name), "{file}");
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
