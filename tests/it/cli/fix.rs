//! `probe --fix`: the lists that mend what a run found, beside its report.

use std::{
    fs,
    io::Read as _,
    path::Path,
    process::{Command, Stdio},
};

use serde_json::Value;
use tempfile::TempDir;

use crate::lab::Lab;

use super::{Nobody, PROGRAM, Ran, lab, listing, netcheck, ran};

/// A wall for each sort of list, and one that no list mends.
const WALLS: &str = "
    control_resolver = true
    [[host]]
    name = 'oidc.us-east-1.amazonaws.com'
    dns = { answer = 'nxdomain', extended_error = { code = 15, text = 'no' } }
    [[host]]
    name = 'mycorp.awsapps.com'
    tls = { fault = 'reset' }
    [[host]]
    name = 'us-east-1.signin.aws'
    tls = { certificate = 'corporate' }
    [[host]]
    name = 'signin.aws.amazon.com'
    tls = { certificate = 'corporate' }
    http = { status = 302, headers = { Location = 'https://block.example/' } }
    [[host]]
    name = 'console.aws.amazon.com'
    addresses = ['203.0.113.200']
    [[address]]
    ip = '203.0.113.200'
    tcp = 'refused'
";

const SITE_FILE: &str = "aws-netcheck.toml";
const PRODUCTS: &str = "[products]\nfirewall = 'paloalto'\ngateway = 'zscaler'\ndns = 'unbound'\n";

/// Probes in a folder; the report goes to stdout.
fn fixed(lab: &Lab, folder: &Path, more: &[&str]) -> Ran {
    let mut command = netcheck(folder);
    command.args(lab.arguments()).args(["--format", "json"]);
    if folder.join(SITE_FILE).is_file() {
        command.args(["--config", SITE_FILE]);
    }
    ran(command.args(more))
}

fn read(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(name)).unwrap_or_else(|why| panic!("{name}: {why}"))
}

fn with_site(text: &str) -> TempDir {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join(SITE_FILE), text).unwrap();
    folder
}

#[test]
fn the_same_is_written_as_from_the_saved_report() {
    let (lab, folder) = (lab(WALLS), TempDir::new().unwrap());
    let run = fixed(
        &lab,
        folder.path(),
        &["--fix", "squid=a.conf", "--fix", "zscaler=z-{purpose}.json"],
    );
    assert_eq!(run.exit, Some(1), "{}", run.stderr);
    fs::write(folder.path().join("r.json"), &run.stdout).unwrap();
    for (format, output) in [("squid", "b.conf"), ("zscaler", "y-{purpose}.json")] {
        let mut command = netcheck(folder.path());
        let arguments = ["allowlist", "--from-report", "r.json"];
        let again = ran(command
            .args(arguments)
            .args(["--format", format, "-o", output]));
        assert_eq!(again.exit, Some(0), "{}", again.stderr);
    }
    let same = |one: &str, other: &str| {
        assert_eq!(read(folder.path(), one), read(folder.path(), other));
    };
    same("a.conf", "b.conf");
    same("z-allow.json", "y-allow.json");
    same("z-no-decrypt.json", "y-no-decrypt.json");
    let wrote = "zscaler: written to z-allow.json";
    assert!(run.stderr.contains(wrote), "{}", run.stderr);
}

#[test]
fn auto_gives_each_wall_to_its_product() {
    let (lab, folder) = (lab(WALLS), with_site(PRODUCTS));
    let run = fixed(&lab, folder.path(), &["--fix", "auto"]);
    assert_eq!(run.exit, Some(1), "{}", run.stderr);
    let expected = [
        "aws-netcheck-paloalto-allow.txt",
        "aws-netcheck-unbound-allow.conf",
        "aws-netcheck-zscaler-allow.json",
        "aws-netcheck-zscaler-no-decrypt.json",
        SITE_FILE,
    ];
    // What a list cannot say itself lies beside it.
    let (beside, lists): (Vec<_>, Vec<_>) = listing(folder.path())
        .into_iter()
        .partition(|name| name.ends_with(".about"));
    assert_eq!(lists, expected, "{}", run.stderr);
    let about = [
        "aws-netcheck-paloalto-lists.txt.about",
        "aws-netcheck-zscaler-lists.json.about",
    ];
    assert_eq!(beside, about, "{}", run.stderr);
    let urls = |name: &str| {
        let body: Value = serde_json::from_str(&read(folder.path(), name)).unwrap();
        body["urls"].clone()
    };
    assert_eq!(
        urls(expected[2]),
        serde_json::json!(["signin.aws.amazon.com"])
    );
    let both = ["us-east-1.signin.aws", "signin.aws.amazon.com"];
    assert_eq!(urls(expected[3]), serde_json::json!(both));
    let firewall = read(folder.path(), expected[0]);
    assert!(
        firewall.contains(" list mycorp.awsapps.com/\n"),
        "{firewall}"
    );
    // What a gateway opens is not the firewall's to mend, nor is what a resolver withholds.
    assert_eq!(firewall.matches(" list ").count(), 1, "{firewall}");
    let resolver = read(folder.path(), expected[1]);
    assert!(resolver.contains("\"oidc.us-east-1.amazonaws.com.\""));
    assert!(!resolver.contains("mycorp.awsapps.com"), "{resolver}");
    let unmended = "fix auto: left out: console.aws.amazon.com: ";
    assert!(run.stderr.contains(unmended), "{}", run.stderr);
}

#[test]
fn auto_says_whose_product_is_not_named_or_has_no_format() {
    let folder = with_site("[products]\nfirewall = 'cisco-asa'\ngateway = 'netskope'\n");
    fs::create_dir(folder.path().join("lists")).unwrap();
    let run = fixed(&lab(WALLS), folder.path(), &["--fix", "auto=lists"]);
    assert_eq!(run.exit, Some(1), "{}", run.stderr);
    for part in [
        "mycorp.awsapps.com: there is no format for firewall = \"cisco-asa\"",
        "oidc.us-east-1.amazonaws.com: a resolver withholds the name, and the site file names no \
         product for dns",
        "netskope: written to lists/aws-netcheck-netskope-no-decrypt.txt",
    ] {
        assert!(run.stderr.contains(part), "no {part:?} in {}", run.stderr);
    }
    // Where the firewall is all there is, inspection is its own.
    let folder = with_site("[products]\nfirewall = 'paloalto'\n");
    fixed(&lab(WALLS), folder.path(), &["--fix", "auto", "-q"]);
    let list = read(folder.path(), "aws-netcheck-paloalto-no-decrypt.txt");
    assert!(list.contains(" list us-east-1.signin.aws/"), "{list}");
}

#[test]
fn nothing_to_mend_writes_no_file_and_says_so() {
    let folder = with_site(PRODUCTS);
    let both = ["--fix", "auto", "--fix", "txt=mine.txt"];
    let run = fixed(&lab(""), folder.path(), &both);
    assert_eq!(run.exit, Some(0), "{}", run.stderr);
    assert_eq!(listing(folder.path()), [SITE_FILE]);
    assert!(run.stderr.contains("no list is written"), "{}", run.stderr);
    let inspected = "[[host]]\nname = 'us-east-1.signin.aws'\ntls = { certificate = 'corporate' }";
    let run = fixed(&lab(inspected), folder.path(), &["--fix", "cilium=c.yaml"]);
    assert_eq!(run.exit, Some(0), "{}", run.stderr);
    assert_eq!(listing(folder.path()), [SITE_FILE]);
    for part in [
        "us-east-1.signin.aws: a gateway opens its TLS, and this format has no list",
        "cilium: nothing that was found is for it to mend, so c.yaml is not written",
    ] {
        assert!(run.stderr.contains(part), "no {part:?} in {}", run.stderr);
    }
}

/// A report on stdout is longer than a pipe holds: while nobody reads it, the program waits
/// between the end of its run and the writing of the list.
#[test]
fn a_file_that_cannot_be_written_in_the_end_leaves_the_report() {
    let (lab, folder) = (lab(WALLS), TempDir::new().unwrap());
    let gone = folder.path().join("gone");
    fs::create_dir(&gone).unwrap();
    let mut program = Command::new(PROGRAM)
        .env_clear()
        .current_dir(folder.path())
        .args(lab.arguments())
        .args(["--format", "json", "--fix", "txt=gone/list.txt"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdout = program.stdout.take().unwrap();
    let mut first = [0];
    stdout.read_exact(&mut first).unwrap();
    fs::remove_dir(&gone).unwrap();
    let mut rest = String::new();
    stdout.read_to_string(&mut rest).unwrap();
    assert!(
        rest.len() > 64 * 1024,
        "a pipe holds all {} bytes",
        rest.len()
    );
    let output = program.wait_with_output().unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{stderr}");
    assert!(stderr.contains("could not write gone/list.txt"), "{stderr}");
    let report: Value = serde_json::from_str(&format!("{{{rest}")).unwrap();
    assert_eq!(report["summary"]["unknown"], 0);
}

#[test]
fn a_mistake_is_found_before_anything_is_sent() {
    let nobody = Nobody::new();
    for (fix, site, says) in [
        (&["palo-alto"][..], "", "did you mean paloalto?"),
        (&["nonsense=x"], "", "there are paloalto, "),
        (&["txt=a", "csv=./a"], "", "same place"),
        (&["auto", "zscaler"], PRODUCTS, "same place"),
        (&["zscaler=z.json"], "", "{purpose}"),
        (&["txt=nowhere/a"], "", "nowhere/a"),
        (
            &["auto=nowhere"],
            PRODUCTS,
            "nowhere/aws-netcheck-paloalto-allow.txt",
        ),
        (&["auto"], "", "names none"),
        (&["paloalto"], "[names]\nlist = 'a b'\n", "letters, digits"),
    ] {
        let folder = with_site(site);
        let mut command = netcheck(folder.path());
        command.args(["probe", "--directory", "mycorp", "--region", "us-east-1"]);
        command.args(nobody.flags());
        fix.iter().for_each(|value| {
            command.args(["--fix", value]);
        });
        let run = ran(&mut command);
        assert_eq!((run.exit, run.stdout.as_str()), (Some(2), ""), "{fix:?}");
        assert!(run.stderr.contains(says), "no {says:?} in {}", run.stderr);
        assert_eq!(listing(folder.path()), [SITE_FILE], "{fix:?}");
    }
    nobody.heard_nothing("--fix");
}

#[test]
fn a_dry_run_names_the_files_and_writes_none() {
    let (folder, nobody) = (with_site(PRODUCTS), Nobody::new());
    let mut command = netcheck(folder.path());
    command.args(["probe", "--directory", "mycorp", "--region", "us-east-1"]);
    let flags = ["--dry-run", "--fix", "auto", "--fix", "txt=list.txt"];
    let run = ran(command.args(nobody.flags()).args(flags));
    assert_eq!(run.exit, Some(0), "{}", run.stderr);
    for line in [
        "    paloalto: aws-netcheck-paloalto-{purpose}.txt\n",
        "    zscaler: aws-netcheck-zscaler-{purpose}.json\n",
        "    txt: list.txt\n",
    ] {
        assert!(run.stdout.contains(line), "no {line:?} in {}", run.stdout);
    }
    assert_eq!(listing(folder.path()), [SITE_FILE]);
}
