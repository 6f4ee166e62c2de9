//! Which sign-in of the AWS config is meant, and which Regions.
//!
//! Owns the order in which flags, environment and config are heeded.

use crate::discovery::{AwsConfig, DEFAULT_PROFILE, Section, SignIn};
use crate::names::{Directory, Region};

use super::compare::of_directory;
use super::place::{Asked, By};
use super::unclear::section;
use super::{Known, Unclear};

/// The sign-in that is meant, where one is named or the flags name no directory.
pub(super) fn sign_in<'a>(
    asked: &Asked<'_>,
    known: &Known,
    config: &'a AwsConfig,
) -> Result<Option<&'a SignIn>, Unclear> {
    if let Some(name) = asked.profile {
        return named(name, known, config).map(Some);
    }
    if asked.portal.is_some() {
        return Ok(None);
    }
    let found = match asked.environment {
        Some(name) => named(name, known, config),
        None => the_only_one(known, config),
    };
    // A Region alone is enough for a run: what the config adds is welcome, and no condition.
    match found {
        Ok(one) if one.portal.is_none() && !asked.regions.is_empty() => Ok(None),
        Err(_) if !asked.regions.is_empty() => Ok(None),
        found => found.map(Some),
    }
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

/// The default profile's, or the one that all agree on.
fn the_only_one<'a>(known: &Known, config: &'a AwsConfig) -> Result<&'a SignIn, Unclear> {
    let is_default = |one: &&SignIn| one.kind == Section::Profile && one.name == DEFAULT_PROFILE;
    let all: Vec<&SignIn> = config.sign_ins.iter().collect();
    if let Some(found) = all.iter().find(|one| is_default(one)) {
        return Ok(found);
    }
    let file = known.file.clone();
    let (first, others) = all.split_first().ok_or(Unclear::Nothing { file })?;
    let same = |one: &&SignIn| one.portal == first.portal && one.region == first.region;
    if others.iter().all(same) {
        Ok(first)
    } else {
        Err(Unclear::several(&known.file, &all))
    }
}

pub(super) fn directory_of(one: &SignIn, known: &Known) -> Result<Directory, Unclear> {
    match &one.portal {
        Some(portal) => Ok(portal.directory.clone()),
        None => Err(Unclear::NoStartUrl {
            file: known.file.clone(),
            section: section(one),
        }),
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
        return Ok((asked.regions.to_vec(), By::Flags));
    }
    if let Some(region) = asked.portal.and_then(|portal| portal.region.as_ref()) {
        return Ok((vec![region.clone()], By::Flags));
    }
    if let Some(one) = sign_in {
        let in_url = || one.portal.as_ref().and_then(|portal| portal.region.clone());
        let region = one.region.clone().or_else(in_url);
        let region = region.ok_or_else(|| Unclear::NoRegion {
            file: known.file.clone(),
            section: section(one),
        })?;
        return Ok((vec![region], By::Config(one)));
    }
    let partition = asked.portal.and_then(|portal| portal.partition);
    let same: Vec<&SignIn> = of_directory(directory, partition, config).collect();
    match same.as_slice() {
        [] => Ok((Vec::new(), By::Flags)),
        [first, others @ ..] if others.iter().all(|one| one.region == first.region) => {
            Ok((first.region.iter().cloned().collect(), By::Config(first)))
        }
        several => Err(Unclear::several(&known.file, several)),
    }
}
