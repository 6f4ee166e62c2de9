//! Lists of roots that settings name for some clients or for all: which there are, and what a chain
//! is to them.
//!
//! Owns the names of the settings and what can be wrong with a list. Reading one is the work of
//! `cli`, asking it the probe's.

use serde::{Deserialize, Serialize};

use super::MachineTrust;

/// A setting that names a list of roots.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TrustSetting {
    /// The environment, for the AWS CLI and the SDKs: in the place of their own list.
    AwsCaBundle,
    /// `ca_bundle` of a profile in the AWS config, where the environment has none.
    CaBundle,
    /// The environment, where neither of the former is set (botocore, `endpoint.py`).
    RequestsCaBundle,
    /// The environment, for programs on Node.js: beside their own list.
    NodeExtraCaCerts,
    /// The environment, for programs that use the system's store by OpenSSL or by the library of
    /// Go: a file in the place of the system's (OpenSSL, `SSL_CTX_load_verify_locations(3)`; Go,
    /// `crypto/x509/root_unix.go`).
    SslCertFile,
    /// The same, folders in the place of the system's.
    SslCertDir,
    /// `javax.net.ssl.trustStore`, or what Java takes without that property: for programs on Java.
    JavaTrustStore,
}

impl TrustSetting {
    pub fn name(self) -> &'static str {
        match self {
            Self::AwsCaBundle => "AWS_CA_BUNDLE",
            Self::CaBundle => "ca_bundle",
            Self::RequestsCaBundle => "REQUESTS_CA_BUNDLE",
            Self::NodeExtraCaCerts => "NODE_EXTRA_CA_CERTS",
            Self::SslCertFile => "SSL_CERT_FILE",
            Self::SslCertDir => "SSL_CERT_DIR",
            Self::JavaTrustStore => "java-trust-store",
        }
    }

    /// Whether it stands in the place of the system's store.
    pub fn is_of_store(self) -> bool {
        matches!(self, Self::SslCertFile | Self::SslCertDir)
    }
}

/// The word of a list of roots that some clients are set to use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnTrust {
    pub setting: TrustSetting,
    /// `NotAsked` where the list could not be read.
    pub trust: MachineTrust,
}

/// What is wrong with a list of roots.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RootsTrouble {
    /// It is not there.
    Missing,
    /// A folder, a pipe or a device in the place of a file.
    NoFile,
    /// A file in the place of a folder.
    NoFolder,
    /// It is there and cannot be read, in the system's words.
    Unreadable(String),
    /// Larger than this many bytes.
    TooLarge(u64),
    /// A certificate in DER, where a list is PEM (RFC 7468, section 5.1).
    Der,
    /// Nothing in it is a certificate.
    NoCertificate,
    /// A certificate in it is damaged. OpenSSL then takes none of the file
    /// (`X509_load_cert_crl_file`, `PEM_X509_INFO_read_bio`).
    Broken,
    /// Encrypted, and no key is tried.
    Encrypted,
    /// A form of key store that is not read here.
    OtherForm,
}

impl RootsTrouble {
    /// Stable, as in the report.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::NoFile => "no_file",
            Self::NoFolder => "no_folder",
            Self::Unreadable(_) => "unreadable",
            Self::TooLarge(_) => "too_large",
            Self::Der => "der",
            Self::NoCertificate => "no_certificate",
            Self::Broken => "broken",
            Self::Encrypted => "encrypted",
            Self::OtherForm => "other_form",
        }
    }

    /// Whether others may well read what this program does not.
    pub fn is_ours(&self) -> bool {
        matches!(self, Self::TooLarge(_) | Self::Encrypted | Self::OtherForm)
    }

    /// What goes into a sentence after the name of the file.
    pub fn words(&self) -> String {
        match self {
            Self::Missing => "it is not there".to_owned(),
            Self::NoFile => "it is not a regular file".to_owned(),
            Self::NoFolder => "it is not a folder".to_owned(),
            Self::Unreadable(why) => format!("it cannot be read ({why})"),
            Self::TooLarge(limit) => format!("it is larger than {limit} bytes"),
            Self::Der => "it is in DER form, where PEM is wanted".to_owned(),
            Self::NoCertificate => "it holds no certificate to trust".to_owned(),
            Self::Broken => "a certificate in it is damaged".to_owned(),
            Self::Encrypted => "it is encrypted, which this program does not read".to_owned(),
            Self::OtherForm => "it is in a form that this program does not read".to_owned(),
        }
    }
}
