//! botocore, which is the AWS CLI and the SDK for Python: `botocore/utils.py`
//! (`get_environ_proxies`, `should_bypass_proxies`) and `botocore/httpsession.py`
//! (`ProxyConfiguration`), over `urllib.request` of Python (`getproxies`, `proxy_bypass`).
//!
//! Owns their rules. ALL_PROXY is not among them: the scheme of the URL is looked up, and nothing
//! else.

use url::Url;

use crate::discovery::proxy::{ProxyKind, ProxyServer, Route, Settings, bypass};
use crate::system::environment::Variable;

use super::{host, words};

/// Each with its upper-case spelling.
const SPELLINGS: &[(Variable, Variable)] = &[
    (Variable::HttpsProxyLower, Variable::HttpsProxy),
    (Variable::HttpProxyLower, Variable::HttpProxy),
    (Variable::AllProxyLower, Variable::AllProxy),
    (Variable::NoProxyLower, Variable::NoProxy),
];

pub(super) fn route(settings: &Settings, url: &Url) -> Route {
    let found = |(lower, upper): &(Variable, Variable)| value(settings, *lower, *upper);
    if !SPELLINGS.iter().any(|pair| found(pair).is_some()) {
        return by_desktop(settings, url);
    }
    let Some((variable, proxy)) = found(&SPELLINGS[0]) else {
        return Route::direct();
    };
    let list = found(&SPELLINGS[3]).map(|(_, list)| list);
    let exempt = list.and_then(|list| exempt(list, url));
    Route::by(variable.name(), usable(proxy), exempt)
}

/// The setting that names its proxy, and the value.
pub(in crate::discovery::proxy) fn named(settings: &Settings) -> Option<(&'static str, &str)> {
    let found = |(lower, upper): &(Variable, Variable)| value(settings, *lower, *upper);
    if SPELLINGS.iter().any(|pair| found(pair).is_some()) {
        let (variable, proxy) = found(&SPELLINGS[0])?;
        return Some((variable.name(), proxy));
    }
    let place = settings.desktop().filter(|place| place.read_by_python)?;
    Some((place.source, place.server.as_deref()?))
}

/// On Windows and macOS Python asks the desktop where no variable is set. Of PAC files it knows
/// nothing.
fn by_desktop(settings: &Settings, url: &Url) -> Route {
    let desktop = settings.desktop().filter(|place| place.read_by_python);
    match desktop.and_then(|place| Some((place, place.server.as_deref()?))) {
        Some((place, server)) => {
            let exempt = bypass::matching(&place.bypass, url);
            Route::by(place.source, usable(server), exempt)
        }
        None => Route::direct(),
    }
}

/// The lower-case spelling goes first, and takes the other away where it is empty
/// (`getproxies_environment`).
fn value(settings: &Settings, lower: Variable, upper: Variable) -> Option<(Variable, &str)> {
    match settings.text(lower) {
        Some("") => None,
        Some(value) => Some((lower, value)),
        None => settings.first(&[upper]),
    }
}

/// Every other scheme gets `http://` put before it (`_fix_proxy_url`), and leads nowhere then.
fn usable(proxy: &str) -> Option<ProxyServer> {
    let has_scheme = proxy.contains("://") && !proxy.starts_with("//");
    let known = proxy.starts_with("http://") || proxy.starts_with("https://");
    let server = ProxyServer::parse(proxy.trim_start_matches("//")).ok()?;
    let speaks = matches!(server.kind, ProxyKind::Http | ProxyKind::Https);
    (speaks && (known || !has_scheme)).then_some(server)
}

/// A star alone, the name, or one below it, with the port where the URL has one
/// (`proxy_bypass_environment`). Networks are not known.
fn exempt<'a>(list: &'a str, url: &Url) -> Option<&'a str> {
    if list == "*" {
        return Some(list);
    }
    let name = host(url);
    let with_port = match url.port() {
        Some(port) => format!("{name}:{port}"),
        None => name.clone(),
    };
    words(list).find(|word| {
        let wanted = word.trim_start_matches('.').to_lowercase();
        let below = format!(".{wanted}");
        [&name, &with_port]
            .iter()
            .any(|host| **host == wanted || host.ends_with(&below))
    })
}
