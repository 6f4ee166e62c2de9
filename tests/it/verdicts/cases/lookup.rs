//! What applications are led to, where the system and several name servers say several things.

use aws_netcheck::evidence::{DnsFault, Failure, RecordKind, ResolverPlace, SystemAnswer};

use super::{A, A6, B, Case, PORTAL, SIGNIN, case};
use crate::verdicts::sketch::{
    SECOND_SERVER, SERVER, aws, host, inspected, open, rcode, with_addresses,
};

/// Where the system leads, and nobody answers.
const DEAD: &str = "10.0.0.9";

/// Where the service was last year.
const STALE: &str = "203.0.113.250";

pub(super) fn cases() -> Vec<Case> {
    vec![
        case(
            "system_leads_elsewhere_than_the_server",
            [host(PORTAL)
                .system_gives(&[DEAD])
                .served(&[A])
                .tcp_silent(DEAD)
                .answers(A)],
            &["mycorp.awsapps.com blocked tcp.timeout local_lookup medium"],
        ),
        case(
            "system_leads_to_both_addresses",
            [host(PORTAL)
                .resolves(&[DEAD, A])
                .tcp_silent(DEAD)
                .answers(A)],
            &["mycorp.awsapps.com degraded tcp.timeout partial_addresses high"],
        ),
        case(
            "system_leads_past_a_dead_address",
            [host(PORTAL)
                .system_gives(&[A])
                .served(&[DEAD])
                .tcp_silent(DEAD)
                .answers(A)],
            &["mycorp.awsapps.com open"],
        ),
        case(
            "question_lost_once",
            [host(PORTAL)
                .asks(SERVER, RecordKind::A, Err(DnsFault::Timeout))
                .reply(RecordKind::Aaaa, rcode(0))
                .served(&[A])
                .answers(A)],
            &["mycorp.awsapps.com open"],
        ),
        case(
            "first_server_silent_second_answers",
            [host(PORTAL)
                .asks(SERVER, RecordKind::A, Err(DnsFault::Timeout))
                .asks(SERVER, RecordKind::Aaaa, Err(DnsFault::Timeout))
                .asks(SECOND_SERVER, RecordKind::A, Ok(with_addresses(&[A])))
                .asks(SECOND_SERVER, RecordKind::Aaaa, Ok(rcode(0)))
                .system_gives(&[A])
                .answers(A)],
            &["mycorp.awsapps.com open"],
        ),
        case(
            "first_server_silent_and_the_system_waits_too_long",
            [host(PORTAL)
                .asks(SERVER, RecordKind::A, Err(DnsFault::Timeout))
                .asks(SERVER, RecordKind::A, Err(DnsFault::Timeout))
                .asks(SECOND_SERVER, RecordKind::A, Ok(with_addresses(&[A])))
                .system(SystemAnswer::TimedOut)
                .answers(A)],
            &["mycorp.awsapps.com open"],
        ),
        case(
            "no_usable_answer_once",
            [host(PORTAL)
                .system(SystemAnswer::Temporary)
                .served(&[A])
                .answers(A)],
            &["mycorp.awsapps.com open"],
        ),
        case(
            "no_usable_answer_twice",
            [host(PORTAL)
                .system(SystemAnswer::Temporary)
                .served(&[A])
                .system(SystemAnswer::Temporary)
                .answers(A)],
            &["mycorp.awsapps.com unknown dns.servfail undetermined low"],
        ),
        case(
            "a_name_that_the_first_of_two_servers_denies",
            [
                host(PORTAL)
                    .nxdomain()
                    .asks(SECOND_SERVER, RecordKind::A, Ok(with_addresses(&[A])))
                    .answers(A),
                open(SIGNIN, B),
            ],
            &[
                "mycorp.awsapps.com blocked dns.nxdomain dns_filter medium",
                "us-east-1.signin.aws open",
            ],
        ),
        case(
            "a_name_that_the_first_of_two_servers_leads_to_nobody",
            [
                host(PORTAL)
                    .resolves(&[DEAD])
                    .asks(SECOND_SERVER, RecordKind::A, Ok(with_addresses(&[A])))
                    .tcp_fails(DEAD, Failure::TcpRefused)
                    .answers(A),
                open(SIGNIN, B),
            ],
            &[
                "mycorp.awsapps.com blocked tcp.refused dns_filter medium",
                "us-east-1.signin.aws open",
            ],
        ),
        case(
            "a_lookup_that_finds_no_name_at_all",
            [
                host(PORTAL)
                    .system(SystemAnswer::TimedOut)
                    .served(&[A])
                    .answers(A),
                host(SIGNIN)
                    .system(SystemAnswer::TimedOut)
                    .served(&[B])
                    .answers(B),
            ],
            &[
                "mycorp.awsapps.com unknown",
                "us-east-1.signin.aws unknown",
                "state state.system_lookup_fails",
            ],
        ),
        case(
            "a_lookup_that_is_slow_for_one_name",
            [
                host(PORTAL)
                    .system(SystemAnswer::TimedOut)
                    .served(&[A])
                    .answers(A),
                open(SIGNIN, B),
            ],
            &["mycorp.awsapps.com open", "us-east-1.signin.aws open"],
        ),
        case(
            "slow_system_lookup_alone_is_unknown",
            [host(PORTAL).system(SystemAnswer::TimedOut)],
            &["mycorp.awsapps.com unknown dns.timeout undetermined low"],
        ),
        case(
            "no_answer_in_the_one_family_asked_for",
            [
                host(SIGNIN)
                    .system_gives(&[])
                    .reply(RecordKind::Aaaa, rcode(0)),
                open(PORTAL, A6),
            ],
            &[
                "us-east-1.signin.aws unknown dns.no_answer undetermined low",
                "mycorp.awsapps.com open",
            ],
        ),
        case(
            "no_answer_in_both_families",
            [
                host(SIGNIN).denied(SystemAnswer::NoAddress, rcode(0)),
                open(PORTAL, A6),
            ],
            &[
                "us-east-1.signin.aws blocked dns.no_answer dns_filter medium",
                "mycorp.awsapps.com open",
            ],
        ),
        case(
            "system_alone_leads_to_a_sinkhole",
            [host(PORTAL)
                .system_gives(&["127.0.0.1"])
                .served(&[A])
                .answers(A)],
            &["mycorp.awsapps.com blocked dns.sinkhole local_lookup medium"],
        ),
        case(
            "system_leads_to_a_dead_address_and_the_server_to_an_inspected_one",
            [host(PORTAL)
                .system_gives(&[DEAD])
                .served(&[A])
                .tcp_silent(DEAD)
                .tcp(A)
                .tls(A, inspected("Corp CA", "b1"))
                .http(A, aws(200))],
            &["mycorp.awsapps.com blocked tcp.timeout local_lookup medium"],
        ),
        case(
            "a_line_of_the_hosts_file",
            [
                host(PORTAL)
                    .hosts_file_gives(STALE)
                    .served(&[A])
                    .tcp_fails(STALE, Failure::TcpRefused)
                    .answers(A),
                open(SIGNIN, B),
            ],
            &[
                "mycorp.awsapps.com blocked tcp.refused local_lookup high",
                "us-east-1.signin.aws open",
            ],
        ),
        case(
            "a_rule_of_this_machine_sends_the_name_elsewhere",
            [
                host(PORTAL)
                    .sent_elsewhere(".awsapps.com", "10.9.9.9")
                    .served(&[A])
                    .answers(A),
                open(SIGNIN, B),
            ],
            &[
                "mycorp.awsapps.com blocked dns.nxdomain local_lookup medium",
                "us-east-1.signin.aws open",
            ],
        ),
        case(
            "a_resolver_file_of_this_machine_sends_the_name_elsewhere",
            [
                host(PORTAL)
                    .resolved_elsewhere(Some(ResolverPlace::File), ".awsapps.com", "127.0.0.1:5353")
                    .served(&[A])
                    .answers(A),
                open(SIGNIN, B),
            ],
            &[
                "mycorp.awsapps.com blocked dns.nxdomain local_lookup medium",
                "us-east-1.signin.aws open",
            ],
        ),
        case(
            "a_network_service_of_this_machine_sends_the_name_elsewhere",
            [
                host(PORTAL)
                    .resolved_elsewhere(
                        Some(ResolverPlace::NetworkService),
                        ".awsapps.com",
                        "127.0.0.1:5353",
                    )
                    .served(&[A])
                    .answers(A),
                open(SIGNIN, B),
            ],
            &[
                "mycorp.awsapps.com blocked dns.nxdomain local_lookup medium",
                "us-east-1.signin.aws open",
            ],
        ),
        case(
            "a_line_of_the_hosts_file_that_leads_nowhere",
            [
                host(PORTAL)
                    .hosts_file_gives("0.0.0.0")
                    .served(&[A])
                    .answers(A),
                open(SIGNIN, B),
            ],
            &[
                "mycorp.awsapps.com blocked dns.sinkhole local_lookup high",
                "us-east-1.signin.aws open",
            ],
        ),
        case(
            "a_line_of_the_hosts_file_is_no_fault_where_it_works",
            [host(PORTAL)
                .hosts_file_gives(STALE)
                .served(&[A])
                .answers(STALE)
                .tcp_fails(A, Failure::TcpRefused)],
            &["mycorp.awsapps.com open"],
        ),
        case(
            "local_lookup_not_where_the_other_address_fails_alike",
            [
                host(PORTAL)
                    .hosts_file_gives(STALE)
                    .served(&[A])
                    .tcp_fails(STALE, Failure::TcpRefused)
                    .tcp_fails(A, Failure::TcpRefused),
                open(SIGNIN, B),
            ],
            &[
                "mycorp.awsapps.com blocked tcp.refused ip_filter medium",
                "us-east-1.signin.aws open",
            ],
        ),
        case(
            "no_block_where_nobody_is_led_yet",
            [
                host(PORTAL)
                    .hosts_file_gives(STALE)
                    .served(&[A])
                    .tcp_fails(STALE, Failure::TcpTimeout)
                    .tcp_fails(A, Failure::TcpRefused),
                open(SIGNIN, B),
            ],
            &[
                "mycorp.awsapps.com unknown tcp.timeout undetermined low + tcp.refused ip_filter medium",
                "us-east-1.signin.aws open",
            ],
        ),
        case(
            "local_lookup_not_where_servers_give_now_this_and_now_that_address",
            [
                host(PORTAL)
                    .system_gives(&[STALE])
                    .served(&[A])
                    .tcp_fails(STALE, Failure::TcpRefused)
                    .answers(A),
                open(SIGNIN, B),
            ],
            &[
                "mycorp.awsapps.com blocked tcp.refused ip_filter medium",
                "us-east-1.signin.aws open",
            ],
        ),
    ]
}
