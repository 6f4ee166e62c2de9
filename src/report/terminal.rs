//! The report on a screen: the answer first, then one block per wall, then what to do next.
//!
//! Owns the order of the parts. 80 columns always, nothing by colour alone, every string made
//! harmless in `page`. It reads the report and nothing else.

use super::view::group::{self, Group};
use super::view::{headline, ways};
use super::{Detail, Options, page, texts::Texts, translated, v1::Report};
use crate::verdict::{Phrase, Verdict};

mod again;
mod block;
mod closing;
mod compared;
mod opening;
mod trust;

use block::Blocks;
use page::{Ink, Page};

pub(super) fn render(report: &Report, options: &Options) -> String {
    let texts = Texts::of(options.language);
    let report = &translated::report(report, texts);
    let mut page = Page::new(options.color);
    let groups = group::groups(&report.paths);
    opening::draw(&mut page, report, texts);
    page.blank();
    answer(&mut page, report, &groups, texts);
    if let Some(earlier) = &report.again {
        page.blank();
        again::draw(&mut page, earlier, texts);
    }
    compared::draw(&mut page, report, options.detail, texts);
    let blocks = Blocks {
        report,
        texts,
        detail: options.detail,
        digits: groups.len().to_string().len(),
    };
    for (index, group) in groups.iter().enumerate() {
        page.blank();
        blocks.draw(&mut page, index + 1, group);
    }
    if options.detail == Detail::Full {
        trust::draw(&mut page, report, texts);
        steps(&mut page, report, texts);
        open_paths(&mut page, report, texts);
    }
    page.blank();
    closing::draw(&mut page, report, options, &groups, texts);
    page.into_text()
}

/// The answer, the counts, and what holds for the whole network.
fn answer(page: &mut Page, report: &Report, groups: &[Group<'_>], texts: &Texts) {
    let headline = headline::headline(report, texts);
    let sentence = format!("{}: {}", headline.answer, headline.detail);
    let mut lines = page::wrap(&sentence, page::COLUMNS).into_iter();
    // The answer itself is short enough for the first line; its colour ends with it.
    let first = lines.next().unwrap_or_default();
    let rest = first.strip_prefix(&headline.answer).unwrap_or_default();
    let loud = &first[..first.len() - rest.len()];
    page.line(&[(headline.ink, loud), (Ink::Plain, rest)]);
    for line in lines {
        page.line(&[(Ink::Plain, &line)]);
    }
    page.hanging(
        (Ink::Plain, ""),
        0,
        &headline::counts(report, groups, texts),
    );
    if let Some(sentence) = headline::by_client(report, texts) {
        page.hanging((Ink::Plain, ""), 0, &sentence);
    }
    if let Some(sentence) = ways::all(report, texts) {
        page.hanging((Ink::Plain, ""), 0, &sentence);
    }
    let of_reference = report.reference.iter().flat_map(|other| &other.warnings);
    let states = report.vantage.state.iter().chain(&report.target.warnings);
    for state in states.chain(of_reference) {
        page.hanging((Ink::Doubtful, texts.word("state")), 13, state);
    }
}

/// Every step of the guide with its verdict.
fn steps(page: &mut Page, report: &Report, texts: &Texts) {
    if !report.steps.is_empty() {
        page.blank();
    }
    for step in &report.steps {
        let sentence = Phrase::new("wall.step")
            .with("id", &step.id)
            .with("title", &step.title);
        listed(page, step.verdict, &texts.say(&sentence), texts);
    }
}

/// Every open path with its times and notes.
fn open_paths(page: &mut Page, report: &Report, texts: &Texts) {
    let open = |path: &&super::v1::Path| path.verdict == Verdict::Open;
    if report.paths.iter().any(|path| open(&path)) {
        page.blank();
    }
    for path in report.paths.iter().filter(open) {
        let phrase = match path.timings_ms.total {
            Some(total) => Phrase::new("wall.open").with("ms", total),
            None => Phrase::new("wall.open_untimed"),
        };
        let phrase = phrase
            .with("url", &path.url)
            .with("requirement", &path.requirement);
        listed(page, Verdict::Open, &texts.compose(&phrase), texts);
        if let Some(route) = &path.route {
            let way = Phrase::new("way.path").with("way", ways::way(route, texts));
            page.hanging((Ink::Plain, ""), 15, &texts.compose(&way));
        }
        for (word, outcome) in ways::other(&[path], texts) {
            let other = Phrase::new("way.other").with("way", texts.word(word));
            let sentence = texts.compose(&other.with("outcome", outcome));
            page.hanging((Ink::Plain, ""), 15, &sentence);
        }
        for note in &path.notes {
            page.hanging((Ink::Plain, ""), 15, note);
        }
    }
}

fn listed(page: &mut Page, verdict: Verdict, sentence: &str, texts: &Texts) {
    let ink = match verdict {
        Verdict::Open => Ink::Good,
        Verdict::Degraded | Verdict::Unknown => Ink::Doubtful,
        Verdict::Blocked => Ink::Bad,
    };
    page.hanging(
        (ink, &format!("  {}", texts.word(verdict.code()))),
        13,
        sentence,
    );
}
