//! Whatever field a word stands in, it is not shown unless its field or its form says that it may be.
//!
//! Owns the trial of every field of the golden reports, and the list of those that are shown.

use std::{collections::BTreeSet, fs, path::PathBuf};

use serde_json::{Value, json};

use aws_netcheck::report::Report;
use aws_netcheck::report::redact::{Level, Redactor};

use super::contoso::put;
use crate::reports::CASES;

/// Fields whose content is shown as it is: of most one plain word, a code, a version or a time; whole words
/// in chains of AWS's that lead to a public root.
const TRUSTED: &str = include_str!("trusted.txt");

/// Whatever field holds it, what is no code or number is not shown, however it came there.
#[test]
fn of_a_company_nothing_is_shown_but_what_has_a_form() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/reports");
    let mut tried = BTreeSet::new();
    let mut shown = BTreeSet::new();
    for case in CASES {
        let text = fs::read_to_string(folder.join(case.name).join("report.json")).unwrap();
        let report: Value = serde_json::from_str(&text).unwrap();
        let mut places = Vec::new();
        strings(&report, "", "", &mut places);
        for (pointer, name) in places {
            if !tried.insert(name.clone()) {
                continue;
            }
            for secret in ["Contoso Payroll", "contoso"] {
                let mut changed = report.clone();
                put(&mut changed, &pointer, json!(secret));
                let Ok(changed) = serde_json::from_value::<Report>(changed) else {
                    continue;
                };
                let redacted = Redactor::new(Level::Company).report(&changed).unwrap();
                let json = serde_json::to_string(&redacted).unwrap().to_lowercase();
                if json.contains("contoso") {
                    let how = if secret.contains(' ') {
                        "words"
                    } else {
                        "word"
                    };
                    shown.insert(format!("{name} {how}"));
                }
            }
        }
    }
    let shown: Vec<String> = shown.into_iter().collect();
    assert_eq!(shown.join("\n"), TRUSTED.trim_end());
}

/// Where each string stands, and the field with what it is in.
fn strings(value: &Value, pointer: &str, name: &str, found: &mut Vec<(String, String)>) {
    let parent = name.rsplit('.').next().unwrap_or_default();
    match value {
        Value::String(_) => found.push((pointer.to_owned(), name.to_owned())),
        Value::Array(all) => {
            for (at, one) in all.iter().enumerate() {
                strings(one, &format!("{pointer}/{at}"), name, found);
            }
        }
        Value::Object(object) => {
            for (field, value) in object {
                let field = field.replace('~', "~0").replace('/', "~1");
                strings(
                    value,
                    &format!("{pointer}/{field}"),
                    &format!("{parent}.{field}"),
                    found,
                );
            }
        }
        _ => {}
    }
}
