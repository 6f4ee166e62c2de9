//! `--baseline` and `--since`: another report to lay beside this one.
//!
//! Owns the reading, and what a baseline means for the exit status. What changed is found by the
//! report.

use std::path::{Path, PathBuf};

use crate::exit::Exit;
use crate::plan::Plan;
use crate::report::v1::{Compared, How, Role};
use crate::report::{self, Report};

use super::{Mistake, saved};

/// A report to compare with.
pub(super) struct Other {
    role: Role,
    file: PathBuf,
    report: Report,
}

/// Reads what is named.
///
/// # Errors
/// One cannot be read, or is no report.
pub(super) fn read(baseline: Option<&Path>, since: Option<&Path>) -> Result<Vec<Other>, Mistake> {
    let named = [(Role::Baseline, baseline), (Role::Since, since)];
    let named = named
        .into_iter()
        .filter_map(|(role, file)| Some((role, file?)));
    let read = named.map(|(role, file)| {
        Ok(Other {
            role,
            file: file.to_owned(),
            report: saved::original(file)?,
        })
    });
    read.collect()
}

/// Whether each can say something about what will be tested.
///
/// # Errors
/// One has no path in common with the plan.
pub(super) fn fit(others: &[Other], plan: &Plan) -> Result<(), Mistake> {
    shares(others, |id| plan.paths.iter().any(|path| path.id == id))
}

fn shares(others: &[Other], has: impl Fn(&str) -> bool) -> Result<(), Mistake> {
    let strange = |other: &&Other| !other.report.paths.iter().any(|path| has(&path.id));
    match others.iter().find(strange) {
        Some(other) => Err(Mistake::NothingShared {
            file: other.file.clone(),
        }),
        None => Ok(()),
    }
}

/// Puts into a report what changed since each, and says what a baseline makes of it. Without any, what
/// was saved with the report stays, and decides nothing any more.
pub(super) fn apply(others: &[Other], report: &mut Report) -> Exit {
    if others.is_empty() {
        return Exit::Usable;
    }
    let compare = |other: &Other| {
        let file = other.file.display().to_string();
        report::compare(other.role, &file, &other.report, report)
    };
    report.compared = others.iter().map(compare).collect();
    exit_of(report)
}

/// As for a saved report, which may be of another target.
///
/// # Errors
/// One has no path in common with the report.
pub(super) fn apply_to_saved(others: &[Other], report: &mut Report) -> Result<Exit, Mistake> {
    shares(others, |id| report.paths.iter().any(|path| path.id == id))?;
    Ok(apply(others, report))
}

/// What the baselines of a report make of it.
pub(super) fn exit_of(report: &Report) -> Exit {
    let baselines = report.compared.iter();
    let baselines = baselines.filter(|one| one.with == Role::Baseline);
    baselines.map(gate).fold(Exit::Usable, Exit::and)
}

/// What closed among the required paths; what is merely not known any more is inconclusive.
fn gate(compared: &Compared) -> Exit {
    let any = |how: How| {
        let mut changes = compared.changes.iter();
        changes.any(|change| change.required && change.how == how)
    };
    if any(How::Closed) {
        Exit::Blocked
    } else if any(How::Lost) {
        Exit::Inconclusive
    } else {
        Exit::Usable
    }
}
