//! This machine's own lookup gives what none of its name servers gives.
//!
//! Rule: the address that fails comes from the system alone, while its servers give others at which
//! it does not fail so; and either a line of the hosts file has it, or it is one at which AWS is not
//! (a sinkhole, a private address, one outside of AWS's ranges) while the service answers at a
//! server's. Or the system has no address, and its servers have. Servers give one address to one
//! question and another to the next, so that they differ is no ground by itself.
//!
//! Before `dns_filter`: what the servers do not say is not their doing.

use std::net::IpAddr;

use crate::evidence::{Asker, HostsEntry, Layer, is_private};
use crate::verdict::grounds;
use crate::verdict::walk::{Came, Lookup, Reach};

use super::{Case, Confidence, Found, Phrase};

pub(super) fn find(case: &Case<'_, '_>) -> Option<Found> {
    match case.address() {
        Some(address) => at_an_address(case, address),
        None if case.layer() == Layer::Dns && case.walk.lookup.served => {
            // A reply that a policy made is the server's word all the same.
            let spoken = !grounds::policy(case.walk).is_empty();
            let confidence = match case.failure().is_denial() {
                true => Confidence::Medium,
                false => Confidence::Low,
            };
            let summary = Phrase::new("summary.local_lookup_fails");
            (!spoken).then(|| Found::new(confidence, summary))
        }
        None => None,
    }
}

fn at_an_address(case: &Case<'_, '_>, address: IpAddr) -> Option<Found> {
    let walk = case.walk;
    let served = Lookup::served_by(walk.evidence, Asker::Configured);
    let through_proxy = case.obstacle.proxy.is_some();
    // A product's own address is a filter's, wherever it was put in.
    let diverted = walk.lookup.diverted.contains(&address);
    if served.is_empty() || served.contains(&address) || through_proxy || diverted {
        return None;
    }
    let others = || served.iter().filter_map(|served| walk.reach(*served));
    if others().any(|reach| reach.stands_before(case.failure())) {
        return None;
    }
    let answering = others().find(|reach| answers(reach));
    let line = hosts_entry(case, address);
    let is_sinkhole = walk.lookup.sinkholes().any(|sinkhole| sinkhole == address);
    let not_aws = is_private(address) || grounds::is_foreign(walk, address);
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

fn answers(reach: &Reach<'_>) -> bool {
    reach.is_genuine() || reach.came == Came::Answered
}

fn hosts_entry<'a>(case: &Case<'_, 'a>, address: IpAddr) -> Option<&'a HostsEntry> {
    let lookups = case.walk.evidence.system_lookups();
    let mut entries = lookups.flat_map(|(_, lookup)| &lookup.hosts_file);
    entries.find(|entry| entry.address == address)
}
