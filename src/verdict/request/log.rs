//! What to look for in a product's log.
//!
//! Owns the filter languages that are known: one row each. A product whose language is not known
//! gets none; times, addresses and ports stand in the request anyway.

use std::net::SocketAddr;

use jiff::Timestamp;

use crate::evidence::Observation;
use crate::names::HostName;

/// One connection that failed, as a log may have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    pub host: HostName,
    pub started: Timestamp,
    pub local: Option<SocketAddr>,
    pub peer: Option<SocketAddr>,
}

impl Seen {
    pub(super) fn of(seen: &Observation, host: &HostName) -> Self {
        Self {
            host: host.clone(),
            started: seen.started,
            local: seen.local,
            peer: seen.peer,
        }
    }
}

/// From one connection, or where logs go by names, from all hosts.
enum Language {
    Connection(fn(SocketAddr, SocketAddr) -> String),
    Hosts(fn(&[HostName]) -> String),
}

/// By the site file's name of the product.
const LANGUAGES: &[(&str, Language)] = &[
    // PAN-OS Administrator's Guide, "Filter Logs".
    ("paloalto", Language::Connection(pan_os)),
    ("paloalto-edl", Language::Connection(pan_os)),
    ("paloalto-xml", Language::Connection(pan_os)),
    ("prisma", Language::Connection(pan_os)),
    ("prisma-access", Language::Connection(pan_os)),
    // Fields of FortiOS Log Message Reference, "15 - LOG_ID_TRAFFIC_START_FORWARD".
    ("fortigate", Language::Connection(fortios)),
    // R80.40 Logging and Monitoring Administration Guide, "Query Language Overview".
    ("checkpoint", Language::Connection(check_point)),
    // One line for each request; a tunnel has the host and its port (Squid FAQ, "Squid Log Files").
    ("squid", Language::Hosts(squid)),
];

/// The filter for a product; empty where there is nothing to filter, or its language is not known.
pub(super) fn filter(product: &str, seen: &[Seen], hosts: &[HostName]) -> String {
    let Some((_, language)) = LANGUAGES.iter().find(|(known, _)| *known == product) else {
        return String::new();
    };
    match language {
        Language::Hosts(write) => write(hosts),
        Language::Connection(write) => {
            let mut ends = seen
                .iter()
                .filter_map(|seen| Some((seen.local?, seen.peer?)));
            ends.next()
                .map_or_else(String::new, |(local, peer)| write(local, peer))
        }
    }
}

fn pan_os(local: SocketAddr, peer: SocketAddr) -> String {
    let (from, to) = (local.ip(), peer.ip());
    format!(
        "(addr.src in {from}) and (addr.dst in {to}) and (port.src eq {})",
        local.port()
    )
}

fn fortios(local: SocketAddr, peer: SocketAddr) -> String {
    let (from, to) = (local.ip(), peer.ip());
    format!(
        "srcip={from} srcport={} dstip={to} dstport={}",
        local.port(),
        peer.port()
    )
}

fn check_point(local: SocketAddr, peer: SocketAddr) -> String {
    let (from, to) = (local.ip(), peer.ip());
    format!(
        "source:{from} AND destination:{to} AND service:{}",
        peer.port()
    )
}

/// Host names hold nothing that a shell or a regular expression would mind but dots.
fn squid(hosts: &[HostName]) -> String {
    let names: Vec<String> = hosts.iter().map(|host| format!("-e {host}")).collect();
    format!("grep -F {} access.log", names.join(" "))
}
