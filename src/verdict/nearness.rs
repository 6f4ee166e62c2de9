//! Whether what ended a connection is nearer to this machine than the host is.
//!
//! Owns the comparison of times; who ended it, and by what rule, is the causes'.

use std::time::Duration;

use crate::evidence::{Failure, Observation};

use super::walk::Reach;
use super::{Phrase, grounds};

/// What ends TLS sooner than the host can answer is nearer to this machine than the host. A reply to
/// the hello takes a round trip, which opening the connection took too; half of one is left for
/// chance. Where a box accepts connections in the host's place, both are short, and nothing is said.
pub(super) fn too_soon(reach: &Reach<'_>, seen: &Observation) -> Option<Phrase> {
    const CLEAR: Duration = Duration::from_millis(10);
    let ended = matches!(seen.failure()?, Failure::TlsReset | Failure::TlsClosed);
    let opened = |other: &Observation| match seen.local {
        Some(local) => other.local == Some(local),
        None => other.attempt == seen.attempt,
    };
    let mut connects = reach.connects();
    let (connect, _) = connects.find(|(other, made)| made.outcome.is_ok() && opened(other))?;
    let nearer = ended && connect.took >= CLEAR && seen.took * 2 <= connect.took;
    nearer.then(|| {
        grounds::timed("evidence.sooner_than_the_host", connect)
            .with("broke", seen.took.as_millis())
    })
}

/// That TLS at this address was ended by something near this machine.
pub(super) fn ended_nearby(reach: &Reach<'_>) -> Option<Phrase> {
    reach
        .handshakes()
        .find_map(|(seen, _)| too_soon(reach, seen))
}
