//! How far one address of a host let us come.
//!
//! Owns what was seen at one address, over both attempts, and what can be asked of it. What it comes
//! to is `reading`'s.

use std::{net::IpAddr, time::Duration};

use crate::evidence::{
    Connect, Evidence, Exchange, Failure, Handshake, HttpFault, Layer, Observation, Passing,
    ProxyStep, Reply, Saw, Session, Tunnel, TunnelFault,
};
use crate::names::HostName;
use crate::plan::Path;
use crate::verdict::{Phrase, Recorded, Verdict};

use super::Obstacle;
use super::reading::UNPROVEN;

/// How far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::verdict) enum Came {
    /// The service answered a request, over a genuine or an inspected chain.
    Answered,
    /// TLS was set up, genuine or inspected, and no request was made.
    Shaken,
    /// Something stands in the way.
    Failed,
    /// Neither an answer nor a failure was seen.
    Unfinished,
}

/// All that was seen at one address.
pub(in crate::verdict) struct Reach<'a> {
    /// The host's, or, where the way leads through a proxy, the proxy's.
    pub(in crate::verdict) address: IpAddr,
    /// The proxy that the way leads through, without its login.
    pub(in crate::verdict) proxy: Option<&'a str>,
    pub(in crate::verdict) observations: Vec<&'a Observation>,
    pub(in crate::verdict) came: Came,
    /// In the order of the layers.
    pub(in crate::verdict) obstacles: Vec<Obstacle>,
    pub(in crate::verdict) notes: Vec<Phrase>,
    /// A host of another service that shows the very same page.
    pub(in crate::verdict) twin: Option<HostName>,
}

/// One reach per address that was tried.
pub(super) fn all<'a>(
    path: &Path,
    evidence: &'a Evidence,
    recorded: Option<&Recorded>,
) -> Vec<Reach<'a>> {
    let mut reaches: Vec<Reach<'a>> = Vec::new();
    for seen in &evidence.observations {
        let Some(peer) = seen.peer.filter(|_| seen.layer() >= Layer::Tcp) else {
            continue;
        };
        let proxy = seen.proxy.as_deref();
        let same = |r: &&mut Reach<'_>| r.address == peer.ip() && r.proxy == proxy;
        match reaches.iter_mut().find(same) {
            Some(reach) => reach.observations.push(seen),
            None => reaches.push(Reach::at(peer.ip(), seen)),
        }
    }
    for reach in &mut reaches {
        reach.read(path, recorded);
    }
    reaches
}

impl<'a> Reach<'a> {
    fn at(address: IpAddr, first: &'a Observation) -> Self {
        Self {
            address,
            proxy: first.proxy.as_deref(),
            observations: vec![first],
            came: Came::Unfinished,
            obstacles: Vec::new(),
            notes: Vec::new(),
            twin: None,
        }
    }

    pub(in crate::verdict) fn connects(
        &self,
    ) -> impl DoubleEndedIterator<Item = (&'a Observation, &'a Connect)> {
        self.observations.iter().filter_map(|seen| match &seen.saw {
            Saw::Connect(connect) => Some((*seen, connect)),
            _ => None,
        })
    }

    pub(in crate::verdict) fn handshakes(
        &self,
    ) -> impl DoubleEndedIterator<Item = (&'a Observation, &'a Handshake)> {
        self.observations.iter().filter_map(|seen| match &seen.saw {
            Saw::Handshake(handshake) => Some((*seen, handshake)),
            _ => None,
        })
    }

    pub(in crate::verdict) fn exchanges(
        &self,
    ) -> impl DoubleEndedIterator<Item = (&'a Observation, &'a Exchange)> {
        self.observations.iter().filter_map(|seen| match &seen.saw {
            Saw::Exchange(exchange) => Some((*seen, exchange)),
            _ => None,
        })
    }

    /// The session that decides: a genuine one before any other.
    pub(in crate::verdict) fn session(&self) -> Option<&'a Session> {
        let sessions = || self.handshakes().filter_map(|(_, h)| h.session());
        sessions()
            .find(|session| session.public.is_genuine())
            .or_else(|| sessions().next())
    }

    /// The session, where it is not the genuine service's.
    pub(in crate::verdict) fn foreign_session(&self) -> Option<&'a Session> {
        self.session().filter(|s| !s.public.is_genuine())
    }

    pub(in crate::verdict) fn reply(&self) -> Option<&'a Reply> {
        self.exchanges().find_map(|(_, exchange)| exchange.reply())
    }

    pub(in crate::verdict) fn is_genuine(&self) -> bool {
        self.session().is_some_and(|s| s.public.is_genuine())
    }

    /// Whether a connection came about, to the host or, for all that is known, on from a proxy.
    pub(in crate::verdict) fn is_connected(&self) -> bool {
        let led = |tunnel: &Tunnel| tunnel.outcome.is_ok();
        self.connects().any(|(_, connect)| connect.outcome.is_ok())
            || self.tunnels().any(|(_, tunnel)| led(tunnel))
    }

    /// The dialogues in which a proxy was asked to lead on.
    pub(in crate::verdict) fn tunnels(
        &self,
    ) -> impl DoubleEndedIterator<Item = (&'a Observation, &'a Tunnel)> {
        self.observations.iter().filter_map(|seen| match &seen.saw {
            Saw::Proxy(ProxyStep::Tunnel(tunnel)) => Some((*seen, tunnel)),
            _ => None,
        })
    }

    /// How the proxy said no, at last.
    pub(in crate::verdict) fn tunnel_fault(&self) -> Option<&'a TunnelFault> {
        let mut tunnels = self.tunnels().rev();
        tunnels.find_map(|(_, tunnel)| tunnel.outcome.as_ref().err())
    }

    fn proxy_steps(&self) -> impl DoubleEndedIterator<Item = (&'a Observation, &'a ProxyStep)> {
        self.observations.iter().filter_map(|seen| match &seen.saw {
            Saw::Proxy(step) => Some((*seen, step)),
            _ => None,
        })
    }

    /// What the proxy did where that is this failure, and it may be over in a moment.
    pub(in crate::verdict) fn passing(&self, failure: Failure) -> Option<Passing> {
        let mut failed = self.proxy_steps().rev();
        let (_, step) = failed.find(|(seen, _)| seen.failure() == Some(failure))?;
        step.passing()
    }

    /// What the proxy did, and led on all the same when it was asked again.
    pub(in crate::verdict) fn passed(&self) -> Option<Passing> {
        let passing = self.proxy_steps().find_map(|(_, step)| step.passing());
        let led = |(_, tunnel): (_, &Tunnel)| tunnel.outcome.is_ok();
        passing.filter(|_| self.tunnels().any(led))
    }

    /// Whether the proxy let a connection in.
    pub(in crate::verdict) fn is_let_in(&self) -> bool {
        let is_in = |step: &ProxyStep| matches!(step, ProxyStep::Connect(c) if c.outcome.is_ok());
        self.proxy_steps().any(|(_, step)| is_in(step))
    }

    /// Whether this failure stands in the way here.
    pub(in crate::verdict) fn stands_before(&self, failure: Failure) -> bool {
        self.obstacles.iter().any(|o| o.failure == failure)
    }

    /// Whether a handshake was reset, closed or met with silence here, and none came to its end.
    pub(in crate::verdict) fn breaks_in_tls(&self) -> bool {
        let broken = |o: &Obstacle| {
            let breaks = matches!(o.failure, Failure::TlsReset | Failure::TlsClosed);
            breaks || o.failure == Failure::TlsTimeout && !self.has_begun()
        };
        self.session().is_none() && self.obstacles.iter().any(broken)
    }

    /// Whether time ran out in a handshake that was being answered: slow is not blocked.
    pub(in crate::verdict) fn has_begun(&self) -> bool {
        self.session().is_none() && self.handshakes().any(|(_, made)| made.is_unfinished())
    }

    /// Whether anything was answered here that did not come to its end in time.
    pub(in crate::verdict) fn is_slow(&self) -> bool {
        let unfinished = |made: &Exchange| made.outcome == Err(HttpFault::Unfinished);
        self.has_begun() || self.exchanges().any(|(_, made)| unfinished(made))
    }

    /// How often this failure was seen here.
    pub(in crate::verdict) fn times(&self, failure: Failure) -> usize {
        let seen = self.observations.iter();
        seen.filter(|o| o.failure() == Some(failure)).count()
    }

    /// Whether so many SYNs were lost that chance does not explain it: they leave at 0, 1 and 3 s
    /// or more often, and of three in a row chance takes one in a thousand where it takes a tenth.
    pub(in crate::verdict) fn is_deaf(&self) -> bool {
        const THREE_SYNS: Duration = Duration::from_secs(3);
        let silent = |(seen, _): (&Observation, _)| {
            seen.failure() == Some(Failure::TcpTimeout) && seen.took >= THREE_SYNS
        };
        !self.is_connected() && self.connects().any(silent)
    }

    /// The last failure of this layer.
    pub(super) fn last_failure(&self, layer: Layer) -> Option<Failure> {
        let mut seen = self.observations.iter().rev();
        seen.find(|o| o.layer() == layer).and_then(|o| o.failure())
    }

    pub(super) fn block(&mut self, failure: Failure, verdict: Verdict) {
        self.obstacles.push(self.obstacle(failure, verdict));
    }

    /// An obstacle at this address.
    pub(in crate::verdict) fn obstacle(&self, failure: Failure, verdict: Verdict) -> Obstacle {
        let mut obstacle = Obstacle::new(failure, verdict, Some(self.address));
        obstacle.proxy = self.proxy.map(str::to_owned);
        obstacle
    }

    /// Whether this is the same way as that one.
    pub(in crate::verdict) fn is_same_way(&self, other: &Reach<'_>) -> bool {
        self.address == other.address && self.proxy == other.proxy
    }

    /// What broke here came through in a control.
    pub(super) fn works_in_part(&mut self) {
        let mut broken = false;
        for obstacle in &mut self.obstacles {
            let doubted = obstacle.failure == Failure::TlsTimeout;
            let stops = obstacle.verdict == Verdict::Blocked || doubted;
            if obstacle.failure.layer() == Layer::Tls && stops {
                obstacle.verdict = Verdict::Degraded;
                obstacle.settled = true;
                broken = true;
            }
        }
        if broken && self.session().is_none() {
            self.came = Came::Answered;
            self.notes.push(Phrase::new("note.request_unsent"));
        }
    }

    /// What was begun to be answered here never comes to its end: controls show it.
    pub(super) fn never_ends(&mut self) {
        for obstacle in &mut self.obstacles {
            if obstacle.failure == Failure::TlsTimeout {
                obstacle.verdict = Verdict::Blocked;
                obstacle.settled = true;
            }
        }
    }

    /// The page here is the one that a host of another service shows too, and so is not AWS's.
    pub(in crate::verdict) fn shows_page_of(&mut self, other: &HostName) {
        self.twin = Some(other.clone());
        let of_answer = |o: &Obstacle| o.failure == Failure::HttpNotAws;
        self.obstacles.retain(|o| !of_answer(o));
        self.notes.retain(|note| !note.key.starts_with(UNPROVEN));
        self.block(Failure::HttpNotAws, Verdict::Blocked);
        self.came = self.how_far();
    }

    pub(super) fn how_far(&self) -> Came {
        let stops = |o: &Obstacle| o.verdict > Verdict::Degraded;
        if self.obstacles.iter().any(stops) {
            Came::Failed
        } else if self.session().is_none() {
            Came::Unfinished
        } else if self.exchanges().next().is_some() {
            Came::Answered
        } else {
            Came::Shaken
        }
    }
}
