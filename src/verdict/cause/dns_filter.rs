//! A resolver withholds or forges the answer on purpose.
//!
//! Rule, surest first. The resolver says so: the zone of a response policy (RPZ) in its reply, or
//! an extended error of RFC 8914 that means policy. The answer is a sinkhole, of nobody or of a
//! known product. A name that it
//! denies is known to a control resolver, or to another of this machine's name servers. Its answer leads to a private address where something
//! else answers, surely so where the genuine service is met at the address that a control resolver gives;
//! or to an odd one where nobody is met, while the service answers where another server leads. It denies a name that AWS documents or that was met on an open network, or
//! refuses one name while it answers others; if a control resolver denies the name too, or if
//! every name is denied, this is no ground.
//!
//! Before `wrong_name`, because a withheld name is right, and before `dns_outage`, because a
//! resolver that filters works.

use std::net::IpAddr;

use crate::evidence::{Asker, Failure, Layer, is_private};
use crate::plan::Voucher;
use crate::verdict::grounds;
use crate::verdict::walk::{Lookup, Reach};

use super::{Case, Confidence, Found, Phrase};

pub(super) fn find(case: &Case<'_, '_>) -> Option<Found> {
    match case.address() {
        None if case.layer() == Layer::Dns => at_the_lookup(case),
        None => None,
        Some(_) => at_an_address(case),
    }
}

/// The reply gave an address: was it a forged one?
fn at_an_address(case: &Case<'_, '_>) -> Option<Found> {
    let address = case.address()?;
    let forged = grounds::is_forged(case.walk, address);
    match case.failure() {
        // A product's own address, wherever it was put in: an agent here is a filter too.
        Failure::DnsSinkhole if case.walk.lookup.diverted.contains(&address) => {
            let summary = Phrase::new("summary.dns_filter_diverted").with("address", address);
            let found = Found::new(Confidence::High, summary);
            Some(found.because(grounds::policy(case.walk)))
        }
        Failure::DnsSinkhole => {
            let summary = Phrase::new("summary.dns_filter_sinkhole").with("address", address);
            let answer = Phrase::new("evidence.sinkhole").with("address", address);
            let words = grounds::policy(case.walk);
            let found = Found::new(Confidence::High, summary);
            Some(found.because(words).because([answer]))
        }
        Failure::DnsHijack => {
            let summary = Phrase::new("summary.dns_filter_hijack").with("address", address);
            let genuine = case.walk.reaches.iter().any(Reach::is_genuine);
            let confidence = if forged || genuine {
                Confidence::High
            } else {
                Confidence::Medium
            };
            Some(Found::new(confidence, summary).because(grounds::policy(case.walk)))
        }
        failure if forged && failure.layer() <= Layer::Tls => {
            let summary = Phrase::new("summary.dns_filter_forged").with("address", address);
            Some(Found::new(Confidence::High, summary).because(grounds::policy(case.walk)))
        }
        Failure::TcpRefused | Failure::TcpUnreachable | Failure::TcpTimeout => {
            astray(case, address)
        }
        _ => None,
    }
}

/// Nobody is met at an address that is none of AWS's, for all that is known, and the genuine service is
/// where another server leads.
fn astray(case: &Case<'_, '_>, address: IpAddr) -> Option<Found> {
    let walk = case.walk;
    let odd = |address| is_private(address) || grounds::is_foreign(walk, address);
    let genuine = |reach: &&Reach<'_>| reach.is_genuine() && reach.proxy.is_none();
    let mut elsewhere = walk.reaches.iter().filter(genuine);
    let direct = case.obstacle.proxy.is_none() && !case.obstacle.partial;
    let there = elsewhere.find(|_| direct && odd(address))?;
    let summary = Phrase::new("summary.dns_filter_astray").with("address", address);
    let evidence = Phrase::new("evidence.genuine_elsewhere").with("address", there.address);
    Some(Found::new(Confidence::Medium, summary).because([evidence]))
}

/// There is no address at all.
fn at_the_lookup(case: &Case<'_, '_>) -> Option<Found> {
    let words = grounds::policy(case.walk);
    if !words.is_empty() {
        let summary = Phrase::new("summary.dns_filter_policy");
        return Some(Found::new(Confidence::High, summary).because(words));
    }
    match case.failure() {
        Failure::DnsNxdomain | Failure::DnsNoAnswer => denied(case),
        Failure::DnsRefused => {
            let other = case.network.resolved_sibling(case.walk)?;
            let summary = Phrase::new("summary.dns_filter_refused");
            let evidence = Phrase::new("evidence.sibling_resolves").with("host", other.host());
            Some(Found::new(Confidence::Medium, summary).because([evidence]))
        }
        _ => None,
    }
}

fn denied(case: &Case<'_, '_>) -> Option<Found> {
    let summary = Phrase::new("summary.dns_filter_denied");
    if !Lookup::served_by(case.walk.evidence, Asker::Control).is_empty() {
        return Some(Found::new(Confidence::High, summary));
    }
    // Programs stop at the first server's no, whatever another one knows.
    if case.walk.lookup.served && case.walk.lookup.withheld && !is_denied_by_control(case) {
        return Some(Found::new(Confidence::Medium, summary));
    }
    // A system that alone says no may be offline, or mean something else by it; and servers that
    // deny every name have no view of the outside, which is no filter on this one.
    let is_documented = case.walk.path.voucher == Voucher::Catalogue;
    let vouched = (is_documented || case.walk.is_genuine_elsewhere())
        && case.walk.lookup.replied
        && !(case.walk.lookup.one_family && case.failure() == Failure::DnsNoAnswer)
        && !case.network.no_outside_name_is_known();
    let documented = Phrase::new("evidence.documented").with("document", &case.walk.path.document);
    (vouched && !is_denied_by_control(case)).then(|| {
        let found = Found::new(Confidence::Medium, summary);
        found.because(is_documented.then_some(documented))
    })
}

/// Whether a resolver elsewhere denies the name as well.
pub(super) fn is_denied_by_control(case: &Case<'_, '_>) -> bool {
    let control = case.walk.evidence.questions();
    control
        .filter(|(_, question)| question.asker == Asker::Control)
        .any(|(_, question)| question.reply().is_some_and(|reply| reply.is_nxdomain()))
}
