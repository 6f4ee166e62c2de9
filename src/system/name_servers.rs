//! Which name servers this machine is configured to ask, and what it completes short names with.
//!
//! hickory-resolver reads the settings of each system. Owns what it leaves out: the interface at
//! which a link-local server is, without which it cannot be asked.

use std::net::{IpAddr, Ipv6Addr, SocketAddr, SocketAddrV6};

/// More servers than this are never asked: glibc's own limit is three (resolv.conf(5), MAXNS),
/// and a Windows machine with many adapters lists the same servers again and again.
const MOST: usize = 4;

/// The configured name servers, in the system's order, without repeats. Empty where there are no
/// settings to read, as in a container without resolv.conf.
pub fn configured() -> Vec<SocketAddr> {
    let Ok((config, _)) = hickory_resolver::system_conf::read_system_conf() else {
        return Vec::new();
    };
    let mut servers = Vec::new();
    for server in config.name_servers {
        let port = server.connections.first().map_or(53, |c| c.port);
        let address = at(server.ip, port);
        if !servers.contains(&address) && servers.len() < MOST {
            servers.push(address);
        }
    }
    servers
}

/// The domains that this machine completes short names with, the most specific first, in lower case
/// and without the last dot.
pub fn search_domains() -> Vec<String> {
    let Ok((config, _)) = hickory_resolver::system_conf::read_system_conf() else {
        return Vec::new();
    };
    let mut domains = Vec::new();
    for domain in config.search.iter().chain(&config.domain) {
        let domain = domain.to_utf8().trim_end_matches('.').to_lowercase();
        if !domain.is_empty() && !domains.contains(&domain) {
            domains.push(domain);
        }
    }
    domains
}

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
#[cfg(unix)]
fn scope(ip: Ipv6Addr) -> Option<u32> {
    let text = std::fs::read_to_string("/etc/resolv.conf").ok()?;
    interface_index(zone(&text, ip)?)
}

/// Other systems have no such lines.
#[cfg(not(unix))]
fn scope(_ip: Ipv6Addr) -> Option<u32> {
    None
}

/// What stands behind the percent sign.
#[cfg(unix)]
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

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn the_zone_is_that_of_the_address() {
        let text = "# nameserver fe80::1%no\nnameserver 192.0.2.1\n nameserver fe80::1%eth0 # x\n";
        assert_eq!(zone(text, "fe80::1".parse().unwrap()), Some("eth0"));
        assert_eq!(zone(text, "fe80::2".parse().unwrap()), None);
    }

    #[test]
    fn a_zone_is_a_name_or_an_index() {
        assert!(interface_index("lo").is_none_or(|index| index > 0));
        assert_eq!(interface_index("7"), Some(7));
        assert_eq!(interface_index("no such interface"), None);
    }

    #[test]
    fn other_addresses_have_no_zone() {
        let server = at("2001:db8::1".parse().unwrap(), 53);
        assert_eq!(server.to_string(), "[2001:db8::1]:53");
    }
}
