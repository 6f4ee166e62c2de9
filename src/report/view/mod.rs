//! What is said to people of a report, before it is drawn: the answer, a finding for each wall, the
//! place, the limits.
//!
//! Owns what is said and its order, for the outputs that people read. How it looks, and how much
//! room it has, is each output's.

pub(super) mod compared;
pub(super) mod earlier;
pub(super) mod finding;
pub(super) mod group;
pub(super) mod headline;
pub(super) mod limits;
pub(super) mod place;
pub(super) mod roots;
pub(super) mod ways;
