//! A report as a change to ask for: one task for each team's queue.
//!
//! Owns which parts a change has and their order; `ticket` and `markdown` draw them. Everything is
//! taken from the report, so that a saved one gives the same.

use std::collections::BTreeMap;

use crate::verdict::{Confidence, Phrase, Verdict};

use super::texts::Texts;
use super::v1::{Path, Product, Report, Request, Seen};

/// The whole change.
pub(super) struct Change {
    pub(super) title: String,
    pub(super) head: Vec<Part>,
    pub(super) tasks: Vec<Task>,
    pub(super) foot: Vec<Part>,
}

/// What one team is asked.
pub(super) struct Task {
    pub(super) title: String,
    /// Whether sign-in fails without it, in a few words.
    pub(super) weight: String,
    pub(super) parts: Vec<Part>,
}

/// A labelled part.
pub(super) struct Part {
    pub(super) label: String,
    pub(super) items: Vec<Item>,
}

/// A line of a part.
pub(super) enum Item {
    Text(String),
    /// To be copied as it is.
    Code(String),
}

/// As many grounds, hosts and documents are listed.
const MOST_EVIDENCE: usize = 8;
const MOST_HOSTS: usize = 40;
const MOST_DOCUMENTS: usize = 3;

/// The change that a report asks for.
pub(super) fn change(report: &Report, texts: &Texts) -> Change {
    let of = Of { report, texts };
    Change {
        title: of.word("title"),
        head: of.head(),
        tasks: report.requests.iter().map(|one| of.task(one)).collect(),
        foot: of.foot(),
    }
}

struct Of<'a> {
    report: &'a Report,
    texts: &'a Texts,
}

impl<'a> Of<'a> {
    fn word(&self, key: &str) -> String {
        let key = format!("ticket.{key}");
        self.texts.find(&key).unwrap_or(&key).to_owned()
    }

    fn part(&self, label: &str, items: Vec<Item>) -> Option<Part> {
        let label = self.word(label);
        (!items.is_empty()).then_some(Part { label, items })
    }

    /// What cannot be done here, and how many paths are in what state.
    fn impact(&self) -> Vec<Item> {
        let report = self.report;
        let failing = report
            .steps
            .iter()
            .filter(|step| step.verdict == Verdict::Blocked);
        let mut impact: Vec<Item> = failing
            .map(|step| {
                let phrase = Phrase::new("headline.step_fails").with("id", &step.id);
                Item::Text(self.texts.say(&phrase.with("title", &step.title)))
            })
            .collect();
        impact.push(Item::Text(self.counts()));
        if report.requests.is_empty() {
            let usable = report.summary.unknown + report.summary.blocked == 0;
            let key = if usable { "nothing" } else { "nothing_known" };
            impact.push(Item::Text(self.word(key)));
        }
        impact
    }

    fn head(&self) -> Vec<Part> {
        let report = self.report;
        let here = &report.vantage;
        let known = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
        let vantage = Phrase::new("ticket.vantage")
            .with("host", known(&here.host))
            .with("user", known(&here.user))
            .with("address", known(&here.address));
        let mut seen = vec![
            Item::Text(report.started.clone()),
            Item::Text(self.texts.say(&vantage)),
        ];
        seen.extend(here.state.iter().cloned().map(Item::Text));
        let tool = Phrase::new("ticket.tool_line")
            .with("name", &report.tool.name)
            .with("version", &report.tool.version)
            .with("catalogue", &report.tool.catalogue)
            .with("run", &report.run);
        let parts = [
            self.part("impact", self.impact()),
            self.part("target", texts(&report.target.warnings)),
            self.part("seen", seen),
            self.part("reference", self.reference()),
            self.part("tool", vec![Item::Text(self.texts.say(&tool))]),
        ];
        parts.into_iter().flatten().collect()
    }

    fn counts(&self) -> String {
        let total = self.report.summary;
        let say = |key: &'static str, count: usize| {
            (count > 0).then(|| self.texts.say(&Phrase::new(key).with("count", count)))
        };
        let counts = [
            say("count.open", total.open),
            say("count.degraded", total.degraded),
            say("count.blocked", total.blocked),
            say("count.unknown", total.unknown),
        ];
        let counts: Vec<String> = counts.into_iter().flatten().collect();
        let paths = self.texts.count("count.paths", self.report.paths.len());
        format!("{paths}: {}.", counts.join(", "))
    }

    fn reference(&self) -> Vec<Item> {
        let Some(other) = &self.report.reference else {
            return Vec::new();
        };
        let total = other.summary;
        let paths = total.open + total.degraded + total.blocked + total.unknown;
        let phrase = Phrase::new("ticket.open").with("open", total.open);
        let place = other.site.clone().unwrap_or_default();
        let sentence = self.texts.say(&phrase.with("paths", paths));
        let line = format!("{} {place} {sentence}", other.started);
        let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut items = vec![Item::Text(line)];
        items.extend(texts(&other.warnings));
        items
    }

    fn task(&self, one: &Request) -> Task {
        let team = match &one.team_name {
            Some(name) => name.clone(),
            None => self.team(&one.team),
        };
        let title = match &one.site_product {
            Some(product) => Phrase::new("ticket.task_product").with("product", product),
            None => Phrase::new("ticket.task"),
        };
        let title = title.with("id", one.id).with("team", team.to_uppercase());
        let weight = if one.blocking {
            "blocking"
        } else {
            "recommended"
        };
        let hosts = one.hosts.iter().take(MOST_HOSTS).cloned().map(Item::Code);
        let mut evidence = texts(&one.evidence[..one.evidence.len().min(MOST_EVIDENCE)]);
        evidence.extend(self.confidence(one));
        let parts = [
            self.part("ask", vec![Item::Text(sentence(&one.ask))]),
            self.part("hosts", hosts.collect()),
            self.part("not_asked", texts(&one.not_asked)),
            self.part("why", self.breaks(one)),
            self.part("evidence", evidence),
            self.part("log", self.log(one)),
            self.part("test", self.test(one)),
            self.part("risk", vec![Item::Text(one.risk.clone())]),
            self.part("source", self.documents(one)),
        ];
        Task {
            title: self.texts.say(&title),
            weight: self.word(weight),
            parts: parts.into_iter().flatten().collect(),
        }
    }

    fn team(&self, code: &str) -> String {
        let key = format!("team.{code}");
        self.texts.find(&key).unwrap_or(code).to_owned()
    }

    fn paths(&self, one: &'a Request) -> impl Iterator<Item = &'a Path> + use<'a> {
        let paths = self.report.paths.iter();
        paths.filter(|path| one.because.contains(&path.id))
    }

    /// How sure it is, and whose word the product is.
    fn confidence(&self, one: &'a Request) -> Option<Item> {
        let path = self.paths(one).next()?;
        let (confidence, product) = wall_of(path, &one.cause)?;
        let level = confidence?.code();
        let phrase = match (product, &one.site_product) {
            (Some(product), _) => Phrase::new("ticket.confidence_product")
                .with("product", &product.name)
                .with("token", &product.token),
            (None, Some(_)) => Phrase::new("ticket.confidence"),
            (None, None) => Phrase::new("ticket.confidence_unnamed"),
        };
        Some(Item::Text(self.texts.say(&phrase.with("level", level))))
    }

    /// What breaks, once each, and for whom.
    fn breaks(&self, one: &'a Request) -> Vec<Item> {
        let mut lines: Vec<String> = Vec::new();
        let mut clients: BTreeMap<&str, &str> = BTreeMap::new();
        for path in self.paths(one) {
            if !lines.contains(&path.impact) {
                lines.push(path.impact.clone());
            }
            for (client, verdict) in &path.clients {
                let known = clients.entry(client).or_insert(verdict);
                if verdict == Verdict::Blocked.code() {
                    *known = verdict;
                }
            }
        }
        let of_client = |(client, verdict): (&str, &str)| {
            let phrase = Phrase::new("ticket.clients").with("client", client);
            self.texts
                .say(&phrase.with("verdict", verdict.replace('_', " ")))
        };
        let clients: Vec<String> = clients.into_iter().map(of_client).collect();
        if !clients.is_empty() {
            lines.push(clients.join(", "));
        }
        lines.into_iter().map(Item::Text).collect()
    }

    fn log(&self, one: &Request) -> Vec<Item> {
        let line = |seen: &Seen| {
            let end = |end: &Option<String>| end.clone().unwrap_or_else(|| "-".to_owned());
            let started = seen.started.trim_end_matches('Z').replace('T', " ");
            let phrase = Phrase::new("ticket.connection")
                .with("started", started)
                .with("local", end(&seen.local))
                .with("peer", end(&seen.peer));
            Item::Text(self.texts.say(&phrase.with("host", &seen.host)))
        };
        let filter = Some(&one.log_filter).filter(|filter| !filter.is_empty());
        let filter = filter.cloned().map(Item::Code);
        filter
            .into_iter()
            .chain(one.seen.iter().map(line))
            .collect()
    }

    fn test(&self, one: &Request) -> Vec<Item> {
        if one.test.is_empty() {
            return Vec::new();
        }
        let done = Phrase::new("ticket.test_done").with("done", &one.done);
        vec![
            Item::Code(one.test.clone()),
            Item::Text(self.texts.say(&done)),
        ]
    }

    /// The documents that ask for the hosts: they are the reason.
    fn documents(&self, one: &'a Request) -> Vec<Item> {
        let mut documents: Vec<String> = Vec::new();
        for path in self.paths(one) {
            let phrase = Phrase::new("ticket.document")
                .with("title", &path.source.document)
                .with("pattern", &path.pattern);
            let document = self
                .texts
                .say(&phrase.with("checked", &path.source.checked));
            if !documents.contains(&document) && documents.len() < MOST_DOCUMENTS {
                documents.push(document);
            }
        }
        documents.into_iter().map(Item::Text).collect()
    }

    fn foot(&self) -> Vec<Part> {
        let report = self.report;
        let not_proven = report.not_proven.iter().cloned().map(Item::Text).collect();
        let mut arguments: Vec<String> = Vec::new();
        if let Some(directory) = &report.target.directory {
            arguments.push(format!("--directory {directory}"));
        }
        arguments.extend(
            report
                .target
                .regions
                .iter()
                .map(|one| format!("--region {one}")),
        );
        let verify = Phrase::new("ticket.verify_again").with("arguments", arguments.join(" "));
        let parts = [
            self.part("not_proven", not_proven),
            self.part("verify", vec![Item::Text(self.texts.say(&verify))]),
        ];
        parts.into_iter().flatten().collect()
    }
}

/// How sure the wall with this cause is, and whose it is: the main one, or one behind it.
fn wall_of<'p>(path: &'p Path, cause: &str) -> Option<(Option<Confidence>, Option<&'p Product>)> {
    if path.cause.as_deref() == Some(cause) {
        return Some((path.confidence, path.product.as_ref()));
    }
    let wall = path.also.iter().find(|wall| wall.cause == cause)?;
    Some((wall.confidence, wall.product.as_ref()))
}

fn texts(all: &[String]) -> Vec<Item> {
    all.iter().cloned().map(Item::Text).collect()
}

/// With a capital letter and a full stop.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    let mut whole: String = first.into_iter().chain(letters).collect();
    if !whole.ends_with('.') {
        whole.push('.');
    }
    whole
}
