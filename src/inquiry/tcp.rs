//! What to ask where no connection comes about, or nothing comes over any.
//!
//! Owns four controls. The same address at port 80, at which AWS answers too: where it opens, the rule
//! is on the port; where it does not, on the address, or there is no way out at all, which the other
//! hosts of the run tell apart. And, where it opens and no host at all is reached over TLS, one plain
//! GET there: the log-in page of a network answers it, and seldom anything else. Where another host is
//! open, that one again: does a limit let nobody in any more? And, where it was said no, the same once
//! more: was it a limit, met by this run's own connections?

use std::net::SocketAddr;

use jiff::Timestamp;

use crate::evidence::{Control, Failure, Saw, Way};

use super::{Known, hosts};

/// Port 80, HTTP.
const OTHER_PORT: u16 = 80;

/// As many hosts for one failure: what a rule does to two, it does to all.
const MOST_ALIKE: usize = 2;

/// As many plain requests are made in a run.
const MOST_FETCHED: usize = 2;

pub(super) fn controls(known: &[Known<'_>]) -> Vec<Control> {
    let nobody = nobody_is_reached(known);
    let mut alike: Vec<Failure> = Vec::new();
    let mut asked = Vec::new();
    let mut fetched = 0;
    for (one, failed) in failing(known) {
        let unconnected = one.connected().next().is_none();
        let Failed { failure, peer, .. } = failed;
        if !unconnected && !nobody {
            continue;
        }
        if alike.iter().filter(|known| **known == failure).count() == MOST_ALIKE {
            continue;
        }
        alike.push(failure);
        if let Some((other, at)) = open_beside(&one, known) {
            // What drops whoever comes late may have place for one by then.
            let last = if failure == Failure::TcpTimeout { 4 } else { 2 };
            asked.extend((2..=last).map(|time| again(other, at, time)));
            if failure != Failure::TcpTimeout {
                asked.push(again(&one, peer, 2));
            }
        }
        let plain = SocketAddr::new(peer.ip(), OTHER_PORT);
        asked.push(control(&one, plain, Way::Connect));
        if nobody && fetched < MOST_FETCHED && opens(&one, plain) {
            fetched += 1;
            asked.push(control(&one, plain, Way::Fetch));
        }
    }
    asked
}

/// The hosts that failed. Those that failed first stay the first, whatever fails later.
fn failing<'a>(known: &[Known<'a>]) -> Vec<(Known<'a>, Failed)> {
    let hosts = hosts(known).filter(|one| one.path.port != OTHER_PORT);
    let mut failing: Vec<_> = hosts.filter_map(|one| Some((one, failed(&one)?))).collect();
    failing.sort_by_key(|(_, failed)| failed.at);
    failing
}

fn control(one: &Known<'_>, peer: SocketAddr, way: Way) -> Control {
    Control {
        host: one.path.host.clone(),
        port: one.path.port,
        peer,
        way,
        time: 1,
    }
}

/// The connection that was made, or failed, once more.
fn again(one: &Known<'_>, peer: SocketAddr, time: u8) -> Control {
    Control {
        time,
        ..control(one, peer, Way::Connect)
    }
}

/// Another host whose genuine service answers at the port, and where; the first in the order of the plan
/// that was asked again, else the first.
fn open_beside<'k, 'a>(
    one: &Known<'_>,
    known: &'k [Known<'a>],
) -> Option<(&'k Known<'a>, SocketAddr)> {
    let others = || {
        let others = known
            .iter()
            .filter(|other| other.path.host != one.path.host);
        let same_port = others.filter(|other| other.path.port == one.path.port);
        same_port.filter_map(|other| Some((other, other.genuine_at()?)))
    };
    let asked = others().find(|(other, at)| opens(other, *at) || closes(other, *at));
    asked.or_else(|| others().next())
}

/// Whether every host, of two at least, failed on the way to its address or at it, and TLS came about
/// with none.
fn nobody_is_reached(known: &[Known<'_>]) -> bool {
    hosts(known).nth(1).is_some()
        && known
            .iter()
            .all(|one| !one.is_shaken() && failed(one).is_some())
}

/// Whether a connection there came about as a control.
fn opens(one: &Known<'_>, peer: SocketAddr) -> bool {
    tried(one, peer).contains(&true)
}

fn closes(one: &Known<'_>, peer: SocketAddr) -> bool {
    tried(one, peer).contains(&false)
}

/// Of each connection there that was made as a control, whether it came about.
fn tried(one: &Known<'_>, peer: SocketAddr) -> Vec<bool> {
    let controls = one.evidence.controls.iter();
    let made = controls.filter_map(|seen| match &seen.saw {
        Saw::Connect(made) if seen.peer == Some(peer) => Some(made.outcome.is_ok()),
        _ => None,
    });
    made.collect()
}

/// An attempt that failed, and when.
struct Failed {
    failure: Failure,
    peer: SocketAddr,
    at: Timestamp,
}

/// The first attempt that failed; nothing where one still goes on at an address.
fn failed(one: &Known<'_>) -> Option<Failed> {
    let mut observations = one.evidence.observations.iter();
    observations.find_map(|seen| match &seen.saw {
        Saw::Connect(_) | Saw::Handshake(_) => Some(Failed {
            failure: seen.failure()?,
            peer: seen.peer?,
            at: seen.ended(),
        }),
        _ => None,
    })
}
