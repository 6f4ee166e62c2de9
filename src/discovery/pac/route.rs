//! The text that a script returns: the ways to try, one after the other.
//!
//! Owns its form. There is no standard: read as Chromium reads it
//! (`net/proxy_resolution/proxy_list.cc`, `SetFromPacString`, and
//! `net/base/proxy_string_util.cc`, `PacResultElementToProxyServer`), with Firefox's `HTTP` beside.

use std::fmt;

use url::Host;

use super::{PacFault, shortened};

/// The longest text that is read, in bytes. Real ones name a handful of proxies.
const LONGEST: usize = 16 * 1024;

/// The longest name of a host, in bytes (RFC 1035, section 2.3.4).
const LONGEST_NAME: usize = 253;

/// The ways for one URL, to be tried in this order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// At least one.
    pub hops: Vec<Hop>,
    /// What could not be read, without what stood before an `@`: it may be a password.
    pub skipped: Vec<String>,
}

/// One way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hop {
    Direct,
    Proxy(ProxyAddress),
}

/// Where a proxy is, and what it speaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProxyAddress {
    pub kind: ProxyKind,
    /// A name in lower case, or an address; IPv6 without brackets.
    pub host: String,
    pub port: u16,
}

/// What a proxy speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProxyKind {
    Http,
    /// HTTP inside TLS.
    Https,
    Socks4,
    Socks5,
}

impl ProxyKind {
    const ALL: [Self; 4] = [Self::Http, Self::Https, Self::Socks4, Self::Socks5];

    /// The word for it in a script's answer.
    pub fn word(self) -> &'static str {
        match self {
            Self::Http => "PROXY",
            Self::Https => "HTTPS",
            Self::Socks4 => "SOCKS4",
            Self::Socks5 => "SOCKS5",
        }
    }

    fn of(word: &str) -> Option<Self> {
        // `HTTP` is Firefox's. `SOCKS` is older than version 5 (Chromium, the same place); Firefox
        // takes it for version 4, too.
        let other = [("HTTP", Self::Http), ("SOCKS", Self::Socks4)];
        let known = Self::ALL.map(|kind| (kind.word(), kind));
        let mut words = known.into_iter().chain(other);
        words.find_map(|(known, kind)| known.eq_ignore_ascii_case(word).then_some(kind))
    }

    /// Where no port is given (`net/docs/proxy.md`, "Proxy server schemes").
    fn default_port(self) -> u16 {
        match self {
            Self::Http => 80,
            Self::Https => 443,
            Self::Socks4 | Self::Socks5 => 1080,
        }
    }
}

impl Route {
    /// # Errors
    /// [`PacFault::Nonsense`] if there is something, and nothing of it can be read. An empty text
    /// is the direct way.
    pub(super) fn read(text: &str) -> Result<Self, PacFault> {
        if text.len() > LONGEST {
            return Err(PacFault::Nonsense(shortened(&without_login(text))));
        }
        let mut route = Self {
            hops: Vec::new(),
            skipped: Vec::new(),
        };
        for entry in text.split(';').map(trimmed).filter(|one| !one.is_empty()) {
            match Hop::read(entry) {
                Some(hop) => route.hops.push(hop),
                None => route.skipped.push(shortened(&without_login(entry))),
            }
        }
        if !route.skipped.is_empty() && route.hops.is_empty() {
            return Err(PacFault::Nonsense(shortened(&route.skipped.join("; "))));
        }
        if route.hops.is_empty() {
            route.hops.push(Hop::Direct);
        }
        Ok(route)
    }
}

impl Hop {
    fn read(entry: &str) -> Option<Self> {
        let (word, place) = match entry.split_once([' ', '\t']) {
            Some((word, place)) => (word, trimmed(place)),
            None => (entry, ""),
        };
        if word.eq_ignore_ascii_case("DIRECT") {
            return place.is_empty().then_some(Self::Direct);
        }
        let kind = ProxyKind::of(word)?;
        let (host, port) = host_and_port(place)?;
        Some(Self::Proxy(ProxyAddress {
            kind,
            host,
            port: port.unwrap_or(kind.default_port()),
        }))
    }
}

impl fmt::Display for Hop {
    /// As a script would return it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Direct => f.write_str("DIRECT"),
            Self::Proxy(ProxyAddress { kind, host, port }) if host.contains(':') => {
                write!(f, "{} [{host}]:{port}", kind.word())
            }
            Self::Proxy(ProxyAddress { kind, host, port }) => {
                write!(f, "{} {host}:{port}", kind.word())
            }
        }
    }
}

/// Spaces and tabs alone, as Chromium does: a line end makes an entry unreadable.
fn trimmed(text: &str) -> &str {
    text.trim_matches([' ', '\t'])
}

/// What may be shown of an entry with a login in it: its word, and what follows the `@`.
fn without_login(entry: &str) -> String {
    match entry.rsplit_once('@') {
        Some((before, place)) => {
            let word = before.split([' ', '\t']).next().unwrap_or_default();
            let word = ProxyKind::of(word).map_or("", ProxyKind::word);
            format!("{word} ...@{place}").trim_start().to_owned()
        }
        None => entry.to_owned(),
    }
}

/// None unless the whole is a host, with or without a port from 1 to 65535.
fn host_and_port(place: &str) -> Option<(String, Option<u16>)> {
    // Chromium refuses an answer that is not ASCII as a whole.
    if !place.is_ascii() {
        return None;
    }
    let inside = place.rfind(']').unwrap_or_default();
    let (host, port) = match place[inside..].find(':') {
        Some(colon) => {
            let (host, port) = place.split_at(inside + colon);
            (host, Some(port_number(&port[1..])?))
        }
        None => (place, None),
    };
    let host = match Host::parse(host).ok()? {
        Host::Domain(name) if name.len() > LONGEST_NAME => return None,
        Host::Domain(name) => name,
        Host::Ipv4(address) => address.to_string(),
        Host::Ipv6(address) => address.to_string(),
    };
    Some((host, port))
}

fn port_number(text: &str) -> Option<u16> {
    // `parse` would take a sign.
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|port| digits && *port > 0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(text: &str) -> Vec<String> {
        let route = Route::read(text).unwrap();
        route.hops.iter().map(Hop::to_string).collect()
    }

    fn skipped(text: &str) -> Vec<String> {
        Route::read(text).unwrap().skipped
    }

    #[test]
    fn every_kind_has_its_port() {
        let text = "PROXY a; HTTP b; HTTPS c; SOCKS d; SOCKS4 e; SOCKS5 f; PROXY g:8080; DIRECT";
        let expected = [
            "PROXY a:80",
            "PROXY b:80",
            "HTTPS c:443",
            "SOCKS4 d:1080",
            "SOCKS4 e:1080",
            "SOCKS5 f:1080",
            "PROXY g:8080",
            "DIRECT",
        ];
        assert_eq!(shown(text), expected);
        assert_eq!(skipped(text), [""; 0]);
    }

    #[test]
    fn spaces_case_and_empty_entries_do_not_matter() {
        assert_eq!(
            shown(" proxy\t  Proxy.Example:3128 ;; ;direct;"),
            ["PROXY proxy.example:3128", "DIRECT"]
        );
        for empty in ["", " ", ";", " ; ;\t"] {
            assert_eq!(shown(empty), ["DIRECT"], "{empty:?}");
        }
    }

    #[test]
    fn addresses_are_hosts_and_ipv6_stands_in_brackets() {
        assert_eq!(
            shown("PROXY 10.0.0.1:8080; PROXY [2001:DB8::1]:3128; SOCKS5 [::1]"),
            [
                "PROXY 10.0.0.1:8080",
                "PROXY [2001:db8::1]:3128",
                "SOCKS5 [::1]:1080"
            ]
        );
    }

    #[test]
    fn what_cannot_be_read_is_skipped_and_told() {
        for odd in [
            "QUIC quic.example:443",
            "proxy.example:8080",
            "PROXY",
            "PROXY :80",
            "PROXY a:",
            "PROXY a:0",
            "PROXY a:+80",
            "PROXY a:65536",
            "PROXY a:80/",
            "PROXY a:80 b:80",
            "PROXY a:80, PROXY b:80",
            "PROXY http://a:80",
            "PROXY 2001:db8::1",
            "PROXY [::1",
            "PROXY [::1]80",
            "PROXY m\u{fc}ller.example:80",
            "DIRECT a",
            "\nDIRECT",
        ] {
            assert_eq!(skipped(&format!("{odd}; PROXY b:80")), [odd], "{odd}");
            let alone = Route::read(odd);
            assert_eq!(alone, Err(PacFault::Nonsense(odd.to_owned())), "{odd}");
        }
    }

    #[test]
    fn a_login_is_not_told() {
        for odd in [
            "PROXY user:SECRET@a:80",
            "PROXY SECRET@SECRET@a:80",
            "SECRET@a:80",
        ] {
            let fault = Route::read(odd).unwrap_err();
            assert!(!format!("{fault:?}").contains("SECRET"), "{fault:?}");
            assert!(format!("{fault:?}").contains("...@a:80"), "{fault:?}");
        }
        let long = format!("PROXY user:SECRET@a:80;{}", " ".repeat(LONGEST));
        let fault = Route::read(&long).unwrap_err();
        assert!(!format!("{fault:?}").contains("SECRET"), "{fault:?}");
    }

    #[test]
    fn a_long_text_is_no_answer_and_is_shown_in_part() {
        let PacFault::Nonsense(shown) = Route::read(&"PROXY a;".repeat(200_000)).unwrap_err()
        else {
            panic!("a long text has another fault");
        };
        assert_eq!(shown.chars().count(), 200);
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in any::<String>()) {
            if let Ok(route) = Route::read(&text) {
                prop_assert!(!route.hops.is_empty());
            }
        }

        #[test]
        fn what_is_shown_is_read_again(
            words in prop::collection::vec(
                ("(?i)(PROXY|HTTPS?|SOCKS[45]?|DIRECT|QUIC|x)", "[ \t]{0,2}[\\[\\]a-f0-9.:@; -]{0,20}"),
                0..5,
            ),
        ) {
            let text: Vec<String> = words.into_iter().map(|(a, b)| format!("{a}{b}")).collect();
            if let Ok(route) = Route::read(&text.join(";")) {
                let shown: Vec<String> = route.hops.iter().map(Hop::to_string).collect();
                let again = Route::read(&shown.join("; ")).unwrap();
                prop_assert_eq!(again.hops, route.hops);
                prop_assert_eq!(again.skipped.len(), 0);
            }
        }
    }
}
