//! From a host's addresses to connections over which its paths can ask.
//!
//! Owns the walk of one host: every address is connected to and shaken hands with once, so that nothing
//! is asked twice. What a path asks over one of those connections is `asking`'s.

use std::{
    collections::HashSet,
    net::{IpAddr, SocketAddr},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use futures_util::{
    future::join_all,
    stream::{FuturesUnordered, StreamExt},
};
use tokio::{
    sync::{OnceCell, mpsc},
    task::JoinHandle,
};

use url::Url;

use crate::evidence::{Failure, Saw};
use crate::names::HostName;

use super::{
    Prober,
    journal::{Alarm, Journal},
    pool::Pool,
    proxy::{Proxy, Target},
    resolve,
    resolve::Found,
    times::Budget,
    way::Way,
    ways,
};

/// Addresses of one family that are tried. CloudFront gives four and eight; more say nothing new.
pub const MOST_ADDRESSES: usize = 8;

/// Where the way to a host begins.
pub(super) enum Station {
    Direct,
    Proxy(Arc<Proxy>),
}

/// One host and port, with what is seen of it.
pub(super) struct Host {
    pub(super) prober: Arc<Prober>,
    pub(super) name: HostName,
    pub(super) port: u16,
    pub(super) journal: Arc<Journal>,
    /// Of its first path: the settings go by host.
    url: Url,
    ways: OnceCell<ways::Found>,
    pub(super) pool: Pool,
    walked: OnceCell<()>,
    /// The addresses that programs here are led to, as far as the system has said.
    led: Mutex<HashSet<IpAddr>>,
    /// Verifications that go on beside the requests.
    pub(super) verifying: Mutex<Vec<JoinHandle<()>>>,
}

impl Host {
    /// `alarm` is told of every failure as it is seen.
    pub(super) fn new(
        prober: Arc<Prober>,
        name: HostName,
        port: u16,
        url: Url,
        paths: usize,
        alarm: Arc<Alarm>,
    ) -> Self {
        Self {
            prober,
            name,
            port,
            journal: Arc::new(Journal::telling(alarm)),
            url,
            ways: OnceCell::new(),
            pool: Pool::new(paths),
            walked: OnceCell::new(),
            led: Mutex::default(),
            verifying: Mutex::default(),
        }
    }

    /// The ways that applications go, once they are known.
    pub(super) fn ways(&self) -> Option<&ways::Found> {
        self.ways.get()
    }

    /// Waits for the walk, which the first path to ask for it begins.
    pub(super) async fn walked(&self) {
        self.walked.get_or_init(|| self.walk()).await;
    }

    /// Goes the ways of applications one after another, until one leads on or says that it will not.
    async fn walk(&self) {
        let ways = self
            .ways
            .get_or_init(|| self.prober.ways.to(&self.prober, &self.url));
        for station in &ways.await.stations {
            let led = match station {
                Station::Direct => self.walk_addresses(None).await,
                Station::Proxy(proxy) => self.walk_through(proxy).await,
            };
            if led {
                break;
            }
        }
        self.pool.end();
    }

    /// Resolves the name and walks every address, in the order in which they come; through a proxy,
    /// at this address of its own, where one leads there. Those that others alone are led to come last,
    /// and only where the service was not met, and is not to be expected, before. Whether there is no
    /// point in going another way: the proxy, if any, was met.
    async fn walk_addresses(&self, through: Option<(&Arc<Proxy>, SocketAddr)>) -> bool {
        let (found, mut addresses) = mpsc::unbounded_channel();
        let prober = Arc::clone(&self.prober);
        let journal = Arc::clone(&self.journal);
        let resolving = resolve::resolve(prober, self.name.clone(), journal, found);
        let walking = async {
            let mut seen = HashSet::new();
            let mut walks = FuturesUnordered::new();
            let mut ended = Vec::new();
            loop {
                tokio::select! {
                    address = addresses.recv() => match address {
                        None => break,
                        Some(found) => {
                            let way = self.admitted(&found, &mut seen, through);
                            walks.extend(way.map(|way| self.address(way, found.after, || self.is_alone())));
                        }
                    },
                    Some(one) = walks.next() => ended.push(one),
                }
            }
            ended.extend(walks.collect::<Vec<_>>().await);
            (seen, ended)
        };
        let (elsewhere, (mut seen, mut ended)) = tokio::join!(resolving, walking);
        if !elsewhere.is_empty() && self.is_led_astray(&seen).await {
            let new = elsewhere.into_iter().map(Found::of_others);
            let ways: Vec<Way> = new
                .filter_map(|found| self.admitted(&found, &mut seen, through))
                .collect();
            let walks = ways
                .into_iter()
                .map(|way| self.address(way, Duration::ZERO, || true));
            ended.extend(join_all(walks).await);
        }
        ended.is_empty()
            || !ended
                .iter()
                .all(|failed| failed.is_some_and(is_of_reaching))
    }

    /// The way to an address that is new and may be tried. Through a proxy goes only what programs here
    /// send there: addresses that the system has.
    fn admitted(
        &self,
        found: &Found,
        seen: &mut HashSet<IpAddr>,
        through: Option<(&Arc<Proxy>, SocketAddr)>,
    ) -> Option<Way> {
        let address = found.address;
        if found.of_system {
            self.led().insert(address);
        }
        let of_programs = found.of_system || self.prober.options.resolver.is_some();
        if through.is_some() && !of_programs {
            return None;
        }
        let way = self.way(address, through);
        (seen.insert(address) && self.admit(&way, address, seen)).then_some(way)
    }

    /// Whether all addresses so far are odd ones for this host, and the genuine service was met at none.
    async fn is_led_astray(&self, so_far: &HashSet<IpAddr>) -> bool {
        let Some(expected) = &self.prober.options.expected else {
            return false;
        };
        let mut addresses = so_far.iter();
        if !addresses.all(|address| expected.is_odd(&self.name, *address)) {
            return false;
        }
        self.settle().await;
        let seen = self.journal.read().observations;
        !seen.iter().any(|seen| match &seen.saw {
            Saw::Handshake(made) => made.session().is_some_and(|met| met.public.is_genuine()),
            _ => false,
        })
    }

    /// A panic elsewhere while the lock was held leaves a whole set behind.
    fn led(&self) -> MutexGuard<'_, HashSet<IpAddr>> {
        self.led.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn way(&self, address: IpAddr, through: Option<(&Arc<Proxy>, SocketAddr)>) -> Way {
        let at = SocketAddr::new(address, self.port);
        match through {
            None => Way::Direct(at),
            Some((proxy, peer)) => Way::Through {
                proxy: Arc::clone(proxy),
                peer,
                target: Target::Address(at),
            },
        }
    }

    /// Goes through a proxy, at the first of its addresses that lets itself be reached. Whether the
    /// proxy was met: another is tried only where it was not, as browsers do it.
    async fn walk_through(&self, proxy: &Arc<Proxy>) -> bool {
        let peers = proxy.addresses(&self.prober, &self.journal).await;
        let mut budget = Budget::after(Duration::ZERO, &self.prober.options.times);
        for peer in peers.into_iter().take(MOST_ADDRESSES) {
            if proxy.server.kind.resolves_here() {
                if self.walk_addresses(Some((proxy, peer))).await {
                    return true;
                }
                continue;
            }
            let way = Way::Through {
                proxy: Arc::clone(proxy),
                peer,
                target: Target::Name(self.name.to_string(), self.port),
            };
            let worthwhile = || true;
            let opened = self.open_twice(&self.journal, &way, &mut budget, worthwhile);
            match opened.await {
                Ok(ready) => {
                    self.pool.put(ready);
                    return true;
                }
                Err(Some(failure)) if !is_of_reaching(failure) => return true,
                Err(_) => {}
            }
        }
        false
    }

    /// Whether the address is tried: not beyond the limit, and with a route to it.
    fn admit(&self, way: &Way, address: IpAddr, seen: &HashSet<IpAddr>) -> bool {
        let same_family = seen.iter().filter(|a| a.is_ipv4() == address.is_ipv4());
        if same_family.count() > MOST_ADDRESSES {
            self.journal.not_tried(address);
            return false;
        }
        if !self.prober.network.has_route(way.peer()) {
            self.journal.without_route(address);
            return false;
        }
        true
    }

    /// Connects and shakes hands at an address that was known `after` so long. What stopped it.
    async fn address(
        &self,
        way: Way,
        after: Duration,
        worthwhile: impl FnOnce() -> bool,
    ) -> Option<Failure> {
        let mut budget = Budget::after(after, &self.prober.options.times);
        let opened = self.open_twice(&self.journal, &way, &mut budget, worthwhile);
        match opened.await {
            Ok(ready) => {
                self.pool.put(ready);
                None
            }
            Err(stopped) => stopped,
        }
    }

    /// Whether no other address has answered so far; then this one's silence is not seen once only.
    /// What answers where no program goes, as it may beside a line of the hosts file, settles nothing.
    fn is_alone(&self) -> bool {
        let led = self.led();
        !self
            .pool
            .has_good(|good| led.is_empty() || good.leads_to_one_of(&led))
    }
}

/// Whether a proxy was not met at all, so that applications try the next (Chromium,
/// `net/http/proxy_fallback.cc`): a proxy that says no has the last word.
fn is_of_reaching(failure: Failure) -> bool {
    matches!(
        failure,
        Failure::ProxyDns
            | Failure::ProxyRefused
            | Failure::ProxyTimeout
            | Failure::ProxyUnreachable
            | Failure::ProxyTls
            | Failure::ProxyProtocol
    )
}
