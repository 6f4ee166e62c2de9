//! The proxies that this desktop is set to, which its browsers use.
//!
//! Owns where each system keeps them and how it writes them: GSettings on GNOME and its kin, a file
//! on KDE, WinINET and WinHTTP on Windows, SystemConfiguration on macOS. Which program heeds them, and what exempts a
//! host, is the discovery's. Users and passwords that may stand beside them are never read.

#[cfg(any(not(any(windows, target_vendor = "apple")), test))]
mod gnome;
#[cfg(any(not(any(windows, target_vendor = "apple")), test))]
mod kde;
#[cfg(any(not(any(windows, target_vendor = "apple")), test))]
mod linux;
#[cfg(any(target_vendor = "apple", test))]
mod macos;
#[cfg(any(windows, test))]
mod windows;
#[cfg(windows)]
mod winhttp;

#[cfg(not(any(windows, target_vendor = "apple")))]
use linux as side;
#[cfg(target_vendor = "apple")]
use macos as side;
#[cfg(windows)]
use winhttp as side;

/// What one place says of proxies for https.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProxySettings {
    /// The place, as people call it.
    pub source: &'static str,
    /// Whether a PAC file is to be looked for (WPAD).
    pub detect: bool,
    /// Where a PAC file is, as written: a URL, or a file's path.
    pub pac: Option<String>,
    /// The proxy for https, as a URL; it may not be a valid one.
    pub server: Option<String>,
    /// Whether Python's `urllib`, and with it the AWS CLI, reads it where the environment has nothing.
    pub read_by_python: bool,
    /// What goes without it: names with wildcards, addresses, networks, `<local>`.
    pub bypass: Vec<String>,
    /// The setting by which that list is turned round: what is on it goes through the proxy, and nothing
    /// else does.
    pub reversed: Option<&'static str>,
}

impl ProxySettings {
    /// Whether it leads nowhere but directly.
    pub fn is_direct(&self) -> bool {
        !self.detect && self.pac.is_none() && self.server.is_none()
    }
}

/// What browsers here go by in the place of the environment: none where they go by that.
pub fn of_browsers() -> Option<ProxySettings> {
    side::of_browsers()
}

/// What services here go by that ask WinHTTP, which browsers do not: none but on Windows, and there
/// only if something is set.
pub fn of_services() -> Option<ProxySettings> {
    side::of_services()
}
