//! What became of an earlier run's requests: two reports side by side.
//!
//! Owns when a request is done. Which paths are looked at again is the command's; words for a
//! screen are `terminal`'s. Pure.

use crate::evidence::{DIRECT, Failure, Layer};
use crate::verdict::{Cause, Verdict};

use super::v1::{Followed, Next, Path, Progress, Report, Request, Wall};

/// Every request of the earlier report, with what is to be seen of it now.
pub fn follow(before: &Report, now: &Report) -> Vec<Followed> {
    let followed = |request: &Request| {
        let seen: Vec<Seen<'_>> = request
            .because
            .iter()
            .filter_map(|id| Seen::of(request, before, now, id))
            .collect();
        let progress = seen.iter().map(|one| one.progress).max();
        let progress = progress.unwrap_or(Progress::Unclear);
        let of_it = seen.iter().filter(|one| one.progress == progress);
        let mut hosts: Vec<String> = of_it.map(|one| one.before.host.clone()).collect();
        hosts.dedup();
        Followed {
            id: request.id,
            team: request.team.clone(),
            team_name: request.team_name.clone(),
            cause: request.cause.clone(),
            blocking: request.blocking,
            ask: request.ask.clone(),
            progress,
            hosts,
            next: next(&seen),
        }
    };
    before.requests.iter().map(followed).collect()
}

/// One path of a request, before and now.
struct Seen<'a> {
    before: &'a Path,
    progress: Progress,
    /// The walls that stand there now.
    walls: Vec<Met<'a>>,
}

/// A wall, as far as it is compared.
#[derive(Clone, Copy, PartialEq)]
struct Met<'a> {
    failure: &'a str,
    cause: &'a str,
    depth: Option<Depth>,
}

/// How far on its way a path came: what fails there fails before anything deeper.
type Depth = (Layer, bool);

impl<'a> Seen<'a> {
    fn of(request: &Request, before: &'a Report, now: &'a Report, id: &str) -> Option<Self> {
        let with_id = |report: &'a Report| report.paths.iter().find(|path| path.id == id);
        let before = with_id(before)?;
        let now = with_id(now);
        let walls = now.map(walls).unwrap_or_default();
        let asked = walls_of_request(before, request);
        let other_way = now.is_some_and(|now| way(now) != way(before));
        let progress = match now.map(|path| path.verdict) {
            // Who was asked to mend something is not on this way.
            Some(Verdict::Open) if other_way => Progress::OtherWay,
            Some(Verdict::Open) => Progress::Done,
            Some(Verdict::Blocked | Verdict::Degraded) => progress(&asked, &walls),
            // What was proven there before, and is again, still stands.
            Some(Verdict::Unknown) if is_proven_again(&asked, &walls) => Progress::NotDone,
            Some(Verdict::Unknown) | None => Progress::Unclear,
        };
        Some(Self {
            before,
            progress,
            walls,
        })
    }
}

/// The proxies that a path was tried through; without any, directly.
fn way(path: &Path) -> &[String] {
    let hops = path.route.as_ref().map_or(&[][..], |route| &route.hops);
    match hops {
        [only] if only == DIRECT => &[],
        hops => hops,
    }
}

fn walls(path: &Path) -> Vec<Met<'_>> {
    let main = path.failure.as_deref().zip(path.cause.as_deref());
    let also = path.also.iter();
    let also = also.map(|wall: &Wall| (wall.failure.as_str(), wall.cause.as_str()));
    let met = |(failure, cause)| Met {
        failure,
        cause,
        depth: depth(failure),
    };
    main.into_iter().chain(also).map(met).collect()
}

fn walls_of_request<'a>(path: &'a Path, request: &Request) -> Vec<Met<'a>> {
    let mut walls = walls(path);
    walls.retain(|wall| request.is_about(wall.failure, wall.cause));
    walls
}

/// No mechanism is named for what was not measured to the end.
fn is_proven_again(asked: &[Met<'_>], walls: &[Met<'_>]) -> bool {
    let named = |wall: &&Met<'_>| wall.cause != Cause::Undetermined.code();
    asked.iter().filter(named).any(|wall| walls.contains(wall))
}

/// A handshake that shows a certificate came further than one that broke.
fn depth(code: &str) -> Option<Depth> {
    let failure = Failure::ALL.iter().find(|one| one.code() == code)?;
    let shows_chain = matches!(
        failure,
        Failure::TlsIntercepted
            | Failure::TlsUntrusted
            | Failure::TlsExpired
            | Failure::TlsNotYetValid
            | Failure::TlsNameMismatch
    );
    Some((failure.layer(), shows_chain))
}

/// What a path that is still not open says of the wall that was to be mended. A wall of the same
/// depth is the same, by whatever mechanism: whoever asked for it to be opened sees no difference.
fn progress(asked: &[Met<'_>], walls: &[Met<'_>]) -> Progress {
    let Some(asked) = asked.iter().map(|wall| wall.depth).max().flatten() else {
        return Progress::Unclear;
    };
    let depths: Option<Vec<Depth>> = walls.iter().map(|wall| wall.depth).collect();
    match depths {
        Some(depths) if depths.contains(&asked) => Progress::NotDone,
        Some(depths) if !depths.is_empty() && depths.iter().all(|depth| *depth > asked) => {
            Progress::NextWall
        }
        _ => Progress::Unclear,
    }
}

/// The walls behind, or before, what was to be mended; each once, with its hosts.
fn next(seen: &[Seen<'_>]) -> Vec<Next> {
    let mut next: Vec<Next> = Vec::new();
    let open = |one: &&Seen<'_>| matches!(one.progress, Progress::NextWall | Progress::Unclear);
    for one in seen.iter().filter(open) {
        for wall in &one.walls {
            let host = &one.before.host;
            let same = |known: &&mut Next| {
                (known.failure.as_str(), known.cause.as_str()) == (wall.failure, wall.cause)
            };
            match next.iter_mut().find(same) {
                Some(known) if known.hosts.contains(host) => {}
                Some(known) => known.hosts.push(host.clone()),
                None => next.push(Next {
                    failure: wall.failure.to_owned(),
                    cause: wall.cause.to_owned(),
                    hosts: vec![host.clone()],
                }),
            }
        }
    }
    next
}

#[cfg(test)]
mod tests {
    use super::*;

    fn met(failure: &'static str) -> Met<'static> {
        Met {
            failure,
            cause: "undetermined",
            depth: depth(failure),
        }
    }

    #[test]
    fn only_what_stands_behind_it_shows_that_a_wall_is_gone() {
        for (asked, now, expected) in [
            ("dns.nxdomain", &["tls.reset"][..], Progress::NextWall),
            ("dns.nxdomain", &["dns.sinkhole"], Progress::NotDone),
            (
                "dns.nxdomain",
                &["tls.reset", "dns.timeout"],
                Progress::NotDone,
            ),
            ("tls.reset", &["tls.timeout"], Progress::NotDone),
            ("tls.reset", &["tls.intercepted"], Progress::NextWall),
            ("tls.intercepted", &["tls.untrusted"], Progress::NotDone),
            ("tls.reset", &["dns.nxdomain"], Progress::Unclear),
            ("tls.reset", &["no.such"], Progress::Unclear),
            ("tls.reset", &[], Progress::Unclear),
        ] {
            let walls: Vec<Met<'_>> = now.iter().map(|failure| met(failure)).collect();
            assert_eq!(progress(&[met(asked)], &walls), expected, "{asked} {now:?}");
        }
        assert_eq!(progress(&[], &[met("tls.reset")]), Progress::Unclear);
    }
}
