//! Two opinions on a certificate chain: the public web's, and this machine's.
//!
//! Owns the verifiers, built once, and the reading of certificates. It verifies what the
//! handshake let pass; what the two opinions mean together is the verdict's.

use std::{
    sync::{Arc, OnceLock},
    time::Duration,
};

use aws_lc_rs::digest;
use jiff::Timestamp;
use rustls::{
    CertificateError, Error as TlsError, RootCertStore,
    client::{
        danger::ServerCertVerifier, verify_server_cert_signed_by_trust_anchor, verify_server_name,
    },
    crypto::CryptoProvider,
    pki_types::{CertificateDer, ServerName, UnixTime},
    server::ParsedCertificate,
};
use x509_parser::{
    extensions::{DistributionPointName, GeneralName, ParsedExtension},
    parse_x509_certificate,
    prelude::X509Certificate,
    x509::{AttributeTypeAndValue, X509Name},
};

use crate::evidence::{
    Certificate, Check, MachineTrust, NameParts, PublicTrust, Rejection, Session,
};
use crate::names::HostName;
use crate::system;

use super::tls::{self, Facts};

/// Which roots to use in the place of the usual ones.
#[derive(Debug, Clone, Default)]
pub struct Roots {
    /// `--public-roots`: in the place of Mozilla's set.
    pub public: Option<Vec<CertificateDer<'static>>>,
    /// `--ca-bundle`: in the place of this machine's own store.
    pub machine: Option<Vec<CertificateDer<'static>>>,
}

/// The two verifiers.
pub(super) struct Verifiers {
    provider: Arc<CryptoProvider>,
    public: Arc<RootCertStore>,
    bundle: Option<Vec<CertificateDer<'static>>>,
    /// Made at its first use: reading the system's roots takes milliseconds, which pass beside
    /// the first round trips.
    machine: OnceLock<Result<Arc<dyn ServerCertVerifier>, String>>,
}

/// More certificates than this are not read: no honest chain is longer.
const MOST_CERTIFICATES: usize = 10;
/// More names than this are not kept.
const MOST_NAMES: usize = 20;
/// More parts of a name, or addresses of a revocation list, are not kept.
const MOST_PARTS: usize = 4;

impl Verifiers {
    pub(super) fn new(provider: Arc<CryptoProvider>, roots: Roots) -> Self {
        let mut public = RootCertStore::empty();
        match roots.public {
            Some(given) => {
                public.add_parsable_certificates(given);
            }
            // Mozilla's set holds Amazon Root CA 1 to 4 and Starfield Services Root G2, which are
            // all that AWS publishes for partition aws (amazontrust.com/repository).
            None => public.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned()),
        }
        Self {
            provider,
            public: Arc::new(public),
            bundle: roots.machine,
            machine: OnceLock::new(),
        }
    }

    /// The public roots, for connections of our own that must be genuine.
    pub(super) fn public_roots(&self) -> Arc<RootCertStore> {
        Arc::clone(&self.public)
    }

    /// The public web's opinion: chain, time and name apart.
    pub(super) fn public(
        &self,
        chain: &[CertificateDer<'static>],
        name: &ServerName<'static>,
    ) -> PublicTrust {
        let failed = |error: TlsError| Check::Failed(rejection(&error));
        let Some((leaf, intermediates)) = chain.split_first() else {
            return unjudged(&Rejection::Other("no certificate was sent".to_owned()));
        };
        let parsed = match ParsedCertificate::try_from(leaf) {
            Ok(parsed) => parsed,
            Err(error) => return unjudged(&rejection(&error)),
        };
        let Ok((_, x509)) = parse_x509_certificate(leaf) else {
            return unjudged(&Rejection::Malformed);
        };
        let now = UnixTime::now();
        let algorithms = self.provider.signature_verification_algorithms.all;
        let verify = |at| {
            verify_server_cert_signed_by_trust_anchor(
                &parsed,
                &self.public,
                intermediates,
                at,
                algorithms,
            )
        };
        let chain_check =
            verify(within_validity(&x509, now)).map_or_else(failed, |()| Check::Passed);
        let root = matches!(chain_check, Check::Passed)
            .then(|| chain.last().and_then(|top| issuer_of(top)))
            .flatten();
        PublicTrust {
            chain: chain_check,
            time: time_check(&x509, now),
            name: verify_server_name(&parsed, name).map_or_else(failed, |()| Check::Passed),
            root,
        }
    }

    /// This machine's opinion. Blocks for as long as the system's verifier does.
    pub(super) fn machine(
        &self,
        chain: &[CertificateDer<'static>],
        name: &ServerName<'static>,
    ) -> MachineTrust {
        let Some((leaf, intermediates)) = chain.split_first() else {
            return MachineTrust::NotAsked("no certificate was sent".to_owned());
        };
        let verifier = self.machine.get_or_init(|| {
            let provider = Arc::clone(&self.provider);
            match &self.bundle {
                Some(roots) => system::trust::bundle_verifier(roots.clone(), provider),
                None => system::trust::machine_verifier(provider),
            }
        });
        match verifier {
            Err(why) => MachineTrust::NotAsked(why.clone()),
            Ok(verifier) => {
                match verifier.verify_server_cert(leaf, intermediates, name, &[], UnixTime::now()) {
                    Ok(_) => MachineTrust::Trusted,
                    Err(error) => MachineTrust::Rejected(rejection(&error)),
                }
            }
        }
    }
}

/// Both opinions on a finished handshake, asked off the async threads. Where the machine's store
/// does not answer within `limit`, the session says so and the public opinion stands.
pub(super) async fn verify(
    verifiers: Arc<Verifiers>,
    facts: Facts,
    host: &HostName,
    limit: Duration,
) -> Session {
    let certificates = certificates(&facts.chain);
    let chain = Arc::new(facts.chain);
    let name = tls::server_name(host).ok();
    let (public, machine) = tokio::join!(
        opinion(&verifiers, &chain, name.clone(), Verifiers::public),
        tokio::time::timeout(limit, opinion(&verifiers, &chain, name, Verifiers::machine)),
    );
    let (mut public, mut machine) = (
        public.unwrap_or_else(|| unjudged(&Rejection::Other("the verifier failed".to_owned()))),
        machine.ok().flatten().unwrap_or_else(unanswered),
    );
    if let Some(why) = facts.unproven {
        public.chain = Check::Failed(why.clone());
        machine = MachineTrust::Rejected(why);
    }
    Session {
        version: facts.version,
        cipher: facts.cipher,
        group: facts.group,
        alpn: facts.alpn,
        chain: certificates,
        public,
        machine,
    }
}

/// One opinion, from a thread that may block. `None` where the thread failed.
async fn opinion<T: Send + 'static>(
    verifiers: &Arc<Verifiers>,
    chain: &Arc<Vec<CertificateDer<'static>>>,
    name: Option<ServerName<'static>>,
    of: fn(&Verifiers, &[CertificateDer<'static>], &ServerName<'static>) -> T,
) -> Option<T> {
    let (verifiers, chain, name) = (Arc::clone(verifiers), Arc::clone(chain), name?);
    tokio::task::spawn_blocking(move || of(&verifiers, &chain, &name))
        .await
        .ok()
}

fn unanswered() -> MachineTrust {
    MachineTrust::NotAsked("it did not answer in time".to_owned())
}

fn unjudged(why: &Rejection) -> PublicTrust {
    let failed = || Check::Failed(why.clone());
    PublicTrust {
        chain: failed(),
        time: failed(),
        name: failed(),
        root: None,
    }
}

/// Now, or the nearest time at which the leaf is valid: so that an expired certificate does not
/// hide whether its chain was ever good.
fn within_validity(leaf: &X509Certificate<'_>, now: UnixTime) -> UnixTime {
    let seconds = |time: i64| u64::try_from(time).unwrap_or(0);
    let from = seconds(leaf.validity().not_before.timestamp());
    let to = seconds(leaf.validity().not_after.timestamp());
    let at = now.as_secs().max(from).min(to.max(from));
    UnixTime::since_unix_epoch(Duration::from_secs(at))
}

fn time_check(leaf: &X509Certificate<'_>, now: UnixTime) -> Check {
    let now = i64::try_from(now.as_secs()).unwrap_or(i64::MAX);
    if now < leaf.validity().not_before.timestamp() {
        Check::Failed(Rejection::NotYetValid)
    } else if now > leaf.validity().not_after.timestamp() {
        Check::Failed(Rejection::Expired)
    } else {
        Check::Passed
    }
}

/// The verifier's error by its type; what has no type of its own keeps its words.
pub(super) fn rejection(error: &TlsError) -> Rejection {
    let TlsError::InvalidCertificate(error) = error else {
        return Rejection::Other(error.to_string());
    };
    match error {
        CertificateError::UnknownIssuer => Rejection::UnknownIssuer,
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => Rejection::Expired,
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            Rejection::NotYetValid
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            Rejection::NameMismatch
        }
        CertificateError::Revoked => Rejection::Revoked,
        CertificateError::BadEncoding => Rejection::Malformed,
        CertificateError::BadSignature => Rejection::BadSignature,
        CertificateError::InvalidPurpose | CertificateError::InvalidPurposeContext { .. } => {
            Rejection::WrongPurpose
        }
        CertificateError::UnsupportedSignatureAlgorithmContext { .. }
        | CertificateError::UnsupportedSignatureAlgorithmForPublicKeyContext { .. } => {
            Rejection::UnsupportedAlgorithm
        }
        CertificateError::Other(other) => match other.0.downcast_ref::<webpki::Error>() {
            Some(webpki::Error::CaUsedAsEndEntity) => Rejection::CaAsServer,
            Some(webpki::Error::UnsupportedCertVersion) => Rejection::OldVersion,
            _ => Rejection::Other(other.to_string()),
        },
        other => Rejection::Other(other.to_string()),
    }
}

/// The chain as evidence. A certificate that cannot be read is left out: it cannot be judged.
fn certificates(chain: &[CertificateDer<'_>]) -> Vec<Certificate> {
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

fn issuer_of(der: &[u8]) -> Option<String> {
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
