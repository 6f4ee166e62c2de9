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
    Connections(fn(&[Ends]) -> String),
    Hosts(fn(&[HostName]) -> String),
    Both(fn(&[Seen], &[HostName]) -> String),
}

/// Destinations that one filter names; where there are more it goes by the source and the port alone, and
/// finds them all.
const MOST_PEERS: usize = 12;

/// Where connections of one request came from and went to.
struct Ends {
    from: IpAddr,
    /// Of the only connection that there is.
    from_port: Option<u16>,
    /// Each once, in the order in which they were seen; empty where they are too many.
    to: Vec<IpAddr>,
    port: u16,
}

impl Ends {
    /// Those of each address here and port there: another address is that of another family, or of
    /// another adapter.
    fn all(seen: &[Seen]) -> Vec<Self> {
        let mut all: Vec<Self> = Vec::new();
        for (local, peer) in seen
            .iter()
            .filter_map(|seen| Some((seen.local?, seen.peer?)))
        {
            let same = |ends: &&mut Self| (ends.from, ends.port) == (local.ip(), peer.port());
            match all.iter_mut().find(same) {
                None => all.push(Self {
                    from: local.ip(),
                    from_port: Some(local.port()),
                    to: vec![peer.ip()],
                    port: peer.port(),
                }),
                Some(ends) => {
                    ends.from_port = None;
                    if !ends.to.contains(&peer.ip()) {
                        ends.to.push(peer.ip());
                    }
                }
            }
        }
        for ends in all.iter_mut().filter(|ends| ends.to.len() > MOST_PEERS) {
            ends.to.clear();
        }
        all
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
        Language::Connections(write) => write(&Ends::all(seen)),
    }
}

fn pan_os(all: &[Ends]) -> String {
    let of_one = |ends: &Ends| {
        let to = ends.each(|to| format!("(addr.dst in {to})"), " or ");
        let to = match ends.to.len() {
            0 => String::new(),
            1 => format!(" and {to}"),
            _ => format!(" and ({to})"),
        };
        let port = ends
            .from_port
            .map(|port| format!(" and (port.src eq {port})"));
        format!(
            "(addr.src in {}){to} and (port.dst eq {}){}",
            ends.from,
            ends.port,
            port.unwrap_or_default()
        )
    };
    either(all, of_one, " or ")
}

/// The fields of one line are joined by "and"; how several values of one are given differs by version and
/// page, and nothing of the vendor's confirmed a form that all take. So several destinations are left
/// out, and of two sources the first stands.
fn fortios(all: &[Ends]) -> String {
    let Some(ends) = all.first() else {
        return String::new();
    };
    let port = ends.from_port.map(|port| format!(" srcport={port}"));
    let to = match ends.to.as_slice() {
        [to] => format!(" dstip={to}"),
        _ => String::new(),
    };
    let port = port.unwrap_or_default();
    format!("srcip={}{port}{to} dstport={}", ends.from, ends.port)
}

fn check_point(all: &[Ends]) -> String {
    let of_one = |ends: &Ends| {
        let to = ends.each(|to| to.to_string(), " OR ");
        let to = match ends.to.len() {
            0 => String::new(),
            1 => format!(" AND destination:{to}"),
            _ => format!(" AND destination:({to})"),
        };
        format!("source:{}{to} AND service:{}", ends.from, ends.port)
    };
    either(all, of_one, " OR ")
}

/// One filter for all of them.
fn either(all: &[Ends], of_one: impl Fn(&Ends) -> String, or: &str) -> String {
    match all {
        [one] => of_one(one),
        several => {
            let each: Vec<String> = several
                .iter()
                .map(|one| format!("({})", of_one(one)))
                .collect();
            each.join(or)
        }
    }
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
                "((addr.src in 10.0.0.4) and ((addr.dst in 203.0.113.57) or (addr.dst in \
                 203.0.113.91)) and (port.dst eq 443)) or ((addr.src in 192.168.0.9) and (addr.dst \
                 in 203.0.113.99) and (port.dst eq 443) and (port.src eq 51547))",
            ),
            (
                "fortigate",
                "srcip=10.0.0.4 srcport=51544 dstip=203.0.113.57 dstport=443",
                "srcip=10.0.0.4 dstport=443",
            ),
            (
                "checkpoint",
                "source:10.0.0.4 AND destination:203.0.113.57 AND service:443",
                "(source:10.0.0.4 AND destination:(203.0.113.57 OR 203.0.113.91) AND service:443) OR \
                 (source:192.168.0.9 AND destination:203.0.113.99 AND service:443)",
            ),
        ] {
            assert_eq!(filter(product, &one, &[]), of_one);
            assert_eq!(filter(product, &several, &[]), of_several);
            assert_eq!(filter(product, &[], &[]), "");
        }
        let many: Vec<Seen> = (0..=MOST_PEERS)
            .map(|number| seen("10.0.0.4:51544", &format!("203.0.113.{number}:443")))
            .collect();
        let all = "(addr.src in 10.0.0.4) and (port.dst eq 443)";
        assert_eq!(filter("paloalto", &many, &[]), all);
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
