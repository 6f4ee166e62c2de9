//! What a scenario file may say: which faults stand where on the fake internet, and what the
//! probe must make of them.
//!
//! Owns the form of `tests/scenarios/NAME.toml`; playing the faults is the other files' of this
//! folder, comparing the result is the runner's. Everything that a file leaves out is healthy.

use std::{
    collections::BTreeMap,
    fmt, fs, io,
    net::IpAddr,
    path::{Path, PathBuf},
};

use serde::Deserialize;

pub(crate) use super::pattern::{fits, most_exact};
use super::proxy::Proxy;

/// One network, and one expected report.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Scenario {
    /// One line for people.
    pub(crate) title: String,
    /// More arguments of `probe`, after those that every scenario has.
    #[serde(default)]
    pub(crate) args: Vec<String>,
    /// Whether the resolver that tells the truth is given as `--control-resolver`.
    #[serde(default)]
    pub(crate) control_resolver: bool,
    /// How that one is asked.
    #[serde(default)]
    pub(crate) control_over: Over,
    /// Whether it can only be played where `::1` exists.
    #[serde(default)]
    pub(crate) needs_ipv6: bool,
    /// What a SYN to port 80 of any address meets.
    #[serde(default)]
    pub(crate) port_80: Tcp,
    /// The way out, given as `--proxy`.
    pub(crate) proxy: Option<Proxy>,
    /// What a plain request there meets; silence, if left out.
    pub(crate) plain: Option<Http>,
    #[serde(default, rename = "host")]
    pub(crate) hosts: Vec<Host>,
    #[serde(default, rename = "address")]
    pub(crate) addresses: Vec<Address>,
    pub(crate) expect: Expect,
}

/// The way to the control resolver. Behind TLS it has the certificate that the rule for its host
/// says, as any other server: `localhost` over TLS, `127.0.0.1` over HTTPS.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Over {
    #[default]
    Plain,
    /// RFC 7858.
    Tls,
    /// RFC 8484.
    Https,
}

/// How a name behaves, at whatever address it is asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Host {
    /// A host name, `*.suffix`, or `*`. The most exact one that fits is used.
    pub(crate) name: String,
    /// Where it really is. Without any, it gets one address of its own in 203.0.113.1 to .199.
    #[serde(default)]
    pub(crate) addresses: Vec<IpAddr>,
    #[serde(default)]
    pub(crate) dns: Dns,
    #[serde(default)]
    pub(crate) tls: Tls,
    #[serde(default)]
    pub(crate) http: Http,
}

/// How an address behaves, whatever name it is asked for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Address {
    /// From 203.0.113.200 on, 198.51.100.0/24, 10.0.0.0/8 or 2001:db8::/32.
    pub(crate) ip: IpAddr,
    #[serde(default)]
    pub(crate) tcp: Tcp,
    /// In the place of what the name says.
    pub(crate) tls: Option<Tls>,
    /// In the place of what the name says.
    pub(crate) http: Option<Http>,
}

/// What the resolver under test does with the questions for a name.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Dns {
    pub(crate) answer: Answer,
    /// How many questions of each record type get `answer`; later ones get the truth. All, if left out.
    pub(crate) times: Option<u32>,
    /// An extended error (RFC 8914) beside the answer, for those who ask with EDNS.
    pub(crate) extended_error: Option<ExtendedError>,
    /// The zone of a response policy: AA is set and its SOA stands in the additional section.
    pub(crate) policy_zone: Option<String>,
    /// The names that a chain of CNAMEs leads over to the addresses.
    pub(crate) aliases: Vec<String>,
    /// An empty reply with TC over UDP; the whole one over TCP.
    pub(crate) truncated: bool,
    /// Before the reply over UDP, one with another id and another address.
    pub(crate) wrong_id_first: bool,
}

/// The kind of reply.
#[derive(Debug, Default, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Answer {
    #[default]
    Truth,
    Nxdomain,
    /// NOERROR without any address.
    Nodata,
    Refused,
    Servfail,
    Silent,
    /// Bytes that are no DNS message.
    Garbage,
    /// These addresses in the place of the true ones.
    Forged(Vec<IpAddr>),
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExtendedError {
    pub(crate) code: u16,
    #[serde(default)]
    pub(crate) text: String,
}

/// What a SYN meets.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Tcp {
    #[default]
    Open,
    /// A RST.
    Refused,
    /// Nothing.
    Silent,
    /// ENETUNREACH at once.
    Unreachable,
}

/// What a ClientHello meets.
#[derive(Debug, Default, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Tls {
    pub(crate) fault: Option<TlsFault>,
    /// How many handshakes meet the fault; later ones succeed. All, if left out.
    pub(crate) times: Option<u32>,
    pub(crate) certificate: Certificate,
    /// Whether TLS 1.2 is the newest version spoken.
    pub(crate) only_1_2: bool,
    /// Milliseconds before the hello is answered.
    pub(crate) delay_ms: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum TlsFault {
    Reset,
    Close,
    Silent,
    /// Silence for a hello that does not fit into one packet.
    SilentIfLarge,
    /// Silence where packets are not kept small.
    SilentInLargePackets,
    /// The beginning of an answer, and then nothing.
    Begun,
    /// Fatal handshake_failure.
    Alert,
    /// Plain text.
    Garbage,
}

/// Which certificate the name gets.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Certificate {
    /// Of the authority in `--public-roots`.
    #[default]
    Public,
    /// Of the authority in `--ca-bundle`, an inspecting gateway's.
    Corporate,
    /// Of an authority that nobody knows.
    Unknown,
    Expired,
    NotYetValid,
    WrongName,
    /// Of an authority that nobody knows, in version 1 of X.509: it has no extension, so no name
    /// that a verifier would look at.
    Version1,
}

/// What a request meets.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Http {
    pub(crate) fault: Option<HttpFault>,
    /// How many requests meet the fault; later ones get the reply. All, if left out.
    pub(crate) times: Option<u32>,
    pub(crate) status: u16,
    /// In the place of AWS's marks.
    pub(crate) headers: Option<BTreeMap<String, String>>,
    pub(crate) body: String,
    /// The body is followed by spaces up to this length.
    pub(crate) body_bytes: usize,
    /// The body is what gzip makes of so many zeros, in the place of the others.
    pub(crate) bomb_bytes: usize,
    /// Milliseconds between one byte of the reply and the next.
    pub(crate) pace_ms: u64,
}

impl Default for Http {
    fn default() -> Self {
        Self {
            fault: None,
            times: None,
            status: 200,
            headers: None,
            body: "<!doctype html><title>AWS access portal</title>".to_owned(),
            body_bytes: 0,
            bomb_bytes: 0,
            pace_ms: 0,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum HttpFault {
    Silent,
    Reset,
    Close,
    /// Bytes that are no HTTP.
    Garbage,
    /// Headers without end.
    EndlessHead,
    /// A chunk size that is no number, after a good head.
    BrokenChunks,
}

/// What the report must say. Every path that no row names must be open.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Expect {
    pub(crate) exit: i32,
    /// For the whole program, from its start to its end.
    pub(crate) within_ms: u64,
    /// The key of a text among the states of the whole network.
    pub(crate) state: Option<String>,
    #[serde(default, rename = "path")]
    pub(crate) paths: Vec<ExpectedPath>,
}

/// What the report must say of every path to a host. What is left out must be null or empty.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExpectedPath {
    /// A host name or a pattern, as in [`Host::name`].
    pub(crate) host: String,
    pub(crate) verdict: String,
    pub(crate) layer: Option<String>,
    pub(crate) failure: Option<String>,
    pub(crate) cause: Option<String>,
    /// The name of the product.
    pub(crate) product: Option<String>,
    /// The failures of the walls behind the main one.
    #[serde(default)]
    pub(crate) also: Vec<String>,
    /// The key of the text of one of the notes. Other notes are not looked at.
    pub(crate) note: Option<String>,
}

/// What is compared, path by path.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Finding {
    pub(crate) verdict: String,
    pub(crate) layer: Option<String>,
    pub(crate) failure: Option<String>,
    pub(crate) cause: Option<String>,
    pub(crate) product: Option<String>,
    /// Sorted.
    pub(crate) also: Vec<String>,
}

impl Finding {
    /// Of a path that no row of a scenario names.
    pub(crate) fn open() -> Self {
        Self {
            verdict: "open".to_owned(),
            layer: None,
            failure: None,
            cause: None,
            product: None,
            also: Vec::new(),
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let or_none = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
        write!(f, "{}, layer {}", self.verdict, or_none(&self.layer))?;
        write!(
            f,
            ", failure {}, cause {}, product {}",
            or_none(&self.failure),
            or_none(&self.cause),
            or_none(&self.product)
        )?;
        write!(f, ", also [{}]", self.also.join(", "))
    }
}

impl ExpectedPath {
    pub(crate) fn finding(&self) -> Finding {
        let mut also = self.also.clone();
        also.sort();
        Finding {
            verdict: self.verdict.clone(),
            layer: self.layer.clone(),
            failure: self.failure.clone(),
            cause: self.cause.clone(),
            product: self.product.clone(),
            also,
        }
    }
}

impl fmt::Display for Expect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "exit {} within {} ms", self.exit, self.within_ms)?;
        if let Some(state) = &self.state {
            writeln!(f, "state {state}")?;
        }
        for path in &self.paths {
            writeln!(f, "{}: {}", path.host, path.finding())?;
            if let Some(note) = &path.note {
                writeln!(f, "{}: note {note}", path.host)?;
            }
        }
        write!(f, "every other path: {}", Finding::open())
    }
}

impl Scenario {
    /// Reads one file. An error names the file, and the line and field in it.
    pub(crate) fn read(path: &Path) -> io::Result<Self> {
        let named =
            |problem: &dyn fmt::Display| io::Error::other(format!("{}: {problem}", path.display()));
        let text = fs::read_to_string(path).map_err(|problem| named(&problem))?;
        toml::from_str(&text).map_err(|problem| named(&problem))
    }

    /// The host rule that fits a name best: the name itself, then the longest suffix.
    pub(crate) fn host(&self, name: &str) -> Option<&Host> {
        most_exact(&self.hosts, name, |host| &host.name)
    }
}

/// Every scenario file of the repository, by name.
pub(crate) fn folder() -> io::Result<Vec<(String, PathBuf)>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios");
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|end| end == "toml")
            && let Some(name) = path.file_stem()
        {
            files.push((name.to_string_lossy().into_owned(), path));
        }
    }
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_exact_host_rule_is_used() {
        let scenario: Scenario = toml::from_str(
            r#"
            title = "t"
            expect = { exit = 0, within_ms = 1 }
            [[host]]
            name = "*"
            [[host]]
            name = "*.awsapps.com"
            [[host]]
            name = "mycorp.awsapps.com"
            "#,
        )
        .unwrap();
        let rule = |name: &str| scenario.host(name).map(|host| host.name.as_str());
        assert_eq!(rule("mycorp.awsapps.com"), Some("mycorp.awsapps.com"));
        assert_eq!(rule("other.awsapps.com"), Some("*.awsapps.com"));
        assert_eq!(rule("signin.aws"), Some("*"));
    }

    #[test]
    fn a_field_that_does_not_exist_is_an_error_that_names_it() {
        let text = "title = 't'\nexpect = { exit = 0, within_ms = 1 }\n[[host]]\nname = 'a'\n[host.tls]\nfalt = 'reset'";
        let error = toml::from_str::<Scenario>(text).unwrap_err().to_string();
        assert!(error.contains("falt"), "{error}");
    }
}
