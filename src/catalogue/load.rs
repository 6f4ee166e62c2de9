//! Reads the data files that are built into the program, and says what is wrong with them.
//!
//! Owns the form of the files: tables, types, and that every reference to a step or a document
//! leads somewhere. What a single endpoint must fulfil is in `check`. Called once by each command
//! that needs it.

use std::collections::HashSet;

use serde::{Deserialize, de::DeserializeOwned};

use crate::language::Language;

use super::{
    Catalogue, Document, Endpoint, ListedRegion, NamedByUser, NotEndpoint, Step, check,
    words::Words,
};

/// The data files, as texts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Files<'a> {
    /// Name without ending, and text, in the order in which their rows shall stand.
    pub(super) endpoints: &'a [(&'a str, &'a str)],
    pub(super) steps: &'a str,
    pub(super) regions: &'a str,
    pub(super) documents: &'a str,
    pub(super) not_endpoints: &'a str,
    pub(super) read: Read,
}

/// Reads one file's text; the error is one line.
pub(super) type Read = fn(&str) -> Result<toml::Table, String>;

/// What `data/embed.rs` made of them.
const EMBEDDED: Files<'static> = Files {
    endpoints: include!(concat!(env!("OUT_DIR"), "/endpoints.rs")),
    steps: include_str!(concat!(env!("OUT_DIR"), "/steps.json")),
    regions: include_str!(concat!(env!("OUT_DIR"), "/regions.json")),
    documents: include_str!(concat!(env!("OUT_DIR"), "/documents.json")),
    not_endpoints: include_str!(concat!(env!("OUT_DIR"), "/not-endpoints.json")),
    read: built_in,
};

/// When the newest row of the built-in catalogue was checked.
const CHECKED: &str = include!(concat!(env!("OUT_DIR"), "/checked.rs"));

/// What is wrong with a data file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}, {row}: {fault}")]
pub struct BadData {
    /// The file, from the top of the repository: `data/endpoints/portal.toml`.
    pub file: String,
    /// The row's id, or its place where it has none: "row 3".
    pub row: String,
    pub fault: Fault,
}

/// What is wrong in a row.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// It is not TOML, or not of the right types. The text names the field.
    #[error("{0}")]
    Form(String),
    /// The form is right, and a field breaks a rule.
    #[error("field {field}: {found:?}: {rule}")]
    Field {
        field: &'static str,
        /// The value as it stands in the file.
        found: String,
        /// What would be right.
        rule: &'static str,
    },
}

/// The catalogue that is built in.
///
/// # Errors
/// The first thing that is wrong with its files; a test holds that there is nothing.
pub fn load() -> Result<Catalogue, BadData> {
    load_in(Language::English)
}

/// As [`load`], with its sentences in this language.
///
/// # Errors
/// As [`load`].
pub fn load_in(language: Language) -> Result<Catalogue, BadData> {
    let words = Words::built_in(language).map_err(|error| BadData {
        file: TEXTS.to_owned(),
        row: "the file".to_owned(),
        fault: Fault::Form(error.to_string()),
    })?;
    parse(EMBEDDED, &words)
}

/// The date of the catalogue that is built in, without reading it.
pub fn date() -> &'static str {
    CHECKED
}

/// Reads a file that is built in.
pub(super) fn built_in(text: &str) -> Result<toml::Table, String> {
    serde_json::from_str(text).map_err(|error| error.to_string())
}

/// Where the sentences are, as a person finds them.
const TEXTS: &str = "data/texts/en/data.toml";

pub(super) fn parse(files: Files<'_>, words: &Words) -> Result<Catalogue, BadData> {
    let read = files.read;
    let steps = worded::<Step>("data/steps.toml", "step", files.steps, read, &|row| {
        // A step's title has the step's own id as its key.
        if let Some(id) = row.get("id").cloned() {
            row.insert("title".to_owned(), id);
        }
        words.put("step", "title", row)
    })?;
    let documents = rows::<Document>("data/documents.toml", "document", files.documents, read)?;
    let regions = rows::<ListedRegion>("data/regions.toml", "region", files.regions, read)?;
    for region in &regions {
        if region.partition != region.id.partition() {
            let (id, found) = (region.id.as_str(), region.partition.as_str());
            let rule = "the code of the Region belongs to another partition";
            return Err(bad_field("data/regions.toml", id, "partition", found, rule));
        }
    }

    let file = "data/not-endpoints.toml";
    let why = |row: &mut toml::Table| words.put("not_endpoint", "why", row);
    let not_endpoints =
        worded::<NotEndpoint>(file, "not_endpoint", files.not_endpoints, read, &why)?;
    let known = check::Known {
        steps: &steps,
        documents: &documents,
        not_endpoints: &not_endpoints,
    };
    let mut endpoints = Vec::new();
    let mut seen = HashSet::new();
    for (name, text) in files.endpoints {
        let file = format!("data/endpoints/{name}.toml");
        let said = |row: &mut toml::Table| {
            words.put("breaks", "breaks", row)?;
            words.put("untestable", "untestable", row)
        };
        for row in worded::<Endpoint>(&file, "endpoint", text, read, &said)? {
            let fault = |fault| BadData {
                file: file.clone(),
                row: row.id.clone(),
                fault,
            };
            check::endpoint(&row, known).map_err(fault)?;
            if !seen.insert(row.id.clone()) {
                return Err(bad_field(&file, &row.id, "id", &row.id, UNIQUE));
            }
            endpoints.push(row);
        }
    }
    let Some(date) = endpoints.iter().map(|row| row.checked).max() else {
        let rule = "there is not one row";
        return Err(bad_field("data/endpoints", "no row", "endpoint", "", rule));
    };
    Ok(Catalogue {
        date,
        endpoints,
        steps,
        documents,
        regions,
        not_endpoints,
        named_by_user: NamedByUser {
            breaks: words.say("also.breaks").unwrap_or_default().to_owned(),
            document: words.say("also.document").unwrap_or_default().to_owned(),
        },
    })
}

const UNIQUE: &str = "another row has this id";

fn bad_field(
    file: &str,
    row: &str,
    field: &'static str,
    found: &str,
    rule: &'static str,
) -> BadData {
    let (file, row, found) = (file.to_owned(), row.to_owned(), found.to_owned());
    let fault = Fault::Field { field, found, rule };
    BadData { file, row, fault }
}

/// The rows of the file's one table, each with an id of its own.
pub(super) fn rows<T: DeserializeOwned>(
    file: &str,
    table: &str,
    text: &str,
    read: Read,
) -> Result<Vec<T>, BadData> {
    worded(file, table, text, read, &|_| Ok(()))
}

/// As [`rows`], with sentences put in by `words`, whose error is a key that has none.
fn worded<T: DeserializeOwned>(
    file: &str,
    table: &str,
    text: &str,
    read: Read,
    words: &dyn Fn(&mut toml::Table) -> Result<(), String>,
) -> Result<Vec<T>, BadData> {
    let of_form = |row: String, why: String| BadData {
        file: file.to_owned(),
        row,
        fault: Fault::Form(why),
    };
    let bad = |row, error: toml::de::Error| of_form(row, one_line(&error));
    let mut tables = read(text).map_err(|why| of_form("the file".into(), why))?;
    let found = tables.remove(table);
    if let Some(other) = tables.keys().next() {
        let rule = "the file holds tables of one kind, and no other";
        return Err(bad_field(file, "the file", "table", other, rule));
    }
    let values = tables_of(found).map_err(|error| bad("the file".into(), error))?;

    let mut seen = HashSet::new();
    let mut rows = Vec::with_capacity(values.len());
    for (index, mut value) in values.into_iter().enumerate() {
        let row = match value.get("id") {
            Some(toml::Value::String(id)) => id.clone(),
            _ => format!("row {}", index + 1),
        };
        if !seen.insert(row.clone()) {
            return Err(bad_field(file, &row, "id", &row, UNIQUE));
        }
        words(&mut value).map_err(|key| {
            let rule = "data/texts/en/data.toml has no sentence of this key";
            bad_field(file, &row, "text", &key, rule)
        })?;
        rows.push(T::deserialize(value).map_err(|error| bad(row, error))?);
    }
    Ok(rows)
}

/// Taken as they are: reading them again would copy each.
fn tables_of(found: Option<toml::Value>) -> Result<Vec<toml::Table>, toml::de::Error> {
    match found {
        None => Ok(Vec::new()),
        Some(toml::Value::Array(all)) if all.iter().all(toml::Value::is_table) => {
            let tables = all.into_iter().filter_map(|one| match one {
                toml::Value::Table(table) => Some(table),
                _ => None,
            });
            Ok(tables.collect())
        }
        // The error says what is wrong.
        Some(other) => Vec::deserialize(other),
    }
}

/// toml spreads its message over several lines: an error of ours is one.
fn one_line(error: &toml::de::Error) -> String {
    let text = error.to_string();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const STEPS: &str = "[[step]]\nid = '2.5'\n";
    const WORDS: &str =
        "[step]\n'2.5' = 'Sign in'\n[breaks]\nportal = 'the portal does not open'\nolder = 'x'\n";
    const REGIONS: &str = "[[region]]\nid = 'us-east-1'\npartition = 'aws'\nopt_in = false\n";
    const DOCUMENTS: &str = "[[document]]\nid = 'idc'\ntitle = 'A page'\ndated = '2026'\n";
    const ROW: &str = r#"
        [[endpoint]]
        id = "portal"
        pattern = "{directory}.awsapps.com"
        kind = "host"
        port = 443
        operator = "aws"
        partition = "aws"
        scopes = ["sign-in", "setup"]
        requirement = "required"
        steps = ["2.5"]
        clients = ["browser"]
        tests = ["https://{directory}.awsapps.com/start"]
        breaks = "portal"
        basis = "documented"
        documents = ["idc"]
        checked = "2026-11-22"
        confidence = "high"
    "#;

    /// Reads a file as it is written.
    fn toml(text: &str) -> Result<toml::Table, String> {
        text.parse().map_err(|error| one_line(&error))
    }

    fn read(endpoints: &str) -> Result<Catalogue, BadData> {
        let files = Files {
            endpoints: &[("mine", endpoints)],
            steps: STEPS,
            regions: REGIONS,
            documents: DOCUMENTS,
            not_endpoints: "",
            read: toml,
        };
        parse(files, &Words::parse(WORDS).unwrap())
    }

    /// The error for the good row with one piece of its text replaced.
    fn bad(from: &str, to: &str) -> BadData {
        assert!(ROW.contains(from), "the row has no {from}");
        read(&ROW.replacen(from, to, 1)).unwrap_err()
    }

    #[track_caller]
    fn assert_field(bad: &BadData, expected: &str) {
        assert_eq!(bad.file, "data/endpoints/mine.toml");
        match &bad.fault {
            Fault::Field { field, .. } => assert_eq!(*field, expected, "{bad}"),
            Fault::Form(text) => panic!("{text}"),
        }
    }

    #[test]
    fn a_good_row_is_read_and_dates_the_catalogue() {
        let catalogue = read(ROW).unwrap();
        assert_eq!(catalogue.endpoints[0].id, "portal");
        assert_eq!(catalogue.date.to_string(), "2026-11-22");
        assert!(!catalogue.endpoints[0].json);
    }

    #[test]
    fn a_row_names_its_sentences_by_keys() {
        let catalogue = read(ROW).unwrap();
        assert_eq!(catalogue.endpoints[0].breaks, "the portal does not open");
        assert_eq!(catalogue.steps[0].title, "Sign in");
        assert_field(&bad("breaks = \"portal\"", "breaks = \"portla\""), "text");
    }

    #[test]
    fn the_newest_row_dates_the_catalogue() {
        let older = ROW
            .replace("\"portal\"", "\"older\"")
            .replace("2026-11-22", "2025-01-01");
        let catalogue = read(&format!("{ROW}{older}")).unwrap();
        assert_eq!(catalogue.date.to_string(), "2026-11-22");
    }

    #[test]
    fn an_error_is_one_line_that_names_file_row_and_field() {
        assert_eq!(
            bad("[\"idc\"]", "[\"nowhere\"]").to_string(),
            "data/endpoints/mine.toml, portal: field documents: \"nowhere\": data/documents.toml has no such document"
        );
    }

    #[test]
    fn a_wrong_type_names_the_row_and_the_field() {
        for (from, to, field) in [
            ("kind = \"host\"", "kind = \"hots\"", "kind"),
            ("port = 443", "port = 70000", "port"),
            ("[\"browser\"]", "[\"fax\"]", "clients"),
            ("\"2026-11-22\"", "\"2026-13-01\"", "checked"),
            ("breaks = \"portal\"", "", "breaks"),
            ("confidence", "confidense", "confidense"),
        ] {
            let text = bad(from, to).to_string();
            assert!(
                text.starts_with("data/endpoints/mine.toml, portal: "),
                "{text}"
            );
            assert!(text.contains(&format!("`{field}`")), "{text}");
            assert!(!text.contains('\n'), "{text}");
        }
    }

    #[test]
    fn a_row_without_an_id_is_named_by_its_place() {
        assert_eq!(bad("id = \"portal\"", "").row, "row 1");
    }

    #[test]
    fn what_is_no_toml_names_the_file() {
        let bad = read("[[endpoint]\n").unwrap_err();
        assert_eq!(bad.file, "data/endpoints/mine.toml");
        assert!(matches!(bad.fault, Fault::Form(_)));
    }

    #[test]
    fn a_table_that_nobody_reads_is_an_error() {
        assert_field(
            &read(&format!("{ROW}\n[[endpiont]]\n")).unwrap_err(),
            "table",
        );
    }

    #[test]
    fn ids_are_unique_in_a_file_and_over_all_files() {
        assert_field(&read(&format!("{ROW}{ROW}")).unwrap_err(), "id");
        let twice = parse(
            Files {
                endpoints: &[("other", ROW), ("mine", ROW)],
                steps: STEPS,
                regions: REGIONS,
                documents: DOCUMENTS,
                not_endpoints: "",
                read: toml,
            },
            &Words::parse(WORDS).unwrap(),
        );
        assert_field(&twice.unwrap_err(), "id");
    }

    #[test]
    fn a_region_is_of_the_partition_that_its_code_says() {
        let bad = parse(
            Files {
                endpoints: &[("mine", ROW)],
                steps: STEPS,
                regions: &REGIONS.replace("us-east-1", "cn-north-1"),
                documents: DOCUMENTS,
                not_endpoints: "",
                read: toml,
            },
            &Words::parse(WORDS).unwrap(),
        );
        assert_eq!(bad.unwrap_err().row, "cn-north-1");
    }

    #[test]
    fn a_catalogue_without_rows_is_an_error() {
        assert!(read("").is_err());
    }

    #[test]
    fn the_embedded_data_loads() {
        assert_eq!(load().unwrap().date.to_string(), date());
    }
}
