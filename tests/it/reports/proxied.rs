//! Cases behind a proxy: one that wants a login, and one that denies a name.

use aws_netcheck::evidence::{
    Failure, ProxyStep, Reply, Route, Saw, Tunnel, TunnelFault, TunnelProtocol,
};
use aws_netcheck::plan::Warning;
use aws_netcheck::report::{Proxy, Report, RunFacts};
use aws_netcheck::verdict::{Cause, Confidence, Verdict};

use super::build::{
    Walked, behind, connected, evidence, path, plan, product, report, run, seen, wall,
};
use super::cases::{REQUIRED, others};

const PROXY: &str = "http://proxy.corp.example:8080";

fn run_by_proxy() -> RunFacts {
    let mut run = run();
    run.vantage.proxy = Some(Proxy {
        source: "HTTPS_PROXY".to_owned(),
        url: Some(PROXY.to_owned()),
    });
    run
}

/// A proxy that wants a login, and a Region that the catalogue does not know.
pub(super) fn unknown() -> Report {
    let urls = [
        ("portal", "https://mycorp.awsapps.com/start"),
        ("oidc", "https://oidc.xx-newregion-1.amazonaws.com/"),
    ];
    let walk = |(endpoint, url)| {
        let path = path(endpoint, url, REQUIRED, &["2.5"]);
        let said = [
            "The proxy asks for a login, and this run has none.",
            "407, Proxy-Authenticate: Negotiate.",
        ];
        let wall = wall(
            Failure::ProxyAuthRequired,
            Cause::ProxyAuth,
            Confidence::High,
            &said,
        );
        Walked {
            evidence: evidence(vec![connected("10.20.0.8:8080", Ok(()))]),
            judgement: behind(Verdict::Unknown, wall),
            path,
        }
    };
    let walked: Vec<Walked> = urls.into_iter().map(walk).collect();
    let mut plan = plan(&walked);
    plan.warnings = vec![Warning::UnlistedRegion("xx-newregion-1".to_owned())];
    report(run_by_proxy(), &plan, &walked)
}

/// A proxy whose policy denies the portal by a page of its own, and lets the rest through.
pub(super) fn denied() -> Report {
    let url = "https://mycorp.awsapps.com/start";
    let said = [
        "proxy.corp.example answers CONNECT with 403.",
        "It lets others of AWS through.",
    ];
    let mut wall = wall(
        Failure::ProxyDenied,
        Cause::ProxyPolicy,
        Confidence::High,
        &said,
    );
    wall.product = product("Squid", "X-Squid-Error: ERR_ACCESS_DENIED 0");
    let mut evidence = evidence(vec![asked("mycorp.awsapps.com:443")]);
    evidence.route = Some(Route {
        hops: vec![PROXY.to_owned()],
        source: "HTTPS_PROXY".to_owned(),
        exempt: None,
        trouble: None,
        programs: Vec::new(),
        cli_login: None,
    });
    let portal = Walked {
        path: path("portal", url, REQUIRED, &["2.5"]),
        evidence,
        judgement: behind(Verdict::Blocked, wall),
    };
    let mut walked = vec![portal];
    walked.append(&mut others());
    let plan = plan(&walked);
    report(run_by_proxy(), &plan, &walked)
}

fn asked(target: &str) -> aws_netcheck::evidence::Observation {
    let header = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
    let reply = Reply {
        version: 1,
        status: 403,
        reason: "Forbidden".to_owned(),
        headers: [
            ("Server", "squid/5.7"),
            ("X-Squid-Error", "ERR_ACCESS_DENIED 0"),
            ("Via", "1.1 proxy7 (squid/5.7)"),
        ]
        .map(header)
        .into(),
        body: String::new(),
        body_cut: false,
    };
    let tunnel = Tunnel {
        target: target.to_owned(),
        protocol: TunnelProtocol::Connect,
        login: None,
        offers: Vec::new(),
        ticket: None,
        outcome: Err(TunnelFault::Refused(reply)),
    };
    let mut asked = seen(
        12,
        41,
        Some("10.20.0.8:8080"),
        Saw::Proxy(ProxyStep::Tunnel(tunnel)),
    );
    asked.proxy = Some(PROXY.into());
    asked
}
