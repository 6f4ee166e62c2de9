//! Least privilege: which entries would also admit what AWS's customers run.
//!
//! Owns the suffixes that AWS shares with its customers, and which entries are fit for a list
//! that exempts from TLS inspection.

use crate::catalogue::{Client, Endpoint, Kind, Operator, Requirement};
use crate::names::HostName;

use super::{Entry, Reach};

/// Suffixes below which anybody with an AWS account can have a name: buckets, distributions,
/// functions, load balancers. The catalogue marks its own rows with `aws-shared`; these are here
/// so that no widening can lead to them.
const SHARED: &[&str] = &[
    "amazonaws.com",
    "amazonaws.com.cn",
    "amazonaws.eu",
    "cloudfront.net",
    "s3.amazonaws.com",
];

/// Whether a wildcard before this base admits what AWS's customers run.
pub(super) fn is_shared(base: &HostName) -> bool {
    SHARED.contains(&base.as_str())
}

/// Whether other companies' portals are below this base: their names differ in the first label.
pub(super) fn is_of_tenants(base: &HostName) -> bool {
    matches!(base.as_str(), "awsapps.com" | "awsapps.cn")
        || base.as_str().split('.').any(|label| label == "portal")
}

/// Whether an entry means names below such a base.
pub(super) fn wildly(entry: &Entry, such: fn(&HostName) -> bool) -> bool {
    entry.reach != Reach::Itself && such(&entry.base)
}

/// Whether the paths of a host are buckets of anybody: the endpoint of S3 itself.
pub(super) fn is_of_buckets(host: &HostName) -> bool {
    host.as_str().split('.').next() == Some("s3")
}

/// Whether buckets of anybody are below this host: it is S3 itself, or a bucket of it, for a bucket's
/// name may have dots (Amazon S3 User Guide, "Bucket naming rules").
pub fn has_buckets_below(host: &HostName) -> bool {
    host.as_str().split('.').any(|label| label == "s3")
}

/// Whether the portals of all companies are at this host, told apart by their paths: in GovCloud
/// and in China a directory has no host of its own.
pub(super) fn is_of_all_portals(host: &HostName) -> bool {
    let of_portals = |base: &str| {
        let rest = host.as_str().strip_suffix(base);
        rest.is_some_and(|rest| rest.starts_with("start.") && rest.ends_with("home."))
    };
    of_portals("awsapps.com") || of_portals("awsapps.cn")
}

/// Whether a wildcard before this base admits the API of every AWS service, storage among them:
/// dual-stack endpoints are named `service.region.api.aws` (AWS General Reference, "AWS service
/// endpoints").
pub(super) fn is_every_service(base: &HostName) -> bool {
    base.as_str() == "api.aws"
}

/// Whether the row is a wildcard on a name that AWS shares with its customers.
pub(super) fn is_shared_wildcard(row: &Endpoint) -> bool {
    row.operator == Operator::AwsShared && row.kind == Kind::Wildcard
}

/// Why a row is not exempted from TLS inspection, where it is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Inspected {
    /// Anybody may be behind the name, or somebody else than AWS.
    NotOfAws,
    /// Other companies have portals below it.
    OfTenants,
    /// It is fetched without TLS.
    NoTls,
    /// Only browsers call it, which trust what their machine trusts, and no sign-in depends on it.
    NotNeeded,
}

impl Inspected {
    pub(super) fn why(self) -> &'static str {
        match self {
            Self::NotOfAws => "not exempted: others than AWS have a hand in the name or its suffix",
            Self::OfTenants => {
                "not exempted: other companies have portals below it; give yours, as in \
                 --directory mycorp, with --breadth documented"
            }
            Self::NoTls => "not exempted: it is fetched without TLS",
            Self::NotNeeded => {
                "not exempted: only browsers call it, and a sign-in works with it inspected"
            }
        }
    }
}

/// Whether a row may stay inspected: `None` where a sign-in needs it unopened, or a program calls
/// it that brings a list of CAs of its own, as the AWS CLI, the SDKs and IDEs do.
pub(super) fn inspected(row: &Endpoint) -> Option<Inspected> {
    let program = |client: &Client| matches!(client, Client::AwsCli | Client::Ide);
    if row.operator != Operator::Aws {
        Some(Inspected::NotOfAws)
    } else if row.port != 443 {
        Some(Inspected::NoTls)
    } else if row.requirement == Requirement::Required || row.clients.iter().any(program) {
        None
    } else {
        Some(Inspected::NotNeeded)
    }
}
