//! It works, but not every time.
//!
//! Rule: TLS with a name breaks off at an address, and the very same handshake, made once more as a
//! control, comes to the genuine service there. No rule on name, size or address does that; a
//! lossy line, or one bad box among several, does. An alert, or an answer that is no TLS, was not lost
//! on any line: somebody gave it.
//!
//! Before the rules that speak of what is always so.

use crate::evidence::{Failure, Hello};
use crate::verdict::controls;

use super::{Case, Confidence, Found, Phrase};

pub(super) fn find(case: &Case<'_, '_>) -> Option<Found> {
    let broke_off = matches!(
        case.failure(),
        Failure::TlsReset | Failure::TlsClosed | Failure::TlsTimeout
    );
    let at = case.address().filter(|_| broke_off)?;
    let summary = Phrase::new("summary.packet_loss").with("address", at);
    controls::is_genuine(case.walk, Hello::Ordinary, at)
        .then(|| Found::new(Confidence::Medium, summary))
}
