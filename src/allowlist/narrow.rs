//! The part of the lists that a network lacks.
//!
//! Owns what stays of a list where only some hosts are to be mended. Which hosts need which list is
//! for who found them blocked to say.

use crate::names::HostName;

use super::{
    Allowlist, Breadth, Entry, Extent, List, Operator, Purpose, Reach, Remark, UrlPath, Why,
};

/// A host that a list is to mend.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lacking {
    pub host: HostName,
    pub port: u16,
    pub purpose: Purpose,
    /// Why it is needed, for a host that no entry means: the company's own.
    pub why: Why,
}

/// Keeps the entries that mean a host in need of this very list. A host of nobody's list is let
/// through by an entry of its own, and never exempted from inspection: who knows what it is, has to
/// say that.
pub fn narrow(mut all: Allowlist, lacking: &[Lacking]) -> Allowlist {
    let breadth = all.origin.wish.breadth;
    keep(&mut all.allow, Purpose::Allow, lacking, breadth);
    keep(&mut all.no_decrypt, Purpose::NoDecrypt, lacking, breadth);
    all
}

/// Keeps everything, and adds the hosts in need of a list that no entry of it means: for a product
/// that closes what it does not list.
pub fn complete(mut all: Allowlist, lacking: &[Lacking]) -> Allowlist {
    let breadth = all.origin.wish.breadth;
    add(&mut all.allow, Purpose::Allow, lacking, breadth);
    add(&mut all.no_decrypt, Purpose::NoDecrypt, lacking, breadth);
    all
}

fn keep(list: &mut List, purpose: Purpose, lacking: &[Lacking], breadth: Breadth) {
    let wanted = |one: &&Lacking| one.purpose == purpose;
    list.entries
        .retain(|entry| lacking.iter().filter(wanted).any(|one| means(entry, one)));
    let patterns: Vec<String> = list.entries.iter().map(Entry::pattern).collect();
    list.remarks
        .retain_mut(|remark| keeps_its_subject(remark, &patterns));
    add(list, purpose, lacking, breadth);
}

fn means(entry: &Entry, one: &Lacking) -> bool {
    entry.port == one.port && entry.covers(&one.host)
}

/// What no entry means becomes one of its own, where it may.
fn add(list: &mut List, purpose: Purpose, lacking: &[Lacking], breadth: Breadth) {
    let mut foreign = Vec::new();
    for one in lacking.iter().filter(|one| one.purpose == purpose) {
        if list.entries.iter().any(|entry| means(entry, one)) {
            continue;
        }
        foreign.push(one.host.to_string());
        if purpose == Purpose::Allow {
            list.entries.push(own(one));
        }
    }
    foreign.dedup();
    if foreign.is_empty() {
        return;
    }
    let (extent, why) = match (purpose, breadth) {
        (Purpose::NoDecrypt, _) => (Extent::LeftOut, INSPECTED),
        (_, Breadth::Documented | Breadth::Broad) => (Extent::Wider, NOT_OF_AWS),
        (_, Breadth::Exact | Breadth::Guide) => (Extent::Wider, NOT_OF_THIS_BREADTH),
    };
    list.remarks.push(Remark::new(extent, foreign, why));
}

const NOT_OF_AWS: &str = "in no list of AWS's: the report alone asks for it; know whose it is before \
                          you let it through";
const NOT_OF_THIS_BREADTH: &str = "not in the list of this breadth: the report alone asks for it; \
                                   know whose it is before you let it through";

const INSPECTED: &str = "inspected, and not exempted: a sign-in works with it inspected, or others \
                         than AWS have a hand in the name";

/// What is said of the whole list holds for its part; what is said of entries or of a Region, where
/// they are in it, and of those alone.
fn keeps_its_subject(remark: &mut Remark, patterns: &[String]) -> bool {
    let holds = |pattern: &String, part: &String| {
        pattern == part || pattern.split('.').any(|label| label == part.as_str())
    };
    let is_in = |part: &String| patterns.iter().any(|pattern| holds(pattern, part));
    match remark.extent {
        Extent::LeftOut | Extent::Narrower => false,
        _ if remark.entries.is_empty() => true,
        _ => {
            remark.entries.retain(is_in);
            !remark.entries.is_empty()
        }
    }
}

fn own(one: &Lacking) -> Entry {
    Entry {
        base: one.host.clone(),
        reach: Reach::Itself,
        path: UrlPath::Any,
        port: one.port,
        requirement: one.why.requirement,
        operator: Operator::ThirdParty,
        why: vec![one.why.clone()],
    }
}
