//! Where programs keep a user's settings on this system.
//!
//! Owns the place; which file is looked for there is the command line's.

use std::path::PathBuf;

use super::environment::Variable;

/// `$XDG_CONFIG_HOME`, or `~/.config` where that is not set or relative (XDG Base Directory
/// Specification 0.8).
#[cfg(not(any(windows, target_os = "macos")))]
pub fn of_user() -> Option<PathBuf> {
    let absolute = |path: &PathBuf| path.is_absolute();
    let named = Variable::XdgConfigHome.path().filter(absolute);
    named.or_else(|| Some(Variable::Home.path().filter(absolute)?.join(".config")))
}

/// `~/Library/Application Support` (Apple, "File System Programming Guide").
#[cfg(target_os = "macos")]
pub fn of_user() -> Option<PathBuf> {
    Some(Variable::Home.path()?.join("Library/Application Support"))
}

/// The roaming application data: `%APPDATA%`.
#[cfg(windows)]
pub fn of_user() -> Option<PathBuf> {
    Variable::AppData.path()
}
