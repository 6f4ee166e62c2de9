//! What plain requests at port 80 are answered where no host is reached over TLS.
//!
//! Owns the telling apart of a log-in page from others, as far as that can be. A network that turns
//! port 443 away and answers at port 80 may want a log-in, and may as well show whoever comes without
//! its proxy a page of help, or one that denies. Sure is status 511 alone (RFC 6585, section 6); what a
//! DHCP server or router says of a portal (RFC 8910) is not seen from here.

use crate::evidence::Reply;

use super::controls;
use super::network::{Network, Stranger};
use super::walk::{Walk, is_aws, redirect_host};

/// In the way to a page that lets nobody in, whatever else stands there.
const NO_LOG_IN: &[&str] = &[
    "block",
    "denied",
    "deny",
    "filter",
    "forbidden",
    "help",
    "policy",
    "proxy",
    "wpad",
];

/// In the way to one that lets in.
const LOG_IN: &[&str] = &[
    "captive", "guest", "hotspot", "log-in", "login", "logon", "sign-in", "signin", "splash",
    "wifi", "wlan",
];

/// Of what the way to a page speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Speaks {
    /// Of a log-in.
    Welcome,
    /// Of denial, help or a proxy: it lets nobody in.
    Nobody,
    Neither,
}

/// The log-in page of the network: it says so itself, or every request is led to one host outside AWS,
/// by a way that speaks of a log-in.
pub(super) fn portal(network: &Network<'_>) -> Option<Stranger> {
    if replies(network).any(|(_, reply)| reply.status == 511) {
        return Some(Stranger::LogIn);
    }
    let (host, speaks) = page(network)?;
    (speaks == Speaks::Welcome).then_some(Stranger::Redirect(host))
}

/// The host outside AWS that every plain request is led to, and of what the ways there speak.
pub(super) fn page(network: &Network<'_>) -> Option<(String, Speaks)> {
    let host = leads_to(network)?;
    let mut ways = replies(network).map(|(_, reply)| speaks(reply));
    let first = ways.next()?;
    let speaks = match ways.all(|other| other == first) {
        true => first,
        false => Speaks::Neither,
    };
    Some((host, speaks))
}

fn speaks(reply: &Reply) -> Speaks {
    let way = reply.header("location").unwrap_or_default();
    let way = way.to_ascii_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| way.contains(word));
    match (has(NO_LOG_IN), has(LOG_IN)) {
        (true, _) => Speaks::Nobody,
        (false, true) => Speaks::Welcome,
        (false, false) => Speaks::Neither,
    }
}

/// The one host outside AWS that every plain request is led to.
fn leads_to(network: &Network<'_>) -> Option<String> {
    let target = |(walk, reply): (&Walk<'_>, &Reply)| {
        let host = redirect_host(walk.path, reply)?;
        (host != walk.host().as_str() && !is_aws(&host)).then_some(host)
    };
    let mut targets = replies(network).map(target);
    let first = targets.next()??;
    targets
        .all(|other| other.as_ref() == Some(&first))
        .then_some(first)
}

/// The replies; none where any host is reached over TLS.
fn replies<'n, 'a>(network: &'n Network<'a>) -> impl Iterator<Item = (&'n Walk<'a>, &'a Reply)> {
    let walks = network.walks();
    let shaken = |walk: &Walk<'_>| walk.reaches.iter().any(|reach| reach.session().is_some());
    let closed = !walks.iter().any(shaken);
    let walks = walks.iter().filter(move |_| closed);
    walks.filter_map(|walk| Some((walk, controls::plain_reply(walk)?)))
}
