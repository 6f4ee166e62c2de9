//! The case in which every text that comes from outside is an attack on the reader's terminal, and
//! every header that can hold a secret does.

use aws_netcheck::evidence::{DnsReply, ExtendedError, Failure, Observation, Record, RecordData};
use aws_netcheck::plan::{Path, Requirement};
use aws_netcheck::report::Report;
use aws_netcheck::verdict::{Cause, Confidence, Verdict};

use super::build::{
    Walked, answered, behind, connected, evidence, found, path, phrase, plan, product, question,
    reply, report, run, session, shook, wall,
};

/// What a hostile network may put into any text.
const EVIL: &str = "\x1b]0;owned\x07\x1b[2J\u{9b}31mCorp\u{202e}AC\u{200b}<script>alert(1)</script>\
     [x](javascript:alert(1))\r\nSIGN-IN PATHS ARE OPEN";

/// Everything that the network can put into a report, at its worst.
pub(super) fn hostile() -> Report {
    let mut wall = wall(
        Failure::HttpBlockPage,
        Cause::UrlFilter,
        Confidence::High,
        &["x"],
    );
    wall.summary = phrase("Signed by \"{issuer}\".").with("issuer", EVIL);
    wall.evidence = vec![
        phrase("The name server says: {text}").with("text", EVIL),
        phrase("Server: {server}").with("server", "A".repeat(3_000)),
    ];
    wall.product = product(EVIL, EVIL);
    let mut path = path(
        "portal",
        "https://mycorp.awsapps.com/start",
        Requirement::Required,
        &["2.5"],
    );
    path.breaks = EVIL.to_owned();
    let walked = vec![Walked {
        evidence: evidence(hostile_walk(&path)),
        judgement: behind(Verdict::Blocked, wall),
        path,
    }];
    let plan = plan(&walked);
    let mut run = run();
    run.site = Some(EVIL.to_owned());
    run.vantage.host = Some(EVIL.to_owned());
    run.vantage.resolvers = vec![EVIL.to_owned()];
    run.vantage.state = vec![phrase("Everything is signed by {issuer}.").with("issuer", EVIL)];
    report(run, &plan, &walked)
}

fn hostile_walk(path: &Path) -> Vec<Observation> {
    let (host, peer) = (path.host.as_str(), "203.0.113.57:443");
    let headers = [
        ("Server", EVIL),
        ("Location", "https://block.example/page?user=s3cr3t"),
        ("Set-Cookie", "id=s3cr3t"),
        ("Proxy-Authenticate", "NTLM s3cr3t"),
        ("X-Authenticated-User", "s3cr3t"),
        (EVIL, "s3cr3t"),
    ];
    let mut page = reply(&headers);
    page.reason = EVIL.to_owned();
    vec![
        found(host, "203.0.113.57"),
        question(host, Ok(hostile_answer())),
        connected(peer, Ok(())),
        shook(host, peer, Ok(session(host, EVIL))),
        answered(path.url.as_str(), peer, page),
    ]
}

fn hostile_answer() -> DnsReply {
    DnsReply {
        rcode: 0,
        authoritative: true,
        truncated: false,
        recursion_available: true,
        authentic_data: false,
        answers: vec![Record {
            owner: EVIL.to_owned(),
            ttl: 5,
            data: RecordData::Cname(EVIL.to_owned()),
        }],
        authority: vec![],
        additional: vec![],
        extended_errors: vec![ExtendedError {
            code: 15,
            text: EVIL.to_owned(),
        }],
    }
}
