//! Many reports as one: sites side by side, those alike together, one ticket for each group.
//!
//! Owns the outputs there are of it. `gist` takes from a report what counts, `gather` puts alike
//! together, `v1` is the form as JSON; one file per look. Opening files is the command line's.

mod change;
mod csv;
mod gather;
mod gist;
mod html;
mod line;
mod terminal;
pub mod v1;
mod view;

pub use gather::{Gatherer, Origin, for_ticket};
pub use gist::{Gist, is_event};
pub use line::is_line;
pub use v1::Sites;

use super::{Options, json};

/// One way to show many reports.
#[derive(Debug)]
pub struct SitesOutput {
    /// As for one report, where there is the same of one.
    pub id: &'static str,
    pub render: fn(&Sites, &Options) -> String,
}

/// Every output that there is. What stands for one run alone, as a test or a metric, is not here.
pub const SITES_OUTPUTS: &[SitesOutput] = &[
    SitesOutput {
        id: "terminal",
        render: terminal::render,
    },
    SitesOutput {
        id: "json",
        render: |sites, _| json::text(sites),
    },
    SitesOutput {
        id: "ticket",
        render: change::ticket,
    },
    SitesOutput {
        id: "markdown",
        render: change::markdown,
    },
    SitesOutput {
        id: "html",
        render: html::render,
    },
    SitesOutput {
        id: "csv",
        render: csv::render,
    },
];
