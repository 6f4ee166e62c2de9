//! What a report says against its own target: that the run may have been about the wrong thing.
//!
//! Owns which of a report's sentences do. A wrong Region is open everywhere and nobody can sign
//! in, so that these are said even where nothing else is.

use super::Report;

/// The state that says it: AWS's own answer to `--deep`.
const STATE: &str = "state.directory_elsewhere";

/// The warnings about the target, and what AWS itself answered about it.
pub fn doubts(report: &Report) -> Vec<&str> {
    let here = &report.vantage;
    let states = here.state.iter().zip(&here.said);
    let answered = states.filter(|(_, said)| said.key == STATE);
    let answered = answered.map(|(sentence, _)| sentence);
    let all = report.target.warnings.iter().chain(answered);
    all.map(String::as_str).collect()
}
