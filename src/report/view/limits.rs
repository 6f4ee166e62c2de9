//! What a run does not show: what no run does, and what could not be tested.
//!
//! Owns how untested patterns are put together. It promises nothing that the report does not hold.

use crate::report::v1::Report;
use crate::report::{Detail, Texts};
use crate::verdict::Phrase;

use super::group::unique;

/// Patterns listed for one reason before the rest is counted.
const MOST_PATTERNS: usize = 3;

/// Each limit in half a sentence.
pub(in crate::report) fn limits(report: &Report, detail: Detail, texts: &Texts) -> Vec<String> {
    let limits = match detail {
        // The last is one of every run.
        Detail::Folded => report.not_proven.len().saturating_sub(1),
        Detail::Full => usize::MAX,
    };
    let mut parts: Vec<String> = report.not_proven.iter().take(limits).cloned().collect();
    for why in unique(report.untested.iter().map(|row| row.why.as_str())) {
        let same = report.untested.iter().filter(|row| row.why == why);
        let patterns = unique(same.map(|row| row.pattern.as_str()));
        let shown = match detail {
            Detail::Folded => patterns.len().min(MOST_PATTERNS),
            Detail::Full => patterns.len(),
        };
        let mut listed = patterns[..shown].join(", ");
        if shown < patterns.len() {
            let more = Phrase::new("wall.and_more").with("count", patterns.len() - shown);
            listed = format!("{listed} {}", texts.say(&more));
        }
        let phrase = Phrase::new("closing.untested").with("patterns", listed);
        parts.push(texts.compose(&phrase.with("why", why)));
    }
    parts
}
