//! The way that applications here go to a URL: which proxies, by which setting, and what exempts it.
//!
//! Owns the order of the settings. How a proxy is written is `server`'s; speaking to one is the
//! probe's. NO_PROXY is matched word by word as hyper-util does it, which follows curl.

use hyper_util::client::proxy::matcher::Matcher;
use url::Url;

use crate::system::environment::Variable;

use super::pac;

mod server;

pub use server::{BadProxy, Login, ProxyKind, ProxyServer};

/// One way to a host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hop {
    Direct,
    Proxy(ProxyServer),
}

/// How a URL is reached, and why so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// Tried in this order until one can be reached. Empty where a setting cannot be read.
    pub hops: Vec<Hop>,
    /// The setting that decided; none where there is none at all.
    pub source: Option<String>,
    /// The word of NO_PROXY by which the URL goes without the proxy.
    pub exempt: Option<String>,
}

/// A proxy without its login, and the setting that names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedProxy {
    pub source: String,
    /// Scheme, host and port alone; none where the value cannot be read.
    pub url: Option<String>,
}

/// A PAC file, and where it comes from.
#[derive(Debug, Clone)]
pub enum Pac {
    File { name: String, bytes: Vec<u8> },
    Url(Url),
}

impl Pac {
    /// The setting, as it may be shown.
    pub fn source(&self) -> String {
        match self {
            Self::File { name, .. } => format!("PAC file {name}"),
            Self::Url(url) => {
                let host = url.host_str().unwrap_or_default();
                let port = url.port().map(|port| format!(":{port}"));
                let port = port.unwrap_or_default();
                format!("PAC file {}://{host}{port}{}", url.scheme(), url.path())
            }
        }
    }
}

/// What this machine's settings say of proxies.
#[derive(Debug, Clone)]
pub struct Proxies {
    named: Option<Named>,
    pac: Option<Pac>,
    /// Words of NO_PROXY.
    except: Vec<String>,
}

/// A proxy that a setting names.
#[derive(Debug, Clone)]
struct Named {
    source: String,
    server: Result<ProxyServer, BadProxy>,
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
        let named = ORDER
            .iter()
            .find_map(|variable| Some((variable.name(), variable.value()?)));
        let except = [Variable::NoProxyLower, Variable::NoProxy]
            .iter()
            .find_map(|variable| variable.value());
        Self::new(named, &except.unwrap_or_default())
    }

    /// No proxy for anything.
    pub fn none() -> Self {
        Self::new(None, "")
    }

    /// One proxy for everything, as `--proxy` names it.
    pub fn given(server: ProxyServer) -> Self {
        let named = Named {
            source: "--proxy".to_owned(),
            server: Ok(server),
        };
        Self {
            named: Some(named),
            pac: None,
            except: Vec::new(),
        }
    }

    /// As a PAC file says for each host.
    pub fn by_pac(pac: Pac) -> Self {
        Self {
            pac: Some(pac),
            ..Self::none()
        }
    }

    /// The PAC file that decides, where one does.
    pub fn pac(&self) -> Option<&Pac> {
        self.pac.as_ref()
    }

    fn new(named: Option<(&str, String)>, except: &str) -> Self {
        let words = except.split(',').map(str::trim);
        Self {
            named: named.map(|(source, value)| Named {
                source: source.to_owned(),
                server: ProxyServer::parse(&value),
            }),
            pac: None,
            except: words
                .filter(|word| !word.is_empty())
                .map(str::to_owned)
                .collect(),
        }
    }

    /// The proxy, whatever NO_PROXY exempts from it, or the PAC file.
    pub fn named(&self) -> Option<NamedProxy> {
        if let Some(pac) = &self.pac {
            return Some(NamedProxy {
                source: pac.source(),
                url: None,
            });
        }
        self.named.as_ref().map(|named| NamedProxy {
            source: named.source.clone(),
            url: named.server.as_ref().ok().map(ProxyServer::shown),
        })
    }

    /// How this URL is reached.
    pub fn route(&self, url: &Url) -> Route {
        let Some(named) = &self.named else {
            return Route {
                hops: vec![Hop::Direct],
                source: None,
                exempt: None,
            };
        };
        let exempt = self.except.iter().find(|word| is_exempted(url, word));
        let hops = match (&named.server, exempt) {
            (_, Some(_)) => vec![Hop::Direct],
            (Ok(server), None) => vec![Hop::Proxy(server.clone())],
            (Err(_), None) => Vec::new(),
        };
        Route {
            hops,
            source: Some(named.source.clone()),
            exempt: exempt.cloned(),
        }
    }
}

/// SOCKS 5 as browsers speak it leaves the name to the proxy; version 4 cannot (Chromium,
/// `net/docs/proxy.md`).
impl From<pac::Hop> for Hop {
    fn from(hop: pac::Hop) -> Self {
        let pac::Hop::Proxy(address) = hop else {
            return Self::Direct;
        };
        Self::Proxy(ProxyServer {
            kind: match address.kind {
                pac::ProxyKind::Http => ProxyKind::Http,
                pac::ProxyKind::Https => ProxyKind::Https,
                pac::ProxyKind::Socks4 => ProxyKind::Socks4,
                pac::ProxyKind::Socks5 => ProxyKind::Socks5h,
            },
            host: address.host,
            port: address.port,
            login: None,
        })
    }
}

/// Whether this word of NO_PROXY is about the URL.
fn is_exempted(url: &Url, word: &str) -> bool {
    // The matcher only tells which hosts are exempt: any proxy does for that.
    let matcher = Matcher::builder()
        .https("http://proxy.invalid")
        .no(word.to_owned())
        .build();
    let destination = url.as_str().parse();
    destination.is_ok_and(|destination| matcher.intercept(&destination).is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn route(proxy: &str, except: &str) -> Route {
        let proxies = Proxies::new(Some(("HTTPS_PROXY", proxy.to_owned())), except);
        proxies.route(&Url::parse("https://mycorp.awsapps.com/start").unwrap())
    }

    #[test]
    fn what_cannot_be_read_is_no_way_and_shows_nothing() {
        let route = route("http://jsmith:SEC#RETpw@proxy:3128", "");
        assert_eq!(route.hops, []);
        assert_eq!(route.source.as_deref(), Some("HTTPS_PROXY"));
    }

    #[test]
    fn no_proxy_exempts_and_says_by_which_word() {
        for (except, word) in [
            ("*", "*"),
            ("x, awsapps.com", "awsapps.com"),
            (".awsapps.com", ".awsapps.com"),
            ("x, mycorp.awsapps.com,awsapps.com", "mycorp.awsapps.com"),
        ] {
            let route = route("http://proxy.example:8080", except);
            assert_eq!(route.exempt.as_deref(), Some(word));
            assert_eq!(route.hops, [Hop::Direct]);
        }
        let route = route("http://proxy.example:8080", "wsapps.com");
        assert_eq!(route.exempt, None);
        assert!(matches!(route.hops[..], [Hop::Proxy(_)]));
    }
}
