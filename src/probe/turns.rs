//! Who may ask somebody when: where that one may be busy, one after another.
//!
//! Owns the turns. What shows that a proxy or a name server may be busy is `proxy`'s and `name_server`'s.
//! A turn at a proxy is held until the connection that it led to is closed, for a limit counts those.

use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicU8, Ordering},
};

use tokio::sync::{Mutex, OwnedMutexGuard};

/// As many lone requests in a row are refused before it is clear that it is not for company.
const IN_VAIN: u8 = 2;

/// Who asks one proxy, or one name server.
#[derive(Default)]
pub(super) struct Turns {
    alone: Arc<Mutex<()>>,
    /// Whether it may have been busy in this run.
    busy: AtomicBool,
    /// Lone requests in a row that were refused all the same.
    in_vain: AtomicU8,
}

/// Nobody else asks while it is held; none where nobody need wait.
pub(super) type Turn = Option<OwnedMutexGuard<()>>;

impl Turns {
    /// Waits where others ask somebody who may be busy.
    pub(super) async fn take(&self) -> Turn {
        if !self.is_needed() {
            return None;
        }
        let turn = Arc::clone(&self.alone).lock_owned().await;
        // Found out meanwhile.
        self.is_needed().then_some(turn)
    }

    /// It may be busy.
    pub(super) fn suspect(&self) {
        self.busy.store(true, Ordering::Relaxed);
    }

    /// It refused, as one does that is busy.
    pub(super) fn refused(&self, turn: &Turn) {
        self.suspect();
        if turn.is_some() {
            self.in_vain.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// It did what it was asked for: whoever is alone is served.
    pub(super) fn served(&self, turn: &Turn) {
        if turn.is_some() {
            self.in_vain.store(0, Ordering::Relaxed);
        }
    }

    fn is_needed(&self) -> bool {
        self.busy.load(Ordering::Relaxed) && self.in_vain.load(Ordering::Relaxed) < IN_VAIN
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn whoever_asks_who_is_busy_waits_unless_waiting_is_of_no_use() {
        let turns = Turns::default();
        let first = turns.take().await;
        assert!(first.is_none());
        turns.refused(&first);
        let served = turns.take().await;
        turns.refused(&served);
        turns.served(&served);
        drop(served);
        let lone = turns.take().await;
        assert!(lone.is_some());
        let waits = turns.take();
        tokio::pin!(waits);
        assert!(futures_util::poll!(waits.as_mut()).is_pending());
        turns.refused(&lone);
        turns.refused(&lone);
        drop(lone);
        assert!(waits.await.is_none());
        assert!(turns.take().await.is_none());
    }
}
