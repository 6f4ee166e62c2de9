//! From rows and a target to paths: filling in, merging, ordering.
//!
//! Owns which row speaks for a URL that several rows ask for. What a row must fulfil to get here
//! is checked when the catalogue is loaded.

use std::{cmp::Reverse, collections::HashMap};

use url::{Position, Url};

use super::{
    BadTarget, Obstacle, Path, Plan, PlannedStep, Requirement, Scope, Target, Untested, Voucher,
    Warning,
};
use crate::catalogue::{Basis, Catalogue, Endpoint, Kind, Placeholder, fill};
use crate::names::{Directory, HostName, Partition, Region};

/// What is planned where nobody chose: the set-up steps, and the sign-in that they lead to.
pub const DEFAULT_SCOPES: &[Scope] = &[Scope::SignIn, Scope::Setup];

/// Which URLs to test for `target`, and what cannot be tested.
///
/// # Errors
/// A target that no run could do justice to: no Region, Regions of several partitions, or
/// nothing in the catalogue for the partition or the scopes.
pub fn plan(catalogue: &Catalogue, target: &Target) -> Result<Plan, BadTarget> {
    let target = once_each(target);
    let partition = partition(&target.regions)?;
    let rows = select(catalogue, partition, &target.scopes)?;

    let mut merging = Merging::default();
    let mut untested = Vec::new();
    for &row in &rows {
        if let Err(obstacle) = expand(row, &target, catalogue, &mut merging) {
            untested.push(Untested {
                endpoint: row.id.clone(),
                pattern: row.pattern.clone(),
                why: obstacle,
            });
        }
    }
    let paths = merging.into_paths(catalogue);
    let steps = catalogue
        .steps
        .iter()
        .filter(|step| paths.iter().any(|path| path.steps.contains(&step.id)))
        .map(|step| PlannedStep {
            id: step.id.clone(),
            title: step.title.clone(),
        })
        .collect();
    Ok(Plan {
        partition,
        paths,
        untested,
        steps,
        warnings: warnings(catalogue, &target),
        target,
    })
}

/// The target without what it says twice.
fn once_each(target: &Target) -> Target {
    let mut target = target.clone();
    let mut regions: Vec<Region> = Vec::new();
    for region in target.regions {
        if !regions.contains(&region) {
            regions.push(region);
        }
    }
    target.regions = regions;
    target.scopes.sort_unstable();
    target.scopes.dedup();
    target
}

fn partition(regions: &[Region]) -> Result<Partition, BadTarget> {
    let (first, others) = regions.split_first().ok_or(BadTarget::NoRegion)?;
    match others
        .iter()
        .find(|other| other.partition() != first.partition())
    {
        None => Ok(first.partition()),
        Some(other) => Err(BadTarget::SeveralPartitions {
            one: first.clone(),
            other: other.clone(),
        }),
    }
}

fn select<'a>(
    catalogue: &'a Catalogue,
    partition: Partition,
    scopes: &[Scope],
) -> Result<Vec<&'a Endpoint>, BadTarget> {
    let mut rows: Vec<&Endpoint> = catalogue.endpoints.iter().collect();
    rows.retain(|row| row.partition == partition);
    if rows.is_empty() {
        return Err(BadTarget::EmptyPartition { partition });
    }
    rows.retain(|row| row.scopes.iter().any(|scope| scopes.contains(scope)));
    if rows.is_empty() {
        let scopes = scopes.to_vec();
        return Err(BadTarget::EmptyScopes { partition, scopes });
    }
    Ok(rows)
}

fn warnings(catalogue: &Catalogue, target: &Target) -> Vec<Warning> {
    let mut warnings: Vec<Warning> = target
        .regions
        .iter()
        .filter(|region| !is_listed(catalogue, region))
        .map(|region| Warning::UnlistedRegion(region.to_string()))
        .collect();
    if target.directory.is_none() {
        warnings.push(Warning::NoDirectory);
    }
    warnings
}

fn is_listed(catalogue: &Catalogue, region: &Region) -> bool {
    catalogue.regions.iter().any(|listed| &listed.id == region)
}

/// A URL, and the rows that ask for it.
struct Wish<'a> {
    url: Url,
    host: HostName,
    asked: Vec<Asked<'a>>,
}

/// One row that asks for a URL.
struct Asked<'a> {
    row: &'a Endpoint,
    /// The pattern, filled in.
    pattern: String,
    /// The Region that was filled into the URL.
    region: Option<Region>,
    /// Whether the host name holds something that only the user vouches for.
    typed: bool,
}

/// The wishes, each URL once, in the order in which they were made.
#[derive(Default)]
struct Merging<'a> {
    wishes: Vec<Wish<'a>>,
    places: HashMap<Url, usize>,
}

impl<'a> Merging<'a> {
    fn add(&mut self, url: Url, host: HostName, asked: Asked<'a>) {
        if let Some(&place) = self.places.get(&url) {
            self.wishes[place].asked.push(asked);
        } else {
            self.places.insert(url.clone(), self.wishes.len());
            let asked = vec![asked];
            self.wishes.push(Wish { url, host, asked });
        }
    }

    fn into_paths(self, catalogue: &Catalogue) -> Vec<Path> {
        let mut paths: Vec<Path> = self
            .wishes
            .into_iter()
            .map(|wish| merge(wish, catalogue))
            .collect();
        // A stable sort: among equals the order of the catalogue stays.
        paths.sort_by_key(|path| Reverse(path.requirement));
        paths
    }
}

/// Adds the URLs of one row: for each test one, or one for each Region where it is in the test.
/// Returns the first obstacle; a test that has none is made all the same.
fn expand<'a>(
    row: &'a Endpoint,
    target: &Target,
    catalogue: &Catalogue,
    merging: &mut Merging<'a>,
) -> Result<(), Obstacle> {
    if let Some(why) = &row.untestable {
        return Err(Obstacle::Row(why.clone()));
    }
    let mut outcome = Ok(());
    for test in &row.tests {
        let regional = Placeholder::Region.is_in(test);
        let times = if regional { target.regions.len() } else { 1 };
        for region in target.regions.iter().take(times) {
            match ask(row, test, target, region) {
                Ok((url, host, mut asked)) => {
                    asked.region = regional.then(|| region.clone());
                    asked.typed |= regional && !is_listed(catalogue, region);
                    merging.add(url, host, asked);
                }
                Err(obstacle) => outcome = outcome.and(Err(obstacle)),
            }
        }
    }
    outcome
}

/// One test of one row, filled in.
fn ask<'a>(
    row: &'a Endpoint,
    test: &str,
    target: &Target,
    region: &Region,
) -> Result<(Url, HostName, Asked<'a>), Obstacle> {
    let value = |placeholder| value(placeholder, target, region);
    let pattern = fill(&row.pattern, value).map_err(obstacle)?;
    let (url, host) = address(&fill(test, value).map_err(obstacle)?)?;
    let typed = [Placeholder::Directory, Placeholder::Instance]
        .iter()
        .any(|placeholder| placeholder.is_in(test));
    let asked = Asked {
        row,
        pattern,
        region: None,
        typed,
    };
    Ok((url, host, asked))
}

/// Names from the user are valid labels, and rows are checked with samples of the same form; what
/// still makes no URL (a directory that makes a name too long) is not tested, and says so.
fn address(text: &str) -> Result<(Url, HostName), Obstacle> {
    let bad = || Obstacle::Row(format!("{text} is not a valid URL"));
    let url = Url::parse(text).map_err(|_| bad())?;
    let host = url.host_str().ok_or_else(bad)?;
    let host = host.parse().map_err(|_| bad())?;
    Ok((url, host))
}

fn value<'a>(placeholder: Placeholder, target: &'a Target, region: &'a Region) -> Option<&'a str> {
    match (placeholder, &target.directory) {
        (Placeholder::Region, _) => Some(region.as_str()),
        (Placeholder::Directory, Some(Directory::Alias(text) | Directory::Id(text)))
        | (Placeholder::Instance, Some(Directory::Instance(text))) => Some(text),
        (Placeholder::Directory | Placeholder::Instance, _) => None,
    }
}

fn obstacle(missing: Placeholder) -> Obstacle {
    match missing {
        Placeholder::Instance => Obstacle::NoInstance,
        // A Region is always there: `partition` has seen one.
        Placeholder::Directory | Placeholder::Region => Obstacle::NoDirectory,
    }
}

/// Which row speaks for a URL: the strongest, though a derived one only where it is alone, for
/// it must not make a path count; then a host before a URL before a wildcard, so that AWS's
/// wording of today goes before the guide's of 2023, and what to ask for is the narrowest entry
/// that every firewall can express.
fn rank(row: &Endpoint) -> (bool, Reverse<Requirement>, u8) {
    let width = match row.kind {
        Kind::Host => 0,
        Kind::Url => 1,
        Kind::Wildcard => 2,
    };
    let derived = row.basis == Basis::Derived;
    (derived, Reverse(row.requirement), width)
}

fn merge(wish: Wish<'_>, catalogue: &Catalogue) -> Path {
    let Wish { url, host, asked } = wish;
    // `min_by_key` takes the first of equals: the first in the catalogue.
    let speaker = asked
        .iter()
        .min_by_key(|asked| rank(asked.row))
        .unwrap_or(&asked[0]);
    let row = speaker.row;
    let region = match &speaker.region {
        Some(region) => format!("@{region}"),
        None => String::new(),
    };
    let place = &url[Position::BeforeHost..Position::AfterPath];
    let document = row
        .documents
        .first()
        .and_then(|id| catalogue.document(id))
        .map_or_else(String::new, |document| document.title.clone());
    Path {
        id: format!("{}{region}#{place}", row.id),
        endpoint: row.id.clone(),
        port: row.port,
        requirement: row.requirement,
        scopes: union(asked.iter().map(|asked| asked.row.scopes.as_slice())),
        steps: union(asked.iter().map(|asked| asked.row.steps.as_slice())),
        clients: union(asked.iter().map(|asked| asked.row.clients.as_slice())),
        pattern: speaker.pattern.clone(),
        breaks: row.breaks.clone(),
        document,
        checked: row.checked,
        json: asked.iter().any(|asked| asked.row.json),
        voucher: voucher(&asked),
        counts: asked.iter().any(|asked| asked.row.basis != Basis::Derived),
        url,
        host,
    }
}

/// All members of all lists, once each, in their own order.
fn union<'a, T: Clone + Ord + 'a>(lists: impl Iterator<Item = &'a [T]>) -> Vec<T> {
    let mut all: Vec<T> = lists.flatten().cloned().collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// A name that the user made up is the user's, whoever else asks for it; otherwise one document
/// is enough to vouch.
fn voucher(asked: &[Asked<'_>]) -> Voucher {
    let documented = |asked: &Asked<'_>| asked.row.basis == Basis::Documented;
    if asked.iter().any(|asked| asked.typed) {
        Voucher::Typed
    } else if asked.iter().any(documented) {
        Voucher::Catalogue
    } else {
        Voucher::Nobody
    }
}
