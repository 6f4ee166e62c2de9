//! Which product left its mark in what was seen.
//!
//! Owns the marks, which are data (`data/fingerprints`, one file per product), and how they are
//! matched against certificates, replies and answers. Pure. What a mark means for a path is the
//! verdict's: a mark names a product, never a failure of its own making.
//!
//! `book` loads the marks, once and at the first use. `condition` compares one field with one
//! pattern. `subject` says what stands in a field of what was seen. Everything that a stranger
//! sends is bounded before it is compared, and patterns are run by an engine whose time grows
//! linearly with the text.
//!
//! A mark of low confidence never names a product by itself: it only makes a surer one of the
//! same product surer.

use std::net::IpAddr;

use serde::Deserialize;

use crate::evidence::{Certificate, DnsReply, Layer, Reply};
use crate::names::HostName;

mod book;
mod condition;
mod subject;

use book::Row;
use condition::Field;
use subject::Subject;

/// A shorter one would be taken out of words that only look like it.
const SHORTEST_SECRET: usize = 3;

/// How much a mark carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// Habit, or one weak report: never names a product by itself.
    Low,
    /// One good report, or a dated list.
    Medium,
    /// A document of the vendor, a curated list, or measured.
    High,
}

/// What the product was doing when it left the mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Shows {
    /// It says no.
    Block,
    /// It asks who is there, or leads into isolation.
    Login,
    /// It signed the chain.
    Inspection,
    /// It stands in the way, and may have let this pass.
    Presence,
}

/// Where the product runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RunsOn {
    Network,
    /// On the very machine, as a virus scanner does.
    Machine,
}

/// A product that left its mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    pub product: &'static str,
    pub layer: Layer,
    pub shows: Shows,
    /// The very text that gave it away, with the field that it stood in, and without serial
    /// numbers, tenants and users.
    pub token: String,
    pub confidence: Confidence,
    /// Whether it is in an address or an alias.
    diverts: bool,
}

impl Mark {
    /// Whether the answer that bears it leads elsewhere: an address or an alias, not mere words.
    pub fn leads_astray(&self) -> bool {
        self.diverts && self.shows == Shows::Block
    }
}

/// The products that the chain shows, surest first.
pub fn of_chain(chain: &[Certificate]) -> Vec<Mark> {
    let subjects = subject::of_chain(chain);
    named(book::get().rows(), &subjects)
}

/// The products that an HTTP reply shows, surest first. What AWS or a content network sends
/// itself is nobody's refusal.
pub fn of_reply(reply: &Reply) -> Vec<Mark> {
    let book = book::get();
    let subject = Subject::Reply(reply);
    let own = book.is_false_positive(&subject);
    let rows = book
        .rows()
        .filter(|row| !own || row.shows == Shows::Presence);
    named(rows, &[subject])
}

/// The product whose block page the reply is.
pub fn block_page(reply: &Reply) -> Option<Mark> {
    let mut marks = of_reply(reply).into_iter();
    marks.find(|mark| mark.shows == Shows::Block)
}

/// The products that a name server's reply shows.
pub fn of_answer(host: &HostName, reply: &DnsReply) -> Vec<Mark> {
    named(book::get().rows(), &[Subject::Answer(host, reply)])
}

/// The product that sends what it blocks to this address.
pub fn sinkhole(address: IpAddr) -> Option<Mark> {
    let marks = named(book::get().rows(), &[Subject::Address(address)]);
    marks.into_iter().find(|mark| mark.shows == Shows::Block)
}

/// Whether a vendor publishes this address as the one to which it sends what it blocks.
pub fn is_surely_sinkhole(address: IpAddr) -> bool {
    sinkhole(address).is_some_and(|mark| mark.confidence == Confidence::High)
}

/// The certificate as it may be shown: products write serial numbers, tenants and accounts into
/// the names of their authorities.
pub fn presentable(certificate: &Certificate) -> Certificate {
    let mut shown = certificate.clone();
    let subjects = subject::of_chain(std::slice::from_ref(certificate));
    let rows = book::get().rows();
    let secrets = rows.filter_map(|row| subjects.iter().find_map(|subject| row.secret(subject)));
    for secret in secrets.filter(|secret| secret.len() >= SHORTEST_SECRET) {
        for name in [
            &mut shown.subject,
            &mut shown.issuer,
            &mut shown.issuer_name,
        ] {
            *name = book::hidden(name, &secret);
        }
    }
    shown
}

/// Where the product of this name runs.
pub fn runs_on(product: &str) -> Option<RunsOn> {
    let mut products = book::get().products();
    products
        .find(|known| known.name == product)
        .map(|known| known.runs_on)
}

/// The id of the product of this name, which is the name of its file.
pub fn id(product: &str) -> Option<&'static str> {
    let mut products = book::get().products();
    products
        .find(|known| known.name == product)
        .map(|known| known.id)
}

/// One mark per product: its surest. Two marks in different fields make a likely product sure.
fn named<'r>(rows: impl Iterator<Item = &'r Row>, subjects: &[Subject<'_>]) -> Vec<Mark> {
    let mut found: Vec<(Mark, &Field)> = Vec::new();
    for row in rows {
        let Some(token) = subjects.iter().find_map(|subject| row.token(subject)) else {
            continue;
        };
        let new = Mark {
            product: row.product,
            layer: row.layer,
            shows: row.shows,
            token,
            confidence: row.confidence,
            diverts: matches!(row.condition.field, Field::Address | Field::Cname),
        };
        match found
            .iter_mut()
            .find(|(mark, _)| mark.product == new.product)
        {
            Some((mark, field)) => join(mark, field, new, &row.condition.field),
            None => found.push((new, &row.condition.field)),
        }
    }
    let mut marks: Vec<Mark> = found.into_iter().map(|(mark, _)| mark).collect();
    marks.retain(|mark| mark.confidence > Confidence::Low);
    marks.sort_by_key(|mark| std::cmp::Reverse(mark.confidence));
    marks
}

fn join<'r>(known: &mut Mark, field: &mut &'r Field, new: Mark, of: &'r Field) {
    let surest = known.confidence.max(new.confidence);
    let agree = *field != of && surest == Confidence::Medium;
    // A refusal says more than that somebody is there.
    let says_more = new.shows == Shows::Block && known.shows != Shows::Block;
    let is_sound = new.confidence > Confidence::Low;
    if new.confidence > known.confidence || says_more && is_sound {
        *known = new;
        *field = of;
    }
    known.confidence = if agree { Confidence::High } else { surest };
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::evidence::NameParts;

    proptest! {
        /// Whatever a stranger writes: it ends, marks are few, and no mark shows more than a token.
        #[test]
        fn no_text_is_too_odd(
            name in "(?s).{0,40}",
            value in "(?s).{0,400}",
            body in "(?s).{0,2000}",
            known in prop::sample::select(&["Server", "Location", "Via", "X-Squid-Error", "Set-Cookie"]),
        ) {
            let reply = reply(403, &[(&name, &value), (known, &value)], &body);
            let mut chain = certificate(&[&value, &name], &value);
            chain.issuer_parts.common_names = vec![value.clone(), name.clone()];
            chain.crl_urls = vec![value.clone()];
            let marks = [of_reply(&reply), of_chain(&[chain.clone()])].concat();
            prop_assert!(marks.len() <= 40);
            prop_assert!(presentable(&chain).issuer.chars().count() <= chain.issuer.chars().count());
        }
    }

    fn reply(status: u16, headers: &[(&str, &str)], body: &str) -> Reply {
        let headers = headers.iter();
        Reply {
            version: 1,
            status,
            reason: String::new(),
            headers: headers
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
            body: body.to_owned(),
            body_cut: false,
        }
    }

    fn certificate(organisations: &[&str], sha256: &str) -> Certificate {
        let organisations = organisations.iter().map(|one| (*one).to_owned());
        Certificate {
            subject: String::new(),
            issuer: String::new(),
            issuer_name: String::new(),
            not_before: jiff::Timestamp::UNIX_EPOCH,
            not_after: jiff::Timestamp::UNIX_EPOCH,
            serial: String::new(),
            names: vec![],
            sha256: sha256.to_owned(),
            issuer_parts: NameParts::default(),
            subject_parts: NameParts {
                organisations: organisations.collect(),
                ..NameParts::default()
            },
            crl_urls: vec![],
            has_scts: None,
        }
    }

    fn products(reply: &Reply) -> Vec<&'static str> {
        of_reply(reply)
            .into_iter()
            .map(|mark| mark.product)
            .collect()
    }

    #[test]
    fn words_that_everybody_uses_name_nobody() {
        for page in [
            "<title>403 Forbidden</title><center>nginx</center>",
            "<title>Access Denied</title>This site has been blocked by your administrator",
            "<h1>Web filter</h1>Webfilter Violation",
            "<title>ERROR: The request could not be satisfied</title>Request blocked.",
        ] {
            assert_eq!(products(&reply(403, &[], page)), [""; 0], "{page}");
        }
    }

    #[test]
    fn a_page_of_a_content_network_is_nobodys_block_page() {
        let words = "Powered By FortiGuard";
        assert!(block_page(&reply(403, &[], words)).is_some());
        let akamai = format!("{words} errors.edgesuite.net");
        assert!(block_page(&reply(403, &[], &akamai)).is_none());
        for header in ["x-amzn-RequestId", "X-Amz-Cf-Id"] {
            assert!(block_page(&reply(403, &[(header, "1")], words)).is_none());
        }
    }

    #[test]
    fn a_box_that_let_the_reply_pass_is_named_all_the_same() {
        let headers = [
            ("x-amz-cf-id", "abc=="),
            ("Via", "1.1 abc (McAfee Web Gateway 11.2.6)"),
        ];
        let marks = of_reply(&reply(200, &headers, ""));
        assert_eq!(marks.len(), 1);
        assert_eq!(marks[0].shows, Shows::Presence);
        assert_eq!(marks[0].token, "header via: (McAfee Web Gateway 11.2.6)");
    }

    #[test]
    fn a_token_holds_no_more_than_what_fits() {
        let page = "location.replace(\"https://block.opendns.com/?user=jane&t=s3cr3t\")";
        let mark = block_page(&reply(403, &[], page)).unwrap();
        assert_eq!(mark.token, "page text: https://block.opendns.com");
        let azure = "HTTP request from 10.0.0.4:5 to a.example:80. Action: Deny. \
                     No rule matched. Proceeding with default action";
        let mark = block_page(&reply(470, &[], azure)).unwrap();
        assert!(!mark.token.contains("10.0.0.4"), "{}", mark.token);
    }

    #[test]
    fn two_likely_marks_of_one_product_make_it_sure() {
        let one = certificate(&["Zscaler Inc."], "00");
        assert_eq!(of_chain(&[one])[0].confidence, Confidence::Medium);
        let root = "04f61f1d13aae1d16573dc2c37f796fdf4ac97713a6959ebb11d2473958b1a53";
        let two = certificate(&["Zscaler Inc."], root);
        assert_eq!(of_chain(&[two])[0].confidence, Confidence::High);
        assert_eq!(of_chain(&[]), []);
    }

    #[test]
    fn a_certificate_is_shown_without_serial_number_tenant_and_account() {
        for (name, shown) in [
            ("FG6H0FTB12345678", "***"),
            ("ca.acme.eu.goskope.com", "ca.***.goskope.com"),
            ("Sophos SSL CA_C1234ABCD", "Sophos SSL CA_***"),
            ("Corp CA", "Corp CA"),
        ] {
            let mut signed = certificate(&[], "00");
            signed.issuer_parts.common_names = vec![name.to_owned()];
            signed.issuer_name = name.to_owned();
            signed.issuer = format!("O=Acme, CN={name}");
            let safe = presentable(&signed);
            assert_eq!(safe.issuer_name, shown);
            assert_eq!(safe.issuer, format!("O=Acme, CN={shown}"));
        }
    }

    #[test]
    fn addresses_are_compared_as_addresses() {
        let product = |address: &str| sinkhole(address.parse().unwrap()).map(|mark| mark.product);
        assert_eq!(product("::ffff:146.112.61.106"), Some("Cisco Umbrella"));
        assert_eq!(product("146.112.61.111"), Some("Cisco Umbrella"));
        // Shared space, and a range of long ago.
        assert_eq!(product("100.64.0.1"), None);
        assert_eq!(product("67.215.65.132"), None);
        assert!(is_surely_sinkhole("146.112.61.106".parse().unwrap()));
        assert!(!is_surely_sinkhole("146.112.61.111".parse().unwrap()));
    }

    #[test]
    fn a_long_page_is_read_no_further_than_its_bound() {
        let mut page = "a".repeat(1 << 20);
        page += "Check Point UserCheck";
        assert_eq!(products(&reply(200, &[], &page)), [""; 0]);
    }
}
