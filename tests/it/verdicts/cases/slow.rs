//! Handshakes that are answered, and do not come to their end in time.

use aws_netcheck::evidence::{Hello, TlsFault};

use super::{A, B, C, Case, OIDC, PORTAL, SIGNIN, case};
use crate::verdicts::sketch::{Sketch, genuine, host, open};

fn begun(name: &str, at: &str) -> Sketch {
    let once = host(name).resolves(&[at]).tcp(at).tls_unfinished(at, 680);
    once.tcp(at).tls_unfinished(at, 680)
}

fn silent(name: &str, at: &str) -> Sketch {
    let once = host(name).resolves(&[at]).tcp(at);
    let once = once.tls_fails(at, TlsFault::Timeout).tcp(at);
    once.tls_fails(at, TlsFault::Timeout)
}

const OPEN: &str = "us-east-1.signin.aws open";
const UNKNOWN: &str = "mycorp.awsapps.com unknown tls.timeout undetermined low";

pub(super) fn cases() -> Vec<Case> {
    let timeout = || Err(TlsFault::Timeout);
    vec![
        case(
            "handshake_begun_is_not_blocked",
            [begun(PORTAL, A), open(SIGNIN, C)],
            &[UNKNOWN, OPEN],
        ),
        case(
            "handshake_begun_meets_no_rule_on_names",
            [
                begun(PORTAL, A)
                    .control(SIGNIN, A, Ok(genuine()))
                    .control(PORTAL, C, timeout()),
                open(SIGNIN, C).passes_again(C),
            ],
            &[UNKNOWN, OPEN],
        ),
        case(
            "handshake_begun_meets_no_rule_on_sizes",
            [
                begun(PORTAL, A)
                    .tried(Hello::Classical, A, Ok(genuine()))
                    .tried(Hello::Ordinary, A, timeout())
                    .tried(Hello::SmallSegments, A, Ok(genuine())),
                open(SIGNIN, C),
            ],
            &[UNKNOWN, OPEN],
        ),
        case(
            "handshake_begun_and_once_more_to_its_end",
            [
                begun(PORTAL, A).tried(Hello::Ordinary, A, Ok(genuine())),
                open(SIGNIN, C),
            ],
            &[
                "mycorp.awsapps.com degraded tls.timeout packet_loss medium",
                OPEN,
            ],
        ),
        case(
            "silence_where_others_are_slow",
            [silent(PORTAL, A), begun(SIGNIN, C), begun(OIDC, B)],
            &[
                UNKNOWN,
                "us-east-1.signin.aws unknown tls.timeout undetermined low",
                "oidc.us-east-1.amazonaws.com unknown tls.timeout undetermined low",
            ],
        ),
        case(
            "silence_where_one_other_is_slow",
            [silent(PORTAL, A), begun(SIGNIN, C)],
            &[
                "mycorp.awsapps.com blocked tls.timeout undetermined low",
                "us-east-1.signin.aws unknown tls.timeout undetermined low",
            ],
        ),
    ]
}
