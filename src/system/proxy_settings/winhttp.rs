//! The functions of Windows that tell its proxies: those of the user, which browsers use (WinINET),
//! and those of services (WinHTTP).
//!
//! Owns the calls and the release of what they give. Policies are in what they give. Checked against
//! the types of Windows; not yet run there.
#![expect(unsafe_code, reason = "functions of Windows")]

use std::slice;

use windows_sys::Win32::Foundation::GlobalFree;
use windows_sys::Win32::Networking::WinHttp::{
    WINHTTP_CURRENT_USER_IE_PROXY_CONFIG, WINHTTP_PROXY_INFO, WinHttpGetDefaultProxyConfiguration,
    WinHttpGetIEProxyConfigForCurrentUser,
};

use super::{ProxySettings, windows::settings};

/// Chromium asks the same (`net/proxy_resolution/win/proxy_config_service_win.cc`); the environment it
/// does not read on Windows.
pub(super) fn of_browsers() -> Option<ProxySettings> {
    let mut given = WINHTTP_CURRENT_USER_IE_PROXY_CONFIG::default();
    // SAFETY: the pointer outlives the call.
    if unsafe { WinHttpGetIEProxyConfigForCurrentUser(&raw mut given) } == 0 {
        return None;
    }
    let pac = taken(given.lpszAutoConfigUrl);
    let (servers, bypass) = (taken(given.lpszProxy), taken(given.lpszProxyBypass));
    Some(ProxySettings {
        // `getproxies_registry`.
        read_by_python: true,
        ..settings(
            "Windows (WinINET)",
            given.fAutoDetect != 0,
            pac,
            servers.as_deref(),
            bypass.as_deref(),
        )
    })
}

pub(super) fn of_services() -> Option<ProxySettings> {
    let mut given = WINHTTP_PROXY_INFO::default();
    // SAFETY: the pointer outlives the call.
    if unsafe { WinHttpGetDefaultProxyConfiguration(&raw mut given) } == 0 {
        return None;
    }
    let (servers, bypass) = (taken(given.lpszProxy), taken(given.lpszProxyBypass));
    let found = settings(
        "Windows (WinHTTP)",
        false,
        None,
        servers.as_deref(),
        bypass.as_deref(),
    );
    (!found.is_direct()).then_some(found)
}

/// A copy of a text that Windows made, which gets its own back.
fn taken(text: *mut u16) -> Option<String> {
    if text.is_null() {
        return None;
    }
    let mut length = 0;
    // SAFETY: the text ends with 0, as the functions promise, and is not read beyond it.
    while unsafe { *text.add(length) } != 0 {
        length += 1;
    }
    // SAFETY: so many were just read.
    let copy = String::from_utf16_lossy(unsafe { slice::from_raw_parts(text, length) });
    // SAFETY: Windows allocated it for the caller to free so, and it is not used again.
    unsafe { GlobalFree(text.cast()) };
    Some(copy)
}
