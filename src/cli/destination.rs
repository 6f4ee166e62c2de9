//! Where reports go: stdout, or files that are written whole or not at all.
//!
//! Owns the pairing of `--format` and `--output`. A file is begun before anything is probed, so
//! that a place that cannot be written to is known at once, and takes its name only when it is
//! complete.

use std::{
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use tempfile::NamedTempFile;

use crate::report::{self, Output, Report};

use super::{Mistake, print};

/// One report in one form, to one place.
pub(super) struct Destination {
    output: &'static Output,
    file: Option<Begun>,
}

/// A file under a temporary name beside its own.
struct Begun {
    temporary: NamedTempFile,
    target: PathBuf,
}

/// Pairs the n-th output file with the n-th format; without any, the terminal's form to stdout.
pub(super) fn begin(formats: &[String], outputs: &[PathBuf]) -> Result<Vec<Destination>, Mistake> {
    let mut formats: Vec<String> = formats.to_vec();
    if formats.is_empty() {
        formats.push(default_format(outputs.first().map(PathBuf::as_path)).to_owned());
    }
    if let Some(file) = outputs.get(formats.len()) {
        let file = file.clone();
        return Err(Mistake::NoFormat { file });
    }
    let same = |a: &PathBuf| outputs.iter().filter(|b| *b == a).count() > 1;
    if formats.len() > outputs.len() + 1 || outputs.iter().any(same) {
        return Err(Mistake::SamePlace);
    }
    let mut destinations = Vec::new();
    for (index, format) in formats.iter().enumerate() {
        destinations.push(Destination {
            output: output(format)?,
            file: outputs.get(index).map(|file| create(file)).transpose()?,
        });
    }
    Ok(destinations)
}

/// A file that ends in `.json` wants JSON.
fn default_format(file: Option<&Path>) -> &'static str {
    match file.and_then(Path::extension) {
        Some(extension) if extension == "json" => "json",
        _ => "terminal",
    }
}

fn output(format: &str) -> Result<&'static Output, Mistake> {
    report::output(format).ok_or_else(|| {
        let known: Vec<_> = report::OUTPUTS.iter().map(|output| output.id).collect();
        Mistake::UnknownFormat {
            found: format.to_owned(),
            known: known.join(", "),
        }
    })
}

fn create(target: &Path) -> Result<Begun, Mistake> {
    let unwritable = |why| Mistake::Unwritable {
        file: target.to_owned(),
        why,
    };
    if target.is_dir() {
        return Err(unwritable(io::ErrorKind::IsADirectory.into()));
    }
    let folder = match target.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut builder = tempfile::Builder::new();
    builder.prefix(".aws-netcheck-");
    readable_by_others(&mut builder);
    Ok(Begun {
        temporary: builder.tempfile_in(folder).map_err(unwritable)?,
        target: target.to_owned(),
    })
}

/// As any other file that a program writes: the user's mask decides. Temporary files are private
/// by default, which a report in a shared folder should not be.
#[cfg(unix)]
fn readable_by_others(builder: &mut tempfile::Builder<'_, '_>) {
    use std::os::unix::fs::PermissionsExt as _;
    builder.permissions(std::fs::Permissions::from_mode(0o666));
}

#[cfg(not(unix))]
fn readable_by_others(_: &mut tempfile::Builder<'_, '_>) {}

impl Destination {
    /// Whether this one goes to a person.
    pub(super) fn is_stdout(&self) -> bool {
        self.file.is_none()
    }

    /// The file's name, where it is a JSON report that can be read again.
    pub(super) fn saved_json(&self) -> Option<String> {
        let begun = self.file.as_ref().filter(|_| self.output.id == "json")?;
        Some(begun.target.display().to_string())
    }

    /// Writes the report, and gives the file its name.
    pub(super) fn write(self, report: &Report, options: &report::Options) -> Result<(), Mistake> {
        let Some(begun) = self.file else {
            print(&(self.output.render)(report, options));
            return Ok(());
        };
        // Colour is for terminals.
        let plain = report::Options {
            color: report::Color::Never,
            ..options.clone()
        };
        let text = (self.output.render)(report, &plain);
        begun.finish(&text)
    }
}

impl Begun {
    fn finish(self, text: &str) -> Result<(), Mistake> {
        let Self {
            mut temporary,
            target,
        } = self;
        let written = temporary
            .write_all(text.as_bytes())
            .and_then(|()| temporary.flush());
        let named = written.and_then(|()| {
            let kept = temporary.persist(&target);
            kept.map(drop).map_err(|failed| failed.error)
        });
        named.map_err(|why| Mistake::Unwritable { file: target, why })
    }
}
