//! How far one address of a host let us come.
//!
//! Owns the reading of connects, handshakes and exchanges at one address, over both attempts. A
//! success at any attempt counts: loss is not blocking.

use std::{net::IpAddr, time::Duration};

use crate::evidence::{
    Check, Connect, Evidence, Exchange, Failure, Handshake, HttpFault, Layer, MachineTrust,
    Observation, ProxyStep, Reply, Saw, Session, Tunnel, TunnelFault,
};
use crate::names::HostName;
use crate::plan::{Client, Path, Voucher};
use crate::verdict::{Phrase, Recorded, Verdict, own_trust};

use super::reply::{self, Meaning, Service};
use super::{Obstacle, page};

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

    /// Whether this failure stands in the way here.
    pub(in crate::verdict) fn stands_before(&self, failure: Failure) -> bool {
        self.obstacles.iter().any(|o| o.failure == failure)
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
    fn last_failure(&self, layer: Layer) -> Option<Failure> {
        let mut seen = self.observations.iter().rev();
        seen.find(|o| o.layer() == layer).and_then(|o| o.failure())
    }

    fn block(&mut self, failure: Failure, verdict: Verdict) {
        self.obstacles
            .push(Obstacle::new(failure, verdict, Some(self.address)));
    }

    fn read(&mut self, path: &Path, recorded: Option<&Recorded>) {
        match self.session() {
            Some(session) if session.public.is_genuine() => {
                self.read_genuine(session, path, recorded)
            }
            Some(_) => self.read_foreign(path, recorded),
            None => {
                let layer = match (self.is_connected(), self.proxy) {
                    (true, _) => Layer::Tls,
                    (false, Some(_)) => Layer::Proxy,
                    (false, None) => Layer::Tcp,
                };
                if let Some(failure) = self.last_failure(layer) {
                    self.block(failure, self.stopped(failure, path));
                }
            }
        }
        self.came = self.how_far();
        if matches!(self.came, Came::Answered | Came::Shaken) {
            self.note_second_attempts();
        }
    }

    /// What a way makes of the path that ends before TLS does. Without a login that this run has not
    /// got, nothing is known; nor of a typed name that a proxy does not know.
    fn stopped(&self, failure: Failure, path: &Path) -> Verdict {
        let nameless = |(_, tunnel): (_, &Tunnel)| {
            let fault = tunnel.outcome.as_ref().err();
            fault.is_some_and(TunnelFault::is_of_name)
        };
        let typed = path.voucher != Voucher::Catalogue;
        match failure {
            Failure::ProxyAuthRequired => Verdict::Unknown,
            Failure::ProxyBadGateway if typed && self.tunnels().any(nameless) => Verdict::Unknown,
            _ => Verdict::Blocked,
        }
    }

    /// What broke here came through in a control.
    pub(super) fn works_in_part(&mut self) {
        let mut broken = false;
        for obstacle in &mut self.obstacles {
            if obstacle.failure.layer() == Layer::Tls && obstacle.verdict == Verdict::Blocked {
                obstacle.verdict = Verdict::Degraded;
                broken = true;
            }
        }
        if broken && self.session().is_none() {
            self.came = Came::Answered;
            self.notes.push(Phrase::new("note.request_unsent"));
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

    fn how_far(&self) -> Came {
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

    /// A genuine chain cannot be altered on the way, so any answer over it is AWS's own. Packets
    /// after the handshake can still be dropped.
    fn read_genuine(&mut self, session: &Session, path: &Path, recorded: Option<&Recorded>) {
        let rogue = self.handshakes().find_map(|(seen, handshake)| {
            let session = handshake.session()?;
            (!session.public.is_genuine()).then(|| seen.failure())?
        });
        if let Some(failure) = rogue {
            self.block(failure, Verdict::Degraded);
        }
        match &session.machine {
            MachineTrust::Rejected(_) => self.block(Failure::TlsUntrusted, Verdict::Degraded),
            MachineTrust::NotAsked(why) => {
                let note = Phrase::new("note.machine_not_asked").with("why", why);
                self.notes.push(note);
            }
            MachineTrust::Trusted => {}
        }
        let calls = path.clients.contains(&Client::AwsCli);
        if calls && own_trust::refused_by_cli(session).is_some() {
            self.block(Failure::TlsUntrusted, Verdict::Degraded);
        }
        self.note_root(session);
        if let Some(reply) = self.reply() {
            match reply::of_genuine(reply, recorded) {
                Service::Fails(failure) => self.block(failure, Verdict::Degraded),
                Service::Works(note) => self.notes.extend(note),
            }
            return;
        }
        let last = self.exchanges().next_back().map(|(_, e)| &e.outcome);
        match last {
            // Encrypted by the genuine peer: its own answer, if an odd one.
            Some(Err(HttpFault::Alert(what) | HttpFault::Protocol(what))) => {
                let note = Phrase::new("note.odd_answer").with("what", what);
                self.notes.push(note);
            }
            // The genuine service has begun to answer: slow is not blocked.
            Some(Err(HttpFault::Unfinished)) => {
                self.block(Failure::HttpTimeout, Verdict::Unknown);
            }
            Some(_) => self.block_by_last_exchange(),
            None => self.doubt_by_last_connection(),
        }
    }

    /// A path that asks over a connection of its own may fail to get one, at an address that shook
    /// hands before: the evidence speaks against itself.
    fn doubt_by_last_connection(&mut self) {
        let last = self.observations.last().and_then(|seen| seen.failure());
        if let Some(failure) = last {
            let mut doubt = Obstacle::new(failure, Verdict::Unknown, Some(self.address));
            doubt.settled = false;
            self.obstacles.push(doubt);
        }
    }

    /// What stands behind a chain that is not the genuine one is read too: a block page is a wall
    /// of its own, and stays when the chain is mended.
    fn read_foreign(&mut self, path: &Path, recorded: Option<&Recorded>) {
        let foreign = self
            .handshakes()
            .find_map(|(seen, h)| Some((seen.failure()?, h.session()?)));
        let Some((failure, session)) = foreign else {
            return;
        };
        let verdict = if failure == Failure::TlsIntercepted {
            Verdict::Degraded
        } else if may_be_trusted(session) {
            Verdict::Unknown
        } else {
            Verdict::Blocked
        };
        self.block(failure, verdict);
        match self.reply() {
            Some(reply) => match reply::behind_inspection(path, reply, recorded) {
                Meaning::Aws => {}
                Meaning::AsRecorded => {
                    let note = Phrase::new("note.answer_as_recorded").with("status", reply.status);
                    self.notes.push(note);
                }
                Meaning::Unproven => self.notes.push(unproven(reply)),
                Meaning::NotAws(failure, verdict) => self.block(failure, verdict),
            },
            None if self.exchanges().next().is_some() => self.block_by_last_exchange(),
            None => self.notes.push(Phrase::new("note.page_unread")),
        }
    }

    fn block_by_last_exchange(&mut self) {
        if let Some(failure) = self.last_failure(Layer::Http) {
            self.block(failure, Verdict::Blocked);
        }
    }

    /// AWS's own certificates come from Amazon's roots; another public root is odd, no proof.
    fn note_root(&mut self, session: &Session) {
        const AMAZONS: &[&str] = &["Amazon Root CA", "Starfield Services Root"];
        if let Some(root) = &session.public.root
            && !AMAZONS.iter().any(|known| root.contains(known))
        {
            let note = Phrase::new("note.other_root").with("root", root);
            self.notes.push(note);
        }
    }

    fn note_second_attempts(&mut self) {
        for layer in [Layer::Tcp, Layer::Tls, Layer::Http] {
            let of_layer = || self.observations.iter().filter(|o| o.layer() == layer);
            let lost = of_layer().any(|o| o.failure().is_some_and(Failure::is_ambiguous));
            let won = of_layer().any(|o| o.failure().is_none());
            if lost && won {
                let note = Phrase::new("note.second_attempt")
                    .with("layer", layer)
                    .with("address", self.address);
                self.notes.push(note);
            }
        }
    }
}

/// How the keys begin of the notes on an answer that AWS may or may not have sent.
const UNPROVEN: &str = "note.answer_unproven";

fn unproven(reply: &Reply) -> Phrase {
    match page::title(reply) {
        Some(title) => Phrase::new("note.answer_unproven_titled").with("title", title),
        None => Phrase::new("note.answer_unproven"),
    }
    .with("status", reply.status)
}

/// Whether this machine's store, which was not heard, is all that could let the chain pass.
fn may_be_trusted(session: &Session) -> bool {
    matches!(session.machine, MachineTrust::NotAsked(_))
        && session.public.name == Check::Passed
        && session.public.time == Check::Passed
}
