//! What to ask where no connection comes about.
//!
//! Owns one control: the same address at port 80, at which AWS answers too. Where it opens, the
//! rule is on the port; where it does not, on the address, or there is no way out at all, which the
//! other hosts of the run tell apart.

use std::net::SocketAddr;

use crate::evidence::{Control, Failure, Saw, Way};

use super::{Known, hosts};

/// Port 80, HTTP.
const OTHER_PORT: u16 = 80;

/// As many hosts for one failure: what a rule does to two, it does to all.
const MOST_ALIKE: usize = 2;

pub(super) fn controls(known: &[Known<'_>]) -> Vec<Control> {
    let mut alike: Vec<Failure> = Vec::new();
    let mut asked = Vec::new();
    for one in hosts(known) {
        if one.connected().next().is_some() || one.path.port == OTHER_PORT {
            continue;
        }
        let Some((failure, peer)) = failed(&one) else {
            continue;
        };
        if alike.iter().filter(|known| **known == failure).count() == MOST_ALIKE {
            continue;
        }
        alike.push(failure);
        asked.push(Control {
            host: one.path.host.clone(),
            port: one.path.port,
            peer: SocketAddr::new(peer.ip(), OTHER_PORT),
            way: Way::Connect,
            time: 1,
        });
    }
    asked
}

/// The first attempt that failed; nothing where one still goes on at an address.
fn failed(one: &Known<'_>) -> Option<(Failure, SocketAddr)> {
    let mut observations = one.evidence.observations.iter();
    observations.find_map(|seen| match &seen.saw {
        Saw::Connect(_) => Some((seen.failure()?, seen.peer?)),
        _ => None,
    })
}
