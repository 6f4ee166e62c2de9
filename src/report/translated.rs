//! A report with its texts in another language.
//!
//! Owns which texts are worded anew, and from what: a saved report is English, and has beside most of its
//! texts what they were worded from. What a report of another version says in words that are not known
//! here stays in English. Nothing else of the report is touched.

use std::{borrow::Cow, collections::HashMap, sync::LazyLock};

use crate::language::Language;
use crate::plan::ALSO;
use crate::verdict::Phrase;

use super::Texts;
use super::v1::{Path, PathSaid, Report, Request, Said, Target, Untested};

/// The tables of sentences that a report has without what they were worded from: each is one of a fixed
/// number, and has no facts.
const FIXED: &[&str] = &["also.", "breaks.", "report.", "untestable."];

/// The report as people read it in this language.
pub(super) fn report<'a>(report: &'a Report, texts: &Texts) -> Cow<'a, Report> {
    if texts.language() == Language::English {
        return Cow::Borrowed(report);
    }
    let mut report = report.clone();
    let into = Into { texts };
    into.source(&mut report.target);
    into.sentences(&mut report.target.warnings, &report.target.said);
    into.sentences(&mut report.vantage.state, &report.vantage.said);
    if let Some(other) = &mut report.reference {
        into.sentences(&mut other.warnings, &other.said);
    }
    report.paths.iter_mut().for_each(|path| into.path(path));
    let requests = report.requests.iter_mut();
    requests.for_each(|request| into.request(request));
    for step in &mut report.steps {
        let title = texts.find(&format!("step.{}", step.id));
        step.title = title.unwrap_or(&step.title).to_owned();
    }
    report
        .untested
        .iter_mut()
        .for_each(|row| into.untested(row));
    report.not_proven.iter_mut().for_each(|one| into.fixed(one));
    for list in &mut report.vantage.trust_settings {
        if let (Some(why), Some(said)) = (&mut list.why, &list.said) {
            into.sentence(why, Some(said));
        }
    }
    Cow::Owned(report)
}

/// One request as people read it in this language.
pub(super) fn request<'a>(request: &'a Request, texts: &Texts) -> Cow<'a, Request> {
    if texts.language() == Language::English {
        return Cow::Borrowed(request);
    }
    let mut request = request.clone();
    Into { texts }.request(&mut request);
    Cow::Owned(request)
}

/// The language that a report is brought into.
struct Into<'a> {
    texts: &'a Texts,
}

impl Into<'_> {
    /// All of its parts, or none.
    fn source(&self, target: &mut Target) {
        let said = &target.source_said;
        if said.is_empty() || !said.iter().all(|one| self.can_say(one)) {
            return;
        }
        let mut parts = vec![String::new(); said.len()];
        self.sentences(&mut parts, said);
        target.source = self.texts.list(&parts);
    }

    fn path(&self, path: &mut Path) {
        self.said(
            &path.said,
            &mut path.summary,
            &mut path.evidence,
            &mut path.notes,
        );
        for wall in &mut path.also {
            let none = &mut Vec::new();
            self.said(&wall.said, &mut wall.summary, &mut wall.evidence, none);
        }
        self.fixed(&mut path.impact);
        if path.endpoint == ALSO {
            self.fixed(&mut path.source.document);
        }
    }

    fn said(
        &self,
        said: &PathSaid,
        summary: &mut String,
        evidence: &mut [String],
        notes: &mut [String],
    ) {
        self.sentence(summary, said.summary.as_ref());
        self.sentences(evidence, &said.evidence);
        self.sentences(notes, &said.notes);
    }

    fn request(&self, request: &mut Request) {
        let said = &request.said;
        self.sentence(&mut request.ask, said.ask.as_ref());
        if let Some(how) = &mut request.how {
            self.sentence(how, said.how.as_ref());
        }
        self.sentences(&mut request.not_asked, &said.not_asked);
        self.sentences(&mut request.evidence, &said.evidence);
        self.sentence(&mut request.risk, said.risk.as_ref());
        self.sentence(&mut request.done, said.done.as_ref());
    }

    /// The reason of a row of the catalogue is a fact, and a sentence itself.
    fn untested(&self, row: &mut Untested) {
        let mut said = row.said.clone();
        let why = said.as_mut().and_then(|said| said.facts.get_mut("why"));
        if let Some(why) = why {
            self.fixed(why);
        }
        self.sentence(&mut row.why, said.as_ref());
    }

    fn sentences(&self, saved: &mut [String], said: &[Said]) {
        for (saved, said) in saved.iter_mut().zip(said) {
            self.sentence(saved, Some(said));
        }
    }

    fn sentence(&self, saved: &mut String, said: Option<&Said>) {
        let Some(said) = said.filter(|said| self.can_say(said)) else {
            return;
        };
        *saved = self.texts.say(&Phrase {
            key: said.key.clone(),
            facts: said.facts.clone().into_iter().collect(),
        });
    }

    /// Whether the sentence is known, and has all the facts that it has room for.
    fn can_say(&self, said: &Said) -> bool {
        let Some(text) = self.texts.find(&said.key) else {
            return false;
        };
        let rooms = text.split('{').skip(1);
        let mut rooms = rooms.filter_map(|rest| Some(rest.split_once('}')?.0));
        rooms.all(|room| said.facts.contains_key(room))
    }

    /// A sentence without facts, by its English.
    fn fixed(&self, saved: &mut String) {
        static KEYS: LazyLock<HashMap<&str, &str>> =
            LazyLock::new(|| Texts::english().by_sentence(FIXED));
        if let Some(text) = KEYS
            .get(saved.as_str())
            .and_then(|key| self.texts.find(key))
        {
            *saved = text.to_owned();
        }
    }
}
