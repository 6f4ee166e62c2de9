//! How long anything may take, and why.
//!
//! Owns the numbers; `--timeout` scales them all.

use std::time::Duration;

/// The limits of single operations, and of a path as a whole.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Times {
    /// One raw DNS question; it is asked at most twice.
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
    /// Everything that is done for one path after the name is resolved, second attempts included.
    pub path: Duration,
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
        path: Duration::from_millis(7500),
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
            path: normal.path.mul_f64(factor),
        }
    }
}

impl Default for Times {
    fn default() -> Self {
        Self::NORMAL
    }
}
