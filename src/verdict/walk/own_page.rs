//! Whose page it is that a proxy shows in the place of a way on.
//!
//! Owns what tells a block from a login there: a product's mark, then the words that policies use. A
//! page that shows neither is nobody's to judge.

use crate::evidence::Reply;
use crate::fingerprint::{self, Mark, Shows};

use super::page;

/// What a page of the proxy's own is.
pub(in crate::verdict) enum OwnPage {
    /// A product's, which says no.
    Block(Mark),
    /// It has the words of a policy.
    Policy,
    /// A product's, which wants a login.
    Login,
    Unclear,
}

impl OwnPage {
    pub(in crate::verdict) fn of(reply: &Reply) -> Self {
        let marks = fingerprint::of_reply(reply);
        if marks.iter().any(|mark| mark.shows == Shows::Login) {
            return Self::Login;
        }
        let block = marks.into_iter().find(|mark| mark.shows == Shows::Block);
        match block {
            Some(mark) => Self::Block(mark),
            None if page::speaks_of_policy(reply) => Self::Policy,
            None => Self::Unclear,
        }
    }

    /// Whether it denies the destination.
    pub(in crate::verdict) fn denies(&self) -> bool {
        matches!(self, Self::Block(_) | Self::Policy)
    }
}
