//! `endpoints` and `steps`, as scripts and people meet them.
//!
//! Golden files are in `tests/commands`; the catalogue changes them, and a person reads the
//! difference.

use std::{fs, path::Path};

use assert_cmd::Command;
use serde_json::Value;
use tempfile::TempDir;

use crate::golden;

/// Where nothing but the arguments has a say.
fn netcheck(arguments: &[&str]) -> (Option<i32>, String, String) {
    let folder = TempDir::new().expect("a folder for the test");
    let mut command = Command::new(env!("CARGO_BIN_EXE_aws-netcheck"));
    command.env_clear().current_dir(folder.path());
    let output = command.args(arguments).output().expect("it can be started");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (stdout, stderr) = (text(&output.stdout), text(&output.stderr));
    (output.status.code(), stdout, stderr)
}

#[track_caller]
fn shown(arguments: &[&str]) -> String {
    let (exit, stdout, stderr) = netcheck(arguments);
    assert_eq!(exit, Some(0), "{arguments:?}: {stderr}");
    assert_eq!(stderr, "", "{arguments:?}");
    stdout
}

/// A report of the golden ones.
fn report(case: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reports");
    folder.join(case).join("report.json").display().to_string()
}

const TARGET: &[&str] = &["--directory", "mycorp", "--region", "eu-west-1"];

#[test]
fn the_lists_look_as_accepted() {
    for (file, arguments) in [
        ("endpoints.txt", &["endpoints"][..]),
        ("endpoints.csv", &["endpoints", "--format", "csv"]),
        ("steps.txt", &["steps"]),
        (
            "steps-of-govcloud.txt",
            &["steps", "--region", "us-gov-west-1"],
        ),
    ] {
        golden::compare(&format!("commands/{file}"), &shown(arguments));
    }
    let of_target = [&["endpoints", "--client", "aws-cli", "-v"], TARGET].concat();
    golden::compare("commands/endpoints-of-cli.txt", &shown(&of_target));
    let with = ["steps", "--with", &report("blocked")];
    golden::compare("commands/steps-with-blocked.txt", &shown(&with));
    for (file, arguments) in [
        ("endpoints.txt", [&["endpoints"], TARGET].concat()),
        ("endpoints-of-cli.txt", of_target),
        ("steps.txt", vec!["steps"]),
        ("steps-with-blocked.txt", with.to_vec()),
    ] {
        let text = shown(&[&["--lang", "ja"], &arguments[..]].concat());
        golden::compare(&format!("commands/ja/{file}"), &text);
    }
}

#[test]
fn every_line_fits_80_columns_and_holds_no_control_character() {
    for arguments in [
        vec!["endpoints"],
        [&["endpoints", "-v"], TARGET].concat(),
        vec!["steps"],
        [&["steps"], TARGET].concat(),
        vec!["steps", "--with", &report("hostile")],
        vec!["endpoints", "--lang", "ja"],
        [&["endpoints", "-v", "--lang", "ja"], TARGET].concat(),
        vec!["steps", "--with", &report("hostile"), "--lang", "ja"],
    ] {
        for line in shown(&arguments).lines() {
            let width = aws_netcheck::report::width(line);
            assert!(width <= 80, "{arguments:?}: {line}");
            assert!(!line.chars().any(char::is_control), "{line}");
            assert_eq!(line, line.trim_end());
        }
    }
}

#[test]
fn what_programs_read_is_in_english() {
    for form in ["csv", "json"] {
        let english = ["endpoints", "--format", form];
        let japanese = [&english[..], &["--lang", "ja"]].concat();
        assert_eq!(shown(&english), shown(&japanese), "{form}");
    }
}

#[test]
fn the_json_list_keeps_its_schema_and_is_whole() {
    let schema = include_str!("../../data/schema/endpoints-list.schema.json");
    let schema: Value = serde_json::from_str(schema).unwrap();
    jsonschema::meta::validate(&schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let catalogue = aws_netcheck::catalogue::load().unwrap();
    for target in [&[][..], TARGET] {
        let text = shown(&[&["endpoints", "--format", "json"], target].concat());
        let list: Value = serde_json::from_str(&text).unwrap();
        validator.validate(&list).unwrap();
        if target.is_empty() {
            let rows = list["endpoints"].as_array().unwrap().len();
            assert_eq!(rows, catalogue.endpoints.len());
        }
    }
}

#[test]
fn a_list_holds_what_was_asked_for_and_nothing_else() {
    let rows = |more: &[&str]| {
        let text = shown(&[&["endpoints", "--format", "json"], more].concat());
        let list: Value = serde_json::from_str(&text).unwrap();
        list["endpoints"].as_array().unwrap().clone()
    };
    for row in rows(&["--scope", "cli", "--client", "aws-cli"]) {
        assert!(row["scopes"].as_array().unwrap().contains(&"cli".into()));
        assert!(
            row["clients"]
                .as_array()
                .unwrap()
                .contains(&"aws-cli".into())
        );
    }
    let two = rows(&["--region", "eu-west-1", "--region", "us-east-1"]);
    let oidc = two.iter().filter(|row| row["endpoint"] == "oidc");
    let patterns: Vec<&str> = oidc.map(|row| row["pattern"].as_str().unwrap()).collect();
    let expected = [
        "oidc.eu-west-1.amazonaws.com",
        "oidc.us-east-1.amazonaws.com",
    ];
    assert_eq!(patterns, expected);
    assert!(two.iter().all(|row| row["partition"] == "aws"));
    let typed = rows(TARGET);
    let portal = typed
        .iter()
        .find(|row| row["endpoint"] == "portal")
        .unwrap();
    assert_eq!(portal["pattern"], "mycorp.awsapps.com");
}

#[test]
fn steps_take_their_target_from_the_report_and_no_other() {
    let report = report("blocked");
    let reported = shown(&["steps", "--with", &report]);
    assert!(reported.contains("us-east-1.signin.aws "), "{reported}");
    let same = ["steps", "--with", &report, "--region", "us-east-1"];
    assert_eq!(shown(&same), reported);
    let other = ["steps", "--with", &report, "--region", "eu-west-1"];
    let (exit, _, stderr) = netcheck(&other);
    assert_eq!(exit, Some(2));
    assert!(stderr.contains("is about mycorp in us-east-1"), "{stderr}");
}

#[test]
fn every_asterisk_within_a_name_is_a_region_where_one_is_asked_about() {
    let two = ["--region", "us-east-1", "--region", "eu-west-1"];
    let all = ["endpoints", "--scope", "builder-id", "--format", "csv"];
    let text = shown(&[&all[..], &two].concat());
    let mut lines: Vec<&str> = text.lines().collect();
    assert!(!text.contains(".*."), "{text}");
    for region in ["eu-west-1", "us-east-1"] {
        let pattern = format!("{region},optional");
        let named = |line: &&&str| line.contains(".portal.") && line.contains(&pattern);
        assert!(lines.iter().any(|line| named(&line)), "{region}: {text}");
    }
    let count = lines.len();
    lines.sort_unstable();
    lines.dedup();
    assert_eq!(lines.len(), count, "a row stands there twice");
}

/// What is shown, without the ends of lines.
fn in_words(arguments: &[&str]) -> String {
    let text = shown(arguments);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn documents_without_an_address_are_explained_once() {
    let words = "has no address, none was recorded";
    let count = |more: &[&str]| {
        in_words(&[&["endpoints"], more].concat())
            .matches(words)
            .count()
    };
    assert_eq!(count(&["-v"]), 1);
    // Without -v no documents stand there, and all of these have an address.
    assert_eq!(count(&[]), 0);
    assert_eq!(
        count(&["-v", "--scope", "sign-in", "--client", "aws-cli"]),
        0
    );
}

#[test]
fn steps_of_another_partition_are_those_that_it_has() {
    for (region, console) in [
        (
            "us-gov-west-1",
            "console.amazonaws-us-gov.com required (derived)",
        ),
        (
            "cn-north-1",
            "oidc.cn-north-1.amazonaws.com.cn required (derived)",
        ),
    ] {
        let text = in_words(&["steps", "--region", region]);
        assert!(!text.contains("1.1 Sign up"), "{text}");
        assert!(!text.contains("verification code"), "{text}");
        assert!(text.contains("Left out: steps 1.1, 1.2, 1.3"), "{text}");
        assert!(text.contains(console), "{text}");
        assert!(text.contains("(derived) is a name made by rule"), "{text}");
    }
    let text = in_words(&["steps", "--region", "us-east-1"]);
    assert!(!text.contains("Left out"), "{text}");
    assert!(!text.contains("(derived)"), "{text}");
}

#[test]
fn a_step_that_is_unknown_because_of_derived_names_says_so() {
    let text = fs::read_to_string(report("healthy")).unwrap();
    let mut gov: Value = serde_json::from_str(&text).unwrap();
    gov["target"]["regions"] = serde_json::json!(["us-gov-west-1"]);
    gov["paths"][0]["host"] = "console.amazonaws-us-gov.com".into();
    let step = |id: &str, verdict: &str| serde_json::json!({"id": id, "title": "t", "verdict": verdict, "because": []});
    gov["steps"] = serde_json::json!([step("2.1", "unknown"), step("2.5", "open")]);
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("gov.json");
    fs::write(&file, gov.to_string()).unwrap();
    let text = in_words(&["steps", "--with", &file.display().to_string()]);
    let words = "UNKNOWN 2.1 Enable IAM Identity Center: every name that it requires was made by \
        rule OPEN console.amazonaws-us-gov.com required (derived)";
    assert!(text.contains(words), "{text}");
    let words = "OPEN 2.5 Sign in to the AWS access portal untested";
    assert!(text.contains(words), "{text}");
}

#[test]
fn steps_are_of_one_partition() {
    let both = ["steps", "--region", "us-east-1", "--region", "cn-north-1"];
    let (exit, _, stderr) = netcheck(&both);
    assert_eq!(exit, Some(2));
    assert!(stderr.contains("separate runs"), "{stderr}");
}

#[test]
fn a_report_of_a_later_program_is_read() {
    let text = fs::read_to_string(report("blocked")).unwrap();
    let mut later: Value = serde_json::from_str(&text).unwrap();
    later["tool"]["version"] = "9.0.0".into();
    later["more"] = serde_json::json!({"deep": [1]});
    later["paths"][0]["more"] = true.into();
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("later.json");
    fs::write(&file, later.to_string()).unwrap();
    let shown = shown(&["steps", "--with", &file.display().to_string()]);
    assert!(shown.contains("BLOCKED"), "{shown}");
}

#[test]
fn what_is_no_report_is_refused() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("report.json");
    for (text, word) in [
        ("", "EOF"),
        ("{", "EOF"),
        ("[]", "expected a report"),
        ("{\"schema\": \"aws-netcheck/report/2\"}", "report/2"),
        ("{\"schema\": \"\\u001b[2J\"}", "its form is"),
        ("{\"schema\": \"aws-netcheck/report/1\"}", "missing field"),
        (&"[".repeat(100_000), "no report of ours"),
    ] {
        fs::write(&file, text).unwrap();
        let (exit, stdout, stderr) = netcheck(&["steps", "--with", &file.display().to_string()]);
        assert_eq!((exit, stdout.as_str()), (Some(2), ""), "{stderr}");
        assert!(stderr.contains(word), "no {word:?} in {stderr}");
        assert!(stderr.lines().count() == 1 && !stderr.contains('\x1b'));
    }
    let (exit, _, stderr) = netcheck(&["steps", "--with", "nowhere.json"]);
    assert_eq!(exit, Some(2));
    assert!(stderr.contains("nowhere.json"), "{stderr}");
}

#[test]
fn a_report_that_is_too_large_is_refused() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("report.json");
    // A hole: nothing of it is on the disk.
    let large = fs::File::create(&file).unwrap();
    large.set_len(64 * 1024 * 1024 + 1).unwrap();
    let (exit, _, stderr) = netcheck(&["steps", "--with", &file.display().to_string()]);
    assert_eq!(exit, Some(2));
    assert!(stderr.contains("larger than"), "{stderr}");
}

#[test]
fn the_guide_has_a_text_for_every_id() {
    let (guide, texts) = (
        aws_netcheck::catalogue::guide().unwrap(),
        aws_netcheck::report::Texts::english(),
    );
    let mut keys: Vec<String> = Vec::new();
    for one in &guide.prerequisites {
        keys.push(format!("prerequisite.{}", one.id));
    }
    for one in &guide.troubles {
        keys.extend(["trouble", "advice", "network"].map(|table| format!("{table}.{}", one.id)));
    }
    for key in keys {
        assert!(texts.find(&key).is_some(), "{key}");
    }
}
