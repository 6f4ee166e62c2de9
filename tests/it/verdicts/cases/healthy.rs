//! Odd, and nobody's fault: no alarm.

use aws_netcheck::evidence::{
    Failure, HttpFault, MachineTrust, RecordKind, SystemAnswer, TlsFault,
};

use super::{A, A6, B, Case, OIDC, PORTAL, SIGNIN, case};
use crate::verdicts::sketch::{aws, by_policy, genuine, host, open, with_addresses};

pub(super) fn cases() -> Vec<Case> {
    vec![
        case("open", [open(PORTAL, A)], &["mycorp.awsapps.com open"]),
        case(
            "private_endpoint",
            [open(SIGNIN, "10.1.2.3")],
            &["us-east-1.signin.aws open"],
        ),
        case(
            "second_attempt",
            [host(PORTAL)
                .resolves(&[A])
                .tcp_fails(A, Failure::TcpTimeout)
                .tcp(A)
                .tls_fails(A, TlsFault::Timeout)
                .tcp(A)
                .tls(A, genuine())
                .http(A, aws(200))],
            &["mycorp.awsapps.com open"],
        ),
        case(
            "genuine_chain_odd_answer",
            [host(OIDC)
                .resolves(&[A])
                .tcp(A)
                .tls(A, genuine())
                .http_fails(A, HttpFault::Alert("certificate_required".into()))],
            &["oidc.us-east-1.amazonaws.com open"],
        ),
        case(
            "only_ipv6_has_a_name",
            [open(SIGNIN, A6)],
            &["us-east-1.signin.aws open"],
        ),
        case(
            "family_without_route_is_absent",
            [host(SIGNIN).resolves(&[A, A6]).without_route(A6).answers(A)],
            &["us-east-1.signin.aws open"],
        ),
        case(
            "one_silence_beside_an_answer",
            [host(PORTAL)
                .resolves(&[A, B])
                .tcp(B)
                .tls_fails(B, TlsFault::Timeout)
                .answers(A)],
            &["mycorp.awsapps.com open"],
        ),
        case(
            "slow_system_lookup",
            [host(PORTAL)
                .system(SystemAnswer::TimedOut)
                .served(&[A])
                .answers(A)],
            &["mycorp.awsapps.com open"],
        ),
        case(
            "chosen_resolver_decides_alone",
            [host(PORTAL).served(&[A]).control_denies().answers(A)],
            &["mycorp.awsapps.com open"],
        ),
        case(
            "machine_store_could_not_be_asked",
            [host(PORTAL)
                .resolves(&[A])
                .tcp(A)
                .http(A, aws(200))
                .tls(A, {
                    let mut session = genuine();
                    session.machine = MachineTrust::NotAsked("no store".into());
                    session
                })],
            &["mycorp.awsapps.com open"],
        ),
        case(
            "policy_words_and_a_genuine_answer",
            [host(PORTAL)
                .system_gives(&[A])
                .reply(RecordKind::A, by_policy(with_addresses(&[A])))
                .answers(A)],
            &["mycorp.awsapps.com open"],
        ),
    ]
}
