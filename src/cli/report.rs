//! `report`: a saved report, shown again in any form.
//!
//! Owns the command and the exit status that stands in what is shown. Touches no
//! network, and judges nothing anew.

use crate::exit::Exit;
use crate::report::{self, Detail};
use crate::verdict::Verdict;

use super::{
    Mistake, color, destination,
    flags::{Global, Saved},
    language, saved,
};

/// The whole command. It succeeds where the report could be shown, whatever stands in it.
pub(super) fn report(wanted: &Saved, global: &Global) -> Result<Exit, Mistake> {
    let report = saved::read_or_stdin(&wanted.file)?;
    let options = report::Options {
        language: language(global),
        color: color(global),
        detail: match global.verbose {
            0 => Detail::Folded,
            _ => Detail::Full,
        },
        exit: exit_of(&report).status(),
        saved: Some(wanted.file.display().to_string()),
    };
    for destination in destination::begin(&wanted.format, &wanted.output)? {
        destination.write(&report, &options)?;
    }
    Ok(Exit::Usable)
}

/// What the run ended with, by the clients that it was asked about; a run with `--fail-on degraded`
/// does not say so.
fn exit_of(report: &report::Report) -> Exit {
    let any = |wanted: Verdict| {
        let mut clients = report.clients.values();
        clients.any(|client| client.verdict == wanted.code())
    };
    if any(Verdict::Blocked) {
        Exit::Blocked
    } else if any(Verdict::Unknown) {
        Exit::Inconclusive
    } else {
        Exit::Usable
    }
}
