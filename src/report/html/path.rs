//! One tested path: a line of the list, and what unfolds below it.
//!
//! Owns which facts stand there. The sentences are those of a finding about this path alone.

use crate::report::v1::{Certificate, Check, Observation, Path, Report, Saw, TlsHandshake};
use crate::report::view::finding::{Finding, Findings};
use crate::report::view::group::{Group, Word};
use crate::report::{Detail, Texts, clients};
use crate::verdict::Phrase;

use super::seen::{self, Seen};
use super::waterfall::{Waterfall, whole};

/// One path, as its template names the parts.
pub(super) struct Row<'a> {
    pub(super) path: &'a Path,
    pub(super) finding: Finding<'a>,
    /// The number of the finding that it belongs to.
    pub(super) wall: Option<usize>,
    pub(super) fall: Waterfall,
    /// Milliseconds from end to end.
    pub(super) total: String,
    /// Label and value.
    pub(super) facts: Vec<(&'static str, String)>,
    pub(super) observations: Vec<Seen>,
    pub(super) controls: Vec<Seen>,
    pub(super) chains: Vec<Chain<'a>>,
}

/// The certificates of one handshake, and what was made of them.
pub(super) struct Chain<'a> {
    pub(super) certificates: &'a [Certificate],
    /// Who was asked, and the answer.
    pub(super) checks: Vec<(String, String)>,
}

impl Row<'_> {
    pub(super) fn is_required(&self) -> bool {
        self.path.is_required() && self.path.counts
    }

    /// The URL after the host, which stands apart.
    pub(super) fn rest(&self) -> &str {
        let after = self.path.url.split_once(&self.path.host);
        after.map_or("", |(_, rest)| rest)
    }
}

/// In the order of the report, but what is not open comes first: it is what the reader looks for.
pub(super) fn rows<'a>(
    report: &'a Report,
    groups: &[Group<'a>],
    scale: f64,
    texts: &'static Texts,
) -> Vec<Row<'a>> {
    let findings = Findings {
        report,
        texts,
        detail: Detail::Full,
    };
    let row = |path: &'a Path| {
        let alone = Group {
            word: Word::of(path),
            paths: vec![path],
        };
        let wall = groups.iter().position(|group| group.has(&path.id));
        Row {
            path,
            finding: findings.of(&alone),
            wall: wall.map(|index| index + 1),
            fall: Waterfall::of(path, scale, texts),
            total: path.timings_ms.total.map_or_else(String::new, whole),
            facts: facts(path, texts),
            observations: seen::rows(&path.observations, texts),
            controls: seen::rows(&path.controls, texts),
            chains: chains(path, texts),
        }
    };
    let mut rows: Vec<Row<'a>> = report.paths.iter().map(row).collect();
    rows.sort_by_key(|row| (row.finding.word == Word::Open, row.wall));
    rows
}

fn facts(path: &Path, texts: &Texts) -> Vec<(&'static str, String)> {
    let requirement = match path.counts {
        true => texts.code("requirement", &path.requirement),
        false => {
            let phrase = Phrase::new("html.not_counted");
            texts.say(&phrase.with("requirement", &path.requirement))
        }
    };
    let document = Phrase::new("html.document")
        .with("document", &path.source.document)
        .with("pattern", &path.pattern)
        .with("checked", &path.source.checked);
    let clients = clients::gravest([path].into_iter());
    let clients = clients.into_iter().map(|(client, verdict)| {
        let phrase = Phrase::new("ticket.clients").with("client", client);
        texts.say(&phrase.with("verdict", verdict))
    });
    let clients: Vec<String> = clients.collect();
    let failure = path.failure.clone().unwrap_or_default();
    let facts = [
        ("html.needed", path.impact.clone()),
        ("html.failure", failure),
        ("html.requirement", requirement),
        ("html.of_step", path.steps.join(", ")),
        ("html.scopes", path.scopes.join(", ")),
        ("html.clients", texts.list(&clients)),
        ("html.asked_by", texts.say(&document)),
        ("html.endpoint", path.endpoint.clone()),
    ];
    let known = facts.into_iter().filter(|(_, value)| !value.is_empty());
    known.collect()
}

/// Each chain once, in the order in which they were seen.
fn chains<'a>(path: &'a Path, texts: &Texts) -> Vec<Chain<'a>> {
    let mut chains: Vec<Chain<'a>> = Vec::new();
    for handshake in path.observations.iter().filter_map(handshake) {
        let known = |chain: &Chain<'_>| chain.certificates == handshake.chain.as_slice();
        if handshake.chain.is_empty() || chains.iter().any(known) {
            continue;
        }
        chains.push(Chain {
            certificates: &handshake.chain,
            checks: checks(handshake, texts),
        });
    }
    chains
}

fn handshake(observation: &Observation) -> Option<&TlsHandshake> {
    match &observation.saw {
        Saw::TlsHandshake(handshake) | Saw::ProxyTls(handshake) => Some(handshake),
        _ => None,
    }
}

fn checks(handshake: &TlsHandshake, texts: &Texts) -> Vec<(String, String)> {
    let label = |key: &'static str| texts.label(key).to_owned();
    let mut checks = Vec::new();
    if let Some(public) = &handshake.public {
        let parts = [&public.chain, &public.time, &public.name];
        let worst = parts.into_iter().find(|check| check.result != "passed");
        let said = worst.unwrap_or(&public.chain);
        let root = public.root.as_deref().unwrap_or_default();
        let said = format!("{} {root}", answer(said, texts));
        checks.push((label("html.public_roots"), said.trim_end().to_owned()));
    }
    if let Some(machine) = &handshake.machine {
        checks.push((label("html.machine_store"), answer(machine, texts)));
    }
    for (setting, check) in &handshake.own {
        let phrase = Phrase::new("html.list_of").with("setting", setting);
        checks.push((texts.say(&phrase), answer(check, texts)));
    }
    checks
}

/// A verifier's word, and why.
fn answer(check: &Check, texts: &Texts) -> String {
    let result = texts.code("result", &check.result);
    match &check.reason {
        Some(reason) => format!("{result}: {}", texts.code("why", reason)),
        None => result,
    }
}
