//! The way that programs here go, beside the other one: through the proxy and past it.
//!
//! Owns what the comparison says of a path and of the network. The verdict stays that of the way that
//! programs go: nobody goes the other one yet.

use crate::evidence::{DIRECT, Evidence, Route};

use super::{Judgement, Measured, Phrase, State, Verdict};

/// Both ways to one path.
#[derive(Debug)]
pub struct BothWays<'a> {
    /// On the way that programs go.
    pub main: &'a Evidence,
    pub other: &'a Measured,
    pub judgement: &'a Judgement,
}

impl BothWays<'_> {
    /// Whether there are two: not where programs go directly, and nothing exempts the host.
    pub fn differ(&self) -> bool {
        hops(self.main) != hops(&self.other.evidence)
    }

    /// The other way, in the order in which it is tried.
    pub fn hops(&self) -> Vec<String> {
        hops(&self.other.evidence)
    }
}

fn hops(evidence: &Evidence) -> Vec<String> {
    let of = |route: &Route| route.hops.clone();
    let found = evidence.route.as_ref().map(of);
    found.unwrap_or_else(|| vec![DIRECT.to_owned()])
}

/// Writes down at every path that fails on one of them what the other way came to, and says for all
/// paths on which of the two ways the trouble sits; nothing where no path has two.
pub fn compare(judgements: &mut [Judgement], ways: &[BothWays<'_>]) -> Option<State> {
    let (mut both, mut main, mut other, mut neither) = (0, 0, 0, 0);
    for (judgement, ways) in judgements.iter_mut().zip(ways) {
        if !ways.differ() {
            continue;
        }
        let usable = (is_usable(judgement), is_usable(ways.judgement));
        let count = match usable {
            (true, true) => &mut both,
            (true, false) => &mut main,
            (false, true) => &mut other,
            (false, false) => &mut neither,
        };
        *count += 1;
        // What is usable on both ways is no matter of the way.
        if usable != (true, true) {
            tell(judgement, ways);
        }
    }
    (both + main + other + neither > 0).then_some(State::BothWays {
        both,
        main,
        other,
        neither,
    })
}

fn is_usable(judgement: &Judgement) -> bool {
    matches!(judgement.verdict, Verdict::Open | Verdict::Degraded)
}

/// What comes through elsewhere is the weightiest ground that there is.
fn tell(judgement: &mut Judgement, ways: &BothWays<'_>) {
    let there = ways.judgement;
    let failure = there.wall.as_ref().map(|wall| wall.failure);
    let phrase = match (is_usable(there), failure) {
        (true, _) => Phrase::new("evidence.other_way_usable"),
        (false, Some(failure)) => Phrase::new("evidence.other_way_fails").with("failure", failure),
        (false, None) => Phrase::new("evidence.other_way_unknown"),
    };
    let phrase = phrase.with("way", ways.hops().join("; "));
    match &mut judgement.wall {
        Some(wall) => wall.evidence.insert(0, phrase),
        None => judgement.notes.push(phrase),
    }
}
