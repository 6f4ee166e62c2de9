//! What to look for in a product's log.
//!
//! Owns the filter languages that are known: one row each. A product whose language is not known
//! gets none; times, addresses and ports stand in the request anyway.

use std::net::{IpAddr, SocketAddr};

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

/// From connections, where logs go by addresses; from hosts, where they go by names; or from both.
enum Language {
    Connections(fn(&Ends) -> String),
    Hosts(fn(&[HostName]) -> String),
    Both(fn(&[Seen], &[HostName]) -> String),
}

/// Destinations that one filter names: more, and nobody reads it.
const MOST_PEERS: usize = 12;

/// Where connections of one request came from and went to.
struct Ends {
    from: IpAddr,
    /// Of the only connection that there is.
    from_port: Option<u16>,
    /// Each once, in the order in which they were seen.
    to: Vec<IpAddr>,
    port: u16,
}

impl Ends {
    /// Those of the first connection's address here and port there; another address would be another
    /// adapter's.
    fn of(seen: &[Seen]) -> Option<Self> {
        let ends = |seen: &Seen| Some((seen.local?, seen.peer?));
        let (local, peer) = seen.iter().find_map(ends)?;
        let alike = seen
            .iter()
            .filter_map(ends)
            .filter(|(from, to)| (from.ip(), to.port()) == (local.ip(), peer.port()));
        let mut to: Vec<IpAddr> = Vec::new();
        for (_, peer) in alike.clone() {
            if !to.contains(&peer.ip()) && to.len() < MOST_PEERS {
                to.push(peer.ip());
            }
        }
        Some(Self {
            from: local.ip(),
            from_port: (alike.count() == 1).then_some(local.port()),
            to,
            port: peer.port(),
        })
    }

    fn each(&self, write: impl Fn(IpAddr) -> String, between: &str) -> String {
        let all: Vec<String> = self.to.iter().copied().map(write).collect();
        all.join(between)
    }
}

/// By the site file's name of the product.
const LANGUAGES: &[(&str, Language)] = &[
    // PAN-OS Administrator's Guide, "Filter Logs".
    ("paloalto", Language::Connections(pan_os)),
    ("paloalto-edl", Language::Connections(pan_os)),
    ("paloalto-xml", Language::Connections(pan_os)),
    ("prisma", Language::Connections(pan_os)),
    ("prisma-access", Language::Connections(pan_os)),
    // Fields of FortiOS Log Message Reference, "15 - LOG_ID_TRAFFIC_START_FORWARD".
    ("fortigate", Language::Connections(fortios)),
    // R80.40 Logging and Monitoring Administration Guide, "Query Language Overview".
    ("checkpoint", Language::Connections(check_point)),
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
        Language::Connections(write) => Ends::of(seen).as_ref().map_or_else(String::new, write),
    }
}

fn pan_os(ends: &Ends) -> String {
    let to = ends.each(|to| format!("(addr.dst in {to})"), " or ");
    let to = if ends.to.len() == 1 {
        to
    } else {
        format!("({to})")
    };
    let port = ends
        .from_port
        .map(|port| format!(" and (port.src eq {port})"));
    format!(
        "(addr.src in {}) and {to} and (port.dst eq {}){}",
        ends.from,
        ends.port,
        port.unwrap_or_default()
    )
}

/// How several values are joined differs by version and page, and nothing of the vendor's confirmed a
/// form that all take.
fn fortios(ends: &Ends) -> String {
    let port = ends.from_port.map(|port| format!(" srcport={port}"));
    let filter = format!(
        "srcip={}{} dstip={} dstport={}",
        ends.from,
        port.unwrap_or_default(),
        ends.to[0],
        ends.port
    );
    match &ends.to[1..] {
        [] => filter,
        others => {
            let others: Vec<String> = others.iter().map(ToString::to_string).collect();
            format!("{filter} (and so with dstip {})", others.join(", "))
        }
    }
}

fn check_point(ends: &Ends) -> String {
    let to = ends.each(|to| to.to_string(), " OR ");
    let to = if ends.to.len() == 1 {
        to
    } else {
        format!("({to})")
    };
    format!(
        "source:{} AND destination:{to} AND service:{}",
        ends.from, ends.port
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
    fn a_filter_finds_every_connection_of_the_request() {
        let seen = |local: &str, peer: &str| Seen {
            host: "a.aws".parse().unwrap(),
            started: Timestamp::UNIX_EPOCH,
            local: local.parse().ok(),
            peer: peer.parse().ok(),
        };
        let one = [seen("10.0.0.4:51544", "203.0.113.57:443")];
        let several = [
            seen("10.0.0.4:51544", "203.0.113.57:443"),
            seen("10.0.0.4:51545", "203.0.113.57:443"),
            seen("10.0.0.4:51546", "203.0.113.91:443"),
            seen("192.168.0.9:51547", "203.0.113.99:443"),
        ];
        for (product, of_one, of_several) in [
            (
                "paloalto",
                "(addr.src in 10.0.0.4) and (addr.dst in 203.0.113.57) and (port.dst eq 443) and \
                 (port.src eq 51544)",
                "(addr.src in 10.0.0.4) and ((addr.dst in 203.0.113.57) or (addr.dst in \
                 203.0.113.91)) and (port.dst eq 443)",
            ),
            (
                "fortigate",
                "srcip=10.0.0.4 srcport=51544 dstip=203.0.113.57 dstport=443",
                "srcip=10.0.0.4 dstip=203.0.113.57 dstport=443 (and so with dstip 203.0.113.91)",
            ),
            (
                "checkpoint",
                "source:10.0.0.4 AND destination:203.0.113.57 AND service:443",
                "source:10.0.0.4 AND destination:(203.0.113.57 OR 203.0.113.91) AND service:443",
            ),
        ] {
            assert_eq!(filter(product, &one, &[]), of_one);
            assert_eq!(filter(product, &several, &[]), of_several);
            assert_eq!(filter(product, &[], &[]), "");
        }
    }

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
