//! The languages that texts for people are written in: a folder of `data/texts` each.
//!
//! Owns which languages there are, their tags, and the files of each. What a file of texts means is
//! known by who reads it; which language a run uses is the command line's.

/// Every file of texts: its language, its name, what is in it. Written by `data/embed.rs`, as are the
/// others here.
const FILES: &[(&str, &str, &str)] = include!(concat!(env!("OUT_DIR"), "/texts.rs"));
/// The same as JSON, which is read in a tenth of the time.
const JSON: &[(&str, &str, &str)] = include!(concat!(env!("OUT_DIR"), "/texts-json.rs"));
/// The sentences of each language, in the order of their keys.
static SENTENCES: &[(&str, &[Sentence])] = include!(concat!(env!("OUT_DIR"), "/sentences.rs"));

/// A key with its sentence: `verdict.open`.
pub type Sentence = (&'static str, &'static str);

/// A language that all texts are written in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Language {
    /// That of every saved report: programs and colleagues elsewhere read it, so it does not depend
    /// on the machine.
    #[default]
    English,
    Japanese,
}

impl Language {
    pub const ALL: &'static [Self] = &[Self::English, Self::Japanese];

    /// Its tag (RFC 5646) and the name of its folder.
    pub fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Japanese => "ja",
        }
    }

    /// The language of a tag such as `ja-JP`, by the first part alone (RFC 5646, section 2.2.1): the
    /// texts do not differ by country.
    pub fn of_tag(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        let mut all = Self::ALL.iter().copied();
        all.find(|language| language.code().eq_ignore_ascii_case(primary))
    }

    /// Its files as they are written, by name: `evidence`.
    pub fn files(self) -> impl Iterator<Item = (&'static str, &'static str)> {
        self.of(FILES)
    }

    /// One of its files as JSON; nothing is in one that is not there.
    pub fn json(self, name: &str) -> &'static str {
        let mut files = self.of(JSON);
        let found = files.find(|(known, _)| *known == name);
        found.map_or("{}", |(_, text)| text)
    }

    /// Its sentences, in the order of their keys.
    pub fn sentences(self) -> &'static [Sentence] {
        let mut all = SENTENCES.iter();
        let found = all.find(|(known, _)| *known == self.code());
        found.map_or(&[], |(_, sentences)| sentences)
    }

    fn of(
        self,
        files: &'static [(&str, &str, &str)],
    ) -> impl Iterator<Item = (&'static str, &'static str)> {
        let of_language = files
            .iter()
            .filter(move |(known, ..)| *known == self.code());
        of_language.map(|(_, name, text)| (*name, *text))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use unicode_width::UnicodeWidthChar as _;

    use super::*;

    /// What is the same in every language and stands in the English files alone: names of products,
    /// and the documents that a page cites.
    fn is_of_all_languages(key: &str) -> bool {
        key.starts_with("requests.product.") || key.ends_with(".sources")
    }

    /// Every text of a language, by file and key.
    fn texts(files: &[(&str, &str)]) -> BTreeMap<String, String> {
        let mut all = BTreeMap::new();
        for (file, text) in files {
            let table: toml::Table = text.parse().unwrap();
            collect(file, table, &mut all);
        }
        all
    }

    fn collect(at: &str, table: toml::Table, into: &mut BTreeMap<String, String>) {
        for (key, value) in table {
            let at = format!("{at}.{key}");
            match value {
                toml::Value::Table(inner) => collect(&at, inner, into),
                _ if is_of_all_languages(&at) => {}
                toml::Value::String(text) => drop(into.insert(at, text)),
                other => drop(into.insert(at, other.type_str().to_owned())),
            }
        }
    }

    /// The facts that a text has room for. Their order is each language's own.
    fn facts(text: &str) -> BTreeSet<&str> {
        let parts = text.split('{').skip(1);
        parts
            .filter_map(|rest| Some(rest.split_once('}')?.0))
            .collect()
    }

    /// What a translation lacks, has too much, or says with other facts.
    fn differences(ours: &[(&str, &str)], theirs: &[(&str, &str)]) -> Vec<String> {
        let (ours, theirs) = (texts(ours), texts(theirs));
        let keys: BTreeSet<&String> = ours.keys().chain(theirs.keys()).collect();
        let different = keys.into_iter().filter_map(|key| {
            let (ours, theirs) = (ours.get(key), theirs.get(key));
            match (ours, theirs) {
                (Some(_), None) => Some(format!("{key} is missing")),
                (None, _) => Some(format!("{key} is in no English file")),
                (Some(ours), Some(theirs)) if facts(ours) != facts(theirs) => {
                    Some(format!("{key} has other facts than {:?}", facts(ours)))
                }
                _ => None,
            }
        });
        different.collect()
    }

    #[test]
    fn every_folder_of_texts_is_a_language() {
        let folders: BTreeSet<&str> = FILES.iter().map(|(language, ..)| *language).collect();
        let codes = Language::ALL.iter().map(|language| language.code());
        assert_eq!(folders, codes.collect());
    }

    #[test]
    fn every_language_says_all_that_english_says_with_the_same_facts() {
        let ours: Vec<_> = Language::English.files().collect();
        for language in Language::ALL {
            let theirs: Vec<_> = language.files().collect();
            let wrong = differences(&ours, &theirs);
            assert!(
                wrong.is_empty(),
                "data/texts/{}: {wrong:#?}",
                language.code()
            );
        }
    }

    #[test]
    fn what_a_translation_lacks_is_named() {
        let ours = [("a", "[t]\nopen = 'opened in {ms} ms'\nshut = 'shut'")];
        for (theirs, expected) in [
            ("[t]\nopen = 'in {ms} ms offen'\nshut = 'zu'", &[][..]),
            (
                "[t]\nopen = 'offen'\nshut = 'zu'",
                &["a.t.open has other facts than {\"ms\"}"],
            ),
            ("[t]\nopen = 'in {ms} ms'", &["a.t.shut is missing"]),
            (
                "[t]\nopen = 'in {ms} ms'\nshut = 'zu'\nmore = 'x'",
                &["a.t.more is in no English file"],
            ),
        ] {
            assert_eq!(differences(&ours, &[("a", theirs)]), expected);
        }
    }

    #[test]
    fn a_tag_is_read_by_its_language() {
        for (tag, language) in [
            ("ja", Some(Language::Japanese)),
            ("ja-JP", Some(Language::Japanese)),
            ("JA_jp", Some(Language::Japanese)),
            ("en-GB", Some(Language::English)),
            ("jam", None),
            ("", None),
        ] {
            assert_eq!(Language::of_tag(tag), language, "{tag}");
        }
    }

    /// Texts that hold nothing but names, codes and units.
    const WITHOUT_WORDS: &[&str] = &[
        "AWS CLI",
        "DIRECT",
        "DNS",
        "HTTP",
        "IDE",
        "IdP",
        "JSON:",
        "JSON: --format json",
        "SHA-256",
        "TCP",
        "TLS",
        "UTC",
        "Verify return code: 0 (ok)",
        "ms",
    ];

    fn without_facts(text: &str) -> String {
        let mut parts = text.split('{');
        let first = parts.next().unwrap_or_default().to_owned();
        parts.fold(first, |all, part| {
            all + part.split_once('}').map_or("", |(_, rest)| rest)
        })
    }

    #[test]
    fn nothing_of_the_japanese_was_left_in_english() {
        let files: Vec<_> = Language::Japanese.files().collect();
        for (key, text) in texts(&files) {
            let bare = without_facts(&text);
            let said = bare.chars().any(|sign| sign.width() == Some(2));
            let bare = bare.trim();
            let silent = !bare.contains(char::is_alphabetic) || WITHOUT_WORDS.contains(&bare);
            assert!(said || silent, "{key}: {text}");
        }
    }

    /// As in AWS's own Japanese pages: a space between Latin and Japanese letters, the brackets and
    /// digits of ASCII. So that a host or a command stands out, and is copied without its neighbours.
    #[test]
    fn latin_and_japanese_letters_have_a_space_between_them() {
        let is_japanese = |sign: char| matches!(sign, '\u{3040}'..='\u{30fa}' | '\u{30fc}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}');
        let is_latin = |sign: char| sign.is_ascii_alphanumeric();
        let begins = |sign: char| is_latin(sign) || sign == '(';
        let ends = |sign: char| is_latin(sign) || sign == ')';
        let files: Vec<_> = Language::Japanese.files().collect();
        for (key, text) in texts(&files) {
            let signs: Vec<char> = text.chars().collect();
            for pair in signs.windows(2) {
                let touching = is_japanese(pair[0]) && begins(pair[1])
                    || ends(pair[0]) && is_japanese(pair[1]);
                assert!(!touching, "{key}: {}{} in {text}", pair[0], pair[1]);
            }
            let wide = |sign: &char| matches!(sign, '\u{ff01}'..='\u{ff60}' | '\u{3000}');
            assert_eq!(signs.iter().find(|sign| wide(sign)), None, "{key}: {text}");
        }
    }
}
