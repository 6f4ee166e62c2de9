//! What of one report counts among many: some hundred bytes of its hundred thousand.
//!
//! Owns how it is taken from a JSON report and from a line, without reading what was observed, but
//! for who signed a chain that did not stand. What two reports have in common is `gather`'s.

use std::borrow::Cow;
use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::plan::Requirement;
use crate::report::ndjson;
use crate::report::redact::Redactor;
use crate::report::v1::{ClientSummary, SCHEMA, Summary};
use crate::report::{BadReport, called};
use crate::verdict::Verdict;

use super::v1::Wall;

/// One report, as far as it is laid beside others.
#[derive(Debug)]
pub struct Gist {
    /// The label of the place; without one, the machine's name.
    pub(super) site: String,
    /// By what it is the same site: the word that the name has in a line, which may be a cut one.
    pub(super) key: String,
    pub(super) host: Option<String>,
    pub(super) run: String,
    pub(super) started: Timestamp,
    pub(super) verdict: Verdict,
    pub(super) summary: Summary,
    /// Whether only a part was tested: what had failed before, or until the user stopped it.
    pub(super) partial: bool,
    pub(super) cells: Vec<Cell>,
    pub(super) walls: Vec<Wall>,
    /// Whom its requests go to: two sites with other teams or products need two tickets.
    pub(super) asked: Vec<Asked>,
    /// Whether there is a whole report behind it, and not a line alone.
    pub(super) whole: bool,
}

/// One path.
#[derive(Debug)]
pub(super) struct Cell {
    pub(super) id: String,
    pub(super) host: String,
    pub(super) requirement: String,
    pub(super) verdict: Verdict,
}

/// Whom a request goes to.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
pub(super) struct Asked {
    team: String,
    #[serde(default)]
    team_name: Option<String>,
    #[serde(default)]
    site_product: Option<String>,
    #[serde(default)]
    cause: String,
}

#[derive(Deserialize)]
#[serde(expecting = "a report")]
struct Head {
    schema: String,
}

/// The fields of a report that count here. The rest is passed over without being kept.
#[derive(Deserialize)]
struct Slim<'a> {
    schema: String,
    run: String,
    started: String,
    site: Option<String>,
    vantage: SlimVantage,
    summary: Summary,
    #[serde(default)]
    clients: BTreeMap<String, ClientSummary>,
    #[serde(default)]
    interrupted: bool,
    #[serde(borrow)]
    paths: Vec<SlimPath<'a>>,
    requests: Vec<Asked>,
    #[serde(default)]
    again: Option<serde::de::IgnoredAny>,
}

#[derive(Deserialize)]
struct SlimVantage {
    host: Option<String>,
}

#[derive(Deserialize)]
struct SlimPath<'a> {
    id: String,
    host: String,
    requirement: String,
    #[serde(default = "counts")]
    counts: bool,
    verdict: Verdict,
    failure: Option<String>,
    cause: Option<String>,
    product: Option<Named>,
    #[serde(default)]
    also: Vec<SlimWall>,
    #[serde(borrow, default)]
    observations: Vec<SlimSeen<'a>>,
}

/// As in a whole report: nothing was derived, before there was the field, that was required.
fn counts() -> bool {
    true
}

#[derive(Deserialize)]
struct Named {
    name: String,
}

#[derive(Deserialize)]
struct SlimWall {
    failure: String,
    cause: String,
    product: Option<Named>,
}

#[derive(Deserialize)]
struct SlimSeen<'a> {
    #[serde(borrow)]
    operation: Cow<'a, str>,
    failure: Option<serde::de::IgnoredAny>,
    #[serde(borrow, default)]
    saw: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct SlimHandshake {
    #[serde(default)]
    chain: Vec<Signed>,
}

#[derive(Deserialize)]
struct Signed {
    issuer_name: String,
}

impl Gist {
    /// That of a report as JSON, or of a line; none of an event of a run, whose report comes later.
    ///
    /// # Errors
    /// What is neither, or lacks what every one always had.
    pub fn read(bytes: &[u8]) -> Result<Option<Self>, BadReport> {
        let bytes = super::line::without_mark(bytes);
        if super::line::is_line(bytes) {
            return super::line::read(bytes).map(Some);
        }
        // Nearly all are reports: what else it may be is asked only of the rest.
        let why = match serde_json::from_slice(bytes) {
            Ok(slim) => return Self::of(slim).map(Some),
            Err(why) => why,
        };
        let Head { schema } = serde_json::from_slice(bytes)?;
        match schema.as_str() {
            SCHEMA => Err(why.into()),
            ndjson::SCHEMA => Ok(None),
            other => Err(other_schema(other)),
        }
    }

    /// The same with stand-ins: that of the whole report when it is redacted, where there is one.
    ///
    /// # Errors
    /// The bytes are not those that it was read from.
    pub fn redacted(mut self, bytes: &[u8], redactor: &mut Redactor) -> Result<Self, BadReport> {
        if self.whole {
            let report = redactor.report(&crate::report::read_saved(bytes)?)?;
            let json = serde_json::to_vec(&report)?;
            let redacted = Self::of(serde_json::from_slice(&json)?)?;
            // What is one site stays one: its line may have less of its name.
            return Ok(Self {
                key: self.key,
                ..redacted
            });
        }
        self.site = redactor.site(&self.site);
        let hosts = self.walls.iter_mut().flat_map(|wall| &mut wall.hosts);
        hosts.for_each(|host| *host = redactor.host(host));
        Ok(self)
    }

    fn of(slim: Slim<'_>) -> Result<Self, BadReport> {
        if slim.schema != SCHEMA {
            return Err(other_schema(&slim.schema));
        }
        let started = slim.started.parse();
        let started = started.map_err(|_| BadReport::NoTime(slim.started.clone()))?;
        let host = slim.vantage.host;
        let site = called::place(slim.site.as_deref(), host.as_deref());
        let site = site.unwrap_or(&slim.run).to_owned();
        let verdict = verdict(&slim.clients, &slim.paths);
        let mut walls = Vec::new();
        for path in &slim.paths {
            add_walls(path, &mut walls);
        }
        let mut asked = slim.requests;
        asked.sort_unstable();
        let cell = |path: SlimPath<'_>| Cell {
            id: path.id,
            host: path.host,
            requirement: path.requirement,
            verdict: path.verdict,
        };
        Ok(Self {
            key: called::word(&site),
            site,
            host,
            run: slim.run,
            started,
            verdict,
            summary: slim.summary,
            partial: slim.interrupted || slim.again.is_some(),
            cells: slim.paths.into_iter().map(cell).collect(),
            walls,
            asked,
            whole: true,
        })
    }
}

fn other_schema(schema: &str) -> BadReport {
    BadReport::OtherSchema(schema.chars().take(80).collect())
}

/// Whether the bytes tell what happened during a run, and are no report.
pub fn is_event(bytes: &[u8]) -> bool {
    let bytes = super::line::without_mark(bytes);
    serde_json::from_slice(bytes).is_ok_and(|head: Head| head.schema == ndjson::SCHEMA)
}

/// The worst that the required paths come to for the clients that were asked about. Where nothing is
/// required of any, what is not usable leaves it open; before there was the field, the paths decide.
fn verdict(clients: &BTreeMap<String, ClientSummary>, paths: &[SlimPath<'_>]) -> Verdict {
    let of_code = |code: &str| Verdict::ALL.iter().copied().find(|one| one.code() == code);
    let of_clients = clients
        .values()
        .filter_map(|client| of_code(&client.verdict));
    let required =
        |path: &&SlimPath<'_>| path.requirement == Requirement::Required.code() && path.counts;
    let usable = |path: &SlimPath<'_>| matches!(path.verdict, Verdict::Open | Verdict::Degraded);
    let worst = match clients.is_empty() {
        true => paths.iter().filter(required).map(|path| path.verdict).max(),
        false => of_clients.max(),
    };
    worst.unwrap_or(match paths.iter().all(usable) {
        true => Verdict::Open,
        false => Verdict::Unknown,
    })
}

/// The walls that a path stands behind, each put to those that are the same at other paths.
fn add_walls(path: &SlimPath<'_>, walls: &mut Vec<Wall>) {
    if path.verdict == Verdict::Open {
        return;
    }
    let name = |product: &Option<Named>| product.as_ref().map(|product| product.name.clone());
    let main = Wall {
        verdict: Some(path.verdict),
        failure: path.failure.clone(),
        cause: path.cause.clone(),
        product: name(&path.product),
        issuer: issuer(path),
        ..Wall::default()
    };
    let also = path.also.iter().map(|wall| Wall {
        verdict: Some(path.verdict),
        failure: Some(wall.failure.clone()),
        cause: Some(wall.cause.clone()),
        product: name(&wall.product),
        behind: true,
        ..Wall::default()
    });
    for wall in std::iter::once(main).chain(also) {
        let known = walls.iter_mut().find(|known| known.is_like(&wall));
        let at = match known {
            Some(known) => known,
            None => {
                walls.push(wall);
                let last = walls.len() - 1;
                &mut walls[last]
            }
        };
        at.paths.push(path.id.clone());
        if !at.hosts.contains(&path.host) {
            at.hosts.push(path.host.clone());
        }
    }
}

/// Who signed the chain that did not stand: two gateways are two walls.
fn issuer(path: &SlimPath<'_>) -> Option<String> {
    let handshakes = path.observations.iter();
    let mut failed =
        handshakes.filter(|seen| seen.operation == "tls_handshake" && seen.failure.is_some());
    failed.find_map(|seen| {
        let made: SlimHandshake = serde_json::from_str(seen.saw?.get()).ok()?;
        made.chain.into_iter().next().map(|leaf| leaf.issuer_name)
    })
}
