//! How far the run is, on stderr, only where stderr is a terminal.
//!
//! Owns the progress line; it is gone when the report comes.

use std::{io::IsTerminal as _, time::Duration};

use indicatif::{ProgressBar, ProgressStyle};

use super::flags::Global;

/// The progress of so many paths.
pub(super) fn of(paths: usize, global: &Global) -> ProgressBar {
    let paths = u64::try_from(paths).unwrap_or(u64::MAX);
    shown(paths, "{spinner} {pos} of {len} paths, {elapsed}", global)
}

/// The progress of so many bytes that are read.
pub(super) fn of_bytes(bytes: u64, global: &Global) -> ProgressBar {
    let form = "{spinner} {binary_bytes} of {binary_total_bytes} read, {msg}, {elapsed}";
    shown(bytes, form, global)
}

/// Hidden in quiet runs, and in verbose ones, whose log lines it would cross.
fn shown(length: u64, form: &str, global: &Global) -> ProgressBar {
    let shown = !global.quiet && global.verbose == 0 && std::io::stderr().is_terminal();
    if !shown {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(length);
    if let Ok(style) = ProgressStyle::with_template(form) {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(100));
    bar
}
