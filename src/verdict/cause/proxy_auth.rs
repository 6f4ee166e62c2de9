//! The proxy wants a login.
//!
//! Rule: it answers with 407, or as gateways do that keep logins in cookies, or a SOCKS proxy takes
//! none of the ways to log in that this run has. It says so itself.
//!
//! Before the other answers of a proxy: before the login they say nothing.

use crate::evidence::Failure;
use crate::verdict::proxies;

use super::{Case, Confidence, Found, Phrase};

pub(super) fn find(case: &Case<'_, '_>) -> Option<Found> {
    if case.failure() != Failure::ProxyAuthRequired {
        return None;
    }
    let reply = case.tunnel_fault().and_then(|fault| fault.reply());
    let schemes = reply.map(proxies::schemes).unwrap_or_default();
    let summary = match schemes.as_slice() {
        [] => Phrase::new("summary.proxy_auth"),
        offered => Phrase::new("summary.proxy_auth_offered").with("schemes", offered.join(", ")),
    };
    Some(Found::new(Confidence::High, summary))
}
