//! Whom to look into, of the hosts with which TLS breaks: two for each signature.
//!
//! Owns the choice. A rule that meets many hosts is one rule, and what the controls show at two of
//! them is so at all of them; unless they show two things, or that some clients come through after
//! all, of which each host has to be asked itself. What is asked of whom is `tls`'s.

use std::net::SocketAddr;

use jiff::Timestamp;

use crate::evidence::{Failure, Handshake, Hello, Saw, Signature, TlsFault};

use super::{Known, hosts};

/// As many hosts for one signature: what a rule does to two, it does to all.
const MOST_ALIKE: usize = 2;

/// A host with which no handshake came to its end, and where and how the first broke.
#[derive(Clone, Copy)]
pub(super) struct Broken<'a> {
    pub(super) one: Known<'a>,
    pub(super) peer: SocketAddr,
    pub(super) failure: Failure,
    signature: Signature,
    /// When it broke.
    at: Timestamp,
}

/// How TLS broke with a host first; none where a handshake came to its end. Where that was with
/// strangers alone, to whom the name is led here, it is asked where others are led.
pub(super) fn broken<'a>(one: &Known<'a>) -> Option<Broken<'a>> {
    let elsewhere = one.is_shaken().then(|| one.astray_from());
    if elsewhere.as_ref().is_some_and(Vec::is_empty) {
        return None;
    }
    let counts = |at: SocketAddr| elsewhere.as_ref().is_none_or(|e| e.contains(&at.ip()));
    one.evidence.handshakes().find_map(|(seen, _)| {
        Some(Broken {
            one: *one,
            peer: seen.peer.filter(|at| counts(*at))?,
            failure: seen.failure()?,
            signature: Signature::of(seen)?,
            at: seen.ended(),
        })
    })
}

/// Those that are looked into, the first two of each signature before all others.
pub(super) fn chosen<'a>(known: &[Known<'a>]) -> Vec<Broken<'a>> {
    let mut all: Vec<Broken<'a>> = hosts(known).filter_map(|one| broken(&one)).collect();
    // Those that broke first: whatever breaks later, they stay the same.
    all.sort_by_key(|one| one.at);
    let mut groups: Vec<Vec<Broken<'a>>> = Vec::new();
    for one in all {
        let alike = |group: &&mut Vec<Broken<'_>>| group[0].signature == one.signature;
        match groups.iter_mut().find(alike) {
            Some(group) => group.push(one),
            None => groups.push(vec![one]),
        }
    }
    let two = |group: &[Broken<'a>]| group.len().min(MOST_ALIKE);
    let first = groups.iter().flat_map(|group| &group[..two(group)]);
    let differing = groups
        .iter()
        .filter(|group| !are_alike(&group[..two(group)]));
    let others = differing.flat_map(|group| &group[two(group)..]);
    first.chain(others).copied().collect()
}

/// A control of a kind, and whether it was answered.
type Shown = ((bool, bool, Hello), bool);

/// Whether these speak for all that broke as they did, by what their controls showed so far.
fn are_alike(looked_into: &[Broken<'_>]) -> bool {
    let shown: Vec<Shown> = looked_into.iter().flat_map(shown).collect();
    let differ = |(kind, answered): &Shown| {
        let mut same_kind = shown.iter().filter(|(other, _)| other == kind);
        same_kind.any(|(_, other)| other != answered)
    };
    // A client that sends such a hello is served.
    let serves = |(kind, answered): &Shown| {
        let (own, here, hello) = kind;
        *answered && *own && *here && matches!(hello, Hello::Ordinary | Hello::Classical)
    };
    !shown.iter().any(|one| differ(one) || serves(one))
}

/// What the handshakes showed that were made about a host, by whose name, where and in which form.
fn shown<'a>(broken: &Broken<'a>) -> impl Iterator<Item = Shown> + use<'a> {
    let (host, peer) = (&broken.one.path.host, broken.peer);
    let controls = broken.one.evidence.controls.iter();
    controls.filter_map(move |seen| {
        let Saw::Handshake(made) = &seen.saw else {
            return None;
        };
        let own = made.server_name == *host;
        let kind = (own, seen.peer == Some(peer), made.hello);
        Some((kind, is_answered(made, own)))
    })
}

/// With its own name a host answers by a session, with another's by any certificate or alert.
fn is_answered(made: &Handshake, own: bool) -> bool {
    match &made.outcome {
        Ok(_) => true,
        Err(TlsFault::Alert { .. }) => !own,
        Err(_) => false,
    }
}
