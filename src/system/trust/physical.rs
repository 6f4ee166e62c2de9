//! The places of the registry that make up the root store of Windows.
//!
//! Owns their list, and how a certificate stands there. Whether a chain is trusted is Windows' to say;
//! which place an authority came by tells who has to be asked about it.

#[cfg(windows)]
use super::Authority;

/// Where roots are (Microsoft, "System Store Locations"), and what their administrators call it. The
/// roots of Microsoft's own program are no company's and are left out (`AuthRoot`).
#[cfg(windows)]
const PLACES: [(&windows_registry::Key, &str, &str); 5] = {
    use windows_registry::{CURRENT_USER, LOCAL_MACHINE};
    [
        (
            LOCAL_MACHINE,
            r"SOFTWARE\Policies\Microsoft\SystemCertificates\Root\Certificates",
            "Local Machine, by group policy",
        ),
        (
            LOCAL_MACHINE,
            r"SOFTWARE\Microsoft\EnterpriseCertificates\Root\Certificates",
            "Local Machine, by Active Directory (Enterprise)",
        ),
        (
            LOCAL_MACHINE,
            r"SOFTWARE\Microsoft\SystemCertificates\ROOT\Certificates",
            "Local Machine",
        ),
        (
            CURRENT_USER,
            r"SOFTWARE\Policies\Microsoft\SystemCertificates\Root\Certificates",
            "Current User, by group policy",
        ),
        (
            CURRENT_USER,
            r"SOFTWARE\Microsoft\SystemCertificates\Root\Certificates",
            "Current User",
        ),
    ]
};

/// More than any store has.
#[cfg(windows)]
const MOST: usize = 4096;

#[cfg(windows)]
pub(super) fn authorities() -> Vec<Authority> {
    let mut found = Vec::new();
    for (root, path, place) in PLACES {
        let Ok(key) = root.open(path) else {
            continue;
        };
        let Ok(names) = key.keys() else {
            continue;
        };
        for name in names.take(MOST) {
            let blob = key.open(name).and_then(|one| one.get_value("Blob"));
            let subject = blob.ok().and_then(|blob| subject(&blob));
            found.extend(subject.map(|subject| Authority { subject, place }));
        }
    }
    found
}

/// The property that is the certificate itself (wincrypt.h, `CERT_CERT_PROP_ID`).
const CERTIFICATE: u32 = 32;

/// The subject of a certificate as the registry keeps it.
fn subject(blob: &[u8]) -> Option<String> {
    let (_, certificate) = x509_parser::parse_x509_certificate(certificate(blob)?).ok()?;
    Some(certificate.subject().to_string())
}

/// A value is a list of properties, each with its number, a number that is always 1, its length, and so
/// many bytes, all numbers of four bytes with the least first ([MS-GPEF], section 2.2.1.2.3,
/// "Certificate BLOB").
fn certificate(mut blob: &[u8]) -> Option<&[u8]> {
    loop {
        let (head, rest) = blob.split_at_checked(12)?;
        let number = |at: usize| Some(u32::from_le_bytes(head.get(at..at + 4)?.try_into().ok()?));
        let length = usize::try_from(number(8)?).ok()?;
        let (value, next) = rest.split_at_checked(length)?;
        if number(0)? == CERTIFICATE {
            return Some(value);
        }
        blob = next;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn property(number: u32, value: &[u8]) -> Vec<u8> {
        let length = u32::try_from(value.len()).unwrap();
        let mut bytes: Vec<u8> = [number, 1, length]
            .iter()
            .flat_map(|n| n.to_le_bytes())
            .collect();
        bytes.extend(value);
        bytes
    }

    fn authority() -> Vec<u8> {
        let key = rcgen::KeyPair::generate().unwrap();
        let mut params = rcgen::CertificateParams::default();
        params
            .distinguished_name
            .push(rcgen::DnType::CommonName, "Example Corp CA");
        params.self_signed(&key).unwrap().der().to_vec()
    }

    #[test]
    fn a_certificate_is_found_among_the_properties_of_a_value() {
        let der = authority();
        // A thumbprint and a friendly name come first, as certmgr writes them.
        let blob = [
            property(3, &[7; 20]),
            property(11, b"C\0o\0"),
            property(32, &der),
        ]
        .concat();
        assert_eq!(certificate(&blob), Some(der.as_slice()));
        let said = subject(&blob).unwrap();
        assert!(said.contains("CN=Example Corp CA"), "{said}");
    }

    #[test]
    fn a_broken_value_has_no_certificate() {
        let blob = property(32, &authority());
        for length in [0, 5, 12, 40, blob.len() - 1] {
            assert_eq!(subject(blob.get(..length).unwrap()), None, "{length}");
        }
        assert_eq!(certificate(&property(3, &[1])), None);
        let endless = [32_u32, 1, u32::MAX]
            .iter()
            .flat_map(|n| n.to_le_bytes())
            .collect::<Vec<u8>>();
        assert_eq!(certificate(&endless), None);
    }
}
