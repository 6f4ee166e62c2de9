//! Where directory and Region come from, and the URLs beside the catalogue.

use std::{ffi::OsString, fs, path::Path, sync::Arc};

use serde_json::Value;
use tempfile::TempDir;

use super::{Ran, lab, netcheck, probed, ran};
use crate::lab::Lab;

const CORP: &str = "[profile dev]\nsso_session = corp\n[sso-session corp]\n\
    sso_start_url = https://mycorp.awsapps.com/start\nsso_region = eu-west-1\n\
    [profile keys]\naws_secret_access_key = S3CRET\n";

/// A home directory with this AWS config.
fn home(config: &[u8]) -> TempDir {
    let folder = TempDir::new().unwrap();
    fs::create_dir(folder.path().join(".aws")).unwrap();
    fs::write(folder.path().join(".aws").join("config"), config).unwrap();
    folder
}

/// The lab's arguments without those that name the target.
fn without_target(lab: &Lab) -> Vec<OsString> {
    let all = lab.arguments();
    assert_eq!(
        all[2..6],
        ["--directory", "mycorp", "--region", "us-east-1"]
    );
    [&all[..2], &all[6..]].concat()
}

fn probed_at_home(home: &Path, arguments: &[OsString], more: &[&str]) -> Ran {
    ran(netcheck(home).args(arguments).args(more))
}

fn said(report: &Value) -> Vec<&str> {
    let said = report["target"]["said"].as_array().unwrap();
    said.iter()
        .map(|one| one["key"].as_str().unwrap())
        .collect()
}

#[test]
fn flags_that_contradict_the_config_are_warned_of() {
    let (lab, home) = (lab(""), home(CORP.as_bytes()));
    let json = ["--format", "json"];
    let run = probed_at_home(home.path(), lab.arguments(), &json);
    assert_eq!(run.exit, Some(0), "{}", run.stderr);
    let report = run.json();
    let target = &report["target"];
    assert_eq!(target["source"], "flags, differ from ~/.aws/config");
    assert_eq!(said(&report), ["warning.other_region"]);
    let warning = target["warnings"][0].as_str().unwrap();
    assert!(
        warning.starts_with(
            "~/.aws/config, profile dev has eu-west-1 for this directory, not us-east-1."
        ),
        "{warning}"
    );
    assert!(!run.stdout.contains("S3CRET"));

    let screen = probed_at_home(home.path(), lab.arguments(), &[]).stdout;
    let words = screen.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        words.contains("mycorp us-east-1 (flags, differ from ~/.aws/config)"),
        "{screen}"
    );
    assert!(words.contains(warning), "{screen}");
}

#[test]
fn flags_that_agree_with_the_config_are_said_to() {
    let config = CORP.replace("eu-west-1", "us-east-1");
    let (lab, home) = (lab(""), home(config.as_bytes()));
    let screen = probed_at_home(home.path(), lab.arguments(), &[]).stdout;
    assert!(
        screen.contains("(flags, agree with ~/.aws/config)"),
        "{screen}"
    );
    assert!(!screen.contains("wrong Region"), "{screen}");
}

#[test]
fn the_config_alone_is_enough() {
    let (lab, home) = (lab(""), home(CORP.as_bytes()));
    let arguments = without_target(&lab);
    for more in [
        &[][..],
        &["--profile", "dev"],
        &["--profile", "corp"],
        &["--directory", "mycorp"],
    ] {
        let run = probed_at_home(
            home.path(),
            &arguments,
            &[more, &["--format", "json"]].concat(),
        );
        assert_eq!(run.exit, Some(0), "{more:?} {}", run.stderr);
        let target = run.json()["target"].take();
        assert_eq!(target["directory"], "mycorp", "{more:?}");
        assert_eq!(
            target["regions"],
            serde_json::json!(["eu-west-1"]),
            "{more:?}"
        );
        let source = target["source"].as_str().unwrap();
        assert!(source.contains("~/.aws/config, "), "{source}");
    }
}

#[test]
fn the_variables_of_the_aws_cli_are_heeded() {
    let (lab, folder) = (lab(""), TempDir::new().unwrap());
    let other =
        "[profile lab]\nsso_start_url = https://lab.awsapps.com/start\nsso_region = us-west-2\n";
    let file = folder.path().join("config");
    fs::write(&file, format!("{CORP}{other}")).unwrap();
    let mut command = netcheck(folder.path());
    command
        .args(without_target(&lab))
        .args(["--format", "json"])
        .env("AWS_CONFIG_FILE", &file)
        .env("AWS_PROFILE", "lab");
    let target = ran(&mut command).json()["target"].take();
    assert_eq!(target["directory"], "lab");
    let source = format!("{}, profile lab", file.display());
    assert_eq!(target["source"], source);
}

/// Runs without a target, and expects that nothing is probed.
fn refused(home: &Path, more: &[&str]) -> String {
    let run = ran(netcheck(home).arg("probe").args(more));
    assert_eq!((run.exit, run.stdout.as_str()), (Some(2), ""), "{more:?}");
    assert!(!run.stderr.contains("S3CRET"), "{}", run.stderr);
    run.stderr
}

#[test]
fn several_sign_ins_are_listed() {
    let other = "[profile lab]\nsso_start_url = https://lab.awsapps.com/start?t=S3CRET\nsso_region = us-west-2\n";
    let home = home(format!("{CORP}{other}").as_bytes());
    let error = refused(home.path(), &[]);
    let lines: Vec<&str> = error.lines().collect();
    assert_eq!(lines.len(), 3, "{error}");
    assert!(lines[0].contains("~/.aws/config names several sign-ins: choose one with --profile"));
    for (line, words) in lines[1..].iter().zip([
        [
            "--profile dev",
            "https://mycorp.awsapps.com/start",
            "eu-west-1",
        ],
        [
            "--profile lab",
            "https://lab.awsapps.com/start",
            "us-west-2",
        ],
    ]) {
        for word in words {
            assert!(line.contains(word), "{error}");
        }
    }
}

#[test]
fn what_names_no_target_is_one_line() {
    let home = home(CORP.as_bytes());
    for (arguments, words) in [
        (&["--profile", "dve"][..], "did you mean dev?"),
        (
            &["--profile", "keys"],
            "does not sign in by IAM Identity Center",
        ),
        (&["--directory", "other"], "no Region is given"),
    ] {
        let error = refused(home.path(), arguments);
        assert!(error.contains(words), "{error}");
        assert_eq!(error.lines().count(), 1, "{error}");
    }
    let nowhere = TempDir::new().unwrap();
    let error = refused(nowhere.path(), &[]);
    assert!(
        error.contains("--directory mycorp --region us-east-1"),
        "{error}"
    );
}

#[test]
fn a_broken_config_stops_only_those_who_need_it() {
    let large = vec![b'#'; 1024 * 1024 + 1];
    for broken in [
        &b"\xff\xfe\0"[..],
        b"[default\nkey = S3CRET",
        b"S3CRET\x1b[2J",
        &large,
    ] {
        let (lab, home) = (lab(""), home(broken));
        let error = refused(home.path(), &[]);
        assert!(error.contains("~/.aws/config could not be read"), "{error}");
        assert_eq!(error.lines().count(), 1, "{error}");
        let run = probed_at_home(home.path(), lab.arguments(), &["--format", "json"]);
        assert_eq!(run.exit, Some(0), "{}", run.stderr);
        assert_eq!(said(&run.json()), ["warning.unread_config"]);
        assert!(!run.stdout.contains("S3CRET"), "{}", run.stdout);
    }
}

#[test]
fn a_token_in_a_url_beside_the_catalogue_goes_nowhere() {
    let lab = lab("");
    let url = "https://idp.mycorp.example/sso/saml?SAMLRequest=S3CRET&x=1#S3CRET";
    let (run, report) = probed(&lab, &["--also", url, "-vv"]);
    assert_eq!(run.exit, Some(0), "{}", run.stderr);
    let paths = report["paths"].as_array().unwrap();
    let path = paths
        .iter()
        .find(|path| path["endpoint"] == "also")
        .unwrap();
    assert_eq!(path["url"], "https://idp.mycorp.example/sso/saml");
    assert_eq!(path["requirement"], "required");
    assert_eq!(path["clients"]["browser"], "open");
    assert_eq!(path["clients"]["aws-cli"], "not_used");
    assert_eq!(said(&report), ["warning.cut_url"]);
    let folder = TempDir::new().unwrap();
    for more in [&[][..], &["-v"], &["--dry-run"]] {
        let mut command = netcheck(folder.path());
        command
            .args(lab.arguments())
            .args(["--also", url])
            .args(more);
        let run = ran(&mut command);
        for text in [&run.stdout, &run.stderr] {
            assert!(!text.contains("S3CRET"), "{more:?} {text}");
        }
    }
    for text in [&run.stdout, &run.stderr] {
        assert!(!text.contains("S3CRET"), "{text}");
    }
}

#[test]
fn a_url_beside_the_catalogue_must_be_one_that_can_be_tested() {
    let folder = TempDir::new().unwrap();
    for (url, words) in [
        ("http://idp.example/?t=S3CRET", "only https"),
        ("idp.example", "whole URL"),
        ("https://jane:S3CRET@idp.example/", "no login is sent"),
        ("https://192.0.2.1/", "not a host name"),
    ] {
        let good = "https://idp.example/";
        let error = refused(
            folder.path(),
            &["--region", "us-east-1", "--also", good, "--also", url],
        );
        assert!(
            error.contains("--also URL 2: ") && error.contains(words),
            "{error}"
        );
        assert_eq!(error.lines().count(), 1, "{error}");
    }
}

#[test]
fn a_url_that_the_catalogue_has_too_is_tested_once() {
    let url = "https://mycorp.awsapps.com/start";
    let (_, report) = probed(&lab(""), &["--also", url, "--also", url]);
    let paths = report["paths"].as_array().unwrap();
    let same: Vec<&Value> = paths.iter().filter(|path| path["url"] == url).collect();
    assert_eq!(same.len(), 1);
    assert_ne!(same[0]["endpoint"], "also");
}

/// Words without the ends of lines.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_target_that_may_be_wrong_is_said_in_quiet_runs_and_tickets_too() {
    let (lab, home) = (lab(""), home(CORP.as_bytes()));
    let words = "profile dev has eu-west-1 for this directory, not us-east-1.";
    let quiet = probed_at_home(home.path(), lab.arguments(), &["-q"]);
    assert_eq!((quiet.exit, quiet.stdout.as_str()), (Some(0), ""));
    assert!(quiet.stderr.starts_with("warning: "), "{}", quiet.stderr);
    assert!(quiet.stderr.contains(words), "{}", quiet.stderr);
    assert_eq!(quiet.stderr.lines().count(), 1, "{}", quiet.stderr);
    for format in ["ticket", "markdown"] {
        let run = probed_at_home(home.path(), lab.arguments(), &["--format", format]);
        let plain = flat(&run.stdout).replace('\\', "");
        assert!(plain.contains(words), "{}", run.stdout);
    }
}

#[test]
fn a_directory_in_another_region_is_said_in_quiet_runs() {
    let text = include_str!("../../scenarios/deep-other-region.toml");
    let scenario = toml::from_str(text).unwrap();
    let (lab, folder) = (Lab::start(&Arc::new(scenario)).unwrap(), home(b""));
    let quiet = probed_at_home(folder.path(), lab.arguments(), &["-q"]);
    assert_eq!((quiet.exit, quiet.stdout.as_str()), (Some(0), ""));
    let words = "warning: AWS says that the directory is in eu-west-1, not in us-east-1";
    assert!(quiet.stderr.starts_with(words), "{}", quiet.stderr);
}

/// The usual way to switch the file off.
#[test]
fn a_config_that_is_switched_off_is_no_config() {
    let (lab, folder) = (lab(""), TempDir::new().unwrap());
    let mut command = netcheck(folder.path());
    command.args(lab.arguments()).args(["--format", "json"]);
    let run = ran(command.env("AWS_CONFIG_FILE", "/dev/null"));
    assert_eq!(run.json()["target"]["warnings"], serde_json::json!([]));
}
