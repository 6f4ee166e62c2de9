//! Where a list goes, what its objects are called, and what is said of it on stderr: the same for
//! `allowlist` and for `probe --fix`.
//!
//! Owns the pairing of sections and files. How a file is written is `destination`'s.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::allowlist::{Extent, Remark};
use crate::format::{self, FORMATS, Format, Name, Names, Rendering, Section, Told};
use crate::report;

use super::{
    Mistake,
    arguments::Site,
    destination::begin_files,
    flags::Global,
    say,
    site_file::{Nearest, Object},
};

/// In the name of an output file: becomes the id of what is in it.
pub(super) const PURPOSE: &str = "{purpose}";

/// What object names begin with where nobody chose.
const STEM: &str = "aws-netcheck";

/// The format with this id.
pub(super) fn format(id: &str) -> Result<&'static Format, Mistake> {
    format::format(id).ok_or_else(|| {
        let known: Vec<&str> = FORMATS.iter().map(|format| format.id).collect();
        Mistake::UnknownFormat {
            found: id.to_owned(),
            nearest: Nearest::of(id, &known),
        }
    })
}

/// What was typed goes before the site file.
pub(super) fn names(typed: Option<&str>, site: &Site) -> Names {
    if let Some(stem) = typed {
        return Names::from_stem(stem).chosen_by("--name");
    }
    let ours = Names::from_stem(STEM);
    let Some(file) = &site.file else {
        return ours;
    };
    let chosen = |object: Object, suffix: &str| {
        let by = format!("{} in [names] of {}", object.code(), file.path.display());
        let text = file.names.get(&object);
        text.map(|text| Name::chosen(format!("{text}{suffix}"), &by))
    };
    Names {
        allow: chosen(Object::List, "").unwrap_or(ours.allow),
        no_decrypt: chosen(Object::List, "-no-decrypt").unwrap_or(ours.no_decrypt),
        allow_rule: chosen(Object::Rule, "").unwrap_or(ours.allow_rule),
        no_decrypt_rule: chosen(Object::Bypass, "").unwrap_or(ours.no_decrypt_rule),
    }
}

/// A file that is to be written.
pub(super) struct ListFile {
    pub(super) place: PathBuf,
    pub(super) text: String,
    /// What to do with it, where it does not say that itself.
    pub(super) how: String,
}

/// One file, or one for each section where its name says so; and one beside them for what they cannot
/// say themselves.
pub(super) fn in_files(
    format: &Format,
    rendering: &Rendering,
    output: &Path,
) -> Result<Vec<ListFile>, Mistake> {
    let mut files = lists_in_files(format, rendering, output)?;
    if !format.told.has_remarks() {
        files.push(ListFile {
            place: beside(output),
            text: rendering.about(),
            how:
                "what the lists were made from, how they differ from what was asked for, and what \
                  of them is unproven"
                    .to_owned(),
        });
    }
    Ok(files)
}

/// Another ending, so that nobody who takes the lists by theirs takes this one too.
fn beside(output: &Path) -> PathBuf {
    let mut place = match output.to_str() {
        Some(name) => OsString::from(name.replace(PURPOSE, "lists")),
        None => output.as_os_str().to_owned(),
    };
    place.push(".about");
    PathBuf::from(place)
}

fn lists_in_files(
    format: &Format,
    rendering: &Rendering,
    output: &Path,
) -> Result<Vec<ListFile>, Mistake> {
    let how = |section: &Section| match format.told {
        Told::Comments(_) => String::new(),
        _ => section.how.clone(),
    };
    if has_other_braces(output) {
        let file = output.to_owned();
        return Err(Mistake::OtherBraces { file });
    }
    let Some(name) = output.to_str().filter(|name| name.contains(PURPOSE)) else {
        return match rendering.sections.as_slice() {
            sections if rendering.is_one_file() => Ok(vec![ListFile {
                place: output.to_owned(),
                text: rendering.whole(),
                how: sections.first().map(how).unwrap_or_default(),
            }]),
            sections => Err(Mistake::SeveralBodies {
                format: format.id,
                count: sections.len(),
                file: output.to_owned(),
            }),
        };
    };
    let file = |section: &Section| ListFile {
        place: PathBuf::from(name.replace(PURPOSE, &section.id)),
        text: rendering.part(section),
        how: how(section),
    };
    Ok(rendering.sections.iter().map(file).collect())
}

/// Whether a placeholder is meant that there is not.
fn has_other_braces(output: &Path) -> bool {
    let name = output.to_string_lossy().replace(PURPOSE, "");
    let opened = name.split_once('{');
    opened.is_some_and(|(_, rest)| rest.contains('}'))
}

/// Begins all files before it finishes the first one, and says what to do with each.
pub(super) fn write(files: Vec<(&str, ListFile)>, global: &Global) -> Result<(), Mistake> {
    let places: Vec<PathBuf> = files.iter().map(|(_, file)| file.place.clone()).collect();
    let begun = begin_files(&places)?;
    for (begun, (id, file)) in begun.into_iter().zip(files) {
        begun.finish(&file.text)?;
        let text = format!("{id}: written to {}: {}", file.place.display(), file.how);
        if !global.quiet {
            let text = report::harmless(text.trim_end_matches([':', ' ']));
            say(&format!("{text}\n"));
        }
    }
    Ok(())
}

/// How many names a remark has on stderr, unless more is asked for.
const FEW: usize = 6;

/// What to know about an output, on stderr: it may be read by nobody who sees the output itself.
/// Where the output cannot say how it differs from what was asked for, or what in it nobody has
/// confirmed, that is said to everybody.
pub(super) fn tell(format: &Format, rendering: &Rendering, global: &Global) {
    let line = |text: &str| say(&format!("{}: {}\n", format.id, report::harmless(text)));
    if !global.quiet && !format.told.has_remarks() {
        rendering.made_from.iter().for_each(|text| line(text));
        if let Told::Nowhere(why) = format.told {
            line(&format!(
                "note: the lists do not say this themselves: {why}"
            ));
        }
    }
    let most = match global.verbose {
        0 => FEW,
        _ => usize::MAX,
    };
    let mut is_cut = false;
    for ((remark, text), (_, whole)) in rendering.said(most).zip(rendering.said(usize::MAX)) {
        let differs = remark.extent != Extent::Note;
        if !global.quiet || differs && !format.told.has_remarks() {
            line(&text);
            is_cut |= text != whole;
        }
    }
    if is_cut {
        line("note: -v names all that is only counted here");
    }
}

/// One remark on stderr; a report's own words may be in it.
pub(super) fn remark(about: &str, remark: &Remark) {
    let text = report::harmless(&remark.to_string());
    say(&format!("{about}: {text}\n"));
}
