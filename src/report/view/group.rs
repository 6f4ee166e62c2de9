//! Paths that stand behind the same wall, as one.
//!
//! Owns what "the same" means: forty paths of one dead name server are one thing to mend, and
//! one block on the screen. How a block looks is `block`'s.

use std::collections::BTreeMap;

use crate::report::clients;
use crate::report::v1::{Path, Saw};
use crate::verdict::Verdict;

/// The failure of a chain that this machine trusts and the public web does not. It has a word of
/// its own on the screen, because it is the one that people look for.
const INTERCEPTED: &str = "tls.intercepted";

/// The word that a reader gets for a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::report) enum Word {
    Blocked,
    Degraded,
    Inspected,
    Unknown,
    Open,
}

impl Word {
    pub(in crate::report) fn of(path: &Path) -> Self {
        match path.verdict {
            Verdict::Open => Self::Open,
            Verdict::Degraded if path.failure.as_deref() == Some(INTERCEPTED) => Self::Inspected,
            Verdict::Degraded => Self::Degraded,
            Verdict::Unknown => Self::Unknown,
            Verdict::Blocked => Self::Blocked,
        }
    }

    /// Its name in the keys of the texts.
    pub(in crate::report) fn key(self) -> &'static str {
        match self {
            Self::Blocked => "blocked",
            Self::Degraded => "degraded",
            Self::Inspected => "inspected",
            Self::Unknown => "unknown",
            Self::Open => "open",
        }
    }
}

/// The paths behind one wall; never empty.
#[derive(Debug)]
pub(in crate::report) struct Group<'a> {
    pub(in crate::report) word: Word,
    pub(in crate::report) paths: Vec<&'a Path>,
}

impl<'a> Group<'a> {
    /// The path that speaks for all.
    pub(in crate::report) fn first(&self) -> &'a Path {
        self.paths[0]
    }

    /// Whether any of its paths is required.
    pub(in crate::report) fn is_required(&self) -> bool {
        self.paths.iter().any(|path| is_required(path))
    }

    /// Its hosts, each once, in the order of the paths.
    pub(in crate::report) fn hosts(&self) -> Vec<&'a str> {
        unique(self.paths.iter().map(|path| path.host.as_str()))
    }

    /// By client, in the order of their names, the gravest that any of the paths means to it.
    pub(in crate::report) fn clients(&self) -> BTreeMap<&'a str, &'a str> {
        clients::gravest(self.paths.iter().copied())
    }

    pub(in crate::report) fn has(&self, id: &str) -> bool {
        self.paths.iter().any(|path| path.id == id)
    }
}

/// Whether it can decide the answer, as in the exit status.
pub(in crate::report) fn is_required(path: &Path) -> bool {
    path.requirement == "required" && path.counts
}

/// What it means to the clients that were asked about: the gravest of their verdicts, none where
/// none of them calls it. A report that names no client is of all.
pub(in crate::report) fn to_clients(path: &Path) -> Option<Verdict> {
    if path.clients.is_empty() {
        return Some(path.verdict);
    }
    let known = |code: &String| Verdict::ALL.iter().copied().find(|one| one.code() == code);
    path.clients.values().filter_map(known).max()
}

/// Each once, in the order of first appearance.
pub(in crate::report) fn unique<T: PartialEq>(items: impl Iterator<Item = T>) -> Vec<T> {
    let mut seen = Vec::new();
    for item in items {
        if !seen.contains(&item) {
            seen.push(item);
        }
    }
    seen
}

/// All paths that are not open, by wall: required before others, then by gravity.
pub(in crate::report) fn groups(paths: &[Path]) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for path in paths.iter().filter(|path| path.verdict != Verdict::Open) {
        let same = |group: &&mut Group<'_>| wall(group.first()) == wall(path);
        match groups.iter_mut().find(same) {
            Some(group) => group.paths.push(path),
            None => groups.push(Group {
                word: Word::of(path),
                paths: vec![path],
            }),
        }
    }
    groups.sort_by_key(|group| (!group.is_required(), group.word));
    groups
}

/// What two paths must share to stand behind the same wall.
fn wall(path: &Path) -> impl PartialEq {
    (
        path.verdict,
        path.failure.as_deref(),
        path.cause.as_deref(),
        path.product.as_ref().map(|product| product.name.as_str()),
        issuer(path),
    )
}

/// Who signed the chain that did not stand: two gateways are two walls.
fn issuer(path: &Path) -> Option<&str> {
    path.observations.iter().find_map(|seen| match &seen.saw {
        Saw::TlsHandshake(handshake) if seen.failure.is_some() => {
            let leaf = handshake.chain.first()?;
            Some(leaf.issuer_name.as_str())
        }
        _ => None,
    })
}
