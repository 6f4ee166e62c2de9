//! Tables of a TOML file, with the line of everything in them.
//!
//! Owns how a mistake is named: file, line, key, and what would be right. Which keys there are is
//! up to who reads a table.

use std::{
    fmt,
    path::{Path, PathBuf},
};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// What is wrong in a site file, on one line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}, line {line}: {key}: {fault}", file.display())]
pub struct BadSetting {
    pub file: PathBuf,
    /// From 1.
    pub line: usize,
    /// With its table, as in `defaults.region`.
    pub key: String,
    pub fault: Fault,
}

/// What is wrong with a key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The file is not TOML.
    #[error("{0}")]
    Form(String),
    #[error("there is no such key; {0}")]
    Unknown(Nearest),
    #[error("{found} stands where {expected} is expected")]
    Type {
        found: &'static str,
        expected: &'static str,
    },
    #[error("there is no {found:?}; {nearest}")]
    NoChoice { found: String, nearest: Nearest },
    /// The type is right and the value breaks a rule.
    #[error("{0}")]
    Value(String),
}

/// What would have been right: the likeliest, or all where none is near.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Nearest {
    Likely(String),
    All(Vec<String>),
}

impl fmt::Display for Nearest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Likely(one) => write!(f, "did you mean {one}?"),
            Self::All(all) => write!(f, "there are {}", all.join(", ")),
        }
    }
}

impl Nearest {
    /// By the edit distance, which a slip of the fingers keeps small (0: nothing alike, 1: equal).
    /// A beginning is as good.
    pub(in crate::cli) fn of(found: &str, known: &[&str]) -> Self {
        const ALIKE: f64 = 0.6;
        let begun = |one: &str| found.len() > 2 && one.starts_with(found);
        let alike = |one: &&&str| match begun(one) {
            true => 1.0,
            false => strsim::normalized_damerau_levenshtein(found, one),
        };
        let likely = known.iter().filter(|one| alike(one) >= ALIKE);
        // Of several beginnings the shortest has the least that was not meant.
        let better =
            |a: &&&str, b: &&&str| alike(a).total_cmp(&alike(b)).then(b.len().cmp(&a.len()));
        match likely.max_by(better) {
            Some(one) => Self::Likely((*one).to_owned()),
            None => Self::All(known.iter().map(|one| (*one).to_owned()).collect()),
        }
    }
}

/// The text of a file, and where it is from.
pub(super) struct File<'a> {
    path: PathBuf,
    text: &'a str,
    parsed: Result<Spanned<DeTable<'a>>, toml::de::Error>,
}

/// A key with its value.
pub(super) struct Entry<'a> {
    file: &'a Path,
    text: &'a str,
    /// The table that it stands in, with a final dot; empty at the top.
    table: String,
    pub(super) key: &'a str,
    /// Where it stands, in bytes.
    at: usize,
    value: &'a Spanned<DeValue<'a>>,
}

impl<'a> File<'a> {
    pub(super) fn new(path: PathBuf, text: &'a str) -> Self {
        let parsed = DeTable::parse(text);
        Self { path, text, parsed }
    }

    /// What stands at the top, in the order of the file.
    pub(super) fn entries(&'a self) -> Result<Vec<Entry<'a>>, BadSetting> {
        match &self.parsed {
            Ok(table) => Ok(entries(&self.path, self.text, "", table.get_ref())),
            Err(error) => Err(BadSetting {
                file: self.path.clone(),
                line: line(self.text, error.span().map_or(0, |span| span.start)),
                key: "the file".to_owned(),
                fault: Fault::Form(error.message().replace('\n', ", ")),
            }),
        }
    }
}

fn entries<'a>(
    file: &'a Path,
    text: &'a str,
    table: &str,
    values: &'a DeTable<'a>,
) -> Vec<Entry<'a>> {
    let entry = |(key, value): (&'a Spanned<_>, &'a Spanned<DeValue<'a>>)| {
        let name: &'a toml::de::DeString<'a> = key.get_ref();
        Entry {
            file,
            text,
            table: table.to_owned(),
            key: name,
            at: key.span().start,
            value,
        }
    };
    let mut entries: Vec<Entry<'a>> = values.iter().map(entry).collect();
    entries.sort_by_key(|entry| entry.at);
    entries
}

/// The line of a place, from 1.
fn line(text: &str, at: usize) -> usize {
    let before = text.bytes().take(at);
    before.filter(|byte| *byte == b'\n').count() + 1
}

impl<'a> Entry<'a> {
    /// The keys of a table, in the order of the file.
    pub(super) fn entries(&self) -> Result<Vec<Entry<'a>>, BadSetting> {
        let table = self.value.get_ref().as_table();
        let table = table.ok_or_else(|| self.type_fault("a table"))?;
        let name = format!("{}{}.", self.table, self.key);
        Ok(entries(self.file, self.text, &name, table))
    }

    pub(super) fn text(&self) -> Result<&'a str, BadSetting> {
        let text = self.value.get_ref().as_str();
        text.ok_or_else(|| self.type_fault("a text in quotes"))
    }

    /// A list of texts; a single one is a list too.
    pub(super) fn texts(&self) -> Result<Vec<&'a str>, BadSetting> {
        let expected = || self.type_fault("a list of texts");
        match self.value.get_ref() {
            DeValue::String(text) => Ok(vec![text]),
            DeValue::Array(items) => {
                let texts = items.iter().map(|item| item.get_ref().as_str());
                texts.collect::<Option<_>>().ok_or_else(expected)
            }
            _ => Err(expected()),
        }
    }

    /// A number as it is written.
    pub(super) fn number(&self) -> Result<String, BadSetting> {
        match self.value.get_ref() {
            DeValue::Integer(number) => Ok(number.to_string()),
            DeValue::Float(number) => Ok(number.to_string()),
            _ => Err(self.type_fault("a number")),
        }
    }

    pub(super) fn unknown(&self, known: &[&str]) -> BadSetting {
        self.fault(Fault::Unknown(Nearest::of(self.key, known)))
    }

    pub(super) fn no_choice(&self, found: &str, known: &[&str]) -> BadSetting {
        self.fault(Fault::NoChoice {
            found: found.to_owned(),
            nearest: Nearest::of(found, known),
        })
    }

    pub(super) fn bad(&self, rule: String) -> BadSetting {
        self.fault(Fault::Value(rule))
    }

    fn type_fault(&self, expected: &'static str) -> BadSetting {
        let found = match self.value.get_ref() {
            DeValue::String(_) => "a text",
            DeValue::Integer(_) | DeValue::Float(_) => "a number",
            DeValue::Boolean(_) => "true or false",
            DeValue::Datetime(_) => "a date",
            DeValue::Array(_) => "a list of other things",
            DeValue::Table(_) => "a table",
        };
        self.fault(Fault::Type { found, expected })
    }

    fn fault(&self, fault: Fault) -> BadSetting {
        BadSetting {
            file: self.file.to_owned(),
            line: line(self.text, self.at),
            key: format!("{}{}", self.table, self.key),
            fault,
        }
    }
}
