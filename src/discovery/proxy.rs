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
    /// Scheme, host and port alone.
    pub url: String,
}

/// The proxies that the environment names.
#[derive(Debug)]
pub struct Proxies {
    matcher: Matcher,
    source: Option<&'static str>,
}

/// For https the special variable goes before the general one, in either spelling.
const ORDER: [Variable; 4] = [
    Variable::HttpsProxy,
    Variable::HttpsProxyLower,
    Variable::AllProxy,
    Variable::AllProxyLower,
];

impl Proxies {
    /// Reads the environment.
    pub fn from_environment() -> Self {
        let proxy = ORDER
            .iter()
            .find_map(|variable| Some((variable.name(), variable.value()?)));
        let except = [Variable::NoProxy, Variable::NoProxyLower]
            .iter()
            .find_map(|variable| variable.value());
        Self::new(proxy, &except.unwrap_or_default())
    }

    /// No proxy for anything.
    pub fn none() -> Self {
        Self::new(None, "")
    }

    fn new(proxy: Option<(&'static str, String)>, except: &str) -> Self {
        let (source, value) = proxy.unzip();
        let matcher = Matcher::builder()
            .https(value.unwrap_or_default())
            .no(except.to_owned())
            .build();
        Self { matcher, source }
    }

    /// The proxy, whatever NO_PROXY exempts from it.
    pub fn named(&self) -> Option<NamedProxy> {
        // No NO_PROXY list can name the reserved top-level domain (RFC 2606).
        self.for_url(&"https://any.invalid/".parse().ok()?)
    }

    /// The proxy for this URL, unless NO_PROXY exempts it.
    pub fn for_url(&self, url: &Url) -> Option<NamedProxy> {
        let destination = url.as_str().parse().ok()?;
        let found = self.matcher.intercept(&destination)?;
        let proxy = found.uri();
        let scheme = proxy.scheme_str().unwrap_or("http");
        let authority = proxy.authority()?;
        let port = authority.port_u16().map(|port| format!(":{port}"));
        Some(NamedProxy {
            source: self.source?,
            url: format!(
                "{scheme}://{}{}",
                authority.host(),
                port.unwrap_or_default()
            ),
        })
    }
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
    fn no_proxy_exempts() {
        for except in ["*", "awsapps.com", ".awsapps.com", "x, mycorp.awsapps.com"] {
            assert_eq!(found("http://proxy.example:8080", except), None, "{except}");
        }
        assert!(found("http://proxy.example:8080", "wsapps.com").is_some());
    }
}
