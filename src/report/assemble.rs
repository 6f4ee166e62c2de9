//! Puts a run together: what was planned, seen and judged becomes one [`Report`].
//!
//! Owns the order and the counting, and words every phrase in English. It judges nothing; the
//! form of the result is `v1`'s, and what of an observation may be saved is `seen`'s.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use jiff::{Timestamp, civil::Date};

use crate::evidence::{Evidence, Failure, Observation};
use crate::plan::{Client, Obstacle, Path, Plan, Untested};
use crate::verdict::{
    BothWays, ClientVerdict, Judgement, Phrase, Product, Request, StepVerdict, Verdict, Wall,
};

use super::{texts::Texts, v1, v1::Report};

mod headers;
mod proxy;
mod request;
mod seen;
mod target;
mod timings;
mod vantage;

use request::request;

pub use target::{unlisted, warnings};
pub use vantage::{Proxy, Vantage};

/// What is known of a run beside its paths.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunFacts {
    pub tool_version: String,
    /// The date of the catalogue's newest row.
    pub catalogue: Date,
    /// A short id.
    pub run: String,
    pub started: Timestamp,
    pub took: Duration,
    /// The user's label for the place.
    pub site: Option<String>,
    /// The site file that gave defaults.
    pub site_file: Option<String>,
    /// What was typed that bears on the result, by the flag's name.
    pub flags: BTreeMap<String, Vec<String>>,
    /// The labels that it gave.
    pub labels: BTreeMap<String, String>,
    /// Where directory and Regions came from, in parts of one sentence.
    pub target_source: Vec<Phrase>,
    pub vantage: Vantage,
    /// Whether the user stopped the run.
    pub interrupted: bool,
    /// The run that it was compared with.
    pub reference: Option<v1::Reference>,
}

/// One path with all that was found out about it.
#[derive(Debug, Clone)]
pub struct Measured<'a> {
    pub path: &'a Path,
    pub evidence: &'a Evidence,
    pub judgement: &'a Judgement,
    /// What it means to each client; none where the client does not use the path.
    pub clients: Vec<(Client, Option<Verdict>)>,
    /// What the other way came to, where there is one and it was gone.
    pub other: Option<&'a BothWays<'a>>,
}

/// The report of a run.
pub fn assemble(
    run: RunFacts,
    plan: &Plan,
    measured: &[Measured<'_>],
    steps: Vec<StepVerdict>,
    clients: &[ClientVerdict],
    requests: &[Request],
) -> Report {
    let texts = Texts::english();
    let inspected = measured.iter().any(|one| is_inspected(one.judgement));
    let not_proven = texts.say_all(&not_proven(plan, &run.vantage.state, inspected));
    Report {
        schema: v1::SCHEMA.to_owned(),
        tool: v1::Tool {
            name: env!("CARGO_PKG_NAME").to_owned(),
            version: run.tool_version,
            catalogue: run.catalogue.to_string(),
        },
        run: run.run,
        started: seen::moment(run.started),
        duration_ms: u64::try_from(run.took.as_millis()).unwrap_or(u64::MAX),
        site: run.site,
        site_file: run.site_file,
        flags: run.flags,
        labels: run.labels,
        interrupted: run.interrupted,
        target: target::of(plan, &run.target_source, texts),
        vantage: vantage::of(run.vantage, texts),
        summary: summary(measured),
        clients: clients.iter().map(overall).collect(),
        paths: measured.iter().map(|one| path(one, texts)).collect(),
        requests: requests
            .iter()
            .zip(1..)
            .map(|(one, id)| request(one, id, texts))
            .collect(),
        steps: steps.into_iter().map(step).collect(),
        untested: plan
            .untested
            .iter()
            .map(|row| untested(row, texts))
            .collect(),
        not_proven,
        reference: run.reference,
        again: None,
        compared: Vec::new(),
        redacted: None,
    }
}

fn summary(measured: &[Measured<'_>]) -> v1::Summary {
    let count = |verdict| {
        let of_verdict = |one: &&Measured<'_>| one.judgement.verdict == verdict;
        measured.iter().filter(of_verdict).count()
    };
    v1::Summary {
        open: count(Verdict::Open),
        degraded: count(Verdict::Degraded),
        blocked: count(Verdict::Blocked),
        unknown: count(Verdict::Unknown),
    }
}

fn path(one: &Measured<'_>, texts: &Texts) -> v1::Path {
    let (judgement, evidence) = (one.judgement, one.evidence);
    let wall = judgement.wall.as_ref();
    let plain = Phrase::new(match judgement.verdict {
        Verdict::Open => "report.open",
        Verdict::Degraded | Verdict::Unknown | Verdict::Blocked => "report.no_wall",
    });
    // Without a wall, the notes say why it is not open.
    let why = match judgement.verdict {
        Verdict::Open => None,
        _ => judgement.notes.first(),
    };
    let summary = wall.map_or(why.unwrap_or(&plain), |wall| &wall.summary);
    let grounds = wall.map_or(&[][..], |wall| &wall.evidence);
    let seen = |observations: &[Arc<Observation>]| {
        let saved = observations.iter().map(|seen| seen::observation(seen));
        saved.collect::<Vec<_>>()
    };
    v1::Path {
        layer: wall.map(|wall| wall.layer().code().to_owned()),
        failure: wall.map(|wall| wall.failure.code().to_owned()),
        cause: wall.map(|wall| wall.cause.code().to_owned()),
        confidence: wall.map(|wall| wall.confidence),
        product: wall.and_then(|wall| wall.product.as_ref()).map(product),
        summary: texts.say(summary),
        evidence: texts.say_all(grounds),
        notes: texts.say_all(&judgement.notes),
        also: judgement
            .also
            .iter()
            .map(|wall| also(wall, texts))
            .collect(),
        route: evidence
            .route
            .as_ref()
            .map(|route| proxy::route(route, texts)),
        other_way: one.other.map(|ways| other_way(ways, texts)),
        clients: one.clients.iter().map(client).collect(),
        timings_ms: timings::timings(evidence),
        observations: seen(&evidence.observations),
        controls: seen(&evidence.controls),
        said: v1::PathSaid {
            summary: Some(summary.into()),
            evidence: said(grounds),
            notes: said(&judgement.notes),
        },
        ..planned(one.path, judgement.verdict)
    }
}

/// What the plan says of a path, with nothing seen yet.
fn planned(path: &Path, verdict: Verdict) -> v1::Path {
    v1::Path {
        id: path.id.clone(),
        endpoint: path.endpoint.clone(),
        url: path.url.to_string(),
        host: path.host.to_string(),
        port: path.port,
        requirement: path.requirement.to_string(),
        counts: path.counts(),
        basis: path.basis.map(|basis| basis.to_string()),
        scopes: path.scopes.iter().map(ToString::to_string).collect(),
        steps: path.steps.clone(),
        pattern: path.pattern.clone(),
        source: v1::Source {
            document: path.document.clone(),
            checked: path.checked.to_string(),
        },
        verdict,
        layer: None,
        failure: None,
        cause: None,
        confidence: None,
        product: None,
        summary: String::new(),
        evidence: Vec::new(),
        notes: Vec::new(),
        also: Vec::new(),
        route: None,
        other_way: None,
        clients: BTreeMap::new(),
        impact: path.breaks.clone(),
        timings_ms: v1::Timings::default(),
        observations: Vec::new(),
        controls: Vec::new(),
        said: v1::PathSaid::default(),
    }
}

fn other_way(ways: &BothWays<'_>, texts: &Texts) -> v1::OtherWay {
    let whole = Measured {
        path: &ways.other.path,
        evidence: &ways.other.evidence,
        judgement: ways.judgement,
        clients: Vec::new(),
        other: None,
    };
    let path = path(&whole, texts);
    v1::OtherWay {
        hops: ways.hops(),
        verdict: path.verdict,
        layer: path.layer,
        failure: path.failure,
        cause: path.cause,
        confidence: path.confidence,
        product: path.product,
        summary: path.summary,
        evidence: path.evidence,
        timings_ms: path.timings_ms,
        observations: path.observations,
        controls: path.controls,
        said: path.said,
    }
}

fn also(wall: &Wall, texts: &Texts) -> v1::Wall {
    v1::Wall {
        layer: wall.layer().code().to_owned(),
        failure: wall.failure.code().to_owned(),
        cause: wall.cause.code().to_owned(),
        confidence: Some(wall.confidence),
        product: wall.product.as_ref().map(product),
        summary: texts.say(&wall.summary),
        evidence: texts.say_all(&wall.evidence),
        said: v1::PathSaid {
            summary: Some((&wall.summary).into()),
            evidence: said(&wall.evidence),
            notes: Vec::new(),
        },
    }
}

fn product(product: &Product) -> v1::Product {
    v1::Product {
        name: product.name.clone(),
        token: product.token.clone(),
        confidence: product.confidence,
    }
}

fn overall(of: &ClientVerdict) -> (String, v1::ClientSummary) {
    let (client, verdict) = client(&(of.client, of.verdict));
    let because = of.because.clone();
    (client, v1::ClientSummary { verdict, because })
}

/// What no run proves, the weightiest first. Of hosts beside the catalogue it proves that they are
/// reached, and no more. The Region is proven where AWS itself named it. Of a chain that is signed again
/// this machine's store and the lists that settings name were asked, and no others.
fn not_proven(plan: &Plan, states: &[Phrase], inspected: bool) -> Vec<Phrase> {
    let mut beside = plan.paths.iter().filter(|path| path.is_beside_catalogue());
    let sign_in = match beside.next() {
        None => Phrase::new("report.not_proven"),
        Some(_) => Phrase::new("report.not_proven_beside"),
    };
    let named = states
        .iter()
        .any(|state| state.key == "state.directory_here");
    let target = match named {
        true => Phrase::new("report.not_proven_directory"),
        false => Phrase::new("report.not_proven_target"),
    };
    let stores = inspected.then(|| Phrase::new("report.not_proven_stores"));
    let elsewhere = Phrase::new("report.not_proven_elsewhere");
    let all = [sign_in, target].into_iter().chain(stores);
    all.chain([elsewhere]).collect()
}

fn is_inspected(judgement: &Judgement) -> bool {
    let mut walls = judgement.wall.iter().chain(&judgement.also);
    walls.any(|wall| wall.failure == Failure::TlsIntercepted)
}

fn client((client, verdict): &(Client, Option<Verdict>)) -> (String, String) {
    let verdict = verdict.map_or(v1::NOT_USED, Verdict::code);
    (client.to_string(), verdict.to_owned())
}

fn step(step: StepVerdict) -> v1::Step {
    v1::Step {
        id: step.id,
        title: step.title,
        verdict: step.verdict,
        because: step.because,
    }
}

fn untested(row: &Untested, texts: &Texts) -> v1::Untested {
    let why = match &row.why {
        Obstacle::Row(why) => Phrase::new("untested.row").with("why", why),
        Obstacle::NotUrl(text) => Phrase::new("untested.not_url").with("text", text),
        Obstacle::NoDirectory => Phrase::new("untested.no_directory"),
        Obstacle::NoInstance => Phrase::new("untested.no_instance"),
    };
    v1::Untested {
        pattern: row.pattern.clone(),
        why: texts.say(&why),
        said: Some((&why).into()),
    }
}

/// Sentences, and what they were made from.
pub fn worded(phrases: &[Phrase]) -> (Vec<String>, Vec<v1::Said>) {
    (Texts::english().say_all(phrases), said(phrases))
}

fn said(phrases: &[Phrase]) -> Vec<v1::Said> {
    phrases.iter().map(v1::Said::from).collect()
}
