//! What was seen of a proxy: finding it, reaching it, and asking it for a way on.
//!
//! Owns the shapes and the failure that one step alone earns; what a reply says is `refusal`'s. Which
//! mechanism stands behind a refusal is the verdict's.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::refusal::{self, Word};
use super::{
    Connect, Failure, MachineTrust, Offer, ProgramWay, Reason, Reply, Scheme, Session,
    SystemAnswer, TlsFault,
};

/// How this machine's settings lead to a host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Route {
    /// The proxies, without their logins, in the order in which they are tried; [`DIRECT`] among them.
    pub hops: Vec<String>,
    /// The setting that decided, or [`NO_SETTING`].
    pub source: String,
    /// The word of NO_PROXY by which the host goes without the proxy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exempt: Option<String>,
    /// Why the PAC file was of no use, so that the way is the direct one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trouble: Option<PacTrouble>,
    /// The ways of the programs whose rules are known: all of them, where not all go this way.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub programs: Vec<ProgramWay>,
    /// Whether the setting by which the AWS CLI goes to a proxy has a user and a password in it; none
    /// where it goes to none, or that is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cli_login: Option<bool>,
}

/// The source of a way that no setting is about.
pub const NO_SETTING: &str = "none";

/// What is wrong with a PAC file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PacTrouble {
    /// It could not be had.
    Unfetched(Reason),
    /// It was had, and says nothing that is of use.
    Useless(Reason),
}

impl PacTrouble {
    pub fn reason(&self) -> &Reason {
        match self {
            Self::Unfetched(reason) | Self::Useless(reason) => reason,
        }
    }
}

/// A hop that is no proxy, as PAC files write it.
pub const DIRECT: &str = "DIRECT";

/// One step on the way through a proxy.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProxyStep {
    Lookup(ProxyLookup),
    Connect(Connect),
    /// TLS with the proxy itself.
    Handshake(Result<Session, TlsFault>),
    Tunnel(Tunnel),
}

/// The lookup of the proxy's own name, which need not be a full one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProxyLookup {
    pub name: String,
    /// As the system gives it, or the name server of `--resolver` in its place.
    pub answer: SystemAnswer,
}

/// The dialogue in which a proxy is asked for a connection to the target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tunnel {
    /// What was asked for: a host and a port, or, where the name is not the proxy's to resolve, an
    /// address and a port.
    pub target: String,
    pub protocol: TunnelProtocol,
    /// The scheme by which a login was given; none where none was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub login: Option<Scheme>,
    /// The ways to log in that the proxy offers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub offers: Vec<Offer>,
    /// Why the system gave no ticket, where it was asked for one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket: Option<TicketFault>,
    pub outcome: Result<Granted, TunnelFault>,
}

/// Why the logged-on user's ticket could not be had.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TicketFault {
    /// No library for Kerberos can be loaded here.
    NoLibrary,
    NoTicket,
    Expired,
    /// The KDC does not know the proxy by the name that the settings give it.
    ProxyUnknown,
    ClockSkew,
    NoKdc,
    TimedOut,
    /// The library's own numbers.
    Other(String),
}

/// How a proxy is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TunnelProtocol {
    /// HTTP CONNECT (RFC 9110, section 9.3.6).
    Connect,
    /// SOCKS 4, with the extension 4A for names.
    Socks4,
    /// RFC 1928.
    Socks5,
}

/// A way on. It proves nothing of the target: some proxies say yes before they look.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Granted {
    /// A reply to CONNECT with status 2xx.
    Http(Reply),
    Socks,
}

/// Why there is no way on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TunnelFault {
    /// ECONNRESET during the dialogue.
    Reset,
    /// End of file before a whole reply.
    Closed,
    /// No whole reply in time.
    Timeout,
    /// What came is not of the protocol, or too long.
    Protocol(String),
    /// A reply to CONNECT with another status than 2xx.
    Refused(Reply),
    /// SOCKS 5: the reply field (RFC 1928, section 6).
    Socks5(u8),
    /// SOCKS 4: the result code.
    Socks4(u8),
    /// SOCKS 5: the login was not accepted, or none of the ways to log in that are offered is
    /// (RFC 1928, section 3; RFC 1929).
    SocksLogin,
}

/// What a proxy did that may be over in a moment: it is busy, or has a limit, for all that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Passing {
    /// It let no connection in.
    Refused,
    /// It ended the dialogue without a word.
    Cut,
    /// It said so by this status, or did not say why.
    Status(u16),
}

impl ProxyStep {
    /// What may be over in a moment, of what failed.
    pub fn passing(&self) -> Option<Passing> {
        match self {
            Self::Connect(_) if self.failure() == Some(Failure::ProxyRefused) => {
                Some(Passing::Refused)
            }
            Self::Tunnel(tunnel) => tunnel.outcome.as_ref().err()?.passing(),
            _ => None,
        }
    }

    pub(super) fn failure(&self) -> Option<Failure> {
        match self {
            Self::Lookup(lookup) => match &lookup.answer {
                SystemAnswer::Addresses(found) if !found.is_empty() => None,
                _ => Some(Failure::ProxyDns),
            },
            Self::Connect(connect) => connect.failure().map(of_connect),
            // Proxies have names and authorities of the company: the machine's store decides.
            Self::Handshake(made) => {
                let trusted = |session: &Session| session.machine == MachineTrust::Trusted;
                let good = made.as_ref().is_ok_and(trusted);
                (!good).then_some(Failure::ProxyTls)
            }
            Self::Tunnel(tunnel) => tunnel.outcome.as_ref().err().map(TunnelFault::failure),
        }
    }
}

fn of_connect(failure: Failure) -> Failure {
    match failure {
        Failure::TcpRefused | Failure::TcpReset => Failure::ProxyRefused,
        Failure::TcpTimeout => Failure::ProxyTimeout,
        _ => Failure::ProxyUnreachable,
    }
}

impl TunnelFault {
    fn failure(&self) -> Failure {
        match self {
            Self::Timeout => Failure::ProxyTimeout,
            Self::Reset | Self::Closed | Self::Protocol(_) => Failure::ProxyProtocol,
            Self::Refused(reply) => refusal::failure(reply),
            Self::Socks5(2) => Failure::ProxyDenied,
            Self::Socks5(1 | 3..=6) | Self::Socks4(0x5b) => Failure::ProxyBadGateway,
            // 0x5c and 0x5d: the proxy's identd says no.
            Self::SocksLogin | Self::Socks4(0x5c | 0x5d) => Failure::ProxyAuthRequired,
            Self::Socks5(_) | Self::Socks4(_) => Failure::ProxyProtocol,
        }
    }

    /// The reply, where the proxy gave one of HTTP.
    pub fn reply(&self) -> Option<&Reply> {
        match self {
            Self::Refused(reply) => Some(reply),
            _ => None,
        }
    }

    /// Whether the proxy says no, and by its number neither of a rule nor of a fault beyond it:
    /// "request rejected or failed" is all that SOCKS 4 has (measured: Dante 1.4.2 says it of its own
    /// rules), and "general SOCKS server failure" names nothing (RFC 1928, section 6).
    pub fn is_unsaid(&self) -> bool {
        matches!(self, Self::Socks5(1) | Self::Socks4(0x5b))
    }

    /// Whether the proxy says that it found no address for the target.
    pub fn is_of_name(&self) -> bool {
        self.reply().is_some_and(|reply| {
            refusal::word(reply) == Some(Word::Name) || refusal::is_privoxys_no_name(reply)
        })
    }

    /// Whether the proxy says why it does not lead on, by a token or a number that has but one meaning.
    pub fn is_said(&self) -> bool {
        match self {
            Self::Refused(reply) => refusal::word(reply).is_some(),
            Self::Socks5(_) | Self::Socks4(_) => !self.is_unsaid(),
            _ => false,
        }
    }

    /// What may be over in a moment.
    pub fn passing(&self) -> Option<Passing> {
        match self {
            Self::Reset | Self::Closed => Some(Passing::Cut),
            Self::Refused(reply) => {
                refusal::is_passing(reply).then_some(Passing::Status(reply.status))
            }
            _ => None,
        }
    }

    /// How long to wait before asking once more, where that may help: as long as the proxy says, or
    /// `pause`; none where it is too long.
    pub fn wait(&self, pause: Duration) -> Option<Duration> {
        self.passing()?;
        match self.reply().and_then(refusal::wait) {
            None => Some(pause),
            Some(said) => said.map(|said| said.max(pause)),
        }
    }
}
