//! The walk: from a host's name to AWS's answer, writing down what is seen.
//!
//! Owns everything that touches sockets and clock, by way of `network`. It draws no conclusions:
//! it goes on where that teaches something, tries again what is ambiguous, and leaves all
//! judgement to the verdict.
//!
//! `schedule` runs all hosts at once and ends in time; beside it it makes each `control` that somebody
//! asks for. `ways` says which ways lead to a host, by a `pac_file` too; `walk` goes them, with the addresses that `resolve`
//! finds (`dns`, `message`, `name_server`, `control_resolver`), each by `opening` it through `tcp` or a `proxy` and
//! `tls`, and `asking` over it by `http`.

use std::{
    net::{IpAddr, SocketAddr},
    sync::Arc,
};

use rustls::crypto::{CryptoProvider, aws_lc_rs};
use tokio::sync::Semaphore;

use crate::discovery::{Login, Proxies};
use crate::evidence::{RecordKind, is_sinkhole};
use crate::plan::Path;

mod asking;
mod certificate;
mod control;
mod control_resolver;
mod cost;
mod dns;
mod expected;
mod http;
mod journal;
mod message;
mod name_server;
mod network;
mod opening;
mod pac_file;
mod pool;
pub mod proxy;
mod resolve;
mod schedule;
mod system_lookup;
mod tcp;
mod times;
mod tls;
mod transport;
mod trust;
mod turns;
mod walk;
mod way;
mod ways;

pub use control::{Inquiry, MOST_CONTROLS};
pub use control_resolver::{ControlResolver, NotAResolver, server_address};
pub use cost::{Cost, SMALLEST_SEGMENT, controls, healthy, most};
pub use expected::Expected;
pub use network::{NotARedirect, Redirect, can_connect_from, default_source};
pub use schedule::{Stop, run};
pub use times::Times;
pub use trust::{OwnRoots, Roots};
pub use walk::MOST_ADDRESSES;

use control::Repeats;
use control_resolver::Secure;
use name_server::NameServers;
use network::Network;
use system_lookup::HostsFile;
use tls::Hellos;
use trust::Verifiers;
use ways::Ways;

/// The address families to look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Families {
    #[default]
    Both,
    V4,
    V6,
}

impl Families {
    fn kinds(self) -> &'static [RecordKind] {
        match self {
            Self::Both => &[RecordKind::A, RecordKind::Aaaa],
            Self::V4 => &[RecordKind::A],
            Self::V6 => &[RecordKind::Aaaa],
        }
    }

    fn admit(self, address: IpAddr) -> bool {
        match self {
            Self::Both => true,
            Self::V4 => address.is_ipv4(),
            Self::V6 => address.is_ipv6(),
        }
    }
}

/// How to probe.
#[derive(Debug, Clone)]
pub struct Options {
    pub families: Families,
    /// `--resolver`: in the place of the system's lookup and of the configured name servers.
    pub resolver: Option<SocketAddr>,
    /// The name servers that this machine is configured to ask.
    pub name_servers: Vec<SocketAddr>,
    pub control_resolvers: Vec<ControlResolver>,
    /// Where it is known: what else they are asked about than failures.
    pub expected: Option<Arc<Expected>>,
    pub redirects: Vec<Redirect>,
    /// The ways that applications here go.
    pub proxies: Arc<Proxies>,
    /// For a proxy that wants a login and whose setting has none.
    pub proxy_login: Option<Login>,
    /// The local address to connect from.
    pub source: Option<IpAddr>,
    pub times: Times,
    /// One for each socket that may be open at once; runs side by side share them.
    pub places: Arc<Semaphore>,
    pub user_agent: String,
    pub roots: Roots,
    /// Addresses beside those of no service that are never connected to: a product keeps them for
    /// what it blocks, and whoever goes there is reported as infected.
    pub avoid: fn(IpAddr) -> bool,
}

/// Places for so many sockets, and for one at least.
pub fn places(most: usize) -> Arc<Semaphore> {
    Arc::new(Semaphore::new(most.max(1)))
}

/// What all parts of a run share; built once.
struct Prober {
    options: Options,
    network: Network,
    tls: Hellos,
    verifiers: Arc<Verifiers>,
    secure: Secure,
    ways: Ways,
    name_servers: NameServers,
    repeats: Repeats,
    hosts_file: HostsFile,
}

impl Prober {
    fn new(options: Options, paths: &[Path]) -> Result<Self, rustls::Error> {
        let provider: Arc<CryptoProvider> = Arc::new(aws_lc_rs::default_provider());
        let verifiers = Verifiers::new(Arc::clone(&provider), options.roots.clone());
        Ok(Self {
            network: Network::new(
                options.redirects.clone(),
                options.source,
                Arc::clone(&options.places),
                options.times.path,
            ),
            tls: Hellos::new(&provider)?,
            secure: Secure::new(provider, verifiers.public_roots())?,
            verifiers: Arc::new(verifiers),
            ways: Ways::new(options.proxy_login.clone()),
            name_servers: NameServers::default(),
            repeats: Repeats::default(),
            hosts_file: HostsFile::about(paths.iter().map(|path| &path.host)),
            options,
        })
    }

    /// The name servers to ask raw questions, first the one that counts most.
    fn servers(&self) -> impl Iterator<Item = SocketAddr> {
        let configured = match self.options.resolver {
            Some(_) => &[],
            None => self.options.name_servers.as_slice(),
        };
        let given = self.options.resolver;
        given.into_iter().chain(configured.iter().copied())
    }

    /// No service is there.
    fn is_sinkhole(&self, address: IpAddr) -> bool {
        is_sinkhole(address) || (self.options.avoid)(address)
    }

    /// A sinkhole is never connected to: it would be this machine itself, or raise an alarm.
    fn may_connect_to(&self, address: IpAddr) -> bool {
        !self.is_sinkhole(address) && self.options.families.admit(address)
    }
}
