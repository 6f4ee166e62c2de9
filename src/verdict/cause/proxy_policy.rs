//! The proxy's policy denies the destination.
//!
//! Rule: it refuses, and by a token that has but this meaning, or by a status that policies use. A
//! status alone may stand for something else.
//!
//! After `proxy_auth`, whose refusals are no policy on the destination.

use crate::evidence::{Failure, TunnelFault};

use super::{Case, Confidence, Found, Phrase};

pub(super) fn find(case: &Case<'_, '_>) -> Option<Found> {
    if case.failure() != Failure::ProxyDenied {
        return None;
    }
    let fault = case.tunnel_fault()?;
    let sure = match fault {
        TunnelFault::Refused(reply) => {
            reply.header("x-squid-error").is_some() || reply.header("proxy-status").is_some()
        }
        _ => true,
    };
    let confidence = if sure {
        Confidence::High
    } else {
        Confidence::Medium
    };
    Some(Found::new(confidence, Phrase::new("summary.proxy_policy")))
}
