//! A report as a change to ask for: one task for each team's queue.
//!
//! Owns which parts a change has and their order; `task` has those of one team, `ticket` and
//! `markdown` draw them. Everything is taken from the report, so that a saved one gives the same.

use crate::verdict::{Phrase, Verdict};

use super::texts::Texts;
use super::v1::{Path, Report};

mod task;

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

impl Of<'_> {
    fn word(&self, key: &str) -> String {
        let key = format!("ticket.{key}");
        self.texts.find(&key).unwrap_or(&key).to_owned()
    }

    fn part(&self, label: &str, items: Vec<Item>) -> Option<Part> {
        let label = self.word(label);
        (!items.is_empty()).then_some(Part { label, items })
    }

    fn head(&self) -> Vec<Part> {
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
            let open = |path: &Path| path.verdict == Verdict::Open;
            let key = match report.paths.iter().all(open) {
                true => "nothing",
                false => "nothing_known",
            };
            impact.push(Item::Text(self.word(key)));
        }
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
            self.part("impact", impact),
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
        vec![Item::Text(
            line.split_whitespace().collect::<Vec<_>>().join(" "),
        )]
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
