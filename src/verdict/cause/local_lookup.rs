//! This machine's own lookup gives what none of its name servers gives.
//!
//! Rule: the address that fails comes from the system alone, while its servers give others at which
//! it does not fail so; and either a line of the hosts file has it, or it is one at which AWS is not
//! (a sinkhole, a private address, one outside of AWS's ranges) while the service answers at a
//! server's. Or the system has no address, and its servers have. Servers give one address to one
//! question and another to the next, so that they differ is no ground by itself.
//!
//! Before `dns_filter`: what the servers do not say is not their doing.

use std::net::{IpAddr, SocketAddr};

use crate::evidence::{Asker, is_private};
use crate::verdict::grounds;
use crate::verdict::walk::{Came, Lookup, Reach};

use super::{Case, Confidence, Found, Phrase};

pub(super) fn find(case: &Case<'_, '_>) -> Option<Found> {
    match case.address() {
        Some(_) if case.obstacle.proxy.is_some() => behind_a_proxy(case),
        Some(address) => at_an_address(case, address),
        // What a server denies, or does not answer, the system only repeats. And no usable answer for now
        // is nothing that a setting of this machine gives.
        None if case.failure().is_denial() && is_answered_by_all(case) => {
            let summary = Phrase::new("summary.local_lookup_fails");
            Some(Found::new(Confidence::Medium, summary))
        }
        None => None,
    }
}

fn at_an_address(case: &Case<'_, '_>, address: IpAddr) -> Option<Found> {
    let walk = case.walk;
    let served = Lookup::served_by(walk.evidence, Asker::Configured);
    // A product's own address is a filter's, wherever it was put in.
    let diverted = walk.lookup.diverted.contains(&address);
    let line = walk.hosts_entry(address);
    let both = served.contains(&address) && line.is_none();
    if served.is_empty() || both || diverted {
        return None;
    }
    let not_aws = is_private(address) || grounds::is_foreign(walk, address);
    let others = || {
        let others = served.iter().filter(|served| **served != address);
        others.filter_map(|served| walk.reach(*served))
    };
    // Behind a line that leads nowhere stands the next wall; one that leads to AWS shares it.
    let nowhere = line.is_some() && not_aws;
    if others().any(|reach| reach.stands_before(case.failure())) && !nowhere {
        return None;
    }
    let answering = others().find(|reach| answers(reach));
    if served.contains(&address) && answering.is_none() {
        return None;
    }
    let is_sinkhole = walk.lookup.sinkholes().any(|sinkhole| sinkhole == address);
    let confidence = match (line, answering) {
        (Some(_), Some(_)) => Confidence::High,
        (Some(_), None) => Confidence::Medium,
        (None, Some(_)) if is_sinkhole || not_aws => Confidence::Medium,
        (None, None) if is_sinkhole => Confidence::Medium,
        (None, _) => return None,
    };
    let summary = match line {
        Some(line) => Phrase::new("summary.local_lookup_hosts_file")
            .with("file", &line.file)
            .with("line", line.line),
        None => Phrase::new("summary.local_lookup"),
    };
    let evidence = answering
        .map(|reach| Phrase::new("evidence.served_address_answers").with("address", reach.address));
    let said = grounds::of_lookup(walk);
    let found = Found::new(confidence, summary.with("address", address));
    Some(found.because(evidence).because(said))
}

/// The address that a proxy was asked for, where names are not its to resolve.
fn behind_a_proxy(case: &Case<'_, '_>) -> Option<Found> {
    let walk = case.walk;
    let served = Lookup::served_by(walk.evidence, Asker::Configured);
    let mut targets = case.reach()?.tunnels().filter_map(|(_, tunnel)| {
        let target: SocketAddr = tunnel.target.parse().ok()?;
        Some(target.ip())
    });
    let astray = |address: &IpAddr| !served.is_empty() && !served.contains(address);
    let address = targets.find(astray)?;
    let line = walk.hosts_entry(address)?;
    let summary = Phrase::new("summary.local_lookup_hosts_file")
        .with("file", &line.file)
        .with("line", line.line)
        .with("address", address);
    Some(Found::new(Confidence::Medium, summary).because(grounds::of_lookup(walk)))
}

/// Whether every name server that was asked gave an address in the end, and none says that a policy made
/// its reply.
fn is_answered_by_all(case: &Case<'_, '_>) -> bool {
    let lookup = &case.walk.lookup;
    lookup.served && !lookup.withheld && grounds::policy(case.walk).is_empty()
}

fn answers(reach: &Reach<'_>) -> bool {
    reach.is_genuine() || reach.came == Came::Answered
}
