//! This machine's own trust store, asked as an application would ask it.
//!
//! Owns the making of the verifier. It may be slow (on Linux it reads and parses every root; on
//! Windows it may ask revocation servers), so callers keep it off the async threads.

use std::sync::Arc;

use rustls::{RootCertStore, client::WebPkiServerVerifier, client::danger::ServerCertVerifier};
use rustls::{crypto::CryptoProvider, pki_types::CertificateDer};
use rustls_platform_verifier::Verifier;

/// The verifier of the system's store, or why there is none: a container without CA
/// certificates has none.
pub fn machine_verifier(
    provider: Arc<CryptoProvider>,
) -> Result<Arc<dyn ServerCertVerifier>, String> {
    match Verifier::new(provider) {
        Ok(verifier) => Ok(Arc::new(verifier)),
        Err(error) => Err(error.to_string()),
    }
}

/// A verifier that trusts the given roots alone, in the place of the system's.
pub fn bundle_verifier(
    roots: Vec<CertificateDer<'static>>,
    provider: Arc<CryptoProvider>,
) -> Result<Arc<dyn ServerCertVerifier>, String> {
    let mut store = RootCertStore::empty();
    store.add_parsable_certificates(roots);
    match WebPkiServerVerifier::builder_with_provider(Arc::new(store), provider).build() {
        Ok(verifier) => Ok(verifier),
        Err(error) => Err(error.to_string()),
    }
}
