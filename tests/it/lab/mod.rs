//! A fake internet on loopback, programmable by a scenario file, for tests and for the demo.
//!
//! Every name resolves, every address answers, every server is AWS's, unless the [`Scenario`]
//! says otherwise. A program under test reaches it by public flags only: `--resolver`,
//! `--control-resolver`, `--connect-to`, `--public-roots`, `--ca-bundle`. Nothing here ever
//! leaves loopback: all ports are given by the system, all names lead to addresses that are kept
//! for documentation (RFC 5737, RFC 3849), and the last `--connect-to` takes every address.
//!
//! Owns the starting, the stopping and the flags. One file for each layer that can fail:
//! `dns`, `tcp`, `tls`, `http`; `proxy` leads there, as a file of `pac` may say, `encrypted` is the control resolver behind TLS, `authority` signs the certificates, `scenario` reads the files.

use std::{
    collections::HashMap,
    ffi::OsString,
    fs, io,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::Path,
    sync::{Arc, Mutex, PoisonError, mpsc},
    thread::{self, JoinHandle},
};

use tempfile::TempDir;
use tokio::sync::oneshot;

mod authority;
mod dns;
mod encrypted;
mod http;
mod pac;
mod pattern;
mod proxy;
pub(crate) mod scenario;
mod tcp;
#[cfg(test)]
mod tests;
mod tls;

pub(crate) use tcp::has_ipv6;

use authority::Authorities;
use dns::{Honesty, Resolver};
use encrypted::Encrypted;
use scenario::{Over, Scenario, Tcp};
use tcp::Stand;
use tls::Own;

/// The lab's AWS has the addresses that names get here; 198.51.100.0/24 is somebody else's.
const OF_AWS: &str = r#"{"createDate": "2026-08-22-15-17-05",
    "prefixes": [{"ip_prefix": "203.0.113.0/24", "region": "us-east-1"}],
    "ipv6_prefixes": [{"ipv6_prefix": "2001:db8::/32", "region": "us-east-1"}]}"#;
const RANGES: &str = "ip-ranges.json";

/// How many names get an address of their own: 203.0.113.1 to 203.0.113.199.
const OWN_ADDRESSES: u8 = 199;

/// What all servers of one lab know together.
pub(crate) struct Internet {
    scenario: Arc<Scenario>,
    authorities: Authorities,
    /// The addresses given to names so far, in the order of the first question.
    given: Mutex<HashMap<String, IpAddr>>,
    /// How often each fault was met, by kind and name.
    struck: Mutex<HashMap<(&'static str, String), u32>>,
}

impl Internet {
    fn new(scenario: Arc<Scenario>) -> io::Result<Self> {
        Ok(Self {
            scenario,
            authorities: Authorities::new().map_err(io::Error::other)?,
            given: Mutex::default(),
            struck: Mutex::default(),
        })
    }

    /// Where a name really is.
    fn addresses(&self, name: &str) -> Vec<IpAddr> {
        if let Some(host) = self.scenario.host(name)
            && !host.addresses.is_empty()
        {
            return host.addresses.clone();
        }
        let mut given = self.given.lock().unwrap_or_else(PoisonError::into_inner);
        let count = given.len();
        let address = *given.entry(name.to_owned()).or_insert_with(|| {
            let last = u8::try_from(count % usize::from(OWN_ADDRESSES)).unwrap_or(0);
            IpAddr::V4(Ipv4Addr::new(203, 0, 113, last + 1))
        });
        vec![address]
    }

    /// Counts a meeting with a fault, and says whether it still strikes.
    fn strikes(&self, kind: &'static str, name: &str, times: Option<u32>) -> bool {
        let mut struck = self.struck.lock().unwrap_or_else(PoisonError::into_inner);
        let count = struck.entry((kind, name.to_owned())).or_default();
        *count += 1;
        times.is_none_or(|times| *count <= times)
    }
}

/// A running lab. It ends when dropped.
pub(crate) struct Lab {
    arguments: Vec<OsString>,
    /// Holds the authorities' files.
    _folder: TempDir,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// Everything bound, before anything is served.
struct Sockets {
    resolver: Resolver,
    control: Resolver,
    /// The way to the control resolver, where it is not the plain one.
    encrypted: Option<Encrypted>,
    /// Plays every address that has no story of its own.
    aws: Stand,
    proxy: Option<proxy::Station>,
    /// Port 80 of every address.
    port_80: Stand,
    /// The addresses with a story of their own.
    stands: Vec<(IpAddr, Stand, Own)>,
}

impl Sockets {
    fn bind(scenario: &Scenario) -> io::Result<Self> {
        let mut stands = Vec::new();
        for address in &scenario.addresses {
            let own = Own {
                tls: address.tls,
                http: address.http.clone(),
            };
            stands.push((address.ip, Stand::new(address.tcp, address.ip)?, own));
        }
        Ok(Self {
            resolver: Resolver::bind()?,
            control: Resolver::bind()?,
            encrypted: match scenario.control_over {
                Over::Plain => None,
                over => Some(Encrypted::bind(over)?),
            },
            aws: Stand::new(Tcp::Open, Ipv4Addr::LOCALHOST.into())?,
            proxy: scenario
                .proxy
                .clone()
                .map(proxy::Station::bind)
                .transpose()?,
            port_80: Stand::new(scenario.port_80, Ipv4Addr::LOCALHOST.into())?,
            stands,
        })
    }

    /// Serves on the current runtime. What is given back must live as long as the lab.
    fn serve(self, internet: &Arc<Internet>) -> io::Result<Vec<Stand>> {
        self.resolver.serve(internet, Honesty::UnderTest)?;
        self.control.serve(internet, Honesty::Control)?;
        if let Some(encrypted) = self.encrypted {
            encrypted.serve(internet)?;
        }
        let map = proxy::Map {
            stands: self
                .stands
                .iter()
                .map(|(ip, stand, _)| (*ip, stand.at))
                .collect(),
            others: self.aws.at,
        };
        if let Some(proxy) = self.proxy {
            proxy.serve(internet, map)?;
        }
        let aws = (
            IpAddr::from(Ipv4Addr::UNSPECIFIED),
            self.aws,
            Own::default(),
        );
        let mut port_80 = self.port_80;
        if let Some(plain) = &internet.scenario.plain
            && let Some(listener) = port_80.listener.take()
        {
            http::serve(listener, plain)?;
        }
        let mut kept = vec![port_80];
        for (_, mut stand, own) in self.stands.into_iter().chain([aws]) {
            if let Some(listener) = stand.listener.take() {
                tls::serve(listener, internet, own)?;
            }
            kept.push(stand);
        }
        Ok(kept)
    }
}

impl Lab {
    /// Builds the network that a scenario tells of. When this returns, it answers.
    pub(crate) fn start(scenario: &Arc<Scenario>) -> io::Result<Self> {
        let internet = Arc::new(Internet::new(Arc::clone(scenario))?);
        let folder = TempDir::new()?;
        let (roots, bundle) = (
            folder.path().join("public-roots.pem"),
            folder.path().join("ca-bundle.pem"),
        );
        internet.authorities.write(&roots, &bundle)?;
        fs::write(folder.path().join(RANGES), OF_AWS)?;
        let sockets = Sockets::bind(scenario)?;
        let pac = folder.path().join("proxy.pac");
        if let Some(script) = sockets.proxy.as_ref().and_then(proxy::Station::pac) {
            fs::write(&pac, script)?;
        }
        let arguments = arguments(scenario, &sockets, &roots, &bundle);
        let (stop, stopped) = oneshot::channel();
        let (tell, told) = mpsc::channel();
        let thread = thread::spawn(move || serve(sockets, &internet, stopped, &tell));
        told.recv().map_err(io::Error::other)??;
        Ok(Self {
            arguments,
            _folder: folder,
            stop: Some(stop),
            thread: Some(thread),
        })
    }

    /// The arguments, from `probe` on, by which the program meets this network and no other.
    pub(crate) fn arguments(&self) -> &[OsString] {
        &self.arguments
    }
}

impl Drop for Lab {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// The lab's thread: a runtime of its own, ended with everything on it.
fn serve(
    sockets: Sockets,
    internet: &Arc<Internet>,
    stopped: oneshot::Receiver<()>,
    tell: &mpsc::Sender<io::Result<()>>,
) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    match runtime {
        Err(problem) => {
            let _ = tell.send(Err(problem));
        }
        Ok(runtime) => runtime.block_on(async {
            let kept = sockets.serve(internet);
            let running = kept.is_ok();
            let _ = tell.send(
                kept.as_ref()
                    .map(|_| ())
                    .map_err(|p| io::Error::new(p.kind(), p.to_string())),
            );
            if running {
                let _ = stopped.await;
            }
        }),
    }
}

fn arguments(scenario: &Scenario, sockets: &Sockets, roots: &Path, bundle: &Path) -> Vec<OsString> {
    // A site file of whoever runs the tests has no say in them.
    let target = ["--directory", "mycorp", "--region", "us-east-1"];
    let all = ["probe", "--no-config"].into_iter().chain(target);
    let mut arguments: Vec<OsString> = all.map(OsString::from).collect();
    let mut add = |flag: &str, value: OsString| arguments.extend([flag.into(), value]);
    add("--resolver", sockets.resolver.address.to_string().into());
    if scenario.control_resolver {
        let plain = sockets.control.address.to_string();
        let url = sockets.encrypted.as_ref().map(Encrypted::url);
        add("--control-resolver", url.unwrap_or(plain).into());
    }
    add("--public-roots", roots.into());
    add("--ca-bundle", bundle.into());
    add("--ip-ranges", roots.with_file_name(RANGES).into());
    for (ip, stand, _) in &sockets.stands {
        let meant = SocketAddr::new(*ip, 443);
        add("--connect-to", format!("{meant}={}", stand.at).into());
    }
    add("--connect-to", format!("*:443={}", sockets.aws.at).into());
    add(
        "--connect-to",
        format!("*:80={}", sockets.port_80.at).into(),
    );
    if let Some(proxy) = &sockets.proxy {
        arguments.extend(proxy.flags(&roots.with_file_name("proxy.pac")));
    }
    arguments.extend(scenario.args.iter().map(OsString::from));
    arguments
}
