//! The fields of a report that was laid beside another one.
//!
//! Owns their form. What they say was found by `report::compare`.

use serde::{Deserialize, Serialize};

use crate::verdict::Verdict;

/// What changed since another report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Compared {
    pub with: Role,
    /// As the user named it.
    pub file: String,
    pub run: String,
    pub started: String,
    pub site: Option<String>,
    /// How many paths both have.
    pub shared: usize,
    /// Those of them whose state is another one, the gravest first.
    pub changes: Vec<Change>,
    pub slower: Vec<Slower>,
}

/// What the other report stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// How it has to be: what closed since decides the exit status.
    Baseline,
    /// How it was: nothing is decided by it.
    Since,
}

/// A path whose state is another one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    pub path: String,
    pub host: String,
    /// Whether it counts in the exit status: it is required, and called by who was asked about.
    pub required: bool,
    pub how: How,
    pub before: State,
    pub now: State,
}

/// What a path came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    pub verdict: Verdict,
    pub failure: Option<String>,
    pub cause: Option<String>,
}

/// In which way a state is another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// It was usable and is blocked.
    Closed,
    /// It was usable, and now it is not known, or was not tested.
    Lost,
    /// It was open and is degraded.
    Worse,
    /// Something else is in the way than before.
    Other,
    /// It was not known, and what it is now says nothing of a change.
    Unclear,
    /// It was degraded and is open.
    Better,
    /// It was blocked and is usable.
    Opened,
}

impl How {
    /// As in the JSON.
    pub fn code(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Lost => "lost",
            Self::Worse => "worse",
            Self::Other => "other",
            Self::Unclear => "unclear",
            Self::Better => "better",
            Self::Opened => "opened",
        }
    }
}

/// What takes more time than chance explains.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Slower {
    /// A layer, over all paths that are usable in both; null for one path alone.
    pub layer: Option<String>,
    /// A path; null for a layer.
    pub path: Option<String>,
    /// Of a layer the median, to a tenth of a millisecond.
    pub before_ms: f64,
    pub now_ms: f64,
    /// How many paths it is taken from.
    pub paths: usize,
}
