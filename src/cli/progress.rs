//! How far the run is, on stderr, only where stderr is a terminal.
//!
//! Owns the progress line; it is gone when the report comes.

use std::{io::IsTerminal as _, time::Duration};

use indicatif::{ProgressBar, ProgressStyle};

use super::flags::Global;

/// The progress of so many paths. Hidden in quiet runs, and in verbose ones, whose log lines it
/// would cross.
pub(super) fn of(paths: usize, global: &Global) -> ProgressBar {
    let shown = !global.quiet && global.verbose == 0 && std::io::stderr().is_terminal();
    if !shown {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(u64::try_from(paths).unwrap_or(u64::MAX));
    if let Ok(style) = ProgressStyle::with_template("{spinner} {pos} of {len} paths, {elapsed}") {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(100));
    bar
}
