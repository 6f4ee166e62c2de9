//! IPv6 has a route and does not work; IPv4 does.
//!
//! Rule: the host is usable over IPv4, its IPv6 address was tried in vain, and no host of the run
//! is usable over IPv6. One dead IPv6 address while others work is `partial_addresses`.
//!
//! Before `partial_addresses`, of which it is the special case.

use super::{Case, Confidence, Found, Phrase};

pub(super) fn find(case: &Case<'_, '_>) -> Option<Found> {
    let address = case.address().filter(|_| case.obstacle.partial)?;
    // One record of a proxy's name says nothing of the line.
    let of_proxy = case.obstacle.proxy.is_some();
    if !address.is_ipv6() || of_proxy || case.network.family_works(address) {
        return None;
    }
    let hosts = case.network.hosts_failing_in_family(address);
    let confidence = if hosts > 1 {
        Confidence::High
    } else {
        Confidence::Medium
    };
    let summary = Phrase::new("summary.broken_ipv6").with("address", address);
    let usable = case
        .walk
        .usable()
        .map(|reach| Phrase::new("evidence.usable_address").with("address", reach.address));
    Some(Found::new(confidence, summary).because(usable))
}
