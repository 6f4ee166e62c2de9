//! Who may read a file.
//!
//! Owns the question; what is in the file is its reader's.

use std::fs::File;

/// Whether others than the file's owner may read it, by its mode.
#[cfg(unix)]
pub fn others_can_read(file: &File) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    const OTHERS: u32 = 0o044;
    let mode = file.metadata().map(|facts| facts.permissions().mode());
    mode.is_ok_and(|mode| mode & OTHERS != 0)
}

/// Lists of access rights are not read.
#[cfg(not(unix))]
pub fn others_can_read(_: &File) -> bool {
    false
}
