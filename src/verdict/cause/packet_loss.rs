//! It works, but not every time.
//!
//! Rule: TLS with a name breaks at an address, and the very same handshake, made once more as a
//! control, comes to the genuine service there. No rule on name, size or address does that; a
//! lossy line, or one bad box among several, does.
//!
//! Before the rules that speak of what is always so.

use crate::evidence::{Hello, Layer};
use crate::verdict::controls;

use super::{Case, Confidence, Found, Phrase};

pub(super) fn find(case: &Case<'_, '_>) -> Option<Found> {
    let at = case.address().filter(|_| case.layer() == Layer::Tls)?;
    let summary = Phrase::new("summary.packet_loss").with("address", at);
    controls::is_genuine(case.walk, Hello::Ordinary, at)
        .then(|| Found::new(Confidence::Medium, summary))
}
