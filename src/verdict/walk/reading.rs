//! What the observations at one address come to: how far it let us come, and what stands there.
//!
//! Owns the reading of sessions and replies at an address; what a reply alone shows is `reply`'s. A
//! success at any attempt counts: loss is not blocking.

use crate::evidence::{
    Check, Failure, HttpFault, Layer, MachineTrust, Passing, Reply, Session, Tunnel, TunnelFault,
};
use crate::plan::{Client, Path, Voucher};
use crate::verdict::{Phrase, Recorded, Verdict, own_trust};

use super::reply::{self, Meaning, Service};
use super::{Came, OwnPage, Reach, page};

impl Reach<'_> {
    pub(super) fn read(&mut self, path: &Path, recorded: Option<&Recorded>) {
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
                    self.doubt_what_is_slow(failure);
                }
            }
        }
        self.came = self.how_far();
        if matches!(self.came, Came::Answered | Came::Shaken) {
            self.note_second_attempts();
        }
    }

    /// A handshake that was being answered when time ran out met no rule on what it said.
    fn doubt_what_is_slow(&mut self, failure: Failure) {
        if failure == Failure::TlsTimeout
            && self.has_begun()
            && let Some(obstacle) = self.obstacles.last_mut()
        {
            obstacle.verdict = Verdict::Unknown;
            obstacle.settled = false;
        }
    }

    /// What a way makes of the path that ends before TLS does. Without a login that this run has not
    /// got, nothing is known; nor of a typed name that a proxy does not know; nor where a limit is
    /// reached, or a page comes of which nobody can say what it is.
    fn stopped(&self, failure: Failure, path: &Path) -> Verdict {
        let nameless = |(_, tunnel): (_, &Tunnel)| {
            let fault = tunnel.outcome.as_ref().err();
            fault.is_some_and(TunnelFault::is_of_name)
        };
        let typed = path.voucher != Voucher::Catalogue;
        match failure {
            Failure::ProxyAuthRequired | Failure::ProxyLimited => Verdict::Unknown,
            Failure::ProxyPage if !self.is_denied_by_page() => Verdict::Unknown,
            Failure::ProxyBadGateway if typed && self.tunnels().any(nameless) => Verdict::Unknown,
            _ => Verdict::Blocked,
        }
    }

    fn is_denied_by_page(&self) -> bool {
        let reply = self.tunnel_fault().and_then(TunnelFault::reply);
        reply.is_some_and(|reply| OwnPage::of(reply).denies())
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
            let mut doubt = self.obstacle(failure, Verdict::Unknown);
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
            let lost = of_layer().any(|o| o.failure().is_some_and(is_loss));
            let won = of_layer().any(|o| o.failure().is_none());
            if lost && won {
                let note = Phrase::new("note.second_attempt")
                    .with("layer", layer)
                    .with("address", self.address);
                self.notes.push(note);
            }
        }
        if let Some((passed, proxy)) = self.passed().zip(self.proxy) {
            let note = match passed {
                Passing::Refused => Phrase::new("note.proxy_refused_once"),
                Passing::Cut => Phrase::new("note.proxy_cut_once"),
                Passing::Status(status) => Phrase::new("note.proxy_busy").with("status", status),
            };
            self.notes.push(note.with("proxy", proxy));
        }
    }
}

/// How the keys begin of the notes on an answer that AWS may or may not have sent.
pub(super) const UNPROVEN: &str = "note.answer_unproven";

fn unproven(reply: &Reply) -> Phrase {
    match page::title(reply) {
        Some(title) => Phrase::new("note.answer_unproven_titled").with("title", title),
        None => Phrase::new("note.answer_unproven"),
    }
    .with("status", reply.status)
}

/// Whether it may be chance: a reset is, where the same comes through.
fn is_loss(failure: Failure) -> bool {
    failure.is_ambiguous() || failure == Failure::TlsReset
}

/// Whether this machine's store, which was not heard, is all that could let the chain pass.
fn may_be_trusted(session: &Session) -> bool {
    matches!(session.machine, MachineTrust::NotAsked(_))
        && session.public.name == Check::Passed
        && session.public.time == Check::Passed
}
