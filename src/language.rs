//! The languages that texts for people are written in: a folder of `data/texts` each.
//!
//! Owns which languages are built in and which one is used. What a file of texts means is known by
//! who reads it.

/// Every file of texts: its language, its name, what is in it. Written by `data/embed.rs`.
const FILES: &[(&str, &str, &str)] = include!(concat!(env!("OUT_DIR"), "/texts.rs"));

/// The language that everything is said in. Saved reports are read by programs and colleagues
/// elsewhere, so it does not depend on the machine.
pub const USED: &str = "en";

/// Every language there is, the used one among them.
pub fn languages() -> Vec<&'static str> {
    let mut languages: Vec<&str> = FILES.iter().map(|(language, ..)| *language).collect();
    languages.dedup();
    languages
}

/// The files of a language, by name: `evidence`.
pub fn files(language: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let of_language = FILES.iter().filter(move |(known, ..)| *known == language);
    of_language.map(|(_, name, text)| (*name, *text))
}

/// One file of a language; nothing is in one that is not there.
pub fn file(language: &str, name: &str) -> &'static str {
    let mut files = files(language);
    let found = files.find(|(known, _)| *known == name);
    found.map_or("", |(_, text)| text)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    /// Every text of a language, by file and key, with the names of its facts.
    fn texts(files: &[(&str, &str)]) -> BTreeMap<String, Vec<String>> {
        let mut all = BTreeMap::new();
        for (file, text) in files {
            let table: toml::Table = text.parse().unwrap();
            collect(file, table, &mut all);
        }
        all
    }

    fn collect(at: &str, table: toml::Table, into: &mut BTreeMap<String, Vec<String>>) {
        for (key, value) in table {
            let at = format!("{at}.{key}");
            match value {
                toml::Value::String(text) => drop(into.insert(at, facts(&text))),
                toml::Value::Table(inner) => collect(&at, inner, into),
                other => drop(into.insert(at, vec![other.type_str().to_owned()])),
            }
        }
    }

    fn facts(text: &str) -> Vec<String> {
        let mut facts: Vec<String> = text
            .split('{')
            .skip(1)
            .filter_map(|rest| Some(rest.split_once('}')?.0.to_owned()))
            .collect();
        facts.sort_unstable();
        facts.dedup();
        facts
    }

    /// What a translation lacks, has too much, or says with other facts.
    fn differences(ours: &[(&str, &str)], theirs: &[(&str, &str)]) -> Vec<String> {
        let (ours, theirs) = (texts(ours), texts(theirs));
        let keys = ours.keys().chain(theirs.keys());
        let mut different: Vec<String> = keys
            .filter(|key| ours.get(*key) != theirs.get(*key))
            .cloned()
            .collect();
        different.sort_unstable();
        different.dedup();
        different
    }

    #[test]
    fn every_language_says_all_that_english_says_with_the_same_facts() {
        assert!(languages().contains(&USED));
        let ours: Vec<_> = files(USED).collect();
        for language in languages() {
            let theirs: Vec<_> = files(language).collect();
            assert_eq!(differences(&ours, &theirs), [""; 0], "{language}");
        }
    }

    #[test]
    fn what_a_translation_lacks_is_noticed() {
        let ours = [("a", "[t]\nopen = 'opened in {ms} ms'\nshut = 'shut'")];
        for (theirs, expected) in [
            ("[t]\nopen = 'in {ms} ms offen'\nshut = 'zu'", &[][..]),
            ("[t]\nopen = 'offen'\nshut = 'zu'", &["a.t.open"]),
            ("[t]\nopen = 'in {ms} ms'", &["a.t.shut"]),
            (
                "[t]\nopen = 'in {ms} ms'\nshut = 'zu'\nmore = 'x'",
                &["a.t.more"],
            ),
        ] {
            assert_eq!(differences(&ours, &[("a", theirs)]), expected);
        }
    }
}
