//! A connection that a path begins while the first one to its host is still being opened.
//!
//! Owns what becomes of it: where the first one comes through, it is the path's own, with all that was seen
//! of it. Where the first one fails it is closed and nothing of it is told: one failure speaks for all paths
//! of the host, and what they would have seen more is the same again. Who may begin is `pool`'s.

use std::{sync::Arc, time::Duration};

use crate::evidence::Failure;

use super::{journal::Journal, opening::Opened, pool::Ready, times::Budget, walk::Host, way::Way};

/// What came of it.
pub(super) struct Early {
    pub(super) way: Way,
    pub(super) budget: Budget,
    pub(super) outcome: Result<Ready, Option<Failure>>,
}

impl Host {
    /// Begins one where that is allowed, and tells of it in `journal` where it counts.
    pub(super) async fn early(&self, journal: &Arc<Journal>) -> Option<Early> {
        let way = self.pool.early().await?;
        let mut budget = Budget::after(Duration::ZERO, &self.prober.options.times);
        let seen = Journal::telling(Arc::default());
        let Some(opened) = self.beside(&way, &mut budget, &seen).await else {
            self.pool.waits_again();
            return None;
        };
        for one in seen.read().observations {
            journal.shared(one);
        }
        Some(Early {
            way,
            budget,
            outcome: opened.map(|opened| self.ready(journal, opened, budget)),
        })
    }

    /// What comes of a connection beside the first one; nothing where that one fails.
    async fn beside(
        &self,
        way: &Way,
        budget: &mut Budget,
        seen: &Journal,
    ) -> Option<Result<Opened, Option<Failure>>> {
        // Whoever waits for a place is served before.
        let place = self.prober.network.place_at_once()?;
        let opening = async { Ok(self.shake(seen, way, budget, 1, place).await) };
        let connected = || {
            let seen = seen.read().observations;
            seen.iter().any(|one| one.failure().is_none())
        };
        let first = async {
            match self.pool.came_through(way, connected).await {
                true => Ok(()),
                false => Err(()),
            }
        };
        let (opened, ()) = tokio::try_join!(opening, first).ok()?;
        Some(opened)
    }
}
