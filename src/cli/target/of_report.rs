//! The target of a saved report, to ask about the same again.
//!
//! Owns what makes a report's target none. A report may have been edited: what it names is read as
//! what is typed.

use std::path::Path;

use crate::catalogue::Scope;
use crate::plan::{self, Target};
use crate::report::{BadReport, Report};
use crate::verdict::Phrase;

use super::{Chosen, Mistake, also, today};

/// What the report was about.
///
/// # Errors
///
/// A name in it that is no directory, Region, scope or URL.
pub(in crate::cli) fn of_report(
    file: &Path,
    report: &Report,
    deep: bool,
) -> Result<Chosen, Mistake> {
    let bad = |text: &String| Mistake::NoReport {
        file: file.to_owned(),
        why: BadReport::NoTarget(text.clone()),
    };
    let target = &report.target;
    let directory = target.directory.as_ref();
    let directory = directory.map(|text| text.parse().map_err(|_| bad(text)));
    let regions = target.regions.iter();
    let regions = regions.map(|text| text.parse().map_err(|_| bad(text)));
    let scope = |text: &String| {
        let known = Scope::ALL.iter().copied();
        let found = known.into_iter().find(|scope| scope.code() == text);
        found.ok_or_else(|| bad(text))
    };
    let beside = report
        .paths
        .iter()
        .filter(|path| path.endpoint == plan::ALSO);
    let urls: Vec<String> = beside.map(|path| path.url.clone()).collect();
    Ok(Chosen {
        target: Target {
            directory: directory.transpose()?,
            regions: regions.collect::<Result<_, _>>()?,
            scopes: target.scopes.iter().map(scope).collect::<Result<_, _>>()?,
            also: also(&urls, today())?,
            noticed: Vec::new(),
            // Those that the report has are picked out by their ids.
            fips: true,
            deep,
        },
        source: vec![Phrase::new("source.report").with("file", file.display())],
    })
}
