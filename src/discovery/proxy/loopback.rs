//! Whether browsers here send what is meant for this machine itself to their proxy.
//!
//! Owns the rule. `aws sso login` waits at `http://127.0.0.1:PORT/oauth/callback` for the browser to
//! come back (aws-cli, `awscli/customizations/sso/utils.py`, `AuthCodeFetcher`), and a proxy has nobody
//! there. Browsers go to loopback directly whatever their settings say: Chrome and Edge with a PAC file
//! since 71, with a proxy since 72, unless the list of exceptions has `<-loopback>`, which no PAC file
//! has (Chromium, `net/docs/proxy.md`, "Implicit bypass rules"); Firefox since 67, where nobody has set
//! `network.proxy.allow_hijacking_localhost`. So `<-loopback>` beside a proxy is all that is looked for.
//! The AWS CLI itself never calls that address, whatever NO_PROXY says.

use url::Url;

use crate::system::proxy_settings::ProxySettings;

use super::bypass;

/// What takes the exemption away (WinINET; Chromium, `net/proxy_resolution/proxy_bypass_rules.cc`).
const NOT_LOOPBACK: &str = "<-loopback>";

/// Whether the exemption is taken away, and no other rule gives it back.
pub(super) fn is_sent(desktop: &ProxySettings, callback: &Url) -> bool {
    let mut rules = desktop.bypass.iter();
    let taken = rules.any(|rule| rule.trim().eq_ignore_ascii_case(NOT_LOOPBACK));
    let manual = desktop.pac.is_none() && !desktop.detect;
    taken && manual && bypass::exempting(desktop, callback).is_none()
}
