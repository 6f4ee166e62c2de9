//! How a file of the system's settings is read.
//!
//! Owns that it never waits and never ends in all of the memory: what stands in the place of a file, a pipe
//! that nobody writes into or a device without an end, is none.

use std::{
    fs::{File, OpenOptions},
    io::{self, Read as _},
    path::Path,
};

/// The most that settings are, in bytes, but for those that say otherwise.
const MOST_BYTES: u64 = 64 * 1024;

/// The first [`MOST_BYTES`] of the file.
///
/// # Errors
/// It cannot be read, or is no regular file.
pub(super) fn read(file: &Path) -> io::Result<Vec<u8>> {
    let mut read = Vec::new();
    open(file)?.take(MOST_BYTES).read_to_end(&mut read)?;
    Ok(read)
}

/// The file, where it is a regular one, behind however many links.
pub(super) fn open(file: &Path) -> io::Result<File> {
    let opened = options().open(file)?;
    match opened.metadata()?.is_file() {
        true => Ok(opened),
        false => Err(io::ErrorKind::InvalidInput.into()),
    }
}

/// Opening a pipe waits for a writer, where it is not told otherwise (open(2), fifo(7)).
fn options() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        let flags = rustix::fs::OFlags::NONBLOCK.bits();
        options.custom_flags(i32::try_from(flags).unwrap_or_default());
    }
    options
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    // rustix makes no pipes on Apple's systems.
    #[test]
    #[cfg(not(target_vendor = "apple"))]
    fn a_pipe_that_nobody_writes_into_is_no_file() {
        let folder = tempfile::TempDir::new().unwrap();
        let pipe = folder.path().join("pipe");
        let mode = rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR;
        rustix::fs::mknodat(rustix::fs::CWD, &pipe, rustix::fs::FileType::Fifo, mode, 0).unwrap();
        assert!(read(&pipe).is_err());
        assert!(read(Path::new("/dev/zero")).is_err());
        assert!(read(folder.path()).is_err());
    }

    #[test]
    fn a_file_is_read_to_its_bound_through_links() {
        let folder = tempfile::TempDir::new().unwrap();
        let (file, link) = (folder.path().join("file"), folder.path().join("link"));
        std::fs::write(&file, "x".repeat(100_000)).unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        assert_eq!(read(&link).unwrap().len(), 65_536);
    }
}
