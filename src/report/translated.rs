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
pub(super) const FIXED: &[&str] = &["also.", "ask.", "breaks.", "report.", "untestable."];

/// The report as people read it in this language.
pub(super) fn report<'a>(report: &'a Report, texts: &Texts) -> Cow<'a, Report> {
    if texts.language() == Language::English {
        return Cow::Borrowed(report);
    }
    let mut report = report.clone();
    let as_it_is = |_: &mut String| ();
    Into { texts, as_it_is }.report(&mut report);
    Cow::Owned(report)
}

/// Says all texts of a report again, in English, from what they were worded from. `unsaid` is shown those
/// that cannot be.
pub(super) fn say_again(report: &mut Report, unsaid: impl FnMut(&mut String)) {
    let texts = Texts::english();
    Into {
        texts,
        as_it_is: unsaid,
    }
    .report(report);
}

/// One request as people read it in this language.
pub(super) fn request<'a>(request: &'a Request, texts: &Texts) -> Cow<'a, Request> {
    if texts.language() == Language::English {
        return Cow::Borrowed(request);
    }
    let mut request = request.clone();
    let as_it_is = |_: &mut String| ();
    Into { texts, as_it_is }.request(&mut request);
    Cow::Owned(request)
}

/// The language that a report is brought into.
struct Into<'a, F> {
    texts: &'a Texts,
    /// What becomes of a text that cannot be said.
    as_it_is: F,
}

impl<F: FnMut(&mut String)> Into<'_, F> {
    fn report(&mut self, report: &mut Report) {
        self.source(&mut report.target);
        self.sentences(&mut report.target.warnings, &report.target.said);
        self.sentences(&mut report.vantage.state, &report.vantage.said);
        if let Some(other) = &mut report.reference {
            self.sentences(&mut other.warnings, &other.said);
        }
        report.paths.iter_mut().for_each(|path| self.path(path));
        let requests = report.requests.iter_mut();
        requests.for_each(|request| self.request(request));
        if let Some(again) = &mut report.again {
            let followed = again.requests.iter_mut();
            followed.for_each(|request| self.fixed(&mut request.ask));
        }
        for step in &mut report.steps {
            match self.texts.find(&format!("step.{}", step.id)) {
                Some(title) => title.clone_into(&mut step.title),
                None => (self.as_it_is)(&mut step.title),
            }
        }
        report
            .untested
            .iter_mut()
            .for_each(|row| self.untested(row));
        report.not_proven.iter_mut().for_each(|one| self.fixed(one));
        for list in &mut report.vantage.trust_settings {
            if let Some(why) = &mut list.why {
                self.sentence(why, list.said.as_ref());
            }
        }
    }

    /// All of its parts, or none.
    fn source(&mut self, target: &mut Target) {
        let said = &target.source_said;
        if said.is_empty() || !said.iter().all(|one| self.can_say(one)) {
            return (self.as_it_is)(&mut target.source);
        }
        let mut parts = vec![String::new(); said.len()];
        self.sentences(&mut parts, said);
        target.source = self.texts.list(&parts);
    }

    fn path(&mut self, path: &mut Path) {
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
        if let Some(other) = &mut path.other_way {
            let none = &mut Vec::new();
            self.said(&other.said, &mut other.summary, &mut other.evidence, none);
        }
        self.fixed(&mut path.impact);
        if path.endpoint == ALSO {
            self.fixed(&mut path.source.document);
        }
    }

    fn said(
        &mut self,
        said: &PathSaid,
        summary: &mut String,
        evidence: &mut [String],
        notes: &mut [String],
    ) {
        self.sentence(summary, said.summary.as_ref());
        self.sentences(evidence, &said.evidence);
        self.sentences(notes, &said.notes);
    }

    fn request(&mut self, request: &mut Request) {
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
    fn untested(&mut self, row: &mut Untested) {
        let mut said = row.said.clone();
        let why = said.as_mut().and_then(|said| said.facts.get_mut("why"));
        if let Some(why) = why {
            self.fixed(why);
        }
        self.sentence(&mut row.why, said.as_ref());
    }

    /// More were saved than were kept in parts, where another version saved them.
    fn sentences(&mut self, saved: &mut [String], said: &[Said]) {
        let said = said.iter().map(Some).chain(std::iter::repeat(None));
        for (saved, said) in saved.iter_mut().zip(said) {
            self.sentence(saved, said);
        }
    }

    fn sentence(&mut self, saved: &mut String, said: Option<&Said>) {
        let Some(said) = said.filter(|said| self.can_say(said)) else {
            return (self.as_it_is)(saved);
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
    fn fixed(&mut self, saved: &mut String) {
        static KEYS: LazyLock<HashMap<&str, &str>> =
            LazyLock::new(|| Texts::english().by_sentence(FIXED));
        match KEYS
            .get(saved.as_str())
            .and_then(|key| self.texts.find(key))
        {
            Some(text) => text.clone_into(saved),
            None => (self.as_it_is)(saved),
        }
    }
}
