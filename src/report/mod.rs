//! Everything that a person or a program reads of a run.

pub mod explain;
