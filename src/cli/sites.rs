//! `report` on many files: read one after the other, shown as one.
//!
//! Owns the order of reading, and what is said of a file that is none. Each report is forgotten when
//! its gist is taken, and one of each group is read again for its ticket, so that memory does not grow
//! with their number.

use std::collections::BTreeMap;

use indicatif::ProgressBar;

use crate::exit::Exit;
use crate::report::redact::Redactor;
use crate::report::sites::{Gatherer, Gist, Origin, Sites};
use crate::report::{self, harmless};

use super::{
    Mistake, destination,
    flags::{Global, Saved},
    progress, report as command, say,
    sources::{Entry, Next, Source},
};

/// As many groups get their ticket: their reports are held together.
const MOST_TICKETS: usize = 200;

/// As many broken lines of one file are named; all are counted.
const MOST_NAMED: usize = 10;

/// Reads all, shows all.
pub(super) fn show(wanted: &Saved, global: &Global, sources: &[Source]) -> Result<Exit, Mistake> {
    if wanted.baseline.is_some() || wanted.since.is_some() {
        return Err(Mistake::ManyCompared);
    }
    let destinations = destination::begin_sites(&wanted.format, &wanted.output)?;
    let bar = progress::of_bytes(sources.iter().map(Source::length).sum(), global);
    let mut reader = Reader {
        gatherer: Gatherer::default(),
        redactor: wanted.redact.map(Redactor::new),
        bar,
    };
    for source in sources {
        reader.read(source);
    }
    reader.bar.finish_and_clear();
    match reader.gatherer.counts() {
        (0, _) => return Err(Mistake::NoReports),
        (_, count) if count > 0 && wanted.strict => return Err(Mistake::NotAllReports { count }),
        _ => {}
    }
    let mut redactor = reader.redactor;
    let mut sites = reader.gatherer.finish(env!("CARGO_PKG_VERSION"));
    explain(&mut sites, sources, redactor.as_mut());
    if let Some(redactor) = &mut redactor {
        redactor.files(&mut sites);
    }
    let options = command::options(global);
    for destination in destinations {
        destination.write(&sites, &options)?;
    }
    Ok(Exit::Usable)
}

struct Reader {
    gatherer: Gatherer,
    redactor: Option<Redactor>,
    bar: ProgressBar,
}

impl Reader {
    fn read(&mut self, source: &Source) {
        let mut of_source = OfSource::default();
        let before = self.bar.position();
        let read = source.read(|entry| {
            self.bar.set_position(before + entry.offset);
            self.entry(source, &entry, &mut of_source);
            Next::Go
        });
        match read {
            Err(why) => self.skip(source, None, &why.to_string(), &why.to_string()),
            Ok(()) if of_source == OfSource::default() => {
                let why = report::BadReport::Unended.to_string();
                self.skip(source, None, &why, &why);
            }
            Ok(()) => {}
        }
        if of_source.broken > MOST_NAMED {
            let left = of_source.broken - MOST_NAMED;
            self.tell(&format!("{}: and {left} more lines", source.name));
        }
        self.bar.set_position(before + source.length());
        self.bar
            .set_message(format!("{} reports", self.gatherer.counts().0));
    }

    /// What counts of a report, with stand-ins where they are wanted.
    fn gist(&mut self, bytes: &[u8]) -> Result<Option<Gist>, report::BadReport> {
        let read = Gist::read(bytes)?;
        match (read, &mut self.redactor) {
            (Some(gist), Some(redactor)) => gist.redacted(bytes, redactor).map(Some),
            (read, _) => Ok(read),
        }
    }

    fn entry(&mut self, source: &Source, entry: &Entry<'_>, of_source: &mut OfSource) {
        match self.gist(entry.bytes) {
            Ok(Some(gist)) => {
                of_source.reports += 1;
                let origin = Origin {
                    file: source.name.clone(),
                    line: entry.line,
                    offset: entry.offset,
                };
                self.gatherer.add(gist, origin);
            }
            Ok(None) => {}
            Err(why) => {
                of_source.broken += 1;
                let shown = match self.redactor {
                    Some(_) => why.bare(),
                    None => why.to_string(),
                };
                match of_source.broken > MOST_NAMED {
                    true => self.gatherer.skip(&source.name, entry.line, &shown),
                    false => self.skip(source, entry.line, &why.to_string(), &shown),
                }
            }
        }
    }

    /// `why` is told here, and `shown` is what the outputs say.
    fn skip(&mut self, source: &Source, line: Option<usize>, why: &str, shown: &str) {
        let line_of = line.map(|line| format!(", line {line}"));
        let place = format!("{}{}", source.name, line_of.unwrap_or_default());
        self.tell(&format!("{place}: {why}; passed over"));
        self.gatherer.skip(&source.name, line, shown);
    }

    fn tell(&self, text: &str) {
        let text = format!("aws-netcheck: {}\n", harmless(text));
        self.bar.suspend(|| say(&text));
    }
}

/// What one file came to.
#[derive(Default, PartialEq)]
struct OfSource {
    reports: usize,
    broken: usize,
}

/// Reads the report again that speaks for a group. One that is no longer what it was has no ticket.
fn explain(sites: &mut Sites, sources: &[Source], mut redactor: Option<&mut Redactor>) {
    let by_name: BTreeMap<&str, &Source> =
        sources.iter().map(|one| (one.name.as_str(), one)).collect();
    let wanted = sites.wanted().into_iter().take(MOST_TICKETS);
    let found = wanted.filter_map(|(id, site)| {
        let source = by_name.get(site.file.as_str())?;
        let bytes = source.again(site.line, site.offset).ok()?;
        let report = report::read_saved(&bytes).ok()?;
        if report.run != site.run {
            return None;
        }
        let report = match &mut redactor {
            Some(redactor) => redactor.report(&report).ok()?,
            None => report,
        };
        Some((id, report::sites::for_ticket(report)))
    });
    let found: Vec<_> = found.collect();
    for (id, report) in found {
        sites.explain(id, report);
    }
}
