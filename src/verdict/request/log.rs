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

/// From one connection, where logs go by names from all hosts, or from both.
enum Language {
    Connection(fn(SocketAddr, SocketAddr) -> String),
    Hosts(fn(&[HostName]) -> String),
    Both(fn(&[Seen], &[HostName]) -> String),
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
    // Zscaler help, "Viewing Web Logs" (help.zscaler.com/zia/viewing-web-logs): Web Insights, Logs,
    // a custom time frame to the second, filters as for a user or a URL.
    ("zscaler", Language::Both(zscaler)),
];

/// The filter for a product; empty where there is nothing to filter, or its language is not known.
pub(super) fn filter(product: &str, seen: &[Seen], hosts: &[HostName]) -> String {
    let Some((_, language)) = LANGUAGES.iter().find(|(known, _)| *known == product) else {
        return String::new();
    };
    match language {
        Language::Hosts(write) => write(hosts),
        Language::Both(write) => write(seen, hosts),
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

/// What to choose on its page, which has no language of its own. How the filters are called there,
/// and that the menu begins with Analytics, nothing of the vendor's confirmed to us.
fn zscaler(seen: &[Seen], hosts: &[HostName]) -> String {
    let names: Vec<&str> = hosts.iter().map(HostName::as_str).collect();
    let mut chosen = vec![format!("URL: {}", names.join(", "))];
    let local = seen.iter().find_map(|seen| seen.local);
    chosen.extend(local.map(|local| format!("Client IP: {}", local.ip())));
    let times = || seen.iter().map(|seen| seen.started);
    chosen.extend(times().min().zip(times().max()).map(|(first, last)| {
        // The log may have the end of a connection, and its clock another second.
        let around = |moment: Timestamp, by: i64| {
            let second = moment.as_second().saturating_add(by);
            Timestamp::from_second(second).unwrap_or(moment)
        };
        let (from, to) = (around(first, -60), around(last, 60));
        format!("time frame: Custom, {from} to {to}")
    }));
    let chosen = chosen.join("; ");
    format!("Analytics > Web Insights > Logs: {chosen} (names of menu and filters unconfirmed)")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zscaler_is_told_host_address_and_time() {
        let host: HostName = "a.aws".parse().unwrap();
        let seen = |second: i64| Seen {
            host: "a.aws".parse().unwrap(),
            started: Timestamp::from_second(1_795_504_323 + second).unwrap(),
            local: "10.20.30.41:51544".parse().ok(),
            peer: "203.0.113.57:443".parse().ok(),
        };
        let hosts = [host, "b.aws".parse().unwrap()];
        assert_eq!(
            filter("zscaler", &[seen(6), seen(0)], &hosts),
            "Analytics > Web Insights > Logs: URL: a.aws, b.aws; Client IP: 10.20.30.41; time \
             frame: Custom, 2026-11-24T07:11:03Z to 2026-11-24T07:13:09Z (names of menu and \
             filters unconfirmed)"
        );
        assert_eq!(
            filter("zscaler", &[], &hosts[..1]),
            "Analytics > Web Insights > Logs: URL: a.aws (names of menu and filters unconfirmed)"
        );
    }
}
