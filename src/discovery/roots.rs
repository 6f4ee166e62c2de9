//! Lists of roots that clients are set to use in the place of, or beside, those they bring along.
//!
//! Owns which settings there are and which wins. The files are read elsewhere.

use std::path::PathBuf;

use crate::evidence::TrustSetting;
use crate::system::environment::Variable;

use super::java;

/// A setting, and the file or the folders that it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedRoots {
    pub setting: TrustSetting,
    /// As it is set: several folders stand in one value.
    pub file: PathBuf,
    /// The setting that the AWS CLI takes in its place.
    pub shadowed_by: Option<TrustSetting>,
}

/// Every list that is set, and Java's own. Of those for the AWS CLI the one that it takes stands first, as botocore
/// chooses (`configprovider.py`, `ca_bundle`: the environment before the config; `endpoint.py`:
/// `REQUESTS_CA_BUNDLE` last). `ca_bundle` is the value of the profile in use.
pub fn named_roots(ca_bundle: Option<PathBuf>) -> Vec<NamedRoots> {
    let of_cli = [
        (TrustSetting::AwsCaBundle, Variable::AwsCaBundle.path()),
        (TrustSetting::CaBundle, ca_bundle),
        (
            TrustSetting::RequestsCaBundle,
            Variable::RequestsCaBundle.path(),
        ),
    ];
    let of_others = [
        (
            TrustSetting::NodeExtraCaCerts,
            Variable::NodeExtraCaCerts.path(),
        ),
        (TrustSetting::SslCertFile, Variable::SslCertFile.path()),
        (TrustSetting::SslCertDir, Variable::SslCertDir.path()),
        (TrustSetting::JavaTrustStore, java::trust_store()),
    ];
    let mut named = set(of_cli);
    let taken = named.first().map(|first| first.setting);
    for other in named.iter_mut().skip(1) {
        other.shadowed_by = taken;
    }
    named.extend(set(of_others));
    named
}

fn set<const N: usize>(settings: [(TrustSetting, Option<PathBuf>); N]) -> Vec<NamedRoots> {
    let named = |(setting, file): (TrustSetting, Option<PathBuf>)| {
        Some(NamedRoots {
            setting,
            file: file?,
            shadowed_by: None,
        })
    };
    settings.into_iter().filter_map(named).collect()
}
