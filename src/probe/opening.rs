//! Opening a connection to a host and shaking hands over it, on any way.
//!
//! Owns one attempt, its second where the first was ambiguous, and the judging of the chain beside
//! the request. Which ways are tried, and what is asked over them, is `walk`'s.

use std::{
    net::SocketAddr,
    sync::{Arc, PoisonError},
    time::Duration,
};

use tokio::{sync::oneshot, time::sleep};
use tokio_util::either::Either;

use crate::evidence::{Failure, Handshake, Hello, Observation, Saw, Session};
use crate::names::HostName;

use super::{
    http::Depth,
    journal::Journal,
    network::{Place, Start},
    pool::Ready,
    proxy::{Asked, Led},
    tcp,
    times::Budget,
    tls,
    transport::Transport,
    trust,
    turns::Turn,
    walk::Host,
    way::Way,
};

impl Host {
    /// One connection with its handshake; once more where the first attempt was ambiguous and
    /// another is worthwhile.
    pub(super) async fn open_twice(
        &self,
        journal: &Arc<Journal>,
        way: &Way,
        budget: &mut Budget,
        worthwhile: impl FnOnce() -> bool,
    ) -> Result<Ready, Option<Failure>> {
        let failure = match self.open(journal, way, budget, 1).await {
            Err(Some(failure)) => failure,
            opened => return opened,
        };
        match way {
            _ if failure.is_ambiguous() && worthwhile() => {}
            // No control goes through a proxy to tell a rule from a limit of its own.
            Way::Through { proxy, .. } if failure == Failure::TlsReset => {
                proxy.suspect();
                sleep(self.prober.options.times.busy).await;
            }
            _ => return Err(Some(failure)),
        }
        self.open(journal, way, budget, 2).await
    }

    /// One connection with one handshake, written down in `journal`; no failure where there was
    /// no time to begin.
    pub(super) async fn open(
        &self,
        journal: &Arc<Journal>,
        way: &Way,
        budget: &mut Budget,
        attempt: u8,
    ) -> Result<Ready, Option<Failure>> {
        let prober = &self.prober;
        let place = prober.network.place().await;
        let led = self.lead(journal, way, budget, attempt).await?;
        let limit = budget.limit(prober.options.times.handshake, attempt);
        let limit = limit.ok_or(None)?;
        let start = Start::now();
        let ordinary = prober.tls.configuration(Hello::Ordinary);
        let name = tls::server_name(&self.name);
        let agreed = tls::handshake(ordinary, led.stream, name, limit).await;
        let seen = Handshaken {
            start,
            took: start.elapsed(),
            attempt,
            local: led.local,
            way: way.clone(),
            redirected: prober.network.redirected(way.peer()),
        };
        budget.spend(seen.took);
        match agreed {
            Ok(agreed) => Ok(self.ready(journal, seen, agreed, *budget, (place, led.turn))),
            Err(broken) => {
                let observation = seen.broken(self.name.clone(), broken);
                let failure = observation.failure();
                journal.observed(observation);
                Err(failure)
            }
        }
    }

    /// A connection that ends at the host, or where applications are led to it.
    async fn lead(
        &self,
        journal: &Journal,
        way: &Way,
        budget: &mut Budget,
        attempt: u8,
    ) -> Result<Led, Option<Failure>> {
        let prober = &self.prober;
        match way {
            Way::Through {
                proxy,
                peer,
                target,
            } => {
                let asked = Asked {
                    peer: *peer,
                    target,
                    attempt,
                };
                proxy.lead(prober, journal, asked, budget).await
            }
            Way::Direct(peer) => {
                let limit = budget.limit(prober.options.times.connect, attempt);
                let limit = limit.ok_or(None)?;
                let (seen, stream) = tcp::connect(&prober.network, *peer, attempt, limit).await;
                budget.spend(seen.took);
                let failure = seen.failure();
                journal.observed(seen);
                let stream = stream.ok_or(failure)?;
                Ok(Led {
                    local: stream.local_addr().ok(),
                    stream: Either::Left(stream),
                    turn: None,
                })
            }
        }
    }

    /// The connection can be used at once; its chain is verified beside the request, off the
    /// async threads.
    fn ready(
        &self,
        journal: &Arc<Journal>,
        seen: Handshaken,
        agreed: tls::Agreed<Transport>,
        budget: Budget,
        (place, turn): (Place, Turn),
    ) -> Ready {
        let (known, depth) = oneshot::channel();
        let tls::Agreed { stream, facts } = agreed;
        let verifiers = Arc::clone(&self.prober.verifiers);
        let limit = self.prober.options.times.trust;
        let name = self.name.clone();
        let journal = Arc::clone(journal);
        let (way, local) = (seen.way.clone(), seen.local);
        let verifying = tokio::spawn(async move {
            let asked = tls::server_name(&name);
            let session = trust::verify(verifiers, facts, asked, limit).await;
            let depth = match session.public.is_genuine() {
                true => Depth::Head,
                false => Depth::Body,
            };
            // The path may have ended already.
            let _ = known.send(depth);
            journal.observed(seen.finished(name, session));
        });
        self.verifying
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(verifying);
        Ready {
            stream,
            way,
            local,
            depth,
            budget,
            _place: place,
            _turn: turn,
        }
    }

    /// Waits until every chain that was shown is judged.
    pub(super) async fn settle(&self) {
        let verifying = std::mem::take(
            &mut *self
                .verifying
                .lock()
                .unwrap_or_else(PoisonError::into_inner),
        );
        for task in verifying {
            // A panic in it is reported by the hook; the observation is then missing.
            let _ = task.await;
        }
    }
}

/// When and between whom a handshake was.
struct Handshaken {
    start: Start,
    took: Duration,
    attempt: u8,
    local: Option<SocketAddr>,
    way: Way,
    redirected: Option<SocketAddr>,
}

impl Handshaken {
    fn finished(self, server_name: HostName, session: Session) -> Observation {
        self.observation(Handshake {
            server_name,
            hello: Hello::Ordinary,
            acknowledged: None,
            received: None,
            outcome: Ok(session),
        })
    }

    fn broken(self, server_name: HostName, broken: tls::Broken) -> Observation {
        // A proxy's acknowledgement says nothing of what is behind it.
        let direct = self.way.proxy().is_none();
        self.observation(Handshake {
            server_name,
            hello: Hello::Ordinary,
            acknowledged: broken.acknowledged.filter(|_| direct),
            received: Some(broken.received),
            outcome: Err(broken.fault),
        })
    }

    fn observation(self, made: Handshake) -> Observation {
        Observation {
            started: self.start.wall,
            took: self.took,
            attempt: self.attempt,
            local: self.local,
            peer: Some(self.way.peer()),
            redirected: self.redirected,
            proxy: self.way.proxy(),
            saw: Saw::Handshake(made),
        }
    }
}
