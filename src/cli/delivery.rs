//! Where a list goes, what its objects are called, and what is said of it on stderr: the same for
//! `allowlist` and for `probe --fix`.
//!
//! Owns the pairing of sections and files. How a file is written is `destination`'s.

use std::path::{Path, PathBuf};

use crate::allowlist::Remark;
use crate::format::{self, FORMATS, Format, Names, Rendering};
use crate::report;

use super::{
    Mistake,
    arguments::Site,
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

/// One file, or one for each section where its name says so.
pub(super) fn in_files(
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
pub(super) fn tell(format: &Format, rendering: &Rendering) {
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

/// One remark on stderr; a report's own words may be in it.
pub(super) fn remark(about: &str, remark: &Remark) {
    let text = report::harmless(&remark.to_string());
    say(&format!("{about}: {text}\n"));
}
