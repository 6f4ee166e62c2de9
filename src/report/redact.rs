//! A report for eyes outside: stand-ins in the place of what names a person, a machine or a company.
//!
//! Owns the levels and the order of the work on the saved form, so that every output shows the
//! same. `fields` says what each field holds, `found` gathers what must not be shown, `stand_in`
//! names what is shown instead, `text` puts it into sentences.
//!
//! A stand-in is the same wherever the original stood, and in all reports that one [`Redactor`]
//! has seen, so that what belongs together can still be seen to.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::verdict::Phrase;

use super::sites::Sites;
use super::texts::Texts;
use super::v1::{Report, Said};

mod fields;
mod found;
mod stand_in;
mod text;

use fields::Kind;
use found::Found;
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
    #[error("there is too much in it to be taken out")]
    TooMuch(#[from] regex::Error),
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

    /// The report with stand-ins, which says so.
    ///
    /// # Errors
    /// The report holds what no report can be read from again, or too much of what must go.
    pub fn report(&mut self, report: &Report) -> Result<Report, Unredacted> {
        let mut value = serde_json::to_value(report)?;
        let found = Found::of(&value, self.level);
        let replacer = found.replacer(&mut self.stand_ins)?;
        replacer.replace(&mut value);
        let mut report: Report = serde_json::from_value(value)?;
        report.redacted = Some(self.level.code().to_owned());
        let notice = Phrase::new(self.level.notice());
        let state = &mut report.vantage;
        state.state.push(Texts::english().say(&notice));
        state.said.push(Said::from(&notice));
        Ok(report)
    }

    /// A site of which there is a line alone: its name may be the company's, or the machine's.
    pub(super) fn site(&mut self, name: &str) -> String {
        self.stand_ins.of(Kind::Site, name)
    }

    /// A host of which nothing is known but its name.
    pub(super) fn host(&mut self, name: &str) -> String {
        let of_aws = text::is_aws(name);
        match text::tenant(name).filter(|_| of_aws) {
            _ if self.level == Level::Machine => name.to_owned(),
            Some(whose) => {
                let stand_in = self.stand_ins.of(Kind::Directory, whose);
                format!("{stand_in}{}", &name[whose.len()..])
            }
            None if of_aws => name.to_owned(),
            None => self.stand_ins.of(Kind::Host, name),
        }
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

/// The strings of a value, each with what its field holds.
fn strings<'v>(value: &'v Value, visit: &mut impl FnMut(Kind, &'v str)) {
    fields::Place::top().walk(value, visit);
}

/// Fields of a report, as `parent.field`, that nobody has said of what they hold: at the level of
/// companies all that is in them is taken out.
pub fn unclassed(report: &Value) -> Vec<String> {
    let mut names = std::collections::BTreeSet::new();
    fields::Place::top().unclassed(report, &mut names);
    names.into_iter().collect()
}
