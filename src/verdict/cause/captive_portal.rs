//! A log-in page of the network stands in the place of every host.
//!
//! Rule: every host with a TLS session, two at least, showed the very same certificate, which is
//! for none of them and not the service's; or every one of them answered with a redirect to the
//! same host outside AWS, over no chain that this machine trusts. Not where any of them answers
//! with a refusal: a log-in page lets in, a policy says no; and what re-signs each name with an
//! authority that this machine trusts is its own network's gateway. Or, where no host is reached over
//! TLS at all, a plain request at port 80 is answered with 511, or led to one host outside AWS by a
//! way that speaks of a log-in, and of no denial, proxy or help: many such networks refuse or reset
//! port 443. What is led elsewhere is left to the rule on ports, with that page as a ground.
//!
//! Before the rules on names and certificates of one host: there, the same page looks like a
//! forged address or like inspection.

use crate::evidence::{Failure, MachineTrust};
use crate::verdict::network::Stranger;
use crate::verdict::plain;

use super::{Case, Confidence, Found, Layer, Phrase};

pub(super) fn find(case: &Case<'_, '_>) -> Option<Found> {
    let explained = matches!(
        case.failure(),
        Failure::DnsHijack
            | Failure::TlsUntrusted
            | Failure::TlsNameMismatch
            | Failure::HttpRedirectAway
    );
    let Some(reach) = case.reach().filter(|_| explained) else {
        return at_port_80(case);
    };
    let session = reach.foreign_session()?;
    if session.machine == MachineTrust::Trusted || case.network.refuses_anywhere() {
        return None;
    }
    let found = Found::new(Confidence::High, Phrase::new("summary.captive_portal"));
    Some(found.because([shown(case.network.common_stranger()?)]))
}

/// Where no host is reached over TLS, a plain request is still answered.
fn at_port_80(case: &Case<'_, '_>) -> Option<Found> {
    let stopped = matches!(case.layer(), Layer::Tcp | Layer::Tls) && case.address().is_some();
    let portal = plain::portal(case.network).filter(|_| stopped)?;
    let (confidence, evidence) = match portal {
        Stranger::Redirect(target) => {
            let leads = Phrase::new("evidence.plain_redirect").with("target", target);
            (Confidence::Medium, leads)
        }
        other => (Confidence::High, shown(other)),
    };
    let summary = Phrase::new("summary.captive_portal_plain");
    Some(Found::new(confidence, summary).because([evidence]))
}

fn shown(stranger: Stranger) -> Phrase {
    match stranger {
        Stranger::Certificate(sha256) => {
            Phrase::new("evidence.same_certificate").with("sha256", sha256)
        }
        Stranger::Redirect(host) => Phrase::new("evidence.same_redirect").with("target", host),
        Stranger::LogIn => Phrase::new("evidence.plain_log_in"),
    }
}
