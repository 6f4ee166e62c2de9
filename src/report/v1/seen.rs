//! Observations as a report keeps them: flat, one object `saw` whose form `operation` names.
//!
//! Owns the form alone; filling it, and leaving out what must not be saved, is the assembly's.
//! Bodies are not here at all: a block page holds user names.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What one operation saw.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Observation {
    pub layer: String,
    /// RFC 3339, UTC, with milliseconds.
    pub start: String,
    /// Milliseconds, to a tenth.
    pub duration_ms: f64,
    /// 1, or 2 for the second attempt.
    pub attempt: u8,
    /// Address and port here, where they are known.
    pub local: Option<String>,
    /// Address and port meant over there.
    pub peer: Option<String>,
    /// Where `--connect-to` sent it instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redirected: Option<String>,
    /// The proxy that it went to, or through, without its login; the peer is then the proxy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proxy: Option<String>,
    /// The failure that this observation shows by itself.
    pub failure: Option<String>,
    #[serde(flatten)]
    pub saw: Saw,
}

/// The operations that there are, each with what it saw.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "operation", content = "saw", rename_all = "snake_case")]
pub enum Saw {
    /// The lookup that applications on this machine use.
    SystemLookup(SystemLookup),
    /// One raw question to one name server.
    DnsQuestion(DnsQuestion),
    TcpConnect(TcpConnect),
    /// The lookup of a proxy's own name.
    ProxyLookup(ProxyLookup),
    /// A TCP connection to a proxy.
    ProxyConnect(TcpConnect),
    /// TLS with a proxy itself.
    ProxyTls(Box<TlsHandshake>),
    /// A proxy is asked for a connection.
    ProxyTunnel(ProxyTunnel),
    TlsHandshake(Box<TlsHandshake>),
    HttpExchange(HttpExchange),
    /// An operation of a newer version: kept as it is.
    #[serde(untagged)]
    Newer {
        operation: String,
        saw: serde_json::Value,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SystemLookup {
    pub name: String,
    /// `addresses`, `no_name`, `no_address`, `temporary`, `timed_out`, `other`.
    pub answer: String,
    /// The system's own number for `other`.
    pub code: Option<i32>,
    pub addresses: Vec<String>,
    /// Where they come from the hosts file.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hosts_file: Vec<HostsEntry>,
    /// The rule of the machine that sends the name to other servers than its adapters'.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name_policy: Option<NamePolicy>,
}

/// A rule of Windows' Name Resolution Policy Table, or one of macOS' resolvers for single domains.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamePolicy {
    /// A name, `.suffix`, or `.` for all.
    pub namespace: String,
    pub servers: Vec<String>,
    pub by_group_policy: bool,
    /// Where the resolver stands: `file`, of `/etc/resolver`, or `network_service`; none for a rule of the
    /// table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolver: Option<String>,
}

/// A line of the hosts file that gives the name an address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostsEntry {
    pub file: String,
    /// Counted from 1.
    pub line: usize,
    pub address: String,
}

/// One question and its reply. Without a reply `fault` says why, and the rest is empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DnsQuestion {
    pub name: String,
    /// `A` or `AAAA`.
    pub kind: String,
    pub server: String,
    /// `configured` or `control`.
    pub asker: String,
    /// `udp`, `tcp`, `tls`, `https`.
    pub transport: String,
    /// `timeout`, `unreachable`, `malformed`.
    pub fault: Option<String>,
    pub errno: Option<String>,
    /// With the extended bits of EDNS.
    pub rcode: Option<u16>,
    /// Those of `aa`, `tc`, `ra`, `ad` that are set.
    pub flags: Vec<String>,
    pub answers: Vec<Record>,
    pub authority: Vec<Record>,
    pub additional: Vec<Record>,
    pub ede: Vec<ExtendedError>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    pub owner: String,
    /// Seconds.
    pub ttl: u32,
    /// The mnemonic.
    #[serde(rename = "type")]
    pub kind: String,
    /// Address, target of a CNAME, primary server of a SOA; null for other types.
    pub data: Option<String>,
}

/// RFC 8914.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExtendedError {
    pub code: u16,
    pub text: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TcpConnect {
    /// `ECONNREFUSED`; null for a success and for a timeout of ours.
    pub errno: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProxyLookup {
    pub name: String,
    /// As for `system_lookup`.
    pub answer: String,
    pub addresses: Vec<String>,
}

/// The dialogue in which a proxy is asked for a connection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProxyTunnel {
    /// Host and port, or address and port.
    pub target: String,
    /// `connect`, `socks4` or `socks5`.
    pub protocol: String,
    /// The scheme by which a login was given.
    pub login: Option<String>,
    /// The ways to log in that it offers.
    #[serde(default)]
    pub offers: Vec<LoginOffer>,
    /// Why the system gave no ticket: `no_library`, `no_ticket`, `expired`, `proxy_unknown`,
    /// `clock_skew`, `no_kdc`, `timed_out`, or the library's numbers.
    #[serde(default)]
    pub ticket: Option<String>,
    /// Of the reply to CONNECT.
    pub status: Option<u16>,
    pub reason: Option<String>,
    pub headers: Vec<Header>,
    /// The number by which a SOCKS proxy says no.
    pub code: Option<u8>,
    /// What was wrong with what came.
    pub error: Option<String>,
}

/// A way to log in that is offered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoginOffer {
    pub scheme: String,
    pub realm: Option<String>,
}

/// One handshake. Without a session `alert` or `error` says what came, and the rest is null.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TlsHandshake {
    pub server_name: String,
    /// The form of the ClientHello: `ordinary`, or in a control another.
    #[serde(default = "ordinary")]
    pub hello: String,
    /// After silence: whether TCP acknowledged the whole hello; left out where it is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hello_acknowledged: Option<bool>,
    /// Where it broke: bytes of it that had come; left out where that was not counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bytes_received: Option<u64>,
    pub alert: Option<Alert>,
    /// What was wrong with what came, in the library's words.
    pub error: Option<String>,
    pub version: Option<String>,
    pub cipher: Option<String>,
    pub group: Option<String>,
    pub alpn: Option<String>,
    /// Leaf first, as sent.
    pub chain: Vec<Certificate>,
    pub public: Option<PublicTrust>,
    /// What the machine's own store says: `trusted`, `rejected`, `not_asked`.
    pub machine: Option<Check>,
    /// What the lists of roots say that clients are set to use, by setting: `AWS_CA_BUNDLE`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub own: BTreeMap<String, Check>,
}

fn ordinary() -> String {
    "ordinary".to_owned()
}

/// A fatal alert of the other side (RFC 8446, appendix B.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alert {
    pub code: u8,
    pub name: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certificate {
    pub subject: String,
    pub issuer: String,
    pub issuer_name: String,
    pub not_before: String,
    pub not_after: String,
    pub serial: String,
    pub names: Vec<String>,
    pub sha256: String,
}

/// What the public web roots say: chain, time and name apart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicTrust {
    pub chain: Check,
    pub time: Check,
    pub name: Check,
    pub root: Option<String>,
}

/// One verifier's word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// `passed` or `failed`; of the machine's store `trusted`, `rejected`, `not_asked`.
    pub result: String,
    /// `unknown_issuer`, `expired`, `not_yet_valid`, `name_mismatch`, `revoked`, `ca_as_server`,
    /// `old_version`, `wrong_purpose`, `bad_signature`, `unsupported_algorithm`, `malformed`, `other`.
    pub reason: Option<String>,
    /// The verifier's own words, where there is more to say.
    pub detail: Option<String>,
}

/// One GET. Without a reply `alert` or `error` says what came, if anything did, and the rest is
/// null.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HttpExchange {
    pub url: String,
    /// A fatal TLS alert in the place of a reply, by its name.
    pub alert: Option<String>,
    pub error: Option<String>,
    pub status: Option<u16>,
    pub reason: Option<String>,
    pub headers: Vec<Header>,
    /// Of the part that was read.
    pub body_bytes: Option<usize>,
    /// Whether there was more.
    pub body_cut: bool,
}

/// A header. The value is null where it could hold a secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    pub name: String,
    pub value: Option<String>,
}
