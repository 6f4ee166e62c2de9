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

/// It took a login that the AWS CLI can give, and has not got.
pub(in crate::verdict) const NOT_IN_URL: &str = "summary.proxy_auth_not_in_url";
/// It took a login that the AWS CLI cannot give.
pub(in crate::verdict) const OF_SOME: &str = "summary.proxy_auth_of_some";
/// It refused the login that this run gave.
pub(in crate::verdict) const REFUSED: &str = "summary.proxy_auth_refused";

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
        Some(scheme) => Some(taken(case, scheme)),
        None => Some(wanted(case)),
    }
}

/// This run gave the login, and passed.
fn taken(case: &Case<'_, '_>, scheme: &Scheme) -> Found {
    let reach = case.reach();
    let basic = reach.is_some_and(|reach| login::is_basic_offered(reach, case.network));
    let (summary, why) = match basic {
        true => (NOT_IN_URL, "evidence.cli_has_no_login"),
        false => (OF_SOME, "evidence.cli_answers_basic_alone"),
    };
    let summary = Phrase::new(summary).with("scheme", scheme);
    let given = Phrase::new("evidence.proxy_login_taken").with("scheme", scheme);
    Found::new(Confidence::High, summary).because([given, Phrase::new(why)])
}

/// This run has no login that passes.
fn wanted(case: &Case<'_, '_>) -> Found {
    let tunnels = case.reach().into_iter().flat_map(Reach::tunnels);
    let tunnels: Vec<&Tunnel> = tunnels.map(|(_, tunnel)| tunnel).collect();
    // tinyproxy offers nothing more to whom it has refused once.
    let mut offering = tunnels.iter().filter(|tunnel| !tunnel.offers.is_empty());
    let schemes = offering.next_back().copied().map(proxies::schemes);
    // A password that one host showed to be refused is not sent again for the next.
    let proxy = case.reach().and_then(|reach| reach.proxy);
    let refused = proxy.and_then(|proxy| login::refused(case.network, proxy));
    let summary = match (refused, schemes.unwrap_or_default().as_slice()) {
        (Some(given), _) => Phrase::new(REFUSED).with("given", given),
        (None, []) => Phrase::new("summary.proxy_auth"),
        (None, offered) => {
            Phrase::new("summary.proxy_auth_offered").with("schemes", offered.join(", "))
        }
    };
    let said = tunnels.last().copied().map(proxies::login);
    let mut said = said.unwrap_or_default();
    if let Some(given) = refused.map(proxies::given)
        && !said.contains(&given)
    {
        said.insert(0, given);
    }
    Found::new(Confidence::High, summary).because(said)
}
