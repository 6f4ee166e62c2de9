//! Where the flags and the AWS config do not say the same.
//!
//! Owns the comparison; what is done where only one of them speaks is `target`'s.

use crate::discovery::{AwsConfig, Refused, SignIn};
use crate::names::{Directory, Partition, Region};
use crate::plan::Warning;

use super::Known;
use super::place::Asked;

/// Other Regions of one directory that are warned of.
const MOST_WARNINGS: usize = 3;

/// What the config says of the directory and its Regions.
pub(super) enum Compared {
    Nothing,
    Agrees,
    Differs(Vec<Warning>),
}

pub(super) fn compare(
    directory: Option<&Directory>,
    regions: &[Region],
    known: &Known,
    config: &AwsConfig,
) -> Compared {
    if directory.is_none() {
        return Compared::Nothing;
    }
    let mut others: Vec<&Region> = Vec::new();
    let mut warnings = Vec::new();
    let mut found = false;
    let partition = regions.first().map(Region::partition);
    for one in of_directory(directory, partition, config) {
        found = true;
        if let Some(region) = &one.region
            && !regions.contains(region)
            && !others.contains(&region)
        {
            others.push(region);
            warnings.push(other_region(known.says(one), region, regions));
        }
    }
    warnings.truncate(MOST_WARNINGS);
    match (found, warnings.is_empty()) {
        (false, _) => Compared::Nothing,
        (true, true) => Compared::Agrees,
        (true, false) => Compared::Differs(warnings),
    }
}

pub(super) fn other_region(source: String, region: &Region, used: &[Region]) -> Warning {
    let used: Vec<&str> = used.iter().map(Region::as_str).collect();
    Warning::OtherRegion {
        source,
        region: region.to_string(),
        used: used.join(", "),
    }
}

/// Where the config knows the directory under no name that can be compared, and is of other Regions
/// alone: an alias and an id may be names of one directory.
pub(super) fn perhaps_other_region(
    directory: &Directory,
    regions: &[Region],
    known: &Known,
    config: &AwsConfig,
) -> Option<Warning> {
    let kind = std::mem::discriminant(directory);
    let mut elsewhere = None;
    for one in &config.sign_ins {
        let (Some(portal), Some(region)) = (&one.portal, &one.region) else {
            continue;
        };
        let partition = regions.first().map(Region::partition);
        if std::mem::discriminant(&portal.directory) == kind || !is_of(one, partition) {
            continue;
        }
        if regions.contains(region) {
            return None;
        }
        elsewhere = elsewhere.or(Some((one, portal, region)));
    }
    let (one, portal, region) = elsewhere?;
    let used: Vec<&str> = regions.iter().map(Region::as_str).collect();
    Some(Warning::PerhapsOtherRegion {
        source: known.says(one),
        region: region.to_string(),
        directory: portal.directory.to_string(),
        asked: directory.to_string(),
        used: used.join(", "),
    })
}

/// Where the config does not say which directory it is about, or nobody named one, and knows other
/// Regions of the partition alone.
pub(super) fn region_of_none(
    named: Option<&SignIn>,
    directory: Option<&Directory>,
    regions: &[Region],
    known: &Known,
    config: &AwsConfig,
) -> Option<Warning> {
    let partition = regions.first().map(Region::partition);
    let all = match named {
        Some(one) => std::slice::from_ref(one),
        None => &config.sign_ins,
    };
    let about = |one: &&SignIn| directory.is_none() || one.portal.is_none();
    // Among sign-ins to known directories, one to an unknown one says little about this.
    if named.is_none() && directory.is_some() && !all.iter().all(|one| about(&one)) {
        return None;
    }
    let mut elsewhere = None;
    for one in all.iter().filter(about).filter(|one| is_of(one, partition)) {
        match &one.region {
            Some(region) if regions.contains(region) => return None,
            Some(region) => elsewhere = elsewhere.or(Some((one, region))),
            None => {}
        }
    }
    let (one, region) = elsewhere?;
    let used: Vec<&str> = regions.iter().map(Region::as_str).collect();
    Some(Warning::RegionOfNone {
        source: known.says(one),
        region: region.to_string(),
        used: used.join(", "),
    })
}

/// Where the config does not know the directory in this partition: whether it does in another, or
/// knows others of its kind instead. Where a profile was named, that one is compared.
pub(super) fn unknown_directory(
    asked: &Asked<'_>,
    named: Option<&SignIn>,
    regions: &[Region],
    known: &Known,
    config: &AwsConfig,
) -> Option<Warning> {
    // A URL leaves no doubt about the partition; a bare name is one in each of them.
    let portal = asked.portal?;
    let named_in_any = of_directory(Some(&portal.directory), None, config).next();
    if let Some(one) = named_in_any {
        let differs = partition_of(one) != regions.first().map(Region::partition);
        let doubtful = portal.partition.is_none() && differs;
        return doubtful.then(|| other_partition(one, regions, known));
    }
    let kind = std::mem::discriminant(&portal.directory);
    let of_kind = |one: &&SignIn| {
        let theirs = one.portal.as_ref().map(|portal| &portal.directory);
        theirs.is_some_and(|theirs| std::mem::discriminant(theirs) == kind)
    };
    let others = config.sign_ins.iter().filter(of_kind).map(place_of);
    let others = first_of(others);
    (named.is_none() && !others.is_empty()).then(|| Warning::UnknownDirectory {
        source: known.file.clone(),
        directory: portal.directory.to_string(),
        known: others,
    })
}

/// Directory and Region of a sign-in.
fn place_of(one: &SignIn) -> String {
    let directory = one.portal.as_ref().map(|portal| portal.directory.as_str());
    let directory = directory.unwrap_or_default();
    match &one.region {
        Some(region) => format!("{directory} in {region}"),
        None => directory.to_owned(),
    }
}

/// A few of these, once each.
fn first_of(all: impl Iterator<Item = String>) -> String {
    let mut listed: Vec<String> = Vec::new();
    for one in all {
        if !listed.contains(&one) {
            listed.push(one);
        }
    }
    if listed.len() > MOST_WARNINGS {
        listed.truncate(MOST_WARNINGS);
        listed.push("others".to_owned());
    }
    listed.join(", ")
}

/// A sign-in that is not used, because the flags are of another partition.
pub(super) fn other_partition(one: &SignIn, used: &[Region], known: &Known) -> Warning {
    let used: Vec<&str> = used.iter().map(Region::as_str).collect();
    let portal = one.portal.as_ref();
    Warning::OtherPartition {
        source: known.says(one),
        directory: portal.map_or_else(String::new, |portal| portal.directory.to_string()),
        region: one.region.as_ref().map_or("-", Region::as_str).to_owned(),
        used: used.join(", "),
    }
}

/// Where a Region is named alone, and the config has several sign-ins, none of which it picks out.
pub(super) fn several_sign_ins(
    used: &[Region],
    known: &Known,
    config: &AwsConfig,
) -> Option<Warning> {
    let partition = used.first().map(Region::partition);
    let here = |one: &&SignIn| partition_of(one).is_none() || partition_of(one) == partition;
    let names: Vec<String> = config
        .sign_ins
        .iter()
        .filter(here)
        .map(|one| one.name.clone())
        .collect();
    if names.is_empty() {
        let first = config.sign_ins.first()?;
        return Some(other_partition(first, used, known));
    }
    Some(Warning::SeveralSignIns {
        source: known.file.clone(),
        names: first_of(names.into_iter()),
    })
}

/// The partition of a sign-in's portal, or of its Region.
pub(super) fn partition_of(one: &SignIn) -> Option<Partition> {
    let of_portal = one.portal.as_ref().and_then(|portal| portal.partition);
    of_portal.or_else(|| one.region.as_ref().map(Region::partition))
}

/// That the AWS CLI would not sign in as the config has it.
pub(super) fn refused(one: &SignIn, known: &Known) -> Option<Warning> {
    let source = known.says(one);
    Some(match one.refused.as_ref()? {
        Refused::LostSession(session) => Warning::LostSession {
            source,
            session: session.clone(),
        },
        Refused::Contradiction(key) => Warning::Contradiction {
            source,
            key: (*key).to_owned(),
        },
    })
}

/// Where flags and profile name different directories, and perhaps different Regions with them. An
/// alias and an id may be the same one.
pub(super) fn other_directory(
    asked: &Asked<'_>,
    sign_in: Option<&SignIn>,
    regions: &[Region],
    known: &Known,
) -> Vec<Warning> {
    let named = sign_in.and_then(|one| Some((one, &one.portal.as_ref()?.directory)));
    let (Some((one, theirs)), Some(portal)) = (named, asked.portal) else {
        return Vec::new();
    };
    let comparable = std::mem::discriminant(theirs) == std::mem::discriminant(&portal.directory);
    if !comparable || theirs == &portal.directory {
        return Vec::new();
    }
    let mut warnings = vec![Warning::OtherDirectory {
        source: known.says(one),
        directory: theirs.to_string(),
        used: portal.directory.to_string(),
    }];
    let region = one.region.as_ref();
    let other = region.filter(|region| !regions.contains(region));
    warnings.extend(other.map(|region| other_region(known.says(one), region, regions)));
    warnings
}

/// The sign-ins to this directory that have a Region. An alias and an id may be names of one
/// directory; nothing on this machine says so.
pub(super) fn of_directory<'a>(
    directory: Option<&Directory>,
    partition: Option<Partition>,
    config: &'a AwsConfig,
) -> impl Iterator<Item = &'a SignIn> {
    config.sign_ins.iter().filter(move |one| {
        let portal = one.portal.as_ref();
        one.region.is_some()
            && is_of(one, partition)
            && portal.map(|portal| &portal.directory) == directory
    })
}

/// Whether a sign-in may be of this partition: the same alias in two is of two directories.
fn is_of(one: &SignIn, partition: Option<Partition>) -> bool {
    let region = one.region.as_ref().map(Region::partition);
    partition.is_none() || region.is_none() || region == partition
}

/// `AWS_PROFILE` counts little beside the flags; but the AWS CLI will stop at it.
pub(super) fn unknown_profile(
    asked: &Asked<'_>,
    known: &Known,
    config: &AwsConfig,
) -> Option<Warning> {
    let profile = asked.environment.filter(|_| asked.profile.is_none())?;
    let knows = config.profiles.iter().any(|one| one == profile)
        || config.builder_ids.iter().any(|one| one == profile)
        || config.sign_ins.iter().any(|one| one.name == profile);
    (known.config.is_ok() && !knows).then(|| Warning::UnknownProfile {
        source: known.file.clone(),
        profile: profile.to_owned(),
    })
}
