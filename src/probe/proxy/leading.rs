//! One attempt to be led on by a proxy: reaching it, TLS with it, and being let through.
//!
//! Owns what each step writes down, and the asking again with a login. Whether another attempt or
//! another address is worth it is the walk's.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use rustls::pki_types::ServerName;
use tokio::net::TcpStream;

use crate::discovery::ProxyKind;
use crate::evidence::{
    Failure, Granted, Hello, Observation, ProxyStep, Reply, Saw, Scheme, TlsFault, Tunnel,
    TunnelFault, TunnelProtocol,
};
use crate::probe::{
    Prober,
    journal::Journal,
    network::Start,
    tcp,
    times::Budget,
    tls,
    transport::{Secured, Transport},
    trust,
};

use super::{
    Asked, Proxy, Stopped,
    answer::Answer,
    connect,
    login::{self, Attempt},
    socks,
};

/// One attempt to be led.
pub(super) struct Leading<'a> {
    pub(super) proxy: &'a Proxy,
    pub(super) prober: &'a Prober,
    pub(super) journal: &'a Journal,
    pub(super) asked: Asked<'a>,
    pub(super) local: Option<SocketAddr>,
    pub(super) login: Attempt<'a>,
    /// The login to ask with next, over another connection: the proxy closed the one on which it said
    /// that it wants one.
    pub(super) answer: Option<Answer>,
    /// How long to wait before asking once more, where the proxy may be busy.
    pub(super) wait: Option<Duration>,
}

impl Leading<'_> {
    pub(super) async fn reach(&mut self, budget: &mut Budget) -> Result<TcpStream, Stopped> {
        let Asked { peer, attempt, .. } = self.asked;
        let limit = budget.limit(self.prober.options.times.connect, attempt);
        let limit = limit.ok_or(None)?;
        let knock = self.proxy.door.knock();
        let (mut seen, stream) = tcp::connect(&self.prober.network, peer, attempt, limit).await;
        knock.end(stream.is_some());
        budget.spend(seen.took);
        if let Saw::Connect(connect) = seen.saw {
            seen.saw = Saw::Proxy(ProxyStep::Connect(connect));
        }
        seen.proxy = Some(Arc::clone(&self.proxy.name));
        self.local = seen.local;
        let failure = seen.failure();
        self.journal.observed(seen);
        let busy = self.prober.options.times.busy;
        if failure == Some(Failure::ProxyRefused) && self.proxy.door.lets_others_in(busy).await {
            self.wait = Some(busy);
        }
        stream.ok_or(failure)
    }

    /// TLS with the proxy itself. A chain that this machine does not trust is the end, as it is for
    /// programs: a login may follow.
    pub(super) async fn secure(
        &mut self,
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
        match (self.saw(start, took, ProxyStep::Handshake(outcome)), stream) {
            (None, Some(stream)) => Ok(stream),
            (failure, _) => Err(failure),
        }
    }

    /// The dialogue in which the proxy is asked for the target; nothing where it has to be begun anew
    /// over another connection.
    pub(super) async fn ask(
        &mut self,
        mut stream: Transport,
        budget: &mut Budget,
    ) -> Result<Option<Transport>, Stopped> {
        let limit = self.limit(budget)?;
        let target = self.asked.target.to_string();
        let mut answer = self.answer.take();
        if answer.is_none() {
            answer = self.login.ahead(&target, limit).await;
        }
        loop {
            let limit = self.limit(budget)?;
            let start = Start::now();
            let asked = self.converse(&mut stream, answer.as_ref(), limit).await;
            let took = start.elapsed();
            budget.spend(took);
            let login = asked.login.clone();
            let refusal = asked.refusal().cloned();
            let fault = asked.outcome.as_ref().err();
            self.wait = fault.and_then(|fault| fault.wait(self.prober.options.times.busy));
            // An answer is made before the refusal is written down: with it stands why there is no ticket.
            let next = match &refusal {
                Some(reply) => self.login.next(reply, &target, limit).await,
                None => None,
            };
            let outcome = self.proxy.echo.clean(answer.as_ref(), asked.outcome);
            let tunnel = self.tunnel(login, outcome);
            let failure = self.saw(start, took, ProxyStep::Tunnel(tunnel));
            match (failure, next) {
                (None, _) => {
                    self.login.accepted();
                    return Ok(Some(stream));
                }
                (failure, None) => return Err(failure),
                (_, next @ Some(_)) if !asked.whole && !self.login.is_bound() => {
                    self.answer = next;
                    return Ok(None);
                }
                (failure, Some(_)) if !asked.whole => return Err(failure),
                (_, next) => answer = next,
            }
        }
    }

    fn limit(&self, budget: &Budget) -> Result<Duration, Stopped> {
        let times = &self.prober.options.times;
        budget
            .limit(times.first_byte, self.asked.attempt)
            .ok_or(None)
    }

    async fn converse(
        &mut self,
        stream: &mut Transport,
        answer: Option<&Answer>,
        limit: Duration,
    ) -> Reaction {
        let target = self.asked.target;
        let login = self.proxy.server.login.as_ref();
        let mut given = false;
        let outcome = match protocol(self.proxy.server.kind) {
            TunnelProtocol::Connect => {
                let user_agent = &self.prober.options.user_agent;
                return connect::ask(stream, target, user_agent, answer, limit).await;
            }
            TunnelProtocol::Socks4 => socks::ask4(stream, target, login, limit).await,
            TunnelProtocol::Socks5 => socks::ask5(stream, target, login, &mut given, limit).await,
        };
        Reaction {
            login: given.then(|| Scheme::Other(socks::USER_AND_PASSWORD.to_owned())),
            outcome,
            whole: false,
        }
    }

    fn tunnel(&self, login: Option<Scheme>, outcome: Result<Granted, TunnelFault>) -> Tunnel {
        let refusal = refusal(&outcome);
        Tunnel {
            target: self.asked.target.to_string(),
            protocol: protocol(self.proxy.server.kind),
            login,
            offers: refusal.map(login::offers).unwrap_or_default(),
            ticket: self.login.fault.clone().filter(|_| refusal.is_some()),
            outcome,
        }
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

/// What came of one request.
pub(super) struct Reaction {
    /// The scheme of the login that it was sent with.
    pub(super) login: Option<Scheme>,
    pub(super) outcome: Result<Granted, TunnelFault>,
    /// Whether the reply was read to its end, so that the connection can be asked again.
    pub(super) whole: bool,
}

impl Reaction {
    fn refusal(&self) -> Option<&Reply> {
        refusal(&self.outcome)
    }
}

/// The reply, where it wants a login.
fn refusal(outcome: &Result<Granted, TunnelFault>) -> Option<&Reply> {
    let reply = outcome.as_ref().err()?.reply()?;
    (reply.status == 407).then_some(reply)
}
