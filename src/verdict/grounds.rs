//! What was seen, as phrases: the evidence that stands under a wall.
//!
//! Owns the choice of observations that belong to an obstacle and the facts that each phrase
//! carries; those of a name are `lookup`'s. What follows from them is `cause`'s; their wording is in `data/texts`.

use std::net::IpAddr;

use jiff::SpanRound;

use crate::evidence::{
    Certificate, Check, Connect, Exchange, Failure, Handshake, HttpFault, Layer, Located,
    MachineTrust, Observation, Rejection, Session, TlsFault, is_private,
};

use super::proxies;
use super::walk::{Obstacle, Reach, Walk, title};
use super::{Phrase, controls, nearness, product};

mod lookup;

pub(super) use lookup::{is_forged, of_lookup, policy};

/// What was seen of an obstacle, in the order of the layers.
pub(super) fn of(walk: &Walk<'_>, obstacle: &Obstacle) -> Vec<Phrase> {
    let reach = walk.reach_of(obstacle);
    let mut phrases = Vec::new();
    match reach {
        None if obstacle.failure.layer() == Layer::Dns => phrases.extend(of_lookup(walk)),
        None if obstacle.failure == Failure::ProxyDns => {
            let mut steps = walk.evidence.observations.iter();
            phrases.extend(steps.find_map(|seen| proxies::of(seen)));
        }
        None => {
            let routeless = walk.evidence.without_route.iter();
            phrases.extend(routeless.map(|a| Phrase::new("evidence.no_route").with("address", a)));
        }
        Some(reach) => {
            if reach.proxy.is_none() {
                phrases.extend(of_address(walk, reach.address));
            }
            phrases.extend(of_reach(reach, obstacle.failure.layer()));
            if matches!(obstacle.failure.layer(), Layer::Tcp | Layer::Tls) {
                phrases.extend(controls::all(walk, reach.address));
            }
        }
    }
    let mut once = Vec::new();
    for phrase in phrases {
        if !once.contains(&phrase) {
            once.push(phrase);
        }
    }
    once
}

/// What AWS's published ranges say of a public address.
fn located<'a>(walk: &Walk<'a>, address: IpAddr) -> Option<&'a Located> {
    let mut located = walk.evidence.located.iter();
    located.find(|one| one.address == address && !is_private(address))
}

/// Whether the ranges were asked, and none has this public address.
pub(super) fn is_foreign(walk: &Walk<'_>, address: IpAddr) -> bool {
    located(walk, address).is_some_and(|one| one.range.is_none())
}

fn of_range(located: &Located) -> Phrase {
    match &located.range {
        Some(range) => Phrase::new("evidence.aws_address")
            .with("prefix", range.prefix)
            .with("region", &range.region),
        None => Phrase::new("evidence.foreign_address").with("published", located.published),
    }
    .with("address", located.address)
}

fn of_address(walk: &Walk<'_>, address: IpAddr) -> Vec<Phrase> {
    let mut phrases = Vec::new();
    if is_private(address) {
        phrases.push(Phrase::new("evidence.private_address").with("address", address));
    }
    phrases.extend(located(walk, address).map(of_range));
    if is_forged(walk, address) {
        phrases.extend(policy(walk));
    }
    if is_private(address) || is_foreign(walk, address) {
        phrases.extend(lookup::of_control(walk));
    }
    phrases
}

/// What was seen at an address, up to and including a layer; a hijack is seen in the certificate.
fn of_reach(reach: &Reach<'_>, layer: Layer) -> Vec<Phrase> {
    let last = if layer == Layer::Dns {
        Layer::Tls
    } else {
        layer
    };
    let mut phrases = Vec::new();
    let connects = reach
        .connects()
        .map(|(seen, connect)| of_connect(seen, connect));
    phrases.extend(connects);
    phrases.extend(
        reach
            .observations
            .iter()
            .filter_map(|seen| proxies::of(seen)),
    );
    if last >= Layer::Tls {
        for (seen, handshake) in reach.handshakes() {
            phrases.extend(of_handshake(seen, handshake));
            phrases.extend(nearness::too_soon(reach, seen));
        }
    }
    if last >= Layer::Http {
        for (seen, exchange) in reach.exchanges() {
            phrases.push(of_exchange(seen, exchange));
            let reply = exchange.reply().filter(|_| !reach.is_genuine());
            let title = reply.and_then(title);
            phrases
                .extend(title.map(|title| Phrase::new("evidence.page_title").with("title", title)));
        }
    }
    phrases
}

/// A phrase about an operation at an address, with how long it took.
pub(super) fn timed(key: &'static str, seen: &Observation) -> Phrase {
    let address = seen
        .peer
        .map(|peer| peer.ip().to_string())
        .unwrap_or_default();
    Phrase::new(key)
        .with("address", address)
        .with("ms", seen.took.as_millis())
}

fn of_connect(seen: &Observation, connect: &Connect) -> Phrase {
    let Err(fault) = &connect.outcome else {
        return timed("evidence.tcp_open", seen);
    };
    let key = match fault.failure {
        Failure::TcpRefused => "evidence.tcp_refused",
        Failure::TcpTimeout => return timed("evidence.tcp_timeout", seen),
        Failure::TcpReset => "evidence.tcp_reset",
        _ => "evidence.tcp_unreachable",
    };
    timed(key, seen).with("errno", &fault.errno)
}

fn of_handshake(seen: &Observation, handshake: &Handshake) -> Vec<Phrase> {
    let fault = match &handshake.outcome {
        Ok(session) => return of_session(session, seen),
        Err(fault) => fault,
    };
    let broke = match fault {
        TlsFault::Reset => timed("evidence.tls_reset", seen),
        TlsFault::Closed => timed("evidence.tls_closed", seen),
        TlsFault::Timeout if handshake.is_unfinished() => {
            let bytes = handshake.received.unwrap_or_default();
            timed("evidence.tls_unfinished", seen).with("bytes", bytes)
        }
        TlsFault::Timeout => timed("evidence.tls_timeout", seen),
        TlsFault::Alert { code, name } => timed("evidence.tls_alert", seen)
            .with("code", code)
            .with("name", name),
        TlsFault::Protocol(what) => timed("evidence.tls_protocol", seen).with("what", what),
    };
    let arrived = handshake.acknowledged.map(|arrived| match arrived {
        true => Phrase::new("evidence.hello_acknowledged"),
        false => Phrase::new("evidence.hello_not_acknowledged"),
    });
    std::iter::once(broke).chain(arrived).collect()
}

fn of_session(session: &Session, seen: &Observation) -> Vec<Phrase> {
    let mut phrases = Vec::new();
    if let Some(leaf) = session.leaf() {
        phrases.push(signed_by(leaf));
        // Every public authority embeds them, for browsers ask for them.
        if leaf.has_scts == Some(false) && !session.public.is_genuine() {
            phrases.push(Phrase::new("evidence.no_scts"));
        }
        if matches!(session.public.time, Check::Failed(_)) {
            let validity = Phrase::new("evidence.validity")
                .with("from", leaf.not_before)
                .with("to", leaf.not_after)
                .with("clock", format!("{:.0}", seen.started));
            phrases.push(validity);
        }
        if matches!(session.public.name, Check::Failed(_)) {
            phrases.push(match leaf.names.as_slice() {
                [] => Phrase::new("evidence.no_names"),
                names => Phrase::new("evidence.other_names").with("names", list(names.iter())),
            });
        }
    }
    phrases.push(match (&session.public.chain, &session.public.root) {
        (Check::Passed, Some(root)) => Phrase::new("evidence.public_root").with("root", root),
        (Check::Passed, None) => Phrase::new("evidence.public_chain"),
        (Check::Failed(why), _) => Phrase::new("evidence.not_public").with("why", rejection(why)),
    });
    phrases.push(match &session.machine {
        MachineTrust::Trusted => Phrase::new("evidence.machine_trusts"),
        MachineTrust::Rejected(why) => {
            Phrase::new("evidence.machine_rejects").with("why", rejection(why))
        }
        MachineTrust::NotAsked(why) => Phrase::new("evidence.machine_not_asked").with("why", why),
    });
    phrases
}

fn signed_by(leaf: &Certificate) -> Phrase {
    let lifetime = leaf.not_after.since(leaf.not_before).ok();
    let days = lifetime
        .and_then(|span| {
            let to_days = SpanRound::new()
                .largest(jiff::Unit::Day)
                .days_are_24_hours();
            span.round(to_days).ok()
        })
        .map_or(0, |span| span.get_days());
    Phrase::new("evidence.certificate")
        .with("issuer", product::issuer_name(leaf))
        .with("days", days)
}

/// A verifier's reason: a code, which the texts have words for, or else its own words.
pub(super) fn rejection(why: &Rejection) -> String {
    match why {
        Rejection::Other(words) => words.clone(),
        known => known.code().to_owned(),
    }
}

fn of_exchange(seen: &Observation, exchange: &Exchange) -> Phrase {
    match &exchange.outcome {
        Ok(reply) => {
            let key = match reply.aws_mark() {
                Some(_) => "evidence.http_status_of_aws",
                None => "evidence.http_status",
            };
            timed(key, seen).with("status", reply.status)
        }
        Err(HttpFault::Reset) => timed("evidence.http_reset", seen),
        Err(HttpFault::Closed) => timed("evidence.http_closed", seen),
        Err(HttpFault::Timeout) => timed("evidence.http_timeout", seen),
        Err(HttpFault::Unfinished) => timed("evidence.http_unfinished", seen),
        Err(HttpFault::Alert(what) | HttpFault::Protocol(what)) => {
            timed("evidence.http_protocol", seen).with("what", what)
        }
    }
}

fn list<T: ToString>(items: impl Iterator<Item = T>) -> String {
    items
        .map(|item| item.to_string())
        .collect::<Vec<_>>()
        .join(", ")
}
