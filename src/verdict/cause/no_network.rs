//! This machine has no network.
//!
//! Rule: nothing connects anywhere, and either every question to a configured name server was
//! stopped on the way by the system itself, or every address found has no route from here. A
//! name server that refuses the connection was reached, so it does not count.
//!
//! First of all, because nothing else was measured.

use super::{Case, Confidence, Found, Phrase};

pub(super) fn find(case: &Case<'_, '_>) -> Option<Found> {
    case.network
        .is_absent()
        .then(|| Found::new(Confidence::High, Phrase::new("summary.no_network")))
}
