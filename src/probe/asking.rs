//! From a host's connections to an answer for each of its paths.
//!
//! Owns which connection a path sends its request over, and what is seen of it. A path opens one of its
//! own only where none is left, or for a second attempt; how one is opened is `opening`'s.

use std::{sync::Arc, time::Duration};

use tokio::time::Instant;

use crate::evidence::{Exchange, Failure, Observation, Saw};
use crate::plan::Path;

use super::{
    http::{self, Depth},
    journal::Journal,
    network::Start,
    pool::{Ready, Taken},
    times::Budget,
    walk::Host,
};

impl Host {
    /// Looks for the answer to one path. Returns when there is one, or when nothing more can be
    /// tried.
    pub(super) async fn path(&self, path: &Path, journal: &Arc<Journal>) {
        let ready = match self.pool.take().await {
            None => None,
            Some(Taken::Ready(ready)) => Some(*ready),
            // It begins where another path has come through: the time is its own.
            Some(Taken::Way(way)) => {
                let mut budget = Budget::after(Duration::ZERO, &self.prober.options.times);
                let opened = self.open_twice(journal, &way, &mut budget, || true).await;
                match opened {
                    // Clear as it is, it speaks against the connection that came through here.
                    Err(Some(failure)) if !failure.is_ambiguous() => {
                        self.open(journal, &way, &mut budget, 2).await.ok()
                    }
                    opened => opened.ok(),
                }
            }
        };
        let Some(mut ready) = ready else { return };
        let Err(failure) = self.exchange(journal, path, &mut ready, 1).await else {
            return;
        };
        let (way, mut budget) = (ready.way.clone(), ready.budget);
        drop(ready);
        // What is clear is not asked again, but another address may answer otherwise.
        let again = self.pool.good_other_than(&way);
        let again = again.or_else(|| failure.is_ambiguous().then_some(way));
        if let Some(way) = again
            && let Ok(mut ready) = self.open(journal, &way, &mut budget, 2).await
        {
            // Either way it is written down; there is no third attempt.
            let _ = self.exchange(journal, path, &mut ready, 2).await;
        }
    }

    /// One request over a connection. No answer and no failure is written down where there was
    /// no time to ask.
    async fn exchange(
        &self,
        journal: &Journal,
        path: &Path,
        ready: &mut Ready,
        attempt: u8,
    ) -> Result<(), Failure> {
        let options = &self.prober.options;
        let times = &options.times;
        if ready.budget.limit(times.first_byte, attempt).is_none() {
            return Ok(());
        }
        let request = http::request(&path.url, &options.user_agent);
        let depth = &mut ready.depth;
        let depth = async {
            match depth.await {
                Ok(depth) if !path.deep => depth,
                _ => Depth::Body,
            }
        };
        let start = Start::now();
        let end = Instant::now() + ready.budget.left();
        let mut outcome = http::exchange(&mut ready.stream, &request, end, times, depth).await;
        if let Ok(reply) = &mut outcome {
            ready.way.clean(reply);
        }
        let took = start.elapsed();
        ready.budget.spend(took);
        let observation = Observation {
            started: start.wall,
            took,
            attempt,
            local: ready.local,
            peer: Some(ready.way.peer()),
            redirected: self.prober.network.redirected(ready.way.peer()),
            proxy: ready.way.proxy(),
            saw: Saw::Exchange(Exchange {
                url: path.url.to_string(),
                outcome,
            }),
        };
        let failed = failed(&observation);
        journal.observed(observation);
        failed
    }
}

/// An answer of any status is an answer.
fn failed(observation: &Observation) -> Result<(), Failure> {
    let answered = matches!(&observation.saw, Saw::Exchange(e) if e.reply().is_some());
    match observation.failure() {
        Some(failure) if !answered => Err(failure),
        _ => Ok(()),
    }
}
