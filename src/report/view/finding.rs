//! What is known of one wall: who stands behind it, why we say so, what breaks, what to ask.
//!
//! Owns the sentences. Which paths share a wall is `group`'s; the sentences of the evidence come
//! with the report.

use crate::report::v1::{NOT_USED, Path, Product, Report, Request};
use crate::report::{Detail, Texts};
use crate::verdict::{Phrase, Verdict};

use super::group::{Group, Word, unique};
use super::ways;

/// Impacts that a folded finding has: the weightiest come first.
const MOST_IMPACTS: usize = 2;

/// One wall, in words.
pub(in crate::report) struct Finding<'a> {
    pub(in crate::report) word: Word,
    /// Each once, in the order of the paths.
    pub(in crate::report) hosts: Vec<&'a str>,
    /// The mechanism, or the product that inspects.
    pub(in crate::report) cause: String,
    pub(in crate::report) confidence: Option<String>,
    pub(in crate::report) summary: String,
    /// Whose doing it is, and by what token that is known.
    pub(in crate::report) product: Option<String>,
    pub(in crate::report) evidence: Vec<&'a String>,
    pub(in crate::report) notes: Vec<&'a String>,
    /// The ways that the settings of this machine lead.
    pub(in crate::report) ways: Vec<String>,
    /// What the other way came to, with the word for that way.
    pub(in crate::report) other_ways: Vec<(&'static str, String)>,
    /// The next walls, so that the same request can name them too.
    pub(in crate::report) also: Vec<String>,
    /// Which steps and uses are lost, or where nothing is lost, what the hosts are needed for; with
    /// its label.
    pub(in crate::report) consequence: (&'static str, String),
    /// What it means to each client; those that do not call any of the hosts come last.
    pub(in crate::report) clients: Vec<String>,
    pub(in crate::report) requests: Vec<&'a Request>,
}

/// Makes the findings of one report.
pub(in crate::report) struct Findings<'a> {
    pub(in crate::report) report: &'a Report,
    pub(in crate::report) texts: &'a Texts,
    pub(in crate::report) detail: Detail,
}

impl<'a> Findings<'a> {
    pub(in crate::report) fn of(&self, group: &Group<'a>) -> Finding<'a> {
        let first = group.first();
        let said_again = |sentence: &&String| **sentence != first.summary;
        let routes = group.paths.iter().filter_map(|path| path.route.as_ref());
        let requests = self.report.requests.iter();
        Finding {
            word: group.word,
            hosts: group.hosts(),
            cause: self.cause(first),
            confidence: first.confidence.map(|level| {
                let sure = Phrase::new("wall.confidence").with("level", level.code());
                self.texts.say(&sure)
            }),
            summary: self.summary(group),
            product: first.product.as_ref().map(|one| self.texts.say(&by(one))),
            evidence: first.evidence.iter().filter(said_again).collect(),
            notes: first.notes.iter().filter(said_again).collect(),
            ways: unique(routes.map(|route| ways::way(route, self.texts))),
            other_ways: ways::other(&group.paths, self.texts),
            also: self.also(group),
            consequence: self.consequence(group),
            clients: self.clients(group),
            requests: requests
                .filter(|request| request.because.iter().any(|id| group.has(id)))
                .collect(),
        }
    }

    fn cause(&self, path: &Path) -> String {
        match (&path.product, Word::of(path)) {
            (Some(product), Word::Inspected) => product.name.clone(),
            _ => self.name(path.cause.as_deref()),
        }
    }

    /// A newer report may hold a cause that has no name here: its code says enough.
    fn name(&self, code: Option<&str>) -> String {
        let code = code.unwrap_or_default();
        let name = self.texts.find(&format!("cause.{code}"));
        name.unwrap_or(code).to_owned()
    }

    /// Of the path that speaks for all.
    fn summary(&self, group: &Group<'_>) -> String {
        let first = group.first();
        let differs = group.paths.iter().any(|path| path.summary != first.summary);
        if !differs || first.summary.contains(&first.host) {
            return first.summary.clone();
        }
        let phrase = Phrase::new("wall.seen_on").with("host", &first.host);
        self.texts.compose(&phrase.with("sentence", &first.summary))
    }

    fn also(&self, group: &Group<'_>) -> Vec<String> {
        let walls = group.paths.iter().flat_map(|path| &path.also);
        let walls =
            unique(walls.map(|wall| (&wall.failure, &wall.cause, &wall.summary, &wall.product)));
        let said = walls.into_iter().map(|(failure, cause, summary, product)| {
            let phrase = Phrase::new("wall.also")
                .with("failure", failure)
                .with("cause", self.name(Some(cause)))
                .with("sentence", summary);
            let sentence = self.texts.compose(&phrase);
            match product {
                Some(product) => {
                    let by = self.texts.say(&by(product));
                    self.texts.sentences(&[sentence, by])
                }
                None => sentence,
            }
        });
        said.collect()
    }

    fn consequence(&self, group: &Group<'_>) -> (&'static str, String) {
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
        let label = match group.word {
            Word::Blocked => "breaks",
            Word::Degraded | Word::Inspected | Word::Unknown | Word::Open => "without",
        };
        (label, sentence)
    }

    fn impact(&self, group: &Group<'_>) -> String {
        let impacts = unique(group.paths.iter().map(|path| path.impact.as_str()));
        let most = match self.detail {
            Detail::Folded => MOST_IMPACTS,
            Detail::Full => usize::MAX,
        };
        let shown = impacts.len().min(most);
        let sentence = joined(&impacts[..shown], self.texts);
        if shown == impacts.len() {
            return sentence;
        }
        let phrase = Phrase::new("wall.and_more_impacts").with("impacts", sentence);
        let left = impacts.len() - shown;
        self.texts.compose(&phrase.with("count", left))
    }

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
            let idle = idle.into_iter();
            let idle: Vec<String> = idle
                .map(|(client, _)| self.texts.code("client", client))
                .collect();
            let phrase = Phrase::new("wall.clients_not_used");
            let phrase = phrase.with("clients", self.texts.list(&idle));
            said.push(self.texts.say(&phrase));
        }
        said
    }
}

/// A request in one sentence, with the team before it.
pub(in crate::report) fn ask(request: &Request, texts: &Texts) -> String {
    let phrase = Phrase::new(match request.blocking {
        true => "wall.ask",
        false => "wall.ask_recommended",
    });
    let team = texts.code("addressee", &request.team);
    let phrase = phrase.with("team", texts.loud(&team));
    texts.compose(&phrase.with("ask", &request.ask))
}

/// Half sentences as one: what two of them say alike is said once.
fn joined(impacts: &[&str], texts: &Texts) -> String {
    let between = texts.label("join.clauses");
    let clauses = impacts.iter().flat_map(|impact| impact.split(between));
    texts.clauses(&unique(clauses))
}

/// Whose doing it is, and by what token that is known.
fn by(product: &Product) -> Phrase {
    Phrase::new("wall.product")
        .with("product", &product.name)
        .with("level", product.confidence.code())
        .with("token", &product.token)
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
        assert_eq!(joined(&impacts, Texts::english()), sentence);
    }
}
