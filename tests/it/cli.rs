//! The command line as scripts and people meet it: the real program, arguments in, text, files and
//! exit status out.
//!
//! Owns the running; one file per topic. What the program makes of a network is `scenarios`'s.

use std::{
    ffi::OsString,
    fs, io,
    net::{SocketAddr, TcpListener, UdpSocket},
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use assert_cmd::Command;
use serde_json::Value;
use tempfile::TempDir;

use crate::lab::{Lab, scenario::Scenario};
use crate::turn::Turn;

mod again;
mod bad_input;
mod both_ways;
mod choices;
mod compared;
mod control;
mod dry_run;
mod environment;
mod fix;
mod language;
mod outputs;
mod proxies;
mod redact;
mod report;
mod secrets;
mod site_file;
mod sites;
mod stopping;
mod target;

const PROGRAM: &str = env!("CARGO_BIN_EXE_aws-netcheck");
/// A program that hangs is ended after this long.
const PATIENCE: Duration = Duration::from_secs(60);

/// How a run ended.
struct Ran {
    exit: Option<i32>,
    took: Duration,
    stdout: String,
    stderr: String,
}

/// The program in an empty environment and in a folder of the test's own.
fn netcheck(folder: &Path) -> Command {
    let mut command = Command::new(PROGRAM);
    command
        .env_clear()
        .env("HOME", folder)
        .current_dir(folder)
        .timeout(PATIENCE);
    command
}

fn ran(command: &mut Command) -> Ran {
    let turn = Turn::take();
    let started = Instant::now();
    let output = command.output().expect("the program can be started");
    let took = started.elapsed();
    drop(turn);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let ran = Ran {
        exit: output.status.code(),
        took,
        stdout: text(&output.stdout),
        stderr: text(&output.stderr),
    };
    assert!(!ran.stderr.contains("panicked"), "{}", ran.stderr);
    ran
}

impl Ran {
    /// The report on stdout.
    fn json(&self) -> Value {
        let report = serde_json::from_str(&self.stdout);
        report.unwrap_or_else(|why| panic!("{why}\n{}{}", self.stdout, self.stderr))
    }
}

/// A lab with these faults, in the form of a scenario file.
fn lab(faults: &str) -> Lab {
    let text = format!("title = 't'\nexpect = {{ exit = 0, within_ms = 1 }}\n{faults}");
    let scenario: Scenario = toml::from_str(&text).expect("a test's own scenario");
    Lab::start(&Arc::new(scenario)).expect("loopback is there")
}

/// Runs the program against a lab, and expects JSON on stdout.
fn probed(lab: &Lab, more: &[&str]) -> (Ran, Value) {
    let folder = TempDir::new().expect("a folder for the test");
    let mut command = netcheck(folder.path());
    command
        .args(lab.arguments())
        .args(more)
        .args(["--format", "json"]);
    let ran = ran(&mut command);
    let report = ran.json();
    (ran, report)
}

/// The paths of a report whose verdict is not this one.
fn other_than(report: &Value, verdict: &str) -> Vec<String> {
    let paths = report["paths"].as_array().expect("paths");
    let others = paths.iter().filter(|path| path["verdict"] != verdict);
    let shown = others.map(|path| format!("{} {} {}", path["id"], path["verdict"], path["cause"]));
    shown.collect()
}

/// Sockets that nobody should send anything to.
struct Nobody {
    udp: UdpSocket,
    tcp: TcpListener,
}

impl Nobody {
    fn new() -> Self {
        let bound = || -> io::Result<Self> {
            let udp = UdpSocket::bind("127.0.0.1:0")?;
            let tcp = TcpListener::bind("127.0.0.1:0")?;
            udp.set_nonblocking(true)?;
            tcp.set_nonblocking(true)?;
            Ok(Self { udp, tcp })
        };
        bound().expect("loopback is there")
    }

    fn udp(&self) -> SocketAddr {
        self.udp.local_addr().expect("it is bound")
    }

    fn tcp(&self) -> SocketAddr {
        self.tcp.local_addr().expect("it is bound")
    }

    /// The flags by which all questions and all connections would come here.
    fn flags(&self) -> Vec<OsString> {
        let redirect = format!("*:443={}", self.tcp());
        vec![
            "--resolver".into(),
            self.udp().to_string().into(),
            "--connect-to".into(),
            redirect.into(),
        ]
    }

    /// What was sent to loopback waits in the sockets when the sender has ended.
    #[track_caller]
    fn heard_nothing(&self, about: &str) {
        let nothing = |error: io::Error| error.kind() == io::ErrorKind::WouldBlock;
        let mut buffer = [0; 512];
        assert!(
            self.udp.recv(&mut buffer).is_err_and(nothing),
            "{about}: a question was sent"
        );
        assert!(
            self.tcp.accept().is_err_and(nothing),
            "{about}: a connection was made"
        );
    }
}

/// The names in a folder.
fn listing(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("the test's folder is there");
    let names = entries.map(|entry| entry.expect("an entry").file_name());
    let mut names: Vec<_> = names
        .map(|name| name.to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}
