//! What people and programs get to read of a run.
//!
//! Owns the report and its outputs, one file each. Everything shown is taken from the [`Report`]
//! alone, so that a saved one shows the same again. It judges nothing and asks nothing of the
//! network; where the text goes is `cli`'s.

mod again;
mod assemble;
mod called;
mod clients;
mod compare;
mod csv;
mod doubts;
pub mod explain;
mod folding;
mod harmless;
mod html;
mod json;
mod junit;
mod line;
pub mod listing;
mod markdown;
pub mod ndjson;
mod page;
mod prometheus;
pub mod redact;
mod saved;
mod separated;
pub mod sites;
pub mod steps;
mod tasks;
mod terminal;
mod texts;
mod ticket;
mod translated;
pub mod v1;
mod view;

pub use again::follow;
pub use assemble::{Measured, Proxy, RunFacts, Vantage, assemble, unlisted, warnings, worded};
pub use compare::compare;
pub use doubts::doubts;
pub use folding::lines_of;
pub use harmless::{harmless, harmless_within, width};
pub use saved::{BadReport, read as read_saved};
pub use texts::Texts;
pub use v1::{Path, Report, Wall};

use std::borrow::Cow;

use crate::language::Language;

/// What an output is told beside the report.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// That of the outputs which people read. What programs read is English.
    pub language: Language,
    pub color: Color,
    pub detail: Detail,
    /// The exit status that the command will end with.
    pub exit: u8,
    /// Where the JSON report is saved, for the hint how to go on.
    pub saved: Option<String>,
}

/// Whether to colour. Colour only repeats what a word says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Color {
    #[default]
    Never,
    Always,
}

/// How much to list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Detail {
    /// Open paths as a count, long lists cut.
    #[default]
    Folded,
    /// Everything.
    Full,
}

/// One way to show a report.
#[derive(Debug)]
pub struct Output {
    /// The name for `--format`: kebab-case, as the file and its golden files.
    pub id: &'static str,
    /// The whole text, with its last newline.
    pub render: fn(&Report, &Options) -> String,
}

/// Every output that there is: one file and one row each.
pub const OUTPUTS: &[Output] = &[
    Output {
        id: "terminal",
        render: terminal::render,
    },
    Output {
        id: "json",
        render: json::render,
    },
    Output {
        id: "ticket",
        render: ticket::render,
    },
    Output {
        id: "markdown",
        render: markdown::render,
    },
    Output {
        id: "html",
        render: html::render,
    },
    Output {
        id: "csv",
        render: csv::render,
    },
    Output {
        id: "junit",
        render: junit::render,
    },
    Output {
        id: "line",
        render: line::render,
    },
    Output {
        id: "ndjson",
        render: ndjson::render,
    },
    Output {
        id: "prometheus",
        render: prometheus::render,
    },
];

/// The report with its texts in this language, as the outputs show it that people read.
pub fn in_language(report: &Report, language: Language) -> Cow<'_, Report> {
    translated::report(report, Texts::of(language))
}

/// The output of that name.
pub fn output(id: &str) -> Option<&'static Output> {
    OUTPUTS.iter().find(|output| output.id == id)
}
