//! Large packets vanish on the way, and nobody says so.
//!
//! Rule: the connection opens and TLS meets silence, while the same handshake passes at once on a
//! connection whose segments are small, and after that breaks in the ordinary form once more: what
//! passes by then was lost and no more. A long hello that passes in large segments refutes it. Low
//! where another host is open, for its hello is as large; medium where long hellos break and only they.
//! Opening a connection takes small packets alone, and a box that minds a hello of several packets
//! would mind one of many. RFC 2923, section 2.1, describes such holes; RFC 8899 why ICMP does not help.
//!
//! Before `large_hello`, which looks the same to a hello of one segment, and before the rule on
//! names, which no size changes.

use std::net::IpAddr;

use crate::evidence::{Failure, Hello};
use crate::verdict::{controls, walk::Walk};

use super::{Case, Cause, Confidence, Found, Phrase};

pub(super) fn find(case: &Case<'_, '_>) -> Option<Found> {
    let silent = matches!(case.failure(), Failure::TlsTimeout | Failure::TlsClosed);
    if !silent {
        return None;
    }
    let at = case.address()?;
    let found = shown(case.walk, at);
    let found = found.or_else(|| case.as_where_none_is_open(Cause::MtuBlackHole))?;
    let confidence = found.confidence.min(most(case, at));
    Some(Found {
        confidence,
        summary: summary(at),
        ..found
    })
}

fn shown(walk: &Walk<'_>, at: IpAddr) -> Option<Found> {
    controls::large_packets_vanish(walk, at).then(|| Found::new(Confidence::High, summary(at)))
}

fn summary(at: IpAddr) -> Phrase {
    Phrase::new("summary.mtu_black_hole").with("address", at)
}

/// The hello alone is large enough: where another host is open, large packets pass on some way at
/// least. That the size decides here all the same is likely where long hellos break, and only they.
fn most(case: &Case<'_, '_>, at: IpAddr) -> Confidence {
    if case.network.open_sibling(case.walk).is_none() {
        return Confidence::High;
    }
    let by_size = controls::is_genuine(case.walk, Hello::Classical, at)
        && controls::has_broken(case.walk, Hello::LongClassical, at);
    match by_size {
        true => Confidence::Medium,
        false => Confidence::Low,
    }
}
