//! What was seen of proxies, as phrases.
//!
//! Owns the wording of each step with a proxy as a ground, and of what a 407 offers, and whom a proxy let
//! in that may be busy. What follows
//! from them is `cause`'s.

use url::Url;

use crate::evidence::{
    Failure, Granted, Observation, ProxyStep, Reply, Saw, Scheme, SystemAnswer, TicketFault,
    Tunnel, TunnelFault,
};

use crate::names::HostName;

use super::network::Network;
use super::walk::{Obstacle, Reach, Walk, title};
use super::{Phrase, grounds};

/// The proxy that an obstacle was met at, or behind.
pub(super) fn of_obstacle(walk: &Walk<'_>, obstacle: &Obstacle) -> Option<String> {
    let lost = || {
        let steps = walk.evidence.proxy_steps();
        let mut lost = steps.filter(|(seen, _)| seen.failure() == Some(obstacle.failure));
        lost.find_map(|(seen, _)| seen.proxy.as_deref().map(str::to_owned))
    };
    obstacle.proxy.clone().or_else(lost)
}

/// A host that this proxy led on to after the very refusal that this failure is, of which it does not
/// say why: then it is busy, or has a limit, be it met by this run's own connections.
pub(super) fn let_in_after<'a>(
    network: &Network<'a>,
    reach: &Reach<'_>,
    failure: Failure,
) -> Option<&'a HostName> {
    let passing = reach.passing(failure)?;
    let alike = |other: &Reach<'_>| other.proxy == reach.proxy && other.passed() == Some(passing);
    let mut walks = network.walks().iter();
    let let_in = walks.find(|walk| walk.reaches.iter().any(alike))?;
    Some(let_in.host())
}

/// Whether the proxy let nobody in here and another host's connection in there: it was told no name yet,
/// so it is nothing that it has against this host.
pub(super) fn lets_others_in(network: &Network<'_>, reach: &Reach<'_>, failure: Failure) -> bool {
    let at_the_door = matches!(
        failure,
        Failure::ProxyRefused | Failure::ProxyTimeout | Failure::ProxyUnreachable
    );
    let here = |other: &Reach<'_>| other.proxy == reach.proxy && other.address == reach.address;
    let mut reaches = network.walks().iter().flat_map(|walk| &walk.reaches);
    at_the_door
        && reach.proxy.is_some()
        && !reach.is_let_in()
        && reaches.any(|other| here(other) && other.is_let_in())
}

/// Whether TLS with some host was reset behind this proxy, and came about when it was tried again.
pub(super) fn resets_by_turns(network: &Network<'_>, reach: &Reach<'_>) -> bool {
    let again = |other: &Reach<'_>| {
        let reset = other.times(Failure::TlsReset) > 0;
        other.proxy == reach.proxy && reset && other.session().is_some()
    };
    let mut reaches = network.walks().iter().flat_map(|walk| &walk.reaches);
    reach.proxy.is_some() && reaches.any(again)
}

/// What one step showed; nothing for what is no step with a proxy.
pub(super) fn of(seen: &Observation) -> Option<Phrase> {
    let Saw::Proxy(step) = &seen.saw else {
        return None;
    };
    let proxy = seen.proxy.as_deref().unwrap_or_default();
    let phrase = match step {
        ProxyStep::Lookup(lookup) => match &lookup.answer {
            SystemAnswer::Addresses(_) => return None,
            _ => Phrase::new("evidence.proxy_name").with("name", &lookup.name),
        },
        ProxyStep::Connect(connect) => match &connect.outcome {
            Ok(()) => grounds::timed("evidence.proxy_reached", seen),
            Err(fault) if fault.errno.is_empty() => grounds::timed("evidence.proxy_silent", seen),
            Err(fault) => {
                grounds::timed("evidence.proxy_unreached", seen).with("errno", &fault.errno)
            }
        },
        ProxyStep::Handshake(Ok(session)) => {
            let leaf = session.leaf()?;
            let issuer = super::product::issuer_name(leaf);
            Phrase::new("evidence.proxy_certificate").with("issuer", issuer)
        }
        ProxyStep::Handshake(Err(_)) => grounds::timed("evidence.proxy_tls_breaks", seen),
        ProxyStep::Tunnel(tunnel) => return Some(of_tunnel(tunnel, seen).with("proxy", proxy)),
    };
    Some(phrase.with("proxy", proxy))
}

fn of_tunnel(tunnel: &Tunnel, seen: &Observation) -> Phrase {
    let timed = |key| grounds::timed(key, seen).with("target", &tunnel.target);
    match &tunnel.outcome {
        Ok(Granted::Http(reply)) => timed("evidence.proxy_leads").with("status", reply.status),
        Ok(Granted::Socks) => timed("evidence.proxy_leads_socks"),
        Err(TunnelFault::Refused(reply)) if seen.failure() == Some(Failure::ProxyPage) => {
            let (key, name, fact) = of_page(reply);
            let phrase = timed(key).with("status", reply.status);
            phrase.with(name, fact)
        }
        Err(TunnelFault::Refused(reply)) => {
            let phrase = timed("evidence.proxy_refuses").with("status", reply.status);
            phrase.with("reason", word(reply))
        }
        Err(TunnelFault::Socks5(code) | TunnelFault::Socks4(code)) => {
            timed("evidence.proxy_refuses_socks").with("code", code)
        }
        Err(TunnelFault::SocksLogin) => timed("evidence.proxy_socks_login"),
        Err(TunnelFault::Reset) => timed("evidence.proxy_resets"),
        Err(TunnelFault::Closed) => timed("evidence.proxy_closes"),
        Err(TunnelFault::Timeout) => timed("evidence.proxy_says_nothing"),
        Err(TunnelFault::Protocol(what)) => timed("evidence.proxy_odd").with("what", what),
    }
}

/// What is told of a page of the proxy's own: where it stands, else its title, else its type.
fn of_page(reply: &Reply) -> (&'static str, &'static str, String) {
    let place = reply.header("location").and_then(host_of);
    match (place, title(reply)) {
        (Some(host), _) => ("evidence.proxy_sends_to", "host", host),
        (None, Some(title)) => ("evidence.proxy_page_titled", "title", title),
        (None, None) => {
            let kind = reply.header("content-type").unwrap_or_default();
            ("evidence.proxy_page", "kind", kind.to_owned())
        }
    }
}

/// The host alone: what follows may say who asked.
fn host_of(location: &str) -> Option<String> {
    let url: Url = location.parse().ok()?;
    url.host_str().map(str::to_owned)
}

/// What a refusal says of itself beside its number.
fn word(reply: &Reply) -> String {
    let said = ["x-squid-error", "proxy-status"];
    let said = said.iter().find_map(|name| reply.header(name));
    said.unwrap_or(&reply.reason).to_owned()
}

/// The ways to log in that a proxy offers, by their names, each once.
pub(super) fn schemes(tunnel: &Tunnel) -> Vec<String> {
    let mut schemes: Vec<String> = Vec::new();
    for offer in &tunnel.offers {
        let name = offer.scheme.to_string();
        if !schemes.contains(&name) {
            schemes.push(name);
        }
    }
    schemes
}

/// A login that was not taken.
pub(super) fn given(scheme: &Scheme) -> Phrase {
    Phrase::new("evidence.proxy_login").with("scheme", scheme)
}

/// What became of logging in.
pub(super) fn login(tunnel: &Tunnel) -> Vec<Phrase> {
    let realms = tunnel.offers.iter().filter_map(|offer| {
        let realm = offer.realm.as_ref().filter(|realm| !realm.is_empty())?;
        let phrase = Phrase::new("evidence.proxy_realm").with("scheme", &offer.scheme);
        Some(phrase.with("realm", realm))
    });
    let given = tunnel.login.as_ref();
    let given = given.map(self::given);
    let ticket = tunnel.ticket.as_ref().map(of_ticket);
    given.into_iter().chain(ticket).chain(realms).collect()
}

fn of_ticket(fault: &TicketFault) -> Phrase {
    Phrase::new(match fault {
        TicketFault::NoLibrary => "evidence.ticket_no_library",
        TicketFault::NoTicket => "evidence.ticket_none",
        TicketFault::Expired => "evidence.ticket_expired",
        TicketFault::ProxyUnknown => "evidence.ticket_proxy_unknown",
        TicketFault::ClockSkew => "evidence.ticket_clock_skew",
        TicketFault::NoKdc => "evidence.ticket_no_kdc",
        TicketFault::TimedOut => "evidence.ticket_timed_out",
        TicketFault::Other(code) => {
            return Phrase::new("evidence.ticket_other").with("code", code);
        }
    })
}
