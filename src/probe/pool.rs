//! The connections of one host that wait for a path to use them.
//!
//! Owns who gets which: a connection is handed to the path that has waited for one, and closed
//! at once where no path would use it.

use std::{
    collections::VecDeque,
    net::SocketAddr,
    sync::{Mutex, MutexGuard, PoisonError},
};

use tokio::sync::{Notify, oneshot};

use super::{
    http::Depth,
    network::Place,
    times::Budget,
    transport::{Secured, Transport},
    turns::Turn,
    way::Way,
};

/// A connection over which a request can be sent.
pub(super) struct Ready {
    pub(super) stream: Secured<Transport>,
    pub(super) way: Way,
    pub(super) local: Option<SocketAddr>,
    /// How much of a reply is to be read, known when the chain is verified.
    pub(super) depth: oneshot::Receiver<Depth>,
    /// What is left of the time for the path that uses it.
    pub(super) budget: Budget,
    /// Held for as long as the socket is open.
    pub(super) _place: Place,
    /// Likewise, where the proxy may be busy.
    pub(super) _turn: Turn,
}

/// What a path gets.
pub(super) enum Taken {
    Ready(Box<Ready>),
    /// A way that is good, where all its connections are taken.
    Way(Way),
}

pub(super) struct Pool {
    state: Mutex<State>,
    changed: Notify,
}

struct State {
    ready: VecDeque<Ready>,
    /// Paths that still look for a connection.
    wanted: usize,
    /// Ways on which a handshake came to its end.
    good: Vec<Way>,
    /// Whether every way was walked to its end.
    ended: bool,
}

impl Pool {
    /// A pool for so many paths.
    pub(super) fn new(paths: usize) -> Self {
        let state = State {
            ready: VecDeque::new(),
            wanted: paths,
            good: Vec::new(),
            ended: false,
        };
        Self {
            state: Mutex::new(state),
            changed: Notify::new(),
        }
    }

    /// A panic elsewhere while the lock was held leaves a whole state behind.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes in a connection, or closes it where nobody wants it.
    pub(super) fn put(&self, ready: Ready) {
        let mut state = self.state();
        state.good.push(ready.way.clone());
        if state.ready.len() < state.wanted {
            state.ready.push_back(ready);
        }
        drop(state);
        self.changed.notify_waiters();
    }

    /// No more connections will come.
    pub(super) fn end(&self) {
        self.state().ended = true;
        self.changed.notify_waiters();
    }

    /// A connection, or a way that is good, or nothing when none will ever be.
    pub(super) async fn take(&self) -> Option<Taken> {
        loop {
            let changed = self.changed.notified();
            tokio::pin!(changed);
            // Before looking, so that a change between the look and the wait is not missed.
            changed.as_mut().enable();
            if let Some(looked) = self.look() {
                return looked;
            }
            changed.await;
        }
    }

    /// `None` while it is too early to say.
    #[expect(
        clippy::option_option,
        reason = "the outer one is 'not yet', the inner one 'never'"
    )]
    fn look(&self) -> Option<Option<Taken>> {
        let mut state = self.state();
        let taken = match (state.ready.pop_front(), state.good.first()) {
            (Some(ready), _) => Taken::Ready(Box::new(ready)),
            (None, Some(way)) => Taken::Way(way.clone()),
            (None, None) => return state.ended.then_some(None),
        };
        state.wanted = state.wanted.saturating_sub(1);
        Some(Some(taken))
    }

    /// Whether a handshake came to its end on a way such as this.
    pub(super) fn has_good(&self, such: impl Fn(&Way) -> bool) -> bool {
        self.state().good.iter().any(such)
    }

    pub(super) fn good_other_than(&self, way: &Way) -> Option<Way> {
        self.state().good.iter().find(|good| *good != way).cloned()
    }
}
