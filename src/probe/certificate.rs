//! Certificates as evidence.
//!
//! Owns the reading of what a server sent, bounded in number and length; whether a verifier takes
//! the chain is `trust`'s.

use aws_lc_rs::digest;
use jiff::Timestamp;
use rustls::pki_types::CertificateDer;
use x509_parser::{
    extensions::{DistributionPointName, GeneralName, ParsedExtension},
    parse_x509_certificate,
    prelude::X509Certificate,
    x509::{AttributeTypeAndValue, X509Name},
};

use crate::evidence::{Certificate, NameParts};

/// More certificates than this are not read: no honest chain is longer.
const MOST_CERTIFICATES: usize = 10;
/// More names than this are not kept.
const MOST_NAMES: usize = 20;
/// More parts of a name, or addresses of a revocation list, are not kept.
const MOST_PARTS: usize = 4;

/// The chain as evidence. A certificate that cannot be read is left out: it cannot be judged.
pub(super) fn certificates(chain: &[CertificateDer<'_>]) -> Vec<Certificate> {
    chain
        .iter()
        .take(MOST_CERTIFICATES)
        .filter_map(|der| certificate(der))
        .collect()
}

fn certificate(der: &[u8]) -> Option<Certificate> {
    let (_, x509) = parse_x509_certificate(der).ok()?;
    let time = |seconds: i64| Timestamp::from_second(seconds).unwrap_or_default();
    Some(Certificate {
        subject: x509.subject().to_string(),
        issuer: x509.issuer().to_string(),
        issuer_name: short_name(x509.issuer()),
        not_before: time(x509.validity().not_before.timestamp()),
        not_after: time(x509.validity().not_after.timestamp()),
        serial: hexadecimal(x509.raw_serial()),
        names: dns_names(&x509),
        sha256: hexadecimal(digest::digest(&digest::SHA256, der).as_ref()),
        issuer_parts: parts(x509.issuer()),
        subject_parts: parts(x509.subject()),
        crl_urls: crl_urls(&x509),
        has_scts: Some(has_scts(&x509)),
    })
}

fn parts(name: &X509Name<'_>) -> NameParts {
    fn texts<'a>(parts: impl Iterator<Item = &'a AttributeTypeAndValue<'a>>) -> Vec<String> {
        let readable = parts.filter_map(|part| part.as_str().ok());
        readable.map(str::to_owned).take(MOST_PARTS).collect()
    }
    NameParts {
        common_names: texts(name.iter_common_name()),
        organisations: texts(name.iter_organization()),
        units: texts(name.iter_organizational_unit()),
    }
}

fn crl_urls(x509: &X509Certificate<'_>) -> Vec<String> {
    let extensions = x509.extensions().iter();
    let points = extensions.filter_map(|extension| match extension.parsed_extension() {
        ParsedExtension::CRLDistributionPoints(points) => Some(&points.points),
        _ => None,
    });
    let names = points
        .flatten()
        .filter_map(|point| match &point.distribution_point {
            Some(DistributionPointName::FullName(names)) => Some(names),
            _ => None,
        });
    let urls = names.flatten().filter_map(|name| match name {
        GeneralName::URI(url) => Some((*url).to_owned()),
        _ => None,
    });
    urls.take(MOST_PARTS).collect()
}

fn has_scts(x509: &X509Certificate<'_>) -> bool {
    let mut extensions = x509.extensions().iter();
    extensions.any(|extension| matches!(extension.parsed_extension(), ParsedExtension::SCT(_)))
}

fn dns_names(x509: &X509Certificate<'_>) -> Vec<String> {
    let Ok(Some(extension)) = x509.subject_alternative_name() else {
        return Vec::new();
    };
    let names = extension.value.general_names.iter();
    names
        .filter_map(|name| match name {
            GeneralName::DNSName(name) => Some((*name).to_owned()),
            _ => None,
        })
        .take(MOST_NAMES)
        .collect()
}

pub(super) fn issuer_of(der: &[u8]) -> Option<String> {
    let (_, x509) = parse_x509_certificate(der).ok()?;
    Some(short_name(x509.issuer()))
}

/// The common name, else the organisation, else all of it.
fn short_name(name: &X509Name<'_>) -> String {
    let first = |text: Option<&str>| text.map(str::to_owned);
    let common = name.iter_common_name().next();
    let organisation = name.iter_organization().next();
    first(common.and_then(|part| part.as_str().ok()))
        .or_else(|| first(organisation.and_then(|part| part.as_str().ok())))
        .unwrap_or_else(|| name.to_string())
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rcgen::{CertificateParams, DnType, KeyPair};

    use super::*;

    /// With what is read of one: names, parts of a name, markup and control codes in them.
    fn genuine() -> Vec<u8> {
        let names: Vec<String> = (0..40).map(|n| format!("n{n}.example")).collect();
        let mut params = CertificateParams::new(names).unwrap();
        let subject = &mut params.distinguished_name;
        subject.push(DnType::OrganizationName, "<b>\u{1b}[31mEvil\u{0}");
        subject.push(DnType::CommonName, "\u{202e}live");
        let key = KeyPair::generate().unwrap();
        params.self_signed(&key).unwrap().der().to_vec()
    }

    fn spoilt() -> impl Strategy<Value = Vec<u8>> {
        let whole = genuine();
        let edits = proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6);
        (edits, any::<prop::sample::Index>()).prop_map(move |(edits, end)| {
            let mut bytes = whole.clone();
            for (index, byte) in edits {
                let index = index.index(bytes.len());
                bytes[index] = byte;
            }
            // Mostly whole: a certificate that is cut off is given up at once.
            if end.index(4) == 0 {
                bytes.truncate(end.index(bytes.len() + 1));
            }
            bytes
        })
    }

    #[test]
    fn what_is_read_is_bounded() {
        let one = CertificateDer::from(genuine());
        let read = certificates(&vec![one; 40]);
        assert_eq!(read.len(), MOST_CERTIFICATES);
        assert_eq!(read[0].names.len(), MOST_NAMES);
        assert_eq!(read[0].sha256.len(), 64);
    }

    proptest! {
        #[test]
        fn no_bytes_are_too_odd(noise in proptest::collection::vec(any::<u8>(), 0..600), spoilt in spoilt()) {
            for bytes in [noise, spoilt] {
                let length = bytes.len();
                for read in certificates(&[CertificateDer::from(bytes)]) {
                    prop_assert!(read.names.len() <= MOST_NAMES);
                    prop_assert!(read.crl_urls.len() <= MOST_PARTS);
                    prop_assert!(read.issuer_parts.common_names.len() <= MOST_PARTS);
                    prop_assert!(read.serial.len() <= 2 * length);
                }
            }
        }
    }
}
