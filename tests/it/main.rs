//! One test binary: the program from the outside, on a network that is made here.

mod cli;
mod codes;
mod data;
mod golden;
mod lab;
mod reports;
mod scenarios;
mod tidy;
mod verdicts;
