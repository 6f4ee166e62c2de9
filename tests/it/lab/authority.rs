//! The three certificate authorities of the fake internet, and the certificates they sign.
//!
//! Owns keys, certificates and the TLS configurations made of them. Which certificate a name gets
//! is the scenario's; speaking TLS with it is `tls`'s.

use std::{
    collections::HashMap,
    error::Error,
    fs, io,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, SystemTime},
};

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa,
    KeyPair, KeyUsagePurpose, date_time_ymd,
};
use rustls::{
    ServerConfig,
    crypto::aws_lc_rs,
    pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer, pem::PemObject},
    sign::{CertifiedKey, SingleCertAndKey},
    version::{TLS12, TLS13},
};

use super::scenario::Certificate;

/// A root and the intermediate that signs for it, as real authorities have them.
struct Authority {
    root: CertifiedIssuer<'static, KeyPair>,
    intermediate: CertifiedIssuer<'static, KeyPair>,
}

/// Everybody who signs here.
pub(crate) struct Authorities {
    public: Authority,
    corporate: Authority,
    unknown: Authority,
    /// One key for all leafs: making keys is what costs time.
    leaf_key: KeyPair,
    made: Mutex<HashMap<Wanted, Arc<ServerConfig>>>,
}

/// What a TLS configuration is made for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Wanted {
    pub(crate) name: String,
    pub(crate) certificate: Certificate,
    pub(crate) only_1_2: bool,
}

impl Authority {
    fn new(organisation: &str, root: &str, intermediate: &str) -> Result<Self, rcgen::Error> {
        let root = CertifiedIssuer::self_signed(issuer(organisation, root)?, KeyPair::generate()?)?;
        let intermediate = CertifiedIssuer::signed_by(
            issuer(organisation, intermediate)?,
            KeyPair::generate()?,
            &root,
        )?;
        Ok(Self { root, intermediate })
    }
}

fn issuer(organisation: &str, name: &str) -> Result<CertificateParams, rcgen::Error> {
    let mut params = CertificateParams::new(Vec::new())?;
    let subject = &mut params.distinguished_name;
    subject.push(DnType::OrganizationName, organisation);
    subject.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params.not_before = date_time_ymd(2015, 1, 1);
    params.not_after = date_time_ymd(2100, 1, 1);
    Ok(params)
}

impl Authorities {
    pub(crate) fn new() -> Result<Self, rcgen::Error> {
        Ok(Self {
            public: Authority::new("Amazon", "Amazon Root CA 1", "Amazon RSA 2048 M01")?,
            corporate: Authority::new(
                "Zscaler Inc.",
                "Zscaler Root CA",
                "Zscaler Intermediate Root CA (zscalerthree.net) (t)",
            )?,
            unknown: Authority::new("Example", "Example Appliance CA", "Example Appliance")?,
            leaf_key: KeyPair::generate()?,
            made: Mutex::default(),
        })
    }

    /// Writes the roots for `--public-roots` and `--ca-bundle`. The third is nobody's.
    pub(crate) fn write(&self, public: &Path, corporate: &Path) -> io::Result<()> {
        fs::write(public, self.public.root.pem())?;
        // A machine's own store holds the public roots too.
        let machine = self.public.root.pem() + &self.corporate.root.pem();
        fs::write(corporate, machine)
    }

    /// The configuration that shows the certificate wanted; made once.
    pub(crate) fn server(&self, wanted: &Wanted) -> io::Result<Arc<ServerConfig>> {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = made.get(wanted) {
            return Ok(Arc::clone(known));
        }
        let config = Arc::new(self.make(wanted).map_err(io::Error::other)?);
        made.insert(wanted.clone(), Arc::clone(&config));
        Ok(config)
    }

    fn make(&self, wanted: &Wanted) -> Result<ServerConfig, Box<dyn Error + Send + Sync>> {
        let versions: &[_] = if wanted.only_1_2 {
            &[&TLS12]
        } else {
            &[&TLS12, &TLS13]
        };
        let provider = Arc::new(aws_lc_rs::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_protocol_versions(versions)?
            .with_no_client_auth();
        let shown = match wanted.certificate {
            Certificate::Version1 => version_1()?,
            _ => self.sign(wanted)?,
        };
        // Not the builder's own way: it takes no certificate that a verifier would not read.
        let mut config = config.with_cert_resolver(Arc::new(SingleCertAndKey::from(shown)));
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(config)
    }

    fn sign(&self, wanted: &Wanted) -> Result<CertifiedKey, Box<dyn Error + Send + Sync>> {
        let authority = match wanted.certificate {
            Certificate::Corporate => &self.corporate,
            Certificate::Unknown => &self.unknown,
            _ => &self.public,
        };
        let leaf = leaf(wanted)?.signed_by(&self.leaf_key, &authority.intermediate)?;
        let chain = vec![leaf.der().clone(), authority.intermediate.der().clone()];
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(self.leaf_key.serialize_der()));
        let key = aws_lc_rs::sign::any_supported_type(&key)?;
        Ok(CertifiedKey::new(chain, key))
    }
}

/// A certificate as old appliances show it. No library here makes one; this is OpenSSL's
/// (`openssl x509 -req -signkey` without any extension).
fn version_1() -> Result<CertifiedKey, Box<dyn Error + Send + Sync>> {
    let pem = include_bytes!("certificates/version-1.pem");
    let certificate = CertificateDer::from_pem_slice(pem)?;
    let key = aws_lc_rs::sign::any_supported_type(&PrivateKeyDer::from_pem_slice(pem)?)?;
    Ok(CertifiedKey::new(vec![certificate], key))
}

/// The lifetime of a certificate that a Zscaler gateway signs: 14 days, from the day before.
#[expect(
    clippy::disallowed_methods,
    reason = "a short validity is one around today"
)]
fn fortnight<T: From<SystemTime>>() -> (T, T) {
    const DAY: Duration = Duration::from_secs(24 * 60 * 60);
    let now = SystemTime::now();
    ((now - DAY).into(), (now + 13 * DAY).into())
}

fn leaf(wanted: &Wanted) -> Result<CertificateParams, rcgen::Error> {
    let name = match wanted.certificate {
        Certificate::WrongName => "elsewhere.example",
        _ => &wanted.name,
    };
    let (from, until) = match wanted.certificate {
        Certificate::Expired => (2020, 2021),
        Certificate::NotYetValid => (2098, 2099),
        _ => (2020, 2099),
    };
    let mut params = CertificateParams::new(vec![name.to_owned()])?;
    params.distinguished_name.push(DnType::CommonName, name);
    params.not_before = date_time_ymd(from, 1, 1);
    params.not_after = date_time_ymd(until, 1, 1);
    if wanted.certificate == Certificate::Corporate {
        (params.not_before, params.not_after) = fortnight();
    }
    params.use_authority_key_identifier_extension = true;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    Ok(params)
}
