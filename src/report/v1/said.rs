//! Texts before they were worded, so that a saved report can be shown in any language.
//!
//! Owns the form alone.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::verdict::Phrase;

/// A text before it was worded: which one, and the facts in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    pub key: String,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub facts: BTreeMap<String, String>,
}

impl From<&Phrase> for Said {
    fn from(phrase: &Phrase) -> Self {
        Self {
            key: phrase.key.clone(),
            facts: phrase.facts.iter().cloned().collect(),
        }
    }
}

/// The texts of a path or a wall before they were worded, in the order of the worded ones.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PathSaid {
    #[serde(default)]
    pub summary: Option<Said>,
    #[serde(default)]
    pub evidence: Vec<Said>,
    #[serde(default)]
    pub notes: Vec<Said>,
}
