//! The lookup that programs on this machine make.
//!
//! Owns how long it is waited for, and what the hosts file and rules for names have to do with it.
//! Which questions are put to name servers beside it is `resolve`'s.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use tokio::{sync::OnceCell, time::timeout};

use crate::evidence::{
    HostsEntry, NamePolicy, Observation, ResolverPlace, Saw, SystemAnswer, SystemLookup,
};
use crate::names::HostName;
use crate::system::{
    hosts_file,
    lookup::{Lookup, lookup},
    name_policy::{self, Place},
};

use super::{Families, Prober, network::Start};

/// Asks the system off the async threads, and stops waiting at the limit: the thread itself ends
/// when the system lets it.
pub(super) async fn answer(name: String, families: Families, limit: Duration) -> SystemAnswer {
    let asked = tokio::task::spawn_blocking(move || lookup(&name));
    match timeout(limit, asked).await {
        Err(_) => SystemAnswer::TimedOut,
        Ok(Err(_)) => SystemAnswer::Other(0),
        Ok(Ok(Lookup::Addresses(mut addresses))) => {
            addresses.retain(|address| families.admit(*address));
            SystemAnswer::Addresses(addresses)
        }
        Ok(Ok(Lookup::NoName)) => SystemAnswer::NoName,
        Ok(Ok(Lookup::NoAddress)) => SystemAnswer::NoAddress,
        Ok(Ok(Lookup::Temporary)) => SystemAnswer::Temporary,
        Ok(Ok(Lookup::Other(number))) => SystemAnswer::Other(number),
    }
}

/// The lookup of a host, as an observation.
pub(super) async fn ask(prober: &Prober, host: HostName, attempt: u8) -> Observation {
    let options = &prober.options;
    let start = Start::now();
    let answer = answer(
        host.to_string(),
        options.families,
        options.times.system_lookup,
    )
    .await;
    let took = start.elapsed();
    let hosts_file = prober.hosts_file.lines_of(&host, &answer).await;
    let name_policy = name_policy(&host).await;
    Observation {
        started: start.wall,
        took,
        attempt,
        local: None,
        peer: None,
        redirected: None,
        proxy: None,
        saw: Saw::SystemLookup(SystemLookup {
            name: host,
            answer,
            hosts_file,
            name_policy,
        }),
    }
}

/// The hosts file, of which the lines about the hosts of a run are kept; read when it is first needed.
pub(super) struct HostsFile {
    hosts: BTreeSet<String>,
    lines: OnceCell<BTreeMap<String, Vec<hosts_file::Entry>>>,
}

impl HostsFile {
    pub(super) fn about<'h>(hosts: impl Iterator<Item = &'h HostName>) -> Self {
        Self {
            hosts: hosts
                .map(|host| host.to_string().to_ascii_lowercase())
                .collect(),
            lines: OnceCell::new(),
        }
    }

    /// Lines from which the system has one of its addresses.
    async fn lines_of(&self, host: &HostName, answer: &SystemAnswer) -> Vec<HostsEntry> {
        let SystemAnswer::Addresses(addresses) = answer else {
            return Vec::new();
        };
        let lines = self.lines.get_or_init(|| self.read()).await;
        let of_host = lines.get(&host.to_string().to_ascii_lowercase());
        let heeded = of_host
            .into_iter()
            .flatten()
            .filter(|entry| addresses.contains(&entry.address));
        let entry = |entry: &hosts_file::Entry| HostsEntry {
            file: hosts_file::path().display().to_string(),
            line: entry.line,
            address: entry.address,
        };
        heeded.map(entry).collect()
    }

    /// Off the async threads, for files may be long.
    async fn read(&self) -> BTreeMap<String, Vec<hosts_file::Entry>> {
        let hosts = self.hosts.clone();
        let read = move || hosts_file::entries(&hosts_file::path(), &hosts);
        tokio::task::spawn_blocking(read).await.unwrap_or_default()
    }
}

/// The rule by which the system asks other servers than the configured ones.
async fn name_policy(host: &HostName) -> Option<NamePolicy> {
    if !name_policy::EXISTS {
        return None;
    }
    let host = host.to_string();
    let read = move || {
        let rule = name_policy::rule_for(&host)?;
        Some(NamePolicy {
            namespace: rule.namespace,
            servers: rule.servers,
            by_group_policy: rule.place == Place::GroupPolicy,
            resolver: match rule.place {
                Place::Table | Place::GroupPolicy => None,
                Place::ResolverFile => Some(ResolverPlace::File),
                Place::NetworkService => Some(ResolverPlace::NetworkService),
            },
        })
    };
    tokio::task::spawn_blocking(read).await.ok().flatten()
}
