//! Which obstacles a path has, and what verdict they force.
//!
//! Owns the verdict; what stands in the lookup of a name is `name`'s. It is fixed by what was seen, before anybody asks why: a cause explains a
//! verdict and never changes it.

use std::net::IpAddr;

use crate::evidence::{Failure, Layer, Passing, is_private};

use super::network::Network;
use super::walk::{Obstacle, Reach, Walk};
use super::{Phrase, Verdict, doubt, login, programs};

mod name;

/// A path's verdict with all that supports it.
pub(super) struct Standing {
    pub(super) verdict: Verdict,
    /// The first that has the verdict fixes it.
    pub(super) obstacles: Vec<Obstacle>,
    pub(super) notes: Vec<Phrase>,
}

pub(super) fn of(walk: &Walk<'_>, network: &Network<'_>) -> Standing {
    let mut obstacles: Vec<Obstacle> = name::lookup_obstacle(walk, network).into_iter().collect();
    let mut notes = walk.lookup.notes.clone();
    let usable: Vec<&Reach<'_>> = walk.usable().collect();
    obstacles.extend(name::lost_proxy(walk, usable.is_empty()));
    if usable.is_empty() {
        obstacles.extend(when_nothing_is_usable(walk, network));
    } else {
        obstacles.extend(when_something_is_usable(walk, network, &usable));
        notes.extend(notes_on(walk, network, &usable));
    }
    let mut obstacles = each_failure_once(obstacles);
    if let Some(source) = &walk.evidence.bypassed_proxy {
        notes.push(Phrase::new("note.bypassed_proxy").with("source", source));
        if obstacles.is_empty() && !usable.is_empty() {
            notes.push(Phrase::new("note.open_directly"));
        }
        doubt(&mut obstacles);
    }
    let unheard = walk.lookup.failure.is_none() && network.system_resolves_nothing();
    let meant_otherwise = programs::proxy_of_others(walk, network).is_some();
    if unheard || meant_otherwise {
        doubt(&mut obstacles);
    }
    if meant_otherwise {
        obstacles.iter_mut().for_each(|one| one.settled = false);
    }
    if is_led_astray(&obstacles) && walk.reaches.iter().any(Reach::is_genuine) {
        notes.push(Phrase::new("note.genuine_where_others_are_led"));
    }
    let left = walk.evidence.not_tried.len();
    if left > 0 && usable.is_empty() {
        notes.push(Phrase::new("note.addresses_not_tried").with("count", left));
    }
    let verdict = match worst(&obstacles) {
        _ if unheard || meant_otherwise => Verdict::Unknown,
        _ if walk.evidence.bypassed_proxy.is_some() => Verdict::Unknown,
        // Nothing in the way is not the same as an answer.
        None | Some(Verdict::Degraded) if usable.is_empty() => Verdict::Unknown,
        // Where programs are led was not seen before the run ended.
        None | Some(Verdict::Degraded) if !walk.is_led() => Verdict::Unknown,
        None => Verdict::Open,
        Some(verdict) => verdict,
    };
    if verdict == Verdict::Unknown && !walk.is_complete() {
        notes.push(Phrase::new("note.not_measured_to_the_end"));
    } else if verdict == Verdict::Unknown && obstacles.is_empty() && usable.is_empty() {
        notes.push(Phrase::new("note.no_answer_seen"));
    }
    Standing {
        verdict,
        obstacles,
        notes,
    }
}

/// Where applications go through a proxy, what stands in the direct way may be there by design,
/// and proves nothing about them; nor does a direct way that is open.
fn doubt(obstacles: &mut [Obstacle]) {
    for obstacle in obstacles {
        obstacle.verdict = Verdict::Unknown;
    }
}

/// What stands where applications are led. Where they are led nowhere, or astray, what stands
/// elsewhere is the next wall.
fn when_nothing_is_usable(walk: &Walk<'_>, network: &Network<'_>) -> Vec<Obstacle> {
    let (led, elsewhere): (Vec<_>, Vec<_>) =
        walk.reaches.iter().partition(|reach| walk.leads_to(reach));
    if led.is_empty() && is_without_route(walk) {
        return vec![Obstacle::new(
            Failure::TcpUnreachable,
            Verdict::Blocked,
            None,
        )];
    }
    let mut obstacles = at_the_best_of(&led, walk, network);
    let behind_a_line = walk.is_led_by_hosts_file();
    if led.is_empty() || is_led_astray(&obstacles) || behind_a_line {
        let known = |one: &Obstacle| obstacles.iter().any(|other| other.failure == one.failure);
        let mut behind = at_the_best_of(&elsewhere, walk, network);
        // A line that leads to AWS shares what stands there.
        let shared = behind_a_line && !walk.is_led_away_by_hosts_file();
        behind.retain(|one| !shared || !known(one));
        // Where nobody is led yet nothing is worse than where programs are.
        let here = (!led.is_empty()).then(|| worst(&obstacles).unwrap_or(Verdict::Unknown));
        obstacles.extend(behind.into_iter().map(|one| Obstacle {
            verdict: here.map_or(one.verdict, |here| here.min(one.verdict)),
            elsewhere: !led.is_empty(),
            ..one
        }));
    }
    obstacles
}

/// Whether strangers are all that applications are led to.
fn is_led_astray(obstacles: &[Obstacle]) -> bool {
    let mut hijacks = obstacles.iter();
    !obstacles.is_empty() && hijacks.all(|o| o.failure == Failure::DnsHijack)
}

/// The obstacles of the address that let us come furthest, then what the others add.
///
/// Addresses are alternatives: the path is as good as the best of them, so one of which nothing
/// is known keeps the others from deciding.
fn at_the_best_of(reaches: &[&Reach<'_>], walk: &Walk<'_>, network: &Network<'_>) -> Vec<Obstacle> {
    let mut stacks: Vec<Vec<Obstacle>> = reaches
        .iter()
        .map(|reach| settled_at(walk, reach, network))
        .filter(|stack| !stack.is_empty())
        .collect();
    let best = stacks.iter().filter_map(|stack| worst(stack)).min();
    let depth = |stack: &[Obstacle]| stack.last().map(|o| o.failure.layer());
    stacks.sort_by_key(|stack| (worst(stack), std::cmp::Reverse(depth(stack))));
    let mut obstacles: Vec<Obstacle> = stacks.into_iter().flatten().collect();
    for obstacle in &mut obstacles {
        obstacle.verdict = best.map_or(obstacle.verdict, |best| obstacle.verdict.min(best));
    }
    obstacles
}

fn worst(obstacles: &[Obstacle]) -> Option<Verdict> {
    obstacles.iter().map(|obstacle| obstacle.verdict).max()
}

/// What stands at one unusable address, less what was not measured to the end.
fn settled_at(walk: &Walk<'_>, reach: &Reach<'_>, network: &Network<'_>) -> Vec<Obstacle> {
    let mut stack = obstacles_at(walk, reach, network);
    let only_degraded = worst(&stack) == Some(Verdict::Degraded);
    for obstacle in &mut stack {
        settle(obstacle, walk, network);
        // Inspected, and the page behind was never read.
        if only_degraded {
            obstacle.verdict = Verdict::Unknown;
        }
    }
    stack
}

/// Every address that the name led to is of a family that has no route from here.
fn is_without_route(walk: &Walk<'_>) -> bool {
    let addresses = &walk.lookup.addresses;
    let routeless = |address| walk.evidence.without_route.contains(address);
    !addresses.is_empty() && addresses.iter().all(routeless)
}

/// Takes back what was not measured to the end: silence met only once, or what a proxy that may be
/// busy said once, an address left over, or SYNs that were not waited for long enough where others are
/// answered: a limit on new connections, met by this run's own, drops some of them too.
fn settle(obstacle: &mut Obstacle, walk: &Walk<'_>, network: &Network<'_>) {
    let failure = obstacle.failure;
    let times: usize = walk.reaches.iter().map(|reach| reach.times(failure)).sum();
    let at = walk.reach_of(obstacle);
    // Who lets nobody in is not busy.
    let passing = at.and_then(|reach| reach.passing(failure));
    let busy = passing.is_some_and(|passing| passing != Passing::Refused);
    // Behind a proxy no control tells a rule from a limit.
    let unclear = failure == Failure::TlsReset && obstacle.proxy.is_some();
    let once = (busy || unclear || failure.is_ambiguous()) && times < 2;
    // A rule on the name meets every address; what is wrong with an address may not.
    let others = failure.layer() == Layer::Tcp && !walk.evidence.not_tried.is_empty();
    let deaf = || at.is_some_and(Reach::is_deaf);
    let answers = || network.connects_at(walk.path.port);
    let short = failure == Failure::TcpTimeout && answers() && !deaf();
    if obstacle.verdict == Verdict::Blocked && (once || short || others || is_left_over(walk)) {
        obstacle.verdict = Verdict::Unknown;
        obstacle.settled = false;
    }
}

/// Whether the run ended before every address was known and tried.
fn is_left_over(walk: &Walk<'_>) -> bool {
    let skipped = [&walk.evidence.without_route, &walk.evidence.not_tried];
    let untried = |address: &IpAddr| {
        !skipped.iter().any(|list| list.contains(address))
            && !walk.lookup.sinkholes().any(|sinkhole| sinkhole == *address)
            && walk
                .reach(*address)
                .is_none_or(|reach| reach.obstacles.is_empty())
    };
    !walk.is_led() || !walk.is_complete() && walk.lookup.addresses.iter().any(untried)
}

/// A dead address beside a usable one costs time or fails some clients: degraded. One silence
/// beside an answer may be loss, and is a note.
fn when_something_is_usable(
    walk: &Walk<'_>,
    network: &Network<'_>,
    usable: &[&Reach<'_>],
) -> Vec<Obstacle> {
    let own = usable.iter().flat_map(|reach| reach.obstacles.clone());
    let login = login::only_of_some(walk, network, usable);
    let mut obstacles: Vec<Obstacle> = login.into_iter().chain(own).collect();
    for reach in failed(walk, usable) {
        for mut obstacle in obstacles_at(walk, reach, network) {
            if is_confirmed(&obstacle, reach, network) {
                obstacle.verdict = Verdict::Degraded;
                obstacle.partial = true;
                obstacles.push(obstacle);
            }
        }
    }
    obstacles
}

fn failed<'w, 'a>(
    walk: &'w Walk<'a>,
    usable: &'w [&'w Reach<'a>],
) -> impl Iterator<Item = &'w Reach<'a>> {
    walk.reaches.iter().filter(|reach| {
        let is_usable = usable.iter().any(|other| other.is_same_way(reach));
        !is_usable && walk.leads_to(reach) && !reach.obstacles.is_empty()
    })
}

/// Clear by itself, seen twice, silent for several SYNs, or the fate of the whole address family at several hosts.
fn is_confirmed(obstacle: &Obstacle, reach: &Reach<'_>, network: &Network<'_>) -> bool {
    !obstacle.failure.is_ambiguous()
        || reach.times(obstacle.failure) > 1
        || reach.is_deaf()
        || !network.family_works(reach.address)
            && network.hosts_failing_in_family(reach.address) > 1
}

fn notes_on(walk: &Walk<'_>, network: &Network<'_>, usable: &[&Reach<'_>]) -> Vec<Phrase> {
    let mut notes: Vec<Phrase> = Vec::new();
    for reach in usable {
        notes.extend(reach.notes.iter().cloned());
        if is_private(reach.address) && reach.is_genuine() && reach.proxy.is_none() {
            let note = Phrase::new("note.private_address").with("address", reach.address);
            notes.push(note);
        }
    }
    for reach in failed(walk, usable) {
        let once = reach.obstacles.iter();
        for obstacle in once.filter(|o| !is_confirmed(o, reach, network)) {
            let note = Phrase::new("note.failed_once")
                .with("address", reach.address)
                .with("failure", obstacle.failure);
            notes.push(note);
        }
    }
    if walk.lookup.failure.is_some() || walk.lookup.is_all_sinkholes() {
        notes.push(Phrase::new("note.open_behind_the_lookup"));
    }
    let mut known = Vec::new();
    notes.retain(|note| {
        let new = !known.contains(note);
        known.push(note.clone());
        new
    });
    notes
}

/// What stands at one address, in the light of the other paths.
fn obstacles_at(walk: &Walk<'_>, reach: &Reach<'_>, network: &Network<'_>) -> Vec<Obstacle> {
    if name::is_hijacked(walk, reach, network) {
        let address = Some(reach.address);
        return vec![Obstacle::new(Failure::DnsHijack, Verdict::Blocked, address)];
    }
    let mut obstacles = reach.obstacles.clone();
    for obstacle in &mut obstacles {
        // TCP carries no name: what connects for one host connects for another.
        let contradicted = obstacle.failure.layer() == Layer::Tcp
            && network.connected_sibling_at(walk, reach.address).is_some();
        if contradicted || network.answered_twin(walk, obstacle).is_some() {
            obstacle.verdict = Verdict::Unknown;
        }
        doubt::what_comes_and_goes(obstacle, walk, reach, network);
        doubt::what_is_slow(obstacle, walk, reach, network);
    }
    obstacles
}

/// Keeps the first obstacle of each failure, in the worst form that any address showed; apart from
/// those of the next wall.
fn each_failure_once(obstacles: Vec<Obstacle>) -> Vec<Obstacle> {
    let alike = |one: &Obstacle, other: &Obstacle| {
        one.failure == other.failure && one.elsewhere == other.elsewhere
    };
    let mut kept: Vec<Obstacle> = Vec::new();
    for obstacle in obstacles {
        match kept.iter_mut().find(|k| alike(k, &obstacle)) {
            Some(known) if obstacle.verdict > known.verdict => *known = obstacle,
            Some(_) => {}
            None => kept.push(obstacle),
        }
    }
    kept
}
