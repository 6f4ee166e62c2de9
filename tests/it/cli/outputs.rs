//! Where reports go, and in which form.

use std::{
    fs,
    io::Read as _,
    process::{Command, Stdio},
};

use serde_json::Value;
use tempfile::TempDir;

use super::{PROGRAM, lab, listing, netcheck, probed, ran};

/// The schema is the contract: a report of the program itself must follow it too.
#[track_caller]
pub(super) fn follows_its_schema(report: &Value) {
    let schema = include_str!("../../../data/schema/report.schema.json");
    let schema: Value = serde_json::from_str(schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<String> = validator
        .iter_errors(report)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

/// Every kind of observation and of wall is in some report of these.
const FAULTS: &str = "
    control_resolver = true
    [[host]]
    name = 'mycorp.awsapps.com'
    tls = { fault = 'reset' }
    [[host]]
    name = 'us-east-1.signin.aws'
    tls = { certificate = 'corporate' }
    http = { status = 403, headers = { Server = 'Box' }, body = 'Access denied' }
    [[host]]
    name = 'oidc.us-east-1.amazonaws.com'
    dns = { answer = 'nxdomain', extended_error = { code = 15, text = 'no' } }
";

#[test]
fn json_on_stdout_follows_its_schema() {
    let (ran, report) = probed(&lab(""), &[]);
    assert_eq!(ran.exit, Some(0), "{}", ran.stderr);
    follows_its_schema(&report);
    let (ran, report) = probed(&lab(FAULTS), &[]);
    assert_eq!(ran.exit, Some(1), "{}", ran.stderr);
    follows_its_schema(&report);
}

#[test]
fn a_file_is_whole_alone_and_readable() {
    let (lab, folder) = (lab(""), TempDir::new().unwrap());
    let file = folder.path().join("report.json");
    fs::write(&file, "an older report").unwrap();
    let mut command = netcheck(folder.path());
    let ran = ran(command
        .args(lab.arguments())
        .args(["--output", "report.json"]));
    assert_eq!(
        (ran.exit, ran.stdout.as_str()),
        (Some(0), ""),
        "{}",
        ran.stderr
    );
    // The name alone says that it is to be JSON.
    let report: Value = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
    follows_its_schema(&report);
    assert_eq!(listing(folder.path()), ["report.json"]);
}

#[cfg(unix)]
#[test]
fn the_users_mask_decides_who_may_read_a_report() {
    use std::os::unix::fs::PermissionsExt as _;
    let (lab, folder) = (lab(""), TempDir::new().unwrap());
    for (mask, mode) in [("022", 0o644), ("077", 0o600)] {
        // The mask is the process's own: a shell sets it for the program alone.
        let status = Command::new("/bin/sh")
            .env_clear()
            .current_dir(folder.path())
            .args(["-c", "umask $0; exec \"$@\"", mask, PROGRAM])
            .args(lab.arguments())
            .args(["--output", mask])
            .status()
            .unwrap();
        assert_eq!(status.code(), Some(0));
        let found = fs::metadata(folder.path().join(mask)).unwrap();
        assert_eq!(found.permissions().mode() & 0o777, mode);
    }
}

#[cfg(unix)]
#[test]
fn a_link_goes_on_to_lead_to_the_report() {
    let (lab, folder) = (lab(""), TempDir::new().unwrap());
    let (real, link) = (
        folder.path().join("real.json"),
        folder.path().join("link.json"),
    );
    fs::write(&real, "").unwrap();
    std::os::unix::fs::symlink("real.json", &link).unwrap();
    let mut command = netcheck(folder.path());
    let ran = ran(command.args(lab.arguments()).args(["-o", "link.json"]));
    assert_eq!(ran.exit, Some(0), "{}", ran.stderr);
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert!(fs::metadata(&real).unwrap().len() > 0);
}

#[test]
fn each_form_goes_to_its_place() {
    let (lab, folder) = (lab(""), TempDir::new().unwrap());
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    let two = [
        "--format", "terminal", "--output", "r.txt", "--format", "json", "-o", "r.json",
    ];
    let mut command = netcheck(folder.path());
    let ran_two = ran(command.args(lab.arguments()).args(two));
    assert_eq!((ran_two.exit, ran_two.stdout.as_str()), (Some(0), ""));
    assert!(
        read("r.txt").starts_with("aws-netcheck "),
        "{}",
        read("r.txt")
    );
    follows_its_schema(&serde_json::from_str(&read("r.json")).unwrap());

    // The last one needs no file: it goes to stdout.
    let one = [
        "--format", "json", "--output", "s.json", "--format", "terminal",
    ];
    let mut command = netcheck(folder.path());
    let ran_one = ran(command.args(lab.arguments()).args(one));
    assert!(
        ran_one.stdout.starts_with("aws-netcheck "),
        "{}",
        ran_one.stdout
    );
    follows_its_schema(&serde_json::from_str(&read("s.json")).unwrap());
    assert_eq!(listing(folder.path()), ["r.json", "r.txt", "s.json"]);
}

#[test]
fn one_name_with_a_pattern_is_a_file_for_each_form() {
    let folder = TempDir::new().unwrap();
    let report =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reports/healthy/report.json");
    let with = |formats: &[&str]| {
        let formats = formats.iter().flat_map(|format| ["--format", format]);
        let mut command = netcheck(folder.path());
        command.arg("report").arg(&report).args(formats);
        ran(command.args(["--output", "r.{format}"]))
    };
    let said = with(&["json", "csv"]);
    assert_eq!(
        (said.exit, said.stdout.as_str()),
        (Some(0), ""),
        "{}",
        said.stderr
    );
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    assert!(read("r.json").starts_with('{'));
    assert!(read("r.csv").starts_with("site,"), "{}", read("r.csv"));
    // Twice the same is one place.
    assert_eq!(with(&["csv", "csv"]).exit, Some(2));
}

#[test]
fn a_reader_who_goes_away_is_no_error() {
    let lab = lab("");
    let explain = ["explain".into()];
    // A report, a list, and a log: each to a pipe whose other end is closed before it is written.
    for arguments in [lab.arguments(), &explain] {
        let mut program = Command::new(PROGRAM)
            .env_clear()
            .args(arguments)
            .arg("-vv")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(program.stdout.take());
        drop(program.stderr.take());
        assert_eq!(program.wait().unwrap().code(), Some(0));
    }
}

#[test]
fn a_report_that_nobody_reads_is_no_complaint() {
    let lab = lab("");
    let mut program = Command::new(PROGRAM)
        .env_clear()
        .args(lab.arguments())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(program.stdout.take());
    let mut complaints = String::new();
    let mut stderr = program.stderr.take().unwrap();
    stderr.read_to_string(&mut complaints).unwrap();
    assert_eq!(program.wait().unwrap().code(), Some(0));
    assert_eq!(complaints, "");
}

#[test]
fn quiet_says_nothing_where_all_is_well_and_all_where_it_is_not() {
    let folder = TempDir::new().unwrap();
    for (faults, exit) in [("", 0), (FAULTS, 1)] {
        let lab = lab(faults);
        let mut command = netcheck(folder.path());
        let ran = ran(command.args(lab.arguments()).arg("--quiet"));
        assert_eq!(ran.exit, Some(exit), "{}", ran.stderr);
        assert_eq!(ran.stderr, "");
        assert_eq!(ran.stdout.is_empty(), exit == 0, "{}", ran.stdout);
    }
}

/// What no CA list of the client's is known to hold, the AWS CLI rejects.
#[test]
fn what_fails_for_every_client_is_said_by_client_too() {
    let faults = "
        [[host]]
        name = 'oidc.us-east-1.amazonaws.com'
        tls = { certificate = 'corporate' }
    ";
    let (lab, folder) = (lab(faults), TempDir::new().unwrap());
    let ran = ran(netcheck(folder.path()).args(lab.arguments()));
    let line = "By client: aws-cli blocked, browser degraded.";
    assert!(ran.stdout.contains(line), "{}", ran.stdout);
}

#[test]
fn colour_is_for_terminals_and_for_those_who_ask() {
    let (lab, folder) = (lab(""), TempDir::new().unwrap());
    for (color, no_color, expected) in [
        ("auto", "", false),
        ("always", "", true),
        // What was typed goes before what the environment says in general (no-color.org).
        ("always", "1", true),
        ("never", "", false),
    ] {
        let mut command = netcheck(folder.path());
        command.args(lab.arguments()).args(["--color", color]);
        let ran = ran(command.env("NO_COLOR", no_color));
        assert_eq!(
            ran.stdout.contains('\u{1b}'),
            expected,
            "{color} {no_color}"
        );
    }
    let mut command = netcheck(folder.path());
    let all = ["--color", "always", "-o", "report.txt"];
    ran(command.args(lab.arguments()).args(all));
    let file = fs::read_to_string(folder.path().join("report.txt")).unwrap();
    assert!(!file.contains('\u{1b}'), "{file}");
}

#[test]
fn the_version_names_the_catalogues_date() {
    let folder = TempDir::new().unwrap();
    let ran = ran(netcheck(folder.path()).arg("--version"));
    assert_eq!((ran.exit, ran.stderr.as_str()), (Some(0), ""));
    let (version, rest) = ran.stdout.split_once(" (catalogue ").unwrap();
    assert_eq!(version, concat!("aws-netcheck ", env!("CARGO_PKG_VERSION")));
    let date = rest.strip_suffix(")\n").unwrap();
    assert!(date.parse::<jiff::civil::Date>().is_ok(), "{date}");
}

#[test]
fn help_is_a_result_of_every_command() {
    let folder = TempDir::new().unwrap();
    for arguments in [
        &["--help"][..],
        &["help"],
        &["probe", "--help"],
        &["explain", "-h"],
    ] {
        let ran = ran(netcheck(folder.path()).args(arguments));
        assert_eq!(
            (ran.exit, ran.stderr.as_str()),
            (Some(0), ""),
            "{arguments:?}"
        );
        assert!(ran.stdout.contains("Usage: aws-netcheck"), "{}", ran.stdout);
    }
}
