//! A report for eyes outside: stand-ins in the place of what names a person, a machine or a company.
//!
//! Owns the levels and the order of the work on the saved form, so that every output shows the
//! same. `fields` says what each field holds, `place` what else bears on it, `form` what a text is by
//! itself, `persons` who sits here; `replace` and `company` say what is shown instead, by the names that
//! `stand_in` gives. Which names are everybody's is the plan's.
//!
//! Sentences are not searched: they are said again from facts that have their stand-ins, so that no
//! word of ours is taken for somebody's, and no word of somebody's for ours. What has neither a field
//! that says what it is nor a form that does is taken out.
//!
//! A stand-in is the same wherever the original stood, and in all reports that one [`Redactor`]
//! has seen, so that what belongs together can still be seen to.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::verdict::Phrase;

use super::sites::Sites;
use super::texts::Texts;
use super::translated;
use super::v1::{Report, Said};

mod company;
mod fields;
mod form;
mod persons;
mod place;
mod replace;
mod stand_in;

use fields::Kind;
use persons::Persons;
use place::Place;
use replace::Replacer;
use stand_in::StandIns;

/// How much is taken out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// What names the person and the machine: users, the machine's name, its address and every
    /// private one, home folders.
    Machine,
    /// That, and what names the company: directory, site, labels, teams, every address, every name
    /// that is not AWS's own, what certificates, headers, pages and servers say of themselves.
    Company,
}

impl Level {
    /// All, weakest first.
    pub const ALL: &[Self] = &[Self::Machine, Self::Company];

    /// The word for it, as it is typed and saved.
    pub fn code(self) -> &'static str {
        match self {
            Self::Machine => "machine",
            Self::Company => "company",
        }
    }

    fn of_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|level| level.code() == code)
    }

    /// The sentence by which a report says that it is not as it was.
    fn notice(self) -> &'static str {
        match self {
            Self::Machine => "vantage.redacted_machine",
            Self::Company => "vantage.redacted_company",
        }
    }
}

/// Why a report could not be redacted; nothing of it may be shown then.
#[derive(Debug, thiserror::Error)]
pub enum Unredacted {
    #[error(transparent)]
    Form(#[from] serde_json::Error),
    #[error("there are more users in it than can be looked for")]
    TooMuch,
}

/// Redacts reports, and knows which stand-in each original has.
#[derive(Debug)]
pub struct Redactor {
    level: Level,
    stand_ins: StandIns,
}

impl Redactor {
    /// One that has seen nothing yet.
    pub fn new(level: Level) -> Self {
        Self {
            level,
            stand_ins: StandIns::default(),
        }
    }

    /// The report with stand-ins, which says so. One that had them already is none the less redacted
    /// for it.
    ///
    /// # Errors
    /// The report holds what no report can be read from again, or too much of what must go.
    pub fn report(&mut self, report: &Report) -> Result<Report, Unredacted> {
        let before = report.redacted.as_deref().and_then(Level::of_code);
        let level = before.map_or(self.level, |before| before.max(self.level));
        let mut value = serde_json::to_value(report)?;
        let gathered = Gathered::of(&value)?;
        let mut replacer = Replacer {
            level,
            stand_ins: &mut self.stand_ins,
            persons: &gathered.persons,
            files: &gathered.files,
            genuine: &gathered.genuine,
        };
        // A command is made of what stands in other fields: those first.
        for commands in [false, true] {
            Place::top().change(&mut value, &mut |kind, text| match commands
                == (kind == Kind::Command)
            {
                true => replacer.text(kind, text),
                false => text.to_owned(),
            });
        }
        let mut report: Report = serde_json::from_value(value)?;
        translated::say_again(&mut report, |saved| *saved = replacer.unsaid(saved));
        mark(&mut report, level);
        Ok(report)
    }

    /// A site of which there is a line alone: its name may be the company's, or the machine's.
    pub(super) fn site(&mut self, name: &str) -> String {
        self.stand_ins.of(Kind::Site, name)
    }

    /// A host of which nothing is known but its name.
    pub(super) fn host(&mut self, name: &str) -> String {
        let mut replacer = Replacer {
            level: self.level,
            stand_ins: &mut self.stand_ins,
            persons: &Persons::default(),
            files: &[],
            genuine: &BTreeSet::new(),
        };
        replacer.text(Kind::Name, name)
    }

    /// The files that the reports came from, and those that are none.
    pub fn files(&mut self, sites: &mut Sites) {
        for site in &mut sites.sites {
            site.file = self.stand_ins.of(Kind::File, &site.file);
        }
        for skipped in &mut sites.read.skipped {
            skipped.file = self.stand_ins.of(Kind::File, &skipped.file);
        }
    }
}

/// What has to be known of a report before anything of it is replaced.
#[derive(Default)]
struct Gathered {
    persons: Persons,
    /// The longer first, so that a part of a path is not taken for it.
    files: Vec<String>,
    /// Names in genuine chains of AWS's.
    genuine: BTreeSet<String>,
}

impl Gathered {
    fn of(report: &Value) -> Result<Self, Unredacted> {
        let mut gathered = Self::default();
        let mut files = BTreeSet::new();
        Place::top().walk(report, &mut |place, text| {
            let kind = place.kind(text);
            gathered.persons.take(kind, text);
            if kind == Kind::File || kind == Kind::Store && text.contains(['/', '\\']) {
                files.insert(text.to_owned());
            }
            if place.is_genuine_name() {
                gathered.genuine.insert(text.to_owned());
            }
        });
        gathered.files = files.into_iter().collect();
        gathered
            .files
            .sort_by_key(|file| std::cmp::Reverse(file.len()));
        match gathered.persons.finish() {
            true => Ok(gathered),
            false => Err(Unredacted::TooMuch),
        }
    }
}

/// Says of a report that it is not as it was, once.
fn mark(report: &mut Report, level: Level) {
    let state = &mut report.vantage;
    let notices = Level::ALL.iter().map(|level| level.notice());
    let notices: BTreeSet<&str> = notices.collect();
    let kept = state
        .said
        .iter()
        .map(|said| !notices.contains(said.key.as_str()));
    let mut kept = kept.collect::<Vec<_>>().into_iter();
    state.state.retain(|_| kept.next().unwrap_or(true));
    state
        .said
        .retain(|said| !notices.contains(said.key.as_str()));
    let notice = Phrase::new(level.notice());
    state.state.push(Texts::english().say(&notice));
    state.said.push(Said::from(&notice));
    report.redacted = Some(level.code().to_owned());
}

/// Fields of a report, as `parent.field`, that nobody has said of what they hold: at the level of
/// companies their form decides.
pub fn unclassed(report: &Value) -> Vec<String> {
    let mut names = BTreeSet::new();
    Place::top().unclassed(report, &mut names);
    names.into_iter().collect()
}
