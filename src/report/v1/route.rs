//! The way that this machine's settings lead to a host.
//!
//! Owns the form alone.

use serde::{Deserialize, Serialize};

/// How the settings lead to one host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Route {
    /// Proxies without their logins, and `DIRECT`, in the order in which they are tried.
    pub hops: Vec<String>,
    /// The setting that decided; `none` where there is none for the way that was tested.
    pub source: String,
    /// The word of NO_PROXY by which the host goes without the proxy.
    pub exempt: Option<String>,
    /// Why the PAC file was of no use, so that the way is the direct one.
    #[serde(default)]
    pub trouble: Option<String>,
    /// The ways of other programs here: all of them, where not all go the one that was tested.
    #[serde(default)]
    pub programs: Vec<ProgramWay>,
}

/// Where one program goes by the settings of this machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProgramWay {
    /// `curl`, `aws-cli`, `go`, `java`, `node`.
    pub program: String,
    /// The proxy without its login, `DIRECT`, or `error` where it cannot use what its setting says.
    pub way: String,
    /// The setting that decided; null where it reads none that is set.
    pub source: Option<String>,
    /// The word by which the host goes without the proxy.
    pub exempt: Option<String>,
}
