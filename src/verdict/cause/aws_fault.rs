//! AWS itself fails.
//!
//! Rule: a server error came over the genuine chain. Nobody on the way can put an answer into it, so
//! it is AWS's own, whoever of its front ends gave it.
//!
//! Before the rules on URLs, which are about answers that are not AWS's.

use crate::evidence::Failure;

use super::{Case, Confidence, Found, Phrase};

pub(super) fn find(case: &Case<'_, '_>) -> Option<Found> {
    let reply = case.genuine_reply(Failure::HttpServerError)?;
    let summary = Phrase::new("summary.aws_fault").with("status", reply.status);
    Some(Found::new(Confidence::High, summary))
}
