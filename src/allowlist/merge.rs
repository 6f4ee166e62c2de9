//! From what single rows ask for to a list without doubles.
//!
//! Owns which entries are the same, and the order of a list. It drops nothing that another entry
//! covers: whether it does depends on the product, and is `format`'s.

use std::cmp::Reverse;

use super::{Entry, Why};

/// The entries, each once, the required first; among equals their order stays.
pub(super) fn merge(entries: Vec<Entry>) -> Vec<Entry> {
    let mut merged: Vec<Entry> = Vec::new();
    for entry in entries {
        match merged.iter_mut().find(|known| same(known, &entry)) {
            Some(known) => join(known, entry),
            None => merged.push(entry),
        }
    }
    merged.sort_by_key(|entry| Reverse(entry.requirement));
    merged
}

fn same(one: &Entry, other: &Entry) -> bool {
    one.base == other.base
        && one.reach == other.reach
        && one.path == other.path
        && one.port == other.port
}

fn join(known: &mut Entry, other: Entry) {
    known.requirement = known.requirement.max(other.requirement);
    let is_new = |why: &Why| known.why.iter().all(|one| one.endpoint != why.endpoint);
    let new: Vec<Why> = other.why.into_iter().filter(is_new).collect();
    known.why.extend(new);
    known.why.sort_by_key(|why| Reverse(why.requirement));
}
