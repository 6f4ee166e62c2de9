//! `--format ndjson`: how the run goes on, line by line.
//!
//! Owns when a line is written and to whom. The form of a line is the report's.

use jiff::Timestamp;

use crate::plan::{Path, Plan};
use crate::report::RunFacts;
use crate::report::ndjson::{Event, SCHEMA, What};

use super::destination::Destination;
use super::flags::Global;

/// Those who are told, and what of.
pub(super) struct Telling<'a> {
    run: String,
    ended: usize,
    told: Vec<&'a mut Destination>,
}

impl<'a> Telling<'a> {
    /// Tells nobody anything.
    pub(super) fn nobody() -> Self {
        Self {
            run: String::new(),
            ended: 0,
            told: Vec::new(),
        }
    }

    /// Says that the run begins. A quiet run that is usable writes nothing to standard output, and
    /// whether it is shows in the end.
    pub(super) fn begin(
        facts: &RunFacts,
        plan: &Plan,
        destinations: &'a mut [Destination],
        global: &Global,
    ) -> Self {
        let told = destinations.iter_mut();
        let told = told.filter(|one| one.is_told() && !(global.quiet && one.is_stdout()));
        let mut telling = Self {
            run: facts.run.clone(),
            ended: 0,
            told: told.collect(),
        };
        telling.tell(What::Started {
            site: facts.site.as_deref(),
            paths: plan.paths.len(),
        });
        telling
    }

    /// Says that a path was walked to where it ends.
    pub(super) fn ended(&mut self, path: &Path) {
        self.ended += 1;
        self.tell(What::Path {
            id: &path.id,
            host: path.host.as_str(),
            requirement: path.requirement.code(),
            ended: self.ended,
        });
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "when something happened is said as it happens"
    )]
    fn tell(&mut self, what: What<'_>) {
        if self.told.is_empty() {
            return;
        }
        let event = Event {
            schema: SCHEMA,
            run: &self.run,
            at: format!("{:.3}", Timestamp::now()),
            what,
        };
        let line = event.line();
        self.told.iter_mut().for_each(|one| one.tell(&line));
    }
}
