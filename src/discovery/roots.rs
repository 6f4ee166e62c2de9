//! Lists of roots that clients are set to use in the place of, or beside, those they bring along.
//!
//! Owns which setting wins. The files are read elsewhere.

use std::path::PathBuf;

use crate::evidence::TrustSetting;
use crate::system::environment::Variable;

/// A setting, and the file that it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedRoots {
    pub setting: TrustSetting,
    pub file: PathBuf,
}

/// At most one list for the AWS CLI, as botocore chooses (`configprovider.py`, `ca_bundle`: the
/// environment before the config; `endpoint.py`: `REQUESTS_CA_BUNDLE` last), and one for Node.js.
/// `ca_bundle` is the value of the profile in use.
pub fn named_roots(ca_bundle: Option<PathBuf>) -> Vec<NamedRoots> {
    let named = |setting| move |file| NamedRoots { setting, file };
    let of_cli = Variable::AwsCaBundle.path();
    let of_cli = of_cli
        .map(named(TrustSetting::AwsCaBundle))
        .or_else(|| ca_bundle.map(named(TrustSetting::CaBundle)))
        .or_else(|| {
            let last = Variable::RequestsCaBundle.path();
            last.map(named(TrustSetting::RequestsCaBundle))
        });
    let of_node = Variable::NodeExtraCaCerts.path();
    let of_node = of_node.map(named(TrustSetting::NodeExtraCaCerts));
    of_cli.into_iter().chain(of_node).collect()
}
