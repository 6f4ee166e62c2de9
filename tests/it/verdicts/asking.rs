//! What is asked of whom: which walls become requests, and what a request brings with it.

use std::collections::BTreeMap;

use aws_netcheck::evidence::Failure;
use aws_netcheck::verdict::{Addressee, Cause, Measured, Request, Team, Verdict, judge, requests};

use super::sketch::{Sketch, host, inspected, open, page};

const A: &str = "203.0.113.57";
const B: &str = "203.0.113.91";

fn asked(paths: Vec<Sketch>, site: &BTreeMap<Team, Addressee>) -> Vec<Request> {
    let measured: Vec<Measured> = paths.into_iter().map(Sketch::measured).collect();
    let judgements = judge(&measured, None).judgements;
    requests(&measured, &judgements, site)
}

/// Inspected, and behind it an answer without any mark.
fn doubtful() -> Sketch {
    let walked = host("a.aws").resolves(&[A]).tcp(A);
    walked.tls(A, inspected("Corp CA", "b1")).http(A, page(403))
}

#[test]
fn what_is_proven_of_an_unknown_path_is_asked_for_and_blocks_nothing() {
    let measured = vec![doubtful().measured()];
    let judged = judge(&measured, None).judgements;
    assert_eq!(judged[0].verdict, Verdict::Unknown);
    let found = asked(vec![doubtful(), open("b.aws", B)], &BTreeMap::new());
    let found: Vec<_> = found
        .iter()
        .map(|one| (one.team, one.cause, one.blocking, one.hosts.len()))
        .collect();
    let inspection = (Team::Gateway, Cause::TlsInspection, false, 1);
    assert_eq!(found, [inspection]);
}

#[test]
fn nothing_is_asked_for_what_was_not_proven() {
    let silent = host("a.aws")
        .resolves(&[A])
        .tcp_fails(A, Failure::TcpTimeout);
    for path in [silent, doubtful().past_a_proxy()] {
        let found = asked(vec![path, open("b.aws", B)], &BTreeMap::new());
        assert!(found.is_empty(), "{found:?}");
    }
}

#[test]
fn the_log_of_zscaler_has_its_filter() {
    let zscaler = Addressee {
        name: None,
        product: Some("zscaler".to_owned()),
    };
    let site = [(Team::Gateway, zscaler)].into();
    let found = asked(vec![doubtful()], &site);
    let filter = &found[0].log_filter;
    assert!(
        filter.starts_with("Analytics > Web Insights > Logs: "),
        "{filter}"
    );
    assert!(filter.contains("URL: a.aws"), "{filter}");
    assert!(filter.contains("unconfirmed"), "{filter}");
}

#[test]
fn connections_beyond_the_listed_ones_are_counted() {
    let mut path = host("a.aws").resolves(&[A]);
    for _ in 0..7 {
        path = path.tcp_fails(A, Failure::TcpRefused);
    }
    let found = asked(vec![path, open("b.aws", B)], &BTreeMap::new());
    assert_eq!((found[0].seen.len(), found[0].more_seen), (4, 3));
}
