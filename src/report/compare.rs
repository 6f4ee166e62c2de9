//! Two reports side by side: what opened, what closed, what got slower.
//!
//! Owns when a path is in another state, and from where on time is slower and not merely another. What
//! became of an earlier run's requests is `again`'s. Pure.

use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};

use crate::verdict::Verdict;

use super::v1::{Change, Compared, How, Path, Report, Role, Slower, State, Timings};
use super::view::group;

/// A layer is slower by what most of its paths say, not by one: a lost packet, a busy server or a cold
/// cache is one path's. Fewer than three have no majority that means anything.
const FEWEST_PATHS: usize = 3;
/// Between two runs of one minute the medians of a layer differ by less: round trips vary by tens of
/// milliseconds over a wireless link, and on short ways a factor is soon reached.
const LEAST_MS: f64 = 50.0;
const LEAST_FACTOR: f64 = 1.5;
/// One path alone: a lost SYN is sent again after 1 s, and the next after 2 s more (RFC 6298, sections
/// 2.1 and 5.5), so that two packets lost by chance cost 3 s.
const LEAST_MS_OF_ONE: f64 = 3_000.0;

/// What changed from one report to the other.
pub fn compare(with: Role, file: &str, before: &Report, now: &Report) -> Compared {
    let known: HashMap<&str, &Path> = before
        .paths
        .iter()
        .map(|one| (one.id.as_str(), one))
        .collect();
    let both = now.paths.iter();
    let both = both.filter_map(|now| Some((*known.get(now.id.as_str())?, now)));
    let both: Vec<(&Path, &Path)> = both.collect();
    let mut changes: Vec<Change> = both.iter().filter_map(|(a, b)| change(a, b)).collect();
    // What is tested again is a part by design: the rest was open in the run before.
    if now.again.is_none() {
        changes.extend(missing(before, now));
    }
    // The order of the report settles what is even.
    changes.sort_by_key(|change| (change.how, !change.required));
    Compared {
        with,
        file: file.to_owned(),
        run: before.run.clone(),
        started: before.started.clone(),
        site: before.site.clone(),
        shared: both.len(),
        changes,
        slower: slower(&both),
    }
}

fn is_usable(verdict: Verdict) -> bool {
    matches!(verdict, Verdict::Open | Verdict::Degraded)
}

fn change(before: &Path, now: &Path) -> Option<Change> {
    let (before, after) = (state_of(before), state_of(now));
    Some(Change {
        path: now.id.clone(),
        host: now.host.clone(),
        required: group::is_required(now) && group::to_clients(now).is_some(),
        how: how(&before, &after)?,
        before,
        now: after,
    })
}

/// What was usable and required, and was not tested now: nothing is known of it any more.
fn missing<'a>(before: &'a Report, now: &'a Report) -> impl Iterator<Item = Change> + 'a {
    let tested: HashSet<&str> = now.paths.iter().map(|path| path.id.as_str()).collect();
    let lost = before.paths.iter().filter(move |path| {
        let required = group::is_required(path) && group::to_clients(path).is_some();
        required && is_usable(path.verdict) && !tested.contains(path.id.as_str())
    });
    lost.map(|path| Change {
        path: path.id.clone(),
        host: path.host.clone(),
        required: true,
        how: How::Lost,
        before: state_of(path),
        now: State {
            verdict: Verdict::Unknown,
            failure: None,
            cause: None,
        },
    })
}

fn state_of(path: &Path) -> State {
    State {
        verdict: path.verdict,
        failure: path.failure.clone(),
        cause: path.cause.clone(),
    }
}

/// None where nothing is another: an unknown path stays unknown for whatever reason.
fn how(before: &State, now: &State) -> Option<How> {
    use Verdict::{Blocked, Degraded, Open, Unknown};
    match (before.verdict, now.verdict) {
        (Open | Degraded, Blocked) => Some(How::Closed),
        (Open | Degraded, Unknown) => Some(How::Lost),
        (Open, Degraded) => Some(How::Worse),
        (Degraded, Open) => Some(How::Better),
        (Blocked, Open | Degraded) => Some(How::Opened),
        (Unknown, Unknown) | (Open, Open) => None,
        (Unknown, _) | (_, Unknown) => Some(How::Unclear),
        (Blocked, Blocked) | (Degraded, Degraded) => (before != now).then_some(How::Other),
    }
}

/// One part of the times.
type Part = fn(&Timings) -> Option<f64>;

const LAYERS: &[(&str, Part)] = &[
    ("dns", |times| times.dns),
    ("tcp", |times| times.tcp),
    ("proxy", |times| times.proxy),
    ("tls", |times| times.tls),
    ("http", |times| times.http),
];

/// Layers, then single paths.
fn slower(both: &[(&Path, &Path)]) -> Vec<Slower> {
    let usable = |(a, b): &&(&Path, &Path)| is_usable(a.verdict) && is_usable(b.verdict);
    let timed = both.iter().filter(usable);
    let timed: Vec<(&Path, &Path)> = timed.copied().collect();
    let layers = LAYERS
        .iter()
        .filter_map(|(code, part)| layer(code, *part, &timed));
    let paths = timed.iter().filter_map(|(before, now)| {
        let (was, is) = (before.timings_ms.total?, now.timings_ms.total?);
        (is - was >= LEAST_MS_OF_ONE).then(|| Slower {
            layer: None,
            path: Some(now.id.clone()),
            before_ms: was,
            now_ms: is,
            paths: 1,
        })
    });
    layers.chain(paths).collect()
}

fn layer(code: &str, part: Part, both: &[(&Path, &Path)]) -> Option<Slower> {
    let times = both.iter();
    let times = times.filter_map(|(a, b)| Some((part(&a.timings_ms)?, part(&b.timings_ms)?)));
    let times: Vec<(f64, f64)> = times.collect();
    if times.len() < FEWEST_PATHS {
        return None;
    }
    let was = median(times.iter().map(|(was, _)| *was));
    let is = median(times.iter().map(|(_, is)| *is));
    // By path: a median may rise because other paths are fast.
    let more = median(times.iter().map(|(was, is)| is - was));
    (more >= LEAST_MS && is >= was * LEAST_FACTOR).then(|| Slower {
        layer: Some(code.to_owned()),
        path: None,
        before_ms: was,
        now_ms: is,
        paths: times.len(),
    })
}

/// Of an even number the lower one of the middle: it is one that was measured.
fn median(times: impl Iterator<Item = f64>) -> f64 {
    let mut times: Vec<f64> = times.collect();
    times.sort_by(|a, b| a.partial_cmp(b).unwrap_or(Ordering::Equal));
    times
        .get(times.len().saturating_sub(1) / 2)
        .copied()
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(verdict: Verdict, failure: &str) -> State {
        State {
            verdict,
            failure: Some(failure.to_owned()).filter(|code| !code.is_empty()),
            cause: None,
        }
    }

    #[test]
    fn only_what_was_measured_both_times_opens_or_closes() {
        use Verdict::{Blocked, Degraded, Open, Unknown};
        for (before, now, expected) in [
            ((Open, ""), (Blocked, "tls.reset"), Some(How::Closed)),
            (
                (Degraded, "tls.intercepted"),
                (Blocked, "tls.reset"),
                Some(How::Closed),
            ),
            ((Open, ""), (Unknown, ""), Some(How::Lost)),
            ((Open, ""), (Degraded, "tls.intercepted"), Some(How::Worse)),
            ((Degraded, "tls.intercepted"), (Open, ""), Some(How::Better)),
            ((Blocked, "tls.reset"), (Open, ""), Some(How::Opened)),
            (
                (Blocked, "tls.reset"),
                (Degraded, "tls.intercepted"),
                Some(How::Opened),
            ),
            (
                (Blocked, "dns.nxdomain"),
                (Blocked, "tls.reset"),
                Some(How::Other),
            ),
            ((Blocked, "tls.reset"), (Blocked, "tls.reset"), None),
            ((Unknown, ""), (Open, ""), Some(How::Unclear)),
            ((Unknown, ""), (Blocked, "tls.reset"), Some(How::Unclear)),
            ((Blocked, "tls.reset"), (Unknown, ""), Some(How::Unclear)),
            ((Unknown, "a.b"), (Unknown, "c.d"), None),
            ((Open, ""), (Open, ""), None),
        ] {
            let found = how(&state(before.0, before.1), &state(now.0, now.1));
            assert_eq!(found, expected, "{before:?} {now:?}");
        }
    }

    #[test]
    fn the_middle_one_is_the_median() {
        for (times, expected) in [
            (&[][..], 0.0),
            (&[7.0], 7.0),
            (&[9.0, 1.0], 1.0),
            (&[5.0, 900.0, 4.0], 5.0),
        ] {
            let found = median(times.iter().copied());
            assert!((found - expected).abs() < f64::EPSILON, "{times:?}");
        }
    }
}
