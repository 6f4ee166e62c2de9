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
use crate::evidence::{HttpFault, PacTrouble, Reason, Reply, SystemAnswer};
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
            status => return Err(unfetched(Reason::new("pac_status").about(status))),
        }
    }
    let reason = Reason::new("pac_redirects").about(MOST_REDIRECTS);
    Err(unfetched(reason))
}

fn too_long() -> PacTrouble {
    PacTrouble::Useless(pac::PacFault::TooLong.reason())
}

fn unfetched(why: Reason) -> PacTrouble {
    PacTrouble::Unfetched(why)
}

/// In the words of a library, or of the system.
fn other(why: impl ToString) -> PacTrouble {
    unfetched(Reason::new("pac_other").about(why))
}

/// Where a redirect leads; a place without HTTP is none for a PAC file.
fn target(url: &Url, reply: &Reply) -> Result<Url, PacTrouble> {
    let nowhere = || unfetched(Reason::new("pac_nowhere").about(reply.status));
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
    fetched.map_err(|fault| unfetched(reason(fault)))
}

fn reason(fault: HttpFault) -> Reason {
    match fault {
        HttpFault::Reset => Reason::new("pac_reset"),
        HttpFault::Closed => Reason::new("pac_closed"),
        HttpFault::Timeout | HttpFault::Unfinished => Reason::new(super::ways::NO_ANSWER),
        HttpFault::Alert(what) => Reason::new("pac_alert").about(what),
        HttpFault::Protocol(what) => Reason::new("pac_other").about(what),
    }
}

async fn open(
    prober: &Prober,
    url: &Url,
) -> Result<Either<TcpStream, TlsStream<TcpStream>>, PacTrouble> {
    let host = url.host();
    let host = host.ok_or_else(|| unfetched(Reason::new("pac_no_host")))?;
    let port = url.port_or_known_default().unwrap_or_default();
    let addresses = addresses(prober, &host).await?;
    let connected = prober.network.connect_to_any(addresses, port).await;
    let stream = connected.map_err(|error| other(errno::reason(&error).1))?;
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
        true => Err(unfetched(Reason::new("pac_unresolved").about(host))),
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
    let verifier = verifier.map_err(other)??;
    let provider = Arc::new(aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(other)?
        .dangerous()
        .with_custom_certificate_verifier(verifier)
        .with_no_client_auth();
    let name = ServerName::try_from(host.to_string().trim_matches(['[', ']']).to_owned());
    let name = name.map_err(other)?;
    let connecting = TlsConnector::from(Arc::new(config)).connect(name, stream);
    connecting
        .await
        .map_err(|error| match tls::tls_error(&error) {
            Some(why) => other(why),
            None => other(errno::reason(&error).1),
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
    verifier.map_err(other)
}
