//! Which failures are no block in the light of the others: what comes and goes, and what is slow.
//!
//! Owns the taking back of a verdict; it never makes one worse.

use crate::evidence::{Failure, Hello};

use super::network::Network;
use super::walk::{Obstacle, Reach, Walk};
use super::{Verdict, controls, proxies};

/// A refusal is clear where nothing that was let in is refused too: a limit on new connections meets
/// whoever comes late, and so does a proxy that is busy. A reset is clear where TLS is steady: not where a host that was open breaks too,
/// by now, nor where another came through once more and this one was not tried again.
pub(super) fn what_comes_and_goes(
    obstacle: &mut Obstacle,
    walk: &Walk<'_>,
    reach: &Reach<'_>,
    network: &Network<'_>,
) {
    let failure = obstacle.failure;
    let busy = || {
        proxies::let_in_after(network, reach, failure).is_some()
            || proxies::lets_others_in(network, reach, failure)
            || failure == Failure::TlsReset && proxies::resets_by_turns(network, reach)
    };
    let blocked = obstacle.verdict == Verdict::Blocked;
    if blocked && (network.fails_by_turns(failure) || busy()) {
        obstacle.verdict = Verdict::Unknown;
        obstacle.settled = false;
        return;
    }
    let broken = matches!(failure, Failure::TlsReset | Failure::TlsClosed);
    let silent = failure == Failure::TlsTimeout;
    if !(broken || silent) || obstacle.verdict != Verdict::Blocked || reach.proxy.is_some() {
        return;
    }
    if broken && network.turns().is_some() {
        obstacle.verdict = Verdict::Unknown;
    } else if network.is_fickle() && !controls::has_broken(walk, Hello::Ordinary, reach.address) {
        obstacle.verdict = Verdict::Unknown;
        obstacle.settled = false;
    }
}

/// On a line on which others are answered and do not come to their end in time, silence is no more
/// than that, unless controls show what vanishes.
pub(super) fn what_is_slow(
    obstacle: &mut Obstacle,
    walk: &Walk<'_>,
    reach: &Reach<'_>,
    network: &Network<'_>,
) {
    let silent = matches!(obstacle.failure, Failure::TlsTimeout | Failure::HttpTimeout);
    let blocked = silent && obstacle.verdict == Verdict::Blocked;
    let shown = || controls::large_packets_vanish(walk, reach.address);
    if blocked && network.slow_sibling(walk).is_some() && !shown() {
        obstacle.verdict = Verdict::Unknown;
        obstacle.settled = false;
    }
}
