//! The report, schema `aws-netcheck/report/1`: the contract with everybody who reads our JSON.
//!
//! Owns its types, so that a change to evidence or verdict cannot change a saved report by
//! accident. Fields are only ever added; unknown ones are passed over when reading. Codes of
//! layers, failures and causes are plain strings, so that a report of a newer version can still
//! be read and shown. What the observations hold is in `seen`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::plan::Requirement;
use crate::verdict::{Confidence, Verdict};

mod again;
mod compared;
mod other_way;
mod request;
mod route;
mod said;
mod seen;
mod trust;

pub use again::{Again, Followed, Next, Progress};
pub use compared::{Change, Compared, How, Role, Slower, State};
pub use other_way::OtherWay;
pub use request::{Request, RequestSaid, Seen};
pub use route::{ProgramWay, Route};
pub use said::{PathSaid, Said};
pub use seen::{
    Alert, Certificate, Check, DnsQuestion, ExtendedError, Header, HostsEntry, HttpExchange,
    LoginOffer, NamePolicy, Observation, ProxyLookup, ProxyTunnel, PublicTrust, Record, Saw,
    SystemLookup, TcpConnect, TlsHandshake,
};
pub use trust::TrustList;

/// The name and major version of the form.
pub const SCHEMA: &str = "aws-netcheck/report/1";

/// In the place of a verdict, for a client that does not use the path.
pub const NOT_USED: &str = "not_used";

/// The flag, among those that a report keeps, that says which verdict makes exit status 1.
pub const FAIL_ON: &str = "fail-on";

/// For what the machine does not show.
pub const UNKNOWN: &str = "unknown";

/// One run, as it is saved. Every text in it is English.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// [`SCHEMA`].
    pub schema: String,
    pub tool: Tool,
    /// A short id of the run.
    pub run: String,
    /// RFC 3339, UTC, with milliseconds.
    pub started: String,
    pub duration_ms: u64,
    /// The user's label for the place.
    pub site: Option<String>,
    /// The site file that gave defaults for flags.
    #[serde(default)]
    pub site_file: Option<String>,
    /// What was typed, or set by the site file, that bears on the result: by the flag's name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub flags: BTreeMap<String, Vec<String>>,
    /// The labels of the site file.
    #[serde(default)]
    pub labels: BTreeMap<String, String>,
    /// Whether the user stopped the run before its end.
    #[serde(default)]
    pub interrupted: bool,
    pub target: Target,
    pub vantage: Vantage,
    pub summary: Summary,
    /// What it comes to for each client that was asked about, by its code.
    #[serde(default)]
    pub clients: BTreeMap<String, ClientSummary>,
    /// In the plan's order: strongest requirement first.
    pub paths: Vec<Path>,
    pub requests: Vec<Request>,
    /// In the order of the guide.
    pub steps: Vec<Step>,
    pub untested: Vec<Untested>,
    /// What no run proves, whatever its result.
    pub not_proven: Vec<String>,
    /// The run on an open network that this one was compared with.
    pub reference: Option<Reference>,
    /// The earlier run whose failures this one looked at again.
    #[serde(default)]
    pub again: Option<Again>,
    /// What changed since other reports (`--baseline`, `--since`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub compared: Vec<Compared>,
    /// `machine` or `company`, where stand-ins are in the place of what names one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redacted: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tool {
    pub name: String,
    pub version: String,
    /// The date of the catalogue's newest row.
    pub catalogue: String,
}

/// What was asked about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    pub directory: Option<String>,
    pub regions: Vec<String>,
    pub partition: String,
    pub scopes: Vec<String>,
    /// Where directory and Regions came from, in words: `flags`, a file and a profile; and whether
    /// the flags agree with the AWS config.
    pub source: String,
    /// The parts of the source before they were worded.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub source_said: Vec<Said>,
    pub warnings: Vec<String>,
    /// The warnings before they were worded.
    #[serde(default)]
    pub said: Vec<Said>,
}

/// Where the run was made, as the machine told it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vantage {
    pub host: Option<String>,
    pub user: Option<String>,
    /// Whether the run had an administrator's rights; null where that is not known.
    pub elevated: Option<bool>,
    pub interface: Option<String>,
    /// The local address that routes outwards.
    pub address: Option<String>,
    pub resolvers: Vec<String>,
    /// The servers that systemd-resolved asks, where its stub is among the resolvers.
    #[serde(default)]
    pub uplink_resolvers: Vec<String>,
    /// What the program's own lookup of names asks: `system`, `hosts_and_dns` or [`UNKNOWN`].
    #[serde(default = "unknown")]
    pub lookup: String,
    /// Sources that this machine's other programs ask for hosts and the program does not.
    #[serde(default)]
    pub lookup_leaves_out: Vec<String>,
    /// Null for a direct connection.
    pub proxy: Option<Proxy>,
    /// Every setting here that names a proxy for https, whoever reads it.
    #[serde(default)]
    pub proxy_settings: Vec<Proxy>,
    /// Adapters of VPNs and agents; null where the system could not be asked.
    #[serde(default)]
    pub adapters: Option<Vec<Adapter>>,
    /// `container`, `wsl` or [`UNKNOWN`].
    #[serde(default = "unknown")]
    pub runs_in: String,
    /// Who called sudo, where an administrator's rights come from there.
    #[serde(default)]
    pub sudo_user: Option<String>,
    /// What the machine's trust settings are, by their names.
    pub trust: BTreeMap<String, String>,
    /// Every setting here that names a list of roots, whoever reads it.
    #[serde(default)]
    pub trust_settings: Vec<TrustList>,
    /// What holds for the whole network, in sentences.
    pub state: Vec<String>,
    /// The state before it was worded.
    #[serde(default)]
    pub said: Vec<Said>,
}

fn unknown() -> String {
    UNKNOWN.to_owned()
}

/// An adapter of a VPN or of an agent: that it is there, not that it is in the way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Adapter {
    pub name: String,
    /// `tun`, `tap`, `wireguard`, `ppp`, `ipsec`, `tunnel`.
    pub kind: String,
    pub up: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proxy {
    /// The setting that names it: `HTTPS_PROXY`, a PAC file.
    pub source: String,
    /// Without user name and password.
    pub url: String,
}

/// Paths by verdict.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    pub open: usize,
    pub degraded: usize,
    pub blocked: usize,
    pub unknown: usize,
}

/// What the required paths come to for one client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientSummary {
    /// The worst of the required paths that it calls, or `not_used` where it calls none.
    pub verdict: String,
    /// Ids of the paths that decide it; none where it is open.
    pub because: Vec<String>,
}

/// Another run, recorded on an open network.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reference {
    /// As the user named it.
    pub file: String,
    /// Its id.
    pub run: String,
    /// RFC 3339, UTC, with milliseconds.
    pub started: String,
    pub site: Option<String>,
    /// All its paths by verdict.
    pub summary: Summary,
    /// How many paths of this run it has too.
    #[serde(default)]
    pub shared: Option<usize>,
    /// What is odd about it, in sentences: another directory, a later date.
    #[serde(default)]
    pub warnings: Vec<String>,
    /// The warnings before they were worded.
    #[serde(default)]
    pub said: Vec<Said>,
}

/// One URL that was tested, with everything that is known of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Path {
    pub id: String,
    /// The catalogue row that asks for it.
    pub endpoint: String,
    pub url: String,
    pub host: String,
    pub port: u16,
    pub requirement: String,
    /// Whether it counts in the exit status: not where its name was only derived by a rule.
    #[serde(default = "counts")]
    pub counts: bool,
    /// How the catalogue knows it: `documented`, `observed` or `derived`; null for what the user
    /// alone names.
    #[serde(default)]
    pub basis: Option<String>,
    pub scopes: Vec<String>,
    pub steps: Vec<String>,
    /// What the document that asks for it writes.
    pub pattern: String,
    pub source: Source,
    pub verdict: Verdict,
    /// The first part of `failure`. Null, as the next four, for an open path.
    pub layer: Option<String>,
    pub failure: Option<String>,
    pub cause: Option<String>,
    pub confidence: Option<Confidence>,
    pub product: Option<Product>,
    /// One sentence.
    pub summary: String,
    /// The grounds, weightiest first.
    pub evidence: Vec<String>,
    pub notes: Vec<String>,
    /// The other walls that the path stands behind.
    pub also: Vec<Wall>,
    /// How the settings of this machine lead there; null where none is about it.
    #[serde(default)]
    pub route: Option<Route>,
    /// What the other way came to, through the proxy or past it; null where it was not gone.
    #[serde(default)]
    pub other_way: Option<OtherWay>,
    /// By client: a verdict, or `not_used`.
    pub clients: BTreeMap<String, String>,
    /// What does not work without it.
    pub impact: String,
    pub timings_ms: Timings,
    pub observations: Vec<Observation>,
    /// Controls made after a failure, to tell causes apart.
    pub controls: Vec<Observation>,
    /// The texts before they were worded.
    #[serde(default)]
    pub said: PathSaid,
}

impl Path {
    /// Whether the set-up needs it, whatever is known of it.
    pub fn is_required(&self) -> bool {
        self.requirement == Requirement::Required.code()
    }
}

/// The document that asks for a path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    pub document: String,
    /// When it was read: a date.
    pub checked: String,
}

/// The appliance or service that left its mark.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Product {
    pub name: String,
    /// The very token that gave it away.
    pub token: String,
    pub confidence: Confidence,
}

/// A wall other than the one that fixes the verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wall {
    pub layer: String,
    pub failure: String,
    pub cause: String,
    #[serde(default)]
    pub confidence: Option<Confidence>,
    pub product: Option<Product>,
    pub summary: String,
    #[serde(default)]
    pub evidence: Vec<String>,
    #[serde(default)]
    pub said: PathSaid,
}

/// Milliseconds by layer, of the address that went furthest; null where a layer was not reached.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Timings {
    pub dns: Option<f64>,
    pub tcp: Option<f64>,
    pub proxy: Option<f64>,
    pub tls: Option<f64>,
    pub http: Option<f64>,
    /// The sum of those that are there.
    pub total: Option<f64>,
}

/// A set-up step, as far as this network decides it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    pub id: String,
    pub title: String,
    pub verdict: Verdict,
    /// Ids of the paths that decide it.
    pub because: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Untested {
    pub pattern: String,
    pub why: String,
    /// The reason before it was worded.
    #[serde(default)]
    pub said: Option<Said>,
}

/// Reports from before the field: nothing was derived then that was required.
fn counts() -> bool {
    true
}
