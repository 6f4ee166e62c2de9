//! The way through a proxy: finding it, reaching it, and being led on.
//!
//! Owns the order of these steps and what each writes down. The dialogues are `connect`'s and
//! `socks`'s; TLS with the target, and all after it, is the walk's, as on the direct way.

use std::{
    fmt,
    net::{IpAddr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use rustls::pki_types::ServerName;
use tokio::{net::TcpStream, sync::OnceCell};
use tokio_util::either::Either;

use crate::discovery::{ProxyKind, ProxyServer};
use crate::evidence::{
    Asker, Failure, Hello, Observation, ProxyLookup, ProxyStep, Question, RecordKind, Saw,
    SystemAnswer, TlsFault, Tunnel, TunnelProtocol,
};
use crate::names::HostName;

use super::{
    Prober,
    dns::{self, Ask},
    journal::Journal,
    network::Start,
    resolve, tcp,
    times::Budget,
    tls,
    transport::{Secured, Transport},
    trust,
};

mod connect;
mod socks;

/// One proxy of a run, shared by all hosts that go through it.
pub(super) struct Proxy {
    pub(super) server: ProxyServer,
    /// As it may be shown.
    pub(super) name: Arc<str>,
    found: OnceCell<Found>,
}

/// Where it is.
struct Found {
    /// The lookup; none for an address.
    lookup: Option<Arc<Observation>>,
    addresses: Vec<IpAddr>,
}

/// What a proxy is asked to connect to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Target {
    Name(String, u16),
    Address(SocketAddr),
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name, port) => write!(f, "{name}:{port}"),
            Self::Address(address) => address.fmt(f),
        }
    }
}

/// What is asked of a proxy, at one of its addresses.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    pub(super) peer: SocketAddr,
    pub(super) target: &'a Target,
    pub(super) attempt: u8,
}

/// A connection that leads to the target.
pub(super) struct Led {
    pub(super) stream: Transport,
    pub(super) local: Option<SocketAddr>,
}

/// Why there is none; no failure where there was no time to begin.
pub(super) type Stopped = Option<Failure>;

impl Proxy {
    pub(super) fn new(server: ProxyServer) -> Self {
        Self {
            name: server.shown().into(),
            server,
            found: OnceCell::new(),
        }
    }

    /// Where it is, in the order to be tried; looked up once in a run, and written down for each
    /// host.
    pub(super) async fn addresses(&self, prober: &Prober, journal: &Journal) -> Vec<SocketAddr> {
        let found = self.found.get_or_init(|| self.find(prober)).await;
        if let Some(lookup) = &found.lookup {
            journal.shared(Arc::clone(lookup));
        }
        let at = |address: &IpAddr| SocketAddr::new(*address, self.server.port);
        found.addresses.iter().map(at).collect()
    }

    async fn find(&self, prober: &Prober) -> Found {
        if let Ok(address) = self.server.host.parse() {
            return Found {
                lookup: None,
                addresses: vec![address],
            };
        }
        let _place = prober.network.place().await;
        let start = Start::now();
        let answer = lookup(prober, &self.server.host).await;
        let addresses = match &answer {
            SystemAnswer::Addresses(addresses) => addresses.clone(),
            _ => Vec::new(),
        };
        let name = self.server.host.clone();
        let seen = Observation {
            started: start.wall,
            took: start.elapsed(),
            attempt: 1,
            local: None,
            peer: None,
            redirected: None,
            proxy: Some(Arc::clone(&self.name)),
            saw: Saw::Proxy(ProxyStep::Lookup(ProxyLookup { name, answer })),
        };
        Found {
            lookup: Some(Arc::new(seen)),
            addresses,
        }
    }

    /// Reaches the proxy at one of its addresses and has it lead to the target.
    ///
    /// # Errors
    /// What stopped it, which is written down.
    pub(super) async fn lead(
        &self,
        prober: &Prober,
        journal: &Journal,
        asked: Asked<'_>,
        budget: &mut Budget,
    ) -> Result<Led, Stopped> {
        let mut leading = Leading {
            proxy: self,
            prober,
            journal,
            asked,
            local: None,
        };
        let stream = leading.reach(budget).await?;
        let mut stream = match self.server.kind {
            ProxyKind::Https => Either::Right(Box::new(leading.secure(stream, budget).await?)),
            _ => Either::Left(stream),
        };
        leading.ask(&mut stream, budget).await?;
        Ok(Led {
            stream,
            local: leading.local,
        })
    }
}

/// One attempt to be led.
struct Leading<'a> {
    proxy: &'a Proxy,
    prober: &'a Prober,
    journal: &'a Journal,
    asked: Asked<'a>,
    local: Option<SocketAddr>,
}

impl Leading<'_> {
    async fn reach(&mut self, budget: &mut Budget) -> Result<TcpStream, Stopped> {
        let Asked { peer, attempt, .. } = self.asked;
        let limit = budget.limit(self.prober.options.times.connect, attempt);
        let limit = limit.ok_or(None)?;
        let (mut seen, stream) = tcp::connect(&self.prober.network, peer, attempt, limit).await;
        budget.spend(seen.took);
        if let Saw::Connect(connect) = seen.saw {
            seen.saw = Saw::Proxy(ProxyStep::Connect(connect));
        }
        seen.proxy = Some(Arc::clone(&self.proxy.name));
        self.local = seen.local;
        let failure = seen.failure();
        self.journal.observed(seen);
        stream.ok_or(failure)
    }

    /// TLS with the proxy itself. A chain that this machine does not trust is gone on with all the
    /// same: the probe has nothing to lose there.
    async fn secure(
        &self,
        stream: TcpStream,
        budget: &mut Budget,
    ) -> Result<Secured<TcpStream>, Stopped> {
        let times = &self.prober.options.times;
        let limit = budget.limit(times.handshake, self.asked.attempt);
        let limit = limit.ok_or(None)?;
        let start = Start::now();
        let made = match ServerName::try_from(self.proxy.server.host.clone()) {
            Err(error) => Err(TlsFault::Protocol(error.to_string())),
            Ok(name) => {
                let hello = self.prober.tls.configuration(Hello::Ordinary);
                let made = tls::handshake(hello, stream, name.clone(), limit).await;
                made.map(|agreed| (agreed, name))
                    .map_err(|broken| broken.fault)
            }
        };
        let took = start.elapsed();
        budget.spend(took);
        let (outcome, stream) = match made {
            Err(fault) => (Err(fault), None),
            Ok((agreed, name)) => {
                let verifiers = Arc::clone(&self.prober.verifiers);
                let session = trust::verify(verifiers, agreed.facts, name, times.trust).await;
                (Ok(session), Some(agreed.stream))
            }
        };
        let failure = self.saw(start, took, ProxyStep::Handshake(outcome));
        stream.ok_or(failure)
    }

    /// The dialogue in which the proxy is asked for the target.
    async fn ask(&self, stream: &mut Transport, budget: &mut Budget) -> Result<(), Stopped> {
        let options = &self.prober.options;
        let limit = budget.limit(options.times.first_byte, self.asked.attempt);
        let limit = limit.ok_or(None)?;
        let target = self.asked.target;
        let login = self.proxy.server.login.as_ref();
        let start = Start::now();
        let protocol = protocol(self.proxy.server.kind);
        let outcome = match protocol {
            TunnelProtocol::Connect => {
                connect::ask(stream, target, &options.user_agent, limit).await
            }
            TunnelProtocol::Socks4 => socks::ask4(stream, target, login, limit).await,
            TunnelProtocol::Socks5 => socks::ask5(stream, target, login, limit).await,
        };
        let took = start.elapsed();
        budget.spend(took);
        let tunnel = Tunnel {
            target: target.to_string(),
            protocol,
            login: None,
            outcome,
        };
        let failure = self.saw(start, took, ProxyStep::Tunnel(tunnel));
        failure.map_or(Ok(()), |failure| Err(Some(failure)))
    }

    /// Writes a step down, and gives its failure.
    fn saw(&self, start: Start, took: Duration, step: ProxyStep) -> Option<Failure> {
        let Asked { peer, attempt, .. } = self.asked;
        let seen = Observation {
            started: start.wall,
            took,
            attempt,
            local: self.local,
            peer: Some(peer),
            redirected: self.prober.network.redirected(peer),
            proxy: Some(Arc::clone(&self.proxy.name)),
            saw: Saw::Proxy(step),
        };
        let failure = seen.failure();
        self.journal.observed(seen);
        failure
    }
}

fn protocol(kind: ProxyKind) -> TunnelProtocol {
    match kind {
        ProxyKind::Http | ProxyKind::Https => TunnelProtocol::Connect,
        ProxyKind::Socks4 | ProxyKind::Socks4a => TunnelProtocol::Socks4,
        ProxyKind::Socks5 | ProxyKind::Socks5h => TunnelProtocol::Socks5,
    }
}

/// As applications look the proxy up, or, with `--resolver`, as that name server has it.
async fn lookup(prober: &Prober, host: &str) -> SystemAnswer {
    let options = &prober.options;
    let (Some(server), Ok(name)) = (options.resolver, host.parse()) else {
        let limit = options.times.system_lookup;
        return resolve::system_answer(host.to_owned(), options.families, limit).await;
    };
    let mut found = Vec::new();
    let mut answer = SystemAnswer::NoAddress;
    for kind in options.families.kinds() {
        let ask = Ask {
            name: HostName::clone(&name),
            kind: *kind,
            server,
            asker: Asker::Configured,
            attempt: 1,
        };
        let seen = dns::ask(&prober.network, &ask, options.times.question).await;
        if let Saw::Question(Question { outcome, .. }) = &seen.saw {
            match outcome {
                Ok(reply) if reply.is_nxdomain() => answer = SystemAnswer::NoName,
                Ok(reply) => found.extend(reply.addresses()),
                Err(_) if *kind == RecordKind::A => answer = SystemAnswer::Temporary,
                Err(_) => {}
            }
        }
    }
    match found.is_empty() {
        true => answer,
        false => SystemAnswer::Addresses(found),
    }
}
