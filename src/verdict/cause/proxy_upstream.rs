//! The proxy cannot reach the destination.
//!
//! Rule: it says that its own connection failed, by a token, or, with less certainty, by its status
//! alone, twice. Where it stays silent after CONNECT while it leads
//! to other hosts, it waits for this one. A SOCKS proxy that has one number for every no, a rule's
//! too, does not say so.
//!
//! Before `proxy_down`, which a proxy that leads elsewhere refutes.

use crate::evidence::{Failure, TunnelFault};

use super::{Case, Confidence, Found, Phrase};

pub(super) fn find(case: &Case<'_, '_>) -> Option<Found> {
    let proxy = case.reach()?.proxy?;
    let fault = case.tunnel_fault();
    if fault.is_some_and(TunnelFault::is_unsaid) {
        return None;
    }
    let asked = fault.is_some();
    let confidence = match case.failure() {
        Failure::ProxyBadGateway if fault.is_some_and(TunnelFault::is_said) => Confidence::High,
        Failure::ProxyBadGateway => Confidence::Medium,
        Failure::ProxyTimeout if asked && case.network.is_led_by(proxy) => Confidence::Medium,
        _ => return None,
    };
    Some(Found::new(
        confidence,
        Phrase::new("summary.proxy_upstream"),
    ))
}
