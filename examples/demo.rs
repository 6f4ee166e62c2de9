//! Plays the probe against a network that is made here, so that one sees what a blocked network
//! looks like without having one.
//!
//! `cargo run --example demo` lists the networks; with the name of one it is played.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "an example talks to the person who runs it"
)]

use std::{
    env,
    ffi::{OsStr, OsString},
    io,
    process::ExitCode,
    sync::Arc,
};

#[path = "../tests/it/lab/mod.rs"]
mod lab;

use lab::{
    Lab, has_ipv6,
    scenario::{self, Scenario},
};

fn main() -> ExitCode {
    let played = match env::args().nth(1) {
        None => list(),
        Some(name) => play(&name),
    };
    played.unwrap_or_else(|problem| {
        eprintln!("error: {problem}");
        ExitCode::from(2)
    })
}

fn list() -> io::Result<ExitCode> {
    println!("cargo run --example demo -- SCENARIO, with one of:\n");
    for (name, path) in scenario::folder()? {
        println!("{name:<28} {}", Scenario::read(&path)?.title);
    }
    Ok(ExitCode::SUCCESS)
}

fn play(name: &str) -> io::Result<ExitCode> {
    let files = scenario::folder()?;
    let Some((_, path)) = files.iter().find(|(known, _)| known == name) else {
        let message = format!("there is no scenario {name:?}; without a name, all are listed");
        return Err(io::Error::other(message));
    };
    let scenario = Arc::new(Scenario::read(path)?);
    if scenario.needs_ipv6 && !has_ipv6() {
        return Err(io::Error::other(
            "this scenario needs ::1, which this machine lacks",
        ));
    }
    let lab = Lab::start(&scenario)?;
    println!(
        "{}\n\nThe test suite expects:\n{}\n",
        scenario.title, scenario.expect
    );
    println!(
        "While this runs, it is the same as:\n{}\n",
        command_line(lab.arguments())
    );
    let arguments = [OsString::from("aws-netcheck")];
    let arguments = arguments.into_iter().chain(lab.arguments().iter().cloned());
    Ok(aws_netcheck::cli::run(arguments).status().into())
}

/// As it would be typed; one flag to a line.
fn command_line(arguments: &[OsString]) -> String {
    let mut line = "aws-netcheck".to_owned();
    for argument in arguments {
        let is_flag = argument.as_encoded_bytes().starts_with(b"--");
        line.push_str(if is_flag { " \\\n  " } else { " " });
        line.push_str(&quoted(argument));
    }
    line
}

/// In single quotes where a shell would read more into it than a word.
fn quoted(argument: &OsStr) -> String {
    let text = argument.to_string_lossy();
    let is_word = |c: char| c.is_ascii_alphanumeric() || "-_./:=,".contains(c);
    if text.chars().all(is_word) {
        text.into_owned()
    } else {
        format!("'{text}'")
    }
}
