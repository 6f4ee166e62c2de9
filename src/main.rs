//! Runs the command line, and ends with its exit status; nothing else.

use std::process::ExitCode;

fn main() -> ExitCode {
    aws_netcheck::cli::run(std::env::args_os()).status().into()
}
