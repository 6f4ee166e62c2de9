//! The name: withheld, forged, mistyped, or not resolved at all.

use aws_netcheck::evidence::{DnsFault, Failure, RecordKind, SystemAnswer, TlsFault};
use aws_netcheck::plan::Voucher;

use super::{A, B, C, Case, OIDC, PORTAL, SIGNIN, case};
use crate::verdicts::sketch::{by_policy, host, open, rcode, with_addresses, with_extended_error};

pub(super) fn cases() -> Vec<Case> {
    let mut all = names();
    all.extend(refused_names());
    all
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
                "mycorp.awsapps.com blocked dns.nxdomain dns_filter high by BIND response policy zone (policy zone rpz.corp.example, medium)",
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
            "dns_filter_not_for_a_server_that_reaches_nobody",
            [host(PORTAL).denied(
                SystemAnswer::Temporary,
                with_extended_error(22, "No reachable authority", rcode(2)),
            )],
            &["mycorp.awsapps.com blocked dns.servfail dns_outage medium"],
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
                open(SIGNIN, C).passes_again(C),
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
            "dns_filter_forged_by_policy",
            [
                host(PORTAL)
                    .system_gives(&[B])
                    .reply(RecordKind::A, by_policy(with_addresses(&[B])))
                    .tcp_fails(B, Failure::TcpRefused),
                open(SIGNIN, C),
            ],
            &[
                "mycorp.awsapps.com blocked tcp.refused dns_filter high by BIND response policy zone (policy zone rpz.corp.example, medium)",
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
            [
                host(PORTAL).typed().nxdomain(),
                host(OIDC).nxdomain(),
                open(SIGNIN, C),
            ],
            &[
                "mycorp.awsapps.com unknown dns.nxdomain undetermined low",
                "oidc.us-east-1.amazonaws.com blocked dns.nxdomain dns_filter medium",
                "us-east-1.signin.aws open",
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
            &["oidc.us-east-1.amazonaws.com blocked dns.nxdomain local_lookup medium"],
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
                "state state.no_outside_name",
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
