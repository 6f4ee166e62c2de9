//! A rule on the URL, with a page in the place of the service.
//!
//! Rule: behind a chain that is not the service's, the answer is surely not AWS's: a page with the
//! token of a product that says no, a page of HTML where the service answers JSON, the very page that
//! another service shows too, a refusal where AWS was recorded to leave its mark, or a
//! redirect to a host outside AWS, each without any header that AWS sends. An answer that AWS
//! could have given too is not enough.
//!
//! After `captive_portal`, which has the same page at every host.

use crate::evidence::Failure;
use crate::fingerprint;
use crate::verdict::walk::{is_html, redirect_host};
use crate::verdict::{Product, Verdict};

use super::{Case, Confidence, Found, Phrase};

pub(super) fn find(case: &Case<'_, '_>) -> Option<Found> {
    if case.obstacle.verdict != Verdict::Blocked {
        return None;
    }
    let reach = case.reach()?;
    let reply = reach.reply()?;
    let no_mark = Phrase::new("evidence.no_aws_mark");
    if let (Failure::HttpNotAws, Some(twin)) = (case.failure(), &reach.twin) {
        let same = Phrase::new("evidence.same_page").with("host", twin);
        let summary = Phrase::new("summary.url_filter_same_page").with("status", reply.status);
        return Some(Found::new(Confidence::Medium, summary).because([same, no_mark]));
    }
    match case.failure() {
        Failure::HttpBlockPage => {
            let product = Product::from(fingerprint::block_page(reply)?);
            let summary = Phrase::new("summary.url_filter_block_page")
                .with("product", product.name)
                .with("status", reply.status);
            Some(Found::new(product.confidence, summary).because([no_mark]))
        }
        Failure::HttpNotAws if is_html(reply) && case.walk.path.json => {
            let page = Phrase::new("evidence.html_for_json");
            let summary = Phrase::new("summary.url_filter_page").with("status", reply.status);
            Some(Found::new(Confidence::Medium, summary).because([page, no_mark]))
        }
        Failure::HttpNotAws => {
            let there = case.walk.recorded?.genuine_answer()?.status;
            let marked = Phrase::new("evidence.reference_mark").with("status", there);
            let summary = Phrase::new("summary.url_filter_answer").with("status", reply.status);
            Some(Found::new(Confidence::Medium, summary).because([no_mark, marked]))
        }
        Failure::HttpRedirectAway => {
            let target = redirect_host(case.walk.path, reply)?;
            let leads = Phrase::new("evidence.redirect").with("target", &target);
            let summary = Phrase::new("summary.url_filter_redirect").with("target", target);
            Some(Found::new(Confidence::Medium, summary).because([leads, no_mark]))
        }
        _ => None,
    }
}
