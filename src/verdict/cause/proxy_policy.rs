//! The proxy's policy denies the destination.
//!
//! Rule: it refuses, and by a token that has but this meaning, or by a status that policies use. A
//! status alone may stand for something else. Or it shows a page of its own in the place of a way on,
//! and that is a product's that says no, or has the words of a policy.
//!
//! After `proxy_auth`, whose refusals are no policy on the destination.

use crate::evidence::Failure;
use crate::verdict::walk::OwnPage;

use super::{Case, Confidence, Found, Phrase};

pub(super) fn find(case: &Case<'_, '_>) -> Option<Found> {
    let fault = case.tunnel_fault()?;
    let confidence = match case.failure() {
        Failure::ProxyDenied if fault.is_said() => Confidence::High,
        Failure::ProxyDenied => Confidence::Medium,
        Failure::ProxyPage => match OwnPage::of(fault.reply()?) {
            OwnPage::Block(mark) => mark.confidence.into(),
            OwnPage::Policy => Confidence::Medium,
            OwnPage::Login | OwnPage::Unclear => return None,
        },
        _ => return None,
    };
    Some(Found::new(confidence, Phrase::new("summary.proxy_policy")))
}
