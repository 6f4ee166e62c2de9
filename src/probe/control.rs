//! A control resolver that the user named, asked only about names that failed.
//!
//! Owns the three ways to ask one: plain, over TLS, over HTTPS. The connections to it are
//! ordinary ones that must be genuine: an answer from a stranger would be no control.

use std::{fmt, net::SocketAddr, str::FromStr, sync::Arc, time::Duration};

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
    message::{self, Asked},
    network::{Network, Start},
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
#[error("{0:?} is no resolver: give IP, IP:PORT, tls://HOST or https://HOST/dns-query")]
pub struct NotAResolver(String);

impl FromStr for ControlResolver {
    type Err = NotAResolver;

    fn from_str(text: &str) -> Result<Self, NotAResolver> {
        let bad = || NotAResolver(text.to_owned());
        if !text.contains("://") {
            return server_address(text).map(Self::Plain).ok_or_else(bad);
        }
        let url = Url::parse(text).map_err(|_| bad())?;
        let host = url.host().map(|host| host.to_owned());
        match (url.scheme(), host) {
            ("https", Some(_)) => Ok(Self::Https(url)),
            // A scheme that the URL standard does not know keeps its host as opaque text.
            ("tls", Some(Host::Domain(text))) => Ok(Self::Tls {
                host: Host::parse(&text).map_err(|_| bad())?,
                port: url.port().unwrap_or(853),
            }),
            ("tls", Some(host)) => Ok(Self::Tls {
                host,
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
            Self::Https(url) => write!(f, "{url}"),
        }
    }
}

/// `IP` or `IP:PORT`; port 53 where none is given.
pub fn server_address(text: &str) -> Option<SocketAddr> {
    let bare = text.trim_start_matches('[').trim_end_matches(']');
    text.parse()
        .ok()
        .or_else(|| bare.parse().ok().map(|ip| SocketAddr::new(ip, 53)))
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
        let asked = message::question(name, kind).ok_or(DnsFault::Malformed)?;
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
        let unreachable = || DnsFault::Unreachable("its name does not resolve".to_owned());
        let address = match host {
            Host::Ipv4(ip) => (*ip).into(),
            Host::Ipv6(ip) => (*ip).into(),
            Host::Domain(name) => {
                let name = name.clone();
                let found = tokio::task::spawn_blocking(move || lookup(&name)).await;
                match found {
                    Ok(Lookup::Addresses(addresses)) => {
                        *addresses.first().ok_or_else(unreachable)?
                    }
                    _ => return Err(unreachable()),
                }
            }
        };
        let name = ServerName::try_from(host.to_string().trim_matches(['[', ']']).to_owned());
        let name = name.map_err(|_| DnsFault::Malformed)?;
        let stream = network.connect(SocketAddr::new(address, port)).await;
        let stream = stream.map_err(|e| dns::fault(&e))?;
        let connector = TlsConnector::from(Arc::new(self.config.clone()));
        let stream = connector.connect(name, stream).await;
        stream.map_err(|e| dns::fault(&e))
    }

    /// An ordinary client, without a proxy: a proxy's answer would be the network's again.
    async fn over_https(&self, url: &Url, asked: &Asked) -> Result<DnsReply, DnsFault> {
        let unreachable =
            |error: reqwest::Error| DnsFault::Unreachable(error.without_url().to_string());
        let client = reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .tls_backend_preconfigured(self.config.clone())
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
        let https = "https://dns.example/dns-query";
        assert_eq!(shown(https).unwrap(), https);
        for bad in ["", "dns.example", "http://dns.example/", "tls://", "1.2.3"] {
            assert!(shown(bad).is_err(), "{bad}");
        }
    }
}
