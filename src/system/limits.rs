//! How many sockets this process may open.
//!
//! Owns the question; a run that would need more waits for places instead of failing.

/// Files that are not the probe's: standard streams, the runtime's own, libraries, reports.
#[cfg(unix)]
const KEPT_FREE: u64 = 32;

/// Sockets that can be open at once under the process's own limit; at least one.
#[cfg(unix)]
pub fn sockets() -> usize {
    let limit = rustix::process::getrlimit(rustix::process::Resource::Nofile).current;
    let free = limit.map_or(u64::MAX, |files| files.saturating_sub(KEPT_FREE));
    usize::try_from(free).unwrap_or(usize::MAX).max(1)
}

/// Windows has no such limit for sockets.
#[cfg(not(unix))]
pub fn sockets() -> usize {
    usize::MAX
}
