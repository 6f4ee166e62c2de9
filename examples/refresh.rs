//! What newer sources would change in the catalogue, for whoever keeps it.
//!
//! `cargo run --example refresh -- FILE.json` reads entries that somebody took down from AWS's
//! pages and prints what is new, what only the catalogue has, and where the levels differ. It
//! changes nothing: a level in a document is a wish, a requirement in the catalogue is an effect,
//! and a person decides. The form of the file is in `data/README.md`. An entry without source or
//! date is refused, and with it the file.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "an example talks to the person who runs it"
)]

use std::{
    collections::{BTreeMap, BTreeSet},
    env,
    fmt::{self, Write as _},
    fs,
    process::ExitCode,
};

use aws_netcheck::catalogue::{self, Catalogue, Endpoint, Requirement};
use aws_netcheck::names::Partition;
use serde::Deserialize;

fn main() -> ExitCode {
    let [_, file] = env::args()
        .collect::<Vec<_>>()
        .try_into()
        .unwrap_or_default();
    if file.is_empty() {
        eprintln!("usage: cargo run --example refresh -- FILE.json");
        return ExitCode::from(2);
    }
    match report(&file) {
        Ok(text) => {
            print!("{text}");
            ExitCode::SUCCESS
        }
        Err(refusal) => {
            eprintln!("error: {file}: {refusal}");
            ExitCode::from(2)
        }
    }
}

fn report(file: &str) -> Result<String, Refusal> {
    let text = fs::read_to_string(file).map_err(|error| Refusal::Form(error.to_string()))?;
    let catalogue = catalogue::load().map_err(|bad| Refusal::Form(bad.to_string()))?;
    let newer = Newer::read(&text)?;
    let left_out = left_out(include_str!("../data/left-out.toml"))?;
    Ok(Changes::between(&catalogue, &left_out, &newer).to_string())
}

/// Why a file is not compared.
#[derive(Debug, PartialEq, Eq)]
enum Refusal {
    /// It cannot be read, or is not of the form.
    Form(String),
    /// An entry, by its id, and what it lacks.
    Entry(String, &'static str),
    /// A source, by its key, that an entry names.
    Source(String, &'static str),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Form(text) => f.write_str(text),
            Self::Entry(id, what) => write!(f, "entry {id:?} {what}"),
            Self::Source(key, what) => write!(f, "source {key:?} {what}"),
        }
    }
}

/// The file as it is written. What else it holds is not read.
#[derive(Deserialize)]
struct File {
    /// The day on which it was put together.
    generated: jiff::civil::Date,
    /// By key: title, place, date.
    sources: BTreeMap<String, (String, String, String)>,
    entries: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    id: String,
    pattern: String,
    /// A partition, and what else is said of it: `aws (all Regions)`.
    partitions: String,
    /// It begins with `required`, `recommended`, `optional`, or another word.
    level: String,
    #[serde(default)]
    breaks_without: String,
    sources: Vec<String>,
}

/// Entries that have all they need, by partition and pattern.
struct Newer {
    generated: jiff::civil::Date,
    entries: BTreeMap<(String, String), Vec<Entry>>,
}

impl Newer {
    fn read(text: &str) -> Result<Self, Refusal> {
        let file: File =
            serde_json::from_str(text).map_err(|error| Refusal::Form(error.to_string()))?;
        let mut entries: BTreeMap<_, Vec<Entry>> = BTreeMap::new();
        for entry in file.entries {
            let partition = accept(&entry, &file.sources)?;
            let key = (partition, ours(&entry.pattern));
            entries.entry(key).or_default().push(entry);
        }
        let generated = file.generated;
        Ok(Self { generated, entries })
    }
}

/// Dates are written in several ways, from "2026-11-22" to "updated November 2025"; none is without
/// its year.
fn names_a_year(dated: &str) -> bool {
    let mut numbers = dated.split(|c: char| !c.is_ascii_digit());
    numbers.any(|number| number.len() == 4 && number.starts_with("20"))
}

/// The partition of an entry that names a dated source.
fn accept(
    entry: &Entry,
    sources: &BTreeMap<String, (String, String, String)>,
) -> Result<String, Refusal> {
    let bad = |what| Refusal::Entry(entry.id.clone(), what);
    if !entry
        .pattern
        .bytes()
        .all(|byte| (0x20..0x7f).contains(&byte))
    {
        return Err(bad("has a pattern that is not printable ASCII"));
    }
    if entry.sources.is_empty() {
        return Err(bad("names no source"));
    }
    for key in &entry.sources {
        let (title, _, dated) = sources
            .get(key)
            .ok_or_else(|| bad("names a source that the file has not"))?;
        if title.trim().is_empty() || !names_a_year(dated) {
            return Err(Refusal::Source(key.clone(), "has no title or no date"));
        }
    }
    let known = [
        Partition::Aws,
        Partition::UsGov,
        Partition::China,
        Partition::Eusc,
    ];
    let named = entry
        .partitions
        .split([' ', ':'])
        .next()
        .unwrap_or_default();
    let found = known.iter().find(|known| known.as_str() == named);
    found
        .map(ToString::to_string)
        .ok_or_else(|| bad("is of no partition that the catalogue knows"))
}

/// A pattern with the placeholders of the catalogue.
fn ours(pattern: &str) -> String {
    pattern
        .replace("{alias}", "{directory}")
        .replace("{directory_id}", "{directory}")
        .replace("{instance_id}", "{instance}")
}

/// Partition and pattern of what is left out on purpose.
fn left_out(text: &str) -> Result<BTreeSet<(String, String)>, Refusal> {
    #[derive(Deserialize)]
    struct Row {
        id: String,
        partition: String,
    }
    let mut file: BTreeMap<String, Vec<Row>> =
        toml::from_str(text).map_err(|error| Refusal::Form(error.to_string()))?;
    let rows = file.remove("left_out").unwrap_or_default();
    Ok(rows
        .into_iter()
        .map(|row| (row.partition, row.id))
        .collect())
}

/// What a person should look at, one line each.
#[derive(Debug, Default, PartialEq, Eq)]
struct Changes {
    from: String,
    to: String,
    /// In the file, neither in the catalogue nor left out.
    new: Vec<String>,
    /// In the catalogue and not in the file.
    gone: Vec<String>,
    /// The level in the file is not the requirement in the catalogue.
    level: Vec<String>,
}

impl Changes {
    fn between(
        catalogue: &Catalogue,
        left_out: &BTreeSet<(String, String)>,
        newer: &Newer,
    ) -> Self {
        let mut changes = Self {
            from: catalogue.date.to_string(),
            to: newer.generated.to_string(),
            ..Self::default()
        };
        let mut met = BTreeSet::new();
        for (key, entries) in &newer.entries {
            let rows: Vec<&Endpoint> = catalogue
                .endpoints
                .iter()
                .filter(|row| means(row, key))
                .collect();
            met.extend(rows.iter().map(|row| row.id.as_str()));
            match rows.iter().map(|row| row.requirement).max() {
                Some(requirement) => changes.level.extend(level(key, entries, requirement)),
                None if left_out.contains(key) => {}
                None => changes
                    .new
                    .extend(entries.iter().map(|entry| new(key, entry))),
            }
        }
        let rows = catalogue.endpoints.iter();
        let gone = rows.filter(|row| !met.contains(row.id.as_str()));
        changes.gone = gone
            .map(|row| format!("{:<11} {}  (row {})", row.partition, row.pattern, row.id))
            .collect();
        changes
    }
}

/// Whether a row is what the entry asks for: by its pattern, or because it tests that very host.
fn means(row: &Endpoint, (partition, pattern): &(String, String)) -> bool {
    let prefix = format!("https://{pattern}/");
    let tested = || row.tests.iter().any(|test| test.starts_with(&prefix));
    row.partition.as_str() == partition && (&row.pattern == pattern || tested())
}

/// What the entries of one pattern say of its level, where none of them says what the catalogue
/// does. A word that is no requirement of ours is shown too: a person decides.
fn level(
    (partition, pattern): &(String, String),
    entries: &[Entry],
    here: Requirement,
) -> Option<String> {
    let agrees = |entry: &Entry| entry.level.split(' ').next() == Some(here.code());
    let there: Vec<String> = entries
        .iter()
        .map(|entry| format!("{:?}", entry.level))
        .collect();
    let differs = !entries.iter().any(agrees);
    differs.then(|| {
        format!(
            "{partition:<11} {pattern}: {here} here, {} there",
            there.join(" and ")
        )
    })
}

fn new((partition, pattern): &(String, String), entry: &Entry) -> String {
    let (level, sources) = (&entry.level, entry.sources.join(", "));
    let breaks = &entry.breaks_without;
    format!("{partition:<11} {pattern}: {level:?}, breaks {breaks:?}, says {sources:?}")
}

impl fmt::Display for Changes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "Catalogue of {}, entries of {}.", self.from, self.to)?;
        for (title, lines) in [
            ("New: neither a row nor in data/left-out.toml", &self.new),
            ("Only in the catalogue", &self.gone),
            ("Another level", &self.level),
        ] {
            writeln!(f, "\n{title} ({})", lines.len())?;
            for line in lines {
                writeln!(f, "  {line}")?;
            }
        }
        f.write_char('\n')
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: &str = include_str!("../tests/data/refresh-small.json");

    fn changes(text: &str) -> Changes {
        let catalogue = catalogue::load().unwrap();
        let left_out = left_out(include_str!("../data/left-out.toml")).unwrap();
        Changes::between(&catalogue, &left_out, &Newer::read(text).unwrap())
    }

    #[test]
    fn a_small_file_shows_what_is_new_gone_and_of_another_level() {
        let changes = changes(SMALL);
        assert_eq!(
            changes.new,
            ["aws         new.{region}.signin.aws: \"required\", breaks \"Sign-in\", says \"idc\""]
        );
        assert_eq!(
            changes.level,
            ["aws         *.aws.dev: recommended here, \"required\" there"]
        );
        let gone = |id: &str| {
            changes
                .gone
                .iter()
                .any(|line| line.ends_with(&format!("(row {id})")))
        };
        assert!(gone("oidc"));
        assert!(!gone("portal"), "by its pattern");
        assert!(!gone("portal-api"), "by the host that it tests");
        assert!(!gone("cookie-consent"));
        let text = changes.to_string();
        assert!(text.contains("entries of 2026-12-01."), "{text}");
    }

    #[test]
    fn entries_without_source_or_date_are_refused() {
        let refusal = |from: &str, to: &str| {
            assert!(SMALL.contains(from), "{from}");
            Newer::read(&SMALL.replace(from, to))
                .err()
                .map(|refusal| refusal.to_string())
        };
        let of = |what: &str| Some(what.to_owned());
        assert_eq!(
            refusal("[\"idc\", \"toolkit\"]", "[]"),
            of("entry \"aws-dev\" names no source")
        );
        assert_eq!(
            refusal("[\"idc\", \"toolkit\"]", "[\"hearsay\"]"),
            of("entry \"aws-dev\" names a source that the file has not")
        );
        assert_eq!(
            refusal("\"after 2026-01-26\"", "\"\""),
            of("source \"idc\" has no title or no date")
        );
        assert_eq!(
            refusal("aws (all Regions)", "mars (all Regions)"),
            of("entry \"portal-classic\" is of no partition that the catalogue knows")
        );
        for (from, to) in [
            ("\"generated\": \"2026-12-01\",", ""),
            ("\"2026-12-01\"", "\"soon\""),
            ("\"sources\": [\"idc\", \"toolkit\"]", "\"note\": \"\""),
        ] {
            assert!(refusal(from, to).is_some(), "{from}");
        }
    }
}
