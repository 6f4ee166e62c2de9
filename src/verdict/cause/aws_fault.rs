//! AWS itself fails.
//!
//! Rule: a server error came over the genuine chain. Nobody on the way can put an answer into it, so
//! it is AWS's own, whoever of its front ends gave it. Or the chain is genuine but for its time: nobody
//! on the way has its key.
//!
//! Before the rules on URLs, which are about answers that are not AWS's.

use crate::evidence::Failure;

use super::{Case, Confidence, Found, Phrase, clock_skew};

pub(super) fn find(case: &Case<'_, '_>) -> Option<Found> {
    server_error(case).or_else(|| certificate(case))
}

/// Of a clock that is wrong by itself nothing was seen, or `clock_skew` would have said so: it may be
/// all the same, where this host alone was asked.
fn certificate(case: &Case<'_, '_>) -> Option<Found> {
    let of_time = matches!(
        case.failure(),
        Failure::TlsExpired | Failure::TlsNotYetValid
    );
    let session = case.reach()?.session()?;
    let sole = of_time && clock_skew::only_time_fails(session);
    let summary = Phrase::new("summary.aws_fault_certificate");
    sole.then(|| Found::new(Confidence::Medium, summary))
}

fn server_error(case: &Case<'_, '_>) -> Option<Found> {
    let reply = case.genuine_reply(Failure::HttpServerError)?;
    let summary = Phrase::new("summary.aws_fault").with("status", reply.status);
    Some(Found::new(Confidence::High, summary))
}
