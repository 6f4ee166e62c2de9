//! Which concrete URLs to test from here, and what cannot be tested.
//!
//! Owns the expansion of catalogue rows by directory and Region, and the merging of rows that
//! mean the same URL, so that nothing is asked twice. Pure: what is on the network is the
//! probe's, what a failure means is the verdict's.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::names::{Directory, HostName, Partition, Region};

pub use crate::catalogue::{Basis, Client, Requirement, Scope};

mod also;
mod expand;
mod public;

pub use also::{ALSO, Also, BadAlso};
pub use expand::{DEFAULT_SCOPES, plan, written};
pub use public::{Public, Whose};

/// What the user asked about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Target {
    pub directory: Option<Directory>,
    /// At least one; all of one partition.
    pub regions: Vec<Region>,
    pub scopes: Vec<Scope>,
    /// URLs beside the catalogue.
    pub also: Vec<Also>,
    /// What was odd when all this was chosen.
    pub noticed: Vec<Warning>,
    /// Whether the names for programs that are set to use FIPS endpoints are asked for too.
    pub fips: bool,
    /// Whether AWS is asked which Region the directory is in.
    pub deep: bool,
}

/// Why a target cannot be planned for. Each text names the thing and the mend.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadTarget {
    #[error(
        "no Region is given: name the Region of your Identity Center instance, as in us-east-1"
    )]
    NoRegion,
    #[error(
        "{one} and {other} are of different partitions ({} and {}), which share nothing: ask about them in separate runs",
        .one.partition(), .other.partition()
    )]
    SeveralPartitions { one: Region, other: Region },
    #[error(
        "the catalogue has no endpoints of partition {partition} yet: choose a Region of another partition"
    )]
    EmptyPartition { partition: Partition },
    #[error(
        "how to ask in which Region a directory is, is not known for partition {partition}: leave out --deep"
    )]
    NotDeep { partition: Partition },
    #[error(
        "--deep asks by alias or d- id: give --directory with one of them, or leave out --deep"
    )]
    NothingToAskFor,
    #[error("{host} is no endpoint, and nothing is sent to it ({why}): leave it out of --also")]
    NoEndpoint { host: HostName, why: String },
    #[error(
        "the catalogue has no endpoints of scope {} in partition {partition} yet: choose another scope, as in {}",
        listed(.scopes), listed(DEFAULT_SCOPES)
    )]
    EmptyScopes {
        partition: Partition,
        scopes: Vec<Scope>,
    },
}

fn listed(scopes: &[Scope]) -> String {
    let codes: Vec<&str> = scopes.iter().map(|scope| scope.code()).collect();
    codes.join(", ")
}

/// Who vouches for a host name: it decides what NXDOMAIN can mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Voucher {
    /// The catalogue itself: an AWS document names it, in a Region that is listed.
    Catalogue,
    /// The user: it was made from the directory or from a Region that is not listed.
    Typed,
    /// Nobody: it was seen in traffic or derived by a rule.
    Nobody,
}

/// One concrete URL to test from here. Carries all that its rows say, so that nothing further
/// along needs the catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Path {
    /// `endpoint@region#host/path`; without `@region` where no Region is in it.
    pub id: String,
    /// The row that asks for it most strongly.
    pub endpoint: String,
    pub url: Url,
    pub host: HostName,
    pub port: u16,
    pub requirement: Requirement,
    pub scopes: Vec<Scope>,
    pub steps: Vec<String>,
    pub clients: Vec<Client>,
    /// What the document that asks for it writes: `*.awsapps.com`.
    pub pattern: String,
    /// What does not work without it.
    pub breaks: String,
    /// Title of the document, and when it was read.
    pub document: String,
    pub checked: Date,
    /// Whether a genuine answer is JSON.
    pub json: bool,
    pub voucher: Voucher,
    /// Whether its answer names the Region that the directory is in.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub deep: bool,
    /// How the surest row came to know it; none for what the user alone names.
    pub basis: Option<Basis>,
}

impl Path {
    /// Whether it counts in the exit status: what only a rule made never does.
    pub fn counts(&self) -> bool {
        self.basis != Some(Basis::Derived)
    }

    /// Whether only the user asks for it: no row of the catalogue does.
    pub fn is_beside_catalogue(&self) -> bool {
        self.endpoint == ALSO
    }
}

/// A row for which there is nothing to test.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Untested {
    pub endpoint: String,
    pub pattern: String,
    pub why: Obstacle,
}

/// Why a row cannot be tested.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Obstacle {
    /// The catalogue says why.
    Row(String),
    /// With the target filled in, this text is no URL: a directory makes a name too long.
    NotUrl(String),
    /// It needs a directory alias or id, and none was given.
    NoDirectory,
    /// It needs an instance id, and none was given.
    NoInstance,
}

/// A step of the guide, with the paths that it needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedStep {
    pub id: String,
    pub title: String,
}

/// Everything that a run will do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    pub target: Target,
    pub partition: Partition,
    /// In a stable order: strongest requirement first, then as in the catalogue.
    pub paths: Vec<Path>,
    pub untested: Vec<Untested>,
    /// The steps that the paths belong to, in the order of the guide.
    pub steps: Vec<PlannedStep>,
    /// What the user should know about the target: an unlisted Region, no directory,
    /// another Region in the AWS config.
    pub warnings: Vec<Warning>,
}

/// What is odd about the target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Warning {
    /// A well-formed Region that the catalogue does not list.
    UnlistedRegion(String),
    /// Without a directory the portal itself is not tested.
    NoDirectory,
    /// `source` has another Region for the same directory. With the wrong one every path is open,
    /// and nobody can sign in.
    OtherRegion {
        source: String,
        region: String,
        used: String,
    },
    /// The profile that was named is of another directory than the one that was named.
    OtherDirectory {
        source: String,
        directory: String,
        used: String,
    },
    /// As [`Warning::OtherRegion`], for a directory that may be the same under another name.
    PerhapsOtherRegion {
        source: String,
        region: String,
        directory: String,
        asked: String,
        used: String,
    },
    /// As [`Warning::OtherRegion`], where nothing says which directory `source` is about.
    RegionOfNone {
        source: String,
        region: String,
        used: String,
    },
    /// `source` is of a directory in another partition, which shares no host with this.
    OtherPartition {
        source: String,
        directory: String,
        region: String,
        used: String,
    },
    /// `source` has sign-ins, and none to the directory that was named.
    UnknownDirectory {
        source: String,
        directory: String,
        /// Some of those that it has, with their Regions.
        known: String,
    },
    /// `source` has sign-ins to several directories, and nothing says which is meant.
    SeveralSignIns { source: String, names: String },
    /// The sign-in that is meant names a session that is not there.
    LostSession { source: String, session: String },
    /// The sign-in that is meant has another value than its session.
    Contradiction { source: String, key: String },
    /// The environment names a profile that the config does not have.
    UnknownProfile { source: String, profile: String },
    /// The AWS CLI's config file could not be read, so that nothing was compared with it.
    UnreadConfig { file: String, why: String },
    /// Query or fragment of a URL beside the catalogue were left out.
    CutUrl(String),
    /// All that is required was derived by a rule, so that nothing can decide the exit status.
    NothingCounts(Partition),
}

/// A host and port that a run contacts, with the paths that go there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedHost<'a> {
    pub host: &'a HostName,
    pub port: u16,
    /// At least one, in the order of the plan.
    pub paths: Vec<&'a Path>,
}

impl Plan {
    /// Every host and port once, in the order in which the paths name them first.
    pub fn hosts(&self) -> Vec<PlannedHost<'_>> {
        let mut hosts: Vec<PlannedHost<'_>> = Vec::new();
        for path in &self.paths {
            let same =
                |known: &&mut PlannedHost<'_>| known.host == &path.host && known.port == path.port;
            match hosts.iter_mut().find(same) {
                Some(known) => known.paths.push(path),
                None => hosts.push(PlannedHost {
                    host: &path.host,
                    port: path.port,
                    paths: vec![path],
                }),
            }
        }
        hosts
    }
}
