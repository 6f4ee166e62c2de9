//! The cases: each mechanism where it must be found, and near to it where it must not.
//!
//! Owns situations and what must be said of them. Addresses are those of documentation (RFC 5737,
//! RFC 3849); names are real ones of AWS.

use aws_netcheck::evidence::{
    Asker, DnsFault, Ending, Failure, HttpFault, MachineTrust, RecordKind, Rejection, SystemAnswer,
    TlsFault,
};
use aws_netcheck::plan::Voucher;
use aws_netcheck::verdict::Measured;

use super::sketch::{
    Sketch, at_the_wrong_time, aws, by_policy, for_other_names, genuine, host, inspected, open,
    page, plain, rcode, untrusted, with_addresses, with_extended_error, with_header,
};

/// A situation and, in lines, what must be said of it.
pub(super) struct Case {
    pub(super) name: &'static str,
    pub(super) paths: Vec<Measured>,
    pub(super) must: Vec<String>,
}

fn case<const N: usize>(name: &'static str, paths: [Sketch; N], must: &[&str]) -> Case {
    Case {
        name,
        paths: paths.into_iter().map(Sketch::measured).collect(),
        must: must.iter().map(|line| (*line).to_owned()).collect(),
    }
}

const PORTAL: &str = "mycorp.awsapps.com";
const OIDC: &str = "oidc.us-east-1.amazonaws.com";
const SIGNIN: &str = "us-east-1.signin.aws";

const A: &str = "203.0.113.57";
const B: &str = "203.0.113.91";
const C: &str = "198.51.100.7";
const A6: &str = "2001:db8::57";
const C6: &str = "2001:db8::7";

pub(super) fn cases() -> Vec<Case> {
    let mut all = healthy();
    all.extend(names());
    all.extend(refused_names());
    all.extend(connections());
    all.extend(handshakes());
    all.extend(certificates());
    all.extend(answers());
    all.extend(whole_network());
    all.extend(unfinished());
    all
}

/// Odd, and nobody's fault: no alarm.
fn healthy() -> Vec<Case> {
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
            "aws_answers_503",
            [host(OIDC)
                .resolves(&[A])
                .tcp(A)
                .tls(A, genuine())
                .http(A, plain(503))],
            &["oidc.us-east-1.amazonaws.com open"],
        ),
        case(
            "aws_refuses_403",
            [host(OIDC)
                .resolves(&[A])
                .tcp(A)
                .tls(A, genuine())
                .http(A, page(403))],
            &["oidc.us-east-1.amazonaws.com open"],
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
                .tcp_fails(B, Failure::TcpTimeout)
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
                .system(SystemAnswer::Addresses(vec![A.parse().unwrap()]))
                .reply(
                    Asker::Configured,
                    RecordKind::A,
                    by_policy(with_addresses(&[A])),
                )
                .answers(A)],
            &["mycorp.awsapps.com open"],
        ),
    ]
}

/// Names that resolvers withhold or forge.
fn names() -> Vec<Case> {
    vec![
        case(
            "dns_filter_policy_zone",
            [
                host(PORTAL)
                    .typed()
                    .denied(SystemAnswer::NoName, by_policy(rcode(3))),
                open(SIGNIN, C),
            ],
            &[
                "mycorp.awsapps.com blocked dns.nxdomain dns_filter high",
                "us-east-1.signin.aws open",
            ],
        ),
        case(
            "dns_filter_extended_error",
            [host(PORTAL).denied(
                SystemAnswer::Temporary,
                with_extended_error(15, "Blocked by corp policy", rcode(2)),
            )],
            &["mycorp.awsapps.com blocked dns.servfail dns_filter high"],
        ),
        case(
            "dns_filter_sinkhole",
            [host(PORTAL).resolves(&["0.0.0.0", "::"])],
            &["mycorp.awsapps.com blocked dns.sinkhole dns_filter high"],
        ),
        case(
            "dns_filter_sinkhole_in_one_family",
            [host(PORTAL).resolves(&[A, "::"]).answers(A)],
            &["mycorp.awsapps.com degraded dns.sinkhole dns_filter high"],
        ),
        case(
            "dns_filter_documented_name_denied",
            [host(OIDC).nxdomain(), open(SIGNIN, C)],
            &[
                "oidc.us-east-1.amazonaws.com blocked dns.nxdomain dns_filter medium",
                "us-east-1.signin.aws open",
            ],
        ),
        case(
            "dns_filter_control_knows_and_next_wall",
            [
                host(PORTAL)
                    .typed()
                    .nxdomain()
                    .control_knows(&[C])
                    .tcp(C)
                    .tls_fails(C, TlsFault::Reset),
                open(SIGNIN, C),
            ],
            &[
                "mycorp.awsapps.com blocked dns.nxdomain dns_filter high + tls.reset sni_filter high",
                "us-east-1.signin.aws open",
            ],
        ),
        case(
            "dns_filter_open_behind",
            [host(PORTAL).nxdomain().control_knows(&[C]).answers(C)],
            &["mycorp.awsapps.com blocked dns.nxdomain dns_filter high"],
        ),
        case(
            "dns_filter_hijack",
            [
                host(PORTAL)
                    .resolves(&["10.9.9.9"])
                    .tcp("10.9.9.9")
                    .tls("10.9.9.9", for_other_names(untrusted("blockpage", "b1")))
                    .http("10.9.9.9", page(200)),
                open(SIGNIN, C),
            ],
            &[
                "mycorp.awsapps.com blocked dns.hijack dns_filter medium",
                "us-east-1.signin.aws open",
            ],
        ),
        case(
            "dns_filter_forged_by_policy",
            [
                host(PORTAL)
                    .system(SystemAnswer::Addresses(vec![B.parse().unwrap()]))
                    .reply(
                        Asker::Configured,
                        RecordKind::A,
                        by_policy(with_addresses(&[B])),
                    )
                    .tcp_fails(B, Failure::TcpRefused),
                open(SIGNIN, C),
            ],
            &[
                "mycorp.awsapps.com blocked tcp.refused dns_filter high",
                "us-east-1.signin.aws open",
            ],
        ),
        case(
            "dns_hijack_not_with_the_issuer_of_siblings",
            [
                host(PORTAL)
                    .resolves(&["10.9.9.9"])
                    .tcp("10.9.9.9")
                    .tls("10.9.9.9", untrusted("Corp CA", "b1"))
                    .http("10.9.9.9", aws(200)),
                host(SIGNIN)
                    .resolves(&[C])
                    .tcp(C)
                    .tls(C, untrusted("Corp CA", "b2"))
                    .http(C, aws(200)),
            ],
            &[
                "mycorp.awsapps.com blocked tls.untrusted tls_inspection high",
                "us-east-1.signin.aws blocked tls.untrusted tls_inspection high",
                "state state.everything_inspected",
            ],
        ),
        case(
            "private_address_without_certificate_is_no_hijack",
            [
                host(PORTAL).resolves(&["10.9.9.9"]).tcp_silent("10.9.9.9"),
                open(SIGNIN, C),
            ],
            &[
                "mycorp.awsapps.com blocked tcp.timeout firewall_drop medium",
                "us-east-1.signin.aws open",
            ],
        ),
    ]
}

/// Names that fail without anybody's policy showing.
fn refused_names() -> Vec<Case> {
    vec![
        case(
            "documented_name_denied_everywhere",
            [host(OIDC).nxdomain().control_denies(), open(SIGNIN, C)],
            &[
                "oidc.us-east-1.amazonaws.com blocked dns.nxdomain undetermined low",
                "us-east-1.signin.aws open",
            ],
        ),
        case(
            "wrong_name",
            [host(PORTAL).typed().nxdomain(), open(SIGNIN, C)],
            &[
                "mycorp.awsapps.com unknown dns.nxdomain wrong_name medium",
                "us-east-1.signin.aws open",
            ],
        ),
        case(
            "wrong_name_without_address",
            [host(PORTAL)
                .typed()
                .denied(SystemAnswer::NoAddress, rcode(0))
                .control_denies()],
            &["mycorp.awsapps.com unknown dns.no_answer wrong_name high"],
        ),
        case(
            "wrong_name_not_where_documented_names_are_denied_too",
            [host(PORTAL).typed().nxdomain(), host(OIDC).nxdomain()],
            &[
                "mycorp.awsapps.com unknown dns.nxdomain undetermined low",
                "oidc.us-east-1.amazonaws.com blocked dns.nxdomain dns_filter medium",
            ],
        ),
        case(
            "nobody_vouches_for_the_name",
            [host(PORTAL)
                .path(|path| path.voucher = Voucher::Nobody)
                .nxdomain()],
            &["mycorp.awsapps.com unknown dns.nxdomain undetermined low"],
        ),
        case(
            "system_and_server_disagree",
            [host(OIDC)
                .system(SystemAnswer::NoName)
                .served(&[A])
                .answers(A)],
            &["oidc.us-east-1.amazonaws.com blocked dns.nxdomain undetermined low"],
        ),
        case(
            "dns_filter_refused",
            [
                host(OIDC).denied(SystemAnswer::Temporary, rcode(5)),
                open(SIGNIN, C),
            ],
            &[
                "oidc.us-east-1.amazonaws.com blocked dns.refused dns_filter medium",
                "us-east-1.signin.aws open",
            ],
        ),
        case(
            "everything_refused_is_no_filter_on_a_name",
            [
                host(OIDC).denied(SystemAnswer::Temporary, rcode(5)),
                host(SIGNIN).denied(SystemAnswer::Temporary, rcode(5)),
            ],
            &[
                "oidc.us-east-1.amazonaws.com blocked dns.refused undetermined low",
                "us-east-1.signin.aws blocked dns.refused undetermined low",
            ],
        ),
        case(
            "dns_outage",
            [
                host(OIDC).unanswered(DnsFault::Timeout),
                host(SIGNIN).denied(SystemAnswer::Temporary, rcode(2)),
            ],
            &[
                "oidc.us-east-1.amazonaws.com blocked dns.timeout dns_outage high",
                "us-east-1.signin.aws blocked dns.servfail dns_outage high",
                "state state.resolver_dead",
            ],
        ),
        case(
            "dns_outage_upstream",
            [
                host(OIDC).denied(
                    SystemAnswer::Temporary,
                    with_extended_error(22, "at delegation amazonaws.com.", rcode(2)),
                ),
                open(SIGNIN, C),
            ],
            &[
                "oidc.us-east-1.amazonaws.com blocked dns.servfail dns_outage medium",
                "us-east-1.signin.aws open",
            ],
        ),
        case(
            "dns_outage_not_for_one_silent_name",
            [host(OIDC).unanswered(DnsFault::Timeout), open(SIGNIN, C)],
            &[
                "oidc.us-east-1.amazonaws.com blocked dns.timeout undetermined low",
                "us-east-1.signin.aws open",
            ],
        ),
    ]
}

/// TCP.
fn connections() -> Vec<Case> {
    vec![
        case(
            "firewall_drop",
            [host(PORTAL).resolves(&[A]).tcp_silent(A), open(SIGNIN, C)],
            &[
                "mycorp.awsapps.com blocked tcp.timeout firewall_drop medium",
                "us-east-1.signin.aws open",
            ],
        ),
        case(
            "firewall_drop_not_where_the_address_accepts_others",
            [host(PORTAL).resolves(&[C]).tcp_silent(C), open(SIGNIN, C)],
            &[
                "mycorp.awsapps.com unknown tcp.timeout undetermined low",
                "us-east-1.signin.aws open",
            ],
        ),
        case(
            "one_silence_alone_is_unknown",
            [host(PORTAL)
                .resolves(&[A])
                .tcp_fails(A, Failure::TcpTimeout)],
            &["mycorp.awsapps.com unknown tcp.timeout undetermined low"],
        ),
        case(
            "nothing_connects",
            [
                host(PORTAL).resolves(&[A]).tcp_silent(A),
                host(SIGNIN).resolves(&[C]).tcp_silent(C),
            ],
            &[
                "mycorp.awsapps.com blocked tcp.timeout firewall_drop low",
                "us-east-1.signin.aws blocked tcp.timeout firewall_drop low",
                "state state.nothing_connects",
            ],
        ),
        case(
            "ip_filter",
            [
                host(PORTAL)
                    .resolves(&[A])
                    .tcp_fails(A, Failure::TcpRefused),
                open(SIGNIN, C),
            ],
            &[
                "mycorp.awsapps.com blocked tcp.refused ip_filter medium",
                "us-east-1.signin.aws open",
            ],
        ),
        case(
            "ip_filter_not_without_comparison",
            [host(PORTAL)
                .resolves(&[A])
                .tcp_fails(A, Failure::TcpRefused)],
            &["mycorp.awsapps.com blocked tcp.refused undetermined low"],
        ),
        case(
            "partial_addresses",
            [host(PORTAL)
                .resolves(&[A, B])
                .tcp_fails(B, Failure::TcpRefused)
                .answers(A)],
            &["mycorp.awsapps.com degraded tcp.refused partial_addresses high"],
        ),
        case(
            "broken_ipv6",
            [
                host(PORTAL)
                    .resolves(&[A, A6])
                    .tcp_fails(A6, Failure::TcpTimeout)
                    .answers(A),
                host(SIGNIN)
                    .resolves(&[C, C6])
                    .tcp_fails(C6, Failure::TcpTimeout)
                    .answers(C),
            ],
            &[
                "mycorp.awsapps.com degraded tcp.timeout broken_ipv6 high",
                "us-east-1.signin.aws degraded tcp.timeout broken_ipv6 high",
            ],
        ),
        case(
            "broken_ipv6_not_where_other_hosts_use_it",
            [
                host(PORTAL).resolves(&[A, A6]).tcp_silent(A6).answers(A),
                open(SIGNIN, C6),
            ],
            &[
                "mycorp.awsapps.com degraded tcp.timeout partial_addresses high",
                "us-east-1.signin.aws open",
            ],
        ),
    ]
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
                open(SIGNIN, A),
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
            &["mycorp.awsapps.com blocked tls.closed sni_filter high"],
        ),
        case(
            "sni_filter_by_control_elsewhere",
            [
                host(PORTAL)
                    .resolves(&[A])
                    .tcp(A)
                    .tls_fails(A, TlsFault::Reset)
                    .control(PORTAL, C, Err(TlsFault::Reset)),
                open(SIGNIN, C),
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
                "us-east-1.signin.aws blocked tls.not_yet_valid undetermined low",
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

/// HTTP.
fn answers() -> Vec<Case> {
    let behind = |name: &str, reply| {
        host(name)
            .json()
            .resolves(&[A])
            .tcp(A)
            .tls(A, inspected("Corp CA", "b1"))
            .http(A, reply)
    };
    let login = || with_header("Location", "https://gateway.corp.example/login", plain(302));
    let in_house = || with_header("Location", "https://us-east-1.signin.aws/x", plain(302));
    vec![
        case(
            "url_filter_page",
            [behind(OIDC, page(200))],
            &[
                "oidc.us-east-1.amazonaws.com blocked http.not_aws url_filter medium + tls.intercepted tls_inspection high",
            ],
        ),
        case(
            "url_filter_redirect",
            [behind(OIDC, login())],
            &[
                "oidc.us-east-1.amazonaws.com blocked http.redirect_away url_filter medium + tls.intercepted tls_inspection high",
            ],
        ),
        case(
            "url_filter_not_for_a_redirect_within_aws",
            [behind(OIDC, in_house())],
            &["oidc.us-east-1.amazonaws.com degraded tls.intercepted tls_inspection high"],
        ),
        case(
            "url_filter_not_with_a_mark_of_aws",
            [behind(OIDC, with_header("x-amz-cf-id", "z", page(403)))],
            &["oidc.us-east-1.amazonaws.com degraded tls.intercepted tls_inspection high"],
        ),
        case(
            "refusal_without_a_mark_is_unknown",
            [behind(OIDC, plain(403))],
            &[
                "oidc.us-east-1.amazonaws.com unknown http.not_aws undetermined low + tls.intercepted tls_inspection high",
            ],
        ),
        case(
            "bare_page_of_a_bad_request_is_unknown",
            [behind(OIDC, page(400))],
            &[
                "oidc.us-east-1.amazonaws.com unknown http.not_aws undetermined low + tls.intercepted tls_inspection high",
            ],
        ),
        case(
            "server_error_behind_inspection_is_unknown",
            [behind(OIDC, page(503))],
            &[
                "oidc.us-east-1.amazonaws.com unknown http.server_error undetermined low + tls.intercepted tls_inspection high",
            ],
        ),
        case(
            "same_login_page_for_every_host",
            [behind(OIDC, login()), {
                host(SIGNIN)
                    .resolves(&[C])
                    .tcp(C)
                    .tls(C, inspected("Corp CA", "b2"))
                    .http(C, login())
            }],
            &[
                "oidc.us-east-1.amazonaws.com blocked http.redirect_away captive_portal high + tls.intercepted tls_inspection high",
                "us-east-1.signin.aws blocked http.redirect_away captive_portal high + tls.intercepted tls_inspection high",
                "state state.captive_portal",
            ],
        ),
        case(
            "reset_after_the_request",
            [host(OIDC)
                .resolves(&[A])
                .tcp(A)
                .tls(A, genuine())
                .http_fails(A, HttpFault::Reset)],
            &["oidc.us-east-1.amazonaws.com blocked http.reset undetermined low"],
        ),
        case(
            "reset_behind_inspection",
            [host(OIDC)
                .resolves(&[A])
                .tcp(A)
                .tls(A, inspected("Corp CA", "b1"))
                .http_fails(A, HttpFault::Reset)],
            &[
                "oidc.us-east-1.amazonaws.com blocked http.reset undetermined low + tls.intercepted tls_inspection high",
            ],
        ),
    ]
}

fn whole_network() -> Vec<Case> {
    let offline = |name| host(name).unanswered(DnsFault::Unreachable(Some(101)));
    let stub_down = |name| host(name).unanswered(DnsFault::Unreachable(Some(111)));
    vec![
        case(
            "no_network",
            [offline(PORTAL), offline(SIGNIN)],
            &[
                "mycorp.awsapps.com blocked dns.unreachable no_network high",
                "us-east-1.signin.aws blocked dns.unreachable no_network high",
                "state state.no_network",
            ],
        ),
        case(
            "no_network_not_where_a_server_refuses",
            [stub_down(PORTAL), stub_down(SIGNIN)],
            &[
                "mycorp.awsapps.com blocked dns.unreachable dns_outage high",
                "us-east-1.signin.aws blocked dns.unreachable dns_outage high",
                "state state.resolver_dead",
            ],
        ),
        case(
            "no_route_at_all",
            [host(PORTAL).resolves(&[A]).without_route(A)],
            &[
                "mycorp.awsapps.com blocked tcp.unreachable no_network high",
                "state state.no_network",
            ],
        ),
    ]
}

/// Runs that ended too soon: what was not measured is not judged.
fn unfinished() -> Vec<Case> {
    vec![
        case(
            "deadline_before_anything",
            [host(PORTAL).ends(Ending::Deadline)],
            &["mycorp.awsapps.com unknown", "state state.deadline_reached"],
        ),
        case(
            "deadline_after_one_silence",
            [host(PORTAL)
                .resolves(&[A])
                .tcp_fails(A, Failure::TcpTimeout)
                .ends(Ending::Deadline)],
            &[
                "mycorp.awsapps.com unknown tcp.timeout undetermined low",
                "state state.deadline_reached",
            ],
        ),
        case(
            "deadline_with_an_address_left_over",
            [host(PORTAL)
                .resolves(&[A, B])
                .tcp_fails(A, Failure::TcpRefused)
                .ends(Ending::Deadline)],
            &[
                "mycorp.awsapps.com unknown tcp.refused undetermined low",
                "state state.deadline_reached",
            ],
        ),
        case(
            "deadline_before_the_request",
            [host(PORTAL)
                .resolves(&[A])
                .tcp(A)
                .tls(A, genuine())
                .ends(Ending::Deadline)],
            &["mycorp.awsapps.com unknown", "state state.deadline_reached"],
        ),
        case(
            "deadline_before_the_page_behind_inspection",
            [host(PORTAL)
                .resolves(&[A])
                .tcp(A)
                .tls(A, inspected("Corp CA", "b1"))
                .ends(Ending::Deadline)],
            &[
                "mycorp.awsapps.com unknown tls.intercepted tls_inspection high",
                "state state.deadline_reached",
            ],
        ),
        case(
            "interrupted_after_the_answer",
            [open(PORTAL, A).ends(Ending::Interrupted)],
            &["mycorp.awsapps.com open", "state state.interrupted"],
        ),
        case(
            "interrupted_after_a_clear_failure",
            [host(PORTAL)
                .resolves(&[A])
                .tcp(A)
                .tls_fails(A, TlsFault::Reset)
                .ends(Ending::Interrupted)],
            &[
                "mycorp.awsapps.com blocked tls.reset undetermined low",
                "state state.interrupted",
            ],
        ),
    ]
}
