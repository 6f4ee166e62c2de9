//! Who measures, and on which machine: what a ticket's reader asks first.
//!
//! Owns the names of host and user and whether the user is privileged. Interfaces and VPNs are
//! not looked at yet.

use super::environment::Variable;

/// The machine's own name, where the system tells it.
#[cfg(unix)]
pub fn host() -> Option<String> {
    let name = rustix::system::uname();
    let name = name.nodename().to_string_lossy().into_owned();
    Some(name).filter(|n| !n.is_empty())
}

#[cfg(not(unix))]
pub fn host() -> Option<String> {
    None
}

/// The user's name as the session has it.
pub fn user() -> Option<String> {
    Variable::User
        .value()
        .or_else(|| Variable::UserName.value())
}

/// Whether this is the administrator, whose network settings may not be the users'.
#[cfg(unix)]
pub fn elevated() -> Option<bool> {
    Some(rustix::process::geteuid().is_root())
}

#[cfg(not(unix))]
pub fn elevated() -> Option<bool> {
    None
}
