//! `probe --again`: only what failed in an earlier run, and what became of its requests.
//!
//! Owns which paths are tested again. The target of the earlier report is read by `target`, when a
//! request is done is the report's.

use std::path::{Path, PathBuf};

use crate::plan::Plan;
use crate::report::{self, Report, v1};
use crate::verdict::Verdict;

use super::{
    Mistake,
    flags::Probe,
    saved,
    target::{self, Chosen},
    typed,
};

/// As many hosts that were open are tested too: without one that works, a failure of the whole
/// network looks like one of the name.
const WITNESSES: usize = 2;

/// The earlier run.
pub(super) struct Before {
    file: PathBuf,
    report: Report,
    /// Ids of the paths that are tested although they were open.
    witnesses: Vec<String>,
}

/// Reads the report of `--again`.
///
/// # Errors
///
/// The file cannot be read, is no report, or one in which everything was open.
pub(super) fn read(file: &Path) -> Result<Before, Mistake> {
    let report = saved::original(file)?;
    let file = file.to_owned();
    if report.paths.iter().all(is_open) {
        return Err(Mistake::NothingFailed { file });
    }
    let witnesses = witnesses(&report);
    Ok(Before {
        file,
        report,
        witnesses,
    })
}

fn is_open(path: &report::Path) -> bool {
    path.verdict == Verdict::Open
}

/// Open paths of the catalogue, the required first, as the report has them; of hosts at which
/// nothing failed, and each of another one.
fn witnesses(report: &Report) -> Vec<String> {
    let mut hosts: Vec<&str> = report
        .paths
        .iter()
        .filter(|path| !is_open(path))
        .map(|path| path.host.as_str())
        .collect();
    let mut found = Vec::new();
    let listed = |path: &&report::Path| path.counts && path.endpoint != crate::plan::ALSO;
    for path in report
        .paths
        .iter()
        .filter(|path| is_open(path))
        .filter(listed)
    {
        if found.len() < WITNESSES && !hosts.contains(&path.host.as_str()) {
            hosts.push(&path.host);
            found.push(path.id.clone());
        }
    }
    found
}

impl Before {
    /// The flags, with what the earlier run was judged by where nothing else is typed.
    pub(super) fn flags(&self, flags: &Probe) -> Probe {
        typed::taken_up(flags, &self.report)
    }

    /// The earlier run's target.
    pub(super) fn target(&self, flags: &Probe) -> Result<Chosen, Mistake> {
        target::of_report(&self.file, &self.report, flags.deep)
    }

    /// Leaves of a plan what failed, and the witnesses.
    ///
    /// # Errors
    ///
    /// Nothing that failed is in the plan.
    pub(super) fn narrow(&self, plan: &mut Plan) -> Result<(), Mistake> {
        let failed = |id: &str| self.failed().any(|path| path.id == id);
        if !plan.paths.iter().any(|path| failed(&path.id)) {
            let file = self.file.clone();
            return Err(Mistake::NothingShared { file });
        }
        plan.paths
            .retain(|path| path.deep || failed(&path.id) || self.witnesses.contains(&path.id));
        let paths = &plan.paths;
        let has_paths = |id: &String| paths.iter().any(|path| path.steps.contains(id));
        plan.steps.retain(|step| has_paths(&step.id));
        Ok(())
    }

    fn failed(&self) -> impl Iterator<Item = &report::Path> {
        self.report.paths.iter().filter(|path| !is_open(path))
    }

    /// What this run says of the earlier one.
    pub(super) fn compared(self, now: &Report) -> v1::Again {
        let is_here = |id: &str| now.paths.iter().any(|path| path.id == id);
        let (here, left_out): (Vec<&str>, Vec<&str>) = self
            .failed()
            .map(|path| path.id.as_str())
            .partition(|id| is_here(id));
        v1::Again {
            file: self.file.display().to_string(),
            run: self.report.run.clone(),
            started: self.report.started.clone(),
            tested: here.len(),
            open_before: self.witnesses.iter().filter(|id| is_here(id)).count(),
            left_out: left_out.into_iter().map(str::to_owned).collect(),
            requests: report::follow(&self.report, now),
        }
    }
}
