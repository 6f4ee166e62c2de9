//! The settings that name lists of roots, a line each.
//!
//! Owns their look; what is said of each is `view::roots`'s.

use crate::report::Texts;
use crate::report::v1::Report;
use crate::report::view::roots;

use super::page::{Ink, Page};

pub(super) fn draw(page: &mut Page, report: &Report, texts: &Texts) {
    let lists = &report.vantage.trust_settings;
    if !lists.is_empty() {
        page.blank();
    }
    for list in lists {
        let label = format!("  {}", texts.word("roots"));
        page.hanging((Ink::Plain, &label), 13, &roots::sentence(list, texts));
    }
}
