//! What was asked about, in words.
//!
//! Owns the wording of what is odd about a target; that it is odd was noticed by the plan and the
//! command.

use crate::names::Region;
use crate::plan::{Plan, Warning};
use crate::report::{texts::Texts, v1};
use crate::verdict::Phrase;

use super::said;

/// What is odd about the target, in words.
pub fn warnings(plan: &Plan, texts: &Texts) -> Vec<String> {
    let warnings: Vec<Phrase> = plan.warnings.iter().map(warning).collect();
    texts.say_all(&warnings)
}

/// That a Region is in no list of AWS's, in words.
pub fn unlisted(region: &Region, texts: &Texts) -> String {
    texts.say(&warning(&Warning::UnlistedRegion(region.to_string())))
}

/// The target, who named it, and what is odd about it.
pub(super) fn of(plan: &Plan, source: &[Phrase], texts: &Texts) -> v1::Target {
    let asked = &plan.target;
    let warnings: Vec<Phrase> = plan.warnings.iter().map(warning).collect();
    v1::Target {
        directory: asked.directory.as_ref().map(ToString::to_string),
        regions: asked.regions.iter().map(ToString::to_string).collect(),
        partition: plan.partition.to_string(),
        scopes: asked.scopes.iter().map(ToString::to_string).collect(),
        source: texts.list(&texts.say_all(source)),
        source_said: said(source),
        warnings: texts.say_all(&warnings),
        said: said(&warnings),
    }
}

fn warning(warning: &Warning) -> Phrase {
    match warning {
        Warning::UnlistedRegion(region) => {
            Phrase::new("warning.unlisted_region").with("region", region)
        }
        Warning::NoDirectory => Phrase::new("warning.no_directory"),
        Warning::OtherRegion {
            source,
            region,
            used,
        } => Phrase::new("warning.other_region")
            .with("source", source)
            .with("region", region)
            .with("used", used),
        Warning::OtherDirectory {
            source,
            directory,
            used,
        } => Phrase::new("warning.other_directory")
            .with("source", source)
            .with("directory", directory)
            .with("used", used),
        Warning::PerhapsOtherRegion {
            source,
            region,
            directory,
            asked,
            used,
        } => Phrase::new("warning.perhaps_other_region")
            .with("source", source)
            .with("region", region)
            .with("directory", directory)
            .with("asked", asked)
            .with("used", used),
        Warning::RegionOfNone {
            source,
            region,
            used,
        } => Phrase::new("warning.region_of_none")
            .with("source", source)
            .with("region", region)
            .with("used", used),
        Warning::OtherPartition {
            source,
            directory,
            region,
            used,
        } => Phrase::new("warning.other_partition")
            .with("source", source)
            .with("directory", directory)
            .with("region", region)
            .with("used", used),
        Warning::UnknownDirectory {
            source,
            directory,
            known,
        } => Phrase::new("warning.unknown_directory")
            .with("source", source)
            .with("directory", directory)
            .with("known", known),
        Warning::SeveralSignIns { source, names } => Phrase::new("warning.several_sign_ins")
            .with("source", source)
            .with("names", names),
        Warning::LostSession { source, session } => Phrase::new("warning.lost_session")
            .with("source", source)
            .with("session", session),
        Warning::Contradiction { source, key } => Phrase::new("warning.contradiction")
            .with("source", source)
            .with("key", key),
        Warning::UnknownProfile { source, profile } => Phrase::new("warning.unknown_profile")
            .with("source", source)
            .with("profile", profile),
        Warning::UnreadConfig { file, why } => Phrase::new("warning.unread_config")
            .with("file", file)
            .with("why", why),
        Warning::CutUrl(url) => Phrase::new("warning.cut_url").with("url", url),
        Warning::NothingCounts(partition) => {
            Phrase::new("warning.nothing_counts").with("partition", partition)
        }
    }
}
