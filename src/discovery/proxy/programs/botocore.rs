//! botocore, which is the AWS CLI and the SDK for Python: `botocore/utils.py`
//! (`get_environ_proxies`, `should_bypass_proxies`) and `botocore/httpsession.py`
//! (`ProxyConfiguration`), over `urllib.request` of Python (`getproxies`, `proxy_bypass`).
//!
//! Owns their rules. ALL_PROXY is not among them: the scheme of the URL is looked up, and nothing
//! else.

use url::Url;

use crate::discovery::proxy::{ProxyKind, ProxyServer, Route, Settings, bypass};
use crate::system::{environment::Variable, proxy_settings::ProxySettings};

use super::{host, words};

/// A variable in lower case, and in upper case.
type Spellings = (Variable, Variable);

const HTTPS: Spellings = (Variable::HttpsProxyLower, Variable::HttpsProxy);
const EXEMPT: Spellings = (Variable::NoProxyLower, Variable::NoProxy);

/// Where one of them is set the environment is looked at, and else the desktop.
const OF_ENVIRONMENT: &[Spellings] = &[
    HTTPS,
    (Variable::HttpProxyLower, Variable::HttpProxy),
    (Variable::AllProxyLower, Variable::AllProxy),
    EXEMPT,
];

/// The place that names a proxy, and what is exempted there.
enum Place<'a> {
    Environment(Variable),
    /// On Windows and macOS Python asks the desktop. Of PAC files it knows nothing.
    Desktop(&'a ProxySettings),
}

pub(super) fn route(settings: &Settings, url: &Url) -> Route {
    let Some((place, proxy)) = chosen(settings) else {
        return Route::direct();
    };
    let exempt = match place {
        Place::Environment(_) => value(settings, EXEMPT).and_then(|(_, list)| exempt(list, url)),
        Place::Desktop(desktop) => bypass::exempting(desktop, url),
    };
    Route::by(place.source(), usable(proxy), exempt)
}

/// The setting that names its proxy, and the value.
pub(in crate::discovery::proxy) fn named(settings: &Settings) -> Option<(&'static str, &str)> {
    let (place, proxy) = chosen(settings)?;
    Some((place.source(), proxy))
}

/// Whether its setting names a proxy of a kind that it does not know: it puts `http://` before it and
/// fails at that name (measured: aws-cli 2, "Failed to connect to proxy URL").
pub(in crate::discovery::proxy) fn fails(settings: &Settings) -> bool {
    let of_kind = |server: ProxyServer| !speaks(server.kind);
    let server = chosen(settings).and_then(|(_, proxy)| ProxyServer::parse(proxy).ok());
    server.is_some_and(of_kind)
}

fn chosen(settings: &Settings) -> Option<(Place<'_>, &str)> {
    let is_set = |pair: &Spellings| value(settings, *pair).is_some();
    if OF_ENVIRONMENT.iter().any(is_set) {
        let (variable, proxy) = value(settings, HTTPS)?;
        return Some((Place::Environment(variable), proxy));
    }
    let desktop = settings
        .desktop()
        .filter(|desktop| desktop.read_by_python)?;
    Some((Place::Desktop(desktop), desktop.server.as_deref()?))
}

impl Place<'_> {
    fn source(&self) -> &'static str {
        match self {
            Self::Environment(variable) => variable.name(),
            Self::Desktop(desktop) => desktop.source,
        }
    }
}

/// The lower-case spelling goes first, and takes the other away where it is empty
/// (`getproxies_environment`).
fn value(settings: &Settings, (lower, upper): Spellings) -> Option<(Variable, &str)> {
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
    (speaks(server.kind) && (known || !has_scheme)).then_some(server)
}

fn speaks(kind: ProxyKind) -> bool {
    matches!(kind, ProxyKind::Http | ProxyKind::Https)
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
