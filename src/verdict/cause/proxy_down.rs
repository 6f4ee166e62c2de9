//! The proxy does not work.
//!
//! Rule: its name does not resolve, its address does not accept connections, or what answers there
//! does not speak a proxy's protocol. Where it led to another host, it works, and what happened here
//! is something else.
//!
//! After what the proxy says itself.

use crate::evidence::Failure;
use crate::verdict::proxies;

use super::{Case, Confidence, Found, Phrase};

pub(super) fn find(case: &Case<'_, '_>) -> Option<Found> {
    let summary = match case.failure() {
        Failure::ProxyDns => "summary.proxy_dns_own",
        Failure::ProxyRefused => "summary.proxy_refused",
        Failure::ProxyTimeout => "summary.proxy_timeout",
        Failure::ProxyUnreachable => "summary.proxy_unreachable",
        Failure::ProxyTls => "summary.proxy_tls",
        Failure::ProxyProtocol => "summary.proxy_protocol",
        _ => return None,
    };
    let proxy = proxies::of_obstacle(case.walk, case.obstacle)?;
    if case.network.is_led_by(&proxy) {
        return None;
    }
    let summary = Phrase::new(summary).with("proxy", proxy);
    Some(Found::new(Confidence::High, summary))
}
