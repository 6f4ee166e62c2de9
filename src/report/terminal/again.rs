//! What became of an earlier run's requests, a line each.
//!
//! Owns the look of a line; what is said is `view::earlier`'s.

use crate::report::Texts;
use crate::report::v1::{Again, Progress};
use crate::report::view::earlier;

use super::page::{Ink, Page};

/// Columns before the sentence.
const INDENT: usize = 13;

pub(super) fn draw(page: &mut Page, again: &Again, texts: &Texts) {
    page.hanging((Ink::Plain, ""), 0, &earlier::opening(again, texts));
    for line in earlier::lines(again, texts) {
        let ink = match line.progress {
            Progress::Done => Ink::Good,
            Progress::NextWall | Progress::OtherWay | Progress::Unclear => Ink::Doubtful,
            Progress::NotDone => Ink::Bad,
        };
        let lead = format!("  {}", texts.word(line.word));
        page.hanging((ink, &lead), INDENT, &line.sentence);
    }
    if let Some(sentence) = earlier::left_out(again, texts) {
        page.hanging((Ink::Doubtful, ""), INDENT, &sentence);
    }
}
