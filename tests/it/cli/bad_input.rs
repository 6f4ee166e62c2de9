//! Whatever is wrong with what was typed is named before anything is sent or written.

use std::{fs, path::Path};

use tempfile::TempDir;

use super::{Nobody, Ran, listing, netcheck, ran};

/// Runs arguments that cannot be right, in a folder with `files`, and gives back what was said.
#[track_caller]
fn refused_among(files: &[(&str, &[u8])], arguments: &[&str]) -> String {
    let folder = TempDir::new().unwrap();
    for (name, content) in files {
        fs::write(folder.path().join(name), content).unwrap();
    }
    refused_in(folder.path(), arguments)
}

#[track_caller]
fn refused_in(folder: &Path, arguments: &[&str]) -> String {
    let before = listing(folder);
    let nobody = Nobody::new();
    let shown = arguments.join(" ");
    let mut command = netcheck(folder);
    command.args(arguments);
    if arguments.first() == Some(&"probe") && !arguments.contains(&"--resolver") {
        command.args(nobody.flags());
    }
    let Ran {
        exit,
        stdout,
        stderr,
        ..
    } = ran(&mut command);
    assert_eq!(exit, Some(2), "{shown}\n{stdout}{stderr}");
    assert_eq!(stdout, "", "{shown}");
    assert_eq!(listing(folder), before, "{shown}");
    nobody.heard_nothing(&shown);
    stderr
}

/// Each row: arguments after `probe --region us-east-1`, and words that the message must have.
#[track_caller]
fn probe_refuses(rows: &[(&[&str], &[&str])]) {
    for (arguments, words) in rows {
        let all = [&["probe", "--region", "us-east-1"], *arguments].concat();
        says(&refused_among(&[], &all), words);
    }
}

#[track_caller]
fn says(message: &str, words: &[&str]) {
    for word in words {
        assert!(message.contains(word), "no {word:?} in\n{message}");
    }
}

#[test]
fn a_command_must_be_given_and_known() {
    says(
        &refused_among(&[], &[]),
        &["no command", "probe", "explain"],
    );
    says(&refused_among(&[], &["prob"]), &["'prob'", "'probe'"]);
    says(&refused_among(&[], &["probe"]), &["--region"]);
    let unknown = ["probe", "--region", "us-east-1", "--regoin", "x"];
    says(&refused_among(&[], &unknown), &["'--regoin'", "'--region'"]);
}

#[test]
fn a_target_must_be_one_that_can_be_planned_for() {
    probe_refuses(&[
        (
            &["--region", "US-EAST-1"],
            &["\"US-EAST-1\"", "us-east-1", "lower case"],
        ),
        (&["--region", ""], &["--region", "looks like us-east-1"]),
        (
            &["--region", "cn-north-1"],
            &["us-east-1", "cn-north-1", "separate runs"],
        ),
        (
            &["--directory", "my corp"],
            &["\"my corp\"", "https://mycorp.awsapps.com/start"],
        ),
        (
            &["--directory", "d-12"],
            &["\"d-12\"", "ten hexadecimal digits"],
        ),
        (&["--directory", "ssoins-1"], &["\"ssoins-1\"", "sixteen"]),
        (
            &["--directory", "https://evil.example/"],
            &["evil.example", "first label"],
        ),
        (&["--scope", "login"], &["'login'", "sign-in, setup", "all"]),
        (&["--client", "firefox"], &["'firefox'", "browser, aws-cli"]),
    ]);
    let builder_id = ["probe", "--region", "cn-north-1", "--scope", "builder-id"];
    says(
        &refused_among(&[], &builder_id),
        &["scope builder-id", "partition aws-cn", "another scope"],
    );
}

#[test]
fn nothing_is_asked_of_names_that_are_no_endpoints() {
    let issuer = "https://identitycenter.amazonaws.com/ssoins-7223a1b2c3d4e5f6";
    let instance = "ssoins-7223a1b2c3d4e5f6";
    let gov = "https://start.us-gov-home.awsapps.com/directory/mycorp";
    probe_refuses(&[
        (
            &["--also", issuer],
            &["identitycenter.amazonaws.com", "--also"],
        ),
        (
            &["--also", "https://idp.example.com:0/"],
            &["port", "--also"],
        ),
        (&["--deep"], &["--deep", "--directory"]),
        (
            &["--deep", "--directory", instance],
            &["--deep", "--directory"],
        ),
        (&["--directory", gov], &["aws-us-gov", "us-east-1"]),
        (&["--region", "us-iso-east-1"], &["us-iso-east-1", "Region"]),
    ]);
    let login = ["--directory", "https://jane:S3CRET@mycorp.example/?token=x"];
    let said = refused_among(
        &[],
        &[&["probe", "--region", "us-east-1"][..], &login].concat(),
    );
    assert!(!said.contains("S3CRET"), "{said}");
}

#[test]
fn an_address_must_be_one() {
    let form = "IP or IP:PORT";
    probe_refuses(&[
        (&["--resolver", "dns.example"], &["'dns.example'", form]),
        (
            &["--resolver", "127.0.0.1:99999"],
            &["'127.0.0.1:99999'", form],
        ),
        (&["--resolver", "127.0.0.1:0"], &["'127.0.0.1:0'", form]),
        (
            &["--control-resolver", "dns.example"],
            &["\"dns.example\"", "tls://HOST"],
        ),
        (
            &["--control-resolver", "http://dns.example/"],
            &["http://dns.example/", "https://HOST"],
        ),
        (
            &["--control-resolver", "tls://dns.example:0"],
            &["tls://dns.example:0"],
        ),
        (
            &["--control-resolver", "https://u:p@dns.example/"],
            &["without a user name"],
        ),
        (
            &["--connect-to", "127.0.0.1:443"],
            &["'127.0.0.1:443'", "ADDR:PORT=ADDR:PORT"],
        ),
        (
            &["--connect-to", "*:443=127.0.0.1:0"],
            &["127.0.0.1:0", "ADDR:PORT=ADDR:PORT"],
        ),
        (
            &["--connect-to", "signin.aws:443=127.0.0.1:1"],
            &["signin.aws", "ADDR:PORT=ADDR:PORT"],
        ),
        (
            &["--source", "eth0"],
            &["'eth0'", "an IP address of this machine"],
        ),
        (
            &["--source", "203.0.113.9"],
            &["203.0.113.9", "an address of this machine"],
        ),
        (&["-4", "-6"], &["'-4'", "'-6'"]),
    ]);
}

#[test]
fn a_limit_must_be_within_its_range() {
    probe_refuses(&[
        (&["--timeout", "0"], &["'0'", "from 0.1 to 10"]),
        (&["--timeout", "NaN"], &["'NaN'", "from 0.1 to 10"]),
        (&["--timeout", "inf"], &["'inf'", "from 0.1 to 10"]),
        (&["--timeout", "2s"], &["'2s'", "from 0.1 to 10"]),
        (
            &["--deadline", "0"],
            &["'0'", "whole seconds from 1 to 3600"],
        ),
        (
            &["--deadline", "1.5"],
            &["'1.5'", "whole seconds from 1 to 3600"],
        ),
        (&["--concurrency", "0"], &["'0'", "from 1 to 4096"]),
        (&["--concurrency", "many"], &["'many'", "from 1 to 4096"]),
        (
            &["--user-agent", "a\r\nCookie: b"],
            &["--user-agent", "printable ASCII"],
        ),
        (
            &["--proxy", "ftp://127.0.0.1:1"],
            &["--proxy", "socks5h", "auto or direct"],
        ),
        (
            &["--proxy", "jane:S3CR#ET@127.0.0.1:1"],
            &["--proxy", "%23"],
        ),
        (
            &["--proxy", "http://jane:S3CRET@127.0.0.1:1"],
            &["--proxy holds a login", "HTTPS_PROXY"],
        ),
        (&["--fail-on", "open"], &["'open'", "blocked, degraded"]),
        (&["--color", "blue"], &["'blue'", "auto, always, never"]),
    ]);
}

#[test]
fn a_file_of_certificates_must_hold_some() {
    let huge = vec![b'\n'; 1024 * 1024 + 1];
    let cut = b"-----BEGIN CERTIFICATE-----\nMIIB";
    let wrong = b"-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
    let files: [(&str, &[u8]); 5] = [
        ("huge.pem", &huge),
        ("cut.pem", cut),
        ("wrong.pem", wrong),
        ("notes.txt", b"buy milk"),
        ("binary.der", b"\x30\x82\x00\xff"),
    ];
    let rows: &[(&str, &[&str])] = &[
        ("gone.pem", &["could not read gone.pem", "No such file"]),
        (".", &["could not read .", "give a PEM file"]),
        (
            "huge.pem",
            &["huge.pem is larger than 1048576 bytes", "right file"],
        ),
        ("cut.pem", &["cut.pem, certificate 1"]),
        ("wrong.pem", &["wrong.pem, certificate 1"]),
        (
            "notes.txt",
            &["notes.txt holds no certificate", "BEGIN CERTIFICATE"],
        ),
        ("binary.der", &["binary.der holds no certificate", "PEM"]),
    ];
    for flag in ["--public-roots", "--ca-bundle"] {
        for (file, words) in rows {
            let arguments = ["probe", "--region", "us-east-1", flag, *file];
            says(&refused_among(&files, &arguments), words);
        }
    }
}

#[test]
fn every_report_needs_a_form_and_a_place_of_its_own() {
    let one_place = "more than one report for the same place";
    probe_refuses(&[
        (&["--format", "yaml"], &["\"yaml\"", "terminal, json"]),
        (
            &["--format", "json", "--format", "terminal"],
            &[one_place, "--output"],
        ),
        (
            &["--output", "a.json", "--output", "b.json"],
            &["b.json", "--format"],
        ),
        (
            &[
                "--format", "json", "--format", "terminal", "-o", "a", "-o", "./a",
            ],
            &[one_place],
        ),
        (&["--output", "."], &[". is no file"]),
        (&["--output", ""], &["--output <FILE>", "none was supplied"]),
        (&["--output", "new/"], &["new/ is no file"]),
        (
            &["--output", "new/a.json"],
            &["could not write new/a.json: No such file"],
        ),
        // A dry run finds the same mistakes as the run itself would.
        (
            &["--dry-run", "--output", "new/a.json"],
            &["could not write new/a.json"],
        ),
    ]);
}

#[cfg(unix)]
#[test]
fn a_device_is_not_replaced_by_a_report() {
    // Root may rename a file onto a device; the mistake must be found before.
    let folder = TempDir::new().unwrap();
    std::os::unix::net::UnixListener::bind(folder.path().join("device")).unwrap();
    let arguments = ["probe", "--region", "us-east-1", "--output", "device"];
    says(
        &refused_in(folder.path(), &arguments),
        &["device is no file", "ordinary file"],
    );
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_written_to_is_named_with_the_reason() {
    // Nobody, not even root, makes files in /proc.
    let file = "/proc/self/report.json";
    let arguments = ["probe", "--region", "us-east-1", "--output", file];
    let message = refused_among(&[], &arguments);
    says(
        &message,
        &[
            "could not write /proc/self/report.json",
            "a folder that can be written to",
        ],
    );
    assert!(!message.contains(".aws-netcheck-"), "{message}");
}

#[test]
fn an_unknown_code_is_told_what_is_near() {
    let near = refused_among(&[], &["explain", "tls.rest"]);
    says(&near, &["\"tls.rest\"", "tls.reset"]);
    let far = refused_among(&[], &["explain", "tls reset; rm -rf"]);
    says(&far, &["\"tls reset; rm -rf\"", "aws-netcheck explain"]);
    let hostile = refused_among(&[], &["explain", "\u{1b}]0;x\u{7}"]);
    assert!(!hostile.contains(['\u{1b}', '\u{7}']), "{hostile:?}");
}

#[test]
fn a_mistake_of_ours_is_one_line() {
    for arguments in [
        &["probe", "--region", "us-east-1", "--ca-bundle", "gone.pem"][..],
        &["probe", "--region", "us-east-1", "--format", "yaml"],
        &["explain", "a\nb"],
    ] {
        let message = refused_among(&[], arguments);
        assert!(message.starts_with("aws-netcheck: "), "{message}");
        assert_eq!(message.matches('\n').count(), 1, "{message}");
    }
}
