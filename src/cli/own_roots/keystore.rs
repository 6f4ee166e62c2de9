//! What Java trusts by a key store.
//!
//! Owns the two forms that Java's trust stores have, as far as no key is needed to read them: JKS, and
//! PKCS#12 that is not encrypted, as the `cacerts` of Java itself since version 18 (JDK-8275252). Of
//! the libraries at hand, the one for JKS reserves as much memory as a file says, and that for
//! PKCS#12 stands on unfinished ones; what is read here takes neither.

use rustls::pki_types::CertificateDer;
use x509_parser::asn1_rs::{Any, FromDer as _};

use crate::evidence::RootsTrouble;

/// The first bytes of JKS (OpenJDK, `JavaKeyStore.java`).
const JKS: &[u8] = &[0xfe, 0xed, 0xfe, 0xed];

/// Its kinds of entries: a private key with its chain, and a trusted certificate.
const KEY: u32 = 1;
const TRUSTED: u32 = 2;

/// 1.2.840.113549.1.7.1, `data` (RFC 5652, section 4).
const DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 1];
/// 1.2.840.113549.1.7.6, `encrypted-data` (RFC 5652, section 8).
const ENCRYPTED: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 6];
/// 1.2.840.113549.1.12.10.1.3, `certBag` (RFC 7292, section 4.2.3).
const CERT_BAG: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 12, 10, 1, 3];
/// 2.16.840.1.113894.746875.1.1, the attribute without which Java takes a certificate for a part of a
/// key's chain (OpenJDK, `PKCS12KeyStore.java`, `TrustedKeyUsage_OID`).
const TRUST_MARK: &[u8] = &[
    0x60, 0x86, 0x48, 1, 0x86, 0xf9, 0x66, 0xad, 0xca, 0x7b, 1, 1,
];

type Found = Result<Vec<CertificateDer<'static>>, RootsTrouble>;

/// The certificates that Java trusts by this store.
pub(super) fn trusted(bytes: &[u8]) -> Found {
    let found = match bytes.strip_prefix(JKS) {
        Some(rest) => jks(rest).ok_or(RootsTrouble::Broken)?,
        None => pkcs12(bytes)?,
    };
    match found.is_empty() {
        true => Err(RootsTrouble::NoCertificate),
        false => Ok(found),
    }
}

/// All entries, as `JavaKeyStore.java` loads them; none where the file ends before they do. The
/// digest at the end is over a password, which Java does not ask for either.
fn jks(bytes: &[u8]) -> Option<Vec<CertificateDer<'static>>> {
    let mut rest = Rest(bytes);
    let version = rest.number()?;
    let count = rest.number()?;
    let mut found = Vec::new();
    for _ in 0..count {
        let kind = rest.number()?;
        let _alias = rest.text()?;
        let _made = rest.bytes(8)?;
        match kind {
            TRUSTED => found.push(rest.certificate(version)?),
            KEY => {
                let _key = rest.counted()?;
                // Java trusts the first of a key's chain too (`TrustStoreUtil.java`).
                for index in 0..rest.number()? {
                    let one = rest.certificate(version)?;
                    found.extend((index == 0).then_some(one));
                }
            }
            _ => return None,
        }
    }
    Some(found)
}

/// What has not been read yet.
struct Rest<'a>(&'a [u8]);

impl<'a> Rest<'a> {
    fn bytes(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    fn number(&mut self) -> Option<u32> {
        let bytes = self.bytes(4)?.try_into().ok()?;
        Some(u32::from_be_bytes(bytes))
    }

    fn text(&mut self) -> Option<&'a [u8]> {
        let length = self.bytes(2)?.try_into().ok()?;
        self.bytes(usize::from(u16::from_be_bytes(length)))
    }

    fn counted(&mut self) -> Option<&'a [u8]> {
        let length = self.number()?;
        self.bytes(usize::try_from(length).ok()?)
    }

    fn certificate(&mut self, version: u32) -> Option<CertificateDer<'static>> {
        if version > 1 {
            let _type = self.text()?;
        }
        Some(CertificateDer::from(self.counted()?.to_vec()))
    }
}

/// The certificates with Java's mark (RFC 7292, section 4), where they can be read without a key.
fn pkcs12(bytes: &[u8]) -> Found {
    let outer = parts(bytes).ok_or(RootsTrouble::OtherForm)?;
    let [_, safe, ..] = outer.as_slice() else {
        return Err(RootsTrouble::OtherForm);
    };
    let (_, safe) = typed(safe).ok_or(RootsTrouble::OtherForm)?;
    let contents = parts(safe.data).ok_or(RootsTrouble::OtherForm)?;
    let contents: Vec<_> = contents.iter().filter_map(typed).collect();
    let of_kind = |kind| contents.iter().filter(move |(found, _)| *found == kind);
    let bags = of_kind(DATA).filter_map(|(_, data)| parts(data.data));
    let found: Vec<_> = bags.flatten().filter_map(|bag| of_bag(&bag)).collect();
    match found.is_empty() && of_kind(ENCRYPTED).next().is_some() {
        true => Err(RootsTrouble::Encrypted),
        false => Ok(found),
    }
}

/// The certificate of a bag that Java trusts.
fn of_bag(bag: &Any<'_>) -> Option<CertificateDer<'static>> {
    let (kind, inner) = typed(bag)?;
    let marked = || {
        let attributes = inside(bag.data)?.into_iter().nth(2)?;
        let attributes = inside(attributes.data)?;
        let name = |one: &Any<'_>| {
            inside(one.data)?
                .first()
                .map(|name| name.data == TRUST_MARK)
        };
        Some(attributes.iter().filter_map(name).any(|is_mark| is_mark))
    };
    if kind != CERT_BAG || marked() != Some(true) {
        return None;
    }
    let (_, certificate) = typed(&inner)?;
    Some(CertificateDer::from(certificate.data.to_vec()))
}

/// The two parts that contents, bags and certificates have here: what it is, and what an explicit
/// tag 0 holds.
fn typed<'a>(value: &Any<'a>) -> Option<(&'a [u8], Any<'a>)> {
    let parts = inside(value.data)?;
    let [kind, tagged, ..] = parts.as_slice() else {
        return None;
    };
    Some((kind.data, inside(tagged.data)?.into_iter().next()?))
}

/// The values in the one value that these bytes are.
fn parts(bytes: &[u8]) -> Option<Vec<Any<'_>>> {
    inside(Any::from_der(bytes).ok()?.1.data)
}

/// The values that stand in a row in these bytes.
fn inside(mut bytes: &[u8]) -> Option<Vec<Any<'_>>> {
    let mut values = Vec::new();
    while !bytes.is_empty() {
        let (rest, value) = Any::from_der(bytes).ok()?;
        values.push(value);
        bytes = rest;
    }
    Some(values)
}

#[cfg(test)]
mod tests {
    use super::*;

    macro_rules! store {
        ($name:literal) => {
            include_bytes!(concat!("../../../tests/keystores/", $name)).as_slice()
        };
    }

    #[test]
    fn every_form_is_read_or_named() {
        let cases = [
            ("trusted.jks", store!("trusted.jks"), Ok(1)),
            ("a key", store!("key-and-trusted.jks"), Ok(2)),
            ("no password", store!("password-less.p12"), Ok(1)),
            (
                "encrypted",
                store!("encrypted.p12"),
                Err(RootsTrouble::Encrypted),
            ),
            (
                "no mark",
                store!("not-marked.p12"),
                Err(RootsTrouble::NoCertificate),
            ),
            (
                "JCEKS",
                store!("other-form.jks"),
                Err(RootsTrouble::OtherForm),
            ),
            (
                "PEM",
                b"-----BEGIN CERTIFICATE-----",
                Err(RootsTrouble::OtherForm),
            ),
            ("nothing", b"", Err(RootsTrouble::OtherForm)),
        ];
        for (name, bytes, expected) in cases {
            assert_eq!(trusted(bytes).map(|found| found.len()), expected, "{name}");
        }
    }

    #[test]
    fn the_certificate_is_the_same_in_both_forms() {
        let both = [store!("trusted.jks"), store!("password-less.p12")];
        let [jks, pkcs12] = both.map(|bytes| trusted(bytes).unwrap());
        assert_eq!(jks, pkcs12);
        assert!(x509_parser::parse_x509_certificate(&jks[0]).is_ok());
    }

    #[test]
    fn a_store_that_is_cut_or_changed_is_no_crash() {
        for whole in [store!("key-and-trusted.jks"), store!("password-less.p12")] {
            for end in 0..whole.len() {
                let _ = trusted(&whole[..end]);
                let mut changed = whole.to_vec();
                changed[end] ^= 0xff;
                let _ = trusted(&changed);
            }
        }
        let cut = &store!("trusted.jks")[..200];
        assert_eq!(trusted(cut), Err(RootsTrouble::Broken));
        // Four thousand million entries in no bytes.
        let empty = [JKS, &[0, 0, 0, 2, 0xff, 0xff, 0xff, 0xff]].concat();
        assert_eq!(trusted(&empty), Err(RootsTrouble::Broken));
    }
}
