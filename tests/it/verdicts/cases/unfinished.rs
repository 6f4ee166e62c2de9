//! Runs that ended too soon: what was not measured is not judged.

use aws_netcheck::evidence::{Ending, Failure, RecordKind, TlsFault};

use super::{A, B, C, Case, OIDC, PORTAL, SIGNIN, case};
use crate::verdicts::sketch::{genuine, host, inspected, open, rcode};

pub(super) fn cases() -> Vec<Case> {
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
        case(
            "interrupted_before_the_system_said_no",
            [
                host(OIDC)
                    .reply(RecordKind::A, rcode(3))
                    .ends(Ending::Interrupted),
                open(SIGNIN, C),
            ],
            &[
                "oidc.us-east-1.amazonaws.com unknown dns.nxdomain undetermined low",
                "us-east-1.signin.aws open",
                "state state.interrupted",
            ],
        ),
        case(
            "interrupted_before_the_system_led_anywhere",
            [host(OIDC)
                .served(&[A])
                .tcp_fails(A, Failure::TcpRefused)
                .ends(Ending::Interrupted)],
            &[
                "oidc.us-east-1.amazonaws.com unknown tcp.refused undetermined low",
                "state state.interrupted",
            ],
        ),
        case(
            "complete_without_a_request",
            [
                host(PORTAL)
                    .resolves(&[A])
                    .tcp(A)
                    .tls(A, genuine())
                    .tcp_fails(A, Failure::TcpRefused),
                open(SIGNIN, C),
            ],
            &[
                "mycorp.awsapps.com unknown tcp.refused undetermined low",
                "us-east-1.signin.aws open",
            ],
        ),
    ]
}
