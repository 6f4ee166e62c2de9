//! The report in one line of JSON, as the last one of a run that tells how it goes on, line by line.
//!
//! Owns the form of the lines before it, schema `aws-netcheck/event/1`: a line is whole or not there, so
//! that who reads along, and who finds a run that was cut off, can use every one.

use serde::Serialize;

use super::{Options, json, v1::Report};

/// The name and major version of the form of an event.
pub const SCHEMA: &str = "aws-netcheck/event/1";

/// The report itself.
pub(super) fn render(report: &Report, _options: &Options) -> String {
    json::line(report)
}

/// What happened while the run went on.
#[derive(Debug, Serialize)]
pub struct Event<'a> {
    /// [`SCHEMA`].
    pub schema: &'static str,
    /// The id of the run, as in its report.
    pub run: &'a str,
    /// RFC 3339, UTC, with milliseconds.
    pub at: String,
    #[serde(flatten)]
    pub what: What<'a>,
}

/// What it is that happened. No verdict is among it: that of a path depends on the others.
#[derive(Debug, Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum What<'a> {
    /// The run begins.
    Started { site: Option<&'a str>, paths: usize },
    /// A path was walked to where it ends.
    Path {
        id: &'a str,
        host: &'a str,
        requirement: &'a str,
        /// How many have ended, this one among them.
        ended: usize,
    },
}

impl Event<'_> {
    /// With its line end.
    pub fn line(&self) -> String {
        json::line(self)
    }
}
