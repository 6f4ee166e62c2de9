//! A name that leads to somebody else than AWS, or to nobody, and what only looks so.

use aws_netcheck::evidence::TlsFault;

use super::{A, B, C, Case, PORTAL, SIGNIN, case};
use crate::verdicts::sketch::{
    aws, for_other_names, genuine, host, inspected, open, page, untrusted,
};

pub(super) fn cases() -> Vec<Case> {
    vec![
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
            "hijack_to_an_address_that_aws_does_not_publish",
            [
                host(PORTAL)
                    .resolves(&[B])
                    .tcp(B)
                    .tls(B, for_other_names(untrusted("blockpage", "b1")))
                    .http(B, page(200))
                    .located(B, None),
                open(SIGNIN, C),
            ],
            &[
                "mycorp.awsapps.com blocked dns.hijack dns_filter medium",
                "us-east-1.signin.aws open",
            ],
        ),
        case(
            "no_hijack_where_somebody_signs_for_the_very_name",
            [
                host(PORTAL)
                    .resolves(&[B])
                    .tcp(B)
                    .tls(B, untrusted("Corp CA", "b1"))
                    .http(B, aws(200))
                    .located(B, None),
                open(SIGNIN, C),
            ],
            &[
                "mycorp.awsapps.com blocked tls.untrusted tls_inspection medium",
                "us-east-1.signin.aws open",
            ],
        ),
        case(
            "hijack_from_where_others_are_led",
            [
                host(PORTAL)
                    .resolves(&[B])
                    .control_knows(&[A])
                    .tcp(B)
                    .tls(B, for_other_names(untrusted("blockpage", "b1")))
                    .http(B, page(200))
                    .located(B, None),
                open(SIGNIN, C),
            ],
            &[
                "mycorp.awsapps.com blocked dns.hijack dns_filter medium",
                "us-east-1.signin.aws open",
            ],
        ),
        case(
            "hijack_and_the_next_wall_where_others_are_led",
            [
                host(PORTAL)
                    .resolves(&["10.9.9.9"])
                    .control_knows(&[C])
                    .tcp("10.9.9.9")
                    .tls("10.9.9.9", for_other_names(untrusted("blockpage", "b1")))
                    .http("10.9.9.9", page(200))
                    .tcp(C)
                    .tls_fails(C, TlsFault::Reset),
                open(SIGNIN, C).passes_again(C),
            ],
            &[
                "mycorp.awsapps.com blocked dns.hijack dns_filter medium + tls.reset sni_filter high",
                "us-east-1.signin.aws open",
            ],
        ),
        case(
            "hijack_and_open_where_others_are_led",
            [
                host(PORTAL)
                    .resolves(&["10.9.9.9"])
                    .control_knows(&[A])
                    .tcp("10.9.9.9")
                    .tls("10.9.9.9", for_other_names(untrusted("blockpage", "b1")))
                    .http("10.9.9.9", page(200))
                    .tcp(A)
                    .tls(A, genuine()),
                open(SIGNIN, C),
            ],
            &[
                "mycorp.awsapps.com blocked dns.hijack dns_filter high",
                "us-east-1.signin.aws open",
            ],
        ),
        case(
            "no_hijack_where_others_are_led_too",
            [
                host(PORTAL)
                    .resolves(&[B])
                    .control_knows(&[B])
                    .tcp(B)
                    .tls(B, for_other_names(untrusted("blockpage", "b1")))
                    .http(B, page(200))
                    .located(B, None),
                open(SIGNIN, C),
            ],
            &[
                "mycorp.awsapps.com blocked tls.untrusted undetermined low",
                "us-east-1.signin.aws open",
            ],
        ),
        case(
            "no_hijack_to_a_private_address_where_others_are_led_too",
            [
                host(PORTAL)
                    .resolves(&["10.9.9.9"])
                    .control_knows(&["10.9.9.9"])
                    .tcp("10.9.9.9")
                    .tls("10.9.9.9", for_other_names(untrusted("blockpage", "b1")))
                    .http("10.9.9.9", page(200)),
                open(SIGNIN, C),
            ],
            &[
                "mycorp.awsapps.com blocked tls.untrusted undetermined low",
                "us-east-1.signin.aws open",
            ],
        ),
        case(
            "no_hijack_at_an_address_of_aws",
            [
                host(PORTAL)
                    .resolves(&[B])
                    .tcp(B)
                    .tls(B, for_other_names(untrusted("blockpage", "b1")))
                    .http(B, page(200))
                    .located(B, Some("198.51.100.0/24")),
                open(SIGNIN, C),
            ],
            &[
                "mycorp.awsapps.com blocked tls.untrusted undetermined low",
                "us-east-1.signin.aws open",
            ],
        ),
        case(
            "no_hijack_where_the_list_of_addresses_is_too_old",
            [
                host(PORTAL)
                    .resolves(&[B])
                    .tcp(B)
                    .tls(B, inspected("Corp CA", "b1"))
                    .http(B, aws(200))
                    .located(B, None),
                open(SIGNIN, C),
            ],
            &[
                "mycorp.awsapps.com degraded tls.intercepted tls_inspection high",
                "us-east-1.signin.aws open",
            ],
        ),
        case(
            "private_address_without_certificate_is_no_hijack",
            [
                host(PORTAL).resolves(&["10.9.9.9"]).tcp_silent("10.9.9.9"),
                open(SIGNIN, C),
            ],
            &[
                "mycorp.awsapps.com blocked tcp.timeout undetermined low",
                "us-east-1.signin.aws open",
            ],
        ),
    ]
}
