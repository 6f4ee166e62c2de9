//! One field compared with one pattern.
//!
//! Owns the fields and the ways to compare, both by their names in the data files. What stands in
//! a field of what was seen is `subject`'s.

use std::{net::IpAddr, sync::OnceLock};

use regex::Regex;
use serde::Deserialize;

/// What can be compared.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(super) enum Field {
    IssuerCommonName,
    IssuerOrganisation,
    IssuerUnit,
    SubjectOrganisation,
    CrlUrl,
    RootSha256,
    Status,
    Reason,
    /// Lower case.
    Header(String),
    LocationHost,
    Title,
    Body,
    Address,
    Cname,
    PolicyZone,
    ErrorText,
}

/// By the name in the data files, with the label that a token gets.
const FIELDS: &[(&str, Field, &str)] = &[
    ("issuer.cn", Field::IssuerCommonName, "issuer CN="),
    ("issuer.o", Field::IssuerOrganisation, "issuer O="),
    ("issuer.ou", Field::IssuerUnit, "issuer OU="),
    ("subject.o", Field::SubjectOrganisation, "subject O="),
    ("crl_url", Field::CrlUrl, "CRL "),
    ("root.sha256", Field::RootSha256, "root SHA-256 "),
    ("status", Field::Status, "HTTP status "),
    ("reason", Field::Reason, "HTTP reason "),
    ("location.host", Field::LocationHost, "redirect to "),
    ("title", Field::Title, "page title: "),
    ("body", Field::Body, "page text: "),
    ("address", Field::Address, "address "),
    ("cname", Field::Cname, "CNAME "),
    ("policy_zone", Field::PolicyZone, "policy zone "),
    ("ede_text", Field::ErrorText, "extended DNS error: "),
];

impl TryFrom<String> for Field {
    type Error = String;

    fn try_from(name: String) -> Result<Self, String> {
        if let Some(header) = name.strip_prefix("header.") {
            return Ok(Self::Header(header.to_ascii_lowercase()));
        }
        let mut known = FIELDS.iter().filter(|(known, ..)| *known == name);
        let found = known.next().map(|(_, field, _)| field.clone());
        found.ok_or_else(|| format!("{name} is no field"))
    }
}

impl Field {
    /// What stands before the text in a token.
    pub(super) fn label(&self) -> String {
        if let Self::Header(name) = self {
            return format!("header {name}: ");
        }
        let mut known = FIELDS.iter().filter(|(_, field, _)| field == self);
        known
            .next()
            .map_or_else(String::new, |(.., label)| (*label).to_owned())
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Way {
    Equals,
    Prefix,
    Suffix,
    Contains,
    Regex,
    Cidr,
    Present,
}

/// Texts as they stand in a data file: one, or several of which any will do.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub(super) enum Texts {
    One(String),
    Many(Vec<String>),
}

impl Texts {
    fn into_vec(self) -> Vec<String> {
        match self {
            Self::One(text) => vec![text],
            Self::Many(texts) => texts,
        }
    }
}

/// A condition, ready to be asked.
#[derive(Debug)]
pub(super) struct Condition {
    pub(super) field: Field,
    tests: Vec<Test>,
}

#[derive(Debug)]
enum Test {
    Equals(String),
    Prefix(String),
    Suffix(String),
    Contains(String),
    Regex(Lazy),
    Network(IpAddr, u32),
    Present,
}

/// Compiled at the first text that it is asked about: most runs meet none. A pattern that cannot
/// be compiled fits nothing; a test holds that all can.
#[derive(Debug)]
pub(super) struct Lazy {
    pattern: String,
    compiled: OnceLock<Option<Regex>>,
}

impl Lazy {
    pub(super) fn new(pattern: String) -> Self {
        let compiled = OnceLock::new();
        Self { pattern, compiled }
    }

    pub(super) fn get(&self) -> Option<&Regex> {
        let compiled = self.compiled.get_or_init(|| Regex::new(&self.pattern).ok());
        compiled.as_ref()
    }
}

impl Condition {
    pub(super) fn new(field: Field, way: Way, pattern: Option<Texts>) -> Result<Self, String> {
        let patterns = pattern.map(Texts::into_vec).unwrap_or_default();
        let tests = match way {
            Way::Present => vec![Test::Present],
            _ => patterns
                .into_iter()
                .map(|pattern| Test::new(way, pattern))
                .collect::<Result<_, _>>()?,
        };
        if tests.is_empty() {
            return Err("there is no pattern".to_owned());
        }
        Ok(Self { field, tests })
    }

    /// The part of the text that the pattern fits.
    pub(super) fn span<'t>(&self, text: &'t str) -> Option<&'t str> {
        self.tests.iter().find_map(|test| test.span(text))
    }
}

impl Test {
    fn new(way: Way, pattern: String) -> Result<Self, String> {
        if pattern.is_empty() {
            return Err("an empty pattern fits everything".to_owned());
        }
        Ok(match way {
            Way::Equals => Self::Equals(pattern),
            Way::Prefix => Self::Prefix(pattern),
            Way::Suffix => Self::Suffix(pattern),
            Way::Contains => Self::Contains(pattern),
            Way::Regex => Self::Regex(Lazy::new(pattern)),
            Way::Cidr => network(&pattern).ok_or_else(|| format!("{pattern} is no network"))?,
            Way::Present => Self::Present,
        })
    }

    fn span<'t>(&self, text: &'t str) -> Option<&'t str> {
        match self {
            Self::Equals(pattern) => (text == pattern).then_some(text),
            Self::Prefix(pattern) => text.starts_with(pattern).then(|| &text[..pattern.len()]),
            Self::Suffix(pattern) => text
                .ends_with(pattern)
                .then(|| &text[text.len() - pattern.len()..]),
            Self::Contains(pattern) => text.find(pattern).map(|at| &text[at..at + pattern.len()]),
            Self::Regex(regex) => regex.get()?.find(text).map(|found| found.as_str()),
            Self::Network(first, bits) => is_within(text, *first, *bits).then_some(text),
            Self::Present => (!text.is_empty()).then_some(text),
        }
    }
}

/// `198.51.100.0/24` (RFC 4632, section 3.1).
fn network(text: &str) -> Option<Test> {
    let (first, bits) = text.split_once('/')?;
    let first: IpAddr = first.parse().ok()?;
    let most = if first.is_ipv4() { 32 } else { 128 };
    let bits: u32 = bits.parse().ok().filter(|bits| *bits <= most)?;
    Some(Test::Network(first, bits))
}

fn is_within(text: &str, first: IpAddr, bits: u32) -> bool {
    match (text.parse(), first) {
        (Ok(IpAddr::V4(address)), IpAddr::V4(first)) => {
            let differ = address.to_bits() ^ first.to_bits();
            differ.leading_zeros() >= bits
        }
        (Ok(IpAddr::V6(address)), IpAddr::V6(first)) => {
            let differ = address.to_bits() ^ first.to_bits();
            differ.leading_zeros() >= bits
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits(way: Way, pattern: &str, text: &str) -> bool {
        let pattern = Some(Texts::One(pattern.to_owned()));
        let condition = Condition::new(Field::Body, way, pattern).unwrap();
        condition.span(text).is_some()
    }

    #[test]
    fn a_network_ends_where_it_should() {
        assert!(fits(Way::Cidr, "146.112.61.104/29", "146.112.61.111"));
        assert!(!fits(Way::Cidr, "146.112.61.104/29", "146.112.61.112"));
        assert!(!fits(Way::Cidr, "0.0.0.0/0", "::1"));
        assert!(fits(Way::Cidr, "fc00::/7", "fd00::1"));
    }

    #[test]
    fn what_fits_everything_is_refused() {
        let empty = Some(Texts::One(String::new()));
        assert!(Condition::new(Field::Body, Way::Contains, empty).is_err());
        assert!(Condition::new(Field::Body, Way::Equals, None).is_err());
        assert!(Field::try_from("issuer".to_owned()).is_err());
    }
}
