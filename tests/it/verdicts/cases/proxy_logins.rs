//! Logins that one client has and another has not, logins that are refused, and settings of programs
//! that lead nowhere.

use aws_netcheck::evidence::{DIRECT, ERROR, NO_SETTING, Program, Scheme};

use super::{A, Case, OIDC, PORTAL, SIGNIN, case};
use crate::verdicts::sketch::{Sketch, aws, genuine, host, page, with_header};

const PROXY: &str = "http://proxy.corp.example:3128";

fn led_by(sketch: Sketch, scheme: Scheme) -> Sketch {
    let led = sketch.led().logged_in_by(Some(scheme));
    let open = led.tls_through(Ok(genuine())).answers_through(aws(200));
    open.routed(PROXY, "HTTPS_PROXY")
}

fn wants(name: &str, offered: &str) -> Sketch {
    host(name).refused(with_header("Proxy-Authenticate", offered, page(407)))
}

pub(super) fn cases() -> Vec<Case> {
    let mut all = of_the_cli();
    all.extend(refused());
    all.extend(past_every_proxy());
    all
}

/// What stands in the URL that the AWS CLI reads.
fn of_the_cli() -> Vec<Case> {
    let by_basic = || led_by(host(OIDC), Scheme::Basic);
    let by_ticket = || led_by(wants(OIDC, "Basic"), Scheme::Negotiate);
    let kept_out = "oidc.us-east-1.amazonaws.com degraded proxy.auth_required proxy_auth high";
    let state = "state state.proxy_login_not_in_url";
    vec![
        case(
            "proxy_auth_of_a_password_that_the_cli_has_not_got",
            [by_basic().cli_login(false)],
            &[kept_out, state],
        ),
        case(
            "proxy_auth_not_of_a_password_that_the_cli_has",
            [by_basic().cli_login(true)],
            &["oidc.us-east-1.amazonaws.com open"],
        ),
        case(
            "proxy_auth_of_a_ticket_where_the_cli_could_give_a_password",
            [by_ticket().cli_login(false)],
            &[kept_out, state],
        ),
        case(
            "proxy_auth_not_of_a_ticket_where_the_cli_has_a_password",
            [by_ticket().cli_login(true)],
            &["oidc.us-east-1.amazonaws.com open"],
        ),
        case(
            "the_aws_cli_fails_by_its_setting",
            [led_by(host(OIDC), Scheme::Basic)
                .cli_login(true)
                .program(Program::AwsCli, ERROR, Some("https_proxy"), None)
                .fails()],
            &[
                "oidc.us-east-1.amazonaws.com open",
                "state state.programs_differ",
                "state state.cli_fails",
            ],
        ),
    ]
}

/// A login that was given, and not taken.
fn refused() -> Vec<Case> {
    vec![case(
        "proxy_auth_with_a_login_that_is_refused",
        [
            wants(PORTAL, "Basic").logged_in_by(Some(Scheme::Basic)),
            wants(SIGNIN, "Basic"),
        ],
        &[
            "mycorp.awsapps.com unknown proxy.auth_required proxy_auth high",
            "us-east-1.signin.aws unknown proxy.auth_required proxy_auth high",
            "state state.proxy_refuses_login",
        ],
    )]
}

/// The desktop names no proxy, and a variable does.
fn past_every_proxy() -> Vec<Case> {
    let unheard = |sketch: Sketch| {
        let directly = sketch.routed(DIRECT, NO_SETTING);
        directly.program(Program::Curl, PROXY, Some("HTTPS_PROXY"), None)
    };
    let denied = |name| unheard(host(name).nxdomain());
    vec![
        case(
            "a_proxy_for_others_where_nothing_gets_out",
            [denied(PORTAL), denied(SIGNIN)],
            &[
                "mycorp.awsapps.com unknown dns.nxdomain undetermined low",
                "us-east-1.signin.aws unknown dns.nxdomain undetermined low",
                "state state.programs_differ",
                "state state.proxy_for_others",
                "state state.no_outside_name",
            ],
        ),
        case(
            "a_proxy_for_others_where_something_gets_out",
            [
                denied(PORTAL),
                unheard(host(SIGNIN).resolves(&[A]).answers(A)),
            ],
            &[
                "mycorp.awsapps.com blocked dns.nxdomain dns_filter medium",
                "us-east-1.signin.aws open",
                "state state.programs_differ",
            ],
        ),
    ]
}
