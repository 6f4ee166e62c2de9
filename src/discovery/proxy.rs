//! The proxy that the environment names for a URL.
//!
//! Owns the order of the variables and the hiding of credentials. NO_PROXY is matched as
//! hyper-util does it, which follows curl; programs differ, and saying how is not done yet.

use hyper_util::client::proxy::matcher::Matcher;
use url::Url;

use crate::system::environment::Variable;

/// A proxy without its credentials, and the variable that names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedProxy {
    pub source: &'static str,
    /// Scheme, host and port alone, or words that say that the value cannot be read.
    pub url: String,
}

/// The proxies that the environment names.
#[derive(Debug)]
pub struct Proxies {
    matcher: Matcher,
    proxy: Option<NamedProxy>,
}

/// For https the special variable goes before the general one, and the lower-case spelling before
/// the upper-case one (curl(1), "Environment"; Python's `urllib.request.getproxies`, which the AWS
/// CLI uses).
const ORDER: [Variable; 4] = [
    Variable::HttpsProxyLower,
    Variable::HttpsProxy,
    Variable::AllProxyLower,
    Variable::AllProxy,
];

impl Proxies {
    /// Reads the environment.
    pub fn from_environment() -> Self {
        let proxy = ORDER
            .iter()
            .find_map(|variable| Some((variable.name(), variable.value()?)));
        let except = [Variable::NoProxyLower, Variable::NoProxy]
            .iter()
            .find_map(|variable| variable.value());
        Self::new(proxy, &except.unwrap_or_default())
    }

    /// No proxy for anything.
    pub fn none() -> Self {
        Self::new(None, "")
    }

    fn new(proxy: Option<(&'static str, String)>, except: &str) -> Self {
        let proxy = proxy.map(|(source, value)| NamedProxy {
            source,
            url: shown(&value).unwrap_or_else(|| format!("of {source}, which cannot be read")),
        });
        // The matcher only tells which hosts are exempt: any proxy does for that.
        let any = proxy.as_ref().map(|_| "http://proxy.invalid");
        let matcher = Matcher::builder()
            .https(any.unwrap_or_default())
            .no(except.to_owned())
            .build();
        Self { matcher, proxy }
    }

    /// The proxy, whatever NO_PROXY exempts from it.
    pub fn named(&self) -> Option<NamedProxy> {
        // No NO_PROXY list can name the reserved top-level domain (RFC 2606).
        self.for_url(&"https://any.invalid/".parse().ok()?)
    }

    /// The proxy for this URL, unless NO_PROXY exempts it.
    pub fn for_url(&self, url: &Url) -> Option<NamedProxy> {
        let destination = url.as_str().parse().ok()?;
        self.matcher.intercept(&destination)?;
        self.proxy.clone()
    }
}

/// Scheme, host and port of a proxy's URL; none where it is not surely one. A password with an
/// unescaped `@`, `#` or `/` in it shifts the host's place, and would be shown as a part of it.
fn shown(value: &str) -> Option<String> {
    let whole = match value.contains("://") {
        true => value.to_owned(),
        // A scheme with a slash too few.
        false if value.contains(":/") => return None,
        false => format!("http://{value}"),
    };
    let url = Url::parse(&whole).ok()?;
    let (_, rest) = whole.split_once("://")?;
    let (authority, after) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    let plain = authority.matches('@').count() <= 1 && !after.contains('@');
    let host = url.host_str().filter(|_| plain)?;
    let port = url.port().map(|port| format!(":{port}"));
    Some(format!(
        "{}://{host}{}",
        url.scheme(),
        port.unwrap_or_default()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(proxy: &str, except: &str) -> Option<String> {
        let proxies = Proxies::new(Some(("HTTPS_PROXY", proxy.to_owned())), except);
        let url = Url::parse("https://mycorp.awsapps.com/start").unwrap();
        proxies.for_url(&url).map(|proxy| proxy.url)
    }

    #[test]
    fn a_proxy_is_shown_without_its_credentials() {
        let shown = Some("http://proxy.example:8080".to_owned());
        assert_eq!(found("http://user:secret@proxy.example:8080", ""), shown);
        assert_eq!(found("proxy.example:8080", ""), shown);
    }

    #[test]
    fn what_cannot_be_read_is_a_proxy_all_the_same_and_shows_nothing() {
        for odd in [
            "http://jsmith:SEC@RETpw#x@proxy:3128",
            "http://jsmith:SEC#RETpw@proxy:3128",
            "http://jsmith:SEC/RETpw@proxy:3128",
            "http://proxy:99999",
            "http:/x y",
        ] {
            let shown = found(odd, "").unwrap();
            assert_eq!(shown, "of HTTPS_PROXY, which cannot be read", "{odd}");
        }
    }

    #[test]
    fn no_proxy_exempts() {
        for except in ["*", "awsapps.com", ".awsapps.com", "x, mycorp.awsapps.com"] {
            assert_eq!(found("http://proxy.example:8080", except), None, "{except}");
        }
        assert!(found("http://proxy.example:8080", "wsapps.com").is_some());
    }
}
