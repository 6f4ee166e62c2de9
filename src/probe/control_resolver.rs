//! A control resolver that the user named, asked only about names that failed.
//!
//! Owns the three ways to ask one: plain, over TLS, over HTTPS. The connections to it are
//! ordinary ones that must be genuine: an answer from a stranger would be no control.

use std::{
    error::Error,
    fmt, iter,
    net::{IpAddr, SocketAddr},
    str::FromStr,
    sync::Arc,
    time::Duration,
};

use rustls::{ClientConfig, RootCertStore, crypto::CryptoProvider, pki_types::ServerName};
use tokio::{net::TcpStream, time::timeout};
use tokio_rustls::{TlsConnector, client::TlsStream};
use url::{Host, Url};

use crate::evidence::{
    Asker, DnsFault, DnsReply, Observation, Question, RecordKind, Saw, Transport,
};
use crate::names::HostName;
use crate::system::lookup::{Lookup, lookup};

use super::{
    dns::{self, Ask},
    message::{self, Asked, Form},
    network::{Network, Start},
    tls,
};

/// A resolver to compare with, as `--control-resolver` takes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ControlResolver {
    /// `IP[:PORT]`.
    Plain(SocketAddr),
    /// `tls://HOST[:PORT]`, RFC 7858.
    Tls { host: Host, port: u16 },
    /// `https://HOST/PATH`, RFC 8484.
    Https(Url),
}

/// Why a text names no control resolver.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is no resolver: give IP, IP:PORT, tls://HOST or https://HOST/dns-query, without a user name"
)]
pub struct NotAResolver(String);

impl FromStr for ControlResolver {
    type Err = NotAResolver;

    fn from_str(text: &str) -> Result<Self, NotAResolver> {
        let bad = || NotAResolver(text.to_owned());
        if !text.contains("://") {
            return server_address(text).map(Self::Plain).ok_or_else(bad);
        }
        let url = Url::parse(text).map_err(|_| bad())?;
        // A password would stand in every report; port 0 cannot be connected to.
        if !url.username().is_empty() || url.password().is_some() || url.port() == Some(0) {
            return Err(bad());
        }
        let host = url.host().map(|host| host.to_owned()).ok_or_else(bad)?;
        match url.scheme() {
            "https" => Ok(Self::Https(url)),
            "tls" if matches!(url.path(), "" | "/") => Ok(Self::Tls {
                host: match host {
                    // A scheme that the URL standard does not know keeps its host as opaque text.
                    Host::Domain(text) => Host::parse(&text).map_err(|_| bad())?,
                    address => address,
                },
                port: url.port().unwrap_or(853),
            }),
            _ => Err(bad()),
        }
    }
}

impl fmt::Display for ControlResolver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Plain(address) => write!(f, "{address}"),
            Self::Tls { host, port } => write!(f, "tls://{host}:{port}"),
            // What follows the host may hold a token.
            Self::Https(url) => {
                let host = url.host_str().unwrap_or_default();
                let port = url.port().map(|port| format!(":{port}"));
                write!(f, "https://{host}{}/...", port.unwrap_or_default())
            }
        }
    }
}

/// `IP` or `IP:PORT`; port 53 where none is given.
pub fn server_address(text: &str) -> Option<SocketAddr> {
    let bare = text.trim_start_matches('[').trim_end_matches(']');
    text.parse()
        .ok()
        .or_else(|| bare.parse().ok().map(|ip| SocketAddr::new(ip, 53)))
        .filter(|address| address.port() != 0)
}

/// Asks one resolver for one record type.
pub(super) async fn ask(
    network: &Network,
    tls: &Secure,
    resolver: &ControlResolver,
    name: &HostName,
    kind: RecordKind,
    limit: Duration,
) -> Observation {
    if let ControlResolver::Plain(server) = resolver {
        let ask = Ask {
            name: name.clone(),
            kind,
            server: *server,
            asker: Asker::Control,
            attempt: 1,
        };
        return dns::ask(network, &ask, limit).await;
    }
    let start = Start::now();
    let transport = match resolver {
        ControlResolver::Https(_) => Transport::Https,
        _ => Transport::Tls,
    };
    let dialogue = tls.ask(network, resolver, name, kind);
    let outcome = timeout(limit, dialogue)
        .await
        .unwrap_or(Err(DnsFault::Timeout));
    Observation {
        started: start.wall,
        took: start.elapsed(),
        attempt: 1,
        local: None,
        peer: None,
        redirected: None,
        proxy: None,
        saw: Saw::Question(Question {
            name: name.clone(),
            kind,
            server: resolver.to_string(),
            asker: Asker::Control,
            transport,
            outcome,
        }),
    }
}

/// How genuine connections are made.
pub(super) struct Secure {
    config: ClientConfig,
}

impl Secure {
    pub(super) fn new(
        provider: Arc<CryptoProvider>,
        roots: Arc<RootCertStore>,
    ) -> Result<Self, rustls::Error> {
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Self { config })
    }

    async fn ask(
        &self,
        network: &Network,
        resolver: &ControlResolver,
        name: &HostName,
        kind: RecordKind,
    ) -> Result<DnsReply, DnsFault> {
        let asked = message::question(name, kind, Form::Extended).ok_or(DnsFault::Malformed)?;
        match resolver {
            ControlResolver::Https(url) => self.over_https(url, &asked).await,
            ControlResolver::Tls { host, port } => {
                let stream = self.open(network, host, *port).await?;
                dns::over_stream(stream, &asked).await
            }
            ControlResolver::Plain(_) => Err(DnsFault::Malformed),
        }
    }

    async fn open(
        &self,
        network: &Network,
        host: &Host,
        port: u16,
    ) -> Result<TlsStream<TcpStream>, DnsFault> {
        let name = ServerName::try_from(host.to_string().trim_matches(['[', ']']).to_owned());
        let name = name.map_err(|_| DnsFault::Malformed)?;
        let stream = connect(network, host, port).await?;
        let connector = TlsConnector::from(Arc::new(self.config.clone()));
        let stream = connector.connect(name, stream).await;
        stream.map_err(|e| match tls::tls_error(&e) {
            Some(why) => DnsFault::Unreachable(why.to_string()),
            None => dns::fault(&e),
        })
    }

    /// An ordinary client, without a proxy: a proxy's answer would be the network's again.
    async fn over_https(&self, url: &Url, asked: &Asked) -> Result<DnsReply, DnsFault> {
        let unreachable = |error: reqwest::Error| DnsFault::Unreachable(innermost(&error));
        // Some resolvers speak HTTP/2 alone, which RFC 8484, section 5.2, recommends.
        let mut config = self.config.clone();
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        let client = reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .tls_backend_preconfigured(config)
            .build()
            .map_err(unreachable)?;
        let mut response = client
            .post(url.clone())
            .header("content-type", "application/dns-message")
            .header("accept", "application/dns-message")
            .body(asked.bytes.clone())
            .send()
            .await
            .map_err(unreachable)?;
        let mut bytes = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(unreachable)? {
            bytes.extend_from_slice(&chunk);
            // No DNS message is longer (RFC 1035, section 4.2.2).
            if bytes.len() > usize::from(u16::MAX) {
                return Err(DnsFault::Malformed);
            }
        }
        asked.reply(&bytes).ok_or(DnsFault::Malformed)
    }
}

/// The first reason, which an ordinary client wraps into several of its own: "invalid peer
/// certificate" says more than "error sending request".
fn innermost(error: &(dyn Error + 'static)) -> String {
    iter::successors(Some(error), |error| (*error).source())
        .last()
        .map_or_else(String::new, ToString::to_string)
}

async fn connect(network: &Network, host: &Host, port: u16) -> Result<TcpStream, DnsFault> {
    let addresses = match host {
        Host::Ipv4(ip) => vec![IpAddr::V4(*ip)],
        Host::Ipv6(ip) => vec![IpAddr::V6(*ip)],
        Host::Domain(name) => {
            let name = name.clone();
            match tokio::task::spawn_blocking(move || lookup(&name)).await {
                Ok(Lookup::Addresses(addresses)) if !addresses.is_empty() => addresses,
                _ => {
                    return Err(DnsFault::Unreachable(
                        "its name does not resolve".to_owned(),
                    ));
                }
            }
        }
    };
    let connected = network.connect_to_any(addresses, port).await;
    connected.map_err(|e| dns::fault(&e))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn resolvers_are_named_in_three_ways() {
        let shown = |text: &str| text.parse::<ControlResolver>().map(|r| r.to_string());
        assert_eq!(shown("192.0.2.1").unwrap(), "192.0.2.1:53");
        assert_eq!(shown("[2001:db8::1]:5353").unwrap(), "[2001:db8::1]:5353");
        assert_eq!(shown("2001:db8::1").unwrap(), "[2001:db8::1]:53");
        assert_eq!(shown("tls://dns.example").unwrap(), "tls://dns.example:853");
        assert_eq!(
            shown("tls://192.0.2.1:8853").unwrap(),
            "tls://192.0.2.1:8853"
        );
        let https = "https://dns.example:8443/token/dns-query?key=secret";
        assert_eq!(shown(https).unwrap(), "https://dns.example:8443/...");
        for bad in [
            "",
            "dns.example",
            "1.2.3",
            "192.0.2.1:0",
            "http://dns.example/",
            "tls://",
            "tls://dns.example:0",
            "tls://dns.example/dns-query",
            "https://user:secret@dns.example/dns-query",
        ] {
            assert!(shown(bad).is_err(), "{bad}");
        }
    }
}
