//! The codes and their pages: promised to scripts, so that none comes or goes by accident.
#![expect(
    clippy::unwrap_used,
    reason = "a program that does not start fails the test"
)]

use std::{collections::BTreeSet, process::Command};

use aws_netcheck::language::Language;
use aws_netcheck::{
    evidence::Failure,
    report::explain,
    verdict::{Cause, Verdict},
};

use crate::golden;

#[test]
fn the_list_of_codes_is_the_accepted_one() {
    let verdicts = Verdict::ALL
        .iter()
        .map(|v| format!("verdict {}\n", v.code()));
    let failures = Failure::ALL
        .iter()
        .map(|f| format!("failure {}\n", f.code()));
    let causes = Cause::ALL.iter().map(|c| format!("cause {}\n", c.code()));
    golden::compare(
        "codes.txt",
        &verdicts.chain(failures).chain(causes).collect::<String>(),
    );
}

#[test]
fn a_page_and_the_list_look_as_accepted() {
    for (language, folder) in [
        (Language::English, "explain"),
        (Language::Japanese, "explain/ja"),
    ] {
        let page = explain::page("tls.reset", language);
        let page = page.unwrap_or_else(|error| error.to_string());
        golden::compare(&format!("{folder}/tls.reset.txt"), &page);
        golden::compare(&format!("{folder}/list.txt"), &explain::list(language));
    }
}

/// Flags of other programs that the README names.
const NOT_OURS: &[&str] = &["--example", "--path", "--release"];

#[test]
fn every_flag_that_a_page_or_the_readme_names_exists() {
    let help = [
        &["--help"][..],
        &["probe", "--help"],
        &["report", "--help"],
        &["allowlist", "--help"],
        &["endpoints", "--help"],
        &["steps", "--help"],
    ]
    .map(printed)
    .concat();
    let known = flags_in(&help);
    let files = [
        include_str!("../../README.md"),
        include_str!("../../data/texts/en/verdicts.toml"),
        include_str!("../../data/texts/en/failures.toml"),
        include_str!("../../data/texts/en/causes.toml"),
    ];
    let named = files.iter().flat_map(|file| flags_in(file));
    let unknown: BTreeSet<&str> = named
        .filter(|flag| !known.contains(flag) && !NOT_OURS.contains(flag))
        .collect();
    assert!(unknown.is_empty(), "in no --help: {unknown:?}");
}

fn printed(arguments: &[&str]) -> String {
    let tool = Command::new(env!("CARGO_BIN_EXE_aws-netcheck"))
        .args(arguments)
        .output();
    String::from_utf8_lossy(&tool.unwrap().stdout).into_owned()
}

fn flags_in(text: &str) -> BTreeSet<&str> {
    text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-'))
        .filter(|word| word.len() > 3 && word.starts_with("--"))
        .filter(|word| word.as_bytes()[2].is_ascii_lowercase())
        .collect()
}
