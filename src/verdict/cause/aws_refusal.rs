//! AWS itself refuses.
//!
//! Rule: over the genuine chain AWS says that too many ask from this address, or refuses what it
//! answered on an open network. That it refuses is certain, why is not: by address, by country, by the
//! account's own network policy. A refusal alone is right for a request without a login.
//!
//! Before the rules on URLs, which are about answers that are not AWS's.

use crate::evidence::Failure;

use super::{Case, Confidence, Found, Phrase};

pub(super) fn find(case: &Case<'_, '_>) -> Option<Found> {
    let reply = case.genuine_reply(Failure::HttpRefused)?;
    let summary = Phrase::new("summary.aws_refusal").with("status", reply.status);
    Some(Found::new(Confidence::High, summary))
}
