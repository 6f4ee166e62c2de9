//! `allowlist`: what to paste into a firewall, a gateway or a resolver.
//!
//! Owns the names of objects and where each text goes. Which entries there are is `allowlist`'s,
//! what a product makes of them is `format`'s. Touches no network.

use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::allowlist::{self, Wish};
use crate::catalogue;
use crate::exit::Exit;
use crate::format::{self, FORMATS, Format, Names, Options, Rendering, Rules};
use crate::report;

use super::{
    Mistake,
    arguments::Site,
    destination::begin_files,
    flags::{Allowlist, Global, ListForm},
    from_report::{self, Found},
    print, say,
    site_file::Object,
    target,
};

/// In the name of an output file: becomes the id of what is in it.
const PURPOSE: &str = "{purpose}";

/// What object names begin with where nobody chose.
const STEM: &str = "aws-netcheck";

/// The whole command.
pub(super) fn allowlist(wanted: &Allowlist, global: &Global, site: &Site) -> Result<Exit, Mistake> {
    if let Some(form) = wanted.list_formats {
        print(&match form {
            ListForm::Table => table(),
            ListForm::Json => json(),
        })?;
        return Ok(Exit::Usable);
    }
    let formats = formats(wanted)?;
    let found = wanted.from_report.as_deref();
    let found = found.map(from_report::read).transpose()?;
    let mut wish = wish(wanted);
    if let Some(found) = &found {
        found.target(&mut wish);
    }
    let list = allowlist::allowlist(&catalogue::load()?, &wish)?;
    let names = names(wanted, site);
    let options = Options {
        purposes: wanted.purpose,
        names: &names,
        rules: match wanted.with_rules {
            true => Rules::Written,
            false => Rules::Existing,
        },
        variant: wanted.variant.as_deref(),
    };
    let mut written = Vec::new();
    for format in formats {
        let rendering = match &found {
            None => format::write(format, &list, &options)?,
            Some(found) => mending(format, &list, &options, found)?,
        };
        written.push((format, rendering));
    }
    deliver(&written, &wanted.output)?;
    if !global.quiet {
        written.iter().for_each(tell);
        let bare = written
            .iter()
            .filter(|(format, _)| wanted.with_rules && !format.has_rules);
        for (format, _) in bare {
            say(&format!(
                "{}: note: --with-rules adds nothing: this format has lists alone\n",
                format.id
            ));
        }
    }
    Ok(Exit::Usable)
}

/// What mends the walls that a report found, in the list that the cause of each calls for.
fn mending(
    format: &'static Format,
    list: &allowlist::Allowlist,
    options: &Options<'_>,
    found: &Found,
) -> Result<Rendering, Mistake> {
    let mut list = allowlist::narrow(list.clone(), &found.lacking(format));
    let remarks = found.remarks(format);
    if list.allow.entries.is_empty() && list.no_decrypt.entries.is_empty() {
        for remark in remarks.iter().chain(&list.no_decrypt.remarks) {
            say(&format!(
                "{}: {}\n",
                format.id,
                report::harmless(&remark.to_string())
            ));
        }
        return Err(Mistake::NothingToMend { format: format.id });
    }
    let written = match list.allow.entries.is_empty() {
        true => &mut list.no_decrypt,
        false => &mut list.allow,
    };
    written.remarks.splice(0..0, remarks);
    Ok(format::write(format, &list, options)?)
}

fn wish(wanted: &Allowlist) -> Wish {
    let portal = wanted.directory.as_ref();
    let mut regions = wanted.region.clone();
    if regions.is_empty() {
        regions.extend(portal.and_then(|portal| portal.region.clone()));
    }
    Wish {
        directory: portal.map(|portal| portal.directory.clone()),
        regions,
        scopes: target::scopes_of(
            &wanted.scope,
            portal.is_some_and(|portal| portal.dual_stack),
        ),
        breadth: wanted.breadth,
        fips: wanted.fips,
    }
}

fn formats(wanted: &Allowlist) -> Result<Vec<&'static Format>, Mistake> {
    if wanted.format.is_empty() {
        return Err(Mistake::NoListFormat);
    }
    let known = |id: &String| {
        format::format(id).ok_or_else(|| Mistake::UnknownFormat {
            found: id.clone(),
            known: FORMATS
                .iter()
                .map(|format| format.id)
                .collect::<Vec<_>>()
                .join(", "),
        })
    };
    wanted.format.iter().map(known).collect()
}

/// What was typed goes before the site file.
fn names(wanted: &Allowlist, site: &Site) -> Names {
    if let Some(stem) = &wanted.name {
        return Names::from_stem(stem);
    }
    let of_site = site.file.as_ref().map(|file| &file.names);
    let named = |object| of_site.and_then(|names| names.get(&object)).cloned();
    let default = Names::from_stem(STEM);
    let list = named(Object::List);
    Names {
        no_decrypt: match &list {
            Some(list) => format!("{list}-no-decrypt"),
            None => default.no_decrypt,
        },
        allow: list.unwrap_or(default.allow),
        allow_rule: named(Object::Rule).unwrap_or(default.allow_rule),
        no_decrypt_rule: named(Object::Bypass).unwrap_or(default.no_decrypt_rule),
    }
}

/// Each text to its place: files first, so that a file that cannot be written leaves nothing said.
fn deliver(written: &[(&Format, Rendering)], outputs: &[PathBuf]) -> Result<(), Mistake> {
    if let Some(file) = outputs.get(written.len()) {
        return Err(Mistake::NoFormat { file: file.clone() });
    }
    if written.len() > outputs.len() + 1 {
        return Err(Mistake::SamePlace);
    }
    let mut files = Vec::new();
    for ((format, rendering), output) in written.iter().zip(outputs) {
        files.extend(in_files(format, rendering, output)?);
    }
    let (places, texts): (Vec<PathBuf>, Vec<String>) = files.into_iter().unzip();
    for (begun, text) in begin_files(&places)?.into_iter().zip(texts) {
        begun.finish(&text)?;
    }
    match written.get(outputs.len()) {
        Some((_, rendering)) => print(&rendering.whole()),
        None => Ok(()),
    }
}

/// One file, or one for each section where its name says so.
fn in_files(
    format: &Format,
    rendering: &Rendering,
    output: &Path,
) -> Result<Vec<(PathBuf, String)>, Mistake> {
    let Some(name) = output.to_str().filter(|name| name.contains(PURPOSE)) else {
        return match rendering.is_one_file() {
            true => Ok(vec![(output.to_owned(), rendering.whole())]),
            false => Err(Mistake::SeveralBodies {
                format: format.id,
                count: rendering.sections.len(),
                file: output.to_owned(),
            }),
        };
    };
    let file = |section: &format::Section| {
        let place = PathBuf::from(name.replace(PURPOSE, &section.id));
        (place, rendering.part(section))
    };
    Ok(rendering.sections.iter().map(file).collect())
}

/// What to know about an output, on stderr: it may be read by nobody who sees the output itself.
fn tell((format, rendering): &(&Format, Rendering)) {
    let line = |text: &str| say(&format!("{}: {}\n", format.id, report::harmless(text)));
    if format.comment.is_none() {
        rendering.made_from.iter().for_each(|text| line(text));
    }
    for (purpose, remark) in &rendering.remarks {
        match purpose {
            Some(purpose) => line(&format!("{purpose}: {remark}")),
            None => line(&remark.to_string()),
        }
    }
}

fn table() -> String {
    let mut text = String::new();
    for format in FORMATS {
        let lists: Vec<&str> = format.purposes().map(|purpose| purpose.code()).collect();
        let forms = match format.variants {
            [] => String::new(),
            forms => format!("; --as {}", forms.join(", ")),
        };
        text.push_str(&format!(
            "{}: {}\n    {}\n    {}; proof: {}{forms}\n",
            format.id,
            format.product,
            format.writes,
            lists.join(", "),
            format.proof.words()
        ));
    }
    text
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
    unproven: &'static [&'static str],
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
        unproven: format.unproven,
    };
    let list = List {
        schema: FORMATS_SCHEMA,
        formats: FORMATS.iter().map(row).collect(),
    };
    format::json(&list)
}
