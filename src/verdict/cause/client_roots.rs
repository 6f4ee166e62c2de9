//! A client is set to a list of roots that rejects the genuine chain.
//!
//! Rule: the chain verifies against the public web roots, this machine's store does not mind it,
//! and the list that the AWS CLI is set to does; or that list cannot be read, at which the AWS CLI
//! stops. The usual case is a bundle of the company's CA alone.
//!
//! Before the rules on strangers' chains: this one is the service's own.

use crate::evidence::{Failure, MachineTrust};
use crate::plan::Client;
use crate::verdict::own_trust;

use super::{Case, Confidence, Found, Phrase};

pub(super) fn find(case: &Case<'_, '_>) -> Option<Found> {
    let session = case.reach()?.session()?;
    let minded = matches!(session.machine, MachineTrust::Rejected(_));
    let called = case.walk.path.clients.contains(&Client::AwsCli);
    let ours = session.public.is_genuine() && case.failure() == Failure::TlsUntrusted;
    if minded || !called || !ours {
        return None;
    }
    let list = own_trust::refused_by_cli(session)?;
    let setting = list.setting.name();
    let summary = Phrase::new("summary.client_roots").with("setting", setting);
    let because = own_trust::evidence(list);
    Some(Found::new(Confidence::High, summary).because([because]))
}
