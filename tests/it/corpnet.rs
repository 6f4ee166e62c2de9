//! Networks of real programs, which `cargo test` alone does not run: they need root.
//!
//! Owns the saying so. The networks are `tests/corpnet`, and `.ci/full` runs them all.

use std::{path::Path, process::Command};

#[test]
#[ignore = "not run here: networks of real programs need root, see tests/corpnet/README.md"]
fn networks_of_real_programs() {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpnet/run");
    let status = Command::new(script).status().unwrap();
    assert!(status.success(), "tests/corpnet/run: {status}");
}
