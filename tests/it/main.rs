//! One test binary: the program from the outside, on a network that is made here.

mod verdicts;
