//! The lookup that programs on this machine make.
//!
//! Owns how long it is waited for, and what the hosts file has to do with it. Which questions are put
//! to name servers beside it is `resolve`'s.

use std::time::Duration;

use tokio::time::timeout;

use crate::evidence::{HostsEntry, Observation, Saw, SystemAnswer, SystemLookup};
use crate::names::HostName;
use crate::system::{
    hosts_file,
    lookup::{Lookup, lookup},
};

use super::{Families, network::Start};

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
pub(super) async fn ask(
    host: HostName,
    families: Families,
    attempt: u8,
    limit: Duration,
) -> Observation {
    let start = Start::now();
    let answer = answer(host.to_string(), families, limit).await;
    let took = start.elapsed();
    let hosts_file = hosts_file(&host, &answer).await;
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
        }),
    }
}

/// Lines of the hosts file from which the system has one of its addresses.
async fn hosts_file(host: &HostName, answer: &SystemAnswer) -> Vec<HostsEntry> {
    let SystemAnswer::Addresses(addresses) = answer else {
        return Vec::new();
    };
    let (host, addresses) = (host.to_string(), addresses.clone());
    let read = move || {
        let path = hosts_file::path();
        let entries = hosts_file::entries(&path, &host).into_iter();
        let heeded = entries.filter(|entry| addresses.contains(&entry.address));
        let entry = |entry: hosts_file::Entry| HostsEntry {
            file: path.display().to_string(),
            line: entry.line,
            address: entry.address,
        };
        heeded.map(entry).collect()
    };
    // Off the async threads, for files may be long.
    tokio::task::spawn_blocking(read).await.unwrap_or_default()
}
