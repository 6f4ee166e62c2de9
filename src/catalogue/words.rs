//! The sentences that rows of the data files name by a key.
//!
//! Owns putting a sentence in the place of its key before a row is read, so that a row means the
//! same in every language. The sentences are in `data/texts`.

use toml::{Table, Value};

use crate::language::Language;

/// The file of each language that holds them.
const FILE: &str = "data";

/// Sentences by table and key.
#[derive(Debug, Clone, Default)]
pub(super) struct Words(Table);

impl Words {
    /// Those that are built in, in this language.
    pub(super) fn built_in(language: Language) -> Result<Self, serde_json::Error> {
        serde_json::from_str(language.json(FILE)).map(Self)
    }

    /// Those of a file as it is written.
    #[cfg(test)]
    pub(super) fn parse(text: &str) -> Result<Self, toml::de::Error> {
        text.parse().map(Self)
    }

    /// The sentence of a key with its table: `also.breaks`.
    pub(super) fn say(&self, key: &str) -> Option<&str> {
        let (table, key) = key.split_once('.')?;
        self.0.get(table)?.as_table()?.get(key)?.as_str()
    }

    /// Puts the sentence of the key in `field` into its place; a row without the field stays as it
    /// is. The error is the key that has no sentence.
    pub(super) fn put(&self, table: &str, field: &str, row: &mut Table) -> Result<(), String> {
        let Some(Value::String(key)) = row.get(field) else {
            return Ok(());
        };
        let sentence = self.say(&format!("{table}.{key}"));
        let sentence = sentence.ok_or_else(|| key.clone())?.to_owned();
        row.insert(field.to_owned(), Value::String(sentence));
        Ok(())
    }
}
