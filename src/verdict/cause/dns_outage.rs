//! The resolver does not work, for this name or for any.
//!
//! Rule: of at least two hosts none is resolved, and what came was no denial but silence or
//! SERVFAIL; or the server says with the extended errors 22 or 23 of RFC 8914 that it could not
//! reach the name's own servers. One name that alone gets silence may be dropped by a filter as
//! well, and is left undetermined.
//!
//! After the rules that need an answer, which an outage does not give.

use crate::evidence::{Asker, DnsFault, Failure};

use super::{Case, Confidence, Found, Phrase};

/// No Reachable Authority, Network Error (RFC 8914, sections 4.23 and 4.24).
const UPSTREAM: &[u16] = &[22, 23];

pub(super) fn find(case: &Case<'_, '_>) -> Option<Found> {
    if !is_silence(case.failure()) {
        return None;
    }
    let summary = Phrase::new("summary.dns_outage");
    let walks = case.network.walks();
    let all_silent = || {
        walks
            .iter()
            .all(|w| w.lookup.failure.is_some_and(is_silence) && !w.lookup.served)
    };
    // What this machine itself forbids says nothing of the server.
    if is_forbidden(case) {
        return None;
    }
    if case.network.no_name_resolves() && all_silent() {
        let nobody = case.walk.evidence.questions().next().is_none();
        let nobody = nobody.then(|| Phrase::new("evidence.no_name_server"));
        return Some(Found::new(Confidence::High, summary).because(nobody));
    }
    let words = upstream_errors(case);
    (!words.is_empty()).then(|| Found::new(Confidence::Medium, summary).because(words))
}

fn is_forbidden(case: &Case<'_, '_>) -> bool {
    let mut asked = case.walk.evidence.questions();
    asked.any(|(_, question)| matches!(question.outcome, Err(DnsFault::Forbidden(_))))
}

fn is_silence(failure: Failure) -> bool {
    matches!(
        failure,
        Failure::DnsServfail | Failure::DnsTimeout | Failure::DnsUnreachable
    )
}

fn upstream_errors(case: &Case<'_, '_>) -> Vec<Phrase> {
    let own = case.walk.evidence.questions();
    own.filter(|(_, question)| question.asker == Asker::Configured)
        .filter_map(|(_, question)| Some((question, question.reply()?)))
        .flat_map(|(question, reply)| {
            let upstream = reply.extended_errors.iter();
            upstream
                .filter(|error| UPSTREAM.contains(&error.code))
                .map(|error| {
                    Phrase::new("evidence.extended_error")
                        .with("server", &question.server)
                        .with("code", error.code)
                        .with("text", &error.text)
                })
        })
        .collect()
}
