//! Where saved reports are: files, patterns of names for shells that do not expand them, a pipe.
//!
//! Owns the opening, and how a file falls into reports: one that fills it, or one in each line. What
//! is a report is the report's.

use std::{
    collections::HashSet,
    fs::{self, File},
    io::{self, BufRead, BufReader, Read as _, Seek as _, SeekFrom},
    path::{Path, PathBuf},
};

use crate::report::{self, BadReport};
use crate::system::encoding;

use super::{
    Mistake,
    saved::{LARGEST, WANTED},
};

/// A file, or what came through the pipe.
pub(super) struct Source {
    /// As the user named it.
    pub(super) name: String,
    place: PathBuf,
    /// Goes away with it.
    _spooled: Option<tempfile::NamedTempFile>,
}

/// What one report is to be read from.
pub(super) struct Entry<'a> {
    /// From 1; none where it is the whole file.
    pub(super) line: Option<usize>,
    pub(super) offset: u64,
    pub(super) bytes: &'a [u8],
}

/// Why nothing more can be read of a source.
pub(super) enum Broken {
    Unreadable(io::Error),
    /// A report is longer than any of ours.
    TooLarge,
}

/// Whether to go on.
#[derive(PartialEq)]
pub(super) enum Next {
    Go,
    Stop,
}

/// All that was named. A pattern is one only where there is no file of that very name.
pub(super) fn of(named: &[PathBuf]) -> Result<Vec<Source>, Mistake> {
    let mut sources: Vec<Source> = Vec::new();
    let mut piped_in = false;
    for one in named {
        match one.to_str() {
            Some("-") if piped_in => {}
            Some("-") => {
                piped_in = true;
                sources.push(spooled("-", &mut io::stdin().lock())?);
            }
            Some(pattern) if pattern.contains(['*', '?', '[']) && !one.exists() => {
                sources.extend(matching(pattern)?);
            }
            _ if is_stream(one) => sources.push(streamed(one)?),
            _ => sources.push(Source::file(one)),
        }
    }
    // One file is one, however often and by whatever way it is named: the first name counts.
    let mut known = HashSet::new();
    sources.retain(|one| known.insert(one.real()));
    Ok(sources)
}

/// The pattern, where what is a folder of that very name stands for itself: it may have brackets.
fn below_folders(pattern: &str) -> String {
    let ends = pattern.match_indices(std::path::is_separator);
    let folder = ends
        .map(|(at, _)| &pattern[..at])
        .rfind(|folder| Path::new(folder).is_dir());
    let folder = folder.unwrap_or_default();
    // The question mark of a path that Windows takes as it is stands for no sign.
    let verbatim = r"\\?\";
    let (before, rest) = match folder.strip_prefix(verbatim) {
        Some(rest) => (verbatim, rest),
        None => ("", folder),
    };
    let after = &pattern[folder.len()..];
    format!("{before}{}{after}", glob::Pattern::escape(rest))
}

/// The files that a pattern fits, by name.
fn matching(pattern: &str) -> Result<Vec<Source>, Mistake> {
    let named = || pattern.to_owned();
    let found = glob::glob(&below_folders(pattern)).map_err(|why| Mistake::BadPattern {
        pattern: named(),
        why,
    })?;
    // A folder that cannot be looked into is as one that is not there: its files fit nothing.
    let files: Vec<Source> = found
        .flatten()
        .filter(|path| path.is_file())
        .map(|path| Source::file(&path))
        .collect();
    match files.is_empty() {
        true => Err(Mistake::NoMatch { pattern: named() }),
        false => Ok(files),
    }
}

/// Whether it can be read only once, as what a shell puts in the place of a command: `<(command)`.
fn is_stream(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|found| !found.is_file() && !found.is_dir())
}

fn streamed(path: &Path) -> Result<Source, Mistake> {
    let mut stream = File::open(path).map_err(|why| unreadable(path, why))?;
    spooled(&path.display().to_string(), &mut stream)
}

fn unreadable(file: &Path, why: io::Error) -> Mistake {
    Mistake::Unreadable {
        file: file.to_owned(),
        why,
        wanted: WANTED,
    }
}

/// What is piped in goes into a file of our own that nobody else may read: it is read twice.
fn spooled(name: &str, stream: &mut impl io::Read) -> Result<Source, Mistake> {
    let unreadable = |why| unreadable(Path::new(name), why);
    let mut spooled = tempfile::NamedTempFile::new().map_err(unreadable)?;
    io::copy(stream, &mut spooled).map_err(unreadable)?;
    Ok(Source {
        name: name.to_owned(),
        place: spooled.path().to_owned(),
        _spooled: Some(spooled),
    })
}

impl Source {
    fn file(path: &Path) -> Self {
        Self {
            name: path.display().to_string(),
            place: path.to_owned(),
            _spooled: None,
        }
    }

    /// The file itself, without links and detours; what is not there is what it is called.
    fn real(&self) -> PathBuf {
        fs::canonicalize(&self.place).unwrap_or_else(|_| self.place.clone())
    }

    /// In bytes, as far as that is known.
    pub(super) fn length(&self) -> u64 {
        fs::metadata(&self.place).map_or(0, |found| found.len())
    }

    /// Gives each entry to `take`, until it has enough.
    pub(super) fn read(&self, mut take: impl FnMut(Entry<'_>) -> Next) -> Result<(), Broken> {
        let mut reader = self.open(0)?;
        let mut bytes = Vec::new();
        next_line(&mut reader, &mut bytes)?;
        let (mut line, mut offset) = (1, 0);
        // What was put together from several files may begin with an empty line.
        while !bytes.is_empty() && bytes.trim_ascii().is_empty() {
            offset += bytes.len() as u64;
            line += 1;
            bytes.clear();
            next_line(&mut reader, &mut bytes)?;
        }
        if !is_line(&bytes) {
            rest(&mut reader, &mut bytes)?;
            let line = None;
            take(Entry {
                line,
                offset,
                bytes: &bytes,
            });
            return Ok(());
        }
        while !bytes.is_empty() {
            let entry = Entry {
                line: Some(line),
                offset,
                bytes: bytes.trim_ascii(),
            };
            if !entry.bytes.is_empty() && take(entry) == Next::Stop {
                break;
            }
            offset += bytes.len() as u64;
            line += 1;
            bytes.clear();
            next_line(&mut reader, &mut bytes)?;
        }
        Ok(())
    }

    /// One entry again, whose place is known.
    pub(super) fn again(&self, line: Option<usize>, offset: u64) -> Result<Vec<u8>, Broken> {
        let mut reader = self.open(offset)?;
        let mut bytes = Vec::new();
        match line {
            Some(_) => next_line(&mut reader, &mut bytes)?,
            None => rest(&mut reader, &mut bytes)?,
        }
        Ok(bytes)
    }

    /// The one report that there is in it, though it may be broken; none where there are several, or
    /// a line that is all that is left of one.
    pub(super) fn only(&self) -> Result<Option<Vec<u8>>, Mistake> {
        let mut found: Option<Vec<u8>> = None;
        let mut several = false;
        let read = self.read(|entry| {
            if report::sites::is_event(entry.bytes) {
                return Next::Go;
            }
            several = found.is_some() || report::sites::is_line(entry.bytes);
            match several {
                true => Next::Stop,
                false => {
                    found = Some(entry.bytes.to_owned());
                    Next::Go
                }
            }
        });
        let file = PathBuf::from(&self.name);
        match read {
            Err(Broken::Unreadable(why)) => Err(unreadable(&file, why)),
            Err(Broken::TooLarge) => Err(Mistake::TooLarge {
                file,
                limit: LARGEST,
            }),
            Ok(()) if several => Ok(None),
            Ok(()) => match found {
                Some(bytes) => Ok(Some(bytes)),
                None => Err(Mistake::NoReport {
                    file,
                    why: BadReport::Unended,
                }),
            },
        }
    }

    /// From so many bytes of its text on, which is UTF-8 whatever the file is in.
    fn open(&self, offset: u64) -> Result<Box<dyn BufRead>, Broken> {
        let opened = File::open(&self.place).and_then(|mut file| {
            let mut begins = Vec::new();
            file.by_ref().take(2).read_to_end(&mut begins)?;
            if !encoding::is_wide(&begins) {
                file.seek(SeekFrom::Start(offset))?;
                return Ok(Box::new(BufReader::new(file)) as Box<dyn BufRead>);
            }
            file.rewind()?;
            let mut reader = encoding::narrow(BufReader::new(file))?;
            io::copy(&mut reader.by_ref().take(offset), &mut io::sink())?;
            Ok(reader)
        });
        opened.map_err(Broken::Unreadable)
    }
}

/// Whether a file's first line is an entry of its own, and so is each that follows: what is written
/// to be read by people has no field in it.
fn is_line(first: &[u8]) -> bool {
    let first = first.strip_prefix(b"\xef\xbb\xbf").unwrap_or(first);
    let first = first.trim_ascii();
    first.starts_with(b"{\"") || report::sites::is_line(first)
}

fn next_line(reader: &mut impl BufRead, into: &mut Vec<u8>) -> Result<(), Broken> {
    let read = reader.by_ref().take(LARGEST + 1).read_until(b'\n', into);
    read.map_err(Broken::Unreadable)?;
    within(into)
}

fn rest(reader: &mut impl BufRead, into: &mut Vec<u8>) -> Result<(), Broken> {
    let read = reader.by_ref().take(LARGEST + 1).read_to_end(into);
    read.map_err(Broken::Unreadable)?;
    within(into)
}

fn within(bytes: &[u8]) -> Result<(), Broken> {
    match bytes.len() as u64 > LARGEST {
        true => Err(Broken::TooLarge),
        false => Ok(()),
    }
}

impl std::fmt::Display for Broken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unreadable(why) => write!(f, "it cannot be read: {why}"),
            Self::TooLarge => write!(f, "it is larger than {LARGEST} bytes"),
        }
    }
}
