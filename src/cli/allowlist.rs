//! `allowlist`: what to paste into a firewall, a gateway or a resolver.
//!
//! Owns what its flags ask for. Which entries there are is `allowlist`'s, what a product makes of
//! them is `format`'s, where it goes and what is said of it `delivery`'s. Touches no network.

use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::allowlist::{self, Wish};
use crate::catalogue;
use crate::exit::Exit;
use crate::format::{self, FORMATS, Format, Most, Options, Rendering, Room, Rules};
use crate::report::Report;

use super::{
    Mistake,
    arguments::Site,
    delivery,
    flags::{Allowlist, Global, ListForm},
    from_report::{Found, Mended},
    print, saved, say, target,
};

/// The whole command.
pub(super) fn allowlist(wanted: &Allowlist, global: &Global, site: &Site) -> Result<Exit, Mistake> {
    if let Some(form) = wanted.list_formats {
        // As with every other command, --format json asks for the form for programs.
        let for_programs = wanted.format.iter().any(|id| id == "json");
        print(&match form {
            ListForm::Table if !for_programs => table(),
            ListForm::Table | ListForm::Json => json(),
        })?;
        return Ok(Exit::Usable);
    }
    let formats = formats(wanted)?;
    let report = wanted.from_report.as_deref();
    let report = report.map(saved::original).transpose()?;
    let found = report.as_ref().map(Found::of);
    let wish = match (&report, &wanted.from_report) {
        (Some(report), Some(file)) => wish_of(report, file, wanted)?,
        _ => wish(wanted)?,
    };
    let list = allowlist::allowlist(&catalogue::load()?, &wish)?;
    let names = delivery::names(wanted.name.as_deref(), site);
    let options = Options {
        purposes: wanted.purpose,
        names: &names,
        rules: match wanted.with_rules {
            true => Rules::Written,
            false => Rules::Existing,
        },
        variant: wanted.variant.as_deref(),
    };
    paired(formats.len(), &wanted.output)?;
    let mut written = Vec::new();
    for format in formats {
        let rendering = match &found {
            None => Some(format::write(format, &list, &options)?),
            Some(found) => mending(format, &list, &options, found)?,
        };
        written.push((format, rendering));
    }
    if let Some((format, _)) = written.first()
        && written.iter().all(|(_, rendering)| rendering.is_none())
    {
        return Err(Mistake::NothingToMend { format: format.id });
    }
    deliver(&written, &wanted.output, global)?;
    for (format, rendering) in &written {
        match rendering {
            Some(rendering) => delivery::tell(format, rendering, global),
            None => say(&format!(
                "{}: nothing of the report is for it to mend, so nothing is written\n",
                format.id
            )),
        }
    }
    if !global.quiet {
        unused(wanted, written.iter().map(|(format, _)| *format));
    }
    Ok(Exit::Usable)
}

/// Says which flags did nothing.
fn unused<'a>(wanted: &Allowlist, formats: impl Iterator<Item = &'a Format>) {
    for format in formats {
        if wanted.with_rules && !format.has_rules {
            let why = "note: --with-rules adds nothing: this format has lists alone";
            say(&format!("{}: {why}\n", format.id));
        }
        if wanted.name.is_some() && format.naming.is_none() {
            let why = "note: --name is not used: nothing in this format has a name";
            say(&format!("{}: {why}\n", format.id));
        }
    }
}

/// What mends the walls that a report found; nothing where none is for this format to mend.
fn mending(
    format: &Format,
    list: &allowlist::Allowlist,
    options: &Options<'_>,
    found: &Found<'_>,
) -> Result<Option<Rendering>, Mistake> {
    match found.mended(format, list, options)? {
        Mended::Written(rendering) => Ok(Some(rendering)),
        Mended::Nothing(remarks) => {
            remarks
                .iter()
                .for_each(|remark| delivery::remark(format.id, remark));
            Ok(None)
        }
    }
}

/// The target of a report. What it does not lack is in no list, so that everything may be wished.
fn wish_of(report: &Report, file: &Path, wanted: &Allowlist) -> Result<Wish, Mistake> {
    let target = target::of_report(file, report, false)?.target;
    Ok(Wish {
        directory: target.directory,
        regions: target.regions,
        scopes: target.scopes,
        breadth: wanted.breadth,
        fips: target.fips,
    })
}

fn wish(wanted: &Allowlist) -> Result<Wish, Mistake> {
    let portal = wanted.directory.as_ref();
    let (directory, regions) = target::typed(portal, &wanted.region)?;
    Ok(Wish {
        directory,
        regions,
        scopes: target::scopes_of(
            &wanted.scope,
            portal.is_some_and(|portal| portal.dual_stack),
        ),
        breadth: wanted.breadth,
        fips: wanted.fips,
    })
}

fn formats(wanted: &Allowlist) -> Result<Vec<&'static Format>, Mistake> {
    if wanted.format.is_empty() {
        return Err(Mistake::NoListFormat);
    }
    wanted
        .format
        .iter()
        .map(|id| delivery::format(id))
        .collect()
}

/// The n-th file belongs to the n-th format; one format may go to stdout.
fn paired(formats: usize, outputs: &[PathBuf]) -> Result<(), Mistake> {
    match outputs.get(formats) {
        Some(file) => Err(Mistake::NoFormat { file: file.clone() }),
        None if formats > outputs.len() + 1 => Err(Mistake::SeveralLists),
        None => Ok(()),
    }
}

/// Each text to its place: files first, so that a file that cannot be written leaves nothing said.
fn deliver(
    written: &[(&Format, Option<Rendering>)],
    outputs: &[PathBuf],
    global: &Global,
) -> Result<(), Mistake> {
    let mut files = Vec::new();
    for ((format, rendering), output) in written.iter().zip(outputs) {
        let Some(rendering) = rendering else { continue };
        let of_format = delivery::in_files(format, rendering, output)?;
        files.extend(of_format.into_iter().map(|file| (format.id, file)));
    }
    delivery::write(files, global)?;
    match written.get(outputs.len()) {
        Some((_, Some(rendering))) => print(&rendering.whole()),
        _ => Ok(()),
    }
}

/// Columns of the table of formats, and how wide each is: 80 together with the gaps.
const COLUMNS: [usize; 4] = [20, 19, 22, 13];
const GAP: &str = "  ";

/// A row for each format: what is longer than its column goes on below.
fn table() -> String {
    let head = ["ID", "PRODUCT", "WRITES", "PROOF"].map(str::to_owned);
    let mut text = row(&head);
    for format in FORMATS {
        text.push_str(&row(&cells(format)));
    }
    text
}

fn cells(format: &Format) -> [String; COLUMNS.len()] {
    let lists: Vec<&str> = format.purposes().map(|purpose| purpose.code()).collect();
    let forms = match format.variants {
        [] => String::new(),
        forms => format!("; --as {}", forms.join(", ")),
    };
    [
        format.id.to_owned(),
        format.product.to_owned(),
        format!("{} ({}{forms})", format.writes, lists.join(", ")),
        format.proof.words().to_owned(),
    ]
}

fn row(cells: &[String; COLUMNS.len()]) -> String {
    let wrapped: Vec<_> = cells
        .iter()
        .zip(COLUMNS)
        .map(|(cell, width)| textwrap::wrap(cell, whole_words(width)))
        .collect();
    let lines = wrapped.iter().map(Vec::len).max().unwrap_or(0);
    let mut text = String::new();
    for line in 0..lines {
        let parts = wrapped.iter().zip(COLUMNS).map(|(cell, width)| {
            let part = cell.get(line).map_or("", |part| part.as_ref());
            format!("{part:<width$}")
        });
        let parts: Vec<String> = parts.collect();
        text.push_str(parts.join(GAP).trim_end());
        text.push('\n');
    }
    text
}

/// An id is searched for: it is not broken at its hyphens.
fn whole_words(width: usize) -> textwrap::Options<'static> {
    textwrap::Options::new(width).word_splitter(textwrap::WordSplitter::NoHyphenation)
}

/// The name and version of the list of formats: fields are only ever added.
const FORMATS_SCHEMA: &str = "aws-netcheck/formats/1";

#[derive(Serialize)]
struct List {
    schema: &'static str,
    formats: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    id: &'static str,
    product: &'static str,
    writes: &'static str,
    proof: format::Proof,
    purposes: Vec<&'static str>,
    variants: &'static [&'static str],
    with_rules: bool,
    /// Where the output says what it was made from.
    told: &'static str,
    unproven: &'static [&'static str],
    limits: Limits,
}

/// What a document names; null where none does.
#[derive(Serialize)]
struct Limits {
    /// Characters of an entry.
    entry: Option<usize>,
    /// Entries of a list; more are in several parts where `parted`.
    entries: Option<usize>,
    /// Bytes of a list; more are in several parts.
    bytes: Option<usize>,
    parted: bool,
    /// Characters of a description.
    description: Option<usize>,
    /// How names beyond ASCII are taken.
    idn: &'static str,
}

impl Limits {
    fn of(format: &Format) -> Self {
        let limits = &format.limits;
        let (entries, bytes, parted) = match limits.list {
            Most::Unnamed => (None, None, false),
            Most::Entries(most) => (Some(most), None, false),
            Most::Parts(most) => (Some(most), None, true),
            Most::Bytes(most) => (None, Some(most), true),
        };
        let description = match limits.description {
            Room::Characters(most) => Some(most),
            Room::NoField | Room::Unnamed => None,
        };
        Self {
            entry: limits.entry,
            entries,
            bytes,
            parted,
            description,
            idn: limits.idn.code(),
        }
    }
}

fn json() -> String {
    let row = |format: &Format| Row {
        id: format.id,
        product: format.product,
        writes: format.writes,
        proof: format.proof,
        purposes: format.purposes().map(|purpose| purpose.code()).collect(),
        variants: format.variants,
        with_rules: format.has_rules,
        told: format.told.code(),
        unproven: format.unproven,
        limits: Limits::of(format),
    };
    let list = List {
        schema: FORMATS_SCHEMA,
        formats: FORMATS.iter().map(row).collect(),
    };
    format::json(&list)
}
