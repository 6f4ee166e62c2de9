//! What several paths together mean to each client.
//!
//! Owns the weighing. What one path means to a client was decided by the verdict.

use std::collections::BTreeMap;

use crate::verdict::Verdict;

use super::v1::Path;

/// By client, in the order of their names, the gravest that any of the paths means to it.
pub(super) fn gravest<'a>(paths: impl Iterator<Item = &'a Path>) -> BTreeMap<&'a str, &'a str> {
    // What is no verdict, as `not_used`, weighs less than any.
    let gravity = |code: &str| Verdict::ALL.iter().position(|known| known.code() == code);
    let mut gravest = BTreeMap::new();
    for (client, verdict) in paths.flat_map(|path| &path.clients) {
        let known = gravest.entry(client.as_str()).or_insert(verdict.as_str());
        if gravity(verdict) > gravity(known) {
            *known = verdict;
        }
    }
    gravest
}
