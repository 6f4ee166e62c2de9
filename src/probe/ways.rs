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
use crate::evidence::{DIRECT, NO_SETTING, PacTrouble, Reason, Route, SystemAnswer};

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
pub(super) const NO_ANSWER: &str = "pac_no_answer";

/// The ways of one run.
pub(super) struct Ways {
    /// Each is looked up once, whoever goes through it.
    proxies: Mutex<HashMap<ProxyServer, Arc<Proxy>>>,
    /// For those whose setting has none.
    login: Option<Login>,
    scripts: OnceCell<Scripts>,
    runs: Semaphore,
    /// The script did not end once: it is not run again.
    hung: OnceLock<PacTrouble>,
}

/// What became of the PAC files that the settings name.
enum Scripts {
    /// There is none.
    None,
    /// With the setting that names it.
    Read(String, pac::Script),
    Useless(String, PacTrouble),
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
            scripts: OnceCell::new(),
            runs: Semaphore::new(MOST_RUNS),
            hung: OnceLock::new(),
        }
    }

    pub(super) async fn to(&self, prober: &Arc<Prober>, url: &Url) -> Found {
        let scripts = self.scripts.get_or_init(|| first(prober)).await;
        let mut found = match scripts {
            Scripts::None => self.by_settings(prober.options.proxies.route(url)),
            Scripts::Read(source, script) => {
                let hops = self.run(prober, script.clone(), url.clone()).await;
                self.by_script(source.clone(), hops)
            }
            // As browsers do, what is set beside the file goes, which mostly is nothing (Chromium,
            // `net/docs/proxy.md`).
            Scripts::Useless(source, trouble) => {
                let beside = prober.options.proxies.route(url);
                let mut found = self.by_script(source.clone(), Err(trouble.clone()));
                if beside.source.is_some() && !beside.hops.is_empty() {
                    found.stations = self.stations(&beside.hops);
                    found.route = found.route.map(|route| Route {
                        hops: shown(&beside.hops),
                        exempt: beside.exempt,
                        ..route
                    });
                }
                found
            }
        };
        self.compare(prober, url, &mut found);
        found
    }

    /// Tells which way other programs go, also where no setting is about the one that is walked.
    fn compare(&self, prober: &Arc<Prober>, url: &Url, found: &mut Found) {
        let mut route = found.route.clone().unwrap_or_else(|| Route {
            hops: vec![DIRECT.to_owned()],
            source: NO_SETTING.to_owned(),
            exempt: None,
            trouble: None,
            programs: Vec::new(),
            cli_login: None,
        });
        route.programs = prober.options.proxies.programs(url, &route);
        route.cli_login = prober.options.proxies.cli_login(url);
        if found.route.is_some() || !route.programs.is_empty() {
            found.route = Some(route);
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
                programs: Vec::new(),
                cli_login: None,
            }),
            unread,
        }
    }

    /// Where the script is of no use browsers go directly (Chromium, `net/docs/proxy.md`, "PAC"), and
    /// so does the walk.
    fn by_script(&self, source: String, found: Result<Vec<Hop>, PacTrouble>) -> Found {
        let (hops, trouble) = match found {
            Ok(hops) => (hops, None),
            Err(trouble) => (vec![Hop::Direct], Some(trouble)),
        };
        Found {
            stations: self.stations(&hops),
            route: Some(Route {
                hops: shown(&hops),
                source,
                exempt: None,
                trouble,
                programs: Vec::new(),
                cli_login: None,
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
                let trouble = PacTrouble::Useless(fault.reason());
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
    hops.iter().map(Hop::shown).collect()
}

/// The first PAC file that can be had.
async fn first(prober: &Arc<Prober>) -> Scripts {
    let proxies = &prober.options.proxies;
    let mut found = Scripts::None;
    for pac in proxies.scripts() {
        let source = proxies.source_of(pac);
        match read(prober, pac).await {
            Ok(script) => return Scripts::Read(source, script),
            // Where none is to be found there is nothing amiss.
            Err(PacTrouble::Unfetched(_)) if matches!(pac, Pac::Detected(_)) => {}
            Err(trouble) => found = Scripts::Useless(source, trouble),
        }
    }
    found
}

/// The script, from its file or from where it is fetched.
async fn read(prober: &Arc<Prober>, pac: &Pac) -> Result<pac::Script, PacTrouble> {
    let bytes = match pac {
        Pac::File { bytes, .. } => bytes.clone(),
        Pac::Url(url) | Pac::Detected(url) => {
            let times = prober.options.times;
            // For one that mostly is not there nobody waits long.
            let limit = match pac {
                Pac::Detected(_) => times.connect,
                _ => times.first_byte,
            };
            let fetched = timeout(limit, pac_file::fetch(prober, url)).await;
            fetched.map_err(|_| PacTrouble::Unfetched(Reason::new(NO_ANSWER)))??
        }
    };
    let made = tokio::task::spawn_blocking(move || pac::Script::new(&bytes, PATIENCE)).await;
    let made = made.map_err(|_| PacTrouble::Useless(pac::PacFault::NoEngine.reason()))?;
    made.map_err(|fault| PacTrouble::Useless(fault.reason()))
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
