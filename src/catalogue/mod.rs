//! What AWS sign-in and the set-up steps need, row by row, with who says so.
//!
//! Owns the meaning of `data/endpoints`, `data/steps.toml`, `data/regions.toml`,
//! `data/documents.toml` and `data/not-endpoints.toml`: what a row may say and what it must say. `load` reads the files and
//! names file, row and field of what is wrong; turning rows into concrete paths is the plan's.

use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::names::{HostName, Partition, Region};

mod check;
mod guide;
mod load;
mod template;
mod words;

pub use guide::{Guide, Prerequisite, Trouble, guide};
pub use load::{BadData, Fault, date, load, load_in};
pub use template::{Placeholder, fill, regional};

/// Writes an enum whose variants are known by a code, in data files, flags and reports alike.
macro_rules! coded {
    ($(#[$meta:meta])* $name:ident { $($(#[doc = $doc:literal])+ $variant:ident = $code:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum $name {
            $($(#[doc = $doc])+ #[serde(rename = $code)] $variant,)+
        }

        impl $name {
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.code())
            }
        }
    };
}
pub(crate) use coded;

coded! {
    /// A set of endpoints for one purpose.
    Scope {
        /// The access portal and the sign-in pages.
        SignIn = "sign-in",
        /// The steps of AWS's set-up guide.
        Setup = "setup",
        /// The Management Console.
        Console = "console",
        /// The AWS CLI and the SDKs.
        Cli = "cli",
        /// Provisioning of users and groups by an identity provider.
        Scim = "scim",
        /// Administration of Identity Center by API.
        Admin = "admin",
        /// AWS Builder ID.
        BuilderId = "builder-id",
        /// AWS Toolkits and Amazon Q in an IDE.
        Ide = "ide",
        /// The names that also answer over IPv6.
        DualStack = "dual-stack",
    }
}

coded! {
    /// How much depends on an endpoint. The order is by strength, so that `max` merges.
    Requirement {
        /// Useful, not missed.
        Optional = "optional",
        /// AWS lists it, or a feature needs it.
        Recommended = "recommended",
        /// Its loss is known to break sign-in or a set-up step.
        Required = "required",
    }
}

coded! {
    /// Who calls an endpoint.
    Client {
        /// A person's browser.
        Browser = "browser",
        /// The AWS CLI, and the SDKs that share its configuration.
        AwsCli = "aws-cli",
        /// An IDE with an AWS plug-in.
        Ide = "ide",
        /// The company's identity provider.
        Idp = "idp",
    }
}

coded! {
    /// How a row came to be known.
    Basis {
        /// An AWS page names it.
        Documented = "documented",
        /// It was seen in traffic; no AWS page names it. At most recommended.
        Observed = "observed",
        /// Made by a rule, as those of the SDKs are. Never in the exit status.
        Derived = "derived",
    }
}

coded! {
    /// What the row's pattern is.
    Kind {
        /// One host name.
        Host = "host",
        /// Every name below one.
        Wildcard = "wildcard",
        /// A host with a path.
        Url = "url",
    }
}

coded! {
    /// How sure the row is.
    Confidence {
        /// One report by a user.
        Low = "low",
        /// Derived from rules or third parties.
        Medium = "medium",
        /// An AWS page or an AWS package says it.
        High = "high",
    }
}

coded! {
    /// Who runs the host.
    Operator {
        /// AWS itself.
        Aws = "aws",
        /// AWS's CDN or storage, under a name that customers of AWS share.
        AwsShared = "aws-shared",
        /// Somebody else.
        ThirdParty = "third-party",
    }
}

/// A row of the catalogue.
///
/// `pattern` and `tests` may hold the placeholders `{directory}` (alias or id), `{instance}` and
/// `{region}`, which the plan fills in.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Endpoint {
    /// Kebab-case, unique, stable: path ids begin with it.
    pub id: String,
    /// As the document writes it: `*.awsapps.com`, `https://{directory}.awsapps.com/start`,
    /// `oidc.*.amazonaws.com` (see [`regional`]).
    pub pattern: String,
    pub kind: Kind,
    pub port: u16,
    pub operator: Operator,
    pub partition: Partition,
    pub scopes: Vec<Scope>,
    pub requirement: Requirement,
    /// Ids of the set-up steps that need it.
    pub steps: Vec<String>,
    pub clients: Vec<Client>,
    /// The URLs to fetch for it: with a host known by name, over https, any HTTP answer will do.
    pub tests: Vec<String>,
    /// Why there is nothing to test; present exactly where `tests` is empty. The file names its
    /// key.
    pub untestable: Option<String>,
    /// Whether a genuine answer to the test is JSON, so that an HTML page is somebody else's.
    #[serde(default)]
    pub json: bool,
    /// Whether only programs that are set to use FIPS endpoints call it: planned on request.
    #[serde(default)]
    pub fips: bool,
    /// Whether its answer names the Region of a directory, and asking begins a sign-in workflow:
    /// planned on request.
    #[serde(default)]
    pub deep: bool,
    /// What does not work without it, as half a sentence for a report. The file names its key.
    pub breaks: String,
    pub basis: Basis,
    /// Keys of `data/documents.toml`, the strongest first.
    pub documents: Vec<String>,
    /// When the documents were read.
    pub checked: Date,
    pub confidence: Confidence,
    /// What else a maintainer should know.
    pub note: Option<String>,
}

/// A step of AWS's set-up guide.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// As in "2.5": part and step.
    pub id: String,
    /// In the guide's words.
    pub title: String,
    /// Whether it also needs what the user names beside the catalogue: a sign-in passes the
    /// company's identity provider.
    #[serde(default)]
    pub beside_catalogue: bool,
}

/// Where a fact comes from.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    pub id: String,
    pub title: String,
    /// Its address, where it has one.
    pub url: Option<String>,
    /// Its age, as far as it is known.
    pub dated: String,
}

/// A Region in which Identity Center has endpoints.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListedRegion {
    pub id: Region,
    pub partition: Partition,
    /// Whether an account must enable it first.
    pub opt_in: bool,
}

/// A name that looks like an endpoint and is none: it has no DNS record, and a lookup that fails
/// means nothing. Never probed.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NotEndpoint {
    pub id: HostName,
    /// What it is, as half a sentence.
    pub why: String,
    /// Keys of `data/documents.toml`.
    pub documents: Vec<String>,
}

/// What is said of every URL that the user names beside the catalogue.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NamedByUser {
    /// What does not work without it, as half a sentence.
    pub breaks: String,
    /// In the place of a document's title.
    pub document: String,
}

/// All of `data/` that says what is needed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Catalogue {
    /// When its newest row was checked: the catalogue's version.
    pub date: Date,
    /// In the order of the files, then of the rows.
    pub endpoints: Vec<Endpoint>,
    pub steps: Vec<Step>,
    pub documents: Vec<Document>,
    pub regions: Vec<ListedRegion>,
    pub not_endpoints: Vec<NotEndpoint>,
    pub named_by_user: NamedByUser,
}

impl Catalogue {
    /// Whether AWS's list of Regions has it.
    pub fn lists(&self, region: &Region) -> bool {
        self.regions.iter().any(|listed| &listed.id == region)
    }

    pub fn document(&self, id: &str) -> Option<&Document> {
        self.documents.iter().find(|document| document.id == id)
    }
}
