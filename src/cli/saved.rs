//! Reports that were saved, as files that a user names.
//!
//! Owns the opening and how large they may be; what is a report is the report's.

use std::path::Path;

use crate::report::{self, Report, redact::Level};
use crate::system::encoding;

use super::{Mistake, settings};

/// The largest report that is read, in bytes: one with every path of all scopes has 1 MiB.
pub(super) const LARGEST: u64 = 64 * 1024 * 1024;

pub(super) const WANTED: &str = "a JSON report";

/// The report in a file.
///
/// # Errors
/// The file cannot be read, is too large, or holds no report.
pub(super) fn read(file: &Path) -> Result<Report, Mistake> {
    parsed(file, &settings::read(file, LARGEST, WANTED)?)
}

/// The report in a file, which has to name whom it is about: a run, a list or a comparison by one
/// that has stand-ins for the directory would be about nobody's.
///
/// # Errors
/// As for [`read`], or it has stand-ins for what names the company.
pub(super) fn original(file: &Path) -> Result<Report, Mistake> {
    let report = read(file)?;
    match report.redacted.as_deref() {
        None => Ok(report),
        Some(level) if level == Level::Machine.code() => Ok(report),
        Some(_) => Err(Mistake::Redacted {
            file: file.to_owned(),
        }),
    }
}

/// The report in bytes that were read from a file.
///
/// # Errors
/// They hold no report.
pub(super) fn parsed(file: &Path, bytes: &[u8]) -> Result<Report, Mistake> {
    let text = encoding::by_mark(bytes).map(String::into_bytes);
    report::read_saved(text.as_deref().unwrap_or(bytes)).map_err(|why| Mistake::NoReport {
        file: file.to_owned(),
        why,
    })
}
