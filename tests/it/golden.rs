//! Comparing a text with the one that a person last read and accepted.
//!
//! Owns the files' update: `UPDATE_GOLDEN=1 cargo test` writes them anew, and the diff is then
//! read in review. Which texts are golden is said where they are made.
#![expect(
    clippy::disallowed_methods,
    clippy::panic,
    reason = "a test fails by panicking; the variable is the tests' own"
)]

use std::{env, fs, path::Path};

/// Compares with `tests/NAME`.
///
/// # Panics
/// With the first line that differs, unless the file is to be written.
pub(crate) fn compare(name: &str, found: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests")
        .join(name);
    if env::var("UPDATE_GOLDEN").is_ok_and(|value| value == "1") {
        let written = file
            .parent()
            .map_or(Ok(()), fs::create_dir_all)
            .and_then(|()| fs::write(&file, found));
        if let Err(error) = written {
            panic!("could not write tests/{name}: {error}");
        }
        return;
    }
    // Git may have written other line ends on Windows.
    let golden = fs::read_to_string(&file)
        .unwrap_or_default()
        .replace("\r\n", "\n");
    if golden == found {
        return;
    }
    let (mut golden, mut found) = (golden.lines(), found.lines());
    for line in 1.. {
        let (expected, got) = (golden.next(), found.next());
        if expected != got || got.is_none() {
            panic!(
                "tests/{name}, line {line}, is not as accepted.\n  expected: {expected:?}\n  \
                 got:      {got:?}\nRight as it is now? UPDATE_GOLDEN=1 cargo test --test it"
            );
        }
    }
}
