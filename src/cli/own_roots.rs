//! The lists of roots that clients here are set to use, read.
//!
//! Owns the reading: nobody named these files on the command line, so one that cannot be read is
//! no mistake of the run, but a fact about the client that would stop at it.

use std::path::Path;

use rustls::pki_types::{CertificateDer, pem::PemObject as _};

use crate::discovery::{self, DEFAULT_PROFILE, NamedRoots};
use crate::probe::OwnRoots;
use crate::system::environment::Variable;

use super::{flags::Probe, settings, target::Known};

/// Every list that a setting names, with the certificates in it.
pub(super) fn own_roots(flags: &Probe) -> Vec<OwnRoots> {
    let profile = flags.profile.clone();
    let profile = profile
        .or_else(|| Variable::AwsDefaultProfile.value())
        .or_else(|| Variable::AwsProfile.value())
        .unwrap_or_else(|| DEFAULT_PROFILE.to_owned());
    let config = Known::here().config.ok();
    let of_profile = config.and_then(|config| config.ca_bundle(&profile).map(Into::into));
    let read = |NamedRoots { setting, file }| OwnRoots {
        roots: certificates(&file),
        setting,
        file,
    };
    let named = discovery::named_roots(of_profile);
    named.into_iter().map(read).collect()
}

/// As clients read them: what is no certificate is passed over.
fn certificates(file: &Path) -> Result<Vec<CertificateDer<'static>>, String> {
    let shown = file.display();
    // A pipe without a writer must not hold up the run.
    if file.exists() && !file.is_file() {
        return Err(format!("{shown} is not a regular file"));
    }
    let bytes = settings::read(file, settings::LARGEST_PEM, "a PEM file");
    let bytes = bytes.map_err(|mistake| match mistake {
        settings::Mistake::Unreadable { why, .. } => format!("{shown}: {why}"),
        other => other.to_string(),
    })?;
    let found: Vec<_> = CertificateDer::pem_slice_iter(&bytes)
        .filter_map(Result::ok)
        .collect();
    match found.is_empty() {
        true => Err(format!("{shown} holds no certificate")),
        false => Ok(found),
    }
}
