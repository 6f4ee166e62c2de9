//! `steps`: the set-up guide as a checklist, and what a report says of each step.
//!
//! Owns the joining of steps, hosts and a report's paths; how the list looks is the report's.
//! Touches no network.

use crate::catalogue::{self, Basis, Catalogue, Endpoint, Guide};
use crate::exit::Exit;
use crate::names::{Directory, Partition, Region, one_partition};
use crate::plan::{self, BadTarget, Requirement};
use crate::report::steps::{Checklist, Host, LeftOut, Step, Trouble, render, state_of};
use crate::report::{self, Report, Texts};

use super::{
    Mistake, color,
    flags::{Global, Steps},
    language, print, saved, target,
};

/// The whole command.
pub(super) fn steps(wanted: &Steps, global: &Global) -> Result<Exit, Mistake> {
    let language = language(global);
    let catalogue = catalogue::load_in(language)?;
    let guide = catalogue::guide()?;
    let report = wanted.with.as_deref().map(saved::read).transpose()?;
    let target = Target::of(wanted, report.as_ref())?;
    one_partition(&target.regions)
        .map_err(|(one, other)| BadTarget::SeveralPartitions { one, other })?;
    if let (Some(file), Some(report)) = (&wanted.with, &report) {
        target.is_of(report).map_err(|about| Mistake::OtherTarget {
            file: file.clone(),
            about,
        })?;
    }
    target::warn_of_unlisted(&target.regions, &catalogue, Texts::of(language));
    let list = checklist(&catalogue, &guide, &target, report.as_ref());
    print(&render(&list, language, color(global)))?;
    Ok(Exit::Usable)
}

/// What the hosts are made from.
struct Target {
    directory: Option<Directory>,
    regions: Vec<Region>,
}

impl Target {
    /// What was typed goes before the report's; a name in it that is none is left open.
    fn of(wanted: &Steps, report: Option<&Report>) -> Result<Self, Mistake> {
        let reported = report.map(|report| &report.target);
        let directory = || reported?.directory.as_ref()?.parse().ok();
        let mut regions = wanted.region.clone();
        if let Some(reported) = reported.filter(|_| regions.is_empty()) {
            regions.extend(
                reported
                    .regions
                    .iter()
                    .filter_map(|region| region.parse().ok()),
            );
        }
        let (typed, regions) = target::typed(wanted.directory.as_ref(), &regions)?;
        Ok(Self {
            directory: typed.or_else(directory),
            regions,
        })
    }

    /// A report says nothing of another directory or Region; the error is what it is about.
    fn is_of(&self, report: &Report) -> Result<(), String> {
        let theirs = &report.target;
        let directory = self.directory.as_ref().map(Directory::as_str);
        let known = |region: &Region| theirs.regions.iter().any(|one| one == region.as_str());
        if directory == theirs.directory.as_deref() && self.regions.iter().all(known) {
            return Ok(());
        }
        let directory = theirs.directory.as_deref().unwrap_or("no directory");
        Err(format!("{directory} in {}", theirs.regions.join(", ")))
    }

    /// The partition of its Regions; without one that which the guide is written for.
    fn partition(&self) -> Partition {
        let partition = self.regions.first().map(Region::partition);
        partition.unwrap_or(Partition::Aws)
    }

    /// The hosts of a row: those that a run asks, or the pattern where it can ask none.
    fn hosts(&self, row: &Endpoint) -> Vec<String> {
        let templates = match row.tests.as_slice() {
            [] => std::slice::from_ref(&row.pattern),
            tests => tests,
        };
        let regions: Vec<Option<&Region>> = match self.regions.as_slice() {
            [] => vec![None],
            regions => regions.iter().map(Some).collect(),
        };
        let all = templates
            .iter()
            .flat_map(|template| regions.iter().map(move |region| (template, *region)));
        all.map(|(template, region)| {
            let written = plan::written(template, self.directory.as_ref(), region);
            let host = written
                .split_once("://")
                .map_or(written.as_str(), |(_, host)| host);
            host.split('/').next().unwrap_or(host).to_owned()
        })
        .collect()
    }
}

fn checklist(
    catalogue: &Catalogue,
    guide: &Guide,
    target: &Target,
    report: Option<&Report>,
) -> Checklist {
    let (steps, without): (Vec<Step>, Vec<Step>) = steps_of(catalogue, target, report)
        .into_iter()
        .partition(|step| !step.hosts.is_empty());
    let is_listed = |id: &String| !without.iter().any(|step| &step.id == id);
    let trouble = |trouble: &catalogue::Trouble| Trouble {
        id: trouble.id.clone(),
        step: trouble.step.clone(),
        hosts: hosts(catalogue, target, report, &|row| {
            trouble.endpoints.contains(&row.id)
        }),
    };
    let troubles = guide.troubles.iter().filter(|one| is_listed(&one.step));
    // What the report has measured needs no tick by hand.
    let measured = |id: &str| id == IDENTITY_PROVIDER && report.is_some_and(has_beside);
    let prerequisites = guide.prerequisites.iter();
    let prerequisites = prerequisites.filter(|one| !measured(&one.id) && is_listed(&one.step));
    Checklist {
        directory: target.directory.as_ref().map(ToString::to_string),
        regions: target.regions.iter().map(ToString::to_string).collect(),
        report: report.map(report::steps::Origin::of),
        left_out: left_out(target, &without),
        steps,
        prerequisites: prerequisites
            .map(|one| (one.step.clone(), one.id.clone()))
            .collect(),
        troubles: troubles.map(trouble).collect(),
        source: catalogue
            .document(Guide::DOCUMENT)
            .map_or_else(String::new, |document| document.title.clone()),
    }
}

/// Every step of the guide, whether hosts of it are known or not.
fn steps_of(catalogue: &Catalogue, target: &Target, report: Option<&Report>) -> Vec<Step> {
    let step = |step: &catalogue::Step| {
        let needs = |row: &Endpoint| row.steps.contains(&step.id);
        let mut needed = hosts(catalogue, target, report, &needs);
        needed.extend(beside_catalogue(report, &step.id));
        Step {
            id: step.id.clone(),
            title: step.title.clone(),
            state: report.map(|report| state_of(report, &step.id)),
            hosts: needed,
        }
    };
    catalogue.steps.iter().map(step).collect()
}

/// In other partitions than the guide's, some steps have no hosts that are known.
fn left_out(target: &Target, without: &[Step]) -> Option<LeftOut> {
    (!without.is_empty()).then(|| LeftOut {
        partition: target.partition().to_string(),
        steps: without.iter().map(|step| step.id.clone()).collect(),
    })
}

/// The prerequisite that a report with `--also` answers.
const IDENTITY_PROVIDER: &str = "identity_provider";

fn has_beside(report: &Report) -> bool {
    report.paths.iter().any(|path| path.endpoint == plan::ALSO)
}

/// The hosts that the report's run was given with `--also`, where the step needs them.
fn beside_catalogue(report: Option<&Report>, step: &str) -> Vec<Host> {
    let paths = report.into_iter().flat_map(|report| &report.paths);
    let of_step = paths
        .filter(|path| path.endpoint == plan::ALSO && path.steps.iter().any(|known| known == step));
    let mut names: Vec<&str> = of_step.map(|path| path.host.as_str()).collect();
    names.dedup();
    let host = |name: &str| Host {
        name: name.to_owned(),
        requirement: Requirement::Required,
        derived: false,
        state: report.and_then(|report| report::steps::host_state(report, name)),
    };
    names.into_iter().map(host).collect()
}

/// Every host of the wanted rows once, with the strongest requirement of its rows, strongest first.
/// A derived row strengthens nothing.
fn hosts(
    catalogue: &Catalogue,
    target: &Target,
    report: Option<&Report>,
    wanted: &dyn Fn(&Endpoint) -> bool,
) -> Vec<Host> {
    let mut hosts: Vec<Host> = Vec::new();
    let of_target = |row: &&Endpoint| row.partition == target.partition() && wanted(row);
    for row in catalogue.endpoints.iter().filter(of_target) {
        let derived = row.basis == Basis::Derived;
        for name in target.hosts(row) {
            let Some(host) = hosts.iter_mut().find(|host| host.name == name) else {
                hosts.push(Host {
                    state: report.and_then(|report| report::steps::host_state(report, &name)),
                    requirement: row.requirement,
                    derived,
                    name,
                });
                continue;
            };
            match (host.derived, derived) {
                (true, false) => host.requirement = row.requirement,
                (false, true) => {}
                _ => host.requirement = host.requirement.max(row.requirement),
            }
            host.derived &= derived;
        }
    }
    hosts.sort_by_key(|host| std::cmp::Reverse(host.requirement));
    hosts
}
