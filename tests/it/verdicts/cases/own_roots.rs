//! Chains as the lists of roots see them that clients are set to use.

use aws_netcheck::evidence::{
    MachineTrust, Rejection, Session,
    TrustSetting::{self, AwsCaBundle, CaBundle, NodeExtraCaCerts, RequestsCaBundle},
};

use super::{A, Case, SIGNIN, case};
use crate::verdicts::sketch::{Sketch, aws, genuine, host, inspected, untrusted, with_own};

fn unknown() -> MachineTrust {
    MachineTrust::Rejected(Rejection::UnknownIssuer)
}

/// Answered by AWS over this session, of which the list that the setting names says this.
fn seen(session: Session, setting: TrustSetting, trust: MachineTrust) -> [Sketch; 1] {
    let session = with_own(setting, trust, session);
    let path = host(SIGNIN).resolves(&[A]).tcp(A).tls(A, session);
    [path.http(A, aws(200))]
}

pub(super) fn cases() -> Vec<Case> {
    let rejected = || Session {
        machine: unknown(),
        ..genuine()
    };
    vec![
        case(
            "client_roots",
            seen(genuine(), AwsCaBundle, unknown()),
            &["us-east-1.signin.aws degraded tls.untrusted client_roots high"],
        ),
        case(
            "client_roots_that_cannot_be_read",
            seen(
                genuine(),
                RequestsCaBundle,
                MachineTrust::NotAsked("no such file".into()),
            ),
            &["us-east-1.signin.aws degraded tls.untrusted client_roots high"],
        ),
        case(
            "client_roots_not_where_they_accept",
            seen(genuine(), CaBundle, MachineTrust::Trusted),
            &["us-east-1.signin.aws open"],
        ),
        case(
            "client_roots_not_of_another_client",
            seen(genuine(), NodeExtraCaCerts, unknown()),
            &["us-east-1.signin.aws open"],
        ),
        case(
            "client_roots_not_where_the_store_minds_too",
            seen(rejected(), CaBundle, unknown()),
            &["us-east-1.signin.aws degraded tls.untrusted client_trust high"],
        ),
        case(
            "inspected_for_a_client_that_knows_the_authority",
            seen(
                inspected("Corp CA", "b1"),
                AwsCaBundle,
                MachineTrust::Trusted,
            ),
            &["us-east-1.signin.aws degraded tls.intercepted tls_inspection high"],
        ),
        case(
            "inspected_for_a_client_that_is_set_to_other_roots",
            seen(inspected("Corp CA", "b1"), CaBundle, unknown()),
            &["us-east-1.signin.aws degraded tls.intercepted tls_inspection high"],
        ),
        case(
            "untrusted_but_for_a_client_that_knows_the_authority",
            seen(
                untrusted("Corp CA", "b1"),
                AwsCaBundle,
                MachineTrust::Trusted,
            ),
            &["us-east-1.signin.aws blocked tls.untrusted tls_inspection medium"],
        ),
    ]
}
