//! Lists in the real engines, which `cargo test` alone does not run: they have to be installed.
//!
//! Owns the saying so. The checks are `tests/engines`; `.ci/run` runs the quick ones of those whose
//! engines are there, `.ci/full` all of them.

use std::{path::Path, process::Command};

#[test]
#[ignore = "not run here: real engines and the vendors' schemas, see tests/engines/run"]
fn lists_in_the_real_engines() {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/engines/run");
    let status = Command::new(script).status().unwrap();
    assert!(status.success(), "tests/engines/run: {status}");
}
