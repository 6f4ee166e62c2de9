//! A test for people without this tool: one command, and what it gives when all is done.
//!
//! Owns which command shows which fault: it must fail before the change, and not after it, and go
//! the `way` that was walked. Nothing of a URL, of a file or of the environment comes into a command that a shell could take for its
//! own.

use std::net::{IpAddr, SocketAddr};

use crate::evidence::{Failure, Hello, Layer, Saw, TrustSetting};
use crate::plan::Path;
use crate::verdict::{Cause, Measured, Phrase, Wall, own_trust};

use super::is_answered;

mod way;

use way::Way;

/// What reads the command, on a machine such as the one of the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shell {
    Posix,
    /// cmd.exe.
    Windows,
}

/// Where the command will be typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Desk {
    pub shell: Shell,
    /// Whether a variable there names a proxy to curl, whatever way was walked.
    pub has_proxy: bool,
}

impl From<Shell> for Desk {
    fn from(shell: Shell) -> Self {
        Self {
            shell,
            has_proxy: false,
        }
    }
}

/// What is dropped in silence keeps curl for minutes.
const LIMIT: &str = "-m 20 ";

/// In the place of a file whose name is not ours to put into a command.
const YOUR_BUNDLE: &str = "YOUR-BUNDLE";

/// A hello as large as that of browsers, which the AWS CLI's is not; with a second group, so that
/// hosts without the first one answer too. OpenSSL has it since 3.5 (NEWS of that version).
const LARGE: &str = "X25519MLKEM768:X25519";

impl Shell {
    /// PowerShell has something else by the name of `curl`.
    fn curl(self) -> &'static str {
        match self {
            Self::Posix => "curl",
            Self::Windows => "curl.exe",
        }
    }

    fn nowhere(self) -> &'static str {
        match self {
            Self::Posix => "/dev/null",
            Self::Windows => "NUL",
        }
    }

    /// The flag with the file that a variable names. Where it is unset afterwards, which is one way to
    /// mend it, POSIX shells leave the flag out and the machine's own roots decide (POSIX.1-2024,
    /// XCU 2.6.2, `:+`); Windows has no such form.
    fn file_of(self, flag: &str, variable: &str) -> String {
        match self {
            Self::Posix => format!("${{{variable}:+{flag} \"${variable}\"}}"),
            Self::Windows => format!("{flag} \"%{variable}%\""),
        }
    }
}

pub(super) fn of(one: &Measured, wall: &Wall, desk: Desk) -> (String, Phrase) {
    let test = Test {
        path: &one.path,
        shell: desk.shell,
        way: Way::of(one, wall, desk),
    };
    let host = &one.path.host;
    let failed = failed_at(one, wall);
    let is_chain = matches!(
        wall.failure,
        Failure::TlsIntercepted | Failure::TlsUntrusted
    );
    match wall.cause {
        // nslookup asks a name server, which is not what fails.
        Cause::LocalLookup => (test.curl(""), Phrase::new("done.status")),
        _ if wall.layer() == Layer::Dns => (
            format!("nslookup {host}"),
            Phrase::new("done.lookup").with("host", host),
        ),
        Cause::ClientRoots => test.with_roots_of(one),
        Cause::MtuBlackHole if !small_hello_passes(one) => {
            (test.curl(""), Phrase::new("done.status"))
        }
        Cause::LargeHello | Cause::MtuBlackHole => (test.large(), Phrase::new("done.large")),
        Cause::BrokenIpv6 => (test.curl("-6 "), Phrase::new("done.status")),
        Cause::PartialAddresses if is_chain => {
            (test.issuer(failed), Phrase::new("done.issuer_at_each"))
        }
        Cause::PartialAddresses => (
            test.curl(&test.resolved_to(failed)),
            Phrase::new("done.status_at_each"),
        ),
        Cause::PacketLoss => (test.curl(""), Phrase::new("done.every_time")),
        Cause::ClientTrust => (test.curl(""), Phrase::new("done.no_doubt")),
        Cause::AwsFault => (test.curl(""), Phrase::new("done.no_fault")),
        Cause::AwsRefusal => (test.curl(""), Phrase::new("done.no_refusal")),
        _ if is_chain => (test.issuer(None), Phrase::new("done.issuer")),
        Cause::Undetermined if wall.layer() == Layer::Http && !is_answered(wall.failure) => {
            (test.curl(""), Phrase::new("done.every_time"))
        }
        _ if wall.layer() == Layer::Http => (test.page(), Phrase::new("done.page")),
        _ => (test.curl(""), Phrase::new("done.status")),
    }
}

/// The first address at which it was seen: others answer, and a plain command would take them.
fn failed_at(one: &Measured, wall: &Wall) -> Option<IpAddr> {
    let mut seen = one.evidence.observations.iter();
    let failed = seen.find(|seen| {
        let connected = !matches!(seen.saw, Saw::SystemLookup(_) | Saw::Question(_));
        connected && seen.failure() == Some(wall.failure)
    })?;
    failed.peer.map(|peer| peer.ip())
}

/// Then curl's gets through as well, and shows nothing.
fn small_hello_passes(one: &Measured) -> bool {
    one.evidence.controls.iter().any(|seen| match &seen.saw {
        Saw::Handshake(made) => made.hello == Hello::Classical && made.outcome.is_ok(),
        _ => false,
    })
}

struct Test<'a> {
    path: &'a Path,
    shell: Shell,
    way: Way,
}

impl Test<'_> {
    fn curl(&self, flags: &str) -> String {
        let (curl, nowhere) = (self.shell.curl(), self.shell.nowhere());
        let way = self.way.for_curl();
        format!(
            "{curl} -sv {LIMIT}{way}{flags}-o {nowhere} {}",
            url(self.path)
        )
    }

    fn page(&self) -> String {
        let (curl, way) = (self.shell.curl(), self.way.for_curl());
        format!("{curl} -sv {LIMIT}{way}{}", url(self.path))
    }

    /// In quotes: some shells look for files where there are brackets.
    fn resolved_to(&self, address: Option<IpAddr>) -> String {
        let Path { host, port, .. } = self.path;
        match address {
            Some(IpAddr::V6(address)) => format!("--resolve \"{host}:{port}:[{address}]\" "),
            Some(IpAddr::V4(address)) => format!("--resolve {host}:{port}:{address} "),
            None => String::new(),
        }
    }

    /// What is read from `echo` ends it; every shell has that, and not every one `</dev/null`. None
    /// where it cannot go the way.
    fn s_client(&self, address: Option<IpAddr>, flags: &str) -> Option<String> {
        let Path { host, port, .. } = self.path;
        let to = match address {
            Some(address) => format!("\"{}\"", SocketAddr::new(address, *port)),
            None => format!("{host}:{port}"),
        };
        let way = self.way.for_s_client()?;
        let space = if flags.is_empty() { "" } else { " " };
        Some(format!(
            "echo Q | openssl s_client{way} -connect {to} -servername {host}{space}{flags}"
        ))
    }

    fn large(&self) -> String {
        let s_client = self.s_client(None, &format!("-groups {LARGE}"));
        s_client.unwrap_or_else(|| self.curl(&format!("--curves {LARGE} ")))
    }

    /// curl shows a chain with each certificate's issuer, whatever it was built with (since 7.88).
    fn issuer(&self, address: Option<IpAddr>) -> String {
        match self.s_client(address, "") {
            Some(s_client) => s_client + " | openssl x509 -noout -issuer",
            None => self.curl("-k -w \"%{certs}\" "),
        }
    }

    /// With `--cacert`, curl takes the folder of the machine's roots too, where it was built with
    /// one; s_client takes the named file alone.
    fn with_roots_of(&self, one: &Measured) -> (String, Phrase) {
        let seen = one.evidence.observations.iter();
        let sessions = seen.filter_map(|seen| match &seen.saw {
            Saw::Handshake(handshake) => handshake.outcome.as_ref().ok(),
            _ => None,
        });
        let mut refused = sessions.filter_map(own_trust::refused_by_cli);
        let setting = refused.next().map(|list| list.setting);
        let (variable, key) = match setting {
            Some(setting @ (TrustSetting::AwsCaBundle | TrustSetting::RequestsCaBundle)) => {
                (Some(setting.name()), "done.verified")
            }
            _ => (None, "done.verified_by_yours"),
        };
        let with = |flag: &str| match variable {
            Some(variable) => self.shell.file_of(flag, variable),
            None => format!("{flag} {YOUR_BUNDLE}"),
        };
        match self.s_client(None, &with("-CAfile")) {
            Some(s_client) => (s_client, Phrase::new(key)),
            None => {
                let curl = self.curl(&format!("{} ", with("--cacert")));
                (curl, Phrase::new("done.no_doubt"))
            }
        }
    }
}

/// The URL, where it holds nothing but letters, digits and `.:/_~-`; else its root.
fn url(path: &Path) -> String {
    let whole = path.url.as_str();
    match is_plain(whole) {
        true => whole.to_owned(),
        false => format!("https://{}:{}/", path.host, path.port),
    }
}

/// Nothing that a shell could take for its own.
fn is_plain(text: &str) -> bool {
    let plain = |sign: char| sign.is_ascii_alphanumeric() || ".:/_~-".contains(sign);
    text.chars().all(plain)
}
