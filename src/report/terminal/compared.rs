//! What changed since another report.
//!
//! Owns the look; what is said is `view::compared`'s.

use crate::report::v1::Report;
use crate::report::view::compared;
use crate::report::{Detail, Texts};
use crate::verdict::Phrase;

use super::page::{Ink, Page};

/// As many lines are shown of a folded report: the gravest come first.
const MOST_LINES: usize = 12;

pub(super) fn draw(page: &mut Page, report: &Report, detail: Detail, texts: &Texts) {
    for one in &report.compared {
        page.blank();
        page.hanging((Ink::Plain, ""), 0, &compared::opening(one, texts));
        let lines = compared::lines(one, texts);
        let most = match detail {
            Detail::Folded => MOST_LINES,
            Detail::Full => usize::MAX,
        };
        for line in lines.iter().take(most) {
            let lead = format!("  {}", line.word);
            page.hanging((line.ink, &lead), 13, &line.sentence);
        }
        let left = lines.len().saturating_sub(most);
        if left > 0 {
            let more = Phrase::new("sites.more_sites").with("count", left);
            page.hanging((Ink::Plain, ""), 13, &texts.say(&more));
        }
    }
}
