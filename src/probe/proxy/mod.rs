//! The way through a proxy: finding it, reaching it, and being led on.
//!
//! Owns where a proxy is and the order of the steps, each of which is `leading`'s. The dialogues are
//! `connect`'s and `socks`'s, whether it lets anybody in is `door`'s, logging in is `login`'s (`challenge`, `answer`, `digest`), and
//! what of a login must not become evidence `echo`'s. TLS with the target, and all after it, is the
//! walk's, as on the direct way.

use std::{
    fmt,
    net::{IpAddr, SocketAddr},
    sync::Arc,
};

use tokio::sync::OnceCell;
use tokio_util::either::Either;

use crate::discovery::{ProxyKind, ProxyServer};
use crate::evidence::{
    Asker, Failure, Observation, ProxyLookup, ProxyStep, Question, RecordKind, Saw, SystemAnswer,
};
use crate::names::HostName;

use super::{
    Prober,
    dns::{self, Ask},
    journal::Journal,
    network::Start,
    system_lookup,
    times::Budget,
    transport::Transport,
    turns::{Turn, Turns},
};

pub mod answer;
pub mod challenge;
mod connect;
pub mod digest;
mod door;
mod echo;
mod leading;
mod login;
mod socks;

use answer::Credentials;
use door::Door;
use echo::Echo;
use leading::Leading;
use login::Logins;

/// As many connections one attempt may take: to be refused, to fail with a ticket, and to come
/// through with a password, whose nonce was too old once.
const MOST_CONNECTIONS: u8 = 5;

/// One proxy of a run, shared by all hosts that go through it.
pub(super) struct Proxy {
    pub(super) server: ProxyServer,
    /// As it may be shown.
    pub(super) name: Arc<str>,
    /// What of the login may come back.
    pub(super) echo: Echo,
    found: OnceCell<Found>,
    logins: Logins,
    turns: Turns,
    door: Door,
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
    /// Held for as long as the socket is open.
    pub(super) turn: Turn,
}

/// Why there is none; no failure where there was no time to begin.
pub(super) type Stopped = Option<Failure>;

impl Proxy {
    pub(super) fn new(server: ProxyServer) -> Self {
        let login = server.login.clone();
        // A login with control characters in it cannot be sent: it is as if there were none.
        let credentials = login.and_then(|l| Credentials::new(l.user, l.password).ok());
        Self {
            name: server.shown().into(),
            logins: Logins::new(server.host.clone(), credentials),
            turns: Turns::default(),
            door: Door::default(),
            echo: Echo::of(server.login.as_ref()),
            server,
            found: OnceCell::new(),
        }
    }

    /// It may be busy: from now on one after another goes through it.
    pub(super) fn suspect(&self) {
        self.turns.suspect();
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

    /// Reaches the proxy at one of its addresses and has it lead to the target; asks once more, alone and
    /// after a pause, where it may be busy. The pause is ours, and not of the path's time.
    ///
    /// # Errors
    /// What stopped it, which is written down.
    pub(super) async fn lead(
        &self,
        prober: &Prober,
        journal: &Journal,
        mut asked: Asked<'_>,
        budget: &mut Budget,
    ) -> Result<Led, Stopped> {
        loop {
            let turn = self.turns.take().await;
            let mut leading = Leading {
                proxy: self,
                prober,
                journal,
                asked,
                local: None,
                login: self.logins.attempt(),
                answer: None,
                wait: None,
            };
            let stopped = match self.led(&mut leading, budget).await {
                Ok(stream) => {
                    self.turns.served(&turn);
                    let local = leading.local;
                    return Ok(Led {
                        stream,
                        local,
                        turn,
                    });
                }
                Err(stopped) => stopped,
            };
            let Some(wait) = leading.wait else {
                return Err(stopped);
            };
            self.turns.refused(&turn);
            if asked.attempt > 1 {
                return Err(stopped);
            }
            drop((leading, turn));
            tokio::time::sleep(wait).await;
            asked.attempt = 2;
        }
    }

    async fn led(
        &self,
        leading: &mut Leading<'_>,
        budget: &mut Budget,
    ) -> Result<Transport, Stopped> {
        // Each way to log in may take a connection of its own.
        for _ in 0..MOST_CONNECTIONS {
            let stream = leading.reach(budget).await?;
            let stream = match self.server.kind {
                ProxyKind::Https => Either::Right(Box::new(leading.secure(stream, budget).await?)),
                _ => Either::Left(stream),
            };
            if let Some(stream) = leading.ask(stream, budget).await? {
                return Ok(stream);
            }
        }
        Err(Some(Failure::ProxyAuthRequired))
    }
}

/// As applications look a name up, or, with `--resolver`, as that name server has it.
pub(super) async fn lookup(prober: &Prober, host: &str) -> SystemAnswer {
    let options = &prober.options;
    let (Some(server), Ok(name)) = (options.resolver, host.parse()) else {
        let limit = options.times.system_lookup;
        return system_lookup::answer(host.to_owned(), options.families, limit).await;
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
