//! Which rule of this machine sends a name to other name servers than those of its adapters.
//!
//! Owns the reading of Windows' Name Resolution Policy Table (NRPT), which VPN clients and agents fill
//! as well as companies, and which of its rules a name falls under; `macos` owns the same for macOS'
//! resolvers. Other systems have neither. What the servers answer is seen by the system's own lookup.

#[cfg(any(target_vendor = "apple", test))]
mod macos;

/// Whether this system has such rules.
pub const EXISTS: bool = cfg!(any(windows, target_vendor = "apple"));

/// Where a rule stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The machine's own Name Resolution Policy Table.
    Table,
    /// That of a group policy.
    GroupPolicy,
    /// A file of `/etc/resolver`.
    ResolverFile,
    /// What a network service or a VPN says in macOS' dynamic store.
    NetworkService,
}

/// The rule that a name falls under, where it names servers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// As it is written: `.corp.example`, `host.corp.example`, or `.` for every name.
    pub namespace: String,
    pub servers: Vec<String>,
    pub place: Place,
}

/// The rule for this name, without a last dot.
#[cfg(windows)]
pub fn rule_for(name: &str) -> Option<Rule> {
    let (rows, place) = registry::table()?;
    chosen(&rows, name, place)
}

/// The rule for this name.
#[cfg(target_vendor = "apple")]
pub fn rule_for(name: &str) -> Option<Rule> {
    macos::rule_for(name)
}

/// The rule for this name.
#[cfg(not(any(windows, target_vendor = "apple")))]
pub fn rule_for(_name: &str) -> Option<Rule> {
    None
}

/// A rule as the registry has it ([MS-GPNRPT], sections 2.2.2.1, 2.2.2.2 and 2.2.2.13).
#[cfg(any(windows, test))]
#[derive(Debug, Clone)]
struct Row {
    namespaces: Vec<String>,
    /// Which parts of the rule count.
    options: u32,
    servers: String,
}

/// `ConfigOptions` with servers for ordinary lookups. Those of DirectAccess count outside of the
/// company's network alone, and where that is Windows knows.
#[cfg(any(windows, test))]
const GENERIC_SERVERS: u32 = 0x8;

/// The closest rule counts, and alone: one without servers exempts its names from a wider one.
#[cfg(any(windows, test))]
fn chosen(rows: &[Row], name: &str, place: Place) -> Option<Rule> {
    let pairs = rows
        .iter()
        .flat_map(|row| row.namespaces.iter().map(move |namespace| (row, namespace)));
    let fitting =
        pairs.filter_map(|(row, namespace)| Some((fit(namespace, name)?, row, namespace)));
    let (_, row, namespace) = fitting.max_by_key(|(closeness, ..)| *closeness)?;
    let servers = row.servers.split([';', ' ']).filter(|one| !one.is_empty());
    let servers: Vec<String> = servers.map(str::to_owned).collect();
    let counts = row.options & GENERIC_SERVERS != 0 && !servers.is_empty();
    counts.then(|| Rule {
        namespace: namespace.clone(),
        servers,
        place,
    })
}

/// How closely a namespace fits: a full name before a host's label, that before the longest suffix, and
/// `.` last (Microsoft, "The NRPT"). Networks are for lookups of addresses.
#[cfg(any(windows, test))]
fn fit(namespace: &str, name: &str) -> Option<(u8, usize)> {
    let (namespace, name) = (namespace.to_ascii_lowercase(), name.to_ascii_lowercase());
    if namespace == "." {
        return Some((0, 0));
    }
    if let Some(suffix) = namespace.strip_prefix('.') {
        let within = name.ends_with(&namespace) || name == suffix;
        return within.then_some((1, suffix.len()));
    }
    if namespace == name {
        return Some((3, 0));
    }
    let label = name.split('.').next()?;
    (namespace == label).then_some((2, 0))
}

#[cfg(windows)]
mod registry {
    use windows_registry::{Key, LOCAL_MACHINE};

    use super::{Place, Row};

    /// A group policy's table, which takes the place of the other as soon as it is there, and the
    /// machine's own ([MS-GPNRPT], section 2.2.2; tailscale/tailscale, pull request 11684).
    const PLACES: [(&str, Place); 2] = [
        (
            r"SOFTWARE\Policies\Microsoft\Windows NT\DNSClient\DnsPolicyConfig",
            Place::GroupPolicy,
        ),
        (
            r"SYSTEM\CurrentControlSet\Services\Dnscache\Parameters\DnsPolicyConfig",
            Place::Table,
        ),
    ];

    /// More rules than any company has; agents write dozens.
    const MOST: usize = 4096;

    /// The table that counts, and which it is.
    pub(super) fn table() -> Option<(Vec<Row>, Place)> {
        let mut places = PLACES.into_iter();
        let (key, place) =
            places.find_map(|(path, place)| Some((LOCAL_MACHINE.open(path).ok()?, place)))?;
        let rules = key.keys().ok()?.take(MOST);
        let rows = rules.filter_map(|rule| row(&key.open(rule).ok()?));
        Some((rows.collect(), place))
    }

    fn row(rule: &Key) -> Option<Row> {
        Some(Row {
            namespaces: rule.get_multi_string("Name").ok()?,
            options: rule.get_u32("ConfigOptions").ok()?,
            servers: rule.get_string("GenericDNSServers").unwrap_or_default(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(namespaces: &[&str], options: u32, servers: &str) -> Row {
        Row {
            namespaces: namespaces.iter().map(|&one| one.to_owned()).collect(),
            options,
            servers: servers.to_owned(),
        }
    }

    #[test]
    fn the_closest_rule_counts() {
        let rows = [
            row(&["."], 0x8, "192.0.2.1"),
            row(
                &[".awsapps.com", ".Amazonaws.com"],
                0x8,
                "192.0.2.2;192.0.2.3",
            ),
            row(&[".internal.amazonaws.com"], 0xA, "2001:db8::4"),
            row(&["mycorp.awsapps.com"], 0x8, "192.0.2.5"),
            row(&["sso"], 0x8, "192.0.2.6"),
            // Exempt: DNSSEC alone, or no server.
            row(&["plain.awsapps.com"], 0x2, "192.0.2.7"),
            row(&["bare.awsapps.com"], 0x8, ""),
        ];
        for (name, namespace, servers) in [
            ("example.org", ".", vec!["192.0.2.1"]),
            (
                "other.awsapps.com",
                ".awsapps.com",
                vec!["192.0.2.2", "192.0.2.3"],
            ),
            (
                "awsapps.com",
                ".awsapps.com",
                vec!["192.0.2.2", "192.0.2.3"],
            ),
            ("notawsapps.com", ".", vec!["192.0.2.1"]),
            (
                "x.INTERNAL.amazonaws.com",
                ".internal.amazonaws.com",
                vec!["2001:db8::4"],
            ),
            (
                "mycorp.awsapps.com",
                "mycorp.awsapps.com",
                vec!["192.0.2.5"],
            ),
            ("sso.awsapps.com", "sso", vec!["192.0.2.6"]),
        ] {
            let rule = chosen(&rows, name, Place::GroupPolicy).unwrap();
            assert_eq!(
                (rule.namespace.as_str(), rule.servers),
                (namespace, servers.iter().map(|&s| s.to_owned()).collect()),
                "{name}"
            );
            assert_eq!(rule.place, Place::GroupPolicy);
        }
        assert_eq!(chosen(&rows, "plain.awsapps.com", Place::Table), None);
        assert_eq!(chosen(&rows, "bare.awsapps.com", Place::Table), None);
        assert_eq!(chosen(&rows[1..], "example.org", Place::Table), None);
    }

    #[test]
    fn a_machine_without_a_table_has_no_rule() {
        assert_eq!(rule_for("name.example"), None);
    }
}
