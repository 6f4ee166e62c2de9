//! Some addresses of the host are dead, others answer.
//!
//! Rule: at least one address of the host is usable and this one is not: clearly, twice, or (with less confidence) for as
//! long as several SYNs take. An
//! address of a family without a route here is absent, not dead, and does not count.
//!
//! After `broken_ipv6`, and before the rules on one layer: a rule on the name or the port would
//! meet every address alike.

use crate::verdict::walk::Reach;

use super::{Case, Confidence, Found, Phrase};

pub(super) fn find(case: &Case<'_, '_>) -> Option<Found> {
    let address = case.address().filter(|_| case.obstacle.partial)?;
    let summary = Phrase::new("summary.partial_addresses").with("address", address);
    let usable = case
        .walk
        .usable()
        .map(|reach| Phrase::new("evidence.usable_address").with("address", reach.address));
    let repeated = |reach: &Reach<'_>| reach.times(case.failure()) > 1;
    let confidence = match case.failure().is_ambiguous() && !case.reach().is_some_and(repeated) {
        true => Confidence::Medium,
        false => Confidence::High,
    };
    Some(Found::new(confidence, summary).because(usable))
}
