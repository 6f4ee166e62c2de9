//! The fields of a report that looked again at an earlier one's failures.
//!
//! Owns their form. What they say was found by `report::again`.

use serde::{Deserialize, Serialize};

/// What a run that looked again at an earlier one's failures says of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Again {
    /// As the user named it.
    pub file: String,
    pub run: String,
    pub started: String,
    /// How many paths of this run were not open in the earlier one.
    pub tested: usize,
    /// How many were, and are here to compare with.
    pub open_before: usize,
    /// Ids of paths that were not open and are no part of this run.
    pub left_out: Vec<String>,
    pub requests: Vec<Followed>,
}

/// A request of the earlier run, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Followed {
    /// As in the earlier report.
    pub id: u32,
    pub team: String,
    pub team_name: Option<String>,
    pub cause: String,
    pub blocking: bool,
    pub ask: String,
    pub progress: Progress,
    /// The hosts for which it is so.
    pub hosts: Vec<String>,
    /// What stands there now, where something else does.
    pub next: Vec<Next>,
}

/// What became of a request; of several paths the last in this order counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Progress {
    /// Every path of it is open.
    Done,
    /// Open by another way than that of the earlier run, of whose way nothing was seen.
    OtherWay,
    /// Its wall is gone, and another stands behind it.
    NextWall,
    /// Not to be seen: something stands before it, or it was not measured.
    Unclear,
    NotDone,
}

/// A wall that stands where another was to be mended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Next {
    pub failure: String,
    pub cause: String,
    pub hosts: Vec<String>,
}
