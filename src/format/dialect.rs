//! What a product makes of a name, with and without its wildcard.
//!
//! Owns the meanings; each product's file says which are its own, and from which document. This is
//! where "one wildcard, five meanings" is held as data.

use crate::allowlist::{Purpose, Reach};

/// What a product's lists decide on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RulesOn {
    /// Connections, requests, or the opening of TLS.
    Connections,
    /// The answers of a resolver.
    Names,
    /// Either, as the list is used.
    Both,
}

impl RulesOn {
    pub fn connections(self) -> bool {
        matches!(self, Self::Connections | Self::Both)
    }

    pub fn names(self) -> bool {
        matches!(self, Self::Names | Self::Both)
    }
}

/// What of all other names a product refuses on account of what is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Denies {
    /// Nothing: what decides on other names stands elsewhere.
    Nothing,
    /// Everything that is not listed, where rules are written too.
    WithRules,
    /// Everything that is not listed: a part of the list would close the rest of it.
    Always,
}

/// What a form of a name means to a product.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sense {
    /// What it certainly matches: other entries may rely on it.
    pub surely: Reach,
    /// What it may match, by version or because documents differ: what has to be told.
    pub at_most: Reach,
    /// How many labels below the base it reaches, at most.
    pub deepest: usize,
}

impl Sense {
    pub const fn sure(reach: Reach) -> Self {
        Self {
            surely: reach,
            at_most: reach,
            deepest: usize::MAX,
        }
    }

    /// The same, so many labels deep.
    pub const fn to_depth(self, deepest: usize) -> Self {
        Self { deepest, ..self }
    }

    /// The name itself.
    pub const ITSELF: Self = Self::sure(Reach::Itself);
    /// All names below, however deep.
    pub const BELOW: Self = Self::sure(Reach::Below);
    /// Names that are one label longer.
    pub const ONE_BELOW: Self = Self::sure(Reach::OneBelow);
    /// The name itself and all names below.
    pub const ALL: Self = Self::sure(Reach::ItselfAndBelow);
    /// All names below; whether the name itself too is not said alike everywhere.
    pub const BELOW_PERHAPS_ITSELF: Self = Self {
        surely: Reach::Below,
        at_most: Reach::ItselfAndBelow,
        deepest: usize::MAX,
    };
}

/// Whether a list knows paths of URLs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paths {
    /// Only hosts are listed, and all that is on them is let through.
    Dropped,
    /// Only names are asked for: what is fetched from them is somebody else's to allow.
    Unseen,
    /// A path may follow the host.
    Kept,
}

/// Whether a list knows ports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ports {
    /// An entry is for every port that the rule allows.
    Ignored,
    /// Each entry has its port.
    Kept,
}

/// What one sort of list of a product can express.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dialect {
    pub purpose: Purpose,
    /// What a bare name means.
    pub bare: Sense,
    /// What the product's own wildcard before a name means; `None` where it has none.
    pub wildcard: Option<Sense>,
    pub paths: Paths,
    pub ports: Ports,
}

impl Dialect {
    /// A list for a resolver.
    pub const fn lookups(bare: Sense, wildcard: Option<Sense>) -> Self {
        Self {
            paths: Paths::Unseen,
            ..Self::hosts(Purpose::Allow, bare, wildcard)
        }
    }

    /// A list of hosts.
    pub const fn hosts(purpose: Purpose, bare: Sense, wildcard: Option<Sense>) -> Self {
        Self {
            purpose,
            bare,
            wildcard,
            paths: Paths::Dropped,
            ports: Ports::Ignored,
        }
    }
}
