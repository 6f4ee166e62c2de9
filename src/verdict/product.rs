//! Which product stands behind an obstacle.
//!
//! Owns which marks may speak at which obstacle: a chain at a chain that is not the service's, a
//! reply behind it, the name servers' words where they withhold the name. A reset, a silence and
//! an alert are anybody's, so there nobody is named. The marks themselves are `fingerprint`'s.

use crate::evidence::{Asker, Certificate, DnsReply, Failure, Layer, Session};
use crate::fingerprint::{self, Mark, Shows};

use super::walk::{Obstacle, Reach, Walk};
use super::{Cause, Confidence, Phrase, Product};

impl From<Mark> for Product {
    fn from(mark: Mark) -> Self {
        Self {
            name: mark.product.to_owned(),
            token: mark.token,
            confidence: mark.confidence.into(),
        }
    }
}

impl From<fingerprint::Confidence> for Confidence {
    fn from(confidence: fingerprint::Confidence) -> Self {
        match confidence {
            fingerprint::Confidence::Low => Self::Low,
            fingerprint::Confidence::Medium => Self::Medium,
            fingerprint::Confidence::High => Self::High,
        }
    }
}

/// A certificate as a report may hold it: without serial numbers, tenants and accounts.
pub fn presentable(certificate: &Certificate) -> Certificate {
    fingerprint::presentable(certificate)
}

/// Who signed, as it may be said.
pub(super) fn issuer_name(certificate: &Certificate) -> String {
    presentable(certificate).issuer_name
}

/// The products behind an obstacle, in the order of the layers, but those of its own layer first.
pub(super) fn behind(walk: &Walk<'_>, obstacle: &Obstacle, cause: Cause) -> Vec<Product> {
    let mut marks = Vec::new();
    if cause == Cause::DnsFilter {
        marks.extend(of_lookup(walk, obstacle));
    }
    if obstacle.failure.layer() == Layer::Proxy {
        marks.extend(of_proxy(walk, obstacle));
    }
    if let Some(session) = foreign_session(walk, obstacle, cause) {
        marks.extend(of_session(walk, obstacle, session));
    }
    let mut products: Vec<Product> = Vec::new();
    for mark in marks {
        if !products.iter().any(|known| known.name == mark.product) {
            products.push(mark.into());
        }
    }
    products
}

/// What is said of the products beside the first.
pub(super) fn others(products: &[Product]) -> impl Iterator<Item = Phrase> {
    products.iter().skip(1).map(|product| {
        Phrase::new("evidence.other_product")
            .with("product", &product.name)
            .with("token", &product.token)
    })
}

/// The session behind which strangers can have left marks. A chain that fails by this machine's
/// own clock or store is the service's.
fn foreign_session<'a>(walk: &Walk<'a>, obstacle: &Obstacle, cause: Cause) -> Option<&'a Session> {
    let own = matches!(
        cause,
        Cause::ClockSkew | Cause::ClientTrust | Cause::ClientRoots
    );
    let seen = match obstacle.failure {
        Failure::DnsHijack => true,
        failure => failure.layer() >= Layer::Tls,
    };
    let reach = walk.reach_of(obstacle)?;
    reach.foreign_session().filter(|_| seen && !own)
}

/// What the proxy's own words show: who answers there.
fn of_proxy(walk: &Walk<'_>, obstacle: &Obstacle) -> Vec<Mark> {
    let reach = walk.reach_of(obstacle);
    let refused = |reach: &Reach<'_>| {
        let mut tunnels = reach.tunnels();
        tunnels.find_map(|(_, tunnel)| tunnel.outcome.as_ref().err()?.reply().cloned())
    };
    let reply = reach.and_then(refused);
    reply
        .map(|reply| fingerprint::of_reply(&reply))
        .unwrap_or_default()
}

fn of_session(walk: &Walk<'_>, obstacle: &Obstacle, session: &Session) -> Vec<Mark> {
    let reply = walk.reach_of(obstacle).and_then(|reach| reach.reply());
    let behind = reply.map(fingerprint::of_reply).unwrap_or_default();
    if obstacle.failure.layer() == Layer::Http {
        return behind.into_iter().map(at_a_page).collect();
    }
    let mut marks = fingerprint::of_chain(&session.chain);
    // Only who opens TLS can write into a reply; where there are several, it may be the next one.
    marks.extend(behind.into_iter().map(at_most_likely));
    marks
}

/// Who was there need not be who said no.
fn at_a_page(mark: Mark) -> Mark {
    match mark.shows {
        Shows::Presence => at_most_likely(mark),
        Shows::Block | Shows::Login | Shows::Inspection => mark,
    }
}

fn at_most_likely(mut mark: Mark) -> Mark {
    mark.confidence = mark.confidence.min(fingerprint::Confidence::Medium);
    mark
}

fn of_lookup(walk: &Walk<'_>, obstacle: &Obstacle) -> Vec<Mark> {
    let sinkhole = obstacle.address.and_then(fingerprint::sinkhole);
    let replies = replies(walk).flat_map(|reply| fingerprint::of_answer(walk.host(), reply));
    let blocks = replies.filter(|mark| mark.shows == Shows::Block);
    sinkhole.into_iter().chain(blocks).collect()
}

/// What configured name servers said.
fn replies<'a>(walk: &Walk<'a>) -> impl Iterator<Item = &'a DnsReply> {
    let questions = walk.evidence.questions();
    let own = questions.filter(|(_, question)| question.asker == Asker::Configured);
    own.filter_map(|(_, question)| question.reply())
}
