//! How many runs of the program go on at once.
//!
//! Owns the count. Limits of time in tests are about the program: where the test harness starts
//! more threads than there are cores, a run waits here for its turn, and its time begins after that.

use std::{
    sync::{Condvar, LazyLock, Mutex, PoisonError},
    thread,
};

/// Runs wait for the network more than they compute.
const PER_CORE: usize = 3;

struct Turns {
    left: Mutex<usize>,
    given_back: Condvar,
}

static TURNS: LazyLock<Turns> = LazyLock::new(|| {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    Turns {
        left: Mutex::new(cores * PER_CORE),
        given_back: Condvar::new(),
    }
});

/// One run's turn, which ends when it is dropped.
pub(crate) struct Turn;

impl Turn {
    /// Waits until there is one.
    pub(crate) fn take() -> Self {
        let left = TURNS.left.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = TURNS.given_back.wait_while(left, |left| *left == 0);
        *waited.unwrap_or_else(PoisonError::into_inner) -= 1;
        Self
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut left = TURNS.left.lock().unwrap_or_else(PoisonError::into_inner);
        *left += 1;
        TURNS.given_back.notify_one();
    }
}
