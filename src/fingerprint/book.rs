//! The marks of all products, read from the data files at the first use.
//!
//! Owns the form of the files, which `data/README.md` describes and a JSON Schema holds for
//! editors. How a mark is compared is `condition`'s.

use std::{borrow::Cow, sync::LazyLock};

use serde::Deserialize;

use crate::evidence::Layer;

use super::condition::{Condition, Field, Lazy, Texts, Way};
use super::subject::{Subject, cut};
use super::{Confidence, RunsOn, Shows};

/// Product and text of each file, as JSON (`data/embed.rs`).
const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/fingerprints.rs"));
const FALSE_POSITIVES: &str = include_str!(concat!(env!("OUT_DIR"), "/false-positives.json"));

/// A token is a sign, not the page that it stands on.
const MOST_TOKEN: usize = 120;
/// In the place of what is nobody's business.
const HIDDEN: &str = "***";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    product: About,
    mark: Vec<Written>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct About {
    name: String,
    runs_on: RunsOn,
}

/// A mark as it is written. What only maintainers read is checked by a test.
#[derive(Deserialize)]
struct Written {
    layer: Layer,
    shows: Shows,
    field: Field,
    #[serde(rename = "match")]
    way: Way,
    pattern: Option<Texts>,
    hide: Option<String>,
    confidence: Confidence,
    #[serde(default)]
    and: Vec<Also>,
}

/// A further condition, on the same certificate or reply.
#[derive(Deserialize)]
struct Also {
    field: Field,
    #[serde(rename = "match")]
    way: Way,
    pattern: Option<Texts>,
}

#[derive(Deserialize)]
struct NotMarks {
    false_positive: Vec<Also>,
}

/// A product that has marks.
#[derive(Debug)]
pub(super) struct Product {
    /// The name of its file.
    pub(super) id: &'static str,
    pub(super) name: &'static str,
    pub(super) runs_on: RunsOn,
}

/// A mark, ready to be compared.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) product: &'static str,
    pub(super) layer: Layer,
    pub(super) shows: Shows,
    pub(super) condition: Condition,
    and: Vec<Condition>,
    hide: Option<Lazy>,
    pub(super) confidence: Confidence,
}

/// Everything that is known of products.
#[derive(Debug, Default)]
pub(super) struct Book {
    products: Vec<Product>,
    rows: Vec<Row>,
    false_positives: Vec<Condition>,
}

/// The one book. A file that cannot be read leaves its product unnamed; a test holds that all can.
pub(super) fn get() -> &'static Book {
    static BOOK: LazyLock<Book> = LazyLock::new(|| {
        let mut book = Book::default();
        for (id, text) in FILES {
            // The rest is as good without it.
            let _ = book.add(id, text);
        }
        book.false_positives = false_positives().unwrap_or_default();
        book
    });
    &BOOK
}

fn false_positives() -> Result<Vec<Condition>, String> {
    let written: NotMarks =
        serde_json::from_str(FALSE_POSITIVES).map_err(|error| error.to_string())?;
    let conditions = written.false_positive.into_iter().map(Also::ready);
    conditions.collect()
}

impl Book {
    fn add(&mut self, id: &'static str, text: &str) -> Result<(), String> {
        let file: File = serde_json::from_str(text).map_err(|error| format!("{id}: {error}"))?;
        // Named for as long as the program runs, as the files themselves are.
        let name: &'static str = file.product.name.leak();
        for written in file.mark {
            let row = written.ready(name).map_err(|why| format!("{id}: {why}"))?;
            self.rows.push(row);
        }
        self.products.push(Product {
            id,
            name,
            runs_on: file.product.runs_on,
        });
        Ok(())
    }

    pub(super) fn rows(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter()
    }

    pub(super) fn products(&self) -> impl Iterator<Item = &Product> {
        self.products.iter()
    }

    /// Whether AWS or a content network sends such a thing itself.
    pub(super) fn is_false_positive(&self, subject: &Subject<'_>) -> bool {
        let mut known = self.false_positives.iter();
        known.any(|condition| span(condition, subject).is_some())
    }
}

impl Also {
    fn ready(self) -> Result<Condition, String> {
        Condition::new(self.field, self.way, self.pattern)
    }
}

impl Written {
    fn ready(self, product: &'static str) -> Result<Row, String> {
        Ok(Row {
            product,
            layer: self.layer,
            shows: self.shows,
            condition: Condition::new(self.field, self.way, self.pattern)?,
            and: self
                .and
                .into_iter()
                .map(Also::ready)
                .collect::<Result<_, _>>()?,
            hide: self.hide.map(Lazy::new),
            confidence: self.confidence,
        })
    }
}

impl Row {
    /// What gave the product away, where all conditions fit.
    pub(super) fn token(&self, subject: &Subject<'_>) -> Option<String> {
        let found = span(&self.condition, subject)?;
        let all = self.and.iter().all(|also| span(also, subject).is_some());
        all.then(|| {
            let shown = cut(&self.without_secrets(&found), MOST_TOKEN).to_owned();
            self.condition.field.label() + &shown
        })
    }

    /// The text with the groups of `hide` taken out: serial numbers, tenants, accounts.
    fn without_secrets(&self, text: &str) -> String {
        let secret = self.secret_in(text);
        secret.map_or_else(|| text.to_owned(), |secret| hidden(text, secret))
    }

    fn secret_in<'t>(&self, text: &'t str) -> Option<&'t str> {
        let found = self.hide.as_ref()?.get()?.captures(text)?.get(1)?;
        Some(found.as_str())
    }

    /// What a name that fits this mark tells of tenant, account or appliance.
    pub(super) fn secret(&self, subject: &Subject<'_>) -> Option<String> {
        self.hide.as_ref()?;
        let values = subject.values(&self.condition.field);
        let fits = |text: &&Cow<'_, str>| self.condition.span(text).is_some();
        let mut secrets = values.iter().filter(fits);
        secrets.find_map(|text| self.secret_in(text).map(str::to_owned))
    }
}

/// The text without this part of it, wherever it stands.
pub(super) fn hidden(text: &str, part: &str) -> String {
    text.replace(part, HIDDEN)
}

/// The part of the first value in the condition's field that fits.
fn span(condition: &Condition, subject: &Subject<'_>) -> Option<String> {
    let values = subject.values(&condition.field);
    let mut found = values.iter().filter_map(|text| condition.span(text));
    found.next().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use regex::Regex;

    use super::*;

    #[test]
    fn every_file_can_be_read() {
        let mut book = Book::default();
        for (id, text) in FILES {
            assert_eq!(book.add(id, text), Ok(()));
        }
        assert!(false_positives().unwrap().len() > 5);
        assert!(book.rows.len() > 100);
    }

    #[derive(Deserialize)]
    struct Samples {
        mark: Vec<Sampled>,
    }

    #[derive(Deserialize)]
    struct NotSamples {
        false_positive: Vec<Sampled>,
    }

    #[derive(Deserialize)]
    struct Sampled {
        id: Option<String>,
        field: Field,
        #[serde(rename = "match")]
        way: Way,
        pattern: Option<Texts>,
        sample: String,
        #[serde(default)]
        sample_not: String,
        hide: Option<String>,
        #[serde(default)]
        and: Vec<Sampled>,
    }

    fn check(sampled: Sampled, of: &str) {
        let id = sampled.id.as_deref().unwrap_or(of).to_owned();
        let condition = Condition::new(sampled.field, sampled.way, sampled.pattern).unwrap();
        let found = condition.span(&sampled.sample);
        assert!(found.is_some(), "{id} must fit {}", sampled.sample);
        let other = condition.span(&sampled.sample_not);
        assert_eq!(other, None, "{id} must not fit {}", sampled.sample_not);
        if let (Some(hide), Some(found)) = (sampled.hide, found) {
            let hide = Regex::new(&hide).unwrap();
            let secret = hide.captures(found).and_then(|groups| groups.get(1));
            assert!(secret.is_some(), "{id} hides nothing of its sample");
        }
        for also in sampled.and {
            check(also, &id);
        }
    }

    #[test]
    fn every_mark_fits_its_sample_and_not_the_other() {
        for (id, text) in FILES {
            let samples: Samples = serde_json::from_str(text).unwrap();
            samples.mark.into_iter().for_each(|mark| check(mark, id));
        }
        let samples: NotSamples = serde_json::from_str(FALSE_POSITIVES).unwrap();
        let marks = samples.false_positive.into_iter();
        marks.for_each(|mark| check(mark, "false positive"));
    }
}
