//! By what two broken handshakes are taken for the work of one mechanism.
//!
//! Owns what is compared; no times, which chance makes differ. That they are one mechanism's is a
//! guess to save experiments; what an experiment shows at one of them holds for the other only where
//! nothing speaks against it.

use super::{Failure, Observation, Saw};

/// What broken handshakes of one mechanism have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signature {
    failure: Failure,
    is_ipv6: bool,
    /// Whether anything had come before it broke: then it was no rule on the hello.
    heard: bool,
    /// After silence: whether TCP acknowledged the hello.
    acknowledged: Option<bool>,
}

impl Signature {
    /// That of a handshake which broke; none of anything else.
    pub fn of(seen: &Observation) -> Option<Self> {
        let Saw::Handshake(made) = &seen.saw else {
            return None;
        };
        let failure = seen.failure().filter(|_| made.session().is_none())?;
        Some(Self {
            failure,
            is_ipv6: seen.peer?.is_ipv6(),
            heard: made.received.is_some_and(|bytes| bytes > 0),
            acknowledged: made.acknowledged,
        })
    }
}
