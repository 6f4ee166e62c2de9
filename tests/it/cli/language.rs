//! The language of what people read: as typed, else this machine's.

use tempfile::TempDir;

use super::{netcheck, ran};

/// The first line of a page of `explain`'s body, by the environment and the arguments.
fn heading(environment: &[(&str, &str)], arguments: &[&str]) -> String {
    let folder = TempDir::new().unwrap();
    let mut command = netcheck(folder.path());
    command.envs(environment.iter().copied());
    let ran = ran(command.args(["explain", "tls.reset"]).args(arguments));
    assert_eq!((ran.exit, ran.stderr.as_str()), (Some(0), ""));
    ran.stdout.lines().next().unwrap().to_owned()
}

const ENGLISH: &str = "tls.reset (a failure)";
const JAPANESE: &str = "tls.reset (失敗)";

#[test]
fn a_language_that_is_typed_goes_before_the_machines() {
    let japanese = &[("LC_ALL", "ja_JP.UTF-8")];
    assert_eq!(heading(&[], &["--lang", "ja"]), JAPANESE);
    assert_eq!(heading(&[], &["--lang", "ja-JP"]), JAPANESE);
    assert_eq!(heading(japanese, &["--lang", "en"]), ENGLISH);
}

/// Windows and macOS tell it otherwise than by the environment.
#[cfg(not(any(windows, target_vendor = "apple")))]
#[test]
fn the_first_variable_that_is_set_says_the_language() {
    for (environment, expected) in [
        (&[][..], ENGLISH),
        (&[("LANG", "ja_JP.UTF-8")], JAPANESE),
        (&[("LANG", "ja_JP.UTF-8"), ("LC_ALL", "")], JAPANESE),
        (&[("LANG", "ja_JP.UTF-8"), ("LC_ALL", "C")], ENGLISH),
        (&[("LANG", "C"), ("LC_MESSAGES", "ja_JP.utf8")], JAPANESE),
        (&[("LANG", "ja_JP.eucJP")], ENGLISH),
        (&[("LANG", "fr_FR.UTF-8")], ENGLISH),
    ] {
        assert_eq!(heading(environment, &[]), expected, "{environment:?}");
    }
}

#[test]
fn a_language_without_texts_is_refused() {
    let folder = TempDir::new().unwrap();
    let ran = ran(netcheck(folder.path()).args(["explain", "--lang", "fr"]));
    assert_eq!(ran.exit, Some(2));
    assert!(
        ran.stderr.contains("the languages are en, ja"),
        "{}",
        ran.stderr
    );
}
