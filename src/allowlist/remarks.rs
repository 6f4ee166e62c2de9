//! What to know about a list, gathered while it is made.
//!
//! Owns the wording. What is gathered is `select`'s; what a product adds to it is `format`'s.

use std::collections::BTreeMap;

use crate::names::HostName;

use super::shared::{
    Inspected, is_every_service, is_of_all_portals, is_of_buckets, is_of_tenants, wildly,
};
use super::{Breadth, Entry, Extent, Purpose, Remark, Wish};

/// What a row lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Lack {
    /// A host of an instance, and the directory is named otherwise.
    Instance,
    /// The same, where no other portal is known.
    Portal,
    /// A host of an alias or id, and the directory is named by its instance.
    Alias,
    /// A host of a directory, and none is given.
    Directory,
    /// A wildcard of AWS's for which no host is known.
    Host,
    /// A wildcard that AWS's customers share, without a host to put in its place.
    SharedHost,
    /// A wildcard below which other companies have portals, and the directory is named.
    Tenants,
    /// A name too long to be one.
    Name,
}

impl Lack {
    fn why(self) -> &'static str {
        match self {
            Self::Instance => {
                "only for a portal that people open by its instance; give --directory ssoins-… \
                 if yours do"
            }
            Self::Portal => {
                "the access portal itself is missing from this list, and nobody signs in without \
                 it: here it is known by its instance alone; give --directory ssoins-…"
            }
            Self::Alias => {
                "only for a portal that people open by alias or d- id; give that as --directory \
                 if yours do"
            }
            Self::Directory => "no single host without --directory",
            Self::Host => "AWS documents no single host below it",
            Self::SharedHost => {
                "AWS's customers share this suffix, and AWS documents no single host; --breadth \
                 broad has it"
            }
            Self::Tenants => {
                "other companies have portals below it, so that only --breadth broad has it; \
                 --directory ssoins-… gives the portal of an instance"
            }
            Self::Name => "the directory makes a name that is too long",
        }
    }
}

/// Remarks under way, each with the entries that it is about.
#[derive(Default)]
pub(super) struct Remarks {
    pub(super) lacks: BTreeMap<Lack, Vec<String>>,
    pub(super) inspected: BTreeMap<Inspected, Vec<String>>,
    /// Shared wildcards that concrete hosts stand in for.
    pub(super) replaced: Vec<String>,
    /// Shared wildcards that stand in the list.
    pub(super) shared: Vec<String>,
    /// Wildcards as AWS writes them, each with the hosts below it that are known.
    pub(super) known_below: BTreeMap<String, Vec<String>>,
    /// Wildcards that the known hosts stand in for.
    pub(super) known_hosts: Vec<String>,
    pub(super) derived: Vec<String>,
}

impl Remarks {
    /// The remarks on a list with these entries.
    pub(super) fn finish(self, purpose: Purpose, wish: &Wish, entries: &[Entry]) -> Vec<Remark> {
        let mut remarks = match purpose {
            Purpose::Allow => how_to_narrow(wish, entries),
            Purpose::NoDecrypt => Vec::new(),
        };
        let mut say = |extent, names: Vec<String>, why: &str| {
            let mut names = once_each(names);
            // What the list has after all, for another reason, is not missing.
            if extent == Extent::LeftOut {
                names.retain(|name| !is_covered(name, entries));
            }
            if !names.is_empty() {
                remarks.push(Remark::new(extent, names, why));
            }
        };
        for (lack, names) in self.lacks {
            say(Extent::LeftOut, names, lack.why());
        }
        for (why, names) in self.inspected {
            say(Extent::LeftOut, names, why.why());
        }
        say(Extent::Narrower, self.replaced, INSTEAD);
        say(Extent::Narrower, self.known_hosts, KNOWN_HOSTS);
        for name in once_each(self.shared) {
            let why = offering(ANYBODY, &name, &self.known_below, Breadth::Documented);
            say(Extent::Wider, vec![name], &why);
        }
        let that = |means: &dyn Fn(&Entry) -> bool| -> Vec<String> {
            entries
                .iter()
                .filter(|entry| means(entry))
                .map(Entry::pattern)
                .collect()
        };
        say(
            Extent::Wider,
            that(&|entry| wildly(entry, is_of_tenants)),
            TENANTS,
        );
        say(
            Extent::Wider,
            that(&|entry| is_of_buckets(&entry.base)),
            BUCKETS,
        );
        let of_all = that(&|entry| is_of_all_portals(&entry.base));
        say(Extent::Wider, of_all, ALL_PORTALS);
        for name in that(&|entry| wildly(entry, is_every_service)) {
            let why = offering(EVERY_SERVICE, &name, &self.known_below, Breadth::Exact);
            say(Extent::Wider, vec![name], &why);
        }
        say(Extent::Unproven, self.derived, DERIVED);
        remarks
    }
}

const INSTEAD: &str = "AWS's customers share this suffix, so the host that is known stands in its \
                       place; AWS may add others; --breadth broad has the wildcard";
const KNOWN_HOSTS: &str = "the hosts that are known stand in its place; AWS may add others";
const ANYBODY: &str = "this admits whatever AWS's customers put there";
const TENANTS: &str = "portals of other companies are admitted too; give yours, as in --directory \
                       mycorp, with --breadth documented";
const ALL_PORTALS: &str = "AWS has the portals of all companies of this partition at this host, told \
                           apart by the path alone: the list means those of others too";
const BUCKETS: &str = "AWS names one bucket in its path; without a look at paths this admits \
                       whatever AWS's customers put there";
const EVERY_SERVICE: &str = "AWS writes it so, and it admits the API of every AWS service";
const DERIVED: &str = "made by a rule from AWS's names elsewhere; no AWS page that could be read \
                       confirms it";

/// Why a wildcard is wide, and the breadth that has the hosts which are known in its place.
fn offering(
    why: &str,
    name: &str,
    known_below: &BTreeMap<String, Vec<String>>,
    breadth: Breadth,
) -> String {
    match known_below.get(name).map(Vec::as_slice) {
        None | Some([]) => why.to_owned(),
        Some([host]) => format!("{why}; known is {host}: --breadth {breadth} has it instead"),
        Some(hosts) => {
            let hosts = hosts.join(", ");
            format!("{why}; known are {hosts}: --breadth {breadth} has them instead")
        }
    }
}

/// Whether a list has a name after all, by itself or below a wildcard. A wildcard is in it where two
/// labels below it are.
pub(super) fn is_covered(name: &str, entries: &[Entry]) -> bool {
    let host = match name.strip_prefix("*.") {
        Some(base) => format!("b.a.{base}"),
        None => name.to_owned(),
    };
    let host: Result<HostName, _> = host.parse();
    host.is_ok_and(|host| entries.iter().any(|entry| entry.covers(&host)))
}

fn once_each(names: Vec<String>) -> Vec<String> {
    let mut once = Vec::new();
    for name in names {
        if !once.contains(&name) {
            once.push(name);
        }
    }
    once
}

/// What the list would be with more flags.
fn how_to_narrow(wish: &Wish, entries: &[Entry]) -> Vec<Remark> {
    let whole = |extent, why: String| Remark::new(extent, Vec::new(), why);
    if wish.breadth == Breadth::Guide {
        let why = "AWS has listed more names since 2023: a network that opens these alone still \
                   breaks; the default breadth has them all";
        return vec![whole(Extent::Note, why.to_owned())];
    }
    let mut remarks = Vec::new();
    if wish.regions.is_empty() {
        let why = format!(
            "no --region: {} entries, for every Region; give yours, as in --region us-east-1",
            entries.len()
        );
        remarks.push(whole(Extent::Wider, why));
    }
    remarks
}
