//! This machine's own trust store, asked as an application would ask it.
//!
//! Owns the making of the verifier, and where its roots are. It may be slow (on Linux it reads and parses every root; on
//! Windows it may ask revocation servers), so callers keep it off the async threads.

use std::sync::Arc;
#[cfg(all(unix, not(target_vendor = "apple")))]
use std::sync::LazyLock;

use rustls::{RootCertStore, client::WebPkiServerVerifier, client::danger::ServerCertVerifier};
use rustls::{crypto::CryptoProvider, pki_types::CertificateDer};
#[cfg(not(all(unix, not(target_vendor = "apple"))))]
use rustls_platform_verifier::Verifier;

#[cfg(any(windows, test))]
mod physical;

#[cfg(all(unix, not(target_vendor = "apple")))]
use super::environment::Variable;

/// The roots of this system, which are hundreds of files: read once in a run, whoever asks first.
#[cfg(all(unix, not(target_vendor = "apple")))]
static ROOTS: LazyLock<Vec<CertificateDer<'static>>> =
    LazyLock::new(|| rustls_native_certs::load_native_certs().certs);

/// The verifier of the system's store, or why there is none: a container without CA
/// certificates has none. It is that of rustls-platform-verifier 0.7 for these systems
/// (`verification/others.rs`), which reads the roots anew for each.
#[cfg(all(unix, not(target_vendor = "apple")))]
pub fn machine_verifier(
    provider: Arc<CryptoProvider>,
) -> Result<Arc<dyn ServerCertVerifier>, String> {
    let mut store = RootCertStore::empty();
    store.add_parsable_certificates(ROOTS.iter().cloned());
    if store.is_empty() {
        let why = "No CA certificates were loaded from the system".to_owned();
        return Err(rustls::Error::General(why).to_string());
    }
    verifier(store, provider)
}

/// The verifier of the system's store, or why there is none.
#[cfg(not(all(unix, not(target_vendor = "apple"))))]
pub fn machine_verifier(
    provider: Arc<CryptoProvider>,
) -> Result<Arc<dyn ServerCertVerifier>, String> {
    match Verifier::new(provider) {
        Ok(verifier) => Ok(Arc::new(verifier)),
        Err(error) => Err(error.to_string()),
    }
}

/// Where the roots of [`machine_verifier`] are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Store {
    /// The variables that chose it, in the place of the system's own.
    pub settings: Vec<&'static str>,
    /// Files and folders, or the system's name for its store.
    pub places: Vec<String>,
    /// How many certificates are there; `None` where the system keeps that to itself.
    pub roots: Option<usize>,
}

/// Describes the store by reading all of it, as the verifier does: milliseconds. Where a variable
/// is set, the system's own places are not read.
#[cfg(all(unix, not(target_vendor = "apple")))]
pub fn store() -> Store {
    let chosen = [Variable::SslCertFile, Variable::SslCertDir];
    let chosen = chosen.map(|variable| variable.value().map(|value| (variable.name(), value)));
    let mut chosen: Vec<(&'static str, String)> = chosen.into_iter().flatten().collect();
    let settings = chosen.iter().map(|(name, _)| *name).collect();
    let mut places: Vec<String> = chosen.drain(..).map(|(_, place)| place).collect();
    if places.is_empty() {
        let found = openssl_probe::probe();
        let found = found.cert_file.into_iter().chain(found.cert_dir);
        places.extend(found.map(|place| place.display().to_string()));
    }
    Store {
        settings,
        places,
        roots: Some(ROOTS.len()),
    }
}

/// Describes the store, which the system alone reads.
#[cfg(not(all(unix, not(target_vendor = "apple"))))]
pub fn store() -> Store {
    let name = if cfg!(windows) {
        "Windows certificate store"
    } else {
        "keychain"
    };
    Store {
        settings: Vec::new(),
        places: vec![name.to_owned()],
        roots: None,
    }
}

/// An authority that the machine trusts, and the place that it stands in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authority {
    /// Its whole distinguished name.
    pub subject: String,
    /// In the words of the system.
    pub place: &'static str,
}

/// The authorities of each place that Windows reads its roots from; on other systems one place has
/// all, and is named with the store.
#[cfg(windows)]
pub fn authorities() -> Vec<Authority> {
    physical::authorities()
}

/// Nothing: one place has all, and is named with the store.
#[cfg(not(windows))]
pub fn authorities() -> Vec<Authority> {
    Vec::new()
}

/// A verifier that trusts the given roots alone, in the place of the system's.
pub fn bundle_verifier(
    roots: Vec<CertificateDer<'static>>,
    provider: Arc<CryptoProvider>,
) -> Result<Arc<dyn ServerCertVerifier>, String> {
    let mut store = RootCertStore::empty();
    store.add_parsable_certificates(roots);
    verifier(store, provider)
}

fn verifier(
    store: RootCertStore,
    provider: Arc<CryptoProvider>,
) -> Result<Arc<dyn ServerCertVerifier>, String> {
    match WebPkiServerVerifier::builder_with_provider(Arc::new(store), provider).build() {
        Ok(verifier) => Ok(verifier),
        Err(error) => Err(error.to_string()),
    }
}
