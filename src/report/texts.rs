//! The sentences that people read, by key and language.
//!
//! Owns loading them and putting facts into them. Which sentence fits is decided where the phrase
//! is made; facts come from the network, and are made harmless here.

use std::{collections::BTreeMap, sync::LazyLock};

use crate::language;
use crate::verdict::Phrase;

use super::harmless::harmless_within;

/// The files that hold sentences by key; the others hold the pages of `explain`.
const SENTENCES: &[&str] = &[
    "data", "evidence", "guide", "html", "phrases", "requests", "sites",
];

/// The widest that one fact may be, in columns: the longest host name has 253.
const WIDEST_FACT: usize = 256;

/// The widest that a sentence may be which goes into another one: eight lines of a screen.
const WIDEST_SENTENCE: usize = 640;

/// All sentences of one language.
#[derive(Debug)]
pub struct Texts {
    by_key: BTreeMap<String, String>,
}

impl Texts {
    /// The sentences of the language that is used: that of every saved report.
    pub fn english() -> &'static Self {
        static TEXTS: LazyLock<Texts> = LazyLock::new(|| Texts::read(language::USED));
        &TEXTS
    }

    /// A file that cannot be read leaves its keys to be shown bare; a test holds that ours can.
    fn read(language: &str) -> Self {
        let mut by_key = BTreeMap::new();
        for (_, file) in sentences(language) {
            if let Ok(table) = file.parse::<toml::Table>() {
                flatten("", table, &mut by_key);
            }
        }
        Self { by_key }
    }

    /// The sentence, with its facts in place of `{name}`. A key without a sentence shows itself.
    pub fn say(&self, phrase: &Phrase) -> String {
        self.fill(phrase, WIDEST_FACT)
    }

    /// As [`Texts::say`], where the facts are sentences themselves.
    pub fn compose(&self, phrase: &Phrase) -> String {
        self.fill(phrase, WIDEST_SENTENCE)
    }

    fn fill(&self, phrase: &Phrase, widest: usize) -> String {
        let text = self.find(&phrase.key).unwrap_or(&phrase.key);
        fill_within(text, &phrase.facts, widest)
    }

    /// As [`Texts::say`], for many.
    pub fn say_all(&self, phrases: &[Phrase]) -> Vec<String> {
        phrases.iter().map(|phrase| self.say(phrase)).collect()
    }

    /// A number with its noun: `{key}_one` for 1, else `{key}_many` with the fact `count`.
    pub fn count(&self, key: &str, count: usize) -> String {
        let form = if count == 1 { "one" } else { "many" };
        let phrase = Phrase {
            key: format!("{key}_{form}"),
            facts: Vec::new(),
        };
        self.say(&phrase.with("count", count))
    }

    /// One of the fixed words of a screen; a word without a text shows itself.
    pub fn word<'a>(&'a self, word: &'a str) -> &'a str {
        self.find(&format!("word.{word}")).unwrap_or(word)
    }

    /// The bare sentence of a key; one without a text shows itself.
    pub fn label<'a>(&'a self, key: &'a str) -> &'a str {
        self.find(key).unwrap_or(key)
    }

    /// The bare sentence of a key, if there is one.
    pub fn find(&self, key: &str) -> Option<&str> {
        self.by_key.get(key).map(String::as_str)
    }
}

/// The files of sentences in a language: name and text.
fn sentences(language: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    language::files(language).filter(|(name, _)| SENTENCES.contains(name))
}

/// Nested tables become keys with dots: `[cause] undetermined` is `cause.undetermined`.
fn flatten(prefix: &str, table: toml::Table, into: &mut BTreeMap<String, String>) {
    for (name, value) in table {
        let key = format!("{prefix}{name}");
        match value {
            toml::Value::String(text) => {
                into.insert(key, text);
            }
            toml::Value::Table(inner) => flatten(&format!("{key}."), inner, into),
            _ => {}
        }
    }
}

/// One pass from left to right, so that a fact which itself reads `{name}` is not filled again.
fn fill_within(text: &str, facts: &[(String, String)], widest: usize) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        let (before, from) = rest.split_at(open);
        filled.push_str(before);
        let hole = from.find('}').map(|close| (&from[1..close], close + 1));
        let fact = hole.and_then(|(name, end)| {
            let (_, value) = facts.iter().find(|(known, _)| known == name)?;
            Some((value, end))
        });
        let passed = match fact {
            Some((value, end)) => {
                filled.push_str(&harmless_within(value, widest));
                end
            }
            None => {
                filled.push('{');
                1
            }
        };
        rest = &from[passed..];
    }
    filled + rest
}

#[cfg(test)]
mod tests {
    use crate::verdict::Cause;

    use super::*;

    #[test]
    fn every_file_can_be_read_and_holds_only_sentences() {
        for (file, text) in sentences("en") {
            let table: toml::Table = text.parse().unwrap();
            for (name, part) in table {
                for (key, text) in part.as_table().unwrap() {
                    let at = format!("{file}.toml, {name}.{key}");
                    let text = text.as_str().unwrap_or_else(|| panic!("{at}"));
                    assert!(!text.trim().is_empty(), "{at}");
                    assert!(text.is_ascii(), "{at}: every console has ASCII");
                }
            }
        }
    }

    #[test]
    fn every_cause_has_a_name_that_fits_its_column() {
        for cause in Cause::ALL {
            let name = Texts::english().find(&format!("cause.{}", cause.code()));
            let name = name.unwrap_or_else(|| panic!("{}", cause.code()));
            assert!(name.len() <= 24, "{name}");
        }
    }

    #[test]
    fn facts_are_filled_in_once_and_made_harmless() {
        let fill = |text: &str, value: &str| {
            let facts = vec![("name".to_owned(), value.to_owned())];
            fill_within(text, &facts, WIDEST_FACT)
        };
        assert_eq!(fill("by {name}.", "Squid"), "by Squid.");
        assert_eq!(fill("{name}{name}", "{name}"), "{name}{name}");
        assert_eq!(fill("by {name}", "\x1b[31m"), "by \\u{1b}[31m");
        assert_eq!(fill("{other} {name", "x"), "{other} {name");
        let long = fill("{name}", &"x".repeat(10_000));
        assert_eq!(long.len(), WIDEST_FACT);
    }

    #[test]
    fn a_key_without_a_sentence_shows_itself() {
        let phrase = Phrase::new("no.such_key");
        assert_eq!(Texts::english().say(&phrase), "no.such_key");
    }
}
