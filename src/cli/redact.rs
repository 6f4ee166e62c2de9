//! `--redact`: reports for eyes outside.
//!
//! Owns when it is done. What is taken out, and what stands in its place, is the report's.

use std::borrow::Cow;

use crate::report::redact::{Level, Redactor};
use crate::report::{self, Report};

use super::Mistake;

/// The report as it is shown. The name of a file where it is saved says more than is wanted, too.
///
/// # Errors
/// It could not be redacted: nothing of it is shown then.
pub(super) fn report<'r>(
    report: &'r Report,
    level: Option<Level>,
    options: &mut report::Options,
) -> Result<Cow<'r, Report>, Mistake> {
    let Some(level) = level else {
        return Ok(Cow::Borrowed(report));
    };
    options.saved = None;
    let redacted = Redactor::new(level).report(report);
    redacted.map(Cow::Owned).map_err(Mistake::Unredacted)
}
