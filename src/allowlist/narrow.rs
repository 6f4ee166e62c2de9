//! The part of the lists that a network lacks.
//!
//! Owns what stays of a list where only some hosts are to be mended. Which hosts need which list is
//! for who found them blocked to say.

use crate::names::HostName;

use super::{Allowlist, Entry, Extent, List, Operator, Purpose, Reach, Remark, UrlPath, Why};

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
    keep(&mut all.allow, Purpose::Allow, lacking);
    keep(&mut all.no_decrypt, Purpose::NoDecrypt, lacking);
    all
}

fn keep(list: &mut List, purpose: Purpose, lacking: &[Lacking]) {
    let lacking: Vec<&Lacking> = lacking
        .iter()
        .filter(|one| one.purpose == purpose)
        .collect();
    let means = |entry: &Entry, one: &Lacking| entry.port == one.port && entry.covers(&one.host);
    list.entries
        .retain(|entry| lacking.iter().any(|one| means(entry, one)));
    let patterns: Vec<String> = list.entries.iter().map(Entry::pattern).collect();
    list.remarks.retain(|remark| is_about(remark, &patterns));
    let mut exempted = Vec::new();
    for one in lacking {
        if list.entries.iter().any(|entry| means(entry, one)) {
            continue;
        }
        match purpose {
            Purpose::Allow => list.entries.push(own(one)),
            Purpose::NoDecrypt => exempted.push(one.host.to_string()),
        }
    }
    if !exempted.is_empty() {
        exempted.dedup();
        list.remarks
            .push(Remark::new(Extent::LeftOut, exempted, INSPECTED));
    }
}

const INSPECTED: &str = "inspected, and not exempted: a sign-in works with it inspected, or others \
                         than AWS have a hand in the name";

/// What is said of the whole list holds for its part; what is said of entries, where they are in it.
fn is_about(remark: &Remark, patterns: &[String]) -> bool {
    let is_in = |entry: &String| patterns.contains(entry);
    match remark.extent {
        Extent::LeftOut | Extent::Narrower => false,
        _ => remark.entries.is_empty() || remark.entries.iter().any(is_in),
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
