//! Which ways lead to a host: as the settings say, and the PAC file that they may name.
//!
//! Owns the asking, each host once, and what a script may learn of this machine. What the settings
//! are is the discovery's, fetching a PAC file `pac_file`'s; going a way is the walk's.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, OnceLock, PoisonError},
    time::Duration,
};

use jiff::{Zoned, tz::TimeZone};
use tokio::{
    runtime::Handle,
    sync::{OnceCell, Semaphore},
    time::timeout,
};
use url::Url;

use crate::discovery::{self, Hop, Login, Pac, ProxyServer, pac};
use crate::evidence::{DIRECT, PacTrouble, Route, SystemAnswer};

use super::{
    Prober,
    network::{self, Start},
    pac_file,
    proxy::{self, Proxy},
    walk::Station,
};

/// How long a script may take for one host. Chromium sets no limit; a desk would be useless.
const PATIENCE: Duration = Duration::from_secs(1);

/// As many runs of a script go on at once: one that does not end holds a core until the program ends.
const MOST_RUNS: usize = 2;

/// Why a PAC file could not be had from a server that keeps silent.
pub(super) const NO_ANSWER: &str = "no answer in time";

/// The ways of one run.
pub(super) struct Ways {
    /// Each is looked up once, whoever goes through it.
    proxies: Mutex<HashMap<ProxyServer, Arc<Proxy>>>,
    /// For those whose setting has none.
    login: Option<Login>,
    script: OnceCell<Result<pac::Script, PacTrouble>>,
    runs: Semaphore,
    /// The script did not end once: it is not run again.
    hung: OnceLock<PacTrouble>,
}

/// The ways to one host.
pub(super) struct Found {
    /// As evidence; none where there is no setting to tell of.
    pub(super) route: Option<Route>,
    /// In the order to be tried.
    pub(super) stations: Vec<Station>,
    /// The setting that cannot be read, so that the direct way is walked: it is not judged then.
    pub(super) unread: Option<String>,
}

impl Ways {
    pub(super) fn new(login: Option<Login>) -> Self {
        Self {
            proxies: Mutex::default(),
            login,
            script: OnceCell::new(),
            runs: Semaphore::new(MOST_RUNS),
            hung: OnceLock::new(),
        }
    }

    pub(super) async fn to(&self, prober: &Arc<Prober>, url: &Url) -> Found {
        match prober.options.proxies.pac() {
            Some(pac) => self.by_script(prober, pac, url).await,
            None => self.by_settings(prober.options.proxies.route(url)),
        }
    }

    fn by_settings(&self, route: discovery::Route) -> Found {
        let unread = route.source.clone().filter(|_| route.hops.is_empty());
        Found {
            stations: self.stations(&route.hops),
            route: route.source.map(|source| Route {
                hops: shown(&route.hops),
                source,
                exempt: route.exempt,
                trouble: None,
            }),
            unread,
        }
    }

    /// Where the script is of no use browsers go directly (Chromium, `net/docs/proxy.md`, "PAC"), and
    /// so does the walk.
    async fn by_script(&self, prober: &Arc<Prober>, pac: &Pac, url: &Url) -> Found {
        let script = self.script.get_or_init(|| read(prober, pac)).await;
        let found = match script {
            Ok(script) => self.run(prober, script.clone(), url.clone()).await,
            Err(trouble) => Err(trouble.clone()),
        };
        let (hops, trouble) = match found {
            Ok(hops) => (hops, None),
            Err(trouble) => (vec![Hop::Direct], Some(trouble)),
        };
        Found {
            stations: self.stations(&hops),
            route: Some(Route {
                hops: shown(&hops),
                source: pac.source(),
                exempt: None,
                trouble,
            }),
            unread: None,
        }
    }

    /// Runs the script for one URL, off the async threads.
    async fn run(
        &self,
        prober: &Arc<Prober>,
        script: pac::Script,
        url: Url,
    ) -> Result<Vec<Hop>, PacTrouble> {
        let _run = self.runs.acquire().await;
        if let Some(trouble) = self.hung.get() {
            return Err(trouble.clone());
        }
        let world = World {
            prober: Arc::clone(prober),
            runtime: Handle::current(),
        };
        let found = tokio::task::spawn_blocking(move || script.find(&url, &world)).await;
        match found.unwrap_or(Err(pac::PacFault::NoEngine)) {
            Ok(route) => Ok(route.hops.into_iter().map(Hop::from).collect()),
            Err(fault) => {
                let trouble = PacTrouble::Useless(fault.to_string());
                if fault == pac::PacFault::TooSlow {
                    let _ = self.hung.set(trouble.clone());
                }
                Err(trouble)
            }
        }
    }

    /// What lies on the way, in the order to be tried.
    fn stations(&self, hops: &[Hop]) -> Vec<Station> {
        let station = |hop: &Hop| match hop {
            Hop::Direct => Station::Direct,
            Hop::Proxy(server) => Station::Proxy(self.proxy(server)),
        };
        match hops {
            [] => vec![Station::Direct],
            hops => hops.iter().map(station).collect(),
        }
    }

    /// The setting's own login goes before the one that was given for any proxy.
    fn proxy(&self, server: &ProxyServer) -> Arc<Proxy> {
        let mut known = self.proxies.lock().unwrap_or_else(PoisonError::into_inner);
        let proxy = known.entry(server.clone()).or_insert_with(|| {
            let mut server = server.clone();
            server.login = server.login.or_else(|| self.login.clone());
            Arc::new(Proxy::new(server))
        });
        Arc::clone(proxy)
    }
}

fn shown(hops: &[Hop]) -> Vec<String> {
    let shown = |hop: &Hop| match hop {
        Hop::Direct => DIRECT.to_owned(),
        Hop::Proxy(server) => server.shown(),
    };
    hops.iter().map(shown).collect()
}

/// The script, from its file or from where it is fetched.
async fn read(prober: &Arc<Prober>, pac: &Pac) -> Result<pac::Script, PacTrouble> {
    let bytes = match pac {
        Pac::File { bytes, .. } => bytes.clone(),
        Pac::Url(url) => {
            let limit = prober.options.times.first_byte;
            let fetched = timeout(limit, pac_file::fetch(prober, url)).await;
            fetched.map_err(|_| PacTrouble::Unfetched(NO_ANSWER.to_owned()))??
        }
    };
    let made = tokio::task::spawn_blocking(move || pac::Script::new(&bytes, PATIENCE)).await;
    let made = made.map_err(|_| PacTrouble::Useless(pac::PacFault::NoEngine.to_string()))?;
    made.map_err(|fault| PacTrouble::Useless(fault.to_string()))
}

/// What a script learns: by the same lookups as the walk.
struct World {
    prober: Arc<Prober>,
    runtime: Handle,
}

impl pac::World for World {
    fn resolve(&self, host: &str) -> Vec<IpAddr> {
        match self.runtime.block_on(proxy::lookup(&self.prober, host)) {
            SystemAnswer::Addresses(addresses) => addresses,
            _ => Vec::new(),
        }
    }

    fn own_addresses(&self) -> Vec<IpAddr> {
        let chosen = self.prober.options.source;
        chosen
            .or_else(network::default_source)
            .into_iter()
            .collect()
    }

    fn now(&self) -> Zoned {
        Start::now().wall.to_zoned(TimeZone::system())
    }
}
