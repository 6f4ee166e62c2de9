//! The proxy wants a login.
//!
//! Rule: it answers with 407, or as gateways do that keep logins in cookies, or a SOCKS proxy takes
//! none of the ways to log in that this run has. It says so itself. Or it took a login that browsers
//! give by themselves, and that the AWS CLI has not got.
//!
//! Before the other answers of a proxy: before the login they say nothing.

use crate::evidence::{Failure, Scheme, Tunnel, TunnelFault};
use crate::verdict::walk::{OwnPage, Reach};
use crate::verdict::{login, proxies};

use super::{Case, Confidence, Found, Phrase};

pub(super) fn find(case: &Case<'_, '_>) -> Option<Found> {
    let wants = match case.failure() {
        Failure::ProxyAuthRequired => true,
        Failure::ProxyPage => {
            let reply = case.tunnel_fault().and_then(TunnelFault::reply)?;
            matches!(OwnPage::of(reply), OwnPage::Login)
        }
        _ => false,
    };
    if !wants {
        return None;
    }
    match case.reach().and_then(login::taken) {
        Some(scheme) => Some(taken(scheme)),
        None => Some(wanted(case)),
    }
}

/// This run gave the login, and passed.
fn taken(scheme: &Scheme) -> Found {
    let summary = Phrase::new("summary.proxy_auth_of_some").with("scheme", scheme);
    let given = Phrase::new("evidence.proxy_login_taken").with("scheme", scheme);
    let bare = Phrase::new("evidence.cli_answers_basic_alone");
    Found::new(Confidence::High, summary).because([given, bare])
}

/// This run has no login that passes.
fn wanted(case: &Case<'_, '_>) -> Found {
    let tunnels = case.reach().into_iter().flat_map(Reach::tunnels);
    let tunnels: Vec<&Tunnel> = tunnels.map(|(_, tunnel)| tunnel).collect();
    // tinyproxy offers nothing more to whom it has refused once.
    let mut offering = tunnels.iter().filter(|tunnel| !tunnel.offers.is_empty());
    let schemes = offering.next_back().copied().map(proxies::schemes);
    let summary = match schemes.unwrap_or_default().as_slice() {
        [] => Phrase::new("summary.proxy_auth"),
        offered => Phrase::new("summary.proxy_auth_offered").with("schemes", offered.join(", ")),
    };
    let said = tunnels.last().copied().map(proxies::login);
    let mut said = said.unwrap_or_default();
    // A password that one host showed to be refused is not sent again for the next.
    let proxy = case.reach().and_then(|reach| reach.proxy);
    let refused = proxy.and_then(|proxy| login::refused(case.network, proxy));
    if let Some(given) = refused.map(proxies::given)
        && !said.contains(&given)
    {
        said.insert(0, given);
    }
    Found::new(Confidence::High, summary).because(said)
}
