//! Which sign-in of the AWS config is meant, and which Regions.
//!
//! Owns the order in which flags, environment and config are heeded.

use crate::discovery::{AwsConfig, DEFAULT_PROFILE, Refused, Section, SignIn};
use crate::names::{Directory, Region};
use crate::plan::Warning;

use super::compare::{of_directory, other_partition, partition_of, several_sign_ins};
use super::place::{Asked, By, once};
use super::unclear::section;
use super::{Known, Unclear};

/// The sign-in that is meant, where one is named or the flags name no directory.
pub(super) fn sign_in<'a>(
    asked: &Asked<'_>,
    known: &Known,
    config: &'a AwsConfig,
) -> Result<(Option<&'a SignIn>, Option<Warning>), Unclear> {
    if let Some(name) = asked.profile {
        return named(name, known, config).map(|one| (Some(one), None));
    }
    if asked.portal.is_some() {
        return Ok((None, None));
    }
    let found = match asked.environment {
        Some(name) => named(name, known, config),
        None => the_only_one(asked.regions, known, config),
    };
    // A Region alone is enough for a run: what the config adds is welcome, and no condition.
    let Some(region) = asked.regions.first() else {
        return found.map(|one| (Some(one), None));
    };
    Ok(match found {
        Ok(one) if one.portal.is_none() => (None, None),
        Ok(one) => match partition_of(one) {
            Some(theirs) if theirs != region.partition() => {
                (None, Some(other_partition(one, asked.regions, known)))
            }
            _ => (Some(one), None),
        },
        Err(Unclear::Several { .. }) => (None, several_sign_ins(asked.regions, known, config)),
        Err(_) => (None, None),
    })
}

/// A profile goes before a session of the same name.
fn named<'a>(name: &str, known: &Known, config: &'a AwsConfig) -> Result<&'a SignIn, Unclear> {
    if let Some(found) = config.sign_ins.iter().find(|one| one.name == name) {
        return Ok(found);
    }
    let file = known.file.clone();
    if config.builder_ids.iter().any(|one| one == name) {
        let name = name.to_owned();
        return Err(Unclear::BuilderId { file, name });
    }
    if config.profiles.iter().any(|profile| profile == name) {
        let name = name.to_owned();
        return Err(Unclear::NoSignIn { file, name });
    }
    let names = config.sign_ins.iter().map(|one| one.name.as_str());
    Err(Unclear::unknown_profile(&file, name, names))
}

/// The default profile's, or the one that all agree on, or all that are of these Regions.
fn the_only_one<'a>(
    regions: &[Region],
    known: &Known,
    config: &'a AwsConfig,
) -> Result<&'a SignIn, Unclear> {
    let is_default = |one: &&SignIn| one.kind == Section::Profile && one.name == DEFAULT_PROFILE;
    let all: Vec<&SignIn> = config.sign_ins.iter().collect();
    if let Some(found) = all.iter().find(|one| is_default(one)) {
        return Ok(found);
    }
    if all.is_empty() {
        let file = known.file.clone();
        return Err(Unclear::Nothing { file });
    }
    let of_regions = |one: &&SignIn| {
        let region = one.region.as_ref();
        one.portal.is_some() && region.is_some_and(|region| regions.contains(region))
    };
    let here: Vec<&SignIn> = all.iter().copied().filter(of_regions).collect();
    let agreed = agreed(&all).or_else(|| agreed(&here));
    agreed.ok_or_else(|| Unclear::several(&known.file, &all, &config.sign_ins))
}

/// The first of these, if all are of one directory and Region.
fn agreed<'a>(sign_ins: &[&'a SignIn]) -> Option<&'a SignIn> {
    let (first, others) = sign_ins.split_first()?;
    let same = |one: &&SignIn| one.portal == first.portal && one.region == first.region;
    others.iter().all(same).then_some(*first)
}

pub(super) fn directory_of(one: &SignIn, known: &Known) -> Result<Directory, Unclear> {
    match &one.portal {
        Some(portal) => Ok(portal.directory.clone()),
        None => Err(
            lost_session(one, known).unwrap_or_else(|| Unclear::NoStartUrl {
                file: known.file.clone(),
                section: section(one),
            }),
        ),
    }
}

/// What a profile lacks may stand in the session that it names, which the file does not have.
fn lost_session(one: &SignIn, known: &Known) -> Option<Unclear> {
    match one.refused.as_ref()? {
        Refused::LostSession(session) => Some(Unclear::LostSession {
            file: known.file.clone(),
            section: section(one),
            session: session.clone(),
        }),
        Refused::Contradiction(_) => None,
    }
}

/// The flags' Regions, else the one that the flags' URL holds, else the sign-in's, else the one
/// that the config has for the directory.
pub(super) fn regions<'a>(
    asked: &Asked<'_>,
    sign_in: Option<&'a SignIn>,
    directory: Option<&Directory>,
    known: &Known,
    config: &'a AwsConfig,
) -> Result<(Vec<Region>, By<'a>), Unclear> {
    if !asked.regions.is_empty() {
        return Ok((once(asked.regions), By::Flags));
    }
    if let Some(region) = asked.portal.and_then(|portal| portal.region.as_ref()) {
        return Ok((vec![region.clone()], By::Flags));
    }
    if let Some(one) = sign_in {
        let in_url = || one.portal.as_ref().and_then(|portal| portal.region.clone());
        let region = one.region.clone().or_else(in_url);
        let none = || Unclear::NoRegion {
            file: known.file.clone(),
            section: section(one),
        };
        let region = region.ok_or_else(|| lost_session(one, known).unwrap_or_else(none))?;
        return Ok((vec![region], By::Config(one)));
    }
    let partition = asked.portal.and_then(|portal| portal.partition);
    let same: Vec<&SignIn> = of_directory(directory, partition, config).collect();
    match same.as_slice() {
        [] => Ok((Vec::new(), By::Flags)),
        [first, others @ ..] if others.iter().all(|one| one.region == first.region) => {
            Ok((first.region.iter().cloned().collect(), By::Config(first)))
        }
        several => Err(Unclear::several(&known.file, several, &config.sign_ins)),
    }
}
