//! The PAC file of a URL, fetched as a browser fetches it: directly, with this machine's trust.
//!
//! Owns the fetching: each connection through the probe's own door, so that `--resolver`, `--source`
//! and `--connect-to` hold for it, redirects followed, and no more read than a script may have. When
//! it is fetched, and for how long, is `ways`'s.

use std::{net::IpAddr, sync::Arc};

use rustls::{
    ClientConfig,
    client::danger::ServerCertVerifier,
    crypto::aws_lc_rs,
    pki_types::{CertificateDer, ServerName},
};
use tokio::net::TcpStream;
use tokio_rustls::{TlsConnector, client::TlsStream};
use tokio_util::either::Either;
use url::{Host, Url};

use crate::discovery::pac;
use crate::evidence::{HttpFault, PacTrouble, Reply, SystemAnswer};
use crate::system::{errno, trust};

use super::{Prober, http, proxy, tls};

/// As many as browsers follow (Fetch standard, "HTTP-redirect fetch").
const MOST_REDIRECTS: usize = 20;

/// Fetches it. The caller ends it in time.
pub(super) async fn fetch(prober: &Prober, url: &Url) -> Result<Vec<u8>, PacTrouble> {
    let mut url = url.clone();
    for _ in 0..=MOST_REDIRECTS {
        let (reply, body) = get(prober, &url).await?;
        match reply.status {
            200..=299 => return body.ok_or_else(too_long),
            301 | 302 | 303 | 307 | 308 => url = target(&url, &reply)?,
            status => return Err(unfetched(format!("HTTP {status}"))),
        }
    }
    Err(unfetched(format!("more than {MOST_REDIRECTS} redirects")))
}

fn too_long() -> PacTrouble {
    PacTrouble::Useless(pac::PacFault::TooLong.to_string())
}

fn unfetched(why: impl Into<String>) -> PacTrouble {
    PacTrouble::Unfetched(why.into())
}

/// Where a redirect leads; a place without HTTP is none for a PAC file.
fn target(url: &Url, reply: &Reply) -> Result<Url, PacTrouble> {
    let nowhere = || unfetched(format!("HTTP {} leads nowhere", reply.status));
    let location = reply.header("location").ok_or_else(nowhere)?;
    let target = url.join(location).map_err(|_| nowhere())?;
    match target.scheme() {
        "http" | "https" => Ok(target),
        _ => Err(nowhere()),
    }
}

async fn get(prober: &Prober, url: &Url) -> Result<(Reply, Option<Vec<u8>>), PacTrouble> {
    let request = http::request(url, &prober.options.user_agent);
    let mut stream = open(prober, url).await?;
    let fetched = http::fetch(&mut stream, &request, pac::LONGEST).await;
    fetched.map_err(|fault| unfetched(words(fault)))
}

fn words(fault: HttpFault) -> String {
    match fault {
        HttpFault::Reset => "the connection was reset".to_owned(),
        HttpFault::Closed => "the connection was closed before the end".to_owned(),
        HttpFault::Timeout | HttpFault::Unfinished => super::ways::NO_ANSWER.to_owned(),
        HttpFault::Alert(what) => format!("TLS alert {what}"),
        HttpFault::Protocol(what) => what,
    }
}

async fn open(
    prober: &Prober,
    url: &Url,
) -> Result<Either<TcpStream, TlsStream<TcpStream>>, PacTrouble> {
    let host = url.host();
    let host = host.ok_or_else(|| unfetched("the URL names no host"))?;
    let port = url.port_or_known_default().unwrap_or_default();
    let addresses = addresses(prober, &host).await?;
    let connected = prober.network.connect_to_any(addresses, port).await;
    let stream = connected.map_err(|error| unfetched(errno::reason(&error).1))?;
    match url.scheme() {
        "https" => Ok(Either::Right(secure(prober, &host, stream).await?)),
        _ => Ok(Either::Left(stream)),
    }
}

async fn addresses(prober: &Prober, host: &Host<&str>) -> Result<Vec<IpAddr>, PacTrouble> {
    let found = match host {
        Host::Ipv4(address) => vec![IpAddr::V4(*address)],
        Host::Ipv6(address) => vec![IpAddr::V6(*address)],
        Host::Domain(name) => match proxy::lookup(prober, name).await {
            SystemAnswer::Addresses(found) => found,
            _ => Vec::new(),
        },
    };
    match found.is_empty() {
        true => Err(unfetched(format!("{host} does not resolve"))),
        false => Ok(found),
    }
}

/// TLS by this machine's trust store, or what `--ca-bundle` puts into its place.
async fn secure(
    prober: &Prober,
    host: &Host<&str>,
    stream: TcpStream,
) -> Result<TlsStream<TcpStream>, PacTrouble> {
    let roots = prober.options.roots.machine.clone();
    let verifier = tokio::task::spawn_blocking(|| verifier(roots)).await;
    let verifier = verifier.map_err(|error| unfetched(error.to_string()))??;
    let provider = Arc::new(aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| unfetched(error.to_string()))?
        .dangerous()
        .with_custom_certificate_verifier(verifier)
        .with_no_client_auth();
    let name = ServerName::try_from(host.to_string().trim_matches(['[', ']']).to_owned());
    let name = name.map_err(|error| unfetched(error.to_string()))?;
    let connecting = TlsConnector::from(Arc::new(config)).connect(name, stream);
    connecting
        .await
        .map_err(|error| match tls::tls_error(&error) {
            Some(why) => unfetched(why.to_string()),
            None => unfetched(errno::reason(&error).1),
        })
}

fn verifier(
    roots: Option<Vec<CertificateDer<'static>>>,
) -> Result<Arc<dyn ServerCertVerifier>, PacTrouble> {
    let provider = Arc::new(aws_lc_rs::default_provider());
    let verifier = match roots {
        Some(roots) => trust::bundle_verifier(roots, provider),
        None => trust::machine_verifier(provider),
    };
    verifier.map_err(PacTrouble::Unfetched)
}
