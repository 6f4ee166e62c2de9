//! TLS that breaks, and controls that pass or break beside it.

use aws_netcheck::evidence::{Hello, TlsFault};

use super::{A, C, Case, PORTAL, SIGNIN, case};
use crate::verdicts::sketch::{for_other_names, genuine, host, open, untrusted};

pub(super) fn cases() -> Vec<Case> {
    let silent = || {
        let twice = host(PORTAL).resolves(&[A]).tcp(A);
        let twice = twice.tls_fails(A, TlsFault::Timeout).tcp(A);
        twice.tls_fails(A, TlsFault::Timeout)
    };
    let reset = || {
        let once = host(PORTAL).resolves(&[A]).tcp(A);
        once.tls_fails(A, TlsFault::Reset)
    };
    let passes = || Ok(genuine());
    let answered_oddly = |fault| {
        let once = host(PORTAL).resolves(&[A]).tcp(A).tls_fails(A, fault);
        once.control(SIGNIN, A, Ok(genuine()))
            .tried(Hello::Classical, A, passes())
            .tried(Hello::Ordinary, A, passes())
    };
    let timeout = || Err(TlsFault::Timeout);
    let vanishing = || {
        silent()
            .tried(Hello::Classical, A, timeout())
            .tried(Hello::SmallSegments, A, passes())
            .tried(Hello::Ordinary, A, timeout())
    };
    let other = || open(SIGNIN, C);
    let other_is_open = "us-east-1.signin.aws open";
    let undetermined = "mycorp.awsapps.com blocked tls.timeout undetermined low";
    vec![
        case(
            "mtu_black_hole",
            [vanishing()],
            &["mycorp.awsapps.com blocked tls.timeout mtu_black_hole high"],
        ),
        case(
            "mtu_black_hole_hardly_where_another_host_is_open",
            [vanishing(), other()],
            &[
                "mycorp.awsapps.com blocked tls.timeout mtu_black_hole low",
                other_is_open,
            ],
        ),
        case(
            "mtu_black_hole_of_which_small_packets_of_the_answer_came",
            [host(PORTAL)
                .resolves(&[A])
                .tcp(A)
                .tls_unfinished(A, 1_216)
                .tcp(A)
                .tls_unfinished(A, 1_216)
                .tried(Hello::SmallSegments, A, passes())
                .tried(Hello::Ordinary, A, timeout())],
            &["mycorp.awsapps.com blocked tls.timeout mtu_black_hole high"],
        ),
        case(
            "mtu_black_hole_not_before_the_ordinary_one_broke_again",
            [
                silent().tried(Hello::Ordinary, A, timeout()).tried(
                    Hello::SmallSegments,
                    A,
                    passes(),
                ),
                other(),
            ],
            &[undetermined, other_is_open],
        ),
        case(
            "mtu_black_hole_not_where_the_ordinary_one_passes_by_then",
            [
                silent().tried(Hello::SmallSegments, A, passes()).tried(
                    Hello::Ordinary,
                    A,
                    passes(),
                ),
                other(),
            ],
            &[
                "mycorp.awsapps.com degraded tls.timeout packet_loss medium",
                other_is_open,
            ],
        ),
        case(
            "mtu_black_hole_on_the_way_out_alone",
            [
                silent()
                    .tried(Hello::Classical, A, passes())
                    .tried(Hello::SmallSegments, A, passes())
                    .tried(Hello::LongClassical, A, timeout())
                    .tried(Hello::Ordinary, A, timeout()),
                other(),
            ],
            &[
                "mycorp.awsapps.com degraded tls.timeout mtu_black_hole medium",
                other_is_open,
            ],
        ),
        case(
            "large_hello_not_before_the_ordinary_one_broke_again",
            [reset().tried(Hello::Classical, A, passes()), other()],
            &[
                "mycorp.awsapps.com blocked tls.reset undetermined low",
                other_is_open,
            ],
        ),
        case(
            "mtu_black_hole_not_where_small_packets_are_lost_too",
            [
                silent().tried(Hello::Classical, A, timeout()).tried(
                    Hello::SmallSegments,
                    A,
                    timeout(),
                ),
                other(),
            ],
            &[undetermined, other_is_open],
        ),
        case(
            "large_hello",
            [
                silent()
                    .tried(Hello::Classical, A, passes())
                    .tried(Hello::SmallSegments, A, timeout())
                    .tried(Hello::LongClassical, A, timeout())
                    .tried(Hello::Ordinary, A, timeout()),
                other(),
            ],
            &[
                "mycorp.awsapps.com degraded tls.timeout large_hello high",
                other_is_open,
            ],
        ),
        case(
            "large_hello_as_at_another_host",
            [
                reset().tried(Hello::Classical, A, passes()).tried(
                    Hello::Ordinary,
                    A,
                    Err(TlsFault::Reset),
                ),
                host(SIGNIN)
                    .resolves(&[C])
                    .tcp(C)
                    .tls_fails(C, TlsFault::Reset)
                    .tcp(C)
                    .tls_fails(C, TlsFault::Reset),
            ],
            &[
                "mycorp.awsapps.com degraded tls.reset large_hello medium",
                "us-east-1.signin.aws blocked tls.reset large_hello medium",
            ],
        ),
        case(
            "large_hello_by_its_share",
            [
                reset()
                    .tried(Hello::Classical, A, passes())
                    .tried(Hello::LongClassical, A, passes())
                    .tried(Hello::Ordinary, A, Err(TlsFault::Reset)),
                other(),
            ],
            &[
                "mycorp.awsapps.com degraded tls.reset large_hello high",
                other_is_open,
            ],
        ),
        case(
            "large_hello_not_where_a_stranger_answers_the_small_one",
            [
                silent()
                    .tried(Hello::Classical, A, Ok(untrusted("Corp CA", "b1")))
                    .tried(Hello::Ordinary, A, timeout()),
                other(),
            ],
            &[undetermined, other_is_open],
        ),
        case(
            "packet_loss",
            [
                reset()
                    .tried(Hello::Classical, A, passes())
                    .tried(Hello::LongClassical, A, passes())
                    .tried(Hello::Ordinary, A, passes()),
                other(),
            ],
            &[
                "mycorp.awsapps.com degraded tls.reset packet_loss medium",
                other_is_open,
            ],
        ),
        case(
            "packet_loss_not_of_an_alert",
            [
                answered_oddly(TlsFault::Alert {
                    code: 80,
                    name: "internal_error".into(),
                }),
                other(),
            ],
            &[
                "mycorp.awsapps.com degraded tls.alert undetermined low",
                other_is_open,
            ],
        ),
        case(
            "packet_loss_not_of_an_answer_that_is_no_tls",
            [
                answered_oddly(TlsFault::Protocol("not TLS".into())),
                other(),
            ],
            &[
                "mycorp.awsapps.com degraded tls.protocol undetermined low",
                other_is_open,
            ],
        ),
        case(
            "packet_loss_not_where_it_breaks_again",
            [
                reset()
                    .tried(Hello::Classical, A, Err(TlsFault::Reset))
                    .tried(Hello::Ordinary, A, Err(TlsFault::Reset)),
                other(),
            ],
            &[
                "mycorp.awsapps.com blocked tls.reset undetermined low",
                other_is_open,
            ],
        ),
        case(
            "sni_filter_not_where_the_name_passes_elsewhere",
            [
                reset()
                    .control(SIGNIN, A, Ok(for_other_names(untrusted("Squid", "c1"))))
                    .control(PORTAL, C, Ok(for_other_names(genuine()))),
                other(),
            ],
            &[
                "mycorp.awsapps.com blocked tls.reset undetermined low",
                other_is_open,
            ],
        ),
    ]
}
