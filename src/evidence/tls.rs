//! What a TLS handshake saw: the session, the chain, and what verifiers said of it.
//!
//! Owns the shapes and the failure that one handshake alone earns. Whether a re-signed chain is
//! inspection, a captive portal or a hijack takes other observations, and is the verdict's.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::names::HostName;

use super::{Failure, Hello, OwnTrust};

/// One handshake over one connection. The handshake goes on whatever the certificate is, so that
/// the page behind it can be read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Handshake {
    /// The name sent in the ClientHello (SNI).
    pub server_name: HostName,
    /// Another form than the ordinary one only in a control.
    #[serde(default, skip_serializing_if = "Hello::is_ordinary")]
    pub hello: Hello,
    /// After silence: whether TCP acknowledged the whole hello, there or on the way there. None
    /// where the system does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acknowledged: Option<bool>,
    /// Where it broke: how many bytes had come of it. What has begun to answer has got the hello.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub received: Option<u64>,
    pub outcome: Result<Session, TlsFault>,
}

/// A handshake that came to its end.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Session {
    /// As in `TLSv1.3`.
    pub version: String,
    pub cipher: String,
    /// The key exchange group: X25519MLKEM768 was offered first.
    pub group: String,
    pub alpn: Option<String>,
    /// Leaf first, as sent.
    pub chain: Vec<Certificate>,
    /// What the public web roots say of the chain.
    pub public: PublicTrust,
    /// What this machine's own store says of it.
    pub machine: MachineTrust,
    /// What the lists of roots say that clients here are set to use.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub own: Vec<OwnTrust>,
}

/// Why there is no session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TlsFault {
    /// ECONNRESET.
    Reset,
    /// End of file without an alert.
    Closed,
    Timeout,
    /// A fatal alert of the other side, by its number (RFC 8446, appendix B.2).
    Alert {
        code: u8,
        name: String,
    },
    /// What came is not TLS, or breaks its rules.
    Protocol(String),
}

/// One certificate of a chain, as far as a report needs it. All strings are the sender's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certificate {
    pub subject: String,
    pub issuer: String,
    /// The common name of the issuer, or its organisation where it has none.
    pub issuer_name: String,
    pub not_before: Timestamp,
    pub not_after: Timestamp,
    /// Lower-case hexadecimal.
    pub serial: String,
    /// DNS names, the first twenty.
    pub names: Vec<String>,
    /// Lower-case hexadecimal, of the whole certificate.
    pub sha256: String,
    #[serde(default, skip_serializing_if = "NameParts::is_empty")]
    pub issuer_parts: NameParts,
    #[serde(default, skip_serializing_if = "NameParts::is_empty")]
    pub subject_parts: NameParts,
    /// Where its revocation is to be looked up (RFC 5280, section 4.2.1.13), the first few.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub crl_urls: Vec<String>,
    /// Whether timestamps of certificate logs are embedded (RFC 6962, section 3.3); none where that
    /// was not looked at. Public authorities embed them; boxes that sign again do not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub has_scts: Option<bool>,
}

/// The parts of a distinguished name that tell who signs (RFC 4519, sections 2.3, 2.19, 2.20).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NameParts {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub common_names: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub organisations: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub units: Vec<String>,
}

impl NameParts {
    pub fn is_empty(&self) -> bool {
        let Self {
            common_names,
            organisations,
            units,
        } = self;
        common_names.is_empty() && organisations.is_empty() && units.is_empty()
    }
}

/// The public web roots' word, with chain, time and name apart: one does not hide the other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicTrust {
    /// Whether the chain leads to a public root at some time within the leaf's validity.
    pub chain: Check,
    /// Whether now lies within the leaf's validity.
    pub time: Check,
    /// Whether the leaf is for this name.
    pub name: Check,
    /// The root's name, where the chain leads to one.
    pub root: Option<String>,
}

impl PublicTrust {
    /// The genuine service: every check passed.
    pub fn is_genuine(&self) -> bool {
        [&self.chain, &self.time, &self.name]
            .iter()
            .all(|check| matches!(check, Check::Passed))
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Check {
    Passed,
    Failed(Rejection),
}

/// Why a verifier rejects a chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rejection {
    /// It leads to no root that the verifier has.
    UnknownIssuer,
    Expired,
    NotYetValid,
    NameMismatch,
    Revoked,
    /// An authority's own certificate, shown as a server's.
    CaAsServer,
    /// Older than version 3 of X.509 (RFC 5280, section 4.1.2.1).
    OldVersion,
    /// Not made for servers, by its extended key usage.
    WrongPurpose,
    /// A signature that its key did not make.
    BadSignature,
    /// A kind or size of key or signature that the verifier does not take.
    UnsupportedAlgorithm,
    /// Not to be read as a certificate.
    Malformed,
    /// Anything else, in the verifier's words.
    Other(String),
}

impl Rejection {
    /// Stable, as in the report.
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownIssuer => "unknown_issuer",
            Self::Expired => "expired",
            Self::NotYetValid => "not_yet_valid",
            Self::NameMismatch => "name_mismatch",
            Self::Revoked => "revoked",
            Self::CaAsServer => "ca_as_server",
            Self::OldVersion => "old_version",
            Self::WrongPurpose => "wrong_purpose",
            Self::BadSignature => "bad_signature",
            Self::UnsupportedAlgorithm => "unsupported_algorithm",
            Self::Malformed => "malformed",
            Self::Other(_) => "other",
        }
    }
}

/// The word of this machine's own store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MachineTrust {
    Trusted,
    Rejected(Rejection),
    /// The store could not be asked, and why: there is none, or it did not answer in time.
    NotAsked(String),
}

impl Session {
    pub fn leaf(&self) -> Option<&Certificate> {
        self.chain.first()
    }

    /// What stands against this session as the genuine one; nothing for a genuine chain.
    fn failure(&self) -> Option<Failure> {
        let public = &self.public;
        if public.is_genuine() {
            return None;
        }
        if self.machine == MachineTrust::Trusted {
            return Some(Failure::TlsIntercepted);
        }
        match (&public.chain, &public.name, &public.time) {
            (Check::Failed(_), ..) => Some(Failure::TlsUntrusted),
            (_, Check::Failed(_), _) => Some(Failure::TlsNameMismatch),
            (_, _, Check::Failed(Rejection::NotYetValid)) => Some(Failure::TlsNotYetValid),
            _ => Some(Failure::TlsExpired),
        }
    }
}

impl Handshake {
    pub fn session(&self) -> Option<&Session> {
        self.outcome.as_ref().ok()
    }

    /// Whether time ran out while the other side was answering.
    pub fn is_unfinished(&self) -> bool {
        self.outcome == Err(TlsFault::Timeout) && self.received.is_some_and(|bytes| bytes > 0)
    }

    pub(super) fn failure(&self) -> Option<Failure> {
        match &self.outcome {
            Ok(session) => session.failure(),
            Err(TlsFault::Reset) => Some(Failure::TlsReset),
            Err(TlsFault::Closed) => Some(Failure::TlsClosed),
            Err(TlsFault::Timeout) => Some(Failure::TlsTimeout),
            Err(TlsFault::Alert { .. }) => Some(Failure::TlsAlert),
            Err(TlsFault::Protocol(_)) => Some(Failure::TlsProtocol),
        }
    }
}
