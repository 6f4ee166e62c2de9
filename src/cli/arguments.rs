//! From arguments to flags, with the site file's defaults for those that are not typed.
//!
//! Owns the two readings of the command line: the first finds mistakes in what was typed, and
//! which site file is meant; the second knows that file's defaults.

use std::{collections::BTreeMap, ffi::OsString, path::PathBuf};

use clap::{
    ArgMatches, Command, CommandFactory as _, FromArgMatches as _, builder::Resettable,
    parser::ValueSource,
};

use crate::names::Portal;
use crate::system::environment::Variable;
use crate::verdict::{Addressee, Phrase, Team};

use super::{
    Mistake,
    flags::Flags,
    site_file::{self, Device, Setting, SiteFile, defaults},
};

/// Why there is nothing to run.
pub(super) enum Refusal {
    /// Wrong flags, or a wish for help.
    Usage(clap::Error),
    SiteFile(Mistake),
}

/// The site file of a run, and what it decided.
#[derive(Debug, Default)]
pub(super) struct Site {
    pub(super) file: Option<SiteFile>,
    /// The ids of flags that were typed, among those that say what is asked about.
    typed: Vec<&'static str>,
    /// Those whose value is the file's.
    given: Vec<&'static str>,
    /// Whether the profile is the file's choice too.
    gives_profile: bool,
}

/// Who says directory and Region.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SaidBy {
    Flags,
    SiteFile,
    Both,
}

impl SaidBy {
    /// For the report.
    pub(super) fn phrase(self) -> Phrase {
        Phrase::new(match self {
            Self::Flags => "source.flags",
            Self::SiteFile => "source.site_file",
            Self::Both => "source.both",
        })
    }

    /// The same, where the AWS config said the rest.
    pub(super) fn phrase_with(self, config: &str) -> Phrase {
        let phrase = Phrase::new(match self {
            Self::Flags => "source.flags_and_config",
            Self::SiteFile => "source.site_file_and_config",
            Self::Both => "source.both_and_config",
        });
        phrase.with("file", config)
    }
}

/// Flags that say what is asked about: every command that has them takes them from the file.
const TARGET: &[&str] = &["directory", "region"];

/// The flag that names a sign-in of the AWS config instead.
const PROFILE: &str = "profile";

/// Commands that a site file is read for, and whether they take all of its defaults.
const WITH_SITE: &[(&str, bool)] = &[
    ("probe", true),
    ("allowlist", false),
    ("endpoints", false),
    ("steps", false),
];

/// What was typed, and what the site file adds.
pub(super) fn read(
    arguments: impl IntoIterator<Item = OsString>,
) -> Result<(Flags, Site), Refusal> {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let typed = lenient().try_get_matches_from(&arguments);
    let typed = typed.map_err(Refusal::Usage)?;
    let file = site_file(&typed).map_err(Refusal::SiteFile)?;
    let settings = file.iter().flat_map(|file| &file.defaults);
    let settings: Vec<&Setting> = settings
        .filter(|setting| !is_typed_otherwise(setting, &typed))
        .collect();
    let matches = with(&settings).try_get_matches_from(&arguments);
    let matches = matches.map_err(Refusal::Usage)?;
    let flags = Flags::from_arg_matches(&matches).map_err(Refusal::Usage)?;
    let from = |source| sources(&matches, source, TARGET);
    let (typed, given) = (
        from(ValueSource::CommandLine),
        from(ValueSource::DefaultValue),
    );
    let site = Site {
        file,
        typed,
        given,
        gives_profile: !sources(&matches, ValueSource::DefaultValue, &[PROFILE]).is_empty(),
    };
    Ok((flags, site))
}

/// The command line. A variable that is set to nothing but blanks is as good as none.
pub(super) fn command() -> Command {
    let all = Flags::command();
    match Variable::Site.text() {
        Some(label) if label.trim().is_empty() => all.mut_subcommand("probe", |probe| {
            probe.mut_arg("site", |arg| arg.env(Resettable::Reset))
        }),
        _ => all,
    }
}

/// The command line on which nothing has to be typed.
fn lenient() -> Command {
    let all = command();
    all.mut_subcommands(|command| command.mut_args(|arg| arg.required(false)))
}

/// The file that counts, where the command heeds one.
fn site_file(typed: &ArgMatches) -> Result<Option<SiteFile>, Mistake> {
    let heeds = |name| WITH_SITE.iter().any(|(known, _)| *known == name);
    if !typed.subcommand_name().is_some_and(heeds) || typed.get_flag("no_config") {
        return Ok(None);
    }
    let named = typed.get_one::<PathBuf>("config");
    site_file::here(named.map(PathBuf::as_path))
}

/// The command line with the file's defaults.
fn with(settings: &[&Setting]) -> Command {
    WITH_SITE.iter().fold(command(), |command, (name, all)| {
        let wanted = |setting: &&Setting| *all || TARGET.contains(&setting.key.as_str());
        let wanted: Vec<&Setting> = settings.iter().copied().filter(wanted).collect();
        command.mut_subcommand(name, |command| defaults::apply(command, &wanted))
    })
}

/// Whether what was typed says it by another flag: a profile names directory and Region, a
/// directory goes before what a profile says of it, and some portal URLs hold a Region.
fn is_typed_otherwise(setting: &Setting, typed: &ArgMatches) -> bool {
    let Some((_, typed)) = typed.subcommand() else {
        return false;
    };
    let of_target = TARGET.contains(&setting.key.as_str());
    let profile = matches!(typed.try_get_one::<String>(PROFILE), Ok(Some(_)));
    let portal = typed.try_get_one::<Portal>("directory").ok().flatten();
    let region = portal.is_some_and(|portal| portal.region.is_some());
    of_target && profile
        || setting.key == PROFILE && portal.is_some()
        || setting.key == "region" && region
}

/// Those of the flags that have their value from there.
fn sources(matches: &ArgMatches, source: ValueSource, flags: &[&'static str]) -> Vec<&'static str> {
    let Some((_, matches)) = matches.subcommand() else {
        return Vec::new();
    };
    let has = |flag: &str| {
        let known = matches.try_contains_id(flag).unwrap_or(false);
        known && matches.value_source(flag) == Some(source)
    };
    flags.iter().copied().filter(|flag| has(flag)).collect()
}

impl Site {
    /// What the file says of each team.
    pub(super) fn addressees(&self) -> BTreeMap<Team, Addressee> {
        let Some(file) = &self.file else {
            return BTreeMap::new();
        };
        let of = |device: &Device| {
            let addressee = Addressee {
                name: file.teams.get(device).cloned(),
                product: file.products.get(device).map(|id| (*id).to_owned()),
            };
            (device.team(), addressee)
        };
        Device::ALL.iter().map(of).collect()
    }

    /// The site file, where the profile is of its choice and of nobody else's.
    pub(super) fn of_profile(&self) -> Option<String> {
        let file = self.file.as_ref().filter(|_| self.gives_profile)?;
        Some(file.path.display().to_string())
    }

    /// Who said directory and Region, where the AWS config did not.
    pub(super) fn said_by(&self) -> SaidBy {
        match (self.typed.is_empty(), self.given.is_empty()) {
            (_, true) => SaidBy::Flags,
            (true, false) => SaidBy::SiteFile,
            (false, false) => SaidBy::Both,
        }
    }
}
