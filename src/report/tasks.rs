//! A report as a change to ask for: one task for each team's queue.
//!
//! Owns which parts a change has and their order; `task` has those of one team, `ticket` and
//! `markdown` draw them. Everything is taken from the report, so that a saved one gives the same.

use crate::verdict::{Phrase, Verdict};

use super::Options;
use super::texts::Texts;
use super::v1::{Path, Report};
use super::view::compared;

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
    /// Number, team and product, as a line of their own.
    pub(super) title: String,
    pub(super) team: String,
    pub(super) product: Option<String>,
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
pub(super) fn change(report: &Report, options: &Options, texts: &Texts) -> Change {
    let of = Of {
        report,
        saved: options.saved.as_deref(),
        texts,
    };
    Change {
        title: of.word("title"),
        head: of.head(),
        tasks: report.requests.iter().map(|one| of.task(one)).collect(),
        foot: of.foot(),
    }
}

struct Of<'a> {
    report: &'a Report,
    /// Where the JSON report of this run is.
    saved: Option<&'a str>,
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
            let open = |path: &Path| path.verdict == Verdict::Open;
            let key = match report.paths.iter().all(open) {
                true => "nothing",
                false => "nothing_known",
            };
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
            self.compared(),
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
        let counts = format!("{paths}: {}", self.texts.list(&counts));
        self.texts.sentence(&counts)
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

    fn compared(&self) -> Option<Part> {
        let of = |one| {
            let lines = compared::lines(one, self.texts).into_iter();
            let lines = lines.map(|line| format!("{} {}", line.word, line.sentence));
            std::iter::once(compared::opening(one, self.texts)).chain(lines)
        };
        let items: Vec<Item> = self
            .report
            .compared
            .iter()
            .flat_map(of)
            .map(Item::Text)
            .collect();
        let label = self.texts.label("compare.label").to_owned();
        (!items.is_empty()).then_some(Part { label, items })
    }

    fn foot(&self) -> Vec<Part> {
        let report = self.report;
        let not_proven = report.not_proven.iter().cloned().map(Item::Text).collect();
        let parts = [
            self.part("not_proven", not_proven),
            self.part("verify", self.verify()),
        ];
        parts.into_iter().flatten().collect()
    }

    /// How to see that the change was made: what was not open is tested again, and before that the
    /// report saved, where it was not. One without its names is none to test again.
    fn verify(&self) -> Vec<Item> {
        if self.report.redacted.is_some() {
            return Vec::new();
        }
        let open = |path: &Path| path.verdict == Verdict::Open;
        let probe = self.probe();
        if self.report.paths.iter().all(open) {
            return vec![Item::Text(self.word("verify_same")), Item::Code(probe)];
        }
        let own = format!("netcheck-{}.json", self.report.run);
        let file = Some(self.saved.unwrap_or(&own)).filter(|file| is_plain(file));
        let file = file.unwrap_or(YOUR_REPORT);
        let mut items = Vec::new();
        if self.saved.is_none() {
            items.push(Item::Text(self.word("verify_save")));
            items.push(Item::Code(format!("{probe} --format json --output {file}")));
        }
        items.push(Item::Text(self.word("verify_again")));
        let flags = self.flags(|flag| flag != SCOPE);
        items.push(Item::Code(format!(
            "aws-netcheck probe{flags} --again {file}"
        )));
        items
    }

    /// The same probe, as far as the report tells how it was called.
    fn probe(&self) -> String {
        let target = &self.report.target;
        let directory = target.directory.iter().map(|one| ("--directory", one));
        let regions = target.regions.iter().map(|one| ("--region", one));
        let arguments = directory.chain(regions).filter(|(_, one)| is_plain(one));
        let mut command = "aws-netcheck probe".to_owned();
        for (flag, argument) in arguments {
            command.push_str(&format!(" {flag} {argument}"));
        }
        command + &self.flags(|_| true)
    }

    /// The flags that bear on the result, as they were given.
    fn flags(&self, wanted: fn(&str) -> bool) -> String {
        let given = self.report.flags.iter().filter(|(flag, _)| wanted(flag));
        let pairs = given.flat_map(|(flag, all)| all.iter().map(move |one| (flag, one)));
        let plain = pairs.filter(|(flag, one)| is_plain(flag) && is_plain(one));
        plain
            .map(|(flag, one)| format!(" --{flag} {one}"))
            .collect()
    }
}

/// An earlier report says it by itself.
const SCOPE: &str = "scope";

/// In the place of a file whose name a shell would not leave alone.
const YOUR_REPORT: &str = "YOUR-REPORT.json";

/// Whether any shell takes it for one word and for no flag.
fn is_plain(text: &str) -> bool {
    let plain = |sign: char| sign.is_ascii_alphanumeric() || "._-/:".contains(sign);
    !text.is_empty() && !text.starts_with('-') && text.chars().all(plain)
}

fn texts(all: &[String]) -> Vec<Item> {
    all.iter().cloned().map(Item::Text).collect()
}
