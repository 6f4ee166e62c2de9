//! Reads the data files that are built into the program, and says what is wrong with them.
//!
//! Owns the form of the files: tables, types, and that every reference to a step or a document
//! leads somewhere. What a single endpoint must fulfil is in `check`. Called once at each start.

use std::collections::HashSet;

use serde::{Deserialize, de::DeserializeOwned};

use super::{Catalogue, Document, Endpoint, ListedRegion, Step, check};

/// The data files, as texts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Files<'a> {
    /// Name without ending, and text, in the order in which their rows shall stand.
    pub(super) endpoints: &'a [(&'a str, &'a str)],
    pub(super) steps: &'a str,
    pub(super) regions: &'a str,
    pub(super) documents: &'a str,
}

const EMBEDDED: Files<'static> = Files {
    endpoints: include!(concat!(env!("OUT_DIR"), "/endpoints.rs")),
    steps: include_str!("../../data/steps.toml"),
    regions: include_str!("../../data/regions.toml"),
    documents: include_str!("../../data/documents.toml"),
};

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
    parse(EMBEDDED)
}

pub(super) fn parse(files: Files<'_>) -> Result<Catalogue, BadData> {
    let steps = rows::<Step>("data/steps.toml", "step", files.steps)?;
    let documents = rows::<Document>("data/documents.toml", "document", files.documents)?;
    let regions = rows::<ListedRegion>("data/regions.toml", "region", files.regions)?;
    for region in &regions {
        if region.partition != region.id.partition() {
            let (id, found) = (region.id.as_str(), region.partition.as_str());
            let rule = "the code of the Region belongs to another partition";
            return Err(bad_field("data/regions.toml", id, "partition", found, rule));
        }
    }

    let mut endpoints = Vec::new();
    let mut seen = HashSet::new();
    for (name, text) in files.endpoints {
        let file = format!("data/endpoints/{name}.toml");
        for row in rows::<Endpoint>(&file, "endpoint", text)? {
            let fault = |fault| BadData {
                file: file.clone(),
                row: row.id.clone(),
                fault,
            };
            check::endpoint(&row, &steps, &documents).map_err(fault)?;
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
fn rows<T: DeserializeOwned>(file: &str, table: &str, text: &str) -> Result<Vec<T>, BadData> {
    let bad = |row: String, error: toml::de::Error| BadData {
        file: file.to_owned(),
        row,
        fault: Fault::Form(one_line(&error)),
    };
    let mut tables: toml::Table = text
        .parse()
        .map_err(|error| bad("the file".into(), error))?;
    let found = tables.remove(table);
    if let Some(other) = tables.keys().next() {
        let rule = "the file holds tables of one kind, and no other";
        return Err(bad_field(file, "the file", "table", other, rule));
    }
    let values = Vec::<toml::Table>::deserialize(found.unwrap_or(toml::Value::Array(vec![])))
        .map_err(|error| bad("the file".into(), error))?;

    let mut seen = HashSet::new();
    let mut rows = Vec::with_capacity(values.len());
    for (index, value) in values.into_iter().enumerate() {
        let row = match value.get("id") {
            Some(toml::Value::String(id)) => id.clone(),
            _ => format!("row {}", index + 1),
        };
        if !seen.insert(row.clone()) {
            return Err(bad_field(file, &row, "id", &row, UNIQUE));
        }
        rows.push(T::deserialize(value).map_err(|error| bad(row, error))?);
    }
    Ok(rows)
}

/// toml spreads its message over several lines: an error of ours is one.
fn one_line(error: &toml::de::Error) -> String {
    let text = error.to_string();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
