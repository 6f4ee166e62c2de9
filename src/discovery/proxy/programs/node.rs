//! Node.js: `lib/internal/http.js` (`parseProxyConfigFromEnv`, `ProxyConfig.shouldUseProxy`), and
//! "Built-in Proxy Support" of its documentation.
//!
//! Owns its rules. It goes directly unless it is told to read the environment, which releases from
//! 22.21 and 24.5 on can be; programs may bring a client of their own.

use std::net::Ipv4Addr;

use url::{Host, Url};

use crate::discovery::proxy::{ProxyServer, Route, Settings};
use crate::system::environment::Variable;

use super::{host, words};

const ORDER: &[Variable] = &[Variable::HttpsProxyLower, Variable::HttpsProxy];

const EXEMPT: &[Variable] = &[Variable::NoProxyLower, Variable::NoProxy];

pub(super) fn route(settings: &Settings, url: &Url) -> Route {
    let Some((variable, value)) = settings.first(ORDER).filter(|_| reads(settings)) else {
        return Route::direct();
    };
    // Others are passed over in silence.
    if !value.starts_with("http://") && !value.starts_with("https://") {
        return Route::direct();
    }
    let list = settings.first(EXEMPT).map(|(_, list)| list);
    let exempt = list.and_then(|list| words(list).find(|word| is_about(word, url)));
    Route::by(variable.name(), ProxyServer::parse(value).ok(), exempt)
}

fn reads(settings: &Settings) -> bool {
    let options = settings.text(Variable::NodeOptions).unwrap_or_default();
    let mut options = options.split_whitespace();
    settings.text(Variable::NodeUseEnvProxy) == Some("1")
        || options.any(|option| option == "--use-env-proxy")
}

/// A star, the name with its port or without, a suffix where a dot or `*.` stands before it, a range
/// of IPv4 addresses. Networks are not known.
fn is_about(word: &str, url: &Url) -> bool {
    let word = word.to_lowercase();
    let host = host(url);
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let port = url.port_or_known_default();
    let with_port = port.map(|port| format!("{host}:{port}"));
    if word == "*" || word == host || Some(&word) == with_port.as_ref() {
        return true;
    }
    let suffix = match word.strip_prefix('*') {
        Some(suffix) if suffix.starts_with('.') => Some(suffix),
        _ => word.strip_prefix('.'),
    };
    suffix.is_some_and(|suffix| host.ends_with(suffix)) || is_in_range(&word, url)
}

fn is_in_range(word: &str, url: &Url) -> bool {
    let ends = word.split_once('-').and_then(|(first, last)| {
        let first: Ipv4Addr = first.trim().parse().ok()?;
        Some(first..=last.trim().parse().ok()?)
    });
    match (ends, url.host()) {
        (Some(ends), Some(Host::Ipv4(address))) => ends.contains(&address),
        _ => false,
    }
}
