//! A list of roots that a setting of this machine names.
//!
//! Owns the form alone.

use serde::{Deserialize, Serialize};

use super::Said;

/// One setting, and what is to be had where it points.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrustList {
    /// `AWS_CA_BUNDLE`, `ca_bundle`, `REQUESTS_CA_BUNDLE`, `NODE_EXTRA_CA_CERTS`, `SSL_CERT_FILE`,
    /// `SSL_CERT_DIR`, `java-trust-store`.
    pub setting: String,
    /// What it names.
    pub file: String,
    /// How many certificates can be read there; null for none.
    pub certificates: Option<usize>,
    /// What is wrong with it, as a code; null for nothing.
    pub trouble: Option<String>,
    /// The same in words.
    pub why: Option<String>,
    /// The words before they were worded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said: Option<Said>,
    /// The setting that the AWS CLI takes in its place.
    pub shadowed_by: Option<String>,
    /// Whether the chains that are signed again on the way lead to one of its roots; null where no
    /// chain was, or where that is not known.
    pub holds_interceptor: Option<bool>,
}
