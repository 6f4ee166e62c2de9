//! One numbered block per wall: who stands behind it, why we say so, what breaks.
//!
//! Owns the look of a block. Which paths share one is `group`'s; the sentences of the evidence
//! come with the report.

use crate::report::v1::{NOT_USED, Path, Product};
use crate::report::{Detail, Report, Texts, harmless_within, width};
use crate::verdict::{Phrase, Verdict};

use super::group::{Group, Word, unique};
use super::page::{COLUMNS, Ink, Page, pad, rows};
use super::ways;

/// The column of the failing word and of everything below it, after a number of one digit.
const WORD_COLUMNS: usize = 11;
/// Room for the host beside the word; a longer one moves the rest to the next line.
const HOST_COLUMNS: usize = 25;
/// How much a folded block lists: the weightiest come first.
const MOST_HOST_ROWS: usize = 4;
const MOST_SENTENCES: usize = 5;
const MOST_IMPACTS: usize = 2;

/// Draws blocks of one report.
pub(super) struct Blocks<'a> {
    pub(super) report: &'a Report,
    pub(super) texts: &'a Texts,
    pub(super) detail: Detail,
    /// Digits of the highest number.
    pub(super) digits: usize,
}

impl Blocks<'_> {
    pub(super) fn draw(&self, page: &mut Page, number: usize, group: &Group<'_>) {
        self.head(page, number, group);
        self.hosts(page, group);
        self.grounds(page, group);
        self.ways(page, group);
        self.other_walls(page, group);
        self.consequences(page, group);
        self.requests(page, group);
    }

    fn indent(&self) -> usize {
        self.digits + 1 + WORD_COLUMNS
    }

    fn head(&self, page: &mut Page, number: usize, group: &Group<'_>) {
        let first = group.first();
        let hosts = group.hosts();
        let host = match hosts.as_slice() {
            [host] => (*host).to_owned(),
            many => self.texts.count("count.hosts", many.len()),
        };
        let number = pad(&number.to_string(), self.digits + 1);
        let word = pad(self.texts.word(group.word.key()), WORD_COLUMNS);
        let ink = ink(group.word);
        let mut rest = self.indent();
        if width(&host) < HOST_COLUMNS {
            rest += HOST_COLUMNS;
            let host = pad(&host, HOST_COLUMNS);
            let verdict = self.cause_and_confidence(first, rest);
            let spans = [
                (Ink::Strong, number.as_str()),
                (ink, &word),
                (Ink::Strong, &host),
            ];
            page.line(&[&spans[..], &[(Ink::Plain, &verdict)]].concat());
        } else {
            page.line(&[(Ink::Strong, &number), (ink, &word), (Ink::Strong, &host)]);
            let verdict = self.cause_and_confidence(first, rest);
            if !verdict.is_empty() {
                page.line(&[(Ink::Plain, &pad("", rest)), (Ink::Plain, &verdict)]);
            }
        }
    }

    /// What it is on the left, how sure on the right, over the columns from `start` to the edge.
    fn cause_and_confidence(&self, path: &Path, start: usize) -> String {
        let cause = match (&path.product, Word::of(path)) {
            (Some(product), Word::Inspected) => product.name.clone(),
            _ => self.cause(path.cause.as_deref()),
        };
        let Some(confidence) = path.confidence else {
            return cause;
        };
        let sure = Phrase::new("wall.confidence").with("level", confidence.code());
        let sure = self.texts.say(&sure);
        let room = COLUMNS.saturating_sub(start + width(&sure) + 1);
        let cause = harmless_within(&cause, room);
        pad(&cause, room + 1) + &sure
    }

    /// A newer report may hold a cause that has no name here: its code says enough.
    fn cause(&self, code: Option<&str>) -> String {
        let code = code.unwrap_or_default();
        let name = self.texts.find(&format!("cause.{code}"));
        name.unwrap_or(code).to_owned()
    }

    /// The hosts of a block that has several.
    fn hosts(&self, page: &mut Page, group: &Group<'_>) {
        let hosts = group.hosts();
        if hosts.len() < 2 {
            return;
        }
        let hosts: Vec<String> = hosts.into_iter().map(str::to_owned).collect();
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
    fn grounds(&self, page: &mut Page, group: &Group<'_>) {
        let first = group.first();
        let differs = group.paths.iter().any(|path| path.summary != first.summary);
        let summary = if differs && !first.summary.contains(&first.host) {
            let phrase = Phrase::new("wall.seen_on").with("host", &first.host);
            self.texts.compose(&phrase.with("sentence", &first.summary))
        } else {
            first.summary.clone()
        };
        page.hanging((Ink::Plain, ""), self.indent(), &summary);
        if let Some(product) = &first.product {
            let sentence = self.texts.say(&by(product));
            page.hanging((Ink::Plain, ""), self.indent(), &sentence);
        }
        let said_again = |sentence: &&String| **sentence != first.summary;
        let evidence = first.evidence.iter().filter(said_again);
        let dash = pad("", self.indent()) + "-";
        for sentence in evidence.take(self.most(MOST_SENTENCES)) {
            page.hanging((Ink::Plain, &dash), self.indent() + 2, sentence);
        }
        let notes = first.notes.iter().filter(said_again);
        for note in notes.take(self.most(MOST_SENTENCES)) {
            self.lead(page, "note", note);
        }
    }

    /// Where the settings of this machine lead, in full alone; and what the other way came to.
    fn ways(&self, page: &mut Page, group: &Group<'_>) {
        let routes = group.paths.iter().filter_map(|path| path.route.as_ref());
        let said = unique(routes.map(|route| ways::way(route, self.texts)));
        for way in said.iter().take(self.most(0)) {
            self.lead(page, "way", way);
        }
        for (word, sentence) in ways::other(&group.paths, self.texts) {
            self.lead(page, word, &sentence);
        }
    }

    fn most(&self, folded: usize) -> usize {
        match self.detail {
            Detail::Folded => folded,
            Detail::Full => usize::MAX,
        }
    }

    /// The next walls, so that the same request can name them too.
    fn other_walls(&self, page: &mut Page, group: &Group<'_>) {
        let walls = group.paths.iter().flat_map(|path| &path.also);
        let walls =
            unique(walls.map(|wall| (&wall.failure, &wall.cause, &wall.summary, &wall.product)));
        for (failure, cause, summary, product) in walls.into_iter().take(self.most(MOST_SENTENCES))
        {
            let phrase = Phrase::new("wall.also")
                .with("failure", failure)
                .with("cause", self.cause(Some(cause)))
                .with("sentence", summary);
            let mut sentence = self.texts.compose(&phrase);
            if let Some(product) = product {
                sentence = format!("{sentence} {}", self.texts.say(&by(product)));
            }
            self.lead(page, "also", &sentence);
        }
    }

    /// Which steps and uses are lost, or where nothing is lost, what the hosts are needed for.
    fn consequences(&self, page: &mut Page, group: &Group<'_>) {
        let steps = self.report.steps.iter();
        let broken = steps.filter(|step| step.verdict == Verdict::Blocked);
        let broken = broken.filter(|step| step.because.iter().any(|id| group.has(id)));
        let broken: Vec<&str> = broken.map(|step| step.id.as_str()).collect();
        let phrase = match broken.as_slice() {
            [] if !group.is_required() => Phrase::new("wall.not_required"),
            [] => Phrase::new("wall.impact"),
            [_] => Phrase::new("wall.step_breaks"),
            _ => Phrase::new("wall.steps_break"),
        };
        let phrase = phrase.with("steps", broken.join(", "));
        let sentence = self
            .texts
            .compose(&phrase.with("impact", self.impact(group)));
        let word = match group.word {
            Word::Blocked => "breaks",
            Word::Degraded | Word::Inspected | Word::Unknown | Word::Open => "without",
        };
        self.lead(page, word, &sentence);
        let clients = self.clients(group);
        if !clients.is_empty() {
            self.lead(page, "clients", &clients.join("; "));
        }
    }

    fn impact(&self, group: &Group<'_>) -> String {
        let impacts = unique(group.paths.iter().map(|path| path.impact.as_str()));
        let shown = impacts.len().min(self.most(MOST_IMPACTS));
        let sentence = joined(&impacts[..shown]);
        if shown == impacts.len() {
            return sentence;
        }
        let phrase = Phrase::new("wall.and_more_impacts").with("impacts", sentence);
        let left = impacts.len() - shown;
        self.texts.compose(&phrase.with("count", left))
    }

    /// What it means to each client; those that do not call any of the hosts come last.
    fn clients(&self, group: &Group<'_>) -> Vec<String> {
        let clients = group.clients().into_iter();
        let (idle, callers): (Vec<_>, Vec<_>) =
            clients.partition(|(_, verdict)| *verdict == NOT_USED);
        let said = callers.into_iter().map(|(client, verdict)| {
            let phrase = Phrase::new("wall.client").with("client", client);
            self.texts.say(&phrase.with("verdict", verdict))
        });
        let mut said: Vec<String> = said.collect();
        if !idle.is_empty() {
            let idle: Vec<&str> = idle.into_iter().map(|(client, _)| client).collect();
            let phrase = Phrase::new("wall.clients_not_used");
            said.push(self.texts.say(&phrase.with("clients", idle.join(", "))));
        }
        said
    }

    fn requests(&self, page: &mut Page, group: &Group<'_>) {
        let requests = self.report.requests.iter();
        for request in requests.filter(|request| request.because.iter().any(|id| group.has(id))) {
            let phrase = Phrase::new(match request.blocking {
                true => "wall.ask",
                false => "wall.ask_recommended",
            });
            let phrase = phrase.with("team", request.team.to_uppercase());
            let sentence = self.texts.compose(&phrase.with("ask", &request.ask));
            self.lead(page, "ask", &sentence);
        }
    }

    fn lead(&self, page: &mut Page, word: &str, sentence: &str) {
        let lead = format!("{}{}", " ".repeat(self.digits + 1), self.texts.word(word));
        page.hanging((Ink::Faint, &lead), self.indent(), sentence);
    }
}

/// Half sentences as one: what two of them say alike is said once.
fn joined(impacts: &[&str]) -> String {
    let clauses = impacts.iter().flat_map(|impact| impact.split("; "));
    unique(clauses).join("; ")
}

/// Whose doing it is, and by what token that is known.
fn by(product: &Product) -> Phrase {
    Phrase::new("wall.product")
        .with("product", &product.name)
        .with("level", product.confidence.code())
        .with("token", &product.token)
}

pub(super) fn ink(word: Word) -> Ink {
    match word {
        Word::Blocked => Ink::Bad,
        Word::Degraded | Word::Inspected | Word::Unknown => Ink::Doubtful,
        Word::Open => Ink::Good,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_two_hosts_break_is_said_once() {
        let impacts = [
            "the portal does not open; aws sso login fails",
            "a; aws sso login fails",
        ];
        let sentence = "the portal does not open; aws sso login fails; a";
        assert_eq!(joined(&impacts), sentence);
    }
}
