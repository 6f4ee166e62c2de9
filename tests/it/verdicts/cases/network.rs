//! What holds for the whole network, and what a proxy that was passed by makes of it.

use aws_netcheck::evidence::{DnsFault, Failure, Reply};

use super::{A, A6, C, Case, OIDC, PORTAL, SIGNIN, case};
use crate::verdicts::sketch::{aws, host, inspected, open, plain, with_header};

pub(super) fn cases() -> Vec<Case> {
    let mut all = states();
    all.extend(past_a_proxy());
    all.extend(portals());
    all
}

/// Networks that want a log-in, and let no TLS come about.
fn portals() -> Vec<Case> {
    let refused = |name: &str, at: &str| {
        let walked = host(name).resolves(&[at]);
        walked.tcp_fails(at, Failure::TcpRefused).port_80(at, true)
    };
    let to = |location: &str| with_header("Location", location, plain(302));
    let both = |one: Reply, other: Reply| {
        [
            refused(PORTAL, A).plainly(A, one),
            refused(SIGNIN, C).plainly(C, other),
        ]
    };
    let login = || to("http://login.hotel.example/?u=x");
    let captive = |confidence: &str| {
        [PORTAL, SIGNIN]
            .map(|name| format!("{name} blocked tcp.refused captive_portal {confidence}"))
    };
    let of_a_port =
        [PORTAL, SIGNIN].map(|name| format!("{name} blocked tcp.refused port_filter high"));
    let perhaps_of_a_port =
        [PORTAL, SIGNIN].map(|name| format!("{name} blocked tcp.refused port_filter medium"));
    let help = || to("http://proxyhelp.corp.example/use-the-proxy.html");
    let is =
        |name, paths, must: &[String; 2], state| case(name, paths, &[&must[0], &must[1], state]);
    let (yes, no) = ("state state.captive_portal", "state state.nothing_connects");
    vec![
        is(
            "captive_portal_at_port_80",
            both(login(), login()),
            &captive("medium"),
            yes,
        ),
        is(
            "captive_portal_that_says_so_at_port_80",
            both(plain(511), plain(511)),
            &captive("high"),
            yes,
        ),
        is(
            "captive_portal_not_where_port_80_leads_to_tls",
            both(
                to("https://mycorp.awsapps.com/"),
                to("https://us-east-1.signin.aws/"),
            ),
            &of_a_port,
            no,
        ),
        is(
            "captive_portal_not_where_port_80_helps",
            both(help(), help()),
            &of_a_port,
            no,
        ),
        is(
            "captive_portal_not_where_port_80_leads_anywhere",
            both(to("http://start.example/"), to("http://start.example/")),
            &perhaps_of_a_port,
            no,
        ),
        is(
            "captive_portal_not_where_port_80_denies",
            both(
                to("http://gateway.corp.example/blocked"),
                to("http://gateway.corp.example/blocked"),
            ),
            &of_a_port,
            no,
        ),
        is(
            "captive_portal_not_where_port_80_leads_two_ways",
            both(login(), to("http://other.example/")),
            &of_a_port,
            no,
        ),
        case(
            "captive_portal_not_where_a_host_is_open",
            [refused(PORTAL, A).plainly(A, login()), open(SIGNIN, C)],
            &[
                "mycorp.awsapps.com blocked tcp.refused ip_filter medium",
                "us-east-1.signin.aws open",
            ],
        ),
    ]
}

/// What is said once, at the top.
fn states() -> Vec<Case> {
    let offline = |name| host(name).unanswered(DnsFault::Unreachable("ENETUNREACH".into()));
    let stub_down = |name| host(name).unanswered(DnsFault::Refused("ECONNREFUSED".into()));
    vec![
        case(
            "no_network",
            [offline(PORTAL), offline(SIGNIN)],
            &[
                "mycorp.awsapps.com blocked dns.unreachable no_network high",
                "us-east-1.signin.aws blocked dns.unreachable no_network high",
                "state state.no_network",
            ],
        ),
        case(
            "no_network_not_where_a_server_refuses",
            [stub_down(PORTAL), stub_down(SIGNIN)],
            &[
                "mycorp.awsapps.com blocked dns.unreachable dns_outage high",
                "us-east-1.signin.aws blocked dns.unreachable dns_outage high",
                "state state.resolver_dead",
            ],
        ),
        case(
            "every_name_denied",
            [host(PORTAL).typed().nxdomain(), host(OIDC).nxdomain()],
            &[
                "mycorp.awsapps.com unknown dns.nxdomain undetermined low",
                "oidc.us-east-1.amazonaws.com blocked dns.nxdomain undetermined low",
                "state state.no_outside_name",
            ],
        ),
        case(
            "every_name_denied_but_one",
            [host(SIGNIN).nxdomain(), open(OIDC, C)],
            &[
                "us-east-1.signin.aws blocked dns.nxdomain dns_filter medium",
                "oidc.us-east-1.amazonaws.com open",
            ],
        ),
        case(
            "no_route_at_all",
            [host(PORTAL).resolves(&[A]).without_route(A)],
            &[
                "mycorp.awsapps.com blocked tcp.unreachable no_network high",
                "state state.no_network",
            ],
        ),
        case(
            "ipv6_alone_without_route_is_no_missing_network",
            [host(PORTAL).resolves(&[A6]).without_route(A6)],
            &["mycorp.awsapps.com blocked tcp.unreachable undetermined low"],
        ),
    ]
}

/// Programs here go through a proxy, and the walk went past it: what it saw proves nothing.
fn past_a_proxy() -> Vec<Case> {
    vec![
        case(
            "past_a_proxy_refused",
            [
                host(PORTAL)
                    .resolves(&[A])
                    .tcp_fails(A, Failure::TcpRefused)
                    .past_a_proxy(),
                open(SIGNIN, C),
            ],
            &[
                "mycorp.awsapps.com unknown tcp.refused ip_filter medium",
                "us-east-1.signin.aws open",
                "state state.proxy_unread",
            ],
        ),
        case(
            "past_a_proxy_no_name",
            [
                host(SIGNIN).nxdomain().past_a_proxy(),
                host(OIDC).nxdomain().past_a_proxy(),
            ],
            &[
                "us-east-1.signin.aws unknown dns.nxdomain undetermined low",
                "oidc.us-east-1.amazonaws.com unknown dns.nxdomain undetermined low",
                "state state.proxy_unread",
                "state state.no_outside_name",
            ],
        ),
        case(
            "past_a_proxy_open",
            [open(PORTAL, A).past_a_proxy()],
            &["mycorp.awsapps.com unknown", "state state.proxy_unread"],
        ),
        case(
            "past_a_proxy_inspected",
            [host(SIGNIN)
                .resolves(&[A])
                .tcp(A)
                .tls(A, inspected("Corp CA", "b1"))
                .http(A, aws(200))
                .past_a_proxy()],
            &[
                "us-east-1.signin.aws unknown tls.intercepted tls_inspection high",
                "state state.proxy_unread",
            ],
        ),
    ]
}
