//! Ways that lead through a proxy, or do not.

use aws_netcheck::evidence::{
    DIRECT, ERROR, Failure, NO_SETTING, Program, Scheme, TlsFault, TunnelFault,
};
use aws_netcheck::plan::Client;

use super::{A, Case, OIDC, PORTAL, SIGNIN, case};
use crate::verdicts::sketch::{
    Sketch, aws, genuine, host, inspected, open, page, plain, with_header,
};

fn open_through(name: &str) -> Sketch {
    let led = host(name).led().tls_through(Ok(genuine()));
    led.answers_through(aws(200))
}

fn open_by_login(name: &str, scheme: &str) -> Sketch {
    let led = host(name)
        .led()
        .logged_in_by(Some(scheme.to_owned().into()));
    let led = led.tls_through(Ok(genuine()));
    led.answers_through(aws(200))
}

fn squid(status: u16, error: &str) -> aws_netcheck::evidence::Reply {
    with_header("X-Squid-Error", error, page(status))
}

pub(super) fn cases() -> Vec<Case> {
    let mut all = said();
    all.extend(unsaid());
    all.extend(behind());
    all.extend(by_login());
    all.extend(elsewhere());
    all
}

/// What the proxy says itself.
fn said() -> Vec<Case> {
    let login = |scheme| with_header("Proxy-Authenticate", scheme, page(407));
    vec![
        case(
            "proxy_auth",
            [
                host(PORTAL).refused(login("Negotiate")),
                host(OIDC).refused(login("Negotiate")),
            ],
            &[
                "mycorp.awsapps.com unknown proxy.auth_required proxy_auth high",
                "oidc.us-east-1.amazonaws.com unknown proxy.auth_required proxy_auth high",
                "state state.proxy_wants_login_offered",
            ],
        ),
        case(
            "proxy_auth_not_for_a_policy",
            [host(PORTAL).refused(squid(403, "ERR_ACCESS_DENIED 0"))],
            &[
                "mycorp.awsapps.com blocked proxy.denied proxy_policy high by Squid (header x-squid-error: ERR_ACCESS_DENIED 0, high)",
            ],
        ),
        case(
            "proxy_policy_by_its_status_alone",
            [host(PORTAL).refused(plain(403)), open_through(SIGNIN)],
            &[
                "mycorp.awsapps.com blocked proxy.denied proxy_policy medium",
                "us-east-1.signin.aws open",
            ],
        ),
        case(
            "proxy_policy_not_for_a_fault_behind_it",
            [host(PORTAL).refused(squid(503, "ERR_CONNECT_FAIL 110"))],
            &[
                "mycorp.awsapps.com blocked proxy.bad_gateway proxy_upstream high by Squid (header x-squid-error: ERR_CONNECT_FAIL 110, high)",
            ],
        ),
        case(
            "proxy_dns",
            [host(SIGNIN).refused(squid(503, "ERR_DNS_FAIL 0"))],
            &[
                "us-east-1.signin.aws blocked proxy.bad_gateway proxy_dns high by Squid (header x-squid-error: ERR_DNS_FAIL 0, high)",
            ],
        ),
        case(
            "proxy_dns_of_a_typed_name_is_unknown",
            [host(PORTAL).typed().refused(squid(503, "ERR_DNS_FAIL 0"))],
            &[
                "mycorp.awsapps.com unknown proxy.bad_gateway proxy_dns high by Squid (header x-squid-error: ERR_DNS_FAIL 0, high)",
            ],
        ),
        case(
            "proxy_upstream_by_a_number_of_socks",
            [host(SIGNIN).not_led(TunnelFault::Socks5(4))],
            &["us-east-1.signin.aws blocked proxy.bad_gateway proxy_upstream high"],
        ),
        case(
            "proxy_upstream_not_by_a_number_that_stands_for_every_no",
            [
                host(SIGNIN).not_led(TunnelFault::Socks5(1)),
                host(PORTAL).not_led(TunnelFault::Socks4(0x5b)),
            ],
            &[
                "us-east-1.signin.aws blocked proxy.bad_gateway undetermined low",
                "mycorp.awsapps.com blocked proxy.bad_gateway undetermined low",
            ],
        ),
        case(
            "proxy_dns_not_where_it_does_not_say_so",
            [host(SIGNIN).refused(plain(503)).refused(plain(503))],
            &["us-east-1.signin.aws blocked proxy.bad_gateway proxy_upstream medium"],
        ),
    ]
}

/// What a login that this run gave says of programs that cannot give it.
fn by_login() -> Vec<Case> {
    let wants = |offered| {
        let reply = with_header("Proxy-Authenticate", offered, page(407));
        host(OIDC).refused(reply)
    };
    let then_led = |offered| {
        let led = wants(offered).led();
        let led = led.logged_in_by(Some(Scheme::Negotiate));
        led.tls_through(Ok(genuine())).answers_through(aws(200))
    };
    vec![
        case(
            "proxy_auth_of_browsers_alone",
            [then_led("Negotiate"), open_by_login(SIGNIN, "Negotiate")],
            &[
                "oidc.us-east-1.amazonaws.com degraded proxy.auth_required proxy_auth high",
                "us-east-1.signin.aws degraded proxy.auth_required proxy_auth high",
                "state state.proxy_keeps_out_cli",
            ],
        ),
        case(
            "proxy_auth_not_where_basic_is_offered_too",
            [then_led("Basic"), open_by_login(SIGNIN, "Negotiate")],
            &[
                "oidc.us-east-1.amazonaws.com open",
                "us-east-1.signin.aws open",
            ],
        ),
        case(
            "proxy_auth_not_for_a_login_by_basic",
            [open_by_login(OIDC, "Basic")],
            &["oidc.us-east-1.amazonaws.com open"],
        ),
    ]
}

/// What it does not say.
fn unsaid() -> Vec<Case> {
    let silent = || host(PORTAL).not_led(TunnelFault::Timeout);
    let twice = || silent().not_led(TunnelFault::Timeout);
    vec![
        case(
            "proxy_down_by_its_name",
            [host(PORTAL).proxy_lost()],
            &[
                "mycorp.awsapps.com blocked proxy.dns proxy_down high",
                "state state.proxy_dead",
            ],
        ),
        case(
            "proxy_down_by_a_refusal",
            [host(PORTAL).proxy_unreached(Failure::TcpRefused)],
            &[
                "mycorp.awsapps.com blocked proxy.refused proxy_down high",
                "state state.proxy_dead",
            ],
        ),
        case(
            "proxy_down_not_after_one_silence",
            [host(PORTAL).proxy_unreached(Failure::TcpTimeout)],
            &["mycorp.awsapps.com unknown proxy.timeout undetermined low"],
        ),
        case(
            "proxy_down_not_where_it_leads_elsewhere",
            [twice(), open_through(SIGNIN)],
            &[
                "mycorp.awsapps.com blocked proxy.timeout proxy_upstream medium",
                "us-east-1.signin.aws open",
            ],
        ),
        case(
            "proxy_down_where_a_web_server_answers",
            [host(PORTAL).refused(plain(405))],
            &[
                "mycorp.awsapps.com blocked proxy.protocol proxy_down high",
                "state state.proxy_dead",
            ],
        ),
        case(
            "direct_after_a_dead_proxy",
            [host(PORTAL)
                .proxy_unreached(Failure::TcpRefused)
                .resolves(&[A])
                .answers(A)],
            &[
                "mycorp.awsapps.com degraded proxy.refused proxy_down high",
                "state state.proxy_dead",
            ],
        ),
    ]
}

/// What other programs would not meet.
fn elsewhere() -> Vec<Case> {
    let all = "http://proxy.corp.example:3128";
    let by_all = |name| {
        let routed = open_through(name).routed(all, "ALL_PROXY");
        let routed = routed.program(Program::Curl, all, Some("ALL_PROXY"), None);
        let routed = routed.program(Program::AwsCli, DIRECT, None, None);
        routed.program(Program::Go, DIRECT, None, None)
    };
    vec![
        case(
            "the_aws_cli_goes_elsewhere",
            [
                by_all(OIDC),
                by_all(PORTAL).path(|path| path.clients = vec![Client::Browser]),
                open_through(SIGNIN).routed(DIRECT, NO_SETTING).program(
                    Program::AwsCli,
                    ERROR,
                    Some("https_proxy"),
                    None,
                ),
            ],
            &[
                "oidc.us-east-1.amazonaws.com open",
                "mycorp.awsapps.com open",
                "us-east-1.signin.aws open",
                "state state.programs_differ",
                "state state.programs_differ",
                "state state.cli_elsewhere",
            ],
        ),
        case(
            "the_aws_cli_goes_elsewhere_by_a_setting",
            [
                by_all(OIDC).routed(all, "GNOME").program(
                    Program::AwsCli,
                    DIRECT,
                    Some("https_proxy"),
                    Some("*"),
                ),
                by_all(SIGNIN).routed(all, "GNOME").program(
                    Program::AwsCli,
                    "http://other:1",
                    Some("https_proxy"),
                    None,
                ),
            ],
            &[
                "oidc.us-east-1.amazonaws.com open",
                "us-east-1.signin.aws open",
                "state state.programs_differ",
                "state state.programs_differ",
                "state state.cli_elsewhere",
            ],
        ),
        case(
            "others_than_the_aws_cli_go_elsewhere",
            [open_through(OIDC)
                .routed("socks5://proxy.corp.example:1080", "GNOME")
                .program(
                    Program::AwsCli,
                    "socks5h://proxy.corp.example:1080",
                    None,
                    None,
                )
                .program(Program::Java, DIRECT, None, None)],
            &[
                "oidc.us-east-1.amazonaws.com open",
                "state state.programs_differ",
            ],
        ),
    ]
}

/// What is met behind it.
fn behind() -> Vec<Case> {
    vec![
        case(
            "healthy_through_a_proxy",
            [open_through(PORTAL), open_through(SIGNIN)],
            &["mycorp.awsapps.com open", "us-east-1.signin.aws open"],
        ),
        case(
            "a_yes_to_connect_proves_nothing",
            [
                host(PORTAL)
                    .led()
                    .tls_through(Ok(inspected("Corp CA", "b1")))
                    .answers_through(squid(403, "ERR_ACCESS_DENIED 0")),
                open(SIGNIN, A),
            ],
            &[
                "mycorp.awsapps.com blocked http.block_page url_filter high by Squid (header x-squid-error: ERR_ACCESS_DENIED 0, high) + tls.intercepted tls_inspection high by Squid (header x-squid-error: ERR_ACCESS_DENIED 0, medium)",
                "us-east-1.signin.aws open",
            ],
        ),
        case(
            "sni_filter_not_behind_a_proxy",
            [
                host(PORTAL)
                    .led()
                    .tls_through(Err(TlsFault::Reset))
                    .led()
                    .tls_through(Err(TlsFault::Reset)),
                open_through(SIGNIN),
            ],
            &[
                "mycorp.awsapps.com blocked tls.reset undetermined low",
                "us-east-1.signin.aws open",
            ],
        ),
        case(
            "a_reset_behind_a_proxy_seen_once",
            [
                host(PORTAL).led().tls_through(Err(TlsFault::Reset)),
                open_through(SIGNIN),
            ],
            &[
                "mycorp.awsapps.com unknown tls.reset undetermined low",
                "us-east-1.signin.aws open",
            ],
        ),
        case(
            "a_reset_behind_a_proxy_that_comes_and_goes",
            [
                host(PORTAL)
                    .led()
                    .tls_through(Err(TlsFault::Reset))
                    .led()
                    .tls_through(Err(TlsFault::Reset)),
                host(SIGNIN)
                    .led()
                    .tls_through(Err(TlsFault::Reset))
                    .led()
                    .tls_through(Ok(genuine()))
                    .answers_through(aws(200)),
            ],
            &[
                "mycorp.awsapps.com unknown tls.reset undetermined low",
                "us-east-1.signin.aws open",
            ],
        ),
        case(
            "a_proxy_that_lets_others_in_is_not_down",
            [
                host(PORTAL)
                    .proxy_unreached(Failure::TcpRefused)
                    .proxy_unreached(Failure::TcpRefused),
                open_through(SIGNIN),
            ],
            &[
                "mycorp.awsapps.com unknown proxy.refused undetermined low",
                "us-east-1.signin.aws open",
            ],
        ),
        case(
            "a_proxy_that_cuts_a_dialogue_once",
            [
                host(PORTAL).not_led(TunnelFault::Closed),
                open_through(SIGNIN),
            ],
            &[
                "mycorp.awsapps.com unknown proxy.protocol undetermined low",
                "us-east-1.signin.aws open",
            ],
        ),
        case(
            "a_proxy_without_an_address_before_one_that_leads_on",
            [open_through(PORTAL).proxy_lost(), open_through(SIGNIN)],
            &[
                "mycorp.awsapps.com degraded proxy.dns undetermined low",
                "us-east-1.signin.aws open",
            ],
        ),
    ]
}
