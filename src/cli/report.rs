//! `report`: a saved report, shown again in any form; or many, side by side.
//!
//! Owns the command, and the exit status that stands in what is shown. Touches no network, and judges
//! nothing anew. Many reports are read by `sites`.

use std::path::Path;

use crate::exit::Exit;
use crate::report::{self, Detail};
use crate::verdict::Verdict;

use super::{
    Mistake, color, compared, destination,
    flags::{Global, Saved},
    language, redact, saved, sites,
    sources::{self, Source},
};

/// The whole command.
pub(super) fn report(wanted: &Saved, global: &Global) -> Result<Exit, Mistake> {
    let sources = sources::of(&wanted.files)?;
    match sources.as_slice() {
        [source] if !wanted.merge => match source.only()? {
            Some(bytes) => one(wanted, global, source, &bytes),
            None => sites::show(wanted, global, &sources),
        },
        _ => sites::show(wanted, global, &sources),
    }
}

/// Without a baseline it succeeds where it could be shown.
fn one(wanted: &Saved, global: &Global, source: &Source, bytes: &[u8]) -> Result<Exit, Mistake> {
    let mut report = saved::parsed(Path::new(&source.name), bytes)?;
    let others = compared::read(wanted.baseline.as_deref(), wanted.since.as_deref())?;
    let exit = compared::apply_to_saved(&others, &mut report)?;
    let mut options = report::Options {
        exit: exit_of(&report).and(compared::exit_of(&report)).status(),
        saved: Some(source.name.clone()),
        ..options(global)
    };
    let destinations = destination::begin(&wanted.format, &wanted.output)?;
    let shown = redact::report(&report, wanted.redact, &mut options)?;
    for destination in destinations {
        destination.write(&shown, &options)?;
    }
    Ok(exit)
}

/// What is shown whatever stands in the report.
pub(super) fn options(global: &Global) -> report::Options {
    report::Options {
        language: language(global),
        color: color(global),
        detail: match global.verbose {
            0 => Detail::Folded,
            _ => Detail::Full,
        },
        ..report::Options::default()
    }
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
