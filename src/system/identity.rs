//! Who measures, and on which machine: what a ticket's reader asks first.
//!
//! Owns the names of host and user, whether the user is privileged, and for whom.

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

/// The name of the account that the process runs as, whatever directory service it is from; where
/// the system does not tell it, what the session says.
pub fn user() -> Option<String> {
    let account = whoami::username().ok();
    account
        .or_else(|| Variable::User.value())
        .or_else(|| Variable::UserName.value())
}

/// Who called sudo to become the administrator.
pub fn sudo_user() -> Option<String> {
    let caller = Variable::SudoUser.value()?;
    (elevated() == Some(true) && caller != "root").then_some(caller)
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
