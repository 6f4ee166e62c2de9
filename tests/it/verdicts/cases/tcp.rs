//! Connections: refused, silent, dead in one address or one family.

use aws_netcheck::evidence::{Failure, TlsFault};

use super::{A, A6, B, C, C6, Case, PORTAL, SIGNIN, case};
use crate::verdicts::sketch::{host, open};

pub(super) fn cases() -> Vec<Case> {
    vec![
        case(
            "port_filter",
            [
                host(PORTAL)
                    .resolves(&[A])
                    .tcp_silent(A)
                    .tcp_silent(A)
                    .port_80(A, true),
                host(SIGNIN).resolves(&[C]).tcp_silent(C),
            ],
            &[
                "mycorp.awsapps.com blocked tcp.timeout port_filter high",
                "us-east-1.signin.aws blocked tcp.timeout port_filter medium",
                "state state.nothing_connects",
            ],
        ),
        case(
            "port_filter_not_where_another_host_is_open",
            [
                host(PORTAL)
                    .resolves(&[A])
                    .tcp_silent(A)
                    .tcp_silent(A)
                    .port_80(A, true),
                open(SIGNIN, C),
            ],
            &[
                "mycorp.awsapps.com blocked tcp.timeout firewall_drop medium",
                "us-east-1.signin.aws open",
            ],
        ),
        case(
            "firewall_drop",
            [host(PORTAL).resolves(&[A]).tcp_silent(A), open(SIGNIN, C)],
            &[
                "mycorp.awsapps.com blocked tcp.timeout firewall_drop medium",
                "us-east-1.signin.aws open",
            ],
        ),
        case(
            "firewall_drop_not_of_a_few_syns",
            [
                host(PORTAL).resolves(&[A]).tcp_silent_shortly(A),
                open(SIGNIN, C),
            ],
            &[
                "mycorp.awsapps.com unknown tcp.timeout undetermined low",
                "us-east-1.signin.aws open",
            ],
        ),
        case(
            "firewall_drop_of_few_syns_where_nobody_is_answered",
            [
                host(PORTAL).resolves(&[A]).tcp_silent_shortly(A),
                host(SIGNIN).resolves(&[C]).tcp_silent_shortly(C),
            ],
            &[
                "mycorp.awsapps.com blocked tcp.timeout firewall_drop low",
                "us-east-1.signin.aws blocked tcp.timeout firewall_drop low",
                "state state.nothing_connects",
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
            "ip_filter_not_where_refusals_come_and_go",
            [
                host(PORTAL)
                    .resolves(&[A])
                    .tcp_fails(A, Failure::TcpRefused),
                open(SIGNIN, C).tcp_fails(C, Failure::TcpRefused),
            ],
            &[
                "mycorp.awsapps.com unknown tcp.refused undetermined low",
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
            "partial_addresses_not_where_every_address_fails",
            [
                host(PORTAL)
                    .resolves(&[A, B])
                    .tcp_fails(A, Failure::TcpRefused)
                    .tcp_fails(B, Failure::TcpRefused),
                open(SIGNIN, C),
            ],
            &[
                "mycorp.awsapps.com blocked tcp.refused ip_filter medium",
                "us-east-1.signin.aws open",
            ],
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
        case(
            "one_of_two_addresses_silent",
            [host(PORTAL)
                .resolves(&[A, B])
                .tcp_fails(B, Failure::TcpTimeout)
                .answers(A)],
            &["mycorp.awsapps.com degraded tcp.timeout partial_addresses medium"],
        ),
        case(
            "one_of_four_addresses_reset",
            [host(PORTAL)
                .resolves(&[A, B, C, "198.51.100.8"])
                .tcp(C)
                .tls_fails(C, TlsFault::Reset)
                .answers(A)
                .answers(B)
                .answers("198.51.100.8")],
            &["mycorp.awsapps.com degraded tls.reset partial_addresses high"],
        ),
    ]
}
