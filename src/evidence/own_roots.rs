//! Lists of roots that settings name for some clients or for all: which there are, and what a chain
//! is to them.
//!
//! Owns the names of the settings and what can be wrong with a list. Reading one is the work of
//! `cli`, asking it the probe's.

use serde::{Deserialize, Serialize};

use super::{MachineTrust, Reason};

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

    /// Its code among all reasons, and what it is about.
    pub fn reason(&self) -> Reason {
        let reason = Reason::new(match self {
            Self::Missing => "roots_missing",
            Self::NoFile => "roots_no_file",
            Self::NoFolder => "roots_no_folder",
            Self::Unreadable(_) => "roots_unreadable",
            Self::TooLarge(_) => "roots_too_large",
            Self::Der => "roots_der",
            Self::NoCertificate => "roots_no_certificate",
            Self::Broken => "roots_broken",
            Self::Encrypted => "roots_encrypted",
            Self::OtherForm => "roots_other_form",
        });
        match self {
            Self::Unreadable(why) => reason.about(why),
            Self::TooLarge(limit) => reason.about(limit),
            _ => reason,
        }
    }

    /// Whether others may well read what this program does not.
    pub fn is_ours(&self) -> bool {
        matches!(self, Self::TooLarge(_) | Self::Encrypted | Self::OtherForm)
    }
}
