//! `allowlist`, as scripts and people meet it.

use std::{fs, path::Path};

use assert_cmd::Command;
use aws_netcheck::format::{FORMATS, Told};
use serde_json::Value;
use tempfile::TempDir;

use crate::golden;

pub(super) struct Ran {
    pub(super) exit: Option<i32>,
    pub(super) stdout: String,
    pub(super) stderr: String,
}

pub(super) fn netcheck(folder: &Path, arguments: &[&str]) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_aws-netcheck"));
    command.env_clear().current_dir(folder);
    let output = command
        .arg("allowlist")
        .args(arguments)
        .output()
        .expect("it can be started");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Ran {
        exit: output.status.code(),
        stdout: text(&output.stdout),
        stderr: text(&output.stderr),
    }
}

pub(super) fn folder() -> TempDir {
    TempDir::new().expect("a folder for the test")
}

pub(super) const TARGET: &[&str] = &["--directory", "mycorp", "--region", "us-east-1"];

#[track_caller]
pub(super) fn refused(arguments: &[&str], word: &str) {
    let folder = folder();
    let ran = netcheck(folder.path(), arguments);
    assert_eq!(ran.exit, Some(2), "{arguments:?}: {}", ran.stderr);
    assert_eq!(ran.stdout, "", "{arguments:?}");
    assert!(ran.stderr.contains(word), "no {word:?} in {}", ran.stderr);
    assert!(!ran.stderr.contains('\x1b'), "{}", ran.stderr);
    let left = fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(left, 0, "{arguments:?} left a file");
}

#[test]
fn a_mistake_is_named_and_nothing_is_written() {
    refused(&[], "--list-formats");
    refused(&["--format", "nonsense"], "paloalto");
    refused(&["--format", "txt", "--breadth", "wide"], "documented");
    refused(&["--format", "txt", "--purpose", "deny"], "no-decrypt");
    refused(&["--format", "squid", "--as", "api"], "one form");
    refused(
        &["--format", "cilium", "--purpose", "no-decrypt"],
        "it has allow",
    );
    let exclusions = ["--format", "paloalto-exclusions", "--purpose", "allow"];
    refused(&exclusions, "it has no-decrypt");
    refused(&["--format", "umbrella", "--as", "xml"], "list, api");
    refused(
        &[
            "--format",
            "txt",
            "--region",
            "us-east-1",
            "--region",
            "cn-north-1",
        ],
        "different partitions",
    );
    refused(
        &[
            "--format",
            "txt",
            "--breadth",
            "guide",
            "--region",
            "us-gov-west-1",
        ],
        "--breadth",
    );
}

#[test]
fn a_place_or_a_name_that_will_not_do_leaves_nothing_behind() {
    refused(&["--format", "txt", "--format", "csv"], "--output");
    refused(
        &["--format", "txt", "-o", "a", "-o", "b"],
        "--format of its own",
    );
    refused(&["--format", "txt", "-o", "nowhere/a"], "nowhere");
    refused(
        &["--format", "txt", "--format", "csv", "-o", "a", "-o", "./a"],
        "same place",
    );
    refused(&["--format", "zscaler", "-o", "a.json"], "{purpose}");
    // The first format could be written; the second cannot.
    let name = ["--name", "a\"b", "-o", "a", "-o", "b"];
    refused(
        &[&["--format", "txt", "--format", "paloalto"], &name[..]].concat(),
        "letters, digits",
    );
    refused(
        &["--format", "paloalto", "--name", "\u{1b}[2J"],
        "letters, digits",
    );
    refused(&["--format", "paloalto", "--name", &"a".repeat(40)], "31");
}

#[test]
fn what_does_nothing_is_said() {
    let folder = folder();
    let ran = netcheck(
        folder.path(),
        &[TARGET, &["--format", "txt", "--name", "x"]].concat(),
    );
    assert_eq!(ran.exit, Some(0), "{}", ran.stderr);
    assert!(
        ran.stderr.contains("txt: note: --name is not used"),
        "{}",
        ran.stderr
    );
    refused(
        &["--format", "zscaler", "-o", "a-{name}.json"],
        "{purpose} is all",
    );
}

#[test]
fn a_template_with_rules_refers_to_its_list() {
    let folder = folder();
    let flags = [
        "--format",
        "aws-dns-firewall",
        "--as",
        "cloudformation",
        "--with-rules",
    ];
    let ran = netcheck(folder.path(), &[TARGET, &flags[..]].concat());
    let template: Value = serde_json::from_str(&ran.stdout).unwrap();
    let group = &template["Resources"]["AwsNetcheckRules"];
    assert_eq!(group["Type"], "AWS::Route53Resolver::FirewallRuleGroup");
    let rule = &group["Properties"]["FirewallRules"][0];
    assert_eq!(
        rule["FirewallDomainListId"]["Fn::GetAtt"][0],
        "AwsNetcheckAllow"
    );
    assert_eq!(rule["Action"], "ALLOW");
    assert_eq!(rule["Priority"]["Ref"], "Priority");
    assert_eq!(template["Parameters"]["Priority"]["Type"], "Number");
}

#[test]
fn the_purpose_in_a_files_name_makes_a_file_for_each_list() {
    let folder = folder();
    let output = [
        "--format",
        "zscaler",
        "--with-rules",
        "-q",
        "-o",
        "z-{purpose}.json",
    ];
    let ran = netcheck(folder.path(), &[TARGET, &output[..]].concat());
    assert_eq!(
        (ran.exit, ran.stdout.as_str()),
        (Some(0), ""),
        "{}",
        ran.stderr
    );
    for line in ran.stderr.lines() {
        // The bodies have no place for these, so that even -q leaves them.
        let differs = [
            "left out: ",
            "narrower: ",
            "wider: ",
            "unproven: ",
            "-v names all",
        ];
        assert!(differs.iter().any(|word| line.contains(word)), "{line}");
    }
    for (file, key) in [
        ("z-allow.json", "urls"),
        ("z-no-decrypt.json", "urls"),
        ("z-no-decrypt-rule.json", "action"),
    ] {
        let text = fs::read_to_string(folder.path().join(file)).unwrap();
        let body: Value = serde_json::from_str(&text).unwrap();
        assert!(!body[key].is_null(), "{file}");
    }
}

#[test]
fn each_of_several_files_keeps_its_head_and_the_remarks_of_its_list() {
    let folder = folder();
    let output = [
        "--format",
        "gcp-swp",
        "--with-rules",
        "-o",
        "g-{purpose}.yaml",
    ];
    let ran = netcheck(folder.path(), &[TARGET, &output[..]].concat());
    assert_eq!(ran.exit, Some(0), "{}", ran.stderr);
    for (id, how) in [
        ("allow", "url-lists import"),
        ("allow-rule", "rules import"),
        ("no-decrypt", "url-lists import"),
        ("no-decrypt-rule", "rules import"),
    ] {
        let text = fs::read_to_string(folder.path().join(format!("g-{id}.yaml"))).unwrap();
        assert!(text.starts_with("# aws-netcheck "), "{text}");
        assert!(text.contains("\n# Directory: mycorp; Regions: us-east-1"));
        let mark = text.lines().find(|line| line.starts_with("# === "));
        let mark = mark.unwrap_or_else(|| panic!("no mark in {text}"));
        assert!(
            mark.contains(&format!("{id}: ")) && mark.ends_with(how),
            "{mark}"
        );
        let other = if id.starts_with("allow") {
            "# no-decrypt: "
        } else {
            "# allow: "
        };
        assert!(!text.contains(other), "{id}: {text}");
        assert!(
            text.contains("# note: the first rule that matches decides"),
            "{id}"
        );
    }
    // What has no comments is said on stderr.
    let output = ["--format", "zscaler", "-o", "z-{purpose}.json"];
    let ran = netcheck(folder.path(), &[TARGET, &output[..]].concat());
    let how = "zscaler: written to z-no-decrypt.json: POST /api/v1/urlCategories\n";
    assert!(ran.stderr.contains(how), "{}", ran.stderr);
}

/// A list for every Region names thousands of hosts; what is said of it is read by a person.
#[test]
fn what_is_said_stays_readable_and_v_says_all() {
    for format in FORMATS {
        let all = ["--format", format.id, "--scope", "all"];
        let short = netcheck(folder().path(), &all).stderr;
        let lines: usize = short.lines().map(|line| line.len().div_ceil(100)).sum();
        assert!(
            lines < 60 && short.lines().count() < 25,
            "{}: {short}",
            format.id
        );
        let long = netcheck(folder().path(), &[&all[..], &["-v"]].concat()).stderr;
        assert!(!long.contains(" more: "), "{}: {long}", format.id);
        let quiet = netcheck(folder().path(), &[&all[..], &["-q"]].concat()).stderr;
        let silent = matches!(format.told, Told::Comments(_) | Told::Data);
        assert_eq!(quiet.is_empty(), silent, "{}: {quiet}", format.id);
    }
}

#[test]
fn several_formats_go_to_their_files_and_the_last_to_stdout() {
    let folder = folder();
    let more = [
        "--format",
        "squid",
        "--format",
        "json",
        "--output",
        "squid.txt",
    ];
    let ran = netcheck(folder.path(), &[TARGET, &more[..]].concat());
    assert_eq!(ran.exit, Some(0), "{}", ran.stderr);
    let body: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(body["target"]["directory"], "mycorp");
    let file = fs::read_to_string(folder.path().join("squid.txt")).unwrap();
    assert!(file.contains("\nmycorp.awsapps.com\n"));
    assert!(
        ran.stderr.contains("squid: allow: wider: "),
        "{}",
        ran.stderr
    );
}

#[test]
fn a_portals_url_gives_the_region_that_it_holds() {
    let url = "https://ssoins-7223a1b2c3d4e5f6.eu-west-1.portal.amazonaws.com";
    let arguments = ["--format", "txt", "-q", "--directory", url];
    let ran = netcheck(folder().path(), &arguments);
    let host = "\nssoins-7223a1b2c3d4e5f6.eu-west-1.portal.amazonaws.com\n";
    assert!(ran.stdout.contains(host), "{}", ran.stdout);
    assert!(ran.stdout.contains("\neu-west-1.signin.aws\n"));
}

#[track_caller]
pub(super) fn keeps(schema: &str, text: &str) {
    let schema: Value = serde_json::from_str(schema).unwrap();
    jsonschema::meta::validate(&schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let found: Value = serde_json::from_str(text).unwrap();
    validator.validate(&found).unwrap();
}

#[test]
fn json_keeps_its_schemas() {
    let list = include_str!("../../../data/schema/allowlist.schema.json");
    for target in [&[][..], TARGET, &["--scope", "all", "--breadth", "broad"]] {
        let json = ["--format", "json", "-q"];
        let ran = netcheck(folder().path(), &[&json[..], target].concat());
        keeps(list, &ran.stdout);
    }
    let formats = include_str!("../../../data/schema/formats.schema.json");
    keeps(
        formats,
        &netcheck(folder().path(), &["--list-formats=json"]).stdout,
    );
}

#[test]
fn the_list_of_formats_is_as_accepted() {
    let table = netcheck(folder().path(), &["--list-formats"]);
    assert_eq!((table.exit, table.stderr.as_str()), (Some(0), ""));
    golden::compare("commands/formats.txt", &table.stdout);
    for line in table.stdout.lines() {
        assert!(aws_netcheck::report::width(line) <= 80, "{line}");
    }
    let json = netcheck(folder().path(), &["--list-formats=json"]);
    let same = netcheck(folder().path(), &["--list-formats", "--format", "json"]);
    assert_eq!(same.stdout, json.stdout);
    let list: Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(list["schema"], "aws-netcheck/formats/1");
    assert_eq!(list["formats"].as_array().unwrap().len(), FORMATS.len());
}
