//! Building blocks of the cases: plans, observations and judgements with few words.
//!
//! Sentences stand as the keys of phrases: a key without a text shows itself. So these golden
//! files hold the look of a report, and the wording of evidence can change without them.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use aws_netcheck::evidence::{
    Asker, Certificate, Check, Connect, DnsFault, DnsReply, Ending, Evidence, Exchange, Failure,
    Handshake, Hello, MachineTrust, NameParts, Observation, PublicTrust, Question, RecordKind,
    Rejection, Reply, Saw, Session, SystemAnswer, SystemLookup, TcpFault, TlsFault, Transport,
};
use aws_netcheck::names::Partition;
use aws_netcheck::plan::{
    Basis, Client, Path, Plan, PlannedStep, Requirement, Scope, Target, Voucher,
};
use aws_netcheck::report::{Measured, Report, RunFacts, Vantage, assemble};
use aws_netcheck::verdict::{self, Addressee, Shell, StepVerdict, Team};
use aws_netcheck::verdict::{
    BothWays, Cause, Confidence, Judgement, Phrase, Product, Verdict, Wall,
};
use jiff::Timestamp;

pub(super) const GENUINE: &str = "Amazon RSA 2048 M04";
pub(super) const RESOLVER: &str = "10.20.0.53:53";

/// One path of a case before it becomes a [`Measured`].
pub(super) struct Walked {
    pub(super) path: Path,
    pub(super) evidence: Evidence,
    pub(super) judgement: Judgement,
}

pub(super) fn phrase(sentence: &str) -> Phrase {
    Phrase {
        key: sentence.to_owned(),
        facts: Vec::new(),
    }
}

pub(super) fn path(endpoint: &str, url: &str, requirement: Requirement, steps: &[&str]) -> Path {
    let url: url::Url = url.parse().unwrap();
    let host = url.host_str().unwrap().to_owned();
    Path {
        id: format!("{endpoint}@us-east-1#{host}{}", url.path()),
        endpoint: endpoint.to_owned(),
        host: host.parse().unwrap(),
        url,
        port: 443,
        requirement,
        scopes: vec![Scope::SignIn],
        steps: steps.iter().map(|step| (*step).to_owned()).collect(),
        clients: vec![Client::Browser],
        pattern: host,
        breaks: "the access portal does not open".to_owned(),
        document: "AWS IAM Identity Center User Guide, \"Update firewalls and gateways\""
            .to_owned(),
        checked: "2026-11-20".parse().unwrap(),
        json: false,
        deep: false,
        voucher: Voucher::Catalogue,
        basis: Some(Basis::Documented),
    }
}

pub(super) fn plan(paths: &[Walked]) -> Plan {
    Plan {
        target: Target {
            directory: Some("mycorp".parse().unwrap()),
            regions: vec!["us-east-1".parse().unwrap()],
            scopes: vec![Scope::SignIn, Scope::Setup],
            ..Target::default()
        },
        partition: Partition::Aws,
        paths: paths.iter().map(|one| one.path.clone()).collect(),
        untested: Vec::new(),
        steps: vec![
            PlannedStep {
                id: "2.4".to_owned(),
                title: "Assign access to the user".to_owned(),
            },
            PlannedStep {
                id: "2.5".to_owned(),
                title: "Sign in to the AWS access portal".to_owned(),
            },
        ],
        warnings: Vec::new(),
    }
}

pub(super) fn run() -> RunFacts {
    RunFacts {
        tool_version: "1.0.0".to_owned(),
        catalogue: "2026-11-20".parse().unwrap(),
        run: "7f3a91".to_owned(),
        started: "2026-11-24T07:12:03Z".parse().unwrap(),
        took: Duration::from_millis(6_081),
        site: None,
        site_file: None,
        flags: BTreeMap::new(),
        labels: BTreeMap::new(),
        target_source: vec![Phrase::new("source.flags")],
        vantage: Vantage {
            host: Some("FRA-LT-0417".to_owned()),
            user: Some("jane".to_owned()),
            elevated: Some(false),
            interface: Some("eth0".to_owned()),
            address: Some("10.20.30.41".parse().unwrap()),
            resolvers: vec!["10.20.0.53".to_owned()],
            lookup: Some("system".to_owned()),
            adapters: Some(Vec::new()),
            trust: [("store".to_owned(), "/etc/ssl/certs".to_owned())].into(),
            ..Vantage::default()
        },
        interrupted: false,
        reference: None,
    }
}

const CLIENTS: &[Client] = &[Client::Browser, Client::AwsCli];

/// The report, with the steps judged by their required paths.
pub(super) fn report(run: RunFacts, plan: &Plan, walked: &[Walked]) -> Report {
    report_of(run, plan, walked, &[])
}

/// The same of a run that went the other way too.
pub(super) fn report_of(
    run: RunFacts,
    plan: &Plan,
    walked: &[Walked],
    ways: &[BothWays<'_>],
) -> Report {
    let measured: Vec<Measured<'_>> = walked
        .iter()
        .enumerate()
        .map(|(index, one)| Measured {
            other: ways.get(index),
            path: &one.path,
            evidence: &one.evidence,
            judgement: &one.judgement,
            clients: verdict::clients(&one.path, &one.judgement)
                .into_iter()
                .filter(|(client, _)| CLIENTS.contains(client))
                .collect(),
        })
        .collect();
    let steps = plan
        .steps
        .iter()
        .map(|step| step_verdict(step, walked))
        .collect();
    let all: Vec<verdict::Measured> = walked
        .iter()
        .map(|one| verdict::Measured {
            path: one.path.clone(),
            evidence: one.evidence.clone(),
        })
        .collect();
    let judgements: Vec<Judgement> = walked.iter().map(|one| one.judgement.clone()).collect();
    let mut clients = verdict::by_client(&all, &judgements, CLIENTS);
    clients.iter_mut().for_each(|one| one.because.clear());
    let site = [(
        Team::Firewall,
        Addressee {
            name: Some("Network Security".to_owned()),
            product: Some("paloalto".to_owned()),
        },
    )];
    let requests = verdict::requests(&all, &judgements, CLIENTS, &site.into(), Shell::Posix);
    assemble(run, plan, &measured, steps, &clients, &requests)
}

fn step_verdict(step: &PlannedStep, walked: &[Walked]) -> StepVerdict {
    let needed = || {
        walked.iter().filter(|one| {
            one.path.steps.contains(&step.id) && one.path.requirement == Requirement::Required
        })
    };
    let verdict = needed()
        .map(|one| one.judgement.verdict)
        .max()
        .unwrap_or(Verdict::Open);
    let decides = |one: &&Walked| verdict != Verdict::Open && one.judgement.verdict == verdict;
    StepVerdict {
        id: step.id.clone(),
        title: step.title.clone(),
        verdict,
        because: needed()
            .filter(decides)
            .map(|one| one.path.id.clone())
            .collect(),
    }
}

pub(super) fn evidence(observations: Vec<Observation>) -> Evidence {
    Evidence {
        observations: observations.into_iter().map(Arc::new).collect(),
        controls: Vec::new(),
        without_route: Vec::new(),
        not_tried: Vec::new(),
        route: None,
        bypassed_proxy: None,
        located: Vec::new(),
        ending: Ending::Complete,
    }
}

pub(super) fn open_judgement() -> Judgement {
    Judgement {
        verdict: Verdict::Open,
        wall: None,
        also: Vec::new(),
        notes: Vec::new(),
        own: Vec::new(),
        genuine_too: false,
        cli_elsewhere: false,
        cli_fails: false,
    }
}

pub(super) fn behind(verdict: Verdict, wall: Wall) -> Judgement {
    Judgement {
        verdict,
        wall: Some(wall),
        ..open_judgement()
    }
}

pub(super) fn wall(failure: Failure, cause: Cause, confidence: Confidence, said: &[&str]) -> Wall {
    Wall {
        proxy: None,
        failure,
        cause,
        confidence,
        product: None,
        summary: phrase(said[0]),
        evidence: said[1..].iter().map(|sentence| phrase(sentence)).collect(),
    }
}

pub(super) fn product(name: &str, token: &str) -> Option<Product> {
    Some(Product {
        name: name.to_owned(),
        token: token.to_owned(),
        confidence: Confidence::High,
    })
}

fn moment(after_ms: i64) -> Timestamp {
    Timestamp::from_millisecond(1_795_504_323_000 + after_ms).unwrap()
}

pub(super) fn seen(after_ms: i64, took_ms: u64, peer: Option<&str>, saw: Saw) -> Observation {
    Observation {
        started: moment(after_ms),
        took: Duration::from_millis(took_ms),
        attempt: 1,
        local: peer.map(|_| "10.20.30.41:51544".parse().unwrap()),
        peer: peer.map(|peer| peer.parse().unwrap()),
        redirected: None,
        proxy: None,
        saw,
    }
}

pub(super) fn found(host: &str, address: &str) -> Observation {
    let answer = SystemAnswer::Addresses(vec![address.parse().unwrap()]);
    let lookup = SystemLookup {
        name: host.parse().unwrap(),
        answer,
        hosts_file: vec![],
        name_policy: None,
    };
    seen(0, 12, None, Saw::SystemLookup(lookup))
}

pub(super) fn question(host: &str, outcome: Result<DnsReply, DnsFault>) -> Observation {
    let asked = Question {
        name: host.parse().unwrap(),
        kind: RecordKind::A,
        server: RESOLVER.to_owned(),
        asker: Asker::Configured,
        transport: Transport::Udp,
        outcome,
    };
    seen(0, 9, Some(RESOLVER), Saw::Question(asked))
}

pub(super) fn connected(peer: &str, outcome: Result<(), TcpFault>) -> Observation {
    seen(12, 94, Some(peer), Saw::Connect(Connect { outcome }))
}

pub(super) fn shook(host: &str, peer: &str, outcome: Result<Session, TlsFault>) -> Observation {
    let server_name = host.parse().unwrap();
    let made = Handshake {
        hello: Hello::Ordinary,
        server_name,
        acknowledged: None,
        received: None,
        outcome,
    };
    seen(106, 95, Some(peer), Saw::Handshake(made))
}

pub(super) fn session(host: &str, issuer: &str) -> Session {
    let genuine = issuer == GENUINE;
    let chain = match genuine {
        true => Check::Passed,
        false => Check::Failed(Rejection::UnknownIssuer),
    };
    Session {
        version: "TLSv1.3".to_owned(),
        cipher: "TLS13_AES_128_GCM_SHA256".to_owned(),
        group: "X25519MLKEM768".to_owned(),
        alpn: Some("http/1.1".to_owned()),
        chain: vec![Certificate {
            subject: format!("CN={host}"),
            issuer: format!("C=US, O=Example, CN={issuer}"),
            issuer_name: issuer.to_owned(),
            issuer_parts: NameParts::default(),
            subject_parts: NameParts::default(),
            crl_urls: vec![],
            has_scts: None,
            not_before: moment(-86_400_000),
            not_after: moment(86_400_000),
            serial: "0a1b".to_owned(),
            names: vec![host.to_owned()],
            sha256: "5f".repeat(32),
        }],
        public: PublicTrust {
            chain,
            time: Check::Passed,
            name: Check::Passed,
            root: genuine.then(|| "Amazon Root CA 1".to_owned()),
        },
        machine: MachineTrust::Trusted,
        own: Vec::new(),
    }
}

pub(super) fn answered(url: &str, peer: &str, reply: Reply) -> Observation {
    let made = Exchange {
        url: url.to_owned(),
        outcome: Ok(reply),
    };
    seen(201, 97, Some(peer), Saw::Exchange(made))
}

pub(super) fn reply(headers: &[(&str, &str)]) -> Reply {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    Reply {
        version: 1,
        status: 200,
        reason: "OK".to_owned(),
        headers: headers.iter().map(owned).collect(),
        body: "<html>s3cr3t</html>".to_owned(),
        body_cut: false,
    }
}

/// A path over which everything went well.
pub(super) fn open(endpoint: &str, url: &str, requirement: Requirement) -> Walked {
    walked_over(endpoint, url, requirement, GENUINE, open_judgement())
}

/// A path whose chain is signed by `issuer`, and on which an answer came.
pub(super) fn walked_over(
    endpoint: &str,
    url: &str,
    requirement: Requirement,
    issuer: &str,
    judgement: Judgement,
) -> Walked {
    let path = path(endpoint, url, requirement, &["2.5"]);
    let (host, peer) = (path.host.as_str(), "203.0.113.57:443");
    let observations = vec![
        found(host, "203.0.113.57"),
        connected(peer, Ok(())),
        shook(host, peer, Ok(session(host, issuer))),
        answered(
            url,
            peer,
            reply(&[("Server", "CloudFront"), ("X-Amz-Cf-Id", "mQ1w")]),
        ),
    ];
    Walked {
        evidence: evidence(observations),
        path,
        judgement,
    }
}
