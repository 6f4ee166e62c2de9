//! The report as one page that holds everything it shows: for a meeting, a mail, a printer.
//!
//! Owns what stands in the page and where. It needs nothing from anywhere: style and script are in it,
//! and its policy lets nothing else in. Every value passes `escape`; what is said comes from `view`
//! and `tasks`, how it looks is in the templates, the style and the script beside this file.

use std::borrow::Cow;

use askama::Template;
use aws_lc_rs::digest::{SHA256, digest};
use base64::{Engine as _, engine::general_purpose::STANDARD};

use crate::verdict::{Phrase, Verdict};

use super::page::Ink;
use super::tasks::{self, Change, Item, Part};
use super::v1::{Report, Step};
use super::view::finding::{Finding, Findings};
use super::view::group::{self, Group, Word};
use super::view::{compared, earlier, headline, limits, place, roots, ways};
use super::{Detail, Options, Texts, ticket, translated};

pub(crate) mod escape;
mod path;
mod seen;
mod waterfall;

use path::Row;
use waterfall::whole;

pub(in crate::report) const STYLE: &str = include_str!("html/style.css");
pub(in crate::report) const SCRIPT: &str = include_str!("html/script.js");

/// The page, as its template names the parts.
#[derive(Template)]
#[template(path = "page.html")]
struct Page<'a> {
    texts: &'static Texts,
    language: &'static str,
    policy: String,
    style: Cow<'static, str>,
    script: Cow<'static, str>,
    report: &'a Report,
    title: String,
    /// The word whose colour and sign the answer has.
    tone: Word,
    answer: String,
    detail: String,
    paths: String,
    causes: Option<String>,
    by_client: Option<String>,
    tally: Vec<Tally>,
    notes: Vec<&'a String>,
    place: Vec<String>,
    compared: Option<String>,
    earlier: Option<Earlier>,
    comparisons: Vec<Comparison>,
    ways: Option<String>,
    steps: Vec<StepOf<'a>>,
    walls: Vec<Wall<'a>>,
    change: Change,
    /// The text of each task, as the ticket has it, and of all.
    tickets: Vec<String>,
    ticket: String,
    scale: String,
    rows: Vec<Row<'a>>,
    limits: Vec<String>,
    roots: Vec<String>,
    exit: u8,
}

/// One verdict's share of all paths, in hundredths.
struct Tally {
    word: Word,
    text: String,
    left: f64,
    width: f64,
}

/// What became of an earlier run's requests.
struct Earlier {
    opening: String,
    lines: Vec<earlier::Line>,
    left_out: Option<String>,
}

/// What changed since another report.
struct Comparison {
    opening: String,
    lines: Vec<compared::Line>,
}

/// A step on the way to a sign-in.
struct StepOf<'a> {
    step: &'a Step,
    word: Word,
    /// The numbers of the walls that decide it.
    walls: Vec<usize>,
}

/// A finding with the number by which others refer to it.
struct Wall<'a> {
    number: usize,
    finding: Finding<'a>,
}

pub(super) fn render(report: &Report, options: &Options) -> String {
    let texts = Texts::of(options.language);
    let report = translated::report(report, texts);
    let page = Page::of(&report, options, texts);
    // Writing to memory cannot fail, and no template asks for more.
    page.render().unwrap_or_default()
}

impl<'a> Page<'a> {
    fn of(report: &'a Report, options: &Options, texts: &'static Texts) -> Self {
        let groups = group::groups(&report.paths);
        let headline = headline::headline(report, texts);
        let answer = sentence_case(&headline.answer);
        let change = tasks::change(report, options, texts);
        let (style, script) = (with_one_line_end(STYLE), with_one_line_end(SCRIPT));
        let scale = waterfall::scale(&report.paths);
        Self {
            texts,
            language: options.language.code(),
            policy: policy(&style, &script),
            style,
            script,
            report,
            title: title(report, &answer, texts),
            tone: tone(headline.ink, report),
            answer,
            detail: headline.detail,
            paths: texts.count("count.paths", report.paths.len()),
            causes: headline::causes(report, &groups, texts),
            by_client: headline::by_client(report, texts),
            tally: tally(report, texts),
            notes: notes(report),
            place: place::vantage(&report.vantage, texts),
            compared: report
                .reference
                .as_ref()
                .map(|other| place::compared(other, report.paths.len(), texts)),
            earlier: report.again.as_ref().map(|again| Earlier {
                opening: earlier::opening(again, texts),
                lines: earlier::lines(again, texts),
                left_out: earlier::left_out(again, texts),
            }),
            comparisons: comparisons(report, texts),
            ways: ways::all(report, texts),
            steps: steps(report, &groups),
            walls: walls(report, &groups, texts),
            tickets: change.tasks.iter().map(ticket::of_task).collect(),
            ticket: ticket::render(report, options),
            change,
            scale: whole(scale),
            rows: path::rows(report, &groups, scale, texts),
            limits: limits::limits(report, Detail::Full, texts),
            roots: trusted(report, texts),
            exit: options.exit,
        }
    }

    /// A sentence with one fact in it.
    fn with(&self, key: &str, name: &'static str, fact: impl std::fmt::Display) -> String {
        let phrase = Phrase {
            key: key.to_owned(),
            facts: Vec::new(),
        };
        self.texts.say(&phrase.with(name, fact))
    }

    /// A word of the screen, as it stands in running text.
    fn word(&self, word: &str) -> String {
        sentence_case(self.texts.word(word))
    }

    /// What a part has to copy, if nothing else is in it: all of it at once.
    fn copied(&self, part: &Part) -> Option<String> {
        let code = |item: &Item| match item {
            Item::Code(code) => Some(code.clone()),
            Item::Text(_) => None,
        };
        let lines: Option<Vec<String>> = part.items.iter().map(code).collect();
        lines.map(|lines| lines.join("\n"))
    }

    fn sentence(&self, text: &str) -> String {
        sentence_case(text)
    }

    fn layer(&self, layer: &str) -> String {
        waterfall::name(layer, self.texts)
    }

    /// From which day to which.
    fn validity(&self, from: &str, to: &str) -> String {
        let day = |moment: &str| moment.get(..10).unwrap_or(moment).to_owned();
        let phrase = Phrase::new("html.validity").with("from", day(from));
        self.texts.say(&phrase.with("to", day(to)))
    }

    fn started(&self) -> String {
        let started = self.report.started.get(..19);
        started.map_or_else(|| self.report.started.clone(), |s| s.replace('T', " "))
    }

    fn duration(&self) -> String {
        let seconds = format!("{:.1}", self.report.duration_ms as f64 / 1e3);
        self.with("html.duration", "seconds", seconds)
    }

    fn made_by(&self) -> String {
        let tool = &self.report.tool;
        let phrase = Phrase::new("html.made_by")
            .with("name", &tool.name)
            .with("version", &tool.version)
            .with("catalogue", &tool.catalogue)
            .with("run", &self.report.run);
        self.texts.say(&phrase.with("exit", self.exit))
    }
}

/// Git may have written other line ends on Windows; a browser hashes what it reads, with its own.
pub(in crate::report) fn with_one_line_end(text: &'static str) -> Cow<'static, str> {
    match text.contains('\r') {
        true => Cow::Owned(text.replace('\r', "")),
        false => Cow::Borrowed(text),
    }
}

/// Nothing is let in but these two texts, by their hashes (Content Security Policy Level 3, 6.7.2).
pub(in crate::report) fn policy(style: &str, script: &str) -> String {
    let hash = |text: &str| STANDARD.encode(digest(&SHA256, text.as_bytes()));
    format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; base-uri 'none'; \
         form-action 'none'",
        hash(style),
        hash(script)
    )
}

fn title(report: &Report, answer: &str, texts: &Texts) -> String {
    let place = report.site.as_ref().or(report.vantage.host.as_ref());
    let here = || texts.label("html.here").to_owned();
    let phrase = Phrase::new("html.title").with("answer", answer);
    texts.say(&phrase.with("place", place.cloned().unwrap_or_else(here)))
}

/// The word that an answer is like: what is unknown to a client makes it inconclusive, if nothing
/// is worse.
fn tone(ink: Ink, report: &Report) -> Word {
    let unknown = Verdict::Unknown.code();
    let mut clients = report.clients.values();
    match ink {
        Ink::Bad => Word::Blocked,
        Ink::Good => Word::Open,
        _ if clients.any(|of| of.verdict == unknown) => Word::Unknown,
        _ => Word::Degraded,
    }
}

/// Capitals are for a terminal, which has no larger letters. Scripts without capitals have them in
/// names alone.
pub(in crate::report) fn sentence_case(text: &str) -> String {
    if !text.is_ascii() {
        return text.to_owned();
    }
    let mut letters = text.chars();
    let first = letters.next().into_iter();
    first
        .chain(letters.map(|c| c.to_ascii_lowercase()))
        .collect()
}

fn tally(report: &Report, texts: &Texts) -> Vec<Tally> {
    let mut tally = Vec::new();
    let mut left = 0.0;
    let shares = headline::by_word(report, texts).into_iter();
    for (word, count, text) in shares {
        let width = count as f64 / report.paths.len().max(1) as f64 * 100.0;
        tally.push(Tally {
            word,
            text,
            left,
            width,
        });
        left += width;
    }
    tally
}

/// What holds for the whole network, and what is odd about what was asked.
fn notes(report: &Report) -> Vec<&String> {
    let states = report.vantage.state.iter().chain(&report.target.warnings);
    let of_reference = report.reference.iter().flat_map(|other| &other.warnings);
    states.chain(of_reference).collect()
}

fn steps<'a>(report: &'a Report, groups: &[Group<'_>]) -> Vec<StepOf<'a>> {
    let walls = |step: &Step| {
        let decide = |group: &Group<'_>| step.because.iter().any(|id| group.has(id));
        let numbered = groups.iter().enumerate();
        let deciding = numbered.filter(|(_, group)| decide(group));
        deciding.map(|(index, _)| index + 1).collect()
    };
    let one = |step: &'a Step| StepOf {
        step,
        word: word_of(step.verdict),
        walls: walls(step),
    };
    report.steps.iter().map(one).collect()
}

fn word_of(verdict: Verdict) -> Word {
    match verdict {
        Verdict::Open => Word::Open,
        Verdict::Degraded => Word::Degraded,
        Verdict::Unknown => Word::Unknown,
        Verdict::Blocked => Word::Blocked,
    }
}

fn walls<'a>(report: &'a Report, groups: &[Group<'a>], texts: &'static Texts) -> Vec<Wall<'a>> {
    let findings = Findings {
        report,
        texts,
        detail: Detail::Full,
    };
    let numbered = groups.iter().enumerate();
    let wall = |(index, group): (usize, &Group<'a>)| Wall {
        number: index + 1,
        finding: findings.of(group),
    };
    numbered.map(wall).collect()
}

fn comparisons(report: &Report, texts: &Texts) -> Vec<Comparison> {
    let compared = report.compared.iter();
    compared
        .map(|one| Comparison {
            opening: compared::opening(one, texts),
            lines: compared::lines(one, texts),
        })
        .collect()
}

fn trusted(report: &Report, texts: &Texts) -> Vec<String> {
    let lists = report.vantage.trust_settings.iter();
    lists.map(|list| roots::sentence(list, texts)).collect()
}
