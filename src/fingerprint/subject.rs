//! What stands in a field of what was seen.
//!
//! Owns the bounds: a stranger chooses these texts, so no more than so much of each is read.

use std::{borrow::Cow, net::IpAddr};

use url::Url;

use crate::evidence::{Certificate, DnsReply, RecordData, Reply, element};
use crate::names::HostName;

use super::condition::Field;

/// As much of a page is read: block pages are shorter.
const MOST_BODY: usize = 64 * 1024;
/// As much of any other text.
const MOST_TEXT: usize = 4 * 1024;
/// As many values of one field.
const MOST_VALUES: usize = 32;

/// One thing that was seen. All conditions of a mark must fit the same.
#[derive(Debug, Clone, Copy)]
pub(super) enum Subject<'e> {
    Certificate(&'e Certificate, Place),
    Reply(&'e Reply),
    Answer(&'e HostName, &'e DnsReply),
    Address(IpAddr),
}

/// Where in its chain a certificate stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    is_leaf: bool,
    is_last: bool,
}

pub(super) fn of_chain(chain: &[Certificate]) -> Vec<Subject<'_>> {
    let last = chain.len().saturating_sub(1);
    let place = |index| Place {
        is_leaf: index == 0,
        is_last: index == last,
    };
    let certificates = chain.iter().take(MOST_VALUES).enumerate();
    certificates
        .map(|(index, certificate)| Subject::Certificate(certificate, place(index)))
        .collect()
}

impl<'e> Subject<'e> {
    /// The texts in this field, as far as they are read.
    pub(super) fn values(&self, field: &Field) -> Vec<Cow<'e, str>> {
        let most = match field {
            Field::Body | Field::Title => MOST_BODY,
            _ => MOST_TEXT,
        };
        let values = match *self {
            Self::Certificate(certificate, place) => of_certificate(certificate, place, field),
            Self::Reply(reply) => of_reply(reply, field),
            Self::Answer(host, reply) => of_answer(host, reply, field),
            Self::Address(address) if *field == Field::Address => vec![plain(address)],
            Self::Address(_) => Vec::new(),
        };
        let bounded = values.into_iter().take(MOST_VALUES);
        bounded.map(|text| bound(text, most)).collect()
    }
}

fn bound(text: Cow<'_, str>, most: usize) -> Cow<'_, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(cut(text, most)),
        Cow::Owned(text) => Cow::Owned(cut(&text, most).to_owned()),
    }
}

/// The first bytes, not within a letter.
pub(super) fn cut(text: &str, most: usize) -> &str {
    let mut end = text.len().min(most);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

fn of_certificate<'e>(
    certificate: &'e Certificate,
    place: Place,
    field: &Field,
) -> Vec<Cow<'e, str>> {
    let issuer = &certificate.issuer_parts;
    let texts: &[String] = match field {
        Field::IssuerCommonName => &issuer.common_names,
        Field::IssuerOrganisation => &issuer.organisations,
        Field::IssuerUnit => &issuer.units,
        Field::SubjectOrganisation if place.is_leaf => &certificate.subject_parts.organisations,
        Field::CrlUrl if place.is_leaf => &certificate.crl_urls,
        Field::RootSha256 if place.is_last => std::slice::from_ref(&certificate.sha256),
        _ => &[],
    };
    texts.iter().map(Cow::from).collect()
}

fn of_reply<'e>(reply: &'e Reply, field: &Field) -> Vec<Cow<'e, str>> {
    let body = cut(&reply.body, MOST_BODY);
    match field {
        Field::Status => vec![reply.status.to_string().into()],
        Field::Reason => vec![Cow::from(&reply.reason)],
        Field::Header(name) => {
            let headers = reply.headers.iter();
            let of_name = headers.filter(|(known, _)| known.eq_ignore_ascii_case(name));
            of_name.map(|(_, value)| Cow::from(value)).collect()
        }
        Field::LocationHost => location_host(reply).into_iter().map(Cow::from).collect(),
        Field::Title => element(body, "title").into_iter().map(Cow::from).collect(),
        Field::Body => vec![body.into()],
        _ => Vec::new(),
    }
}

/// The host of an absolute Location; a relative one leads nowhere else.
fn location_host(reply: &Reply) -> Option<String> {
    let target = Url::parse(cut(reply.header("location")?, MOST_TEXT)).ok()?;
    target.host_str().map(str::to_ascii_lowercase)
}

fn of_answer<'e>(host: &HostName, reply: &'e DnsReply, field: &Field) -> Vec<Cow<'e, str>> {
    match field {
        Field::Address => reply.addresses().map(plain).collect(),
        Field::Cname => {
            let targets = reply
                .answers
                .iter()
                .filter_map(|record| match &record.data {
                    RecordData::Cname(target) => Some(target.trim_end_matches('.')),
                    _ => None,
                });
            targets
                .map(|target| target.to_ascii_lowercase().into())
                .collect()
        }
        Field::PolicyZone => reply.policy_zone(host).map(Cow::from).into_iter().collect(),
        Field::ErrorText => {
            let errors = reply.extended_errors.iter();
            errors.map(|error| Cow::from(&error.text)).collect()
        }
        _ => Vec::new(),
    }
}

/// An IPv4 address mapped into IPv6 is the same address.
fn plain(address: IpAddr) -> Cow<'static, str> {
    address.to_canonical().to_string().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_never_splits_a_letter() {
        assert_eq!(cut("äö", 3), "ä");
        assert_eq!(cut("äö", 9), "äö");
    }
}
