//! The first lines: what was asked, from where, and what it was compared with.
//!
//! Owns their look; the answer itself comes after.

use crate::report::v1::Report;
use crate::report::view::place;
use crate::report::{Texts, width};
use crate::verdict::Phrase;

use super::page::{Ink, Page};

pub(super) fn draw(page: &mut Page, report: &Report, texts: &Texts) {
    let tool = format!("{} {}   ", report.tool.name, report.tool.version);
    let sentence = place::target(report, texts);
    let indent = width(&tool);
    page.hanging((Ink::Strong, &tool), indent.min(30), &sentence);
    let from = texts.say(&Phrase::new("header.from"));
    let vantage = texts.list(&place::vantage(&report.vantage, texts));
    page.hanging((Ink::Plain, &from), 5, &vantage);
    if let Some(reference) = &report.reference {
        let sentence = place::compared(reference, report.paths.len(), texts);
        page.hanging((Ink::Plain, ""), 5, &sentence);
    }
}
