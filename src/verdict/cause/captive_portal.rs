//! A log-in page of the network stands in the place of every host.
//!
//! Rule: every host with a TLS session, two at least, showed the very same certificate, which is
//! for none of them and not the service's; or every one of them answered with a redirect to the
//! same host outside AWS, over no chain that this machine trusts. Not where any of them answers
//! with a refusal: a log-in page lets in, a policy says no; and what re-signs each name with an
//! authority that this machine trusts is its own network's gateway.
//!
//! Before the rules on names and certificates of one host: there, the same page looks like a
//! forged address or like inspection.

use crate::evidence::{Failure, MachineTrust};
use crate::verdict::network::Stranger;

use super::{Case, Confidence, Found, Phrase};

pub(super) fn find(case: &Case<'_, '_>) -> Option<Found> {
    let explained = matches!(
        case.failure(),
        Failure::DnsHijack
            | Failure::TlsUntrusted
            | Failure::TlsNameMismatch
            | Failure::HttpRedirectAway
    );
    let session = case.reach().filter(|_| explained)?.foreign_session()?;
    if session.machine == MachineTrust::Trusted || case.network.refuses_anywhere() {
        return None;
    }
    let summary = Phrase::new("summary.captive_portal");
    Some(match case.network.common_stranger()? {
        Stranger::Certificate(sha256) => Found::new(Confidence::High, summary)
            .because([Phrase::new("evidence.same_certificate").with("sha256", sha256)]),
        Stranger::Redirect(host) => Found::new(Confidence::High, summary)
            .because([Phrase::new("evidence.same_redirect").with("target", host)]),
    })
}
