//! One test binary: the program from the outside, on a network that is made here.

#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that fails says so by a panic"
)]

mod cli;
mod codes;
mod commands;
mod corpnet;
mod data;
mod engines;
mod fingerprints;
mod formats;
mod golden;
mod lab;
mod manual;
mod pac;
mod packaging;
mod plans;
mod reference;
mod reports;
mod scenarios;
mod schemas;
mod tidy;
mod turn;
mod vantage;
mod verdicts;
