//! The set-up guide as a checklist, with the state of each step where a report tells it.
//!
//! Owns the look of the list, and what a report's paths mean to a host. Which hosts a step needs
//! is the command's.

use crate::language::Language;
use crate::plan::Requirement;
use crate::verdict::{Phrase, Verdict};

use super::{
    Color, Report,
    page::{Ink, Page},
    texts::Texts,
};

/// The whole list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checklist {
    pub directory: Option<String>,
    pub regions: Vec<String>,
    /// The report that tells the states.
    pub report: Option<Origin>,
    pub steps: Vec<Step>,
    /// The steps of which no host is known in this partition.
    pub left_out: Option<LeftOut>,
    /// Step and key of the text of each.
    pub prerequisites: Vec<(String, String)>,
    pub troubles: Vec<Trouble>,
    /// The title of the guide.
    pub source: String,
}

/// Steps that are not on the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    pub partition: String,
    pub steps: Vec<String>,
}

/// Which report it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    pub run: String,
    pub started: String,
    pub site: Option<String>,
}

/// A step of the guide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    pub id: String,
    pub title: String,
    /// None without a report.
    pub state: Option<Verdict>,
    pub hosts: Vec<Host>,
}

/// A host, or a pattern of which no host is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Host {
    pub name: String,
    pub requirement: Requirement,
    /// Whether the name was only made by rule, and counts for nothing.
    pub derived: bool,
    /// None where the report has no path to it, or there is no report.
    pub state: Option<Verdict>,
}

/// What goes wrong in a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// The key of its texts.
    pub id: String,
    pub step: String,
    /// The hosts whose loss looks the same.
    pub hosts: Vec<Host>,
}

impl Step {
    /// Whether it is unknown because nothing that it requires counts.
    fn is_by_rule_alone(&self) -> bool {
        let required = |host: &&Host| host.requirement == Requirement::Required;
        let mut required = self.hosts.iter().filter(required).peekable();
        self.state == Some(Verdict::Unknown)
            && required.peek().is_some()
            && required.all(|host| host.derived)
    }
}

impl Checklist {
    fn has_derived(&self) -> bool {
        let mut hosts = self.steps.iter().flat_map(|step| &step.hosts);
        hosts.any(|host| host.derived)
    }
}

impl Origin {
    pub fn of(report: &Report) -> Self {
        Self {
            run: report.run.clone(),
            started: report.started.clone(),
            site: report.site.clone(),
        }
    }
}

/// What the report says of a step: unknown where it says nothing.
pub fn state_of(report: &Report, step: &str) -> Verdict {
    let mut steps = report.steps.iter();
    let known = steps.find(|known| known.id == step);
    known.map_or(Verdict::Unknown, |known| known.verdict)
}

/// The worst verdict of the report's paths to a host.
pub fn host_state(report: &Report, host: &str) -> Option<Verdict> {
    let badness = |verdict: &Verdict| match verdict {
        Verdict::Open => 0,
        Verdict::Degraded => 1,
        Verdict::Unknown => 2,
        Verdict::Blocked => 3,
    };
    let paths = report.paths.iter().filter(|path| path.host == host);
    paths.map(|path| path.verdict).max_by_key(badness)
}

/// Columns of a state, and of a host's name; less of them where some hosts are marked as derived.
const STEP: usize = 13;
const HOST: usize = 51;
const HOST_BESIDE_DERIVED: usize = 45;

/// The list for a screen: 80 columns, with its last newline.
pub fn render(list: &Checklist, language: Language, color: Color) -> String {
    let (mut page, texts) = (Page::new(color), Texts::of(language));
    heading(&mut page, list, texts);
    for step in &list.steps {
        page.blank();
        let title = Phrase::new(match step.is_by_rule_alone() {
            true => "checklist.step_by_rule",
            false => "checklist.step",
        });
        let title = title.with("id", &step.id);
        let title = texts.say(&title.with("title", &step.title));
        match step.state {
            Some(state) => page.hanging(word(state, texts), STEP, &title),
            None => page.hanging((Ink::Plain, "[ ]"), 4, &title),
        }
        hosts(&mut page, &step.hosts, list, texts);
    }
    prerequisites(&mut page, list, texts);
    troubles(&mut page, list, texts);
    page.blank();
    let source = Phrase::new("checklist.source").with("document", &list.source);
    page.hanging((Ink::Plain, ""), 0, &texts.say(&source));
    page.into_text()
}

fn heading(page: &mut Page, list: &Checklist, texts: &Texts) {
    let none = || texts.say(&Phrase::new("header.no_directory"));
    let heading = Phrase::new("checklist.heading")
        .with("directory", list.directory.clone().unwrap_or_else(none))
        .with("regions", list.regions.join(", "));
    page.hanging((Ink::Plain, ""), 0, texts.say(&heading).trim_end());
    let state = match &list.report {
        None => Phrase::new("checklist.no_report"),
        Some(report) => {
            let place = report.site.as_ref().map_or_else(String::new, |site| {
                texts.say(&Phrase::new("checklist.place").with("site", site))
            });
            Phrase::new("checklist.report")
                .with("run", &report.run)
                .with("started", &report.started)
                .with("place", place)
        }
    };
    page.hanging((Ink::Plain, ""), 0, &texts.say(&state));
    if let Some(left_out) = &list.left_out {
        let phrase = Phrase::new("checklist.left_out")
            .with("steps", left_out.steps.join(", "))
            .with("partition", &left_out.partition);
        page.hanging((Ink::Plain, ""), 0, &texts.say(&phrase));
    }
    if list.has_derived() {
        let derived = texts.say(&Phrase::new("checklist.derived"));
        page.hanging((Ink::Plain, ""), 0, &derived);
    }
}

fn word(state: Verdict, texts: &Texts) -> (Ink, &str) {
    let ink = match state {
        Verdict::Open => Ink::Good,
        Verdict::Degraded | Verdict::Unknown => Ink::Doubtful,
        Verdict::Blocked => Ink::Bad,
    };
    (ink, texts.word(state.code()))
}

fn hosts(page: &mut Page, hosts: &[Host], list: &Checklist, texts: &Texts) {
    let column = match list.has_derived() {
        true => HOST_BESIDE_DERIVED,
        false => HOST,
    };
    for host in hosts {
        let requirement = texts.code("requirement", host.requirement.code());
        let derived = match host.derived {
            true => format!(" ({})", texts.code("basis", "derived")),
            false => String::new(),
        };
        let line = format!("{:<column$} {requirement}{derived}", host.name);
        let (ink, state) = match host.state {
            _ if list.report.is_none() => (Ink::Plain, ""),
            Some(state) => word(state, texts),
            None => (Ink::Faint, texts.word("untested")),
        };
        page.hanging((ink, &format!("  {state}")), lead(list), &line);
    }
}

/// How far the names stand in: states need room.
fn lead(list: &Checklist) -> usize {
    if list.report.is_some() { STEP } else { 4 }
}

fn prerequisites(page: &mut Page, list: &Checklist, texts: &Texts) {
    if !list.prerequisites.is_empty() {
        section(page, "checklist.prerequisites", texts);
    }
    for (step, id) in &list.prerequisites {
        let text = texts.find(&format!("prerequisite.{id}")).unwrap_or(id);
        let phrase = Phrase::new("checklist.prerequisite").with("step", step);
        let line = texts.compose(&phrase.with("text", text));
        page.hanging((Ink::Plain, "[ ]"), 4, &line);
    }
}

fn troubles(page: &mut Page, list: &Checklist, texts: &Texts) {
    if !list.troubles.is_empty() {
        section(page, "checklist.troubles", texts);
    }
    for trouble in &list.troubles {
        let id = trouble.id.as_str();
        let say = |key: &'static str, text: String| {
            let text = texts.find(&text).unwrap_or(id);
            let phrase = Phrase::new(key).with("step", &trouble.step);
            texts.compose(&phrase.with("text", text))
        };
        let seen = say("checklist.trouble", format!("trouble.{id}"));
        page.hanging((Ink::Strong, " - "), 4, &seen);
        let advice = say("checklist.advice", format!("advice.{id}"));
        let network = say("checklist.network", format!("network.{id}"));
        for sentence in [advice, network] {
            page.hanging((Ink::Plain, ""), 4, &sentence);
        }
        hosts(page, &trouble.hosts, list, texts);
    }
}

fn section(page: &mut Page, key: &'static str, texts: &Texts) {
    page.blank();
    page.hanging((Ink::Strong, ""), 0, &texts.say(&Phrase::new(key)));
}
