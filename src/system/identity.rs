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

/// The machine's own name, where the system tells it.
#[cfg(not(unix))]
pub fn host() -> Option<String> {
    whoami::hostname().ok().filter(|name| !name.is_empty())
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

/// Whether the process runs with the administrator's full token (Microsoft, `TOKEN_ELEVATION`).
#[cfg(windows)]
#[expect(unsafe_code, reason = "no library in the tree asks for it")]
pub fn elevated() -> Option<bool> {
    use windows_sys::Win32::Foundation::CloseHandle;
    use windows_sys::Win32::Security::{
        GetTokenInformation, TOKEN_ELEVATION, TOKEN_QUERY, TokenElevation,
    };
    use windows_sys::Win32::System::Threading::{GetCurrentProcess, OpenProcessToken};
    let mut token = std::ptr::null_mut();
    // SAFETY: the handle of the process itself is always valid; the pointer outlives the call.
    if unsafe { OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &raw mut token) } == 0 {
        return None;
    }
    let mut said = TOKEN_ELEVATION::default();
    let size = u32::try_from(size_of::<TOKEN_ELEVATION>()).ok()?;
    let mut written = 0;
    // SAFETY: the token was just opened; Windows writes no more than `size` bytes into a place of that
    // size.
    let done = unsafe {
        let place = (&raw mut said).cast();
        GetTokenInformation(token, TokenElevation, place, size, &raw mut written)
    };
    // SAFETY: the token is ours, and is not used again.
    unsafe { CloseHandle(token) };
    (done != 0).then_some(said.TokenIsElevated != 0)
}

/// Whether this is the administrator, whose network settings may not be the users'.
#[cfg(not(any(unix, windows)))]
pub fn elevated() -> Option<bool> {
    None
}
