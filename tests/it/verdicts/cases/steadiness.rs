//! TLS that comes and goes: no rule on a name or a size is sure of it.

use aws_netcheck::evidence::{Hello, Session, TlsFault};

use super::{A, B, C, Case, D, OIDC, PORTAL, SIGNIN, SSO, case};
use crate::verdicts::sketch::{Sketch, for_other_names, genuine, host, open};

const RESET: Result<Session, TlsFault> = Err(TlsFault::Reset);

fn reset(name: &str, at: &str) -> Sketch {
    let once = host(name).resolves(&[at]).tcp(at);
    once.tls_fails(at, TlsFault::Reset)
}

/// Reset at every attempt, here and where another host is open.
fn cut_off(name: &str, at: &str) -> Sketch {
    let twice = reset(name, at).tried(Hello::Ordinary, at, RESET);
    twice.control(name, C, RESET)
}

/// Reset once, and open when tried once more.
fn fickle(name: &str, at: &str) -> Sketch {
    reset(name, at).tried(Hello::Ordinary, at, Ok(genuine()))
}

const OPEN: &str = "us-east-1.signin.aws open";
const LOST: &str = "oidc.us-east-1.amazonaws.com degraded tls.reset packet_loss medium";

/// Hosts that break alike, of which two were looked into.
fn alike() -> Vec<Case> {
    let of_name = |name, at| cut_off(name, at).control(SIGNIN, at, Ok(for_other_names(genuine())));
    let of_address = |name, at| {
        let twice = reset(name, at).tried(Hello::Ordinary, at, RESET);
        twice.control(SIGNIN, at, RESET)
    };
    let stays = || open(SIGNIN, C).passes_again(C);
    let by_name = "mycorp.awsapps.com blocked tls.reset sni_filter high";
    vec![
        case(
            "sni_filter_as_at_hosts_that_fail_alike",
            [of_name(PORTAL, A), of_name(OIDC, B), reset(SSO, D), stays()],
            &[
                by_name,
                "oidc.us-east-1.amazonaws.com blocked tls.reset sni_filter high",
                "portal.sso.us-east-1.amazonaws.com blocked tls.reset sni_filter medium",
                OPEN,
            ],
        ),
        case(
            "sni_filter_not_as_at_hosts_that_differ",
            [
                of_name(PORTAL, A),
                of_address(OIDC, B),
                reset(SSO, D),
                stays(),
            ],
            &[
                by_name,
                "oidc.us-east-1.amazonaws.com blocked tls.reset undetermined low",
                "portal.sso.us-east-1.amazonaws.com blocked tls.reset undetermined low",
                OPEN,
            ],
        ),
        case(
            "sni_filter_not_as_at_a_host_that_fails_otherwise",
            [
                of_name(PORTAL, A),
                host(SSO)
                    .resolves(&[D])
                    .tcp(D)
                    .tls_fails(D, TlsFault::Protocol("not TLS".into())),
                stays(),
            ],
            &[
                by_name,
                "portal.sso.us-east-1.amazonaws.com blocked tls.protocol undetermined low",
                OPEN,
            ],
        ),
    ]
}

pub(super) fn cases() -> Vec<Case> {
    let mut all = turns();
    all.extend(alike());
    all
}

fn turns() -> Vec<Case> {
    vec![
        case(
            "sni_filter_where_the_open_host_stays_open",
            [
                cut_off(PORTAL, A).control(SIGNIN, A, Ok(for_other_names(genuine()))),
                open(SIGNIN, C).passes_again(C),
            ],
            &["mycorp.awsapps.com blocked tls.reset sni_filter high", OPEN],
        ),
        case(
            "sni_filter_less_sure_where_what_answers_goes_by_the_name",
            [
                host(PORTAL)
                    .resolves(&[A])
                    .tcp(A)
                    .tls_fails(A, TlsFault::Closed)
                    .tcp(A)
                    .tls_fails(A, TlsFault::Closed)
                    .tried(Hello::Ordinary, A, Err(TlsFault::Closed))
                    .control(PORTAL, C, Err(TlsFault::Closed))
                    .control(SIGNIN, A, Ok(genuine())),
                open(SIGNIN, C).passes_again(C),
            ],
            &[
                "mycorp.awsapps.com blocked tls.closed sni_filter medium",
                OPEN,
            ],
        ),
        case(
            "sni_filter_sure_where_a_stranger_answers_to_the_other_name",
            [
                host(PORTAL)
                    .resolves(&[A])
                    .tcp(A)
                    .tls_fails(A, TlsFault::Closed)
                    .tcp(A)
                    .tls_fails(A, TlsFault::Closed)
                    .tried(Hello::Ordinary, A, Err(TlsFault::Closed))
                    .control(PORTAL, C, Err(TlsFault::Closed))
                    .control(SIGNIN, A, Ok(for_other_names(genuine()))),
                open(SIGNIN, C).passes_again(C),
            ],
            &[
                "mycorp.awsapps.com blocked tls.closed sni_filter high",
                OPEN,
            ],
        ),
        case(
            "sni_filter_less_sure_where_the_open_host_was_not_tried_again",
            [
                cut_off(PORTAL, A).control(SIGNIN, A, Ok(for_other_names(genuine()))),
                open(SIGNIN, C),
            ],
            &[
                "mycorp.awsapps.com blocked tls.reset sni_filter medium",
                OPEN,
            ],
        ),
        case(
            "sni_filter_hardly_where_the_other_name_breaks_as_well",
            [
                cut_off(PORTAL, A).control(SIGNIN, A, RESET),
                open(SIGNIN, C).passes_again(C),
            ],
            &["mycorp.awsapps.com blocked tls.reset sni_filter low", OPEN],
        ),
        case(
            "sni_filter_not_where_the_open_host_breaks_by_now",
            [
                cut_off(PORTAL, A).control(SIGNIN, A, RESET),
                open(SIGNIN, C).tried(Hello::Ordinary, C, RESET),
            ],
            &[
                "mycorp.awsapps.com unknown tls.reset undetermined low",
                OPEN,
            ],
        ),
        case(
            "sni_filter_hardly_where_another_host_comes_and_goes",
            [
                cut_off(PORTAL, A).control(SIGNIN, A, Ok(for_other_names(genuine()))),
                fickle(OIDC, B),
                open(SIGNIN, C).passes_again(C),
            ],
            &[
                "mycorp.awsapps.com blocked tls.reset sni_filter low",
                LOST,
                OPEN,
            ],
        ),
        case(
            "large_hello_hardly_where_another_host_comes_and_goes",
            [
                reset(PORTAL, A)
                    .tried(Hello::Classical, A, Ok(genuine()))
                    .tried(Hello::LongClassical, A, Ok(genuine()))
                    .tried(Hello::Ordinary, A, RESET),
                fickle(OIDC, B),
                open(SIGNIN, C),
            ],
            &[
                "mycorp.awsapps.com degraded tls.reset large_hello low",
                LOST,
                OPEN,
            ],
        ),
        case(
            "one_reset_not_tried_again_where_another_host_comes_and_goes",
            [reset(PORTAL, A), fickle(OIDC, B)],
            &[
                "mycorp.awsapps.com unknown tls.reset undetermined low",
                LOST,
            ],
        ),
        case(
            "second_connection_reset_and_the_third_open",
            [open(PORTAL, A)
                .path(|path| path.id = "row#other".into())
                .tcp(A)
                .tls_fails(A, TlsFault::Reset)
                .answers(A)],
            &["mycorp.awsapps.com open"],
        ),
        case(
            "packet_loss_at_the_third_time",
            [
                reset(PORTAL, A).tried(Hello::Ordinary, A, RESET).tried(
                    Hello::Ordinary,
                    A,
                    Ok(genuine()),
                ),
                open(SIGNIN, C),
            ],
            &[
                "mycorp.awsapps.com degraded tls.reset packet_loss medium",
                OPEN,
            ],
        ),
    ]
}
