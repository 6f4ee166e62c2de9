//! One TLS handshake, which goes on whatever the certificate is.
//!
//! Owns the client configuration and the classification of what goes wrong, by type; the two
//! opinions on the chain are `trust`'s.

use std::{
    io,
    sync::{Arc, OnceLock, atomic::Ordering},
    time::Duration,
};

use rustls::{
    AlertDescription, ClientConfig, DEFAULT_VERSIONS, DigitallySignedStruct, Error as TlsError,
    NamedGroup, SignatureScheme, SupportedProtocolVersion,
    client::{
        Resumption,
        danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    },
    crypto::{
        CryptoProvider, WebPkiSupportedAlgorithms, verify_tls12_signature, verify_tls13_signature,
    },
    pki_types::{CertificateDer, ServerName, UnixTime},
    version::TLS12,
};
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

use crate::evidence::{Hello, Rejection, TlsFault};
use crate::names::HostName;
use crate::system::errno::{self, Reason};

use super::{
    transport::{Carrier, Counted, Secured},
    trust,
};

/// A finished handshake.
pub(super) struct Agreed<S> {
    pub(super) stream: Secured<S>,
    pub(super) facts: Facts,
}

/// What it agreed on, with the chain as it was sent.
pub(super) struct Facts {
    pub(super) chain: Vec<CertificateDer<'static>>,
    pub(super) version: String,
    pub(super) cipher: String,
    pub(super) group: String,
    pub(super) alpn: Option<String>,
    /// Why it is not shown that the other side owns the certificate's key; none where it is.
    pub(super) unproven: Option<Rejection>,
}

/// A handshake that broke.
pub(super) struct Broken {
    pub(super) fault: TlsFault,
    /// After silence: whether the whole hello was acknowledged, where the system says so.
    pub(super) acknowledged: Option<bool>,
    /// Bytes that came before it broke.
    pub(super) received: u64,
}

/// The configurations of all handshakes.
pub(super) struct Hellos {
    ordinary: ClientConfig,
    classical: ClientConfig,
    long_classical: ClientConfig,
    nameless: ClientConfig,
    tls12: ClientConfig,
}

impl Hellos {
    pub(super) fn new(provider: &Arc<CryptoProvider>) -> Result<Self, TlsError> {
        let ordinary = configuration(Arc::clone(provider), DEFAULT_VERSIONS)?;
        let classical = configuration(Arc::new(without_post_quantum(provider)), DEFAULT_VERSIONS)?;
        let mut long_classical = classical.clone();
        long_classical.alpn_protocols.extend(padding());
        let mut nameless = ordinary.clone();
        nameless.enable_sni = false;
        Ok(Self {
            tls12: configuration(Arc::clone(provider), &[&TLS12])?,
            ordinary,
            classical,
            long_classical,
            nameless,
        })
    }

    /// Small segments are the connection's affair, not the hello's.
    pub(super) fn configuration(&self, hello: Hello) -> &ClientConfig {
        match hello {
            Hello::Ordinary | Hello::SmallSegments => &self.ordinary,
            Hello::Classical => &self.classical,
            Hello::LongClassical => &self.long_classical,
            Hello::Nameless => &self.nameless,
            Hello::Tls12 => &self.tls12,
        }
    }
}

/// The same groups but those with a post-quantum part, whose shares are over a kilobyte long.
fn without_post_quantum(provider: &CryptoProvider) -> CryptoProvider {
    let classical = |group: NamedGroup| {
        matches!(
            group,
            NamedGroup::X25519 | NamedGroup::secp256r1 | NamedGroup::secp384r1
        )
    };
    let mut provider = provider.clone();
    provider.kx_groups.retain(|group| classical(group.name()));
    provider
}

/// Names of protocols that nobody speaks, as long as names may be (RFC 7301, section 3.1: 255
/// bytes), so many that the hello comes to the size of one with a post-quantum share.
fn padding() -> impl Iterator<Item = Vec<u8>> {
    (0..5).map(|number| format!("x-aws-netcheck-padding-{number}-{}", "x".repeat(225)).into_bytes())
}

/// The configuration of every handshake of the walk: all that rustls offers by default, the
/// post-quantum share first as browsers send it, HTTP/1.1 alone, no resumption, so that each
/// handshake shows its chain.
fn configuration(
    provider: Arc<CryptoProvider>,
    versions: &[&'static SupportedProtocolVersion],
) -> Result<ClientConfig, TlsError> {
    let witness = Arc::new(Witness::of(&provider));
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(versions)?
        .dangerous()
        .with_custom_certificate_verifier(witness)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    config.resumption = Resumption::disabled();
    Ok(config)
}

/// Shakes hands for the name, and gives up after `limit`.
pub(super) async fn handshake<S: Carrier>(
    configuration: &ClientConfig,
    stream: S,
    name: ServerName<'static>,
    limit: Duration,
) -> Result<Agreed<S>, Broken> {
    let witness = Arc::new(Witness::of(configuration.crypto_provider()));
    let mut configuration = configuration.clone();
    let own: Arc<dyn ServerCertVerifier> = Arc::<Witness>::clone(&witness);
    configuration.dangerous().set_certificate_verifier(own);
    let connector = TlsConnector::from(Arc::new(configuration));
    let (counted, received) = Counted::new(stream);
    let mut connecting = connector.connect(name, counted);
    let (fault, acknowledged) = match timeout(limit, &mut connecting).await {
        Ok(Ok(stream)) => return Ok(agreed(stream, witness.objection.get().cloned())),
        Ok(Err(error)) => (fault(&error), None),
        Err(_) => {
            let stream = connecting.get_ref().map(Counted::get_ref);
            (
                TlsFault::Timeout,
                stream.and_then(Carrier::is_all_acknowledged),
            )
        }
    };
    Err(Broken {
        fault,
        acknowledged,
        received: received.load(Ordering::Relaxed),
    })
}

/// The name as rustls wants it.
pub(super) fn server_name(host: &HostName) -> ServerName<'static> {
    ServerName::try_from(host.as_str().to_owned()).expect("every host name is a server's name")
}

fn agreed<S>(stream: Secured<S>, unproven: Option<Rejection>) -> Agreed<S> {
    let (_, session) = stream.get_ref();
    let known = |text: Option<String>| text.unwrap_or_else(|| "unknown".to_owned());
    let chain = session.peer_certificates().unwrap_or_default().to_vec();
    let version = known(
        session
            .protocol_version()
            .map(|v| version_name(v).to_owned()),
    );
    let cipher = session.negotiated_cipher_suite();
    let cipher = known(cipher.map(|c| format!("{:?}", c.suite())));
    let group = session.negotiated_key_exchange_group();
    let group = known(group.map(|g| format!("{:?}", g.name())));
    let alpn = session.alpn_protocol();
    let alpn = alpn.map(|name| String::from_utf8_lossy(name).into_owned());
    let facts = Facts {
        chain,
        version,
        cipher,
        group,
        alpn,
        unproven,
    };
    Agreed { stream, facts }
}

fn version_name(version: rustls::ProtocolVersion) -> &'static str {
    match version {
        rustls::ProtocolVersion::TLSv1_3 => "TLSv1.3",
        rustls::ProtocolVersion::TLSv1_2 => "TLSv1.2",
        _ => "unknown",
    }
}

/// What went wrong, while the types are still known.
pub(super) fn fault(error: &io::Error) -> TlsFault {
    match tls_error(error) {
        Some(TlsError::AlertReceived(alert)) => TlsFault::Alert {
            code: u8::from(*alert),
            name: alert_name(*alert),
        },
        Some(other) => TlsFault::Protocol(other.to_string()),
        None => match errno::reason(error) {
            (Reason::Reset, _) => TlsFault::Reset,
            (Reason::Closed, _) => TlsFault::Closed,
            (Reason::TimedOut, _) => TlsFault::Timeout,
            (_, word) => TlsFault::Protocol(word),
        },
    }
}

/// The rustls error inside an I/O error, if that is what it is.
pub(super) fn tls_error(error: &io::Error) -> Option<&TlsError> {
    error.get_ref()?.downcast_ref::<TlsError>()
}

/// As RFC 8446 writes it: `handshake_failure`.
pub(super) fn alert_name(alert: AlertDescription) -> String {
    let mut name = String::new();
    for letter in format!("{alert:?}").chars() {
        if letter.is_ascii_uppercase() && !name.is_empty() {
            name.push('_');
        }
        name.push(letter.to_ascii_lowercase());
    }
    name
}

/// Lets every chain pass, to be judged later. The handshake's own signature, by which the other
/// side proves that it owns the certificate's key, is checked, and an objection is kept instead
/// of ending the handshake: gateways show certificates of old kinds that no verifier reads, and
/// the page behind them is evidence. A session with an objection is never the genuine one.
#[derive(Debug)]
struct Witness {
    algorithms: WebPkiSupportedAlgorithms,
    objection: OnceLock<Rejection>,
}

impl Witness {
    fn of(provider: &CryptoProvider) -> Self {
        Self {
            algorithms: provider.signature_verification_algorithms,
            objection: OnceLock::new(),
        }
    }

    fn note(
        &self,
        checked: Result<HandshakeSignatureValid, TlsError>,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        checked.or_else(|error| {
            self.objection.get_or_init(|| trust::rejection(&error));
            Ok(HandshakeSignatureValid::assertion())
        })
    }
}

impl ServerCertVerifier for Witness {
    fn verify_server_cert(
        &self,
        _end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, TlsError> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        self.note(verify_tls12_signature(message, cert, dss, &self.algorithms))
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        self.note(verify_tls13_signature(message, cert, dss, &self.algorithms))
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alerts_are_named_as_the_standard_does() {
        assert_eq!(
            alert_name(AlertDescription::HandshakeFailure),
            "handshake_failure"
        );
        assert_eq!(
            alert_name(AlertDescription::UnrecognisedName),
            "unrecognised_name"
        );
    }

    #[test]
    fn faults_go_by_type() {
        let alert = TlsError::AlertReceived(AlertDescription::AccessDenied);
        let alert = io::Error::new(io::ErrorKind::InvalidData, alert);
        let name = "access_denied".to_owned();
        assert_eq!(fault(&alert), TlsFault::Alert { code: 49, name });
        let reset = io::Error::from(io::ErrorKind::ConnectionReset);
        assert_eq!(fault(&reset), TlsFault::Reset);
        let closed = io::Error::from(io::ErrorKind::UnexpectedEof);
        assert_eq!(fault(&closed), TlsFault::Closed);
    }
}
