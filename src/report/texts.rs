//! The sentences that people read, by key and language.
//!
//! Owns loading them and putting facts into them. Which sentence fits is decided where the phrase
//! is made; facts come from the network, and are made harmless here.

use std::collections::HashMap;

use unicode_width::UnicodeWidthChar as _;

use crate::language::{Language, Sentence};
use crate::verdict::Phrase;

use super::harmless::harmless_within;

/// The widest that one fact may be, in columns: the longest host name has 253.
const WIDEST_FACT: usize = 256;

/// The widest that a sentence may be which goes into another one: eight lines of a screen.
const WIDEST_SENTENCE: usize = 640;

/// The tables of words for facts that are codes: the fact `verdict` that is `open` is said as
/// `verdict.open`.
const SPOKEN: &[&str] = &[
    "addressee.",
    "answer.",
    "basis.",
    "client.",
    "hello.",
    "level.",
    "requirement.",
    "result.",
    "verdict.",
    "why.",
];

/// All sentences of one language.
#[derive(Debug)]
pub struct Texts {
    language: Language,
}

impl Texts {
    /// The sentences of every saved report.
    pub fn english() -> &'static Self {
        Self::of(Language::English)
    }

    pub fn of(language: Language) -> &'static Self {
        match language {
            Language::English => &Self {
                language: Language::English,
            },
            Language::Japanese => &Self {
                language: Language::Japanese,
            },
        }
    }

    pub fn language(&self) -> Language {
        self.language
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
        let spoken = phrase.facts.iter().map(|(name, fact)| {
            let fact = self.spoken(name, fact, &phrase.facts);
            (name.clone(), fact)
        });
        fill_within(text, &spoken.collect::<Vec<_>>(), widest)
    }

    /// The words for a fact that is a code; any other fact as it is. The words may have room for facts
    /// that stand beside it.
    fn spoken(&self, name: &str, fact: &str, beside: &[(String, String)]) -> String {
        let mut tables = SPOKEN.iter();
        let table = tables.find(|table| table.strip_suffix('.') == Some(name));
        let text = table.and_then(|table| self.find(&format!("{table}{fact}")));
        text.map_or_else(
            || fact.to_owned(),
            |text| fill_within(text, beside, WIDEST_FACT),
        )
    }

    /// The words for a code that stands alone.
    pub fn code(&self, kind: &str, code: &str) -> String {
        self.spoken(kind, code, &[])
    }

    /// A heading among others: in capitals, where the language has them.
    pub fn loud(&self, words: &str) -> String {
        match self.language {
            Language::English => words.to_uppercase(),
            Language::Japanese => words.to_owned(),
        }
    }

    /// Things side by side.
    pub fn list(&self, items: &[impl AsRef<str>]) -> String {
        self.joined("join.items", items)
    }

    /// Half sentences, one after the other.
    pub fn clauses(&self, items: &[impl AsRef<str>]) -> String {
        self.joined("join.clauses", items)
    }

    /// Whole sentences, one after the other.
    pub fn sentences(&self, items: &[String]) -> String {
        let pair = |one: String, other: &String| {
            let pair = Phrase::new("join.pair").with("one", one);
            self.compose(&pair.with("other", other))
        };
        let first = items.first().cloned().unwrap_or_default();
        items.iter().skip(1).fold(first, pair)
    }

    /// Half sentences as one sentence.
    pub fn sentence(&self, clause: &str) -> String {
        let stop = self.label("join.stop");
        match clause.ends_with(stop) {
            true => clause.to_owned(),
            false => format!("{clause}{stop}"),
        }
    }

    fn joined(&self, between: &str, items: &[impl AsRef<str>]) -> String {
        let items: Vec<&str> = items.iter().map(AsRef::as_ref).collect();
        items.join(self.label(between))
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

    /// The key of each sentence in these tables, by the sentence itself.
    pub(super) fn by_sentence(&self, tables: &[&str]) -> HashMap<&str, &str> {
        let mut keys: Vec<&str> = self.tables().iter().flat_map(|table| keys(table)).collect();
        keys.retain(|key| tables.iter().any(|table| key.starts_with(table)));
        // Of several keys with one sentence the last counts.
        keys.sort_unstable();
        let sentence = |key| Some((self.find(key)?, key));
        keys.into_iter().filter_map(sentence).collect()
    }

    /// The bare sentence of a key, if there is one.
    pub fn find(&self, key: &str) -> Option<&str> {
        self.tables().into_iter().find_map(|table| {
            let at = table.binary_search_by_key(&key, |(known, _)| known).ok()?;
            Some(table[at].1)
        })
    }

    /// Where a sentence is looked for. The names of products stand in the English files alone, for they
    /// are the same everywhere.
    fn tables(&self) -> [&'static [Sentence]; 2] {
        [self.language, Language::English].map(Language::sentences)
    }
}

fn keys(table: &'static [Sentence]) -> impl Iterator<Item = &'static str> {
    table.iter().map(|(key, _)| *key)
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
        let Some((value, end)) = fact else {
            filled.push('{');
            rest = &from[1..];
            continue;
        };
        let value = harmless_within(value, widest);
        close_up(&mut filled, &value);
        filled.push_str(&value);
        rest = &from[end..];
        // The same at the fact's other end.
        if is_wide_around(value.chars().next_back(), rest) {
            rest = &rest[1..];
        }
    }
    filled + rest
}

/// A text sets off a fact by spaces, as is right between Latin and Japanese letters. Between two
/// Japanese ones there is none.
fn close_up(filled: &mut String, value: &str) {
    let before = filled.strip_suffix(' ').unwrap_or_default();
    if is_wide(before.chars().next_back()) && is_wide(value.chars().next()) {
        filled.pop();
    }
}

fn is_wide_around(last: Option<char>, rest: &str) -> bool {
    let after = rest.strip_prefix(' ').unwrap_or_default();
    is_wide(last) && is_wide(after.chars().next())
}

fn is_wide(sign: Option<char>) -> bool {
    sign.is_some_and(|sign| sign.width() == Some(2))
}

#[cfg(test)]
mod tests {
    use crate::verdict::Cause;

    use super::*;

    #[test]
    fn every_file_can_be_read_and_holds_only_sentences() {
        let pages = ["causes", "failures", "verdicts"];
        let files = Language::English.files();
        for (file, text) in files.filter(|(file, _)| !pages.contains(file)) {
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
    fn a_space_beside_a_fact_stays_only_between_latin_and_japanese_letters() {
        let fill = |value: &str| {
            let facts = vec![("name".to_owned(), value.to_owned())];
            fill_within("宛先は {name} です", &facts, WIDEST_FACT)
        };
        assert_eq!(fill("a.example"), "宛先は a.example です");
        assert_eq!(fill("社内 ポータル"), "宛先は社内 ポータルです");
        assert_eq!(fill(""), "宛先は  です");
    }

    #[test]
    fn a_code_is_said_in_the_words_of_the_language() {
        let phrase = Phrase::new("wall.client").with("client", "aws-cli");
        let phrase = phrase.with("verdict", "blocked");
        assert_eq!(Texts::english().say(&phrase), "aws-cli blocked");
        let japanese = Texts::of(Language::Japanese);
        assert_eq!(japanese.say(&phrase), "AWS CLI は遮断");
        let newer = Phrase::new("wall.client").with("client", "browser");
        let newer = newer.with("verdict", "odd");
        assert_eq!(japanese.say(&newer), "ブラウザは odd");
    }

    #[test]
    fn a_key_without_a_sentence_shows_itself() {
        let phrase = Phrase::new("no.such_key");
        assert_eq!(Texts::english().say(&phrase), "no.such_key");
    }
}
