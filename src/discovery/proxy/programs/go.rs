//! Go: `golang.org/x/net/http/httpproxy`, which `net/http` has built in (`ProxyFromEnvironment`).
//!
//! Owns its rules. ALL_PROXY is not among them. Before Go 1.24 `socks5h` was not known.

use std::net::IpAddr;

use ipnet::IpNet;
use url::{Host, Url};

use crate::discovery::proxy::{ProxyKind, ProxyServer, Route, Settings};
use crate::system::environment::Variable;

use super::{host, words};

/// The upper-case spelling goes first.
const ORDER: &[Variable] = &[Variable::HttpsProxy, Variable::HttpsProxyLower];

const EXEMPT: &[Variable] = &[Variable::NoProxy, Variable::NoProxyLower];

pub(super) fn route(settings: &Settings, url: &Url) -> Route {
    let Some((variable, value)) = settings.first(ORDER) else {
        return Route::direct();
    };
    let server = ProxyServer::parse(value).ok().filter(|server| {
        // Every other scheme is taken for a host's name (`parseProxy`).
        !matches!(server.kind, ProxyKind::Socks4 | ProxyKind::Socks4a)
    });
    if is_here(url) {
        return Route::direct();
    }
    let list = settings.first(EXEMPT).map(|(_, list)| list);
    let exempt = list.and_then(|list| words(list).find(|word| is_about(word, url)));
    Route::by(variable.name(), server, exempt)
}

/// This machine itself is always exempt (`useProxy`).
fn is_here(url: &Url) -> bool {
    match address(url) {
        Some(address) => address.is_loopback(),
        None => host(url) == "localhost",
    }
}

fn address(url: &Url) -> Option<IpAddr> {
    match url.host()? {
        Host::Domain(_) => None,
        Host::Ipv4(address) => Some(address.into()),
        Host::Ipv6(address) => Some(address.into()),
    }
}

/// A star, a network, an address or a name with all below it, the last two with a port or without
/// (`config.init`). A dot before a name leaves the name itself out.
fn is_about(word: &str, url: &Url) -> bool {
    let word = word.to_lowercase();
    if word == "*" {
        return true;
    }
    let here = address(url);
    if let Ok(network) = word.parse::<IpNet>() {
        return here.is_some_and(|address| network.contains(&address));
    }
    let (name, port) = split(&word).unwrap_or((&word, ""));
    if name.is_empty() {
        return false;
    }
    let port_fits = || {
        let of_url = url.port_or_known_default();
        port.is_empty() || of_url.is_some_and(|of_url| port == of_url.to_string())
    };
    if let Ok(same) = name.parse::<IpAddr>() {
        return here == Some(same) && port_fits();
    }
    let name = match name.strip_prefix("*.") {
        Some(_) => &name[1..],
        None => name,
    };
    let host = match here {
        Some(address) => address.to_string(),
        None => host(url),
    };
    let fits = match name.starts_with('.') {
        true => host.ends_with(name),
        false => host == name || host.ends_with(&format!(".{name}")),
    };
    fits && port_fits()
}

/// Host and port as `net.SplitHostPort` parts them; none where there is no port.
fn split(word: &str) -> Option<(&str, &str)> {
    let (name, port) = word.rsplit_once(':')?;
    match name.strip_prefix('[') {
        Some(inside) => Some((inside.strip_suffix(']')?, port)),
        None => (!name.contains([':', '[', ']'])).then_some((name, port)),
    }
}
