//! What stands in the environment does not change what is seen of a network.

use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use super::{lab, netcheck, ran};
use crate::lab::Lab;

/// What a report says of every path.
fn findings(lab: &Lab, folder: &Path, environment: &[(&str, &str)]) -> Vec<String> {
    let mut command = netcheck(folder);
    command
        .envs(environment.iter().copied())
        .args(lab.arguments())
        .args(["--proxy", "direct", "--format", "json"]);
    let ran = ran(&mut command);
    assert_eq!(
        ran.exit,
        Some(0),
        "{environment:?}\n{}{}",
        ran.stdout,
        ran.stderr
    );
    assert_eq!(ran.stderr, "", "{environment:?}");
    let paths = ran.json()["paths"].take();
    let keys = ["id", "verdict", "failure", "notes", "clients"];
    let said = |path: &Value| keys.map(|key| path[key].to_string()).join(" ");
    paths.as_array().unwrap().iter().map(said).collect()
}

#[test]
fn a_healthy_network_is_healthy_in_any_environment() {
    let (lab, folder) = (lab(""), TempDir::new().unwrap());
    let plain = findings(&lab, folder.path(), &[]);
    assert!(plain.len() > 20, "{plain:#?}");
    let odd: &[&[(&str, &str)]] = &[
        &[
            ("HTTPS_PROXY", "http://127.0.0.1:1"),
            ("HTTP_PROXY", "http://127.0.0.1:1"),
        ],
        &[
            ("https_proxy", "http://127.0.0.1:1"),
            ("ALL_PROXY", "socks5://127.0.0.1:1"),
        ],
        &[
            ("SSL_CERT_FILE", "/nonexistent"),
            ("SSL_CERT_DIR", "/nonexistent"),
        ],
        &[("LC_ALL", "tr_TR.UTF-8"), ("LANG", "tr_TR.UTF-8")],
        &[("LC_ALL", "no_SUCH.locale"), ("LANGUAGE", "xx")],
        &[("TZ", "Pacific/Chatham")],
        &[("TZ", "No/Such_Zone"), ("SOURCE_DATE_EPOCH", "0")],
        &[("HOME", "/nonexistent"), ("TMPDIR", "/nonexistent")],
        &[("TERM", "dumb"), ("COLUMNS", "0"), ("LINES", "-1")],
        &[("RUST_LOG", "trace"), ("RUST_BACKTRACE", "1")],
        &[
            ("AWS_REGION", "eu-west-1"),
            ("NODE_EXTRA_CA_CERTS", "/nonexistent"),
        ],
    ];
    for environment in odd {
        let found = findings(&lab, folder.path(), environment);
        assert_eq!(found, plain, "{environment:?}");
    }
}

#[cfg(unix)]
#[test]
fn a_variable_that_is_no_text_is_as_one_that_is_not_set() {
    use std::os::unix::ffi::OsStrExt as _;
    let (lab, folder) = (lab(""), TempDir::new().unwrap());
    let not_text = std::ffi::OsStr::from_bytes(b"\xff\xfe");
    let mut command = netcheck(folder.path());
    for name in [
        "HTTPS_PROXY",
        "NO_PROXY",
        "USER",
        "NO_COLOR",
        "HOME",
        "LC_ALL",
    ] {
        command.env(name, not_text);
    }
    let ran = ran(command.args(lab.arguments()));
    assert_eq!(ran.exit, Some(0), "{}{}", ran.stdout, ran.stderr);
}

/// As one that is not set: the site file's label counts, and then the machine's name.
#[test]
fn a_label_of_blanks_is_none() {
    let (lab, folder) = (lab(""), TempDir::new().unwrap());
    let site = |value: &str| {
        let mut command = netcheck(folder.path());
        command
            .env("AWS_NETCHECK_SITE", value)
            .args(lab.arguments());
        let said = ran(command.args(["--config", "site.toml", "--format", "json"]));
        assert_eq!(said.exit, Some(0), "{}", said.stderr);
        said.json()["site"].take()
    };
    let write = |text: &str| std::fs::write(folder.path().join("site.toml"), text).unwrap();
    write("");
    assert_eq!(site(" FRA "), "FRA");
    for blank in ["", "  ", "\t"] {
        assert_eq!(site(blank), Value::Null, "{blank:?}");
    }
    write("[defaults]\nsite = 'Rome'\ntimeout = 1\n");
    assert_eq!(site(" "), "Rome");
    for typed in ["", " "] {
        let mut command = netcheck(folder.path());
        let said = ran(command.args(lab.arguments()).args(["--site", typed]));
        assert_eq!(said.exit, Some(2), "{}", said.stderr);
        assert!(said.stderr.contains("it is empty"), "{}", said.stderr);
    }
}
