//! Which name servers this machine is configured to ask, and what it completes short names with.
//!
//! hickory-resolver reads the settings of each system. Owns what it leaves out: the interface at
//! which a link-local server is, without which it cannot be asked; on Windows, where each adapter
//! has servers of its own, which adapter's are asked first; all of macOS, in `macos`; and whom
//! systemd-resolved asks, in `stub`.

#[cfg(not(any(windows, target_vendor = "apple")))]
use std::net::Ipv6Addr;
use std::net::SocketAddr;
#[cfg(any(not(target_vendor = "apple"), test))]
use std::net::{IpAddr, SocketAddrV6};

#[cfg(any(target_vendor = "apple", test))]
mod macos;

#[cfg(not(any(windows, target_vendor = "apple")))]
mod resolv_conf;
mod stub;

#[cfg(target_vendor = "apple")]
use macos::listed;

/// More servers than this are never asked: glibc's own limit is three (resolv.conf(5), MAXNS),
/// and a Windows machine with many adapters lists the same servers again and again.
const MOST: usize = 4;

/// The configured name servers, in the system's order, without repeats. Empty where there are no
/// settings to read, as in a container without resolv.conf.
pub fn configured() -> Vec<SocketAddr> {
    let mut servers = Vec::new();
    for address in listed() {
        if !servers.contains(&address) && servers.len() < MOST {
            servers.push(address);
        }
    }
    servers
}

#[cfg(not(any(windows, target_vendor = "apple")))]
fn listed() -> Vec<SocketAddr> {
    let Some(config) = resolv_conf::read() else {
        return Vec::new();
    };
    let servers = config.name_servers.into_iter();
    let address = |server: hickory_resolver::config::NameServerConfig| {
        let port = server.connections.first().map_or(53, |c| c.port);
        at(server.ip, port)
    };
    servers.map(address).collect()
}

#[cfg(windows)]
fn listed() -> Vec<SocketAddr> {
    let adapters = ipconfig::get_adapters().unwrap_or_default();
    let of = |adapter: &ipconfig::Adapter| Adapter {
        is_up: adapter.oper_status() == ipconfig::OperStatus::IfOperStatusUp,
        metric: adapter.ipv4_metric().min(adapter.ipv6_metric()),
        index: adapter.ipv6_if_index(),
        servers: adapter.dns_servers().to_vec(),
    };
    in_order(adapters.iter().map(of).collect())
}

/// What Windows says of an adapter (Microsoft, `IP_ADAPTER_ADDRESSES_LH`).
#[cfg(any(windows, test))]
struct Adapter {
    is_up: bool,
    /// The least of both families.
    metric: u32,
    /// By which its link-local addresses are reached.
    index: u32,
    servers: Vec<IpAddr>,
}

/// Windows asks the adapters that are up in the order of their metrics ("An explanation of the Automatic
/// Metric feature"). The three site-local servers that it lists where an adapter has none for IPv6
/// are nobody's (RFC 3879).
#[cfg(any(windows, test))]
fn in_order(mut adapters: Vec<Adapter>) -> Vec<SocketAddr> {
    adapters.retain(|adapter| adapter.is_up);
    adapters.sort_by_key(|adapter| adapter.metric);
    let of = |adapter: &Adapter| -> Vec<SocketAddr> {
        let servers = adapter.servers.iter().filter(|ip| !is_site_local(ip));
        let address = |ip: &IpAddr| match ip {
            IpAddr::V6(v6) if v6.is_unicast_link_local() => {
                SocketAddrV6::new(*v6, 53, 0, adapter.index).into()
            }
            _ => SocketAddr::new(*ip, 53),
        };
        servers.map(address).collect()
    };
    adapters.iter().flat_map(of).collect()
}

/// `fec0::/10`.
#[cfg(any(windows, test))]
fn is_site_local(ip: &IpAddr) -> bool {
    matches!(ip, IpAddr::V6(v6) if v6.segments()[0] & 0xffc0 == 0xfec0)
}

/// The servers that systemd-resolved asks, where its stub is one of those asked here.
pub fn uplinks(asked: &[SocketAddr]) -> Vec<String> {
    stub::uplinks(asked)
}

/// The domains that this machine completes short names with, the most specific first, in lower case
/// and without the last dot.
pub fn search_domains() -> Vec<String> {
    let mut domains = Vec::new();
    for domain in listed_domains() {
        let domain = domain.trim_end_matches('.').to_lowercase();
        if !domain.is_empty() && !domains.contains(&domain) {
            domains.push(domain);
        }
    }
    domains
}

#[cfg(target_vendor = "apple")]
use macos::search_domains as listed_domains;

#[cfg(windows)]
fn domains_of() -> Option<hickory_resolver::config::ResolverConfig> {
    let read = hickory_resolver::system_conf::read_system_conf();
    read.ok().map(|(config, _)| config)
}

#[cfg(not(any(windows, target_vendor = "apple")))]
use resolv_conf::read as domains_of;

#[cfg(not(target_vendor = "apple"))]
fn listed_domains() -> Vec<String> {
    let Some(config) = domains_of() else {
        return Vec::new();
    };
    let domains = config.search.iter().chain(&config.domain);
    domains.map(hickory_proto::rr::Name::to_utf8).collect()
}

#[cfg(not(any(windows, target_vendor = "apple")))]
fn at(ip: IpAddr, port: u16) -> SocketAddr {
    match ip {
        IpAddr::V6(v6) if v6.is_unicast_link_local() => {
            SocketAddrV6::new(v6, port, 0, scope(v6).unwrap_or_default()).into()
        }
        _ => SocketAddr::new(ip, port),
    }
}

/// The index of the interface that the settings name after the address: router advertisements
/// lead to lines like `nameserver fe80::1%eth0` (resolv.conf(5); RFC 4007, section 11).
#[cfg(not(any(windows, target_vendor = "apple")))]
fn scope(ip: Ipv6Addr) -> Option<u32> {
    interface_index(zone(&resolv_conf::text()?, ip)?)
}

/// What stands behind the percent sign.
#[cfg(not(any(windows, target_vendor = "apple")))]
fn zone(text: &str, ip: Ipv6Addr) -> Option<&str> {
    let mut lines = text.lines().map(str::split_whitespace);
    lines.find_map(|mut words| {
        let (address, zone) = match (words.next()?, words.next()?) {
            ("nameserver", server) => server.split_once('%')?,
            _ => return None,
        };
        (address.parse() == Ok(ip)).then_some(zone)
    })
}

/// A zone is an interface's name, or its index.
#[cfg(unix)]
fn interface_index(zone: &str) -> Option<u32> {
    let interfaces = if_addrs::get_if_addrs().unwrap_or_default();
    let named = interfaces.into_iter().find(|one| one.name == zone);
    named
        .and_then(|one| one.index)
        .or_else(|| zone.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_adapter_with_the_least_metric_is_asked_first() {
        let adapter = |is_up, metric, index, servers: &[&str]| Adapter {
            is_up,
            metric,
            index,
            servers: servers.iter().map(|one| one.parse().unwrap()).collect(),
        };
        let wired = adapter(true, 35, 4, &["192.0.2.1", "fe80::1", "fec0:0:0:ffff::1"]);
        let vpn = adapter(true, 5, 9, &["10.8.0.1"]);
        let unplugged = adapter(false, 1, 7, &["192.0.2.9"]);
        let servers = in_order(vec![wired, unplugged, vpn]);
        let said: Vec<String> = servers.iter().map(ToString::to_string).collect();
        assert_eq!(said, ["10.8.0.1:53", "192.0.2.1:53", "[fe80::1%4]:53"]);
    }

    #[test]
    #[cfg(not(any(windows, target_vendor = "apple")))]
    fn the_zone_is_that_of_the_address() {
        let text = "# nameserver fe80::1%no\nnameserver 192.0.2.1\n nameserver fe80::1%eth0 # x\n";
        assert_eq!(zone(text, "fe80::1".parse().unwrap()), Some("eth0"));
        assert_eq!(zone(text, "fe80::2".parse().unwrap()), None);
    }

    #[test]
    #[cfg(unix)]
    fn a_zone_is_a_name_or_an_index() {
        assert!(interface_index("lo").is_none_or(|index| index > 0));
        assert_eq!(interface_index("7"), Some(7));
        assert_eq!(interface_index("no such interface"), None);
    }

    #[test]
    #[cfg(not(any(windows, target_vendor = "apple")))]
    fn other_addresses_have_no_zone() {
        let server = at("2001:db8::1".parse().unwrap(), 53);
        assert_eq!(server.to_string(), "[2001:db8::1]:53");
    }
}
