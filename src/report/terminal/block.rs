//! One numbered block per wall: who stands behind it, why we say so, what breaks.
//!
//! Owns the look of a block, and how much of it is listed. What is said is `view::finding`'s.

use crate::report::view::finding::{Finding, Findings, ask};
use crate::report::view::group::{Group, Word};
use crate::report::{Detail, Report, Texts, harmless_within, width};
use crate::verdict::Phrase;

use super::page::{COLUMNS, Ink, Page, pad, rows};

/// The column of the failing word and of everything below it, after a number of one digit.
const WORD_COLUMNS: usize = 11;
/// Room for the host beside the word; a longer one moves the rest to the next line.
const HOST_COLUMNS: usize = 25;
/// How much a folded block lists: the weightiest come first.
const MOST_HOST_ROWS: usize = 4;
const MOST_SENTENCES: usize = 5;

/// Draws blocks of one report.
pub(super) struct Blocks<'a> {
    pub(super) report: &'a Report,
    pub(super) texts: &'a Texts,
    pub(super) detail: Detail,
    /// Digits of the highest number.
    pub(super) digits: usize,
}

impl<'a> Blocks<'a> {
    pub(super) fn draw(&self, page: &mut Page, number: usize, group: &Group<'a>) {
        let findings = Findings {
            report: self.report,
            texts: self.texts,
            detail: self.detail,
        };
        let finding = findings.of(group);
        self.head(page, number, &finding);
        self.hosts(page, &finding);
        self.grounds(page, &finding);
        for way in finding.ways.iter().take(self.most(0)) {
            self.lead(page, "way", way);
        }
        for (word, sentence) in &finding.other_ways {
            self.lead(page, word, sentence);
        }
        for wall in finding.also.iter().take(self.most(MOST_SENTENCES)) {
            self.lead(page, "also", wall);
        }
        let (word, sentence) = &finding.consequence;
        self.lead(page, word, sentence);
        if !finding.clients.is_empty() {
            self.lead(page, "clients", &self.texts.clauses(&finding.clients));
        }
        for request in finding.requests {
            self.lead(page, "ask", &ask(request, self.texts));
        }
    }

    fn indent(&self) -> usize {
        self.digits + 1 + WORD_COLUMNS
    }

    fn head(&self, page: &mut Page, number: usize, finding: &Finding<'_>) {
        let host = match finding.hosts.as_slice() {
            [host] => (*host).to_owned(),
            many => self.texts.count("count.hosts", many.len()),
        };
        let number = pad(&number.to_string(), self.digits + 1);
        let word = pad(self.texts.word(finding.word.key()), WORD_COLUMNS);
        let ink = ink(finding.word);
        let mut rest = self.indent();
        if width(&host) < HOST_COLUMNS {
            rest += HOST_COLUMNS;
            let host = pad(&host, HOST_COLUMNS);
            let verdict = cause_and_confidence(finding, rest);
            let spans = [
                (Ink::Strong, number.as_str()),
                (ink, &word),
                (Ink::Strong, &host),
            ];
            page.line(&[&spans[..], &[(Ink::Plain, &verdict)]].concat());
        } else {
            page.line(&[(Ink::Strong, &number), (ink, &word), (Ink::Strong, &host)]);
            let verdict = cause_and_confidence(finding, rest);
            if !verdict.is_empty() {
                page.line(&[(Ink::Plain, &pad("", rest)), (Ink::Plain, &verdict)]);
            }
        }
    }

    /// The hosts of a block that has several.
    fn hosts(&self, page: &mut Page, finding: &Finding<'_>) {
        if finding.hosts.len() < 2 {
            return;
        }
        let hosts: Vec<String> = finding.hosts.iter().copied().map(str::to_owned).collect();
        let columns = COLUMNS - self.indent();
        let mut shown = hosts.len();
        let mut lines = rows(&hosts, "  ", columns);
        if self.detail == Detail::Folded {
            while lines.len() > MOST_HOST_ROWS && shown > 1 {
                shown -= 1;
                let mut items = hosts[..shown].to_vec();
                let left = hosts.len() - shown;
                items.push(
                    self.texts
                        .say(&Phrase::new("wall.and_more").with("count", left)),
                );
                lines = rows(&items, "  ", columns);
            }
        }
        for line in lines {
            page.hanging((Ink::Plain, ""), self.indent(), &line);
        }
    }

    /// Summary, evidence and notes of the path that speaks for all.
    fn grounds(&self, page: &mut Page, finding: &Finding<'_>) {
        page.hanging((Ink::Plain, ""), self.indent(), &finding.summary);
        if let Some(sentence) = &finding.product {
            page.hanging((Ink::Plain, ""), self.indent(), sentence);
        }
        let dash = pad("", self.indent()) + "-";
        for sentence in finding.evidence.iter().take(self.most(MOST_SENTENCES)) {
            page.hanging((Ink::Plain, &dash), self.indent() + 2, sentence);
        }
        for note in finding.notes.iter().take(self.most(MOST_SENTENCES)) {
            self.lead(page, "note", note);
        }
    }

    fn most(&self, folded: usize) -> usize {
        match self.detail {
            Detail::Folded => folded,
            Detail::Full => usize::MAX,
        }
    }

    fn lead(&self, page: &mut Page, word: &str, sentence: &str) {
        let lead = format!("{}{}", " ".repeat(self.digits + 1), self.texts.word(word));
        page.hanging((Ink::Faint, &lead), self.indent(), sentence);
    }
}

/// What it is on the left, how sure on the right, over the columns from `start` to the edge.
fn cause_and_confidence(finding: &Finding<'_>, start: usize) -> String {
    let Some(sure) = &finding.confidence else {
        return finding.cause.clone();
    };
    let room = COLUMNS.saturating_sub(start + width(sure) + 1);
    let cause = harmless_within(&finding.cause, room);
    pad(&cause, room + 1) + sure
}

fn ink(word: Word) -> Ink {
    match word {
        Word::Blocked => Ink::Bad,
        Word::Degraded | Word::Inspected | Word::Unknown => Ink::Doubtful,
        Word::Open => Ink::Good,
    }
}
