//! What to let through a firewall or a gateway, said so that no product's habits are in it.
//!
//! Owns entries and lists: which names, how deep below a base, why, and who says so. `select`
//! makes them from the catalogue, `shared` keeps them from being wide, `narrow` picks what a network
//! lacks. What a product can express, and how
//! it is written there, is `format`'s. Pure.

use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::catalogue::coded;
use crate::names::{Directory, HostName, Partition, Region};

pub use crate::catalogue::{Operator, Requirement, Scope};

mod fold;
mod merge;
mod narrow;
mod remarks;
mod select;
mod shared;

pub use narrow::{Lacking, complete, narrow};
pub use select::allowlist;
pub use shared::has_buckets_below;

coded! {
    /// What a list is for.
    Purpose {
        /// To be let through.
        Allow = "allow",
        /// To be let through with its TLS unopened.
        NoDecrypt = "no-decrypt",
    }
}

coded! {
    /// How wide a list is.
    Breadth {
        /// AWS's current wording, with the directory's and the Region's own names filled in.
        Documented = "documented",
        /// Hosts alone, and no wildcard.
        Exact = "exact",
        /// The five rows of AWS's set-up guide of 2023.
        Guide = "guide",
        /// The fewest lines: wildcards wherever AWS writes one.
        Broad = "broad",
    }
}

/// Which names an entry means, by its base.
///
/// The four are all that AWS's wording and any product's wildcard come to: the name itself (apex)
/// or not, and below it nothing, exactly one label, or any number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Reach {
    /// The base alone.
    Itself,
    /// Names that are one label longer.
    OneBelow,
    /// Names that are one or more labels longer.
    Below,
    /// The base, and all names below it.
    ItselfAndBelow,
}

impl Reach {
    /// Whether the base itself is meant.
    pub fn has_apex(self) -> bool {
        matches!(self, Self::Itself | Self::ItselfAndBelow)
    }

    /// How many labels longer a name may be: `0`, `1`, `1..n` or `0..n`.
    pub fn depth(self) -> &'static str {
        match self {
            Self::Itself => "0",
            Self::OneBelow => "1",
            Self::Below => "1..n",
            Self::ItselfAndBelow => "0..n",
        }
    }

    /// Whether a base with this reach means everything that one with the other reach does.
    pub fn includes(self, other: Self) -> bool {
        match self {
            Self::ItselfAndBelow => true,
            Self::Below => matches!(other, Self::Below | Self::OneBelow),
            Self::Itself | Self::OneBelow => self == other,
        }
    }
}

/// Which paths of a host an entry means. AWS's lists know a beginning and nothing else: what
/// follows it, a query or more of the path, is never said to be forbidden.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum UrlPath {
    Any,
    /// With its first slash: `/start`.
    Prefix(String),
}

impl UrlPath {
    pub fn includes(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Any, _) => true,
            (Self::Prefix(one), Self::Prefix(other)) => other.starts_with(one.as_str()),
            (Self::Prefix(_), Self::Any) => false,
        }
    }
}

/// Why an entry is there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Why {
    /// Id of the catalogue's row.
    pub endpoint: String,
    /// As the document writes it: `*.awsapps.com`.
    pub pattern: String,
    pub requirement: Requirement,
    /// What does not work without it, as half a sentence.
    pub breaks: String,
    /// Title of the document.
    pub document: String,
    pub checked: Date,
}

/// One row of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub base: HostName,
    pub reach: Reach,
    pub path: UrlPath,
    pub port: u16,
    /// The strongest of its reasons'.
    pub requirement: Requirement,
    pub operator: Operator,
    /// At least one, the strongest first.
    pub why: Vec<Why>,
}

impl Entry {
    /// The host part as AWS writes it: `*.awsapps.com`, `signin.aws.amazon.com`.
    pub fn pattern(&self) -> String {
        match self.reach {
            Reach::Itself => self.base.to_string(),
            Reach::OneBelow | Reach::Below => format!("*.{}", self.base),
            Reach::ItselfAndBelow => format!("{0}, *.{0}", self.base),
        }
    }

    /// Whether the entry means this host.
    pub fn covers(&self, host: &HostName) -> bool {
        reaches(&self.base, self.reach, host)
    }
}

/// Whether `host` is among what a base with a reach means.
pub fn reaches(base: &HostName, reach: Reach, host: &HostName) -> bool {
    let labels = |name: &HostName| name.as_str().split('.').count();
    match reach {
        Reach::Itself => host == base,
        Reach::OneBelow => host.is_within(base) && labels(host) == labels(base) + 1,
        Reach::Below => host != base && host.is_within(base),
        Reach::ItselfAndBelow => host.is_within(base),
    }
}

/// How something differs from what was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Extent {
    /// It is not in the list.
    LeftOut,
    /// Less is let through than asked for.
    Narrower,
    /// More is let through than asked for.
    Wider,
    /// No engine and no schema of the vendor's has confirmed it.
    Unproven,
    /// To know before it is used.
    Note,
}

impl Extent {
    /// For programs.
    pub fn code(self) -> &'static str {
        match self {
            Self::LeftOut => "left-out",
            Self::Narrower => "narrower",
            Self::Wider => "wider",
            Self::Unproven => "unproven",
            Self::Note => "note",
        }
    }
}

impl fmt::Display for Extent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::LeftOut => "left out",
            Self::Narrower => "narrower",
            Self::Wider => "wider",
            Self::Unproven => "unproven",
            Self::Note => "note",
        })
    }
}

/// What whoever pastes a list should know about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Remark {
    pub extent: Extent,
    /// The entries that it is about; none where it is about the whole list.
    pub entries: Vec<String>,
    /// One clause in plain English.
    pub why: String,
}

impl Remark {
    pub fn new(extent: Extent, entries: Vec<String>, why: impl Into<String>) -> Self {
        let why = why.into();
        Self {
            extent,
            entries,
            why,
        }
    }
}

impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.entries.as_slice() {
            [] => write!(f, "{}: {}", self.extent, self.why),
            entries => write!(f, "{}: {}: {}", self.extent, entries.join(", "), self.why),
        }
    }
}

/// What the user wants a list of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    pub directory: Option<Directory>,
    /// None at all means every Region that the catalogue lists.
    pub regions: Vec<Region>,
    pub scopes: Vec<Scope>,
    pub breadth: Breadth,
    /// Whether the names for programs that are set to use FIPS endpoints are asked for too.
    pub fips: bool,
}

/// Why there is no list.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadWish {
    #[error(
        "{one} and {other} are of different partitions ({} and {}), which share nothing: write a list for each",
        .one.partition(), .other.partition()
    )]
    SeveralPartitions { one: Region, other: Region },
    #[error(
        "breadth {breadth} has nothing of scope {scopes} in partition {partition}: choose another --scope or --breadth"
    )]
    Empty {
        breadth: Breadth,
        scopes: String,
        partition: Partition,
    },
}

/// What the lists were made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// Date of the catalogue.
    pub catalogue: Date,
    pub partition: Partition,
    /// Those of the wish, or all that the catalogue lists in the partition.
    pub regions: Vec<Region>,
    pub wish: Wish,
}

/// Entries for one purpose.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct List {
    /// The required first, then in the order of the catalogue, then of the Regions; none twice.
    pub entries: Vec<Entry>,
    pub remarks: Vec<Remark>,
}

/// The lists for a target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allowlist {
    pub origin: Origin,
    /// What is to be said of both lists.
    pub remarks: Vec<Remark>,
    pub allow: List,
    pub no_decrypt: List,
}

impl Allowlist {
    pub fn list(&self, purpose: Purpose) -> &List {
        match purpose {
            Purpose::Allow => &self.allow,
            Purpose::NoDecrypt => &self.no_decrypt,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reach_means_the_apex_and_a_depth() {
        let base: HostName = "awsapps.com".parse().unwrap();
        let hosts = ["awsapps.com", "a.awsapps.com", "b.a.awsapps.com"];
        for (reach, expected) in [
            (Reach::Itself, [true, false, false]),
            (Reach::OneBelow, [false, true, false]),
            (Reach::Below, [false, true, true]),
            (Reach::ItselfAndBelow, [true, true, true]),
        ] {
            for (host, expected) in hosts.iter().zip(expected) {
                let host = host.parse().unwrap();
                assert_eq!(reaches(&base, reach, &host), expected, "{reach:?} {host}");
            }
            assert_eq!(reach.has_apex(), expected[0]);
            let evil = "evilawsapps.com".parse().unwrap();
            assert!(!reaches(&base, reach, &evil));
        }
    }

    #[test]
    fn a_reach_includes_what_means_no_more() {
        assert!(Reach::ItselfAndBelow.includes(Reach::Itself));
        assert!(Reach::Below.includes(Reach::OneBelow));
        assert!(!Reach::Below.includes(Reach::Itself));
        assert!(!Reach::OneBelow.includes(Reach::Below));
    }

    #[test]
    fn a_path_includes_what_begins_with_it() {
        let prefix = |path: &str| UrlPath::Prefix(path.to_owned());
        assert!(UrlPath::Any.includes(&prefix("/start")));
        assert!(prefix("/").includes(&prefix("/start")));
        assert!(!prefix("/start").includes(&UrlPath::Any));
    }
}
