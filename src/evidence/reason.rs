//! Why something is of no use, where a code alone does not say it all.
//!
//! Owns the pair. The words for a code, in any language, are in `data/texts` (`why`).

use serde::{Deserialize, Serialize};

/// A code, and what it is about: a number, a status, the words of a library or of the system.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    pub code: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

impl Reason {
    pub fn new(code: &'static str) -> Self {
        Self {
            code: code.to_owned(),
            detail: None,
        }
    }

    /// The same, about this.
    #[must_use]
    pub fn about(self, detail: impl ToString) -> Self {
        Self {
            detail: Some(detail.to_string()),
            ..self
        }
    }
}
