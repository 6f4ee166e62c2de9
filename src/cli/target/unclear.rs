//! Why it is not clear what is asked about: one line that names the thing and the mend.
//!
//! Owns the words, and the list of what there is to choose from. What is meant by the flags is
//! decided in `target`.

use crate::discovery::{Section, SignIn};
use crate::names::{Partition, Region};
use crate::plan::BadAlso;

/// As many sign-ins are listed before the rest is counted.
const MOST_LISTED: usize = 20;

/// As many names are proposed for a mistyped one.
const MOST_PROPOSED: usize = 3;

/// Longer names are cut when they are shown.
const LONGEST_NAME: usize = 64;

/// The flags and the AWS config together name no target.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unclear {
    #[error(
        "nothing says what to test: {file} names no sign-in; give --directory and --region, as in --directory mycorp --region us-east-1"
    )]
    Nothing { file: String },
    #[error("{file} names several sign-ins: choose one with --profile")]
    Several { file: String, rows: Vec<String> },
    #[error("{file} could not be read: {why}; give --directory and --region, or mend the file")]
    Unread { file: String, why: String },
    #[error("{file} has no profile or sso-session {name:?}{}", proposal(.nearest))]
    UnknownProfile {
        file: String,
        name: String,
        nearest: Vec<String>,
    },
    #[error(
        "profile {name} in {file} does not sign in by IAM Identity Center (it has no sso_session or sso_start_url): choose another, or give --directory and --region"
    )]
    NoSignIn { file: String, name: String },
    #[error(
        "{name} in {file} signs in with an AWS Builder ID, which is of no company's directory: choose another, or give --directory and --region"
    )]
    BuilderId { file: String, name: String },
    #[error(
        "{section} in {file} names the sso-session {session}, which the file does not have: give --directory and --region, or mend the file"
    )]
    LostSession {
        file: String,
        section: String,
        session: String,
    },
    #[error(
        "{section} in {file} has no sso_start_url that is a portal of AWS: give --directory, or mend the file"
    )]
    NoStartUrl { file: String, section: String },
    #[error(
        "{section} in {file} has no sso_region that is a Region: give --region, or mend the file"
    )]
    NoRegion { file: String, section: String },
    #[error(
        "{whose} is of partition {theirs}, and {region} is of {}: the two share nothing; give the Region of this portal, or another --directory", .region.partition()
    )]
    OtherPartition {
        /// "the portal's URL", or the portal of a profile.
        whose: String,
        theirs: Partition,
        region: Region,
    },
    #[error("the portal's URL is of partition {theirs}: give --region, as in {}", example(*.theirs))]
    RegionOfPartition { theirs: Partition },
    #[error("{why}; {file} names that profile: mend it there, or give --profile")]
    ProfileOfSite { file: String, why: Box<Unclear> },
    #[error("--also URL {number}: {why}")]
    Also { number: usize, why: BadAlso },
}

impl Unclear {
    /// What there is to choose from, a line each.
    pub(in crate::cli) fn rows(&self) -> &[String] {
        match self {
            Self::Several { rows, .. } => rows,
            _ => &[],
        }
    }

    /// Whether the profile that was asked for is at fault.
    pub(super) fn is_of_profile(&self) -> bool {
        matches!(
            self,
            Self::UnknownProfile { .. } | Self::NoSignIn { .. } | Self::BuilderId { .. }
        )
    }

    /// The same, where a site file asked for the profile.
    pub(super) fn of_site(self, file: String) -> Self {
        let why = Box::new(self);
        Self::ProfileOfSite { file, why }
    }

    /// `all` of the file, of which some are to be chosen from.
    pub(super) fn several(file: &str, sign_ins: &[&SignIn], all: &[SignIn]) -> Self {
        Self::Several {
            file: file.to_owned(),
            rows: rows(sign_ins, all),
        }
    }

    /// Proposes what is within a third of the name's length.
    pub(super) fn unknown_profile<'a>(
        file: &str,
        name: &str,
        known: impl Iterator<Item = &'a str>,
    ) -> Self {
        let name = short(name);
        let edits = |other: &str| strsim::osa_distance(&name.to_lowercase(), &other.to_lowercase());
        let mut near: Vec<(usize, &str)> = known
            .filter(|other| other.len() <= LONGEST_NAME)
            .map(|other| (edits(other), other))
            .filter(|(edits, other)| *edits <= other.len().max(3) / 3)
            .collect();
        near.sort_unstable();
        near.dedup();
        let nearest = near.into_iter().take(MOST_PROPOSED);
        Self::UnknownProfile {
            file: file.to_owned(),
            nearest: nearest.map(|(_, other)| other.to_owned()).collect(),
            name,
        }
    }
}

/// A Region of each partition, to show the form.
fn example(partition: Partition) -> &'static str {
    match partition {
        Partition::Aws => "us-east-1",
        Partition::UsGov => "us-gov-west-1",
        Partition::China => "cn-north-1",
        Partition::Eusc => "eusc-de-east-1",
    }
}

fn proposal(nearest: &[String]) -> String {
    match nearest {
        [] => String::new(),
        names => format!("; did you mean {}?", names.join(" or ")),
    }
}

/// One line for each target: the flag that chooses it, the start URL, the Region, and how many
/// names more stand for the same.
fn rows(sign_ins: &[&SignIn], all: &[SignIn]) -> Vec<String> {
    let mut targets: Vec<(&SignIn, usize)> = Vec::new();
    for one in sign_ins {
        let same = |known: &&mut (&SignIn, usize)| {
            known.0.start_url == one.start_url && known.0.region == one.region
        };
        match targets.iter_mut().find(same) {
            Some(known) => known.1 += 1,
            None => targets.push((one, 0)),
        }
    }
    let listed = targets.iter().take(MOST_LISTED);
    let mut rows: Vec<String> = listed.map(|target| row(target, all)).collect();
    if let Some(more @ 1..) = targets.len().checked_sub(MOST_LISTED) {
        rows.push(format!("and {more} more"));
    }
    rows
}

fn row((one, more): &(&SignIn, usize), all: &[SignIn]) -> String {
    let url = one.start_url.as_deref().unwrap_or("(no start URL)");
    let region = one
        .region
        .as_ref()
        .map_or("(no Region)", |region| region.as_str());
    let name = short(&one.name);
    let quote = if name.contains(char::is_whitespace) {
        "\""
    } else {
        ""
    };
    // `--profile` would choose the profile.
    let hidden = is_hidden(one, all);
    let flag = if hidden { "sso-session" } else { "--profile" };
    let flag = format!("{flag} {quote}{name}{quote}");
    let more = match more {
        0 => String::new(),
        more => format!("  (and {more} more)"),
    };
    let hidden = if hidden {
        "  (the profile of this name goes before it)"
    } else {
        ""
    };
    format!("{flag:<30}  {url}  {region}{more}{hidden}")
}

/// Whether a profile of the session's name goes before it.
fn is_hidden(one: &SignIn, all: &[SignIn]) -> bool {
    let of_name = |other: &SignIn| other.kind == Section::Profile && other.name == one.name;
    one.kind == Section::Session && all.iter().any(of_name)
}

/// "profile dev", "sso-session corp".
pub(super) fn section(one: &SignIn) -> String {
    let kind = match one.kind {
        Section::Profile => "profile",
        Section::Session => "sso-session",
    };
    format!("{kind} {}", short(&one.name))
}

fn short(name: &str) -> String {
    name.chars().take(LONGEST_NAME).collect()
}
