//! One proxy: of what kind it is, where it is, and with what login.
//!
//! Owns the reading of a proxy's address as settings write it, and that its login is never shown.

use std::fmt;

use percent_encoding::percent_decode_str;
use url::{Host, Url};

/// How a proxy is spoken to, and who resolves the target's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ProxyKind {
    /// HTTP CONNECT.
    Http,
    /// HTTP CONNECT within TLS to the proxy.
    Https,
    /// SOCKS 4: the target's IPv4 address is found here.
    Socks4,
    /// SOCKS 4A: the proxy resolves.
    Socks4a,
    /// SOCKS 5, the target's name resolved here.
    Socks5,
    /// SOCKS 5: the proxy resolves.
    Socks5h,
}

impl ProxyKind {
    /// By the scheme of its URL (curl(1), `--proxy`). `socks` alone means version 5 to GNOME and to Java.
    fn of_scheme(scheme: &str) -> Option<Self> {
        Some(match scheme {
            "http" => Self::Http,
            "https" => Self::Https,
            "socks4" => Self::Socks4,
            "socks4a" => Self::Socks4a,
            "socks5" | "socks" => Self::Socks5,
            "socks5h" => Self::Socks5h,
            _ => return None,
        })
    }

    fn scheme(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
            Self::Socks4 => "socks4",
            Self::Socks4a => "socks4a",
            Self::Socks5 => "socks5",
            Self::Socks5h => "socks5h",
        }
    }

    /// Where no port is written. curl alone takes 1080 for all of them.
    fn port(self) -> u16 {
        match self {
            Self::Http => 80,
            Self::Https => 443,
            Self::Socks4 | Self::Socks4a | Self::Socks5 | Self::Socks5h => 1080,
        }
    }

    /// Whether the target's name is resolved on this machine.
    pub fn resolves_here(self) -> bool {
        matches!(self, Self::Socks4 | Self::Socks5)
    }
}

/// A user's name and password for a proxy. Nothing prints them.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Login {
    pub user: String,
    pub password: String,
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Login(…)")
    }
}

/// One proxy.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ProxyServer {
    pub kind: ProxyKind,
    /// A name, of one label or more, or an address; IPv6 without brackets.
    pub host: String,
    pub port: u16,
    pub login: Option<Login>,
}

/// Why a text names no proxy. It shows nothing of the text, which may hold a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadProxy {
    #[error("it is no URL of a proxy: write http://HOST:PORT")]
    NoUrl,
    #[error(
        "its scheme is none of a proxy: http, https, socks4, socks4a, socks5 and socks5h are known"
    )]
    Scheme,
    #[error("its password holds an @, /, ? or # that is not written as %40, %2F, %3F or %23")]
    Password,
}

impl ProxyServer {
    /// Reads `[SCHEME://][USER[:PASSWORD]@]HOST[:PORT]`; without a scheme it is HTTP. What follows
    /// the host is nothing of a proxy's, and ignored as curl does.
    ///
    /// # Errors
    /// Where it names no proxy surely: a password with an unescaped sign in it shifts the host's place.
    pub fn parse(text: &str) -> Result<Self, BadProxy> {
        let text = text.trim();
        let whole = match text.contains("://") {
            true => text.to_owned(),
            // A scheme with a slash too few.
            false if text.contains(":/") => return Err(BadProxy::NoUrl),
            false => format!("http://{text}"),
        };
        let (scheme, rest) = whole.split_once("://").ok_or(BadProxy::NoUrl)?;
        let kind = ProxyKind::of_scheme(&scheme.to_ascii_lowercase()).ok_or(BadProxy::Scheme)?;
        let (authority, after) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
        if authority.matches('@').count() > 1 || after.contains('@') {
            return Err(BadProxy::Password);
        }
        // Read as http, for which the rules on hosts are those of hosts.
        let url = Url::parse(&format!("http://{authority}")).map_err(|_| BadProxy::NoUrl)?;
        Ok(Self {
            kind,
            host: match url.host().ok_or(BadProxy::NoUrl)? {
                Host::Domain(name) => name.to_owned(),
                Host::Ipv4(address) => address.to_string(),
                Host::Ipv6(address) => address.to_string(),
            },
            port: written_port(authority).unwrap_or_else(|| kind.port()),
            login: login(&url),
        })
    }

    /// Scheme, host and port: all that may be shown.
    pub fn shown(&self) -> String {
        let host = match self.host.contains(':') {
            true => format!("[{}]", self.host),
            false => self.host.clone(),
        };
        format!("{}://{host}:{}", self.kind.scheme(), self.port)
    }
}

/// Whether a proxy's address, as settings write it, has a port.
pub(super) fn has_port(text: &str) -> bool {
    let rest = text.split_once("://").map_or(text, |(_, rest)| rest);
    written_port(rest.split(['/', '?', '#']).next().unwrap_or_default()).is_some()
}

/// The port as written: a URL forgets the one that is its scheme's own.
fn written_port(authority: &str) -> Option<u16> {
    let (_, port) = authority.rsplit_once(':')?;
    port.parse().ok()
}

fn login(url: &Url) -> Option<Login> {
    let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let password = url.password();
    let given = !url.username().is_empty() || password.is_some();
    given.then(|| Login {
        user: decoded(url.username()),
        password: decoded(password.unwrap_or_default()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> ProxyServer {
        ProxyServer::parse(text).unwrap()
    }

    #[test]
    fn kind_host_port_and_login_are_read() {
        let proxy = read("http://jane:p%40ss@proxy.example:8080/x");
        assert_eq!(proxy.shown(), "http://proxy.example:8080");
        let login = proxy.login.unwrap();
        assert_eq!(
            (login.user.as_str(), login.password.as_str()),
            ("jane", "p@ss")
        );
        for (text, shown) in [
            ("proxy:3128", "http://proxy:3128"),
            ("http://proxy:80", "http://proxy:80"),
            ("http://proxy", "http://proxy:80"),
            ("HTTPS://proxy", "https://proxy:443"),
            ("socks5h://[2001:db8::1]", "socks5h://[2001:db8::1]:1080"),
            ("socks5h://[2001:db8::1]:99", "socks5h://[2001:db8::1]:99"),
        ] {
            assert_eq!(read(text).shown(), shown, "{text}");
        }
    }

    #[test]
    fn what_names_no_proxy_surely_shows_nothing() {
        for (text, why) in [
            ("http://jsmith:SEC@RETpw#x@proxy:3128", BadProxy::Password),
            ("http://jsmith:SEC#RETpw@proxy:3128", BadProxy::Password),
            ("http://jsmith:SEC/RETpw@proxy:3128", BadProxy::Password),
            ("http://proxy:99999", BadProxy::NoUrl),
            ("http:/x y", BadProxy::NoUrl),
            ("ftp://proxy", BadProxy::Scheme),
            ("", BadProxy::NoUrl),
        ] {
            assert_eq!(ProxyServer::parse(text).unwrap_err(), why, "{text}");
            assert!(!why.to_string().contains("SEC"));
        }
        let shown = format!("{:?}", read("http://jane:SECRET@proxy:1"));
        assert!(
            !shown.contains("SECRET") && !shown.contains("jane"),
            "{shown}"
        );
    }
}
