//! What a proxy answers without saying why: busy for a moment, a limit, a page of its own.

use aws_netcheck::evidence::Reply;

use super::{Case, OIDC, PORTAL, SIGNIN, case};
use crate::verdicts::sketch::{Sketch, aws, genuine, host, page, plain, with_body, with_header};

/// It leads on, after all that was seen before.
fn then_led(sketch: Sketch) -> Sketch {
    let led = sketch.led().tls_through(Ok(genuine()));
    led.answers_through(aws(200))
}

fn twice(name: &str, status: u16) -> Sketch {
    host(name).refused(plain(status)).refused(plain(status))
}

fn redirect(to: &str) -> Reply {
    with_header("Location", to, plain(302))
}

pub(super) fn cases() -> Vec<Case> {
    let mut all = busy();
    all.extend(pages());
    all.extend(of_the_company());
    all
}

/// A bare status, once or twice.
fn busy() -> Vec<Case> {
    vec![
        case(
            "proxy_upstream_by_its_status_twice",
            [twice(PORTAL, 503), then_led(host(SIGNIN))],
            &[
                "mycorp.awsapps.com blocked proxy.bad_gateway proxy_upstream medium",
                "us-east-1.signin.aws open",
            ],
        ),
        case(
            "proxy_upstream_not_by_its_status_once",
            [host(PORTAL).refused(plain(503)), then_led(host(SIGNIN))],
            &[
                "mycorp.awsapps.com unknown proxy.bad_gateway undetermined low",
                "us-east-1.signin.aws open",
            ],
        ),
        case(
            "proxy_upstream_not_where_it_leads_on_again",
            [
                then_led(host(PORTAL).refused(plain(503))),
                then_led(host(SIGNIN)),
            ],
            &["mycorp.awsapps.com open", "us-east-1.signin.aws open"],
        ),
        case(
            "proxy_upstream_not_where_another_host_was_let_in_again",
            [
                twice(PORTAL, 503),
                then_led(host(SIGNIN).refused(plain(503))),
            ],
            &[
                "mycorp.awsapps.com unknown proxy.bad_gateway undetermined low",
                "us-east-1.signin.aws open",
            ],
        ),
        case(
            "proxy_upstream_where_another_host_was_let_in_after_another_refusal",
            [
                twice(PORTAL, 502),
                then_led(host(SIGNIN).refused(plain(429))),
            ],
            &[
                "mycorp.awsapps.com blocked proxy.bad_gateway proxy_upstream medium",
                "us-east-1.signin.aws open",
            ],
        ),
        case(
            "a_limit_is_no_policy",
            [twice(PORTAL, 429), twice(OIDC, 429), then_led(host(SIGNIN))],
            &[
                "mycorp.awsapps.com unknown proxy.limited undetermined low",
                "oidc.us-east-1.amazonaws.com unknown proxy.limited undetermined low",
                "us-east-1.signin.aws open",
            ],
        ),
    ]
}

/// In the place of a way on.
fn pages() -> Vec<Case> {
    let titled = |title: &str| {
        let body = format!("<!doctype html><title>{title}</title>");
        with_body(&body, page(200))
    };
    vec![
        case(
            "a_page_of_the_proxy_that_speaks_of_a_policy",
            [host(PORTAL).refused(titled("Blocked by policy"))],
            &["mycorp.awsapps.com blocked proxy.page proxy_policy medium"],
        ),
        case(
            "a_page_of_the_proxy_that_says_nothing",
            [host(PORTAL).refused(titled("Please wait"))],
            &["mycorp.awsapps.com unknown proxy.page undetermined low"],
        ),
        case(
            "a_redirect_of_the_proxy_that_denies",
            [host(PORTAL).refused(redirect("http://gateway.corp.example/blocked?c=1"))],
            &["mycorp.awsapps.com blocked proxy.denied proxy_policy medium"],
        ),
        case(
            "a_redirect_of_the_proxy_to_a_login",
            [host(PORTAL).refused(redirect("https://adfs.corp.example/adfs/ls?a=b"))],
            &[
                "mycorp.awsapps.com unknown proxy.auth_required proxy_auth high",
                "state state.proxy_wants_login",
            ],
        ),
        case(
            "a_redirect_of_the_proxy_that_may_be_either",
            [host(PORTAL).refused(redirect("http://gateway.corp.example/"))],
            &["mycorp.awsapps.com unknown proxy.page undetermined low"],
        ),
    ]
}

/// Squid's `deny_info`, and a page of the company's own.
fn of_the_company() -> Vec<Case> {
    let squid = |reply, error| with_header("X-Squid-Error", error, reply);
    let elsewhere = redirect("http://proxyinfo.corp.example/cloud");
    vec![
        case(
            "proxy_policy_by_a_redirect_of_squid",
            [host(PORTAL).refused(squid(elsewhere, "403 Access Denied"))],
            &["mycorp.awsapps.com blocked proxy.denied proxy_policy medium"],
        ),
        case(
            "proxy_policy_by_a_page_of_the_companys_own",
            [host(PORTAL).refused(squid(page(403), "ERR_CORP_BLOCKED 0"))],
            &[
                "mycorp.awsapps.com blocked proxy.denied proxy_policy medium by Squid (header x-squid-error: ERR_CORP_BLOCKED 0, high)",
            ],
        ),
        case(
            "proxy_auth_whatever_page_comes_with_it",
            [host(PORTAL).refused(squid(page(407), "ERR_CORP_LOGIN 0"))],
            &[
                "mycorp.awsapps.com unknown proxy.auth_required proxy_auth high by Squid (header x-squid-error: ERR_CORP_LOGIN 0, high)",
                "state state.proxy_wants_login",
            ],
        ),
    ]
}
