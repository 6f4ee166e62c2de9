//! Large packets vanish on the way, and nobody says so.
//!
//! Rule: the connection opens and TLS meets silence, while the same handshake passes at once on a
//! connection whose segments are small. A long hello that passes in large segments refutes it.
//! Opening a connection takes small packets alone, and a box that minds a hello of several packets
//! would mind one of many. RFC 2923, section 2.1, describes such holes; RFC 8899 why ICMP does not help.
//!
//! Before `large_hello`, which looks the same to a hello of one segment, and before the rule on
//! names, which no size changes.

use std::net::IpAddr;

use crate::evidence::{Failure, Hello};
use crate::verdict::{controls, walk::Walk};

use super::{Case, Confidence, Found, Phrase};

pub(super) fn find(case: &Case<'_, '_>) -> Option<Found> {
    let silent = matches!(case.failure(), Failure::TlsTimeout | Failure::TlsClosed);
    if !silent {
        return None;
    }
    shown(case.walk, case.address()?).or_else(|| case.as_at_a_sibling(Hello::SmallSegments, shown))
}

fn shown(walk: &Walk<'_>, at: IpAddr) -> Option<Found> {
    let passed = |form| controls::has_passed(walk, form, at);
    if !passed(Hello::SmallSegments) || passed(Hello::LongClassical) {
        return None;
    }
    // A session on the ordinary way once more, and it was only loss.
    if passed(Hello::Ordinary) {
        return None;
    }
    let summary = Phrase::new("summary.mtu_black_hole").with("address", at);
    Some(Found::new(Confidence::High, summary))
}
