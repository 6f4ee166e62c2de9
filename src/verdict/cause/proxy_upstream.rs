//! The proxy cannot reach the destination.
//!
//! Rule: it says that its own connection failed. Where it stays silent after CONNECT while it leads
//! to other hosts, it waits for this one.
//!
//! Before `proxy_down`, which a proxy that leads elsewhere refutes.

use crate::evidence::Failure;

use super::{Case, Confidence, Found, Phrase};

pub(super) fn find(case: &Case<'_, '_>) -> Option<Found> {
    let proxy = case.reach()?.proxy?;
    let asked = case.tunnel_fault().is_some();
    let confidence = match case.failure() {
        Failure::ProxyBadGateway => Confidence::High,
        Failure::ProxyTimeout if asked && case.network.is_led_by(proxy) => Confidence::Medium,
        _ => return None,
    };
    Some(Found::new(
        confidence,
        Phrase::new("summary.proxy_upstream"),
    ))
}
