//! A test for people without this tool: one command, and what it gives when all is done.
//!
//! Owns which command shows which layer. Nothing of a URL comes into a command that a shell could
//! take for its own.

use crate::evidence::{Failure, Layer};
use crate::plan::Path;
use crate::verdict::{Phrase, Wall};

pub(super) fn of(path: &Path, wall: &Wall) -> (String, Phrase) {
    let (host, port) = (&path.host, path.port);
    match (wall.failure, wall.layer()) {
        (_, Layer::Dns) => (
            format!("nslookup {host}"),
            Phrase::new("done.lookup").with("host", host),
        ),
        (Failure::TlsIntercepted | Failure::TlsUntrusted, _) => (
            format!(
                "openssl s_client -connect {host}:{port} -servername {host} </dev/null | openssl \
                 x509 -noout -issuer"
            ),
            Phrase::new("done.issuer"),
        ),
        (_, Layer::Http) => (format!("curl -sv {}", url(path)), Phrase::new("done.page")),
        _ => (
            format!("curl -sv -o /dev/null {}", url(path)),
            Phrase::new("done.status"),
        ),
    }
}

/// The URL, where it holds nothing but letters, digits and `.:/_~-`; else its root.
fn url(path: &Path) -> String {
    let plain = |sign: char| sign.is_ascii_alphanumeric() || ".:/_~-".contains(sign);
    let whole = path.url.as_str();
    match whole.chars().all(plain) {
        true => whole.to_owned(),
        false => format!("https://{}:{}/", path.host, path.port),
    }
}
