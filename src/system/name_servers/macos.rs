//! The name servers that macOS asks where no resolver for the name goes before them.
//!
//! Owns which keys of `State:/Network/Global/DNS` count (Apple, "SCSchemaDefinitions.h", `kSCPropNetDNS…`):
//! there configd keeps the first of all resolvers without a domain, a VPN's too (configd,
//! `Plugins/IPMonitor`). hickory-resolver reads it as well, but gives up at an address with its zone,
//! `fe80::1%en0`, as routers announce it. Resolvers for single domains are `name_policy`'s.

use std::net::{IpAddr, SocketAddr, SocketAddrV6};

use crate::system::dynamic_store::Dictionary;
#[cfg(target_vendor = "apple")]
use crate::system::dynamic_store::Store;

#[cfg(target_vendor = "apple")]
const PATH: &str = "State:/Network/Global/DNS";

const KEYS: &[&str] = &[
    "ServerAddresses",
    "ServerPort",
    "InterfaceName",
    "SearchDomains",
    "DomainName",
];

#[cfg(target_vendor = "apple")]
pub(super) fn listed() -> Vec<SocketAddr> {
    let found = Store::open().and_then(|store| store.at(PATH, KEYS));
    found.map_or_else(Vec::new, |given| servers(&given, super::interface_index))
}

#[cfg(target_vendor = "apple")]
pub(super) fn search_domains() -> Vec<String> {
    let found = Store::open().and_then(|store| store.at(PATH, KEYS));
    found.map_or_else(Vec::new, |given| search(&given))
}

/// In their order. A link-local address is reached by the interface that stands behind it, or else by the
/// dictionary's own (configd, `create_resolver`).
fn servers(given: &Dictionary, index: impl Fn(&str) -> Option<u32>) -> Vec<SocketAddr> {
    let port = given.number("ServerPort");
    let port = port.and_then(|port| u16::try_from(port).ok()).unwrap_or(53);
    let address = |written: &str| {
        let (ip, zone) = match written.split_once('%') {
            Some((ip, zone)) => (ip, Some(zone)),
            None => (written, given.text("InterfaceName")),
        };
        Some(match ip.trim().parse().ok()? {
            IpAddr::V6(v6) if v6.is_unicast_link_local() => {
                let scope = zone.and_then(&index).unwrap_or_default();
                SocketAddrV6::new(v6, port, 0, scope).into()
            }
            ip => SocketAddr::new(ip, port),
        })
    };
    let written = given.texts("ServerAddresses").into_iter();
    written.filter_map(address).collect()
}

/// The list, or else the machine's own domain (configd, `extract_search_domains`).
fn search(given: &Dictionary) -> Vec<String> {
    let listed = given.texts("SearchDomains");
    let words = listed.iter().flat_map(|text| text.split_whitespace());
    let domains: Vec<String> = words.map(str::to_owned).collect();
    match given.text("DomainName") {
        Some(domain) if domains.is_empty() => vec![domain.to_owned()],
        _ => domains,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::system::dynamic_store::recorded;

    fn of(shown: &str) -> (Vec<String>, Vec<String>) {
        let given = recorded::dictionary(shown, KEYS);
        let index = |name: &str| (name == "en0").then_some(14);
        let servers = servers(&given, index);
        (
            servers.iter().map(ToString::to_string).collect(),
            search(&given),
        )
    }

    /// partout-io/passepartout, issue 503: a VPN's resolver without a domain stands in the global one's place.
    #[test]
    fn a_vpns_resolver_for_all_names_is_the_global_one() {
        let (servers, search) = of("
<dictionary> {
  SearchDomains : <array> {
    0 : lan
  }
  SearchOrder : 103800
  ServerAddresses : <array> {
    0 : 172.16.1.1
  }
  __CONFIGURATION_ID__ : Supplemental: 62FCF1C9-F651-4A03-9FEB-06A8476BB97A 0
  __FLAGS__ : 16390
  __ORDER__ : 0
}");
        assert_eq!(servers, ["172.16.1.1:53"]);
        assert_eq!(search, ["lan"]);
    }

    /// The form of Tunnelblick/Tunnelblick, issue 637: a domain, and no list of them.
    #[test]
    fn without_a_list_the_machines_domain_is_searched() {
        let (servers, search) = of("
<dictionary> {
  DomainName : corp.example
  ServerAddresses : <array> {
    0 : 192.0.2.1
    1 : no address
    2 : 2001:db8::1
  }
}");
        assert_eq!(servers, ["192.0.2.1:53", "[2001:db8::1]:53"]);
        assert_eq!(search, ["corp.example"]);
    }

    #[test]
    fn a_link_local_server_is_asked_at_its_interface() {
        let shown = "
<dictionary> {
  InterfaceName : en0
  ServerAddresses : <array> {
    0 : fe80::1%en0
    1 : fe80::2
    2 : fe80::3%en7
  }
  ServerPort : 5353
}";
        let (servers, search) = of(shown);
        assert_eq!(
            servers,
            ["[fe80::1%14]:5353", "[fe80::2%14]:5353", "[fe80::3]:5353"]
        );
        assert!(search.is_empty());
    }

    #[test]
    fn a_machine_without_a_network_has_none() {
        assert_eq!(of("<dictionary> {\n}"), (Vec::new(), Vec::new()));
    }
}
