//! The logged-on user's ticket, in the form that a proxy asks for: `Negotiate` (RFC 4559) and, on
//! Windows, `NTLM`.
//!
//! Owns the talk with the system's library: GSS-API (RFC 2744) where there is one, loaded when it
//! is first wanted, and SSPI on Windows. It uses the credentials that the session has, never asks
//! for others, and delegates none. What a proxy offers, and the header that answers it, are the
//! probe's.
//!
//! Every call may block for as long as the library likes: it reads the ticket cache, may ask DNS
//! for the host's proper name, and asks a KDC for a ticket, half a minute and more where none
//! answers. Callers keep it off the async threads and stop waiting when they must; a context may be
//! left behind on its thread. The library reads settings of its own (`/etc/krb5.conf`,
//! `KRB5_CONFIG`, `KRB5CCNAME`).

use std::fmt;

#[cfg(unix)]
mod gssapi;
#[cfg(any(unix, test))]
mod kerberos_codes;
#[cfg(windows)]
mod sspi;
#[cfg(any(windows, test))]
mod sspi_codes;

#[cfg(unix)]
use gssapi as side;
#[cfg(windows)]
use sspi as side;

/// What a proxy may ask the system for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Package {
    /// SPNEGO: Kerberos, or on Windows NTLM inside of it where Kerberos is not to be had.
    Negotiate,
    /// NTLM by itself, which Windows alone has.
    Ntlm,
}

/// Why the system cannot be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Absent {
    /// No GSS-API library is installed, or this build of the program cannot load one: a fully
    /// static one cannot.
    #[error("no library for Kerberos can be loaded")]
    NoLibrary,
    /// The system has no such package.
    #[error("this system has no such package")]
    NotHere,
}

/// Whether the system can be asked. It says nothing of a ticket, and asks nobody.
///
/// # Errors
/// Why not.
pub fn available(package: Package) -> Result<(), Absent> {
    side::available(package)
}

/// What went wrong. The library's own sentences are left where they are: they hold the names of
/// users, hosts and files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NegotiateFault {
    #[error(transparent)]
    Absent(#[from] Absent),
    /// Nobody is logged on with a ticket: no ticket cache, or nothing in it that helps. Of a ticket
    /// that has expired Heimdal, and so Apple, says the same.
    #[error("there is no ticket")]
    NoCredentials,
    /// The ticket was valid once.
    #[error("the ticket has expired")]
    Expired,
    /// The KDC does not know `HTTP/host`: the proxy is named otherwise than in its account, or has
    /// none.
    #[error("the KDC does not know the proxy")]
    ServerUnknown,
    /// This machine's clock and the KDC's are too far apart.
    #[error("the clock differs too much from that of the KDC")]
    ClockSkew,
    /// No KDC of the realm answers, or none is known.
    #[error("no KDC answers")]
    KdcUnreachable,
    /// Anything else, by the library's numbers: GSS-API's major and minor status, or SSPI's status
    /// and 0.
    #[error("{major:#x}/{minor:#x} {}", .name.unwrap_or("without a name"))]
    Other {
        major: u32,
        minor: u32,
        /// The number's name in the library's table, where it has one.
        name: Option<&'static str>,
    },
}

/// What to send, and whether anything more has to come.
#[derive(PartialEq, Eq)]
pub struct Step {
    /// Empty where there is nothing to send.
    pub token: Vec<u8>,
    /// Whether this side is content. Mostly it is not before the proxy's last token, which few
    /// proxies send: a reply other than 407 is what ends the dialogue.
    pub complete: bool,
}

/// A token holds a ticket: only its length is shown.
impl fmt::Debug for Step {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.debug_struct("Step")
            .field("token", &format_args!("{} bytes", self.token.len()))
            .field("complete", &self.complete)
            .finish()
    }
}

/// One dialogue with one proxy, over one connection.
pub struct Context(side::Context);

impl fmt::Debug for Context {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.debug_struct("Context").finish_non_exhaustive()
    }
}

impl Context {
    /// A dialogue with the service `HTTP` on that host, for which proxies count too (RFC 4559,
    /// section 4). Blocks.
    ///
    /// # Errors
    /// Where the system cannot be asked, or has no credentials that it can tell of at once.
    pub fn new(package: Package, host: &str) -> Result<Self, NegotiateFault> {
        available(package)?;
        if !is_a_host(host) {
            return Err(NegotiateFault::ServerUnknown);
        }
        side::Context::new(package, host).map(Self)
    }

    /// The next token: the first without a challenge, every other from the proxy's last. Blocks,
    /// the first time for as long as the KDC takes. After an error the dialogue is over.
    ///
    /// # Errors
    /// What the library finds wrong with the credentials, the proxy's name or its token.
    pub fn step(&mut self, challenge: Option<&[u8]>) -> Result<Step, NegotiateFault> {
        self.0.step(challenge)
    }
}

/// Names and addresses as they stand in a proxy's URL. Anything else would be read as another
/// service or realm: `@` and `/` part those.
fn is_a_host(host: &str) -> bool {
    let of_a_host = |byte: u8| byte.is_ascii_alphanumeric() || b".-_:".contains(&byte);
    (1..=255).contains(&host.len()) && host.bytes().all(of_a_host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_host_is_not_given_to_the_library() {
        for host in ["proxy.corp.example", "10.0.0.1", "fd00::1", "proxy_1"] {
            assert!(is_a_host(host), "{host}");
        }
        let long = "a".repeat(256);
        for host in ["", "proxy@OTHER", "proxy/admin", "pro\0xy", "a b", &long] {
            assert!(!is_a_host(host), "{host}");
        }
    }

    #[test]
    fn a_token_is_not_shown() {
        let step = Step {
            token: b"ticket".to_vec(),
            complete: false,
        };
        let shown = format!("{step:?}");
        assert_eq!(shown, "Step { token: 6 bytes, complete: false }");
    }

    #[test]
    #[cfg(unix)]
    fn ntlm_is_of_windows_alone() {
        assert_eq!(available(Package::Ntlm), Err(Absent::NotHere));
        let refused = Context::new(Package::Ntlm, "proxy.corp.example");
        let refused = refused.err();
        assert_eq!(refused, Some(NegotiateFault::Absent(Absent::NotHere)));
    }
}
