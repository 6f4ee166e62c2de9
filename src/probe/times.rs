//! How long anything may take, and why.
//!
//! Owns the numbers, which `--timeout` scales all alike, and what is left of a path's time as it is
//! spent.

use std::time::Duration;

/// The limits of single operations, and of a path as a whole.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Times {
    /// One raw DNS question; it is asked at most three times.
    pub question: Duration,
    /// The system's lookup, which may have its own ideas: glibc waits 5 s for a dead server before
    /// it asks the next, and its answer then is to be heard.
    pub system_lookup: Duration,
    /// A TCP connection. Linux before 6.5 sends SYNs at 0, 1 and 3 s, later kernels about one a
    /// second at first: 3.5 s see at least three of them lost, which chance rarely does.
    pub connect: Duration,
    /// The TLS handshake.
    pub handshake: Duration,
    /// From the request to the first byte of the reply.
    pub first_byte: Duration,
    /// From the first byte to the end of what is read of the reply: a slow drip ends here.
    pub reply: Duration,
    /// The word of the machine's trust store: on Windows it may ask revocation servers.
    pub trust: Duration,
    /// Before a proxy that may be busy is asked once more.
    pub busy: Duration,
    /// Everything that is done for one path, lookup and second attempts included.
    pub path: Duration,
    /// What of it is left to the connections, however long the lookup took.
    pub after_lookup: Duration,
}

impl Times {
    /// The limits at scale 1.
    const NORMAL: Self = Self {
        question: Duration::from_millis(1500),
        system_lookup: Duration::from_millis(5500),
        connect: Duration::from_millis(3500),
        handshake: Duration::from_secs(4),
        first_byte: Duration::from_secs(5),
        reply: Duration::from_secs(3),
        trust: Duration::from_secs(3),
        busy: Duration::from_secs(1),
        path: Duration::from_millis(7500),
        after_lookup: Duration::from_secs(5),
    };

    /// All limits times `factor`.
    pub fn scaled(factor: f64) -> Self {
        let normal = Self::NORMAL;
        Self {
            question: normal.question.mul_f64(factor),
            system_lookup: normal.system_lookup.mul_f64(factor),
            connect: normal.connect.mul_f64(factor),
            handshake: normal.handshake.mul_f64(factor),
            first_byte: normal.first_byte.mul_f64(factor),
            reply: normal.reply.mul_f64(factor),
            trust: normal.trust.mul_f64(factor),
            busy: normal.busy.mul_f64(factor),
            path: normal.path.mul_f64(factor),
            after_lookup: normal.after_lookup.mul_f64(factor),
        }
    }
}

/// What is left of the time for one path. Only the network's time is counted: waiting for a place
/// among the open sockets is ours.
#[derive(Debug, Clone, Copy)]
pub(super) struct Budget {
    left: Duration,
}

/// The least part of its usual time in which a second attempt proves anything: two SYNs, and as
/// many round trips as the longest way on earth needs.
const LEAST_PART: f64 = 0.3;

impl Budget {
    /// After a lookup that took so long.
    pub(super) fn after(lookup: Duration, times: &Times) -> Self {
        let left = times.path.saturating_sub(lookup);
        Self {
            left: left.max(times.after_lookup),
        }
    }

    pub(super) fn spend(&mut self, took: Duration) {
        self.left = self.left.saturating_sub(took);
    }

    pub(super) fn left(self) -> Duration {
        self.left
    }

    /// How long an operation may take that has `own` where there is time enough; none where it is
    /// not worth beginning. A first attempt may still be lucky with little, for an answer needs
    /// one round trip; a second one must be able to prove that there is none.
    pub(super) fn limit(self, own: Duration, attempt: u8) -> Option<Duration> {
        let least = if attempt > 1 {
            own.mul_f64(LEAST_PART)
        } else {
            Duration::from_millis(1)
        };
        (self.left >= least).then_some(self.left.min(own))
    }
}

impl Default for Times {
    fn default() -> Self {
        Self::NORMAL
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_attempt_is_made_where_it_can_prove_something() {
        let times = Times::default();
        let mut budget = Budget::after(Duration::ZERO, &times);
        assert_eq!(budget.limit(times.connect, 1), Some(times.connect));
        budget.spend(times.connect);
        assert_eq!(budget.limit(times.connect, 2), Some(times.connect));
        budget.spend(times.connect);
        assert_eq!(budget.left(), Duration::from_millis(500));
        assert_eq!(budget.limit(times.connect, 2), None);
        assert_eq!(budget.limit(times.handshake, 1), Some(budget.left()));
        budget.spend(Duration::from_secs(1));
        assert_eq!(budget.limit(times.handshake, 1), None);
    }

    #[test]
    fn a_slow_lookup_leaves_time_for_two_attempts() {
        let times = Times::default();
        let mut budget = Budget::after(times.system_lookup, &times);
        assert_eq!(budget.left(), times.after_lookup);
        budget.spend(times.connect);
        assert!(budget.limit(times.connect, 2).is_some());
    }
}
