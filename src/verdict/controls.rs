//! What the controls of one path showed.
//!
//! Owns the reading of their results and the phrases that tell of them. What follows is the
//! causes'; which controls are made is the inquiry's.

use std::net::IpAddr;

use crate::evidence::{Connect, Handshake, Hello, Observation, Reply, Saw, TlsFault};

use super::network::Network;
use super::walk::Walk;
use super::{Phrase, grounds};

/// The handshakes that were made to tell causes apart.
fn handshakes<'a>(walk: &Walk<'a>) -> impl Iterator<Item = (&'a Observation, &'a Handshake)> {
    walk.evidence
        .controls
        .iter()
        .filter_map(|seen| match &seen.saw {
            Saw::Handshake(made) => Some((&**seen, made)),
            _ => None,
        })
}

fn is_at(seen: &Observation, address: IpAddr) -> bool {
    seen.peer.is_some_and(|peer| peer.ip() == address)
}

/// The handshakes with the path's own name in this form, at this address.
fn own<'a>(
    walk: &Walk<'a>,
    form: Hello,
    at: IpAddr,
) -> impl Iterator<Item = (&'a Observation, &'a Handshake)> {
    let host = walk.host();
    let own = move |made: &Handshake| made.hello == form && made.server_name == *host;
    handshakes(walk).filter(move |(seen, made)| is_at(seen, at) && own(made))
}

/// Whether the genuine service answered a handshake with the path's own name in this form there.
pub(super) fn is_genuine(walk: &Walk<'_>, form: Hello, at: IpAddr) -> bool {
    let mut sessions = own(walk, form, at).filter_map(|(_, made)| made.session());
    sessions.any(|session| session.public.is_genuine())
}

/// Whether such a handshake came to a session, whoever answered.
pub(super) fn has_passed(walk: &Walk<'_>, form: Hello, at: IpAddr) -> bool {
    own(walk, form, at).any(|(_, made)| made.session().is_some())
}

/// Whether the ordinary handshake broke here after the small one had passed: before, that passed because
/// it was later, for all that is known.
pub(super) fn small_hello_alone(walk: &Walk<'_>, at: IpAddr) -> bool {
    let mut small = own(walk, Hello::Classical, at);
    let genuine = |made: &Handshake| {
        let session = made.session();
        session.is_some_and(|session| session.public.is_genuine())
    };
    let Some((small, _)) = small.find(|(_, made)| genuine(made)) else {
        return false;
    };
    let mut ordinary = own(walk, Hello::Ordinary, at);
    ordinary.any(|(seen, made)| made.session().is_none() && seen.started >= small.ended())
}

/// Whether such a handshake was made, and broke.
pub(super) fn has_broken(walk: &Walk<'_>, form: Hello, at: IpAddr) -> bool {
    own(walk, form, at).any(|(_, made)| made.session().is_none())
}

/// Whether controls were made with the path's own name here, as they are at some of many hosts.
pub(super) fn is_looked_into(walk: &Walk<'_>, at: IpAddr) -> bool {
    let mut own = handshakes(walk).filter(|(_, made)| made.server_name == *walk.host());
    own.any(|(seen, _)| is_at(seen, at))
}

/// Whether the ordinary handshake broke here once more after it had passed in small packets, in much
/// less time. The order tells: a slow line may be free by then.
pub(super) fn large_packets_vanish(walk: &Walk<'_>, at: IpAddr) -> bool {
    const CLEAR: u32 = 3;
    let mut small = own(walk, Hello::SmallSegments, at);
    let Some((small, _)) = small.find(|(_, made)| made.session().is_some()) else {
        return false;
    };
    let passes = |form| has_passed(walk, form, at);
    let later = |(seen, made): (&Observation, &Handshake)| {
        let after = seen.started >= small.ended();
        let clear = made.outcome != Err(TlsFault::Timeout) || seen.took >= small.took * CLEAR;
        made.session().is_none() && after && clear
    };
    let broke_again = own(walk, Hello::Ordinary, at).any(later);
    broke_again && !passes(Hello::Ordinary) && !passes(Hello::LongClassical)
}

/// Whether another name was sent to this address, and broke there too.
pub(super) fn other_name_breaks(walk: &Walk<'_>, at: IpAddr) -> bool {
    let mut others = handshakes(walk).filter(|(_, made)| made.server_name != *walk.host());
    others.any(|(seen, made)| is_at(seen, at) && !is_answered(made))
}

/// The other host whose genuine service answers at this address, where it is not: what answers goes
/// by the name and not by the address.
pub(super) fn goes_by_name(walk: &Walk<'_>, network: &Network<'_>, at: IpAddr) -> Option<Phrase> {
    let genuine = |made: &Handshake| {
        let session = made.session();
        session.is_some_and(|session| session.public.is_genuine())
    };
    let mut others = handshakes(walk).filter(|(seen, made)| {
        is_at(seen, at) && made.server_name != *walk.host() && genuine(made)
    });
    let (_, made) = others.next()?;
    let leads_here = |other: &Walk<'_>| {
        *other.host() == made.server_name && other.lookup.addresses.contains(&at)
    };
    (!network.walks().iter().any(leads_here)).then(|| {
        let phrase = Phrase::new("evidence.goes_by_name").with("host", &made.server_name);
        phrase.with("address", at)
    })
}

/// What became of a host that was open, where its own handshake was made once more.
pub(super) fn of_open_host(walk: &Walk<'_>) -> Option<(bool, Phrase)> {
    let open = walk.usable().filter(|reach| reach.is_genuine());
    let again = open.flat_map(|reach| own(walk, Hello::Ordinary, reach.address));
    let (seen, made) = again.max_by_key(|(seen, made)| (made.session().is_none(), seen.started))?;
    let address = seen.peer.map(|peer| peer.ip());
    let phrase = |key| Phrase::new(key).with("host", walk.host());
    let said = match seen.failure().filter(|_| made.session().is_none()) {
        Some(failure) => phrase("evidence.open_host_breaks_now").with("failure", failure),
        None => phrase("evidence.open_host_passes_again"),
    };
    Some((
        made.session().is_some(),
        said.with(
            "address",
            address.map_or_else(String::new, |ip| ip.to_string()),
        ),
    ))
}

/// The connections at the path's own port that were made once more.
pub(super) fn connects_again<'a>(
    walk: &Walk<'a>,
) -> impl Iterator<Item = (&'a Observation, &'a Connect)> {
    let port = walk.path.port;
    let controls = walk.evidence.controls.iter();
    controls.filter_map(move |seen| match &seen.saw {
        Saw::Connect(made) => {
            let own = seen.peer.is_some_and(|peer| peer.port() == port);
            own.then_some((&**seen, made))
        }
        _ => None,
    })
}

/// Whether a connection to another port of this address came about; none where none was tried.
pub(super) fn other_port_opens(walk: &Walk<'_>, at: IpAddr) -> Option<bool> {
    let port = walk.path.port;
    let mut made = walk.evidence.controls.iter().filter(|seen| {
        let other = seen.peer.is_some_and(|peer| peer.port() != port);
        is_at(seen, at) && other
    });
    made.find_map(|seen| match &seen.saw {
        Saw::Connect(made) => Some(made.outcome.is_ok()),
        _ => None,
    })
}

/// What a plain GET at port 80 was answered.
pub(super) fn plain_reply<'a>(walk: &Walk<'a>) -> Option<&'a Reply> {
    let mut made = walk.evidence.controls.iter();
    made.find_map(|seen| match &seen.saw {
        Saw::Exchange(made) => made.reply(),
        _ => None,
    })
}

/// Whether something was heard of the other side: any certificate or alert is an answer.
fn is_answered(made: &Handshake) -> bool {
    matches!(made.outcome, Ok(_) | Err(TlsFault::Alert { .. }))
}

/// What speaks for a rule on the name: another name is answered at this address, or this one
/// breaks, in the same way, where another host is open.
pub(super) fn for_the_name(walk: &Walk<'_>, network: &Network<'_>, at: IpAddr) -> Vec<Phrase> {
    let mut phrases = Vec::new();
    for (seen, made) in handshakes(walk).filter(|(_, made)| made.hello.is_ordinary()) {
        let Some(peer) = seen.peer else { continue };
        let own = made.server_name == *walk.host();
        if !own && peer.ip() == at && is_answered(made) {
            let passes = Phrase::new("evidence.other_name_passes");
            let passes = passes.with("host", &made.server_name);
            phrases.push(passes.with("address", at));
        }
        let alike = || {
            walk.reach(at)
                .is_some_and(|reach| seen.failure().is_some_and(|f| reach.stands_before(f)))
        };
        let other = network.open_sibling_at(walk, peer.ip());
        if let Some(other) = other.filter(|_| own && peer.ip() != at && alike()) {
            let breaks = Phrase::new("evidence.this_name_breaks_elsewhere");
            phrases.push(breaks.with("address", peer.ip()).with("host", other.host()));
        }
    }
    phrases
}

/// Whether this name, which breaks here, is answered at the address of another host.
pub(super) fn name_passes_elsewhere(walk: &Walk<'_>, at: IpAddr) -> bool {
    let own = |made: &Handshake| made.hello.is_ordinary() && made.server_name == *walk.host();
    let mut elsewhere = handshakes(walk).filter(|(seen, made)| own(made) && !is_at(seen, at));
    elsewhere.any(|(_, made)| is_answered(made))
}

/// All that the controls at and about an address showed, in the order in which they were made.
pub(super) fn all(walk: &Walk<'_>, at: IpAddr) -> Vec<Phrase> {
    let connects = walk.evidence.controls.iter().filter_map(|seen| {
        let port = seen.peer.filter(|peer| peer.ip() == at)?.port();
        let own = port == walk.path.port;
        let key = match &seen.saw {
            Saw::Connect(made) if own && made.outcome.is_ok() => "evidence.connects_again",
            Saw::Connect(_) if own => "evidence.fails_again",
            Saw::Connect(made) if made.outcome.is_ok() => "evidence.other_port_opens",
            Saw::Connect(_) => "evidence.other_port_closed",
            Saw::Exchange(made) => {
                let status = made.reply()?.status;
                return Some(grounds::timed("evidence.plain_status", seen).with("status", status));
            }
            _ => return None,
        };
        Some(grounds::timed(key, seen).with("port", port))
    });
    let handshakes = handshakes(walk).filter_map(|(seen, made)| of_handshake(walk, at, seen, made));
    connects.chain(handshakes).collect()
}

fn of_handshake(
    walk: &Walk<'_>,
    at: IpAddr,
    seen: &Observation,
    made: &Handshake,
) -> Option<Phrase> {
    let own = made.server_name == *walk.host();
    let passed = made.session().is_some();
    let key = match (own, is_at(seen, at), made.hello, passed) {
        (false, true, _, _) if is_answered(made) => "evidence.other_name_passes",
        (false, true, _, _) => "evidence.other_name_breaks",
        (true, false, _, true) => "evidence.this_name_passes_elsewhere",
        (true, true, Hello::Ordinary, true) => "evidence.once_more_passes",
        (true, true, Hello::Ordinary, false) => "evidence.once_more_breaks",
        (true, true, Hello::Classical, true) => "evidence.classical_passes",
        (true, true, Hello::Classical, false) => "evidence.classical_breaks",
        (true, true, Hello::LongClassical, true) => "evidence.long_classical_passes",
        (true, true, Hello::LongClassical, false) => "evidence.long_classical_breaks",
        (true, true, Hello::SmallSegments, true) => "evidence.small_segments_pass",
        (true, true, Hello::SmallSegments, false) => "evidence.small_segments_break",
        (true, true, Hello::Nameless, true) => "evidence.nameless_passes",
        (true, true, Hello::Nameless, false) => "evidence.nameless_breaks",
        (true, true, Hello::Tls12, true) => "evidence.tls12_passes",
        (true, true, Hello::Tls12, false) => "evidence.tls12_breaks",
        // Its like is worded by the rule on names, beside the host that is open there.
        (true, false, _, false) | (false, false, _, _) => return None,
    };
    if !own {
        // The same words as beside a host of the run: they are one ground.
        let phrase = Phrase::new(key).with("host", &made.server_name);
        return Some(phrase.with("address", at));
    }
    let phrase = grounds::timed(key, seen);
    Some(match seen.failure() {
        Some(failure) if !passed => phrase.with("failure", failure),
        _ => phrase,
    })
}
