//! A proxy's login reaches no output: whatever the run comes to, and however much it logs.
//!
//! Owns the searching. Each run writes every kind of report and list that there is.

use std::{fs, path::Path};

use aws_netcheck::report::OUTPUTS;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tempfile::TempDir;

use super::{Ran, lab, netcheck, ran};
use crate::lab::Lab;

const USER: &str = "CORP.j.doe-Quux7";
const PASSWORD: &str = "zebra:p@ss Wort";
const ESCAPED: &str = "zebra%3Ap%40ss%20Wort";
/// Nothing of the login's own: the file that holds it.
const FILE: &str = "login";

/// What must not be found, in any form that the login has on its way.
fn needles() -> Vec<String> {
    let both = format!("{USER}:{PASSWORD}");
    let encoded = [both.as_str(), USER, PASSWORD].map(|text| STANDARD.encode(text));
    // The end of an encoding depends on what follows.
    let encoded = encoded.map(|text| text[..text.len() - 4].to_owned());
    let plain = [USER, PASSWORD, ESCAPED, "zebra", "Quux7"].map(str::to_owned);
    plain.into_iter().chain(encoded).collect()
}

/// The lab's arguments without its proxy, and that proxy with a login.
fn with_login(lab: &Lab) -> (Vec<std::ffi::OsString>, String) {
    let mut arguments = lab.arguments().to_vec();
    let place = arguments.iter().position(|one| one == "--proxy");
    let place = place.expect("the lab has a proxy");
    let url = arguments.drain(place..=place + 1).next_back();
    let url = url.unwrap().into_string().unwrap();
    let url = url.replace("://", &format!("://{USER}:{ESCAPED}@"));
    (arguments, url)
}

/// Every report, the lists that mend what is found, and all logs.
fn everything() -> Vec<String> {
    let mut more = vec![
        // No other client has to go the same way.
        "--client".to_owned(),
        "browser".to_owned(),
        "-vv".to_owned(),
        "--fix".to_owned(),
        "squid=list".to_owned(),
    ];
    for output in OUTPUTS {
        let place = format!("report.{}", output.id);
        more.extend(["--format", output.id, "--output", &place].map(str::to_owned));
    }
    more
}

#[track_caller]
fn holds_no_secret(folder: &Path, said: &Ran, about: &str) {
    let mut texts = vec![said.stdout.clone(), said.stderr.clone()];
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        if entry.file_name() != FILE {
            texts.push(fs::read_to_string(entry.path()).unwrap());
        }
    }
    for needle in needles() {
        for text in &texts {
            assert!(!text.contains(&needle), "{about}: {needle} in\n{text}");
        }
    }
}

const KINDS: [(&str, &str); 3] = [
    ("http", "Basic realm=\\\"corp\\\""),
    (
        "http",
        "Digest realm=\\\"corp\\\", nonce=\\\"n1\\\", qop=\\\"auth\\\"",
    ),
    ("socks5h", "a password"),
];

/// A lab whose proxy wants a login, and takes it or not; one of them closes the connection first, one says in
/// chunks that it wants one.
fn wanting((kind, wants): (&str, &str), takes: bool) -> Lab {
    let closes = wants.starts_with("Basic");
    let chunks = wants.starts_with("Digest");
    lab(&format!(
        "[proxy]\nkind = '{kind}'\nwants = \"{wants}\"\ntakes_login = {takes}\ncloses = {closes}\nchunks = {chunks}"
    ))
}

#[test]
fn a_login_in_a_variable_is_used_and_never_shown() {
    for kind in KINDS {
        for takes in [true, false] {
            let (lab, folder) = (wanting(kind, takes), TempDir::new().unwrap());
            let (arguments, url) = with_login(&lab);
            let mut command = netcheck(folder.path());
            command.env("HTTPS_PROXY", url).env("RUST_LOG", "trace");
            let said = ran(command.args(arguments).args(everything()));
            let about = format!("{kind:?}, taken: {takes}");
            let exit = if takes { 0 } else { 3 };
            assert_eq!(said.exit, Some(exit), "{about}\n{}", said.stderr);
            holds_no_secret(folder.path(), &said, &about);
        }
    }
}

#[test]
fn a_login_in_a_file_is_used_and_never_shown() {
    for kind in KINDS {
        for takes in [true, false] {
            let (lab, folder) = (wanting(kind, takes), TempDir::new().unwrap());
            let login = format!("{USER}:{PASSWORD}\n");
            fs::write(folder.path().join(FILE), &login).unwrap();
            let about = format!("{kind:?}, taken: {takes}");
            let exit = if takes { 0 } else { 3 };
            for place in [FILE, "-"] {
                let mut command = netcheck(folder.path());
                command.args(lab.arguments()).args(everything());
                command
                    .args(["--proxy-login", place])
                    .write_stdin(login.clone());
                let said = ran(command.env("RUST_LOG", "trace"));
                assert_eq!(said.exit, Some(exit), "{about}\n{}", said.stderr);
                holds_no_secret(folder.path(), &said, &about);
            }
        }
    }
}

/// In the reason, in headers of all kinds and in the realm.
#[test]
fn what_a_proxy_says_back_of_a_login_is_not_shown() {
    let wants = "[proxy]\nwants = \"Basic realm=\\\"corp\\\"\"\nechoes = true";
    let (lab, folder) = (lab(wants), TempDir::new().unwrap());
    let (arguments, url) = with_login(&lab);
    let mut command = netcheck(folder.path());
    command.env("HTTPS_PROXY", url).env("RUST_LOG", "trace");
    let said = ran(command.args(arguments).args(everything()));
    assert_eq!(said.exit, Some(3), "{}", said.stderr);
    assert!(said.stdout.is_empty(), "{}", said.stdout);
    let json = fs::read_to_string(folder.path().join("report.json")).unwrap();
    assert!(json.contains("no [login]:[login]"), "{json}");
    holds_no_secret(folder.path(), &said, "an echo");
}

/// A dry run tells that a login would be given, and not which.
#[test]
fn a_dry_run_and_a_mistake_show_no_login() {
    let (lab, folder) = (lab("[proxy]"), TempDir::new().unwrap());
    let (arguments, url) = with_login(&lab);
    fs::write(folder.path().join(FILE), format!("{USER}:{PASSWORD}")).unwrap();
    let nowhere = url.replace("http://", "gopher://");
    let pac = format!("{url}/proxy.pac");
    let rows: [(&[&str], i32); 6] = [
        (&["--dry-run", "--proxy-login", FILE], 0),
        (&["--proxy", &url], 2),
        (&["--proxy", &nowhere], 2),
        (&["--pac", &pac], 2),
        (&["--proxy-login", FILE, "--output", "no/such/folder"], 2),
        (&["--proxy-login", FILE, "--source", "192.0.2.1"], 2),
    ];
    for (more, exit) in rows {
        let mut command = netcheck(folder.path());
        command.env("HTTPS_PROXY", &url).env("RUST_LOG", "trace");
        let said = ran(command.args(&arguments).arg("-vv").args(more));
        let about = format!("{more:?}");
        assert_eq!(
            said.exit,
            Some(exit),
            "{about}\n{}{}",
            said.stdout,
            said.stderr
        );
        holds_no_secret(folder.path(), &said, &about);
        let mentioned = said.stdout.contains("--proxy-login");
        assert_eq!(mentioned, exit == 0, "{about}\n{}", said.stdout);
    }
}

/// Nothing is sent: the file is read all the same.
fn dry_run_with_file(folder: &Path) -> Ran {
    let wanted = ["probe", "--region", "us-east-1", "--dry-run"];
    let mut command = netcheck(folder);
    ran(command.args(wanted).args(["--proxy-login", FILE]))
}

#[test]
fn what_is_no_login_is_a_mistake_that_repeats_nothing() {
    let folder = TempDir::new().unwrap();
    for content in ["Quux7zebra", ":zebra", "Quux7:ze\tbra", "\nQuux7:zebra", ""] {
        fs::write(folder.path().join(FILE), content).unwrap();
        let said = dry_run_with_file(folder.path());
        assert_eq!(said.exit, Some(2), "{content:?}");
        assert!(said.stderr.contains("USER:PASSWORD"), "{}", said.stderr);
        holds_no_secret(folder.path(), &said, content);
    }
}

#[cfg(unix)]
#[test]
fn a_file_that_others_may_read_is_warned_of() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = TempDir::new().unwrap();
    let file = folder.path().join(FILE);
    fs::write(&file, format!("{USER}:{PASSWORD}")).unwrap();
    for (mode, warned) in [(0o600, false), (0o640, true), (0o604, true)] {
        fs::set_permissions(&file, fs::Permissions::from_mode(mode)).unwrap();
        let said = dry_run_with_file(folder.path());
        assert_eq!(said.exit, Some(0), "{}", said.stderr);
        assert_eq!(
            said.stderr.contains("others may read"),
            warned,
            "{mode:o}: {}",
            said.stderr
        );
    }
}
