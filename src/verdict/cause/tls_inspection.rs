//! TLS is opened and signed again on the way.
//!
//! Rule: the chain is not public and this machine trusts it, which only an authority installed on
//! purpose can bring about; or nobody trusts it, and it is still made for the right name, surer
//! when another host shows the same issuer, an open network the genuine chain, or the chain the
//! mark of a product that signs again. A chain for other names is somebody else's server; one that
//! fails by its age was not signed again for that; and a server that is not AWS's, as the company's
//! identity provider, may have a chain of the company's own. A leaf that names an authority of Amazon's
//! which was not sent may be the genuine one, from a server that forgot to send it.
//!
//! Near the end, because a stranger in the place of the service also signs its own certificates.

use crate::evidence::{Check, Failure, MachineTrust, Rejection, Session};
use crate::fingerprint::{self, Shows};
use crate::plan::Voucher;
use crate::verdict::product;
use crate::verdict::walk::is_aws;

use super::{Case, Confidence, Found, Phrase};

pub(super) fn find(case: &Case<'_, '_>) -> Option<Found> {
    let session = case.reach()?.foreign_session()?;
    let issuer = &product::issuer_name(session.leaf()?);
    let sibling = case.network.sibling_signed_by(case.walk, session);
    let alike = sibling.map(|other| {
        Phrase::new("evidence.sibling_same_issuer")
            .with("host", other.host())
            .with("issuer", issuer)
    });
    let recorded = case.walk.recorded;
    let replaced = recorded.is_some_and(|there| there.other_issuer(session).is_some());
    let marked = fingerprint::of_chain(&session.chain);
    let marked = marked.iter().any(|mark| mark.shows == Shows::Inspection);
    let signs = alike.is_some() || replaced || marked;
    if is_aged(session) || unsent_intermediate(session).is_some() || !signs && !is_documented(case)
    {
        return None;
    }
    let unheard = matches!(session.machine, MachineTrust::NotAsked(_));
    let (confidence, key) = match case.failure() {
        Failure::TlsIntercepted => (Confidence::High, "summary.tls_inspection"),
        Failure::TlsUntrusted if session.public.name != Check::Passed => return None,
        Failure::TlsUntrusted if unheard => (Confidence::Medium, "summary.tls_inspection_unheard"),
        Failure::TlsUntrusted if signs => (Confidence::High, "summary.tls_inspection_untrusted"),
        Failure::TlsUntrusted => (Confidence::Medium, "summary.tls_inspection_untrusted"),
        _ => return None,
    };
    let summary = Phrase::new(key).with("issuer", issuer);
    Some(Found::new(confidence, summary).because(alike))
}

/// How the names of Amazon's intermediate authorities begin (amazontrust.com/repository).
const AMAZONS: &[&str] = &["Amazon RSA ", "Amazon ECDSA "];

/// The authority of Amazon's that the leaf names and that does not stand beside it.
pub(super) fn unsent_intermediate(session: &Session) -> Option<&str> {
    let [leaf] = session.chain.as_slice() else {
        return None;
    };
    let issuer = leaf.issuer_name.as_str();
    let unknown = session.public.chain == Check::Failed(Rejection::UnknownIssuer);
    let amazons = AMAZONS.iter().any(|known| issuer.starts_with(known));
    (unknown && amazons).then_some(issuer)
}

/// Whether the chain fails by the age of a certificate in it, and not by who signed.
fn is_aged(session: &Session) -> bool {
    matches!(
        session.public.chain,
        Check::Failed(Rejection::Expired | Rejection::NotYetValid)
    )
}

/// Whether the host is AWS's or stands in AWS's documents, and so has a public chain.
fn is_documented(case: &Case<'_, '_>) -> bool {
    case.walk.path.voucher == Voucher::Catalogue || is_aws(case.walk.host().as_str())
}
