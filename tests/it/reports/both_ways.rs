//! A case of `--both-ways`: what fails by the proxy is open past it, and what the proxy exempts fails alike.
#![expect(clippy::unwrap_used, reason = "what is made here is found here")]

use aws_netcheck::evidence::{Evidence, Route};
use aws_netcheck::report::Report;
use aws_netcheck::verdict::{BothWays, Judgement, Measured, compare_ways};

use super::build::{Walked, open_judgement, plan, report_of, run};
use super::cases::{others, portal_reset, signed_by_zscaler};

const PROXY: &str = "http://proxy.corp.example:8080";

pub(super) fn both_ways() -> Report {
    let mut walked = vec![
        portal_reset(),
        signed_by_zscaler("signin-platform", "https://us-east-1.signin.aws/"),
    ];
    walked.append(&mut others());
    let exempt = walked.len() - 1;
    for (index, one) in walked.iter_mut().enumerate() {
        one.evidence.route = Some(way(if index == exempt { "DIRECT" } else { PROXY }));
    }
    let there: Vec<(Measured, Judgement)> = walked
        .iter()
        .enumerate()
        .map(|(index, one)| match index == exempt {
            true => other(one, PROXY, portal_reset().judgement),
            false => other(one, "DIRECT", open_judgement()),
        })
        .collect();
    let evidence: Vec<Evidence> = walked.iter().map(|one| one.evidence.clone()).collect();
    let pairs = evidence.iter().zip(&there);
    let ways = pairs.map(|(main, (other, judgement))| BothWays {
        main,
        other,
        judgement,
    });
    let ways: Vec<BothWays<'_>> = ways.collect();
    let mut judgements: Vec<Judgement> = walked.iter().map(|one| one.judgement.clone()).collect();
    let state = compare_ways(&mut judgements, &ways).unwrap();
    for (one, judgement) in walked.iter_mut().zip(judgements) {
        one.judgement = judgement;
    }
    let mut run = run();
    run.vantage.state = vec![state.phrase()];
    report_of(run, &plan(&walked), &walked, &ways)
}

fn way(hop: &str) -> Route {
    Route {
        hops: vec![hop.to_owned()],
        source: "HTTPS_PROXY".to_owned(),
        exempt: (hop == "DIRECT").then(|| "signin.aws.amazon.com".to_owned()),
        trouble: None,
        programs: Vec::new(),
        cli_login: None,
    }
}

fn other(one: &Walked, hop: &str, judgement: Judgement) -> (Measured, Judgement) {
    let measured = Measured {
        path: one.path.clone(),
        evidence: Evidence {
            route: Some(way(hop)),
            controls: Vec::new(),
            ..one.evidence.clone()
        },
    };
    (measured, judgement)
}
