//! What a run on an open network adds to a judgement, and what it must not change.

use std::collections::BTreeMap;

use aws_netcheck::evidence::TlsFault;
use aws_netcheck::verdict::{Answer, Findings, Judgement, Recorded, Reference, Verdict, judge};

use super::cases::cases;
use super::lines;
use super::sketch::{
    Sketch, genuine, host, inspected, noon, open, page, plain, untrusted, with_header,
};

const OIDC: &str = "oidc.us-east-1.amazonaws.com";
const PORTAL: &str = "mycorp.awsapps.com";
const A: &str = "203.0.113.57";
const C: &str = "198.51.100.7";

/// The path was open there, five hours before noon.
fn was_open() -> Recorded {
    Recorded {
        verdict: Verdict::Open,
        failure: None,
        began: noon() - jiff::SignedDuration::from_hours(5),
        addresses: vec![C.parse().unwrap()],
        genuine: true,
        issuer: Some("Amazon RSA 2048 M02".into()),
        answer: Some(Answer {
            status: 200,
            server: Some("Server".into()),
            content_type: None,
            aws_mark: true,
        }),
        connect_ms: Some(10),
    }
}

fn judged(sketch: Sketch, recorded: Recorded, site: Option<&str>) -> (Vec<String>, Judgement) {
    let paths = [sketch.measured()];
    let reference = Reference {
        site: site.map(str::to_owned),
        paths: BTreeMap::from([(paths[0].path.id.clone(), recorded)]),
    };
    let findings: Findings = judge(&paths, Some(&reference));
    (lines(&paths, &findings), findings.judgements[0].clone())
}

fn grounds(judgement: &Judgement) -> Vec<String> {
    let wall = judgement.wall.as_ref().unwrap();
    wall.evidence.iter().map(|one| one.key.clone()).collect()
}

fn notes(judgement: &Judgement) -> Vec<String> {
    judgement.notes.iter().map(|one| one.key.clone()).collect()
}

fn reset() -> Sketch {
    host(OIDC)
        .resolves(&[A])
        .tcp(A)
        .tls_fails(A, TlsFault::Reset)
}

#[test]
fn open_there_and_blocked_here_comes_first() {
    let (_, judgement) = judged(reset(), was_open(), Some("Lisbon"));
    let first = &judgement.wall.unwrap().evidence[0];
    assert_eq!(first.key, "evidence.reference_open_at_site");
    let facts: Vec<&str> = first.facts.iter().map(|(_, fact)| fact.as_str()).collect();
    assert_eq!(facts, ["Lisbon", "07:00", "blocked", "12:00"]);
    let (_, judgement) = judged(reset(), was_open(), None);
    assert_eq!(grounds(&judgement)[0], "evidence.reference_open");
}

#[test]
fn the_same_failure_there_is_noted_and_excuses_nothing() {
    let failed = Recorded {
        verdict: Verdict::Blocked,
        failure: Some("tls.reset".into()),
        genuine: false,
        issuer: None,
        answer: None,
        ..was_open()
    };
    let (said, judgement) = judged(reset(), failed.clone(), None);
    assert!(said[0].contains("blocked tls.reset"), "{said:?}");
    assert_eq!(notes(&judgement), ["note.reference_failed_alike"]);
    let otherwise = Recorded {
        failure: Some("tcp.timeout".into()),
        ..failed
    };
    let (_, judgement) = judged(reset(), otherwise, None);
    assert_eq!(notes(&judgement), ["note.reference_failed"]);
}

#[test]
fn another_issuer_there_shows_an_interception() {
    let resigned = || {
        host("login.corp.example")
            .typed()
            .resolves(&[A])
            .tcp(A)
            .tls(A, untrusted("Corp CA", "b1"))
            .http(A, plain(200))
    };
    let (said, judgement) = judged(resigned(), was_open(), None);
    assert_eq!(
        said[0],
        "login.corp.example blocked tls.untrusted tls_inspection high"
    );
    assert!(grounds(&judgement).contains(&"evidence.reference_issuer".to_owned()));
    let its_own = Recorded {
        genuine: false,
        issuer: Some("Corp CA".into()),
        ..was_open()
    };
    let (said, _) = judged(resigned(), its_own, None);
    assert_eq!(
        said[0],
        "login.corp.example blocked tls.untrusted undetermined low"
    );
}

fn refused(reply: aws_netcheck::evidence::Reply) -> Sketch {
    host(OIDC)
        .json()
        .resolves(&[A])
        .tcp(A)
        .tls(A, inspected("Corp CA", "b1"))
        .http(A, reply)
}

#[test]
fn a_doubtful_answer_is_decided_by_the_genuine_one() {
    let unknown = format!(
        "{OIDC} unknown http.not_aws undetermined low + tls.intercepted tls_inspection high"
    );
    let reply = || with_header("Server", "Server", plain(403));
    let of = |answer| Recorded {
        answer: Some(answer),
        ..was_open()
    };
    let marked = Answer {
        status: 403,
        server: Some("Server".into()),
        content_type: None,
        aws_mark: true,
    };
    let (said, _) = judged(refused(reply()), of(marked.clone()), None);
    assert_eq!(said[0], unknown, "a gateway may take a mark out");
    let (said, _) = judged(refused(plain(403)), of(marked.clone()), None);
    let blocked = format!(
        "{OIDC} blocked http.not_aws url_filter medium + tls.intercepted tls_inspection high"
    );
    assert_eq!(said[0], blocked);
    let unmarked = Answer {
        aws_mark: false,
        ..marked
    };
    let (said, judgement) = judged(refused(reply()), of(unmarked.clone()), None);
    assert_eq!(
        said[0],
        format!("{OIDC} degraded tls.intercepted tls_inspection high")
    );
    assert!(notes(&judgement).contains(&"note.answer_as_recorded".to_owned()));
    // Another server's refusal, and one recorded where nobody vouches for it, decide nothing.
    let squid = with_header("Server", "Squid", plain(403));
    let (said, _) = judged(refused(squid), of(unmarked.clone()), None);
    assert_eq!(said[0], unknown);
    let doubtful = Recorded {
        genuine: false,
        ..of(unmarked)
    };
    let (said, _) = judged(refused(reply()), doubtful, None);
    assert_eq!(said[0], unknown);
}

#[test]
fn a_page_that_is_surely_not_awss_stays_so() {
    let page = with_header("Server", "Server", page(200));
    let there = Recorded {
        answer: Some(Answer {
            status: 200,
            server: Some("Server".into()),
            content_type: Some("text/html".into()),
            aws_mark: false,
        }),
        ..was_open()
    };
    let (said, _) = judged(refused(page), there, None);
    assert!(
        said[0].contains("blocked http.not_aws url_filter"),
        "{said:?}"
    );
}

#[test]
fn a_typed_name_that_is_known_there_is_withheld_here() {
    let denied = || host(PORTAL).typed().nxdomain();
    let paths = |first: Sketch| [first.measured(), open(OIDC, C).measured()];
    let alone = paths(denied());
    assert!(lines(&alone, &judge(&alone, None))[0].contains("wrong_name"));
    let reference = Reference {
        site: None,
        paths: BTreeMap::from([(alone[0].path.id.clone(), was_open())]),
    };
    let findings = judge(&alone, Some(&reference));
    assert_eq!(
        lines(&alone, &findings)[0],
        format!("{PORTAL} blocked dns.nxdomain dns_filter medium")
    );
    let grounds = grounds(&findings.judgements[0]);
    assert!(grounds.contains(&"evidence.reference_addresses".to_owned()));
}

#[test]
fn an_open_path_gets_notes_alone() {
    let mut far = Recorded {
        connect_ms: Some(1),
        ..was_open()
    };
    far.answer.as_mut().unwrap().status = 401;
    let (said, judgement) = judged(forbidden(), far, None);
    assert_eq!(said[0], format!("{OIDC} open"));
    assert_eq!(
        notes(&judgement),
        ["note.aws_refusal", "evidence.reference_status"]
    );
}

#[test]
fn a_refusal_of_what_was_answered_there_is_awss() {
    let (said, judgement) = judged(forbidden(), was_open(), None);
    let refusal = format!("{OIDC} degraded http.refused aws_refusal high");
    assert_eq!(said[0], refusal);
    assert_eq!(
        grounds(&judgement)[..2],
        ["evidence.reference_open", "evidence.reference_status"]
    );
}

fn forbidden() -> Sketch {
    host(OIDC)
        .resolves(&[A])
        .tcp(A)
        .tls(A, genuine())
        .http(A, with_header("x-amzn-RequestId", "1", plain(403)))
}

/// Whatever a reference holds, a path is never judged better for it, but for doubtful answers.
#[test]
fn no_verdict_becomes_better_where_the_path_failed_there() {
    for case in cases() {
        let failed = |id: &String| {
            let recorded = Recorded {
                verdict: Verdict::Blocked,
                failure: Some("tls.reset".into()),
                genuine: false,
                ..was_open()
            };
            (id.clone(), recorded)
        };
        let reference = Reference {
            site: None,
            paths: case.paths.iter().map(|one| failed(&one.path.id)).collect(),
        };
        let without = judge(&case.paths, None);
        let with = judge(&case.paths, Some(&reference));
        assert_eq!(without.states, with.states, "{}", case.name);
        for (one, other) in without.judgements.iter().zip(&with.judgements) {
            assert_eq!(one.verdict, other.verdict, "{}", case.name);
        }
    }
}
