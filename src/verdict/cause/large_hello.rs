//! A box cannot take a ClientHello of two segments, or the post-quantum share in it.
//!
//! Rule: TLS with the ordinary hello breaks, also once more after the same handshake without a
//! post-quantum share has passed at the same address; and small segments do not help, or the other
//! side answered at all; low where TLS of other hosts comes and goes. Whether a long hello without that share passes tells size from content.
//! Known of PAN-OS before 11.1.2-h9 (PAN-247099) and of FortiGate's flow mode (KB TA-357555);
//! collected at tldr.fail.
//!
//! Browsers send the large hello; the AWS CLI, whose TLS library is older, does not yet.

use std::net::IpAddr;

use crate::evidence::Hello;
use crate::verdict::{controls, walk::Walk};

use super::{Case, Cause, Confidence, Found, Phrase};

pub(super) fn find(case: &Case<'_, '_>) -> Option<Found> {
    let found = shown(case.walk, case.address()?);
    let found = found.or_else(|| case.as_where_none_is_open(Cause::LargeHello))?;
    // Where TLS comes and goes, that the small hello passed may be chance.
    let chance = case.network.is_fickle() || case.network.turns().is_some();
    Some(match chance {
        true => Found {
            confidence: Confidence::Low,
            ..found
        },
        false => found,
    })
}

fn shown(walk: &Walk<'_>, at: IpAddr) -> Option<Found> {
    let is_genuine = |form| controls::is_genuine(walk, form, at);
    let broken = |form| controls::has_broken(walk, form, at);
    if !controls::small_hello_alone(walk, at) {
        return None;
    }
    let (key, confidence) = if broken(Hello::LongClassical) {
        ("summary.large_hello", Confidence::High)
    } else if is_genuine(Hello::LongClassical) {
        ("summary.post_quantum_share", Confidence::High)
    } else {
        ("summary.large_hello", Confidence::Medium)
    };
    Some(Found::new(confidence, Phrase::new(key)))
}
