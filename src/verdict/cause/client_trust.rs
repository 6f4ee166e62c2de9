//! The genuine chain is rejected by this machine's own store.
//!
//! Rule: the chain verifies against the public web roots, and the system's store says no. A store
//! that could not be asked is no rejection.
//!
//! Before the rules on strangers' chains: this one is the service's own.

use crate::evidence::{Failure, MachineTrust};

use super::{Case, Confidence, Found, Phrase};

pub(super) fn find(case: &Case<'_, '_>) -> Option<Found> {
    let session = case.reach()?.session()?;
    let rejected = session.public.is_genuine()
        && case.failure() == Failure::TlsUntrusted
        && matches!(session.machine, MachineTrust::Rejected(_));
    rejected.then(|| Found::new(Confidence::High, Phrase::new("summary.client_trust")))
}
