//! House rules that the compiler cannot hold: who imports whom, what every file must have, and
//! whether texts, causes, README and code still fit together.
//!
//! Reads the source as text. A rule that clippy can hold stands in `Cargo.toml` or `clippy.toml`.
#![expect(
    clippy::unwrap_used,
    reason = "a file that cannot be read fails the test, with its path"
)]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use aws_netcheck::{evidence::Failure, verdict::Cause};

/// Who may import whom (lib.rs draws the picture). `cli` may import all.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("names", &[]),
    ("language", &[]),
    ("exit", &[]),
    ("evidence", &["names"]),
    ("catalogue", &["names", "language"]),
    ("plan", &["names", "catalogue"]),
    ("allowlist", &["names", "catalogue"]),
    ("format", &["names", "allowlist"]),
    ("system", &["names"]),
    ("discovery", &["names", "evidence", "system"]),
    (
        "probe",
        &["names", "plan", "evidence", "system", "discovery"],
    ),
    ("fingerprint", &["names", "evidence"]),
    ("inquiry", &["names", "plan", "evidence"]),
    ("verdict", &["names", "plan", "evidence", "fingerprint"]),
    (
        "report",
        &["names", "language", "plan", "evidence", "verdict"],
    ),
];

/// Lines of a file before its tests. A longer one has two subjects.
const LONGEST: usize = 400;

/// One Rust file, as text.
struct Source {
    /// Relative to the repository, with `/`.
    path: String,
    /// All of it.
    text: String,
}

impl Source {
    /// The part before the unit tests.
    fn code(&self) -> &str {
        self.text
            .find("\n#[cfg(test)]\nmod tests")
            .map_or(&self.text, |end| &self.text[..end])
    }

    /// The lines of [`Source::code`] that are no comments, with their numbers.
    fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.code()
            .lines()
            .enumerate()
            .map(|(index, line)| (index + 1, line))
            .filter(|(_, line)| !line.trim_start().starts_with("//"))
    }

    /// The module of `src/` that the file belongs to.
    fn module(&self) -> Option<&str> {
        let inside = self.path.strip_prefix("src/")?;
        let first = inside.split('/').next()?;
        Some(first.strip_suffix(".rs").unwrap_or(first))
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn rust_files(folders: &[&str]) -> Vec<Source> {
    let mut paths = Vec::new();
    for folder in folders {
        walk(&root().join(folder), &mut paths);
    }
    paths.sort();
    paths
        .into_iter()
        .filter(|path| path.extension().is_some_and(|ending| ending == "rs"))
        .map(|path| Source {
            text: read(&path),
            path: shown(&path),
        })
        .collect()
}

/// Every file below a folder. A folder that is not there has none.
fn walk(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, into);
        } else {
            into.push(path);
        }
    }
}

fn read(path: &Path) -> String {
    let text = fs::read_to_string(path);
    text.unwrap_or_else(|error| format!("{}: {error}", path.display()))
        .replace("\r\n", "\n")
}

fn shown(path: &Path) -> String {
    let inside = path.strip_prefix(root()).unwrap();
    inside.to_string_lossy().replace('\\', "/")
}

#[track_caller]
fn assert_none(wrong: &[String], rule: &str) {
    assert!(wrong.is_empty(), "{rule}:\n  {}", wrong.join("\n  "));
}

fn name_at(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_');
    &text[..end.unwrap_or(text.len())]
}

#[test]
fn modules_import_only_what_the_table_allows() {
    let mut wrong = Vec::new();
    for source in rust_files(&["src"]) {
        let module = source.module().unwrap();
        if ["lib", "main", "cli"].contains(&module) {
            continue;
        }
        let Some((_, allowed)) = MAY_IMPORT.iter().find(|(known, _)| *known == module) else {
            wrong.push(format!("{}: `{module}` is not in the table", source.path));
            continue;
        };
        for (number, line) in source.lines() {
            let used = line.split("crate::").skip(1).map(name_at);
            for used in used.filter(|used| !used.is_empty() && *used != module) {
                if !allowed.contains(&used) {
                    let place = format!("{}:{number}", source.path);
                    wrong.push(format!("{place}: `{module}` may not import `{used}`"));
                }
            }
        }
    }
    assert_none(&wrong, "Who may import whom stands in tests/it/tidy.rs");
}

#[test]
fn imports_are_written_so_that_they_can_be_seen() {
    // Pieced together, or this file would break its own rule.
    let hidden = [["super::", "super"].concat(), ["use crate::", "{"].concat()];
    let mut wrong = Vec::new();
    for source in rust_files(&["src", "tests", "examples"]) {
        for (number, line) in source.lines() {
            if hidden.iter().any(|form| line.contains(form)) {
                wrong.push(format!("{}:{number}: {}", source.path, line.trim()));
            }
        }
    }
    assert_none(&wrong, "Write one `use crate::module::Name` per module");
}

#[test]
fn every_file_says_what_it_is_for() {
    let wrong: Vec<String> = rust_files(&["src", "tests", "examples", "benches", "data"])
        .into_iter()
        .filter(|source| !source.text.starts_with("//! "))
        .map(|source| source.path)
        .collect();
    assert_none(&wrong, "These do not begin with `//! ` and what they own");
}

#[test]
fn no_file_is_too_long_to_know() {
    let wrong: Vec<String> = rust_files(&["src", "tests", "examples"])
        .into_iter()
        .map(|source| (source.code().lines().count(), source.path))
        .filter(|(lines, _)| *lines >= LONGEST)
        .map(|(lines, path)| format!("{path}: {lines} lines"))
        .collect();
    assert_none(&wrong, "Files have fewer than 400 lines before their tests");
}

#[test]
fn every_cause_file_is_a_cause_and_is_asked() {
    let folder = root().join("src/verdict/cause");
    let table = read(&folder.join("mod.rs"));
    let mut files = Vec::new();
    walk(&folder, &mut files);
    let mut wrong = Vec::new();
    for file in files {
        let name = file.file_stem().unwrap().to_string_lossy().into_owned();
        if name == "mod" {
            continue;
        }
        if !Cause::ALL.iter().any(|cause| cause.code() == name) {
            wrong.push(format!("{}: `{name}` is no code of a cause", shown(&file)));
        }
        for needed in [format!("mod {name};"), format!("{name}::")] {
            if !table.contains(&needed) {
                wrong.push(format!("src/verdict/cause/mod.rs: no `{needed}`"));
            }
        }
    }
    assert_none(
        &wrong,
        "Each cause is one file, named by its code, and one row",
    );
}

/// Keys of all texts but the pages, with the file of each: `[wall] also` is `wall.also`.
fn texts() -> BTreeMap<String, String> {
    let folder = root().join("data/texts/en");
    assert!(
        folder.join("phrases.toml").is_file(),
        "data/texts/en/phrases.toml is missing: the report has no words"
    );
    let mut files = Vec::new();
    walk(&folder, &mut files);
    let mut keys = BTreeMap::new();
    for file in files {
        let pages = ["verdicts.toml", "failures.toml", "causes.toml"];
        if pages.iter().any(|page| file.ends_with(page)) {
            continue;
        }
        let table: toml::Table = read(&file).parse().unwrap();
        flatten("", &table, &shown(&file), &mut keys);
    }
    keys
}

fn flatten(prefix: &str, table: &toml::Table, file: &str, into: &mut BTreeMap<String, String>) {
    for (name, value) in table {
        match value {
            toml::Value::Table(inner) => flatten(&format!("{prefix}{name}."), inner, file, into),
            _ => {
                into.insert(format!("{prefix}{name}"), file.to_owned());
            }
        }
    }
}

/// The texts that the templates of the HTML report name, with the file of each.
fn named_by_templates() -> BTreeMap<String, String> {
    let mut files = Vec::new();
    walk(&root().join("src/report/html"), &mut files);
    files.retain(|file| file.extension().is_some_and(|ending| ending == "html"));
    let mut named = BTreeMap::new();
    for file in files {
        for part in read(&file).split("{{").skip(1) {
            let value = part.split("}}").next().unwrap_or_default();
            let literals = value.split('"').skip(1).step_by(2);
            let keys = literals.filter(|text| is_key(text) && text.contains('.'));
            named.extend(keys.map(|key| (key.to_owned(), shown(&file))));
        }
    }
    named
}

/// The string literals of the code, near enough: what stands between two quotes of one line.
fn literals(source: &Source) -> BTreeSet<&str> {
    source
        .lines()
        .flat_map(|(_, line)| line.split('"').skip(1).step_by(2))
        .collect()
}

#[test]
fn every_phrase_has_its_text() {
    let texts = texts();
    let tables: BTreeSet<&str> = texts.keys().filter_map(|key| table_of(key)).collect();
    let mut wrong = Vec::new();
    for source in rust_files(&["src"]) {
        for (at, call) in source.code().match_indices("Phrase::new(") {
            let rest = source.code()[at + call.len()..].trim_start();
            let key = rest
                .strip_prefix('"')
                .and_then(|rest| rest.split('"').next());
            let missing = key.filter(|key| !has_text(&texts, key));
            wrong.extend(missing.map(|key| format!("{}: {key}", source.path)));
        }
        // Keys also come from a `match` and reach `Phrase::new` by a variable.
        if source.code().contains("Phrase") {
            let keys = literals(&source).into_iter().filter(|text| {
                is_key(text) && table_of(text).is_some_and(|table| tables.contains(table))
            });
            let missing = keys.filter(|key| !has_text(&texts, key) && !is_failure(key));
            wrong.extend(missing.map(|key| format!("{}: {key}", source.path)));
        }
    }
    for (key, file) in named_by_templates() {
        if !has_text(&texts, &key) {
            wrong.push(format!("{file}: {key}"));
        }
    }
    wrong.sort();
    wrong.dedup();
    assert_none(&wrong, "Phrases without a text in data/texts/en");
}

/// The texts that rows of the data files name, each field in a table of its own.
fn named_by_rows() -> BTreeSet<String> {
    const FIELDS: &[(&str, &str, &str)] = &[
        ("endpoint", "breaks", "breaks"),
        ("endpoint", "untestable", "untestable"),
        ("not_endpoint", "why", "not_endpoint"),
        ("step", "id", "step"),
    ];
    let mut files = Vec::new();
    walk(&root().join("data"), &mut files);
    files.retain(|file| file.extension().is_some_and(|ending| ending == "toml"));
    let mut named = BTreeSet::new();
    for file in files {
        let tables: toml::Table = read(&file).parse().unwrap();
        for (kind, field, table) in FIELDS {
            let rows = tables.get(*kind).and_then(|rows| rows.as_array());
            let keys = rows.into_iter().flatten().filter_map(|row| row.get(*field));
            named.extend(keys.map(|key| format!("{table}.{}", key.as_str().unwrap())));
        }
    }
    named
}

#[test]
fn every_text_is_used() {
    let sources = rust_files(&["src"]);
    let used: BTreeSet<&str> = sources.iter().flat_map(literals).collect();
    // `format!("cause.{}", code)` uses the whole table, and so does "cause.".
    let whole: Vec<&str> = used
        .iter()
        .map(|text| text.split('{').next().unwrap_or_default())
        .filter(|prefix| prefix.ends_with(['.', '_']) && is_key(prefix.trim_end_matches('.')))
        .collect();
    let mut named = named_by_rows();
    named.extend(named_by_templates().into_keys());
    let wrong: Vec<String> = texts()
        .into_iter()
        .filter(|(key, _)| !used.contains(key.as_str()))
        .filter(|(key, _)| !named.contains(key))
        .filter(|(key, _)| !whole.iter().any(|prefix| key.starts_with(prefix)))
        .map(|(key, file)| format!("{file}: {key}"))
        .collect();
    assert_none(&wrong, "Texts that nothing says");
}

/// A counted thing has two texts, which differ by the number: `count.hosts_one`, `_many`.
fn has_text(texts: &BTreeMap<String, String>, key: &str) -> bool {
    let counted = ["one", "many"].map(|number| format!("{key}_{number}"));
    texts.contains_key(key) || counted.iter().all(|key| texts.contains_key(key))
}

fn table_of(key: &str) -> Option<&str> {
    key.split_once('.').map(|(table, _)| table)
}

fn is_key(text: &str) -> bool {
    let part = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
    };
    text.split('.').all(part)
}

fn is_failure(text: &str) -> bool {
    Failure::ALL.iter().any(|failure| failure.code() == text)
}

#[test]
fn the_readme_names_folders_that_are_there() {
    let readme = read(&root().join("README.md"));
    let wrong: Vec<String> = readme
        .split('`')
        .skip(1)
        .step_by(2)
        .filter(|text| text.ends_with('/') && !text.contains(['*', ' ', ':']))
        .filter(|folder| !root().join(folder).is_dir())
        .map(str::to_owned)
        .collect();
    assert_none(&wrong, "README.md names folders that do not exist");
}
