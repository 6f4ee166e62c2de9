//! The way that programs here go, beside the other one: through the proxy and past it.
//!
//! Owns what the comparison says of a path and of the network. The verdict stays that of the way that
//! programs go: nobody goes the other one yet.

use serde::{Deserialize, Serialize};

use crate::evidence::{DIRECT, Evidence, Failure, Route};

use super::{Judgement, Measured, Phrase, State, Verdict, Wall};

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

/// How many paths came to what; a path without two ways is none of them.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Usable on both ways.
    pub both: usize,
    /// Usable on the way that programs go alone.
    pub main: usize,
    /// Usable on the other way alone.
    pub other: usize,
    /// Blocked on both, and at the same layer: a proxy hands on no reset, it closes.
    pub alike: usize,
    /// Blocked on both, at two layers.
    pub neither: usize,
    /// Not judged on one of them at least, which is no failure of it.
    pub unjudged: usize,
}

impl Counts {
    /// Where this path belongs.
    fn of(&mut self, here: &Judgement, there: &Judgement) -> &mut usize {
        let layer = |judgement: &Judgement| judgement.wall.as_ref().map(Wall::layer);
        match (is_usable(here), is_usable(there)) {
            (true, true) => &mut self.both,
            (true, false) if fails_after_all(there) => &mut self.main,
            (false, true) if fails_after_all(here) => &mut self.other,
            _ if [here, there]
                .iter()
                .any(|one| one.verdict == Verdict::Unknown) =>
            {
                &mut self.unjudged
            }
            (false, _) if layer(here) == layer(there) => &mut self.alike,
            _ => &mut self.neither,
        }
    }

    /// What they come to, in one sentence.
    pub(super) fn phrase(self) -> Phrase {
        let Self {
            both,
            main,
            other,
            alike,
            neither,
            unjudged,
        } = self;
        let failed = neither + alike;
        let key = match [main, other, alike, neither, unjudged].map(|count| count > 0) {
            [false, false, false, false, false] if both == 0 => "state.one_way",
            [false, false, false, false, false] => "state.both_ways_usable",
            [true, false, false, false, false] => "state.other_way_fails",
            [false, true, false, false, false] => "state.other_way_usable",
            [false, false, true, false, false] => "state.both_ways_alike",
            [_, _, _, _, false] => "state.both_ways",
            [_, _, _, _, true] => "state.both_ways_unjudged",
        };
        Phrase::new(key)
            .with("both", both)
            .with("main", main)
            .with("other", other)
            .with("neither", failed)
            .with("unjudged", unjudged)
            .with("count", both + main + other + failed + unjudged)
    }
}

/// Writes down at every path that fails what the other way came to, and says for all paths on which of the
/// two ways the trouble sits; nothing where one alone was gone.
pub fn compare(judgements: &mut [Judgement], ways: &[BothWays<'_>]) -> Option<State> {
    let mut counts = Counts::default();
    for (judgement, ways) in judgements.iter_mut().zip(ways) {
        if !ways.differ() {
            continue;
        }
        *counts.of(judgement, ways.judgement) += 1;
        // What is usable needs no ground elsewhere.
        if !is_usable(judgement) {
            tell(judgement, ways);
        }
    }
    (!ways.is_empty()).then_some(State::BothWays(counts))
}

fn is_usable(judgement: &Judgement) -> bool {
    matches!(judgement.verdict, Verdict::Open | Verdict::Degraded)
}

/// Whether it fails, in the light of the other way, which leads to the host: a name that is found there is not
/// one that does not exist, whoever typed it.
fn fails_after_all(judgement: &Judgement) -> bool {
    let failure = judgement.wall.as_ref().map(|wall| wall.failure);
    let denied = matches!(failure, Some(Failure::DnsNxdomain | Failure::DnsNoAnswer));
    denied || judgement.verdict == Verdict::Blocked
}

/// What comes through elsewhere is the weightiest ground that there is.
fn tell(judgement: &mut Judgement, ways: &BothWays<'_>) {
    let there = ways.judgement;
    let failure = there.wall.as_ref().map(|wall| wall.failure);
    let hops = ways.hops();
    let is_direct = hops == [DIRECT];
    let key = match (is_usable(there), failure, is_direct) {
        (true, _, true) => "evidence.directly_usable",
        (true, _, false) => "evidence.by_proxy_usable",
        (false, Some(_), true) => "evidence.directly_fails",
        (false, Some(_), false) => "evidence.by_proxy_fails",
        (false, None, true) => "evidence.directly_unknown",
        (false, None, false) => "evidence.by_proxy_unknown",
    };
    let phrase = Phrase::new(key).with("way", hops.join("; "));
    let phrase = match failure {
        Some(failure) => phrase.with("failure", failure),
        None => phrase,
    };
    match &mut judgement.wall {
        Some(wall) => wall.evidence.insert(0, phrase),
        None => judgement.notes.push(phrase),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Cause, Confidence};
    use super::*;

    fn judged(verdict: Verdict, wall: Option<(Failure, Cause)>) -> Judgement {
        let wall = wall.map(|(failure, cause)| Wall {
            failure,
            cause,
            confidence: Confidence::Low,
            product: None,
            proxy: None,
            summary: Phrase::new("cause"),
            evidence: Vec::new(),
        });
        Judgement {
            verdict,
            wall,
            also: Vec::new(),
            notes: Vec::new(),
            own: Vec::new(),
            genuine_too: false,
            cli_elsewhere: false,
            cli_fails: false,
        }
    }

    fn said(pairs: &[(&Judgement, &Judgement)]) -> String {
        let mut counts = Counts::default();
        for (here, there) in pairs {
            *counts.of(here, there) += 1;
        }
        counts.phrase().key
    }

    #[test]
    fn on_which_way_the_trouble_sits_is_said_where_all_paths_agree() {
        let open = &judged(Verdict::Open, None);
        let blocked = |failure, cause| judged(Verdict::Blocked, Some((failure, cause)));
        let denied = &blocked(Failure::ProxyDenied, Cause::ProxyPolicy);
        let reset = &blocked(Failure::TlsReset, Cause::SniFilter);
        let closed = &blocked(Failure::TlsClosed, Cause::Undetermined);
        let unknown = &judged(Verdict::Unknown, None);
        let typed = Some((Failure::DnsNxdomain, Cause::WrongName));
        let typed = &judged(Verdict::Unknown, typed);
        let cases: &[(&[(&Judgement, &Judgement)], &str)] = &[
            (&[], "state.one_way"),
            (&[(open, open)], "state.both_ways_usable"),
            (&[(open, open), (denied, open)], "state.other_way_usable"),
            (&[(open, open), (open, reset)], "state.other_way_fails"),
            (&[(open, open), (closed, reset)], "state.both_ways_alike"),
            (&[(open, open), (denied, reset)], "state.both_ways"),
            (&[(denied, open), (closed, reset)], "state.both_ways"),
            (&[(denied, open), (open, reset)], "state.both_ways"),
            // What was not judged is not held against its way.
            (&[(denied, unknown)], "state.both_ways_unjudged"),
            (
                &[(unknown, open), (denied, open)],
                "state.both_ways_unjudged",
            ),
            // A name that nobody vouches for exists where the other way leads to it.
            (&[(open, typed)], "state.other_way_fails"),
            (&[(typed, typed)], "state.both_ways_unjudged"),
        ];
        for (pairs, key) in cases {
            assert_eq!(said(pairs), *key, "{pairs:?}");
        }
    }
}
