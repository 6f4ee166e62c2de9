//! The way that this machine's settings lead to a host.
//!
//! Owns the form alone.

use serde::{Deserialize, Serialize};

/// How the settings lead to one host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Route {
    /// Proxies without their logins, and `DIRECT`, in the order in which they are tried.
    pub hops: Vec<String>,
    /// The setting that decided.
    pub source: String,
    /// The word of NO_PROXY by which the host goes without the proxy.
    pub exempt: Option<String>,
    /// Why the PAC file was of no use, so that the way is the direct one.
    #[serde(default)]
    pub trouble: Option<String>,
}
