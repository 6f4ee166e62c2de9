//! The proxy wants a login.
//!
//! Rule: it answers with 407, or as gateways do that keep logins in cookies, or a SOCKS proxy takes
//! none of the ways to log in that this run has. It says so itself. Or it took a login that browsers
//! give by themselves, and that the AWS CLI has not got.
//!
//! Before the other answers of a proxy: before the login they say nothing.

use crate::evidence::Failure;
use crate::verdict::{login, proxies};

use super::{Case, Confidence, Found, Phrase};

pub(super) fn find(case: &Case<'_, '_>) -> Option<Found> {
    if case.failure() != Failure::ProxyAuthRequired {
        return None;
    }
    let taken = case.reach().and_then(login::taken);
    if let Some(scheme) = taken {
        let summary = Phrase::new("summary.proxy_auth_of_some").with("scheme", scheme);
        let given = Phrase::new("evidence.proxy_login_taken").with("scheme", scheme);
        let bare = Phrase::new("evidence.cli_answers_basic_alone");
        return Some(Found::new(Confidence::High, summary).because([given, bare]));
    }
    let tunnel = case.reach().and_then(|reach| reach.tunnels().next_back());
    let tunnel = tunnel.map(|(_, tunnel)| tunnel);
    let schemes = tunnel.map(proxies::schemes).unwrap_or_default();
    let summary = match schemes.as_slice() {
        [] => Phrase::new("summary.proxy_auth"),
        offered => Phrase::new("summary.proxy_auth_offered").with("schemes", offered.join(", ")),
    };
    let login = tunnel.map(proxies::login).unwrap_or_default();
    Some(Found::new(Confidence::High, summary).because(login))
}
