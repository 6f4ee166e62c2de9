//! Many reports as one, schema `aws-netcheck/sites/1`: the contract with who reads that JSON.
//!
//! Owns its types. Fields are only ever added. How the groups are made is `gather`'s.

use jiff::Timestamp;
use serde::Serialize;

use crate::report::v1::{Report, Request, Summary};
use crate::verdict::Verdict;

/// The name and major version of the form.
pub const SCHEMA: &str = "aws-netcheck/sites/1";

/// Sites side by side. Every text in it is English.
#[derive(Debug, Serialize)]
pub struct Sites {
    /// [`SCHEMA`].
    pub schema: &'static str,
    /// The version of the program that put them together.
    pub version: String,
    pub read: Read,
    /// Sites by verdict.
    pub summary: Summary,
    /// The columns of `sites[].verdicts`.
    pub endpoints: Vec<Endpoint>,
    /// How many more paths there are than have a column.
    pub endpoints_left_out: usize,
    /// Worst first: by verdict, then by how many sites there are in it.
    pub groups: Vec<Group>,
    /// In the order of the groups, then by name.
    pub sites: Vec<Site>,
}

/// What was read.
#[derive(Debug, Default, Serialize)]
pub struct Read {
    pub reports: usize,
    /// Reports of a machine of which there is a newer one, which alone counts.
    pub superseded: usize,
    /// Reports and lines of a run that was read already: the same file twice, or a report and its line.
    pub repeated: usize,
    /// Files and lines that are no report.
    pub broken: usize,
    /// The first of these.
    pub skipped: Vec<Skipped>,
}

/// A file or a line that is no report.
#[derive(Debug, Serialize)]
pub struct Skipped {
    pub file: String,
    /// From 1; null where the whole file is meant.
    pub line: Option<usize>,
    pub why: String,
}

/// A path that was tested at some of the sites.
#[derive(Debug, Serialize)]
pub struct Endpoint {
    /// The path's id in the reports.
    pub id: String,
    pub host: String,
    pub requirement: String,
    /// At how many sites it is in which state.
    pub summary: Summary,
    /// At how many of them it was not tested.
    pub absent: usize,
}

impl Endpoint {
    /// Whether it is open wherever it was tested.
    pub(in crate::report) fn is_open(&self) -> bool {
        self.summary.degraded + self.summary.blocked + self.summary.unknown == 0
    }
}

/// What is in the way, the same at several paths.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct Wall {
    /// Null where only a line is left of the report.
    pub verdict: Option<Verdict>,
    pub failure: Option<String>,
    pub cause: Option<String>,
    pub product: Option<String>,
    /// Who signed the chain that did not stand.
    pub issuer: Option<String>,
    /// Whether it stands behind the one that fixes the verdict.
    pub behind: bool,
    pub paths: Vec<String>,
    pub hosts: Vec<String>,
    /// How many more hosts there are, where only a line is left.
    pub more_hosts: usize,
}

impl Wall {
    /// Whether it is the same, wherever it stands.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        let codes = |wall: &Self| (wall.verdict, wall.failure.clone(), wall.cause.clone());
        let marks = |wall: &Self| (wall.product.clone(), wall.issuer.clone(), wall.behind);
        codes(self) == codes(other) && marks(self) == marks(other)
    }
}

/// Sites at which the very same is in the way, so that one ticket is for all of them.
#[derive(Debug, Serialize)]
pub struct Group {
    /// From 1.
    pub id: usize,
    /// The worst of its sites.
    pub verdict: Verdict,
    pub sites: Vec<String>,
    pub walls: Vec<Wall>,
    /// The larger group all of whose walls stand here too, and others with them.
    pub like: Option<usize>,
    /// The first and the last of its runs.
    pub first: Timestamp,
    pub last: Timestamp,
    /// The site whose report speaks for all.
    pub example: String,
    /// What that report asks for; null where it was not read for this, or only a line is left of it.
    pub requests: Option<Vec<Request>>,
    /// That report, as far as a ticket needs it.
    #[serde(skip)]
    pub(in crate::report) report: Option<Box<Report>>,
}

/// One site, as the newest report of its worst machine has it.
#[derive(Debug, Serialize)]
pub struct Site {
    /// Its label; without one, the machine's name.
    pub site: String,
    pub host: Option<String>,
    pub run: String,
    pub started: Timestamp,
    pub file: String,
    /// From 1; null where the report is the whole file.
    pub line: Option<usize>,
    /// Where it begins in the file.
    #[serde(skip)]
    pub offset: u64,
    pub group: usize,
    /// The worst that the required paths come to for the clients that were asked about.
    pub verdict: Verdict,
    /// Its paths by verdict.
    pub summary: Summary,
    /// Whether only a part was tested: what had failed before (`--again`), or until it was stopped.
    pub partial: bool,
    /// How many older reports of its machines were read.
    pub older: usize,
    /// Of how many machines there are reports.
    pub machines: usize,
    /// In the order of `endpoints`; null where it was not tested.
    pub verdicts: Vec<Option<Verdict>>,
    /// Whether there is a whole report, and not a line alone.
    #[serde(skip)]
    pub whole: bool,
}
