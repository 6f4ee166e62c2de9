//! The name was made from what the user typed, and no resolver knows it.
//!
//! Rule: the directory or an unlisted Region makes the name, the name servers deny it, and nothing
//! says that they withhold it or that it exists. Names of the catalogue that fail in the same way
//! would mean that denying is what these servers do; then this rule is silent.
//!
//! After `dns_filter`, which has the stronger grounds, and before `dns_outage`: a denial is an
//! answer.

use crate::evidence::Failure;
use crate::plan::Voucher;

use super::dns_filter::is_denied_by_control;
use super::{Case, Confidence, Found, Phrase};

pub(super) fn find(case: &Case<'_, '_>) -> Option<Found> {
    let typed = case.walk.path.voucher == Voucher::Typed;
    let lookup = &case.walk.lookup;
    // An empty answer in the one family asked for: the name may well have addresses.
    let halved = lookup.one_family && case.failure() == Failure::DnsNoAnswer;
    if !typed
        || !case.failure().is_denial()
        || lookup.served
        || halved
        || case.walk.is_genuine_elsewhere()
    {
        return None;
    }
    let mut siblings = case.network.siblings(case.walk);
    let denies_others = siblings.any(|other| {
        other.path.voucher == Voucher::Catalogue
            && other.lookup.failure.is_some_and(Failure::is_denial)
    });
    let confidence = if is_denied_by_control(case) {
        Confidence::High
    } else {
        Confidence::Medium
    };
    let summary = Phrase::new("summary.wrong_name").with("host", case.walk.host());
    (!denies_others).then(|| Found::new(confidence, summary))
}
