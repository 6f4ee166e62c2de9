//! Where observations are written down while the walk goes on.
//!
//! Owns the lists and their locks, so that what is known so far survives a deadline or Ctrl-C;
//! the order of lines is the order in which operations ended.

use std::{
    net::IpAddr,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use tokio::sync::Notify;

use crate::evidence::Observation;

/// What was seen so far of one host, or of one path beyond its host.
#[derive(Debug)]
pub(super) struct Journal {
    pages: Mutex<Pages>,
    alarm: Arc<Alarm>,
}

/// Tells whoever runs everything that something failed.
#[derive(Debug, Default)]
pub(super) struct Alarm {
    failed: AtomicBool,
    rings: Notify,
}

impl Alarm {
    fn ring(&self) {
        self.failed.store(true, Ordering::Release);
        self.rings.notify_one();
    }

    /// Waits for a failure that was not waited for yet.
    pub(super) async fn rings(&self) {
        self.rings.notified().await;
    }

    /// Whether anything failed so far.
    pub(super) fn has_rung(&self) -> bool {
        self.failed.load(Ordering::Acquire)
    }
}

/// The parts of [`crate::evidence::Evidence`] that grow.
#[derive(Debug, Default, Clone)]
pub(super) struct Pages {
    pub(super) observations: Vec<Arc<Observation>>,
    pub(super) controls: Vec<Arc<Observation>>,
    pub(super) without_route: Vec<IpAddr>,
    pub(super) not_tried: Vec<IpAddr>,
}

impl Journal {
    /// An empty one, which tells of every failure.
    pub(super) fn telling(alarm: Arc<Alarm>) -> Self {
        Self {
            pages: Mutex::default(),
            alarm,
        }
    }

    pub(super) fn observed(&self, observation: Observation) {
        tracing::debug!(
            layer = observation.layer().code(),
            failure = observation.failure().map_or("", |f| f.code()),
            peer = observation.peer.map(tracing::field::display),
            attempt = observation.attempt,
            took_ms = u64::try_from(observation.took.as_millis()).unwrap_or(u64::MAX),
            "observed"
        );
        let failed = observation.failure().is_some();
        self.pages().observations.push(Arc::new(observation));
        if failed {
            self.alarm.ring();
        }
    }

    /// What was seen once for several hosts.
    pub(super) fn shared(&self, observation: Arc<Observation>) {
        let failed = observation.failure().is_some();
        self.pages().observations.push(observation);
        if failed {
            self.alarm.ring();
        }
    }

    /// An experiment beyond the walk itself.
    pub(super) fn controlled(&self, observation: Observation) {
        self.pages().controls.push(Arc::new(observation));
    }

    pub(super) fn without_route(&self, address: IpAddr) {
        self.pages().without_route.push(address);
    }

    pub(super) fn not_tried(&self, address: IpAddr) {
        self.pages().not_tried.push(address);
    }

    /// How much is written down by now: nothing is ever taken away.
    pub(super) fn length(&self) -> usize {
        let pages = self.pages();
        let seen = pages.observations.len() + pages.controls.len();
        seen + pages.without_route.len() + pages.not_tried.len()
    }

    /// All that is written down by now.
    pub(super) fn read(&self) -> Pages {
        self.pages().clone()
    }

    /// A panic elsewhere while the lock was held leaves whole lines behind: they still count.
    fn pages(&self) -> MutexGuard<'_, Pages> {
        self.pages.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
