//! The proxy cannot resolve the name.
//!
//! Rule: it says so, by a token that has but this meaning.
//!
//! Before `proxy_upstream`, of which it is one kind.

use crate::evidence::{Failure, TunnelFault};

use super::{Case, Confidence, Found, Phrase};

pub(super) fn find(case: &Case<'_, '_>) -> Option<Found> {
    let says_so = case.tunnel_fault().is_some_and(TunnelFault::is_of_name);
    let found = case.failure() == Failure::ProxyBadGateway && says_so;
    found.then(|| Found::new(Confidence::High, Phrase::new("summary.proxy_dns")))
}
