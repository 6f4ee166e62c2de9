//! From a host's addresses to an answer for each of its paths.
//!
//! Owns the walk of one host: every address is connected to and shaken hands with once, and each
//! path sends its request over one of those connections, so that nothing is asked twice. A path
//! opens a connection of its own only where none is left, or for a second attempt.

use std::{
    collections::HashSet,
    net::{IpAddr, SocketAddr},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use futures_util::stream::{FuturesUnordered, StreamExt};
use tokio::{
    sync::{Notify, OnceCell, mpsc, oneshot},
    task::JoinHandle,
    time::Instant,
};

use crate::evidence::{Exchange, Failure, Handshake, Hello, Observation, Saw, Session};
use crate::names::HostName;
use crate::plan::Path;

use super::{
    Prober,
    http::{self, Depth},
    journal::Journal,
    network::{Place, Start},
    pool::{Pool, Ready, Taken},
    resolve,
    resolve::Found,
    tcp,
    times::Budget,
    tls, trust,
};

/// Addresses of one family that are tried. CloudFront gives four and eight; more say nothing new.
pub const MOST_ADDRESSES: usize = 8;

/// One host and port, with what is seen of it.
pub(super) struct Host {
    pub(super) prober: Arc<Prober>,
    pub(super) name: HostName,
    pub(super) port: u16,
    pub(super) journal: Arc<Journal>,
    pool: Pool,
    walked: OnceCell<()>,
    /// Verifications that go on beside the requests.
    verifying: Mutex<Vec<JoinHandle<()>>>,
}

impl Host {
    /// `failed` is told of every failure as it is seen.
    pub(super) fn new(
        prober: Arc<Prober>,
        name: HostName,
        port: u16,
        paths: usize,
        failed: Arc<Notify>,
    ) -> Self {
        Self {
            prober,
            name,
            port,
            journal: Arc::new(Journal::telling(failed)),
            pool: Pool::new(paths),
            walked: OnceCell::new(),
            verifying: Mutex::default(),
        }
    }

    /// Waits for the walk, which the first path to ask for it begins.
    pub(super) async fn walked(&self) {
        self.walked.get_or_init(|| self.walk()).await;
    }

    /// Resolves the name and walks every address, in the order in which they come.
    async fn walk(&self) {
        let (found, mut addresses) = mpsc::unbounded_channel();
        let prober = Arc::clone(&self.prober);
        let journal = Arc::clone(&self.journal);
        let resolving = resolve::resolve(prober, self.name.clone(), journal, found);
        let walking = async {
            let mut seen = HashSet::new();
            let mut walks = FuturesUnordered::new();
            loop {
                tokio::select! {
                    address = addresses.recv() => match address {
                        None => break,
                        Some(Found { address, after }) => {
                            if seen.insert(address) && self.admit(address, &seen) {
                                walks.push(self.address(address, after));
                            }
                        }
                    },
                    Some(()) = walks.next() => {}
                }
            }
            while walks.next().await.is_some() {}
        };
        tokio::join!(resolving, walking);
        self.pool.end();
    }

    /// Whether the address is tried: not beyond the limit, and with a route to it.
    fn admit(&self, address: IpAddr, seen: &HashSet<IpAddr>) -> bool {
        let same_family = seen.iter().filter(|a| a.is_ipv4() == address.is_ipv4());
        if same_family.count() > MOST_ADDRESSES {
            self.journal.not_tried(address);
            return false;
        }
        let peer = SocketAddr::new(address, self.port);
        if !self.prober.network.has_route(peer) {
            self.journal.without_route(address);
            return false;
        }
        true
    }

    /// Connects and shakes hands at an address that was known `after` so long.
    async fn address(&self, address: IpAddr, after: Duration) {
        let peer = SocketAddr::new(address, self.port);
        let budget = Budget::after(after, &self.prober.options.times);
        // Another address may have answered meanwhile; then this one's silence is seen once.
        let worthwhile = || !self.pool.has_good();
        if let Some(ready) = self
            .open_twice(&self.journal, peer, budget, worthwhile)
            .await
        {
            self.pool.put(ready);
        }
    }

    /// One connection with its handshake; once more where the first attempt was ambiguous and
    /// another is worthwhile.
    async fn open_twice(
        &self,
        journal: &Arc<Journal>,
        peer: SocketAddr,
        mut budget: Budget,
        worthwhile: impl FnOnce() -> bool,
    ) -> Option<Ready> {
        match self.open(journal, peer, &mut budget, 1).await {
            Ok(ready) => Some(ready),
            Err(Some(failure)) if failure.is_ambiguous() && worthwhile() => {
                self.open(journal, peer, &mut budget, 2).await.ok()
            }
            Err(_) => None,
        }
    }

    /// One connection with one handshake, written down in `journal`; no failure where there was
    /// no time to begin.
    async fn open(
        &self,
        journal: &Arc<Journal>,
        peer: SocketAddr,
        budget: &mut Budget,
        attempt: u8,
    ) -> Result<Ready, Option<Failure>> {
        let prober = &self.prober;
        let times = &prober.options.times;
        let place = prober.network.place().await;
        let limit = budget.limit(times.connect, attempt).ok_or(None)?;
        let (observation, stream) = tcp::connect(&prober.network, peer, attempt, limit).await;
        budget.spend(observation.took);
        let failure = observation.failure();
        journal.observed(observation);
        let stream = stream.ok_or(failure)?;
        let limit = budget.limit(times.handshake, attempt).ok_or(None)?;
        let local = stream.local_addr().ok();
        let start = Start::now();
        let ordinary = prober.tls.configuration(Hello::Ordinary);
        let agreed = tls::handshake(ordinary, stream, &self.name, limit).await;
        let seen = Handshaken {
            start,
            took: start.elapsed(),
            attempt,
            local,
            peer,
            redirected: prober.network.redirected(peer),
        };
        budget.spend(seen.took);
        match agreed {
            Ok(agreed) => Ok(self.ready(journal, seen, agreed, *budget, place)),
            Err(broken) => {
                let observation = seen.broken(self.name.clone(), broken);
                let failure = observation.failure();
                journal.observed(observation);
                Err(failure)
            }
        }
    }

    /// The connection can be used at once; its chain is verified beside the request, off the
    /// async threads.
    fn ready(
        &self,
        journal: &Arc<Journal>,
        seen: Handshaken,
        agreed: tls::Agreed,
        budget: Budget,
        place: Place,
    ) -> Ready {
        let (known, depth) = oneshot::channel();
        let tls::Agreed { stream, facts } = agreed;
        let verifiers = Arc::clone(&self.prober.verifiers);
        let limit = self.prober.options.times.trust;
        let name = self.name.clone();
        let journal = Arc::clone(journal);
        let verifying = tokio::spawn(async move {
            let session = trust::verify(verifiers, facts, &name, limit).await;
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
            peer: seen.peer,
            local: seen.local,
            depth,
            budget,
            _place: place,
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

    /// Looks for the answer to one path. Returns when there is one, or when nothing more can be
    /// tried.
    pub(super) async fn path(&self, path: &Path, journal: &Arc<Journal>) {
        let ready = match self.pool.take().await {
            None => None,
            Some(Taken::Ready(ready)) => Some(*ready),
            // It begins where another path has come through: the time is its own.
            Some(Taken::Address(peer)) => {
                let budget = Budget::after(Duration::ZERO, &self.prober.options.times);
                self.open_twice(journal, peer, budget, || true).await
            }
        };
        let Some(mut ready) = ready else { return };
        let Err(failure) = self.exchange(journal, path, &mut ready, 1).await else {
            return;
        };
        let (peer, mut budget) = (ready.peer, ready.budget);
        drop(ready);
        // What is clear is not asked again, but another address may answer otherwise.
        let again = self.pool.good_other_than(peer);
        let again = again.or_else(|| failure.is_ambiguous().then_some(peer));
        if let Some(peer) = again
            && let Ok(mut ready) = self.open(journal, peer, &mut budget, 2).await
        {
            // Either way it is written down; there is no third attempt.
            let _ = self.exchange(journal, path, &mut ready, 2).await;
        }
    }

    /// One request over a connection. No answer and no failure is written down where there was
    /// no time to ask.
    async fn exchange(
        &self,
        journal: &Journal,
        path: &Path,
        ready: &mut Ready,
        attempt: u8,
    ) -> Result<(), Failure> {
        let options = &self.prober.options;
        let times = &options.times;
        if ready.budget.limit(times.first_byte, attempt).is_none() {
            return Ok(());
        }
        let request = http::request(&path.url, &options.user_agent);
        let depth = &mut ready.depth;
        let depth = async {
            match depth.await {
                Ok(depth) if !path.deep => depth,
                _ => Depth::Body,
            }
        };
        let start = Start::now();
        let end = Instant::now() + ready.budget.left();
        let outcome = http::exchange(&mut ready.stream, &request, end, times, depth).await;
        let took = start.elapsed();
        ready.budget.spend(took);
        let observation = Observation {
            started: start.wall,
            took,
            attempt,
            local: ready.local,
            peer: Some(ready.peer),
            redirected: self.prober.network.redirected(ready.peer),
            saw: Saw::Exchange(Exchange {
                url: path.url.to_string(),
                outcome,
            }),
        };
        let failed = failed(&observation);
        journal.observed(observation);
        failed
    }
}

/// An answer of any status is an answer.
fn failed(observation: &Observation) -> Result<(), Failure> {
    let answered = matches!(&observation.saw, Saw::Exchange(e) if e.reply().is_some());
    match observation.failure() {
        Some(failure) if !answered => Err(failure),
        _ => Ok(()),
    }
}

/// When and between whom a handshake was.
#[derive(Clone, Copy)]
struct Handshaken {
    start: Start,
    took: Duration,
    attempt: u8,
    local: Option<SocketAddr>,
    peer: SocketAddr,
    redirected: Option<SocketAddr>,
}

impl Handshaken {
    fn finished(self, server_name: HostName, session: Session) -> Observation {
        self.observation(Handshake {
            server_name,
            hello: Hello::Ordinary,
            acknowledged: None,
            outcome: Ok(session),
        })
    }

    fn broken(self, server_name: HostName, broken: tls::Broken) -> Observation {
        self.observation(Handshake {
            server_name,
            hello: Hello::Ordinary,
            acknowledged: broken.acknowledged,
            outcome: Err(broken.fault),
        })
    }

    fn observation(self, made: Handshake) -> Observation {
        Observation {
            started: self.start.wall,
            took: self.took,
            attempt: self.attempt,
            local: self.local,
            peer: Some(self.peer),
            redirected: self.redirected,
            saw: Saw::Handshake(made),
        }
    }
}
