//! curl: `lib/url.c` (`detect_proxy`, `parse_proxy`) and `lib/noproxy.c` (`Curl_check_noproxy`).
//!
//! Owns its rules, as of release 8.9. Before it a blank between the words of NO_PROXY was as good as a
//! comma; before 7.86 no network was known (`docs/DEPRECATE.md`; `CURLOPT_NOPROXY`).

use std::net::{Ipv4Addr, Ipv6Addr};

use ipnet::{Ipv4Net, Ipv6Net};
use url::{Host, Url};

use crate::discovery::proxy::{ProxyKind, ProxyServer, Route, Settings, server};
use crate::system::environment::Variable;

/// The special variable goes before the general one, the lower-case spelling before the upper-case
/// one. What is empty counts as not set (`lib/getenv.c`).
const ORDER: &[Variable] = &[
    Variable::HttpsProxyLower,
    Variable::HttpsProxy,
    Variable::AllProxyLower,
    Variable::AllProxy,
];

const EXEMPT: &[Variable] = &[Variable::NoProxyLower, Variable::NoProxy];

/// As curl goes.
pub(super) fn route(settings: &Settings, url: &Url) -> Route {
    let Some((variable, value)) = settings.first(ORDER) else {
        return Route::direct();
    };
    let mut server = ProxyServer::parse(value).ok();
    // `CURL_DEFAULT_PROXY_PORT`; all other programs take the port of the scheme.
    if let Some(server) = server.as_mut()
        && server.kind == ProxyKind::Http
        && !server::has_port(value)
    {
        server.port = 1080;
    }
    Route::by(variable.name(), server, exempt(settings, url))
}

/// As the environment leads whoever reads it like curl, but for the port that is not written.
pub(in crate::discovery::proxy) fn environment(settings: &Settings, url: &Url) -> Route {
    match settings.first(ORDER) {
        Some((variable, value)) => {
            let server = ProxyServer::parse(value).ok();
            Route::by(variable.name(), server, exempt(settings, url))
        }
        None => Route::direct(),
    }
}

/// The variable that names the proxy, and the value.
pub(in crate::discovery::proxy) fn named(settings: &Settings) -> Option<(&'static str, &str)> {
    let (variable, value) = settings.first(ORDER)?;
    Some((variable.name(), value))
}

/// Whether a variable here names a proxy to it, whatever it exempts.
pub fn has_proxy() -> bool {
    ORDER.iter().any(|variable| variable.value().is_some())
}

fn exempt<'a>(settings: &'a Settings, url: &Url) -> Option<&'a str> {
    let (_, list) = settings.first(EXEMPT)?;
    let host = url.host()?;
    if list == "*" {
        return Some(list);
    }
    let mut rest = list;
    loop {
        let blank = |c: char| c == ' ' || c == '\t';
        rest = rest.trim_start_matches(blank);
        let end = rest.find([' ', '\t', ',']).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        if is_about(word, &host) {
            return Some(word);
        }
        // Anything but a comma behind a word ends the list.
        let after = after.trim_start_matches(blank);
        rest = after.strip_prefix(',')?.trim_start_matches(',');
    }
}

fn is_about(word: &str, host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => is_about_name(word, name),
        Host::Ipv4(address) => is_about_v4(word, *address).unwrap_or(false),
        Host::Ipv6(address) => is_about_v6(word, *address).unwrap_or(false),
    }
}

/// The name itself or one below it; one dot on either side of the word is passed over.
fn is_about_name(word: &str, name: &str) -> bool {
    let name = name.strip_suffix('.').unwrap_or(name);
    let word = word.strip_suffix('.').unwrap_or(word);
    let word = word.strip_prefix('.').unwrap_or(word);
    let (name, word) = (name.to_ascii_lowercase(), word.to_ascii_lowercase());
    match name.strip_suffix(&word) {
        Some("") => !word.is_empty(),
        Some(before) => !word.is_empty() && before.ends_with('.'),
        None => false,
    }
}

fn is_about_v4(word: &str, address: Ipv4Addr) -> Option<bool> {
    let (network, bits) = network(word)?;
    let network: Ipv4Addr = network.parse().ok()?;
    let network = Ipv4Net::new(network, if bits == 0 { 32 } else { bits }).ok()?;
    Some(network.contains(&address))
}

/// Older releases, 7.88 among them, compare such an address as a name.
fn is_about_v6(word: &str, address: Ipv6Addr) -> Option<bool> {
    let (network, bits) = network(word)?;
    let network: Ipv6Addr = network.parse().ok()?;
    let network = Ipv6Net::new(network, if bits == 0 { 128 } else { bits }).ok()?;
    Some(network.contains(&address))
}

/// The address and the length of the prefix; 0 stands for the address alone. A length that is no number
/// was 0 to older releases (`atoi`).
fn network(word: &str) -> Option<(&str, u8)> {
    let Some((network, bits)) = word.split_once('/') else {
        return Some((word, 0));
    };
    if !bits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    Some((network, bits.parse().ok()?))
}
