//! Opinions on a certificate chain: the public web's, this machine's, and those of the lists of
//! roots that clients here are set to use.
//!
//! Owns the verifiers, built once. It verifies what the handshake let pass; what the opinions mean
//! together is the verdict's.

use std::{
    path::PathBuf,
    sync::{Arc, OnceLock},
    time::Duration,
};

use rustls::{
    CertificateError, Error as TlsError, RootCertStore,
    client::{
        WebPkiServerVerifier, danger::ServerCertVerifier,
        verify_server_cert_signed_by_trust_anchor, verify_server_name,
    },
    crypto::CryptoProvider,
    pki_types::{CertificateDer, ServerName, UnixTime},
    server::ParsedCertificate,
};
use x509_parser::{parse_x509_certificate, prelude::X509Certificate};

use crate::evidence::{
    Check, MachineTrust, OwnTrust, PublicTrust, Rejection, RootsTrouble, Session, TrustSetting,
};
use crate::system;

use super::{
    certificate::{certificates, issuer_of},
    tls::Facts,
};

/// Which roots to use in the place of the usual ones.
#[derive(Debug, Clone, Default)]
pub struct Roots {
    /// `--public-roots`: in the place of Mozilla's set.
    pub public: Option<Vec<CertificateDer<'static>>>,
    /// `--ca-bundle`: in the place of this machine's own store.
    pub machine: Option<Vec<CertificateDer<'static>>>,
    /// What clients are set to use.
    pub own: Vec<OwnRoots>,
}

/// The roots that a setting names for some clients.
#[derive(Debug, Clone)]
pub struct OwnRoots {
    pub setting: TrustSetting,
    pub file: PathBuf,
    /// The setting that the AWS CLI takes in its place.
    pub shadowed_by: Option<TrustSetting>,
    /// What could be read of them.
    pub roots: Vec<CertificateDer<'static>>,
    pub trouble: Option<RootsTrouble>,
}

impl OwnRoots {
    /// What clients take of the list. Node.js takes those before a damaged one
    /// (`crypto_context.cc`, `AddCertsFromFile`), others all or nothing.
    fn taken(self) -> Result<Vec<CertificateDer<'static>>, String> {
        let in_part = self.setting == TrustSetting::NodeExtraCaCerts && !self.roots.is_empty();
        match self.trouble {
            Some(trouble) if !in_part => {
                Err(format!("{} ({})", self.file.display(), trouble.code()))
            }
            _ => Ok(self.roots),
        }
    }
}

/// The verifiers.
pub(super) struct Verifiers {
    provider: Arc<CryptoProvider>,
    public: Arc<RootCertStore>,
    bundle: Option<Vec<CertificateDer<'static>>>,
    /// Made at its first use: reading the system's roots takes milliseconds, which pass beside
    /// the first round trips.
    machine: OnceLock<Verifier>,
    own: Vec<(TrustSetting, Verifier)>,
}

/// Or why there is none.
type Verifier = Result<Arc<dyn ServerCertVerifier>, String>;

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
        let own = |own: OwnRoots| {
            let setting = own.setting;
            let verifier = own.taken().and_then(|roots| {
                if setting == TrustSetting::NodeExtraCaCerts {
                    return extended(&public, roots, Arc::clone(&provider));
                }
                system::trust::bundle_verifier(roots, Arc::clone(&provider))
            });
            (setting, verifier)
        };
        let own = roots.own.into_iter().map(own).collect();
        Self {
            provider,
            public: Arc::new(public),
            bundle: roots.machine,
            machine: OnceLock::new(),
            own,
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
            return unjudged(&Rejection::Other("no_certificate".to_owned()));
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
        let verifier = self.machine.get_or_init(|| {
            let provider = Arc::clone(&self.provider);
            match &self.bundle {
                Some(roots) => system::trust::bundle_verifier(roots.clone(), provider),
                None => system::trust::machine_verifier(provider),
            }
        });
        trust(verifier, chain, name)
    }

    /// The opinions of the lists that clients are set to use.
    pub(super) fn own(
        &self,
        chain: &[CertificateDer<'static>],
        name: &ServerName<'static>,
    ) -> Vec<OwnTrust> {
        let of = |(setting, verifier): &(TrustSetting, Verifier)| OwnTrust {
            setting: *setting,
            trust: trust(verifier, chain, name),
        };
        self.own.iter().map(of).collect()
    }
}

fn trust(
    verifier: &Verifier,
    chain: &[CertificateDer<'static>],
    name: &ServerName<'static>,
) -> MachineTrust {
    let Some((leaf, intermediates)) = chain.split_first() else {
        return MachineTrust::NotAsked("no_certificate".to_owned());
    };
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

/// A verifier that trusts the public roots, and these beside them.
fn extended(
    public: &RootCertStore,
    roots: Vec<CertificateDer<'static>>,
    provider: Arc<CryptoProvider>,
) -> Verifier {
    let mut all = public.clone();
    all.add_parsable_certificates(roots);
    match WebPkiServerVerifier::builder_with_provider(Arc::new(all), provider).build() {
        Ok(verifier) => Ok(verifier),
        Err(error) => Err(error.to_string()),
    }
}

/// All opinions on a finished handshake, asked off the async threads. Where the machine's store
/// does not answer within `limit`, the session says so and the public opinion stands.
pub(super) async fn verify(
    verifiers: Arc<Verifiers>,
    facts: Facts,
    name: ServerName<'static>,
    limit: Duration,
) -> Session {
    let shown = Arc::new((facts.chain, name));
    let (judges, judged) = (Arc::clone(&verifiers), Arc::clone(&shown));
    let lists = beside(move || {
        let (chain, name) = &*judged;
        let own = judges.own(chain, name);
        (certificates(chain), judges.public(chain, name), own)
    });
    // The one that may take long, or not end at all.
    let machine = beside(move || verifiers.machine(&shown.0, &shown.1));
    let (lists, machine) = tokio::join!(lists, tokio::time::timeout(limit, machine));
    let (certificates, mut public, mut own) = lists.unwrap_or_else(|| {
        let failed = Rejection::Other("the verifier failed".to_owned());
        (Vec::new(), unjudged(&failed), Vec::new())
    });
    let mut machine = machine.ok().flatten().unwrap_or_else(unanswered);
    if let Some(why) = facts.unproven {
        public.chain = Check::Failed(why.clone());
        for one in &mut own {
            one.trust = MachineTrust::Rejected(why.clone());
        }
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
        own,
    }
}

/// What comes of it in a thread that may block. `None` where it failed.
async fn beside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    tokio::task::spawn_blocking(work).await.ok()
}

fn unanswered() -> MachineTrust {
    MachineTrust::NotAsked("no_answer".to_owned())
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
