//! The cases: one function and one row each; the golden files are in `tests/reports/<name>`.

use aws_netcheck::evidence::{
    DnsFault, Ending, Failure, Saw, SystemAnswer, SystemLookup, TlsFault,
};
use aws_netcheck::names::Partition;
use aws_netcheck::plan::{Basis, Client, Obstacle, Requirement, Scope, Untested, Warning};
use aws_netcheck::report::Report;
use aws_netcheck::verdict::{Cause, Confidence, Phrase, Verdict};

use super::build::{
    RESOLVER, Walked, behind, connected, evidence, found, open, path, phrase, plan, product,
    question, report, run, seen, session, shook, walked_over, wall,
};
use super::{both_ways, compared, elsewhere, hostile, proxied};

pub(super) struct Case {
    pub(super) name: &'static str,
    pub(super) exit: u8,
    pub(super) saved: Option<&'static str>,
    pub(super) report: fn() -> Report,
}

pub(super) const CASES: &[Case] = &[
    Case {
        name: "healthy",
        exit: 0,
        saved: None,
        report: healthy,
    },
    Case {
        name: "blocked",
        exit: 1,
        saved: Some("netcheck-7f3a91.json"),
        report: blocked,
    },
    Case {
        name: "inspected",
        exit: 0,
        saved: None,
        report: inspected,
    },
    Case {
        name: "inspected-for-the-cli",
        exit: 1,
        saved: None,
        report: inspected_for_the_cli,
    },
    Case {
        name: "unproven",
        exit: 0,
        saved: None,
        report: unproven,
    },
    Case {
        name: "unknown",
        exit: 3,
        saved: None,
        report: proxied::unknown,
    },
    Case {
        name: "proxy-denied",
        exit: 1,
        saved: None,
        report: proxied::denied,
    },
    Case {
        name: "derived",
        exit: 3,
        saved: None,
        report: derived,
    },
    Case {
        name: "interrupted",
        exit: 3,
        saved: None,
        report: interrupted,
    },
    Case {
        name: "recommended-blocked",
        exit: 0,
        saved: None,
        report: recommended_blocked,
    },
    Case {
        name: "dead-resolver",
        exit: 1,
        saved: None,
        report: dead_resolver,
    },
    Case {
        name: "vantage",
        exit: 1,
        saved: None,
        report: elsewhere::vantage,
    },
    Case {
        name: "reference",
        exit: 1,
        saved: None,
        report: elsewhere::reference,
    },
    Case {
        name: "both-ways",
        exit: 1,
        saved: None,
        report: both_ways::both_ways,
    },
    Case {
        name: "compared",
        exit: 1,
        saved: None,
        report: compared::compared,
    },
    Case {
        name: "hostile",
        exit: 1,
        saved: None,
        report: hostile::hostile,
    },
];

pub(super) const REQUIRED: Requirement = Requirement::Required;

/// The rest of what sign-in needs, all open.
pub(super) fn others() -> Vec<Walked> {
    let mut others = vec![
        open("oidc", "https://oidc.us-east-1.amazonaws.com/", REQUIRED),
        open(
            "portal-api",
            "https://portal.sso.us-east-1.amazonaws.com/",
            REQUIRED,
        ),
        open(
            "assets",
            "https://assets.sso-portal.us-east-1.amazonaws.com/",
            REQUIRED,
        ),
        open(
            "signin",
            "https://signin.aws.amazon.com/",
            Requirement::Recommended,
        ),
    ];
    others[3].judgement.notes = vec![phrase("The second attempt answered, the first was lost.")];
    others
}

fn unknown_instance() -> Vec<Untested> {
    let row = |pattern: &str, why| Untested {
        endpoint: "row".to_owned(),
        pattern: pattern.to_owned(),
        why,
    };
    let no_host = || Obstacle::Row("no concrete host is documented".to_owned());
    vec![
        row("*.sso.amazonaws.com", no_host()),
        row("*.sso-portal.us-east-1.amazonaws.com", no_host()),
        row("{instance}.portal.us-east-1.app.aws", Obstacle::NoInstance),
    ]
}

pub(super) fn healthy() -> Report {
    let mut walked = vec![open("portal", "https://mycorp.awsapps.com/start", REQUIRED)];
    walked.append(&mut others());
    let mut plan = plan(&walked);
    plan.untested = unknown_instance();
    report(run(), &plan, &walked)
}

pub(super) fn portal_reset() -> Walked {
    let url = "https://mycorp.awsapps.com/start";
    let (host, peer) = ("mycorp.awsapps.com", "203.0.113.57:443");
    let mut path = path("portal", url, REQUIRED, &["2.5"]);
    path.pattern = "*.awsapps.com".to_owned();
    path.breaks =
        "the portal opens in no browser; the browser leg of aws sso login fails".to_owned();
    let mut reset = shook(host, peer, Err(TlsFault::Reset));
    reset.took = std::time::Duration::from_micros(3_140);
    let mut evidence = evidence(vec![
        found(host, "203.0.113.57"),
        connected(peer, Ok(())),
        reset,
    ]);
    let other = shook(
        "oidc.us-east-1.amazonaws.com",
        peer,
        Ok(session("oidc", "Amazon RSA 2048 M04")),
    );
    evidence.controls = vec![std::sync::Arc::new(other)];
    let said = [
        "TCP opens (94 ms); reset 3 ms after the name is sent.",
        "Another AWS name on the same address passes.",
        "Unknown device, near this machine.",
    ];
    let wall = wall(Failure::TlsReset, Cause::SniFilter, Confidence::High, &said);
    Walked {
        path,
        evidence,
        judgement: behind(Verdict::Blocked, wall),
    }
}

pub(super) fn signed_by_zscaler(endpoint: &str, url: &str) -> Walked {
    let issuer = "Zscaler Intermediate Root CA (zscalerthree.net) (t)";
    let said = [
        "Signed by \"Zscaler Intermediate Root CA (zscalerthree.net) (t)\".",
        "This machine's store trusts it, the public web roots do not.",
        "No block page behind it.",
    ];
    let mut wall = wall(
        Failure::TlsIntercepted,
        Cause::TlsInspection,
        Confidence::High,
        &said,
    );
    wall.product = product("Zscaler", "O=Zscaler Inc.");
    let judgement = behind(Verdict::Degraded, wall);
    let mut walked = walked_over(endpoint, url, REQUIRED, issuer, judgement);
    walked.path.breaks = "the page for password and MFA does not open".to_owned();
    walked
}

pub(super) fn blocked() -> Report {
    let mut walked = vec![
        portal_reset(),
        signed_by_zscaler("signin-platform", "https://us-east-1.signin.aws/"),
    ];
    walked.append(&mut others());
    let mut plan = plan(&walked);
    plan.untested = unknown_instance();
    report(run(), &plan, &walked)
}

fn inspected() -> Report {
    let walked = vec![
        signed_by_zscaler("portal", "https://mycorp.awsapps.com/start"),
        signed_by_zscaler("signin-platform", "https://us-east-1.signin.aws/"),
        signed_by_zscaler("oidc", "https://oidc.us-east-1.amazonaws.com/"),
        signed_by_zscaler("portal-api", "https://portal.sso.us-east-1.amazonaws.com/"),
    ];
    let plan = plan(&walked);
    let mut run = run();
    let state = phrase("No host showed a genuine chain: everything from here is inspected.");
    run.vantage.state = vec![state];
    report(run, &plan, &walked)
}

/// Everything is inspected, and the AWS CLI is set to no list of roots.
fn inspected_for_the_cli() -> Report {
    let mut walked = vec![
        signed_by_zscaler("portal", "https://mycorp.awsapps.com/start"),
        signed_by_zscaler("oidc", "https://oidc.us-east-1.amazonaws.com/"),
    ];
    walked[1].path.clients.push(Client::AwsCli);
    let plan = plan(&walked);
    report(run(), &plan, &walked)
}

/// The portal is inspected, and what answered there bears no mark of AWS's.
fn unproven() -> Report {
    let mut walked = others();
    let mut portal = signed_by_zscaler("portal", "https://mycorp.awsapps.com/start");
    let note = Phrase::new("note.answer_unproven_titled").with("status", 200);
    portal.judgement.notes = vec![note.with("title", "Welcome")];
    walked.insert(0, portal);
    let plan = plan(&walked);
    report(run(), &plan, &walked)
}

/// A partition whose rows are all derived: open paths, and still nothing to conclude.
fn derived() -> Report {
    let mut walked = others();
    for one in &mut walked {
        one.path.basis = Some(Basis::Derived);
    }
    let mut plan = plan(&walked);
    plan.warnings = vec![Warning::NothingCounts(Partition::China)];
    report(run(), &plan, &walked)
}

fn interrupted() -> Report {
    let mut walked = others();
    let mut left = walked.remove(0);
    left.evidence = evidence(vec![found("oidc.us-east-1.amazonaws.com", "203.0.113.57")]);
    left.evidence.ending = Ending::Interrupted;
    left.judgement.verdict = Verdict::Unknown;
    walked.push(left);
    let plan = plan(&walked);
    let mut run = run();
    run.interrupted = true;
    report(run, &plan, &walked)
}

/// Nothing required is lost; one console host has two walls, on a host with a long name.
fn recommended_blocked() -> Report {
    let url = "https://prod.assets.shortbread.aws.dev.us-east-1.example.com/app.js?v=1";
    let mut path = path("console-assets", url, Requirement::Recommended, &[]);
    path.scopes = vec![Scope::Console];
    path.breaks = "the console shows no cookie banner".to_owned();
    let said = [
        "Dropped in silence on both addresses.",
        "Two attempts, 3.5 s each.",
    ];
    let main = wall(
        Failure::TcpTimeout,
        Cause::FirewallDrop,
        Confidence::Medium,
        &said,
    );
    let mut judgement = behind(Verdict::Blocked, main);
    let said = ["The name servers say that the name does not exist."];
    judgement.also = vec![wall(
        Failure::DnsNxdomain,
        Cause::Undetermined,
        Confidence::Low,
        &said,
    )];
    judgement.also[0].product = product("BIND", "policy zone rpz.corp.example");
    judgement.notes = vec![phrase("The address is private: 10.1.2.3.")];
    let mut walked = others();
    walked.push(Walked {
        evidence: evidence(vec![found(path.host.as_str(), "10.1.2.3")]),
        judgement,
        path,
    });
    let plan = plan(&walked);
    report(run(), &plan, &walked)
}

fn dead_resolver() -> Report {
    let walk = |number: usize| {
        let url = format!("https://service-{number}.us-east-1.amazonaws.com/");
        let mut path = path(&format!("row-{number}"), &url, REQUIRED, &["2.4", "2.5"]);
        path.breaks = format!("part {} of the portal stays empty", number % 3);
        let host = path.host.as_str();
        let lookup = SystemLookup {
            name: path.host.clone(),
            answer: SystemAnswer::Temporary,
            hosts_file: vec![],
            name_policy: None,
        };
        let observations = vec![
            seen(0, 5_000, None, Saw::SystemLookup(lookup)),
            question(host, Err(DnsFault::Timeout)),
        ];
        let said = [
            &format!("{RESOLVER} did not answer for {host}: 2 questions, 1.5 s each."),
            "It answers for no other name either.",
        ];
        let wall = wall(
            Failure::DnsTimeout,
            Cause::DnsOutage,
            Confidence::High,
            &said,
        );
        Walked {
            evidence: evidence(observations),
            judgement: behind(Verdict::Blocked, wall),
            path,
        }
    };
    let walked: Vec<Walked> = (1..=40).map(walk).collect();
    let plan = plan(&walked);
    let mut run = run();
    run.vantage.state = vec![phrase(
        "No name is resolved: the name server does not answer.",
    )];
    report(run, &plan, &walked)
}
