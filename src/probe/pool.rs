//! The connections of one host that wait for a path to use them.
//!
//! Owns who gets which: a connection is handed to the path that has waited for one, and closed
//! at once where no path would use it. And who need not wait: while the first connection is opened, further
//! paths may begin `early` with one of their own.

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

/// As many paths begin early at the most: with the first, as many connections as browsers open to one
/// host (Chromium, `net/socket/client_socket_pool_manager.cc`, `g_max_sockets_per_group`: six).
pub(super) const MOST_EARLY: usize = 5;

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
    /// The first way on which a connection was begun, where paths may begin early.
    first: Option<First>,
    /// Whether every way was walked to its end.
    ended: bool,
}

struct First {
    way: Way,
    /// So many more paths may begin on it.
    admits: usize,
    /// Its own first attempt failed.
    failed: bool,
}

impl Pool {
    /// A pool for so many paths.
    pub(super) fn new(paths: usize) -> Self {
        let state = State {
            ready: VecDeque::new(),
            wanted: paths,
            good: Vec::new(),
            first: None,
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

    /// A first connection is being opened on this way: all paths but one may begin on it too.
    pub(super) fn begun(&self, way: &Way) {
        let mut state = self.state();
        if state.first.is_none() && state.good.is_empty() {
            state.first = Some(First {
                way: way.clone(),
                admits: state.wanted.saturating_sub(1).min(MOST_EARLY),
                failed: false,
            });
        }
        drop(state);
        self.changed.notify_waiters();
    }

    /// The first attempt on this way failed.
    pub(super) fn failed(&self, way: &Way) {
        let mut state = self.state();
        let first = state.first.as_mut().filter(|first| first.way == *way);
        if let Some(first) = first {
            first.failed = true;
        }
        drop(state);
        self.changed.notify_waiters();
    }

    /// The way on which a path may begin with a connection of its own; nothing where it has to take one.
    /// No connection is kept for it any more, unless it `waits_again`.
    pub(super) async fn early(&self) -> Option<Way> {
        let looked = |state: &mut State| match &mut state.first {
            Some(first) if !first.failed && first.admits > 0 && state.good.is_empty() => {
                first.admits -= 1;
                state.wanted = state.wanted.saturating_sub(1);
                Some(Some(first.way.clone()))
            }
            None if state.good.is_empty() && !state.ended => None,
            _ => Some(None),
        };
        self.wait_for(looked).await
    }

    /// A path that began early has to take a connection all the same.
    pub(super) fn waits_again(&self) {
        self.state().wanted += 1;
    }

    /// Whether the first attempt on this way, on which a path began early, came through. That is not waited
    /// for where another way is good, and the path's own connection `stands` not even yet.
    pub(super) async fn came_through(&self, way: &Way, stands: impl Fn() -> bool) -> bool {
        let looked = |state: &mut State| {
            let failed = state.first.as_ref().is_some_and(|first| first.failed);
            if failed || state.ended && !state.good.contains(way) {
                return Some(false);
            }
            match state.good.contains(way) {
                true => Some(true),
                false => (!state.good.is_empty() && !stands()).then_some(false),
            }
        };
        self.wait_for(looked).await
    }

    /// A connection, or a way that is good, or nothing when none will ever be.
    pub(super) async fn take(&self) -> Option<Taken> {
        let looked = |state: &mut State| {
            let taken = match (state.ready.pop_front(), state.good.first()) {
                (Some(ready), _) => Taken::Ready(Box::new(ready)),
                (None, Some(way)) => Taken::Way(way.clone()),
                (None, None) => return state.ended.then_some(None),
            };
            state.wanted = state.wanted.saturating_sub(1);
            Some(Some(taken))
        };
        self.wait_for(looked).await
    }

    /// Looks at the state until that says something.
    async fn wait_for<T>(&self, look: impl Fn(&mut State) -> Option<T>) -> T {
        loop {
            let changed = self.changed.notified();
            tokio::pin!(changed);
            // Before looking, so that a change between the look and the wait is not missed.
            changed.as_mut().enable();
            if let Some(looked) = look(&mut self.state()) {
                return looked;
            }
            changed.await;
        }
    }

    /// Whether a handshake came to its end on a way such as this.
    pub(super) fn has_good(&self, such: impl Fn(&Way) -> bool) -> bool {
        self.state().good.iter().any(such)
    }

    pub(super) fn good_other_than(&self, way: &Way) -> Option<Way> {
        self.state().good.iter().find(|good| *good != way).cloned()
    }
}

#[cfg(test)]
mod tests {
    use futures_util::{FutureExt as _, poll};

    use super::*;

    fn way(last: u8) -> Way {
        Way::Direct(SocketAddr::from(([192, 0, 2, last], 443)))
    }

    impl Pool {
        fn good(&self, way: &Way) {
            self.state().good.push(way.clone());
            self.changed.notify_waiters();
        }

        fn admits_now(&self) -> bool {
            matches!(self.early().now_or_never(), Some(Some(_)))
        }
    }

    #[test]
    fn all_paths_but_one_begin_early_and_no_more_than_a_browser_has_connections() {
        for (paths, admitted) in [(1, 0), (2, 1), (3, 2), (6, 5), (7, 5), (100, 5)] {
            let pool = Pool::new(paths);
            assert!(pool.early().now_or_never().is_none(), "nothing is begun");
            pool.begun(&way(1));
            pool.begun(&way(2));
            let mut early = 0;
            while pool.admits_now() {
                early += 1;
            }
            assert_eq!(early, admitted, "{paths}");
            assert_eq!(pool.state().wanted, paths - admitted);
        }
    }

    #[test]
    fn nobody_begins_where_it_is_known_how_the_first_one_ended() {
        let (failed, good, ended) = (Pool::new(3), Pool::new(3), Pool::new(3));
        failed.begun(&way(1));
        failed.failed(&way(1));
        good.begun(&way(1));
        good.good(&way(1));
        ended.end();
        for pool in [failed, good, ended] {
            assert!(matches!(pool.early().now_or_never(), Some(None)));
        }
    }

    #[tokio::test]
    async fn what_was_begun_early_counts_where_the_first_one_comes_through() {
        let pool = Pool::new(2);
        pool.begun(&way(1));
        let (first, other) = (way(1), way(2));
        let came = pool.came_through(&first, || true);
        tokio::pin!(came);
        assert!(poll!(came.as_mut()).is_pending());
        pool.failed(&other);
        pool.good(&other);
        // It stands, and so is worth waiting for; what does not is given up.
        assert!(poll!(came.as_mut()).is_pending());
        assert!(!pool.came_through(&first, || false).await);
        pool.good(&first);
        assert!(came.await);
    }

    #[tokio::test]
    async fn a_second_attempt_of_the_first_one_is_no_reason_to_tell_of_others() {
        let pool = Pool::new(2);
        pool.begun(&way(1));
        pool.failed(&way(1));
        pool.good(&way(1));
        assert!(!pool.came_through(&way(1), || true).await);
        // Nor is a walk that ended with nothing good.
        let pool = Pool::new(2);
        pool.begun(&way(1));
        pool.end();
        assert!(!pool.came_through(&way(1), || true).await);
    }
}
