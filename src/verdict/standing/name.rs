//! What stands in the way of a name, before any connection, and what its address says of the lookup.
//!
//! Owns when a lookup that failed is a wall: measured to the end, and of a name that there should be. And
//! when an address is none to which the name should lead. The verdict is `standing`'s.

use crate::evidence::{Asker, Check, Failure, MachineTrust, SystemAnswer, is_private};
use crate::plan::Voucher;
use crate::verdict::network::Network;
use crate::verdict::walk::{Lookup, Obstacle, Reach, Walk};
use crate::verdict::{Verdict, grounds};

/// What stands in the lookup itself.
pub(super) fn lookup_obstacle(walk: &Walk<'_>, network: &Network<'_>) -> Option<Obstacle> {
    let lookup = &walk.lookup;
    let Some(failure) = lookup.failure else {
        return sinkhole(walk);
    };
    let mut obstacle = Obstacle::new(failure, Verdict::Blocked, None);
    if !is_settled(walk, failure) || !failure.is_denial() && network.name_server_stops().is_some() {
        obstacle.settled = false;
        obstacle.verdict = Verdict::Unknown;
    } else if is_said_not_to_exist(walk, failure) && !is_vouched_for(walk, failure) {
        obstacle.verdict = Verdict::Unknown;
    }
    Some(obstacle)
}

/// A proxy whose name has no address. Programs go the next way then, where a PAC file names one.
pub(super) fn lost_proxy(walk: &Walk<'_>, only: bool) -> Option<Obstacle> {
    walk.lost_proxy()?;
    let verdict = match only {
        true => Verdict::Blocked,
        false => Verdict::Degraded,
    };
    let mut obstacle = Obstacle::new(Failure::ProxyDns, verdict, None);
    obstacle.partial = !only;
    Some(obstacle)
}

/// Whether the lookup was measured to the end: the system was heard, or the run did without it,
/// and silence was met more than once.
fn is_settled(walk: &Walk<'_>, failure: Failure) -> bool {
    let evidence = walk.evidence;
    let mut lookups = evidence.system_lookups();
    let answered = lookups.any(|(_, lookup)| lookup.answer != SystemAnswer::TimedOut);
    let systems = evidence.system_lookups().map(|(seen, _)| seen);
    let servers = evidence.questions().map(|(seen, _)| seen);
    let seen = systems.chain(servers);
    let times = seen.filter(|o| o.failure() == Some(failure)).count();
    // Where every server has an address by now, only a clear no of the system's is more than chance.
    let chance = walk.lookup.served && !walk.lookup.withheld && !failure.is_denial();
    walk.is_led() && !chance && (!failure.is_ambiguous() || answered || times > 1)
}

/// A clear no, from the name servers or from the system alone.
fn is_said_not_to_exist(walk: &Walk<'_>, failure: Failure) -> bool {
    let system_says_no = || {
        walk.evidence.system_lookups().any(|(_, lookup)| {
            matches!(
                lookup.answer,
                SystemAnswer::NoName | SystemAnswer::NoAddress
            )
        })
    };
    failure.is_denial()
        // A silent server and a system that says no: the name may be a wrong one.
        || failure == Failure::DnsTimeout && system_says_no()
}

/// Whether there should be an address, on better authority than the user's typing: the catalogue
/// has the name, a server knows it, one says that it withholds it, or it was met on an open
/// network. None of them says in which address families a host is to be had.
fn is_vouched_for(walk: &Walk<'_>, failure: Failure) -> bool {
    let halved = walk.lookup.one_family && failure == Failure::DnsNoAnswer;
    walk.path.voucher == Voucher::Catalogue && !halved
        || walk.lookup.served
        || walk.is_genuine_elsewhere() && !halved
        || !Lookup::served_by(walk.evidence, Asker::Control).is_empty()
        || !grounds::policy(walk).is_empty()
}

/// Connections to such an address would end in this machine, so none is made.
fn sinkhole(walk: &Walk<'_>) -> Option<Obstacle> {
    let address = walk.lookup.sinkholes().next()?;
    let all = walk.lookup.is_all_sinkholes();
    let verdict = if all {
        Verdict::Blocked
    } else {
        Verdict::Degraded
    };
    let mut obstacle = Obstacle::new(Failure::DnsSinkhole, verdict, Some(address));
    obstacle.partial = !all;
    Some(obstacle)
}

/// Whether the name was led astray: its address is not a public one, or none that AWS publishes, or
/// a reply says that it was forged, and what answers there is neither the service nor the box that re-signs other hosts.
/// A re-signed chain that this machine trusts is inspection unless something else is behind it. Where a
/// resolver elsewhere gives the very same address, nobody here led the name there.
pub(super) fn is_hijacked(walk: &Walk<'_>, reach: &Reach<'_>, network: &Network<'_>) -> bool {
    // Where a proxy led to is not seen.
    if reach.proxy.is_some() {
        return false;
    }
    let forged = || grounds::is_forged(walk, reach.address);
    let Some(session) = reach.foreign_session() else {
        return false;
    };
    // A list of ranges grows old: what was signed for the very name is led nowhere by it.
    let foreign = || {
        grounds::is_foreign(walk, reach.address)
            && session.public.name != Check::Passed
            && session.machine != MachineTrust::Trusted
    };
    let odd = || is_private(reach.address) || foreign();
    let confirmed = || Lookup::served_by(walk.evidence, Asker::Control).contains(&reach.address);
    if !forged() && (!odd() || confirmed()) {
        return false;
    }
    // The right chain for the right name at the wrong time is the service itself.
    let only_time = session.public.chain == Check::Passed && session.public.name == Check::Passed;
    let blocked = |o: &Obstacle| o.verdict == Verdict::Blocked;
    !only_time
        && reach.obstacles.iter().any(blocked)
        && network.sibling_signed_by(walk, session).is_none()
}
