//! Where a run is made from: which questions are put to the machine, and when.
//!
//! Owns the gathering. What is slow to read, the trust store, is read beside the probe. What the
//! answers look like in a report is the report's.

use std::{
    collections::{BTreeMap, BTreeSet},
    net::IpAddr,
    path::PathBuf,
    thread::{self, JoinHandle},
};

use crate::discovery::NamedProxy;
use crate::evidence::{Evidence, MachineTrust, TrustSetting};
use crate::probe::{self, Options};
use crate::report::{
    self, Vantage,
    v1::{Adapter, TrustList},
};
use crate::system::trust::Store;
use crate::system::{self, name_sources};
use crate::verdict::{self, Judgement, Measured};

use super::{flags::Probe, own_roots};

/// What is known before the first packet, and what is still being read.
pub(super) struct Gathering {
    known: Vantage,
    lists: Vec<(TrustSetting, TrustList)>,
    store: Option<JoinHandle<Store>>,
}

/// Asks the machine, and begins to read its trust store where that is not replaced.
pub(super) fn begin(flags: &Probe, options: &Options) -> Gathering {
    let servers = flags.resolver.iter().chain(&options.name_servers);
    let runs_in = system::surroundings::surroundings();
    let known = Vantage {
        host: system::identity::host(),
        user: system::identity::user(),
        elevated: system::identity::elevated(),
        sudo_user: system::identity::sudo_user(),
        runs_in: runs_in.map(|inside| inside.code().to_owned()),
        adapters: adapters(),
        resolvers: servers.map(ToString::to_string).collect(),
        uplink_resolvers: system::name_servers::uplinks(&options.name_servers),
        lookup: Some(name_sources::ASKED.code().to_owned()),
        lookup_leaves_out: name_sources::left_out(),
        lookup_at_once: name_sources::ASKED.at_once() && options.name_servers.len() > 1,
        proxy: options.proxies.named().map(shown),
        proxy_settings: options.proxies.settings().into_iter().map(shown).collect(),
        trust: named(flags, options),
        address: flags.source,
        ..Vantage::default()
    };
    let read = || thread::Builder::new().spawn(system::trust::store).ok();
    let store = flags.ca_bundle.is_none().then(read).flatten();
    Gathering {
        known,
        lists: own_roots::described(&options.roots.own),
        store,
    }
}

impl Gathering {
    /// With what the run itself has shown: the address that connections really were made from, and
    /// which lists of roots know who signs again on the way.
    pub(super) fn end(self, measured: &[Measured], judgements: &[Judgement]) -> Vantage {
        let mut here = self.known;
        let lists = self.lists.into_iter().map(|(setting, list)| TrustList {
            holds_interceptor: verdict::holds_interceptor(judgements, setting),
            ..list
        });
        here.trust_settings = lists.collect();
        here.address = first_local(measured)
            .or(here.address)
            .or_else(probe::default_source);
        here.interface = here.address.and_then(system::interfaces::holding);
        if let Some(store) = self.store.and_then(|reading| reading.join().ok()) {
            here.trust.extend(described(store));
            here.trust.extend(interceptor_places(measured));
        }
        here
    }
}

fn shown(named: NamedProxy) -> report::Proxy {
    report::Proxy {
        source: named.source,
        url: named.url,
    }
}

fn adapters() -> Option<Vec<Adapter>> {
    let tunnels = system::interfaces::tunnels()?;
    let adapter = |tunnel: system::interfaces::Tunnel| Adapter {
        name: tunnel.name,
        kind: tunnel.kind.to_owned(),
        up: tunnel.up,
    };
    Some(tunnels.into_iter().map(adapter).collect())
}

/// The files that stand in the place of roots, for all or for some clients.
fn named(flags: &Probe, options: &Options) -> BTreeMap<String, String> {
    let files: [(&str, &Option<PathBuf>); 2] = [
        ("public-roots", &flags.public_roots),
        ("ca-bundle", &flags.ca_bundle),
    ];
    let given = files.into_iter().filter_map(|(name, file)| {
        let file = file.as_ref()?;
        Some((name.to_owned(), file.display().to_string()))
    });
    let own = options.roots.own.iter();
    let of_client =
        |setting: TrustSetting| !setting.is_of_store() && setting != TrustSetting::JavaTrustStore;
    let own = own.filter(|own| own.shadowed_by.is_none() && of_client(own.setting));
    let own = own.map(|own| {
        let name = own.setting.name().to_owned();
        (name, own.file.display().to_string())
    });
    given.chain(own).collect()
}

fn described(store: Store) -> Vec<(String, String)> {
    let mut said = vec![("store".to_owned(), store.places.join(", "))];
    if let Some(roots) = store.roots {
        said.push(("store-roots".to_owned(), roots.to_string()));
    }
    if !store.settings.is_empty() {
        said.push(("store-setting".to_owned(), store.settings.join(", ")));
    }
    said
}

/// The places of this machine's store that hold the authorities which sign again on the way, where the
/// system tells its places apart.
fn interceptor_places(measured: &[Measured]) -> Option<(String, String)> {
    let issuers = interceptors(measured);
    if issuers.is_empty() {
        return None;
    }
    let known = system::trust::authorities().into_iter();
    let places = known.filter(|one| issuers.contains(&one.subject.as_str()));
    let places: BTreeSet<&str> = places.map(|one| one.place).collect();
    let said = places.into_iter().collect::<Vec<_>>().join("; ");
    (!said.is_empty()).then(|| ("interceptor-store".to_owned(), said))
}

/// Who signed the last certificate of each chain that is not public and that this machine trusts.
fn interceptors(measured: &[Measured]) -> BTreeSet<&str> {
    let handshakes = measured.iter().flat_map(|one| one.evidence.handshakes());
    let sessions = handshakes.filter_map(|(_, handshake)| handshake.outcome.as_ref().ok());
    let signed_again = sessions
        .filter(|session| session.machine == MachineTrust::Trusted && !session.public.is_genuine());
    let last = signed_again.filter_map(|session| session.chain.last());
    last.map(|certificate| certificate.issuer.as_str())
        .collect()
}

/// The address that connections really were made from.
fn first_local(measured: &[Measured]) -> Option<IpAddr> {
    let evidence = measured.iter().map(|one| &one.evidence);
    evidence
        .flat_map(Evidence::connects)
        .find_map(|(observation, _)| observation.local.map(|local| local.ip()))
}
