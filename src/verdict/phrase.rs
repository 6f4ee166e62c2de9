//! The name of a text and the facts that go into it.
//!
//! Owns the pair: the wording in any language is in `data/texts`, and putting the
//! facts into it is the report's.

use serde::{Deserialize, Serialize};

use crate::evidence::Reason;

/// A text for people before it is worded.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Phrase {
    /// As in `data/texts/en`: `evidence.tcp_open`.
    pub key: String,
    /// The facts, by the names that the text uses: `{ms}`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub facts: Vec<(String, String)>,
}

impl Phrase {
    pub fn new(key: &'static str) -> Self {
        Self {
            key: key.to_owned(),
            facts: Vec::new(),
        }
    }

    /// The fact of this name.
    pub fn fact(&self, name: &str) -> Option<&str> {
        let mut facts = self.facts.iter();
        facts
            .find(|(known, _)| known == name)
            .map(|(_, fact)| fact.as_str())
    }

    /// A reason as a phrase of its own.
    pub fn of_reason(reason: &Reason) -> Self {
        let phrase = Self {
            key: format!("why.{}", reason.code),
            facts: Vec::new(),
        };
        phrase.with_detail(reason)
    }

    /// The phrase with a reason as the fact `why`: the texts have words for its code.
    #[must_use]
    pub fn because(self, reason: &Reason) -> Self {
        self.with("why", &reason.code).with_detail(reason)
    }

    fn with_detail(self, reason: &Reason) -> Self {
        match &reason.detail {
            Some(detail) => self.with("detail", detail),
            None => self,
        }
    }

    /// The phrase with one more fact.
    #[must_use]
    pub fn with(mut self, name: &'static str, fact: impl ToString) -> Self {
        self.facts.push((name.to_owned(), fact.to_string()));
        self
    }
}
