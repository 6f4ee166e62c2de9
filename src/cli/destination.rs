//! Where reports go: stdout, or files that are written whole or not at all.
//!
//! Owns the pairing of `--format` and `--output`. A file is begun before anything is probed, so
//! that a place that cannot be written to is known at once, and takes its name only when it is
//! complete.

use std::{
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use tempfile::NamedTempFile;

use crate::report::sites::{SITES_OUTPUTS, Sites, SitesOutput};
use crate::report::{self, Output, Report};

use super::{Mistake, print, site_file::Nearest};

/// One report, or many as one, in one form, to one place.
pub(super) struct Destination<O: 'static = Output> {
    output: &'static O,
    file: Option<Begun>,
}

/// A file under a temporary name beside its own.
pub(super) struct Begun {
    temporary: NamedTempFile,
    place: Place,
}

/// Where a file really is, so that two names of one place are seen to be one, and a link goes on
/// to lead to the report.
struct Place {
    folder: PathBuf,
    target: PathBuf,
    /// As the user wrote it.
    typed: PathBuf,
}

/// Pairs the n-th output file with the n-th format; without any, the terminal's form to stdout.
pub(super) fn begin(formats: &[String], outputs: &[PathBuf]) -> Result<Vec<Destination>, Mistake> {
    begin_as(formats, outputs, output)
}

/// As [`begin`], for many reports as one.
pub(super) fn begin_sites(
    formats: &[String],
    outputs: &[PathBuf],
) -> Result<Vec<Destination<SitesOutput>>, Mistake> {
    begin_as(formats, outputs, sites_output)
}

fn begin_as<O>(
    formats: &[String],
    outputs: &[PathBuf],
    output: fn(&str) -> Result<&'static O, Mistake>,
) -> Result<Vec<Destination<O>>, Mistake> {
    let mut formats: Vec<String> = formats.to_vec();
    if formats.is_empty() {
        formats.push(default_format(outputs.first().map(PathBuf::as_path)).to_owned());
    }
    let named = by_pattern(&formats, outputs);
    let outputs = named.as_deref().unwrap_or(outputs);
    if let Some(file) = outputs.get(formats.len()) {
        let file = file.clone();
        return Err(Mistake::NoFormat { file });
    }
    if formats.len() > outputs.len() + 1 {
        return Err(Mistake::SamePlace);
    }
    let formats: Vec<_> = formats
        .iter()
        .map(|f| output(f))
        .collect::<Result<_, _>>()?;
    let mut files = begin_files(outputs)?.into_iter();
    let destination = |output| Destination {
        output,
        file: files.next(),
    };
    Ok(formats.into_iter().map(destination).collect())
}

/// What a pattern stands for in the name of a file.
const PATTERN: &str = "{format}";

/// A file for each format, where one name stands for all of them.
fn by_pattern(formats: &[String], outputs: &[PathBuf]) -> Option<Vec<PathBuf>> {
    let [one] = outputs else { return None };
    let name = one.to_str().filter(|name| name.contains(PATTERN))?;
    let files = formats.iter();
    Some(
        files
            .map(|format| name.replace(PATTERN, format).into())
            .collect(),
    )
}

/// Begins each file, after all places were found to be good and none to be there twice.
pub(super) fn begin_files(files: &[PathBuf]) -> Result<Vec<Begun>, Mistake> {
    let mut places: Vec<Place> = Vec::new();
    for file in files {
        let place = Place::of(file)?;
        if places.iter().any(|other| other.target == place.target) {
            return Err(Mistake::SamePlace);
        }
        places.push(place);
    }
    places.into_iter().map(Begun::new).collect()
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
            nearest: Nearest::of(format, &known),
        }
    })
}

fn sites_output(format: &str) -> Result<&'static SitesOutput, Mistake> {
    let mut all = SITES_OUTPUTS.iter();
    match all.find(|output| output.id == format) {
        Some(output) => Ok(output),
        // One that there is of a single report.
        None => output(format).and_then(|of_one| {
            let known: Vec<&str> = SITES_OUTPUTS.iter().map(|output| output.id).collect();
            Err(Mistake::OfOneReport {
                format: of_one.id,
                known: known.join(", "),
            })
        }),
    }
}

impl Place {
    fn of(typed: &Path) -> Result<Self, Mistake> {
        let file = || typed.to_owned();
        let unwritable = |why| Mistake::Unwritable { file: file(), why };
        let target = match fs::metadata(typed) {
            // Renaming a finished report onto a device would put a file in the device's place.
            Ok(found) if !found.is_file() => return Err(Mistake::NoFile { file: file() }),
            Ok(_) => fs::canonicalize(typed).map_err(unwritable)?,
            Err(_) => typed.to_owned(),
        };
        let Some(name) = target.file_name().filter(|_| !ends_as_folder(&target)) else {
            return Err(Mistake::NoFile { file: file() });
        };
        let folder = match target.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        let folder = fs::canonicalize(folder).map_err(unwritable)?;
        Ok(Self {
            target: folder.join(name),
            folder,
            typed: typed.to_owned(),
        })
    }

    fn unwritable(&self, why: io::Error) -> Mistake {
        let file = self.typed.clone();
        Mistake::Unwritable { file, why }
    }
}

/// `new/` names a folder, whether or not there is one.
fn ends_as_folder(path: &Path) -> bool {
    let last = path.as_os_str().as_encoded_bytes().last();
    last.is_some_and(|byte| std::path::is_separator(char::from(*byte)))
}

/// The reason alone: the error of a temporary file also names that file, which the user never
/// asked for.
fn own_reason(error: io::Error) -> io::Error {
    match error.raw_os_error() {
        Some(_) => error,
        None => error.kind().into(),
    }
}

/// As any other file that a program writes: the user's mask decides. Temporary files are private
/// by default, which a report in a shared folder should not be.
#[cfg(unix)]
fn readable_by_others(builder: &mut tempfile::Builder<'_, '_>) {
    use std::os::unix::fs::PermissionsExt as _;
    builder.permissions(fs::Permissions::from_mode(0o666));
}

#[cfg(not(unix))]
fn readable_by_others(_: &mut tempfile::Builder<'_, '_>) {}

impl<O> Destination<O> {
    /// Whether this one goes to a person.
    pub(super) fn is_stdout(&self) -> bool {
        self.file.is_none()
    }

    /// Writes what is rendered, and gives the file its name.
    fn deliver(
        self,
        options: &report::Options,
        render: impl FnOnce(&O, &report::Options) -> String,
    ) -> Result<(), Mistake> {
        let Some(begun) = self.file else {
            return print(&render(self.output, options));
        };
        // Colour is for terminals.
        let plain = report::Options {
            color: report::Color::Never,
            ..options.clone()
        };
        begun.finish(&render(self.output, &plain))
    }
}

impl Destination {
    /// The file's name, where it is a JSON report that can be read again.
    pub(super) fn saved_json(&self) -> Option<String> {
        let begun = self.file.as_ref().filter(|_| self.output.id == "json")?;
        Some(begun.place.typed.display().to_string())
    }

    /// Writes one report.
    pub(super) fn write(self, report: &Report, options: &report::Options) -> Result<(), Mistake> {
        self.deliver(options, |output, options| (output.render)(report, options))
    }
}

impl Destination {
    /// Whether it is told how the run goes on.
    pub(super) fn is_told(&self) -> bool {
        self.output.id == "ndjson"
    }

    /// Writes a line before the report. What cannot be written shows again when the report is.
    pub(super) fn tell(&mut self, line: &str) {
        let _ = match &mut self.file {
            None => print(line),
            Some(begun) => {
                let temporary = &mut begun.temporary;
                let written = temporary.write_all(line.as_bytes());
                written.map_err(Mistake::Unprintable)
            }
        };
    }
}

impl Destination<SitesOutput> {
    /// Writes many reports as one.
    pub(super) fn write(self, sites: &Sites, options: &report::Options) -> Result<(), Mistake> {
        self.deliver(options, |output, options| (output.render)(sites, options))
    }
}

impl Begun {
    fn new(place: Place) -> Result<Self, Mistake> {
        let mut builder = tempfile::Builder::new();
        builder.prefix(".aws-netcheck-");
        readable_by_others(&mut builder);
        match builder.tempfile_in(&place.folder) {
            Ok(temporary) => Ok(Self { temporary, place }),
            Err(error) => Err(place.unwritable(own_reason(error))),
        }
    }

    /// Writes all of the text, and gives the file its name.
    pub(super) fn finish(self, text: &str) -> Result<(), Mistake> {
        let Self {
            mut temporary,
            place,
        } = self;
        let written = temporary
            .write_all(text.as_bytes())
            .and_then(|()| temporary.flush());
        let named = written.and_then(|()| {
            let kept = temporary.persist(&place.target);
            kept.map(drop).map_err(|failed| failed.error)
        });
        named.map_err(|why| place.unwritable(own_reason(why)))
    }
}
