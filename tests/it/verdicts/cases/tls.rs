//! TLS: broken on the way, or ended with a chain that is not right.

use aws_netcheck::evidence::{Check, MachineTrust, Rejection, TlsFault};
use aws_netcheck::plan::Voucher;

use super::{A, B, C, Case, PORTAL, SIGNIN, case};
use crate::verdicts::sketch::{
    at_the_wrong_time, aws, for_other_names, genuine, host, inspected, open, page, plain,
    untrusted, with_header,
};

pub(super) fn cases() -> Vec<Case> {
    let mut all = handshakes();
    all.extend(certificates());
    all.extend(odd_chains());
    all
}

/// TLS that does not come to its end.
fn handshakes() -> Vec<Case> {
    let alert = || TlsFault::Alert {
        code: 112,
        name: "unrecognized_name".into(),
    };
    vec![
        case(
            "sni_filter_by_sibling",
            [
                host(PORTAL)
                    .resolves(&[A, B])
                    .tcp(A)
                    .tls_fails(A, TlsFault::Reset)
                    .tcp_silent(B),
                open(SIGNIN, A).passes_again(A),
            ],
            &[
                "mycorp.awsapps.com blocked tls.reset sni_filter high + tcp.timeout firewall_drop medium",
                "us-east-1.signin.aws open",
            ],
        ),
        case(
            "sni_filter_by_control",
            [host(PORTAL)
                .resolves(&[A])
                .tcp(A)
                .tls_fails(A, TlsFault::Closed)
                .tcp(A)
                .tls_fails(A, TlsFault::Closed)
                .control(SIGNIN, A, Err(alert()))],
            &["mycorp.awsapps.com blocked tls.closed sni_filter medium"],
        ),
        case(
            "sni_filter_by_control_elsewhere",
            [
                host(PORTAL)
                    .resolves(&[A])
                    .tcp(A)
                    .tls_fails(A, TlsFault::Reset)
                    .control(PORTAL, C, Err(TlsFault::Reset)),
                open(SIGNIN, C).passes_again(C),
            ],
            &[
                "mycorp.awsapps.com blocked tls.reset sni_filter high",
                "us-east-1.signin.aws open",
            ],
        ),
        case(
            "sni_filter_not_at_another_address",
            [
                host(PORTAL)
                    .resolves(&[A])
                    .tcp(A)
                    .tls_fails(A, TlsFault::Reset),
                open(SIGNIN, C),
            ],
            &[
                "mycorp.awsapps.com blocked tls.reset undetermined low",
                "us-east-1.signin.aws open",
            ],
        ),
        case(
            "sni_filter_not_for_an_alert_about_a_typed_name",
            [
                host(PORTAL)
                    .typed()
                    .resolves(&[C])
                    .tcp(C)
                    .tls_fails(C, alert()),
                open(SIGNIN, C),
            ],
            &[
                "mycorp.awsapps.com blocked tls.alert undetermined low",
                "us-east-1.signin.aws open",
            ],
        ),
    ]
}

/// TLS that comes to its end with a chain that is not right.
fn certificates() -> Vec<Case> {
    let rejected = || {
        let mut session = genuine();
        session.machine = MachineTrust::Rejected(Rejection::UnknownIssuer);
        session
    };
    let shown = |name: &str, at: &str, session| host(name).resolves(&[at]).tcp(at).tls(at, session);
    let early = || at_the_wrong_time(Rejection::NotYetValid);
    let login = || with_header("Location", "https://gateway.corp.example/login", plain(302));
    vec![
        case(
            "tls_inspection",
            [
                shown(SIGNIN, A, inspected("Zscaler Intermediate Root CA", "b1")).http(A, aws(200)),
                open(PORTAL, C),
            ],
            &[
                "us-east-1.signin.aws degraded tls.intercepted tls_inspection high",
                "mycorp.awsapps.com open",
            ],
        ),
        case(
            "tls_inspection_trusted_by_nobody",
            [shown(SIGNIN, A, untrusted("Corp CA", "b1")).http(A, aws(200))],
            &["us-east-1.signin.aws blocked tls.untrusted tls_inspection medium"],
        ),
        case(
            "tls_inspection_not_for_another_name",
            [
                shown(SIGNIN, A, for_other_names(untrusted("Some CA", "b1"))).http(A, page(200)),
                open(PORTAL, C),
            ],
            &[
                "us-east-1.signin.aws blocked tls.untrusted undetermined low",
                "mycorp.awsapps.com open",
            ],
        ),
        case(
            "everything_inspected",
            [
                shown(SIGNIN, A, inspected("Corp CA", "b1")).http(A, plain(200)),
                shown(PORTAL, C, inspected("Corp CA", "b2")).http(C, page(200)),
            ],
            &[
                "us-east-1.signin.aws degraded tls.intercepted tls_inspection high",
                "mycorp.awsapps.com degraded tls.intercepted tls_inspection high",
                "state state.everything_inspected",
            ],
        ),
        case(
            "client_trust",
            [shown(SIGNIN, A, rejected()).http(A, aws(200))],
            &["us-east-1.signin.aws degraded tls.untrusted client_trust high"],
        ),
        case(
            "client_trust_not_for_another_name",
            [shown(SIGNIN, A, for_other_names(rejected())).http(A, plain(200))],
            &["us-east-1.signin.aws blocked tls.name_mismatch undetermined low"],
        ),
        case(
            "name_mismatch",
            [shown(SIGNIN, A, for_other_names(genuine())).http(A, plain(200))],
            &["us-east-1.signin.aws blocked tls.name_mismatch undetermined low"],
        ),
        case(
            "clock_skew_by_date",
            [shown(SIGNIN, A, early()).http(
                A,
                with_header("Date", "Thu, 10 Dec 2026 08:00:00 GMT", aws(200)),
            )],
            &[
                "us-east-1.signin.aws blocked tls.not_yet_valid clock_skew high",
                "state state.clock_wrong",
            ],
        ),
        case(
            "clock_skew_by_siblings",
            [shown(SIGNIN, A, early()), shown(PORTAL, C, early())],
            &[
                "us-east-1.signin.aws blocked tls.not_yet_valid clock_skew high",
                "mycorp.awsapps.com blocked tls.not_yet_valid clock_skew high",
                "state state.clock_wrong",
            ],
        ),
        case(
            "clock_skew_not_where_others_are_genuine",
            [shown(SIGNIN, A, early()), open(PORTAL, C)],
            &[
                "us-east-1.signin.aws blocked tls.not_yet_valid aws_fault medium",
                "mycorp.awsapps.com open",
            ],
        ),
        case(
            "captive_portal",
            [
                shown(
                    SIGNIN,
                    "10.0.0.1",
                    for_other_names(untrusted("hotspot", "cc")),
                )
                .http("10.0.0.1", page(200)),
                shown(PORTAL, C, for_other_names(untrusted("hotspot", "cc"))).http(C, page(200)),
            ],
            &[
                "us-east-1.signin.aws blocked tls.untrusted captive_portal high",
                "mycorp.awsapps.com blocked tls.untrusted captive_portal high",
                "state state.captive_portal",
            ],
        ),
        case(
            "captive_portal_not_with_a_refusal",
            [
                shown(SIGNIN, A, for_other_names(untrusted("box", "cc"))).http(A, page(403)),
                shown(PORTAL, C, for_other_names(untrusted("box", "cc"))).http(C, page(403)),
            ],
            &[
                "us-east-1.signin.aws blocked tls.untrusted undetermined low + http.not_aws undetermined low",
                "mycorp.awsapps.com blocked tls.untrusted undetermined low + http.not_aws undetermined low",
            ],
        ),
        case(
            "captive_portal_by_redirect",
            [
                shown(SIGNIN, A, untrusted("hotspot", "c1")).http(A, login()),
                shown(PORTAL, C, untrusted("hotspot", "c2")).http(C, login()),
            ],
            &[
                "us-east-1.signin.aws blocked tls.untrusted captive_portal high + http.redirect_away captive_portal high",
                "mycorp.awsapps.com blocked tls.untrusted captive_portal high + http.redirect_away captive_portal high",
                "state state.captive_portal",
            ],
        ),
        case(
            "captive_portal_not_for_a_shared_certificate_signed_again",
            [
                shown(SIGNIN, A, untrusted("Corp CA", "b1")).http(A, aws(200)),
                shown("eu-west-1.signin.aws", C, untrusted("Corp CA", "b1")).http(C, aws(200)),
            ],
            &[
                "us-east-1.signin.aws blocked tls.untrusted tls_inspection high",
                "eu-west-1.signin.aws blocked tls.untrusted tls_inspection high",
                "state state.everything_inspected",
            ],
        ),
        case(
            "captive_portal_not_for_one_host_of_two",
            [
                shown(SIGNIN, A, for_other_names(untrusted("hotspot", "cc"))).http(A, page(200)),
                open(PORTAL, C),
            ],
            &[
                "us-east-1.signin.aws blocked tls.untrusted undetermined low",
                "mycorp.awsapps.com open",
            ],
        ),
    ]
}

/// Chains that are odd, and nobody's interception.
fn odd_chains() -> Vec<Case> {
    let answered = |name: &str, session| {
        let walked = host(name).resolves(&[A]).tcp(A);
        walked.tls(A, session).http(A, aws(200))
    };
    vec![
        case(
            "store_not_asked_about_an_inspected_chain",
            [
                answered(SIGNIN, {
                    let mut session = inspected("Corp CA", "b1");
                    session.machine = MachineTrust::NotAsked("no answer in time".into());
                    session
                }),
                open(PORTAL, C),
            ],
            &[
                "us-east-1.signin.aws unknown tls.untrusted tls_inspection medium",
                "mycorp.awsapps.com open",
            ],
        ),
        case(
            "store_not_asked_about_another_name",
            [answered(SIGNIN, {
                let mut session = for_other_names(untrusted("Some CA", "b1"));
                session.machine = MachineTrust::NotAsked("no answer in time".into());
                session
            })],
            &["us-east-1.signin.aws blocked tls.untrusted undetermined low"],
        ),
        case(
            "leaf_without_the_intermediate_that_signed_it",
            [answered(SIGNIN, untrusted("Amazon RSA 2048 M01", "b1"))],
            &["us-east-1.signin.aws blocked tls.untrusted undetermined low"],
        ),
        case(
            "leaf_with_an_intermediate_of_amazons_name_that_nobody_trusts",
            [answered(SIGNIN, {
                let mut session = untrusted("Amazon RSA 2048 M01", "b1");
                session.chain.extend(untrusted("Corp CA", "b2").chain);
                session
            })],
            &["us-east-1.signin.aws blocked tls.untrusted tls_inspection medium"],
        ),
        case(
            "leaf_without_its_intermediate_signed_as_others_are",
            [
                answered(SIGNIN, untrusted("Amazon RSA 2048 M01", "b1")),
                answered(PORTAL, untrusted("Amazon RSA 2048 M01", "b2")),
            ],
            &[
                "us-east-1.signin.aws blocked tls.untrusted undetermined low",
                "mycorp.awsapps.com blocked tls.untrusted undetermined low",
            ],
        ),
        case(
            "leaf_without_its_intermediate_that_the_store_knows",
            [answered(SIGNIN, inspected("Amazon RSA 2048 M01", "b1"))],
            &["us-east-1.signin.aws degraded tls.intercepted undetermined low"],
        ),
        case(
            "expired_intermediate",
            [answered(SIGNIN, {
                let mut session = genuine();
                session.public.chain = Check::Failed(Rejection::Expired);
                session.public.root = None;
                session
            })],
            &["us-east-1.signin.aws degraded tls.intercepted undetermined low"],
        ),
        case(
            "expired_cross_signature_that_only_the_store_minds",
            [answered(SIGNIN, {
                let mut session = genuine();
                session.machine = MachineTrust::Rejected(Rejection::Expired);
                session
            })],
            &["us-east-1.signin.aws degraded tls.untrusted client_trust high"],
        ),
        case(
            "identity_provider_with_a_chain_of_the_company",
            [
                answered("idp.corp.example", inspected("Corp CA", "b1"))
                    .path(|path| path.voucher = Voucher::Nobody),
                open(PORTAL, C),
            ],
            &[
                "idp.corp.example degraded tls.intercepted undetermined low",
                "mycorp.awsapps.com open",
            ],
        ),
        case(
            "identity_provider_inspected_as_others_are",
            [
                answered("idp.corp.example", inspected("Corp CA", "b1"))
                    .path(|path| path.voucher = Voucher::Nobody),
                answered(SIGNIN, inspected("Corp CA", "b2")),
            ],
            &[
                "idp.corp.example degraded tls.intercepted tls_inspection high",
                "us-east-1.signin.aws degraded tls.intercepted tls_inspection high",
                "state state.everything_inspected",
            ],
        ),
    ]
}
