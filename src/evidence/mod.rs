//! What was seen: observations with their times and addresses, and no opinion.
//!
//! Owns the shape of every observation and the failure code that one observation alone earns.
//! Making observations is the probe's work; drawing conclusions from several is the verdict's.
//! One file per layer: `dns`, `tcp`, `proxy`, `tls`, `http`; `failure` holds the codes, `control` what can
//! be tried beside the walk, `scheme` what is offered where a login is wanted, `program` which ways other programs go,
//! `own_roots` what settings say that is to be trusted, `signature` which broken handshakes are alike.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

mod control;
mod dns;
mod failure;
mod http;
mod own_roots;
mod program;
mod proxy;
mod ranges;
mod reason;
mod refusal;
mod scheme;
mod signature;
mod tcp;
mod tls;

pub use control::{Control, Hello, Way};
pub use dns::{
    Asker, DnsFault, DnsReply, ExtendedError, HostsEntry, NamePolicy, Question, Record, RecordData,
    RecordKind, ResolverPlace, SystemAnswer, SystemLookup, Transport, is_private, is_sinkhole,
};
pub use failure::{Failure, Layer};
pub use http::{Exchange, HttpFault, Reply, element, is_aws_mark};
pub use own_roots::{OwnTrust, RootsTrouble, TrustSetting};
pub use program::{ERROR, Program, ProgramWay};
pub use proxy::{
    DIRECT, Granted, NO_SETTING, PacTrouble, Passing, ProxyLookup, ProxyStep, Route, TicketFault,
    Tunnel, TunnelFault, TunnelProtocol,
};
pub use ranges::{BadRanges, Located, PublishedRange, Ranges};
pub use reason::Reason;
pub use scheme::{Offer, Scheme};
pub use signature::Signature;
pub use tcp::{Connect, TcpFault};
pub use tls::{
    Certificate, Check, Handshake, MachineTrust, NameParts, PublicTrust, Rejection, Session,
    TlsFault,
};

/// What one operation saw.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Observation {
    /// When it began.
    pub started: Timestamp,
    /// How long it took, from the first packet to the result.
    pub took: Duration,
    /// 1, or 2 for the second attempt at something ambiguous.
    pub attempt: u8,
    /// The address used here, where one was.
    pub local: Option<SocketAddr>,
    /// The address meant over there.
    pub peer: Option<SocketAddr>,
    /// Where `--connect-to` sent it instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redirected: Option<SocketAddr>,
    /// The proxy that it went to, or through, without its login; the peer is then the proxy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proxy: Option<Arc<str>>,
    pub saw: Saw,
}

/// The operations that there are, each with what it saw.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Saw {
    /// The name lookup that applications on this machine use.
    SystemLookup(SystemLookup),
    /// One raw question to one name server.
    Question(Question),
    Connect(Connect),
    /// With a proxy, rather than through it.
    Proxy(ProxyStep),
    Handshake(Handshake),
    Exchange(Exchange),
}

impl Observation {
    /// When its result was there; its beginning, where a clock makes no sense.
    pub fn ended(&self) -> Timestamp {
        let took = SignedDuration::try_from(self.took).ok();
        let ended = took.and_then(|took| self.started.checked_add(took).ok());
        ended.unwrap_or(self.started)
    }

    /// The layer that this operation belongs to.
    pub fn layer(&self) -> Layer {
        match self.saw {
            Saw::SystemLookup(_) | Saw::Question(_) => Layer::Dns,
            Saw::Connect(_) => Layer::Tcp,
            Saw::Proxy(_) => Layer::Proxy,
            Saw::Handshake(_) => Layer::Tls,
            Saw::Exchange(_) => Layer::Http,
        }
    }

    /// The failure that this observation shows by itself.
    pub fn failure(&self) -> Option<Failure> {
        match &self.saw {
            Saw::SystemLookup(lookup) => lookup.failure(),
            Saw::Question(question) => question.failure(),
            Saw::Connect(connect) => connect.failure(),
            Saw::Proxy(step) => step.failure(),
            Saw::Handshake(handshake) => handshake.failure(),
            Saw::Exchange(exchange) => exchange.failure(),
        }
    }
}

/// How the measuring of a path came to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// Everything that was to be done was done.
    Complete,
    /// The run's deadline came first.
    Deadline,
    /// The user stopped the run.
    Interrupted,
}

/// All that was seen of one path. Observations of a host are shared by all paths to it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// In the order in which they were made.
    pub observations: Vec<Arc<Observation>>,
    /// Extra experiments, made only after a failure, that tell two causes apart.
    #[serde(default)]
    pub controls: Vec<Arc<Observation>>,
    /// Addresses of families that have no route from here: absent, not dead.
    #[serde(default)]
    pub without_route: Vec<std::net::IpAddr>,
    /// Addresses that were not tried, because a host has more than the limit.
    #[serde(default)]
    pub not_tried: Vec<std::net::IpAddr>,
    /// How this machine's settings lead to the host; none where no setting is about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub route: Option<Route>,
    /// The setting of a proxy that cannot be read, so that the walk went past it: what was seen is then
    /// not what applications see.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bypassed_proxy: Option<String>,
    /// What AWS's published ranges say of the addresses; nothing where they were not asked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub located: Vec<Located>,
    pub ending: Ending,
}

impl Evidence {
    /// The system's lookups, first attempt first.
    pub fn system_lookups(&self) -> impl Iterator<Item = (&Observation, &SystemLookup)> {
        self.observations.iter().filter_map(|o| match &o.saw {
            Saw::SystemLookup(lookup) => Some((&**o, lookup)),
            _ => None,
        })
    }

    /// The raw questions to configured name servers, then those to control resolvers.
    pub fn questions(&self) -> impl Iterator<Item = (&Observation, &Question)> {
        let all = self.observations.iter().chain(&self.controls);
        all.filter_map(|o| match &o.saw {
            Saw::Question(question) => Some((&**o, question)),
            _ => None,
        })
    }

    pub fn connects(&self) -> impl Iterator<Item = (&Observation, &Connect)> {
        self.observations.iter().filter_map(|o| match &o.saw {
            Saw::Connect(connect) => Some((&**o, connect)),
            _ => None,
        })
    }

    /// What was done with proxies, rather than through them.
    pub fn proxy_steps(&self) -> impl Iterator<Item = (&Observation, &ProxyStep)> {
        self.observations.iter().filter_map(|o| match &o.saw {
            Saw::Proxy(step) => Some((&**o, step)),
            _ => None,
        })
    }

    pub fn handshakes(&self) -> impl Iterator<Item = (&Observation, &Handshake)> {
        self.observations.iter().filter_map(|o| match &o.saw {
            Saw::Handshake(handshake) => Some((&**o, handshake)),
            _ => None,
        })
    }

    pub fn exchanges(&self) -> impl Iterator<Item = (&Observation, &Exchange)> {
        self.observations.iter().filter_map(|o| match &o.saw {
            Saw::Exchange(exchange) => Some((&**o, exchange)),
            _ => None,
        })
    }
}
