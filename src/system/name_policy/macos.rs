//! The resolvers for single domains that macOS has beside the one for all names.
//!
//! Owns where they are: the files of `/etc/resolver` (resolver(5)), and what network services and VPNs say in
//! the dynamic store (Apple, "SCSchemaDefinitions.h", `kSCPropNetDNSSupplementalMatch…`; configd,
//! `Plugins/IPMonitor`); and which of them a name falls under. Not seen: what a profile or an agent asks in
//! another way, as by DNS over HTTPS. Resolvers that count for one interface alone ("for scoped queries") are
//! no ordinary lookup's.

use std::{collections::BTreeMap, net::IpAddr};

use crate::system::dynamic_store::Dictionary;

use super::{Place, Rule};

/// Services by their path without its first word, each as the system has it (`State:`) and as it was set up.
type Services = BTreeMap<String, (Dictionary, Dictionary)>;

const KEYS: &[&str] = &[
    "ServerAddresses",
    "ServerPort",
    "SearchOrder",
    "SupplementalMatchDomains",
    "SupplementalMatchOrders",
];

/// What a service has whose order is not said (configd, `add_supplemental_resolvers`): half of
/// `DEFAULT_SEARCH_ORDER`, and more by its place among the services.
const ORDER: i64 = 100_000;

/// The servers of one domain.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Resolver {
    /// In lower case, without dots around it.
    domain: String,
    servers: Vec<String>,
    order: i64,
    place: Place,
}

#[cfg(target_vendor = "apple")]
pub(super) use asking::rule_for;

#[cfg(target_vendor = "apple")]
mod asking {
    use std::{
        fs::{self, File},
        io::Read as _,
        path::Path,
        sync::LazyLock,
    };

    use crate::system::dynamic_store::Store;

    use super::{KEYS, Resolver, Rule, Services, chosen, of_file, of_services};

    const FOLDER: &str = "/etc/resolver";
    /// More files, and more of one, are not read.
    const MOST: usize = 1024;
    const MOST_BYTES: u64 = 64 * 1024;

    /// Read once in a run: the table is the same for every name.
    static RESOLVERS: LazyLock<Vec<Resolver>> = LazyLock::new(|| {
        let mut all = of_services(&services());
        all.extend(files(Path::new(FOLDER)));
        all
    });

    pub(in crate::system::name_policy) fn rule_for(name: &str) -> Option<Rule> {
        chosen(&RESOLVERS, name)
    }

    fn services() -> Services {
        let mut services = Services::new();
        let Some(store) = Store::open() else {
            return services;
        };
        for path in store.paths("^(State|Setup):/Network/Service/[^/]+/DNS$") {
            let Some((sort, service)) = path.split_once(':') else {
                continue;
            };
            let found = store.at(&path, KEYS).unwrap_or_default();
            let both = services.entry(service.to_owned()).or_default();
            match sort {
                "State" => both.0 = found,
                _ => both.1 = found,
            }
        }
        services
    }

    fn files(folder: &Path) -> Vec<Resolver> {
        let Ok(entries) = fs::read_dir(folder) else {
            return Vec::new();
        };
        let files = entries.take(MOST).filter_map(|entry| {
            let path = entry.ok()?.path();
            let mut text = String::new();
            let opened = File::open(&path).ok()?;
            opened.take(MOST_BYTES).read_to_string(&mut text).ok()?;
            of_file(path.file_name()?.to_str()?, &text)
        });
        files.collect()
    }
}

/// The resolvers of all services. What is set up goes before what the system has, but for the domains, which
/// are joined (configd, `get_dns_changes`). One for no domain stands where name servers are listed.
fn of_services(services: &Services) -> Vec<Resolver> {
    let of = |(state, setup): &(Dictionary, Dictionary)| -> Vec<Resolver> {
        let written = match setup.texts("ServerAddresses") {
            set if set.is_empty() => state.texts("ServerAddresses"),
            set => set,
        };
        let number = |key| setup.number(key).or_else(|| state.number(key));
        let port = number("ServerPort");
        let servers: Vec<String> = written.iter().map(|one| shown(one, port)).collect();
        let joined = || [setup, state].into_iter();
        let domains: Vec<&str> = joined()
            .flat_map(|one| one.texts("SupplementalMatchDomains"))
            .collect();
        let orders: Vec<i64> = joined()
            .flat_map(|one| one.numbers("SupplementalMatchOrders"))
            .collect();
        // With orders for some of its domains the system takes none of them.
        let is_whole = orders.is_empty() || orders.len() == domains.len();
        if servers.is_empty() || !is_whole {
            return Vec::new();
        }
        let named = domains.iter().enumerate().filter_map(|(at, domain)| {
            let order = orders.get(at).copied();
            let order = order.or_else(|| number("SearchOrder")).unwrap_or(ORDER);
            resolver(domain, servers.clone(), order, Place::NetworkService)
        });
        named.collect()
    };
    services.values().flat_map(of).collect()
}

/// The resolver of a file: its name is the domain, where no line says another. Of a word that may stand once
/// the first counts (configd, `dnsinfo_flatfile.c`).
fn of_file(name: &str, text: &str) -> Option<Resolver> {
    let mut first: BTreeMap<String, &str> = BTreeMap::new();
    let mut written: Vec<&str> = Vec::new();
    for line in text.lines() {
        let mut words = line.split_whitespace();
        let (Some(key), Some(value)) = (words.next(), words.next()) else {
            continue;
        };
        match key.to_ascii_lowercase() {
            key if key == "nameserver" => written.push(value),
            // A comment begins with # or ;, which begins none of these words.
            key => {
                first.entry(key).or_insert(value);
            }
        }
    }
    // "Scoped" is for queries that are bound to an interface; mdns asks the neighbours.
    let says = |key: &str, word: &str| {
        first
            .get(key)
            .is_some_and(|value| value.eq_ignore_ascii_case(word))
    };
    if says("flags", "scoped") || says("options", "mdns") {
        return None;
    }
    let number = |key: &str| first.get(key).and_then(|value| value.parse::<i64>().ok());
    let port = number("port");
    // resolver(5): three at the most.
    let servers: Vec<String> = written.iter().take(3).map(|one| shown(one, port)).collect();
    let domain = first.get("domain").copied().unwrap_or(name);
    let order = number("search_order").unwrap_or(0);
    (!servers.is_empty()).then_some(())?;
    resolver(domain, servers, order, Place::ResolverFile)
}

fn resolver(domain: &str, servers: Vec<String>, order: i64, place: Place) -> Option<Resolver> {
    let domain = domain.trim_matches('.').to_ascii_lowercase();
    (!domain.is_empty()).then_some(Resolver {
        domain,
        servers,
        order,
        place,
    })
}

/// A server with its port, if it is not 53. Behind an address a dot and a port may stand (resolver(5)).
fn shown(written: &str, port: Option<i64>) -> String {
    let own = || {
        let (address, port) = written.rsplit_once('.')?;
        address.parse::<IpAddr>().ok()?;
        Some((address, port.parse::<i64>().ok()?))
    };
    let (address, port) = match written.parse::<IpAddr>() {
        Ok(_) => (written, port),
        Err(_) => own().map_or((written, port), |(address, own)| (address, Some(own))),
    };
    match port {
        None | Some(53) => address.to_owned(),
        Some(port) if address.contains(':') => format!("[{address}]:{port}"),
        Some(port) => format!("{address}:{port}"),
    }
}

/// The resolver whose domain has the most labels in common with the name; of several for one domain that of
/// the least order (configd, `compareDomain`; resolver(5), `search_order`).
fn chosen(resolvers: &[Resolver], name: &str) -> Option<Rule> {
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    let fits = |resolver: &&Resolver| {
        let before = name.strip_suffix(&resolver.domain);
        before.is_some_and(|before| before.is_empty() || before.ends_with('.'))
    };
    let labels = |resolver: &Resolver| resolver.domain.split('.').count();
    let fitting = resolvers.iter().filter(fits);
    // Of equals the first, as `min_by_key` takes it.
    let closest = fitting.min_by_key(|one| (usize::MAX - labels(one), one.order))?;
    Some(Rule {
        namespace: format!(".{}", closest.domain),
        servers: closest.servers.clone(),
        place: closest.place,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::system::dynamic_store::recorded;

    fn services(shown: &[(&str, &str, &str)]) -> Vec<Resolver> {
        let read = |shown: &str| match shown {
            "" => Dictionary::default(),
            shown => recorded::dictionary(shown, KEYS),
        };
        let both = shown
            .iter()
            .map(|(name, state, setup)| ((*name).to_owned(), (read(state), read(setup))));
        of_services(&both.collect())
    }

    fn rule(resolvers: &[Resolver], name: &str) -> Option<(String, String, Place)> {
        let rule = chosen(resolvers, name)?;
        Some((rule.namespace, rule.servers.join(" "), rule.place))
    }

    /// The form of `State:/Network/Service/com.cisco.anyconnect/DNS` (doxctl, `docs/`): the empty domain makes
    /// it the resolver for all names too. The name is made up.
    const VPN: &str = "
<dictionary> {
  DomainName : corp.example
  SearchDomains : <array> {
    0 : corp.example
  }
  SearchOrder : 1
  ServerAddresses : <array> {
    0 : 10.5.0.18
    1 : 10.5.0.19
  }
  SupplementalMatchDomains : <array> {
    0 :
    1 : Corp.Example
  }
}";

    /// As an agent says that it answers for AWS's names at this machine itself (the form of a published script,
    /// with `ServerPort`; domains made up).
    const AGENT: &str = "
<dictionary> {
  ServerAddresses : <array> {
    0 : 127.0.0.1
    1 : fd00::1
  }
  ServerPort : 1053
  SupplementalMatchDomains : <array> {
    0 : awsapps.com
    1 : us-east-1.amazonaws.com
  }
  SupplementalMatchOrders : <array> {
    0 : 100400
    1 : 100600
  }
}";

    #[test]
    fn a_service_answers_for_the_domains_that_it_names() {
        let found = services(&[("a", AGENT, ""), ("v", VPN, "")]);
        let service = |namespace: &str, servers: &str| {
            Some((
                namespace.to_owned(),
                servers.to_owned(),
                Place::NetworkService,
            ))
        };
        let agent = "127.0.0.1:1053 [fd00::1]:1053";
        for (name, expected) in [
            ("mycorp.awsapps.com", service(".awsapps.com", agent)),
            ("AWSapps.com.", service(".awsapps.com", agent)),
            ("notawsapps.com", None),
            (
                "oidc.us-east-1.amazonaws.com",
                service(".us-east-1.amazonaws.com", agent),
            ),
            ("oidc.eu-west-1.amazonaws.com", None),
            (
                "proxy.corp.example",
                service(".corp.example", "10.5.0.18 10.5.0.19"),
            ),
            // The resolver for all names is no rule.
            ("example.org", None),
        ] {
            assert_eq!(rule(&found, name), expected, "{name}");
        }
    }

    #[test]
    fn what_is_set_up_goes_before_what_the_service_has() {
        let setup = "
<dictionary> {
  ServerAddresses : <array> {
    0 : 192.0.2.53
  }
  SupplementalMatchDomains : <array> {
    0 : example.org
  }
}";
        let found = services(&[("v", VPN, setup)]);
        for name in ["www.example.org", "corp.example"] {
            let (_, servers, _) = rule(&found, name).unwrap();
            assert_eq!(servers, "192.0.2.53", "{name}");
        }
    }

    #[test]
    fn a_service_without_servers_or_with_too_few_orders_answers_for_nothing() {
        let no_servers = AGENT.replace("ServerAddresses", "OtherAddresses");
        assert!(services(&[("a", &no_servers, "")]).is_empty());
        let too_few = AGENT.replace("    1 : 100600\n", "");
        assert!(services(&[("a", &too_few, "")]).is_empty());
        assert!(services(&[("a", "", "")]).is_empty());
    }

    #[test]
    fn the_most_labels_count_and_then_the_least_order() {
        let agent = services(&[("a", AGENT, "")]);
        let closer = of_file("mycorp.awsapps.com", "nameserver 192.0.2.1\n").unwrap();
        let alike = of_file("awsapps.com", "nameserver 192.0.2.2\n").unwrap();
        let later = "nameserver 192.0.2.3\nsearch_order 200000\n";
        let later = of_file("us-east-1.amazonaws.com", later).unwrap();
        let all = [agent, vec![closer, alike, later]].concat();
        for (name, servers) in [
            ("mycorp.awsapps.com", "192.0.2.1"),
            ("other.awsapps.com", "192.0.2.2"),
            (
                "oidc.us-east-1.amazonaws.com",
                "127.0.0.1:1053 [fd00::1]:1053",
            ),
        ] {
            let (_, found, _) = rule(&all, name).unwrap();
            assert_eq!(found, servers, "{name}");
        }
    }

    #[test]
    fn files_are_read_as_resolver_5_says() {
        // The name of the file, what stands in it, the domain and the servers.
        for (name, text, expected) in [
            (
                "awsapps.com",
                "# by hand\nnameserver 127.0.0.1\n",
                Some(("awsapps.com", "127.0.0.1")),
            ),
            // lj020326/ansible-datacenter, `docs/networks/mac_OS/mac_os_dns.md`: the port behind the address.
            (
                "example.int",
                "domain example.int\nport 5300\nnameserver 10.100.100.21.5300\n",
                Some(("example.int", "10.100.100.21:5300")),
            ),
            (
                "vpn",
                "domain corp.example.\nnameserver\t::1.5353\nport 53\n",
                Some(("corp.example", "[::1]:5353")),
            ),
            (
                "test",
                "port 5353\nnameserver ::1\nnameserver 192.0.2.1\n",
                Some(("test", "[::1]:5353 192.0.2.1:5353")),
            ),
            (
                "many",
                "nameserver 192.0.2.1\nnameserver 192.0.2.2\nnameserver 192.0.2.3\nnameserver 192.0.2.4\n",
                Some(("many", "192.0.2.1 192.0.2.2 192.0.2.3")),
            ),
            ("none", "search corp.example\n", None),
            ("comment", "# nameserver 192.0.2.1\n", None),
            ("local", "nameserver 224.0.0.251\noptions mdns\n", None),
            ("en0", "nameserver 192.0.2.1\nflags Scoped\n", None),
        ] {
            let found = of_file(name, text);
            let found = found.map(|one| (one.domain, one.servers.join(" "), one.place));
            let expected = expected.map(|(domain, servers)| {
                (domain.to_owned(), servers.to_owned(), Place::ResolverFile)
            });
            assert_eq!(found, expected, "{name}");
        }
    }
}
