//! `--both-ways`: what the way comes to that programs do not go, beside the one that is judged.

use std::fs;

use tempfile::TempDir;

use super::{lab, netcheck, probed, ran};

const DENIES: &str = "
    [proxy]
    fault = 'reply'
    of = 'mycorp.awsapps.com'
    status = 403
    reason = 'Forbidden'
    headers = [['X-Squid-Error', 'ERR_ACCESS_DENIED 0']]";

#[test]
fn the_other_way_is_in_the_report_and_makes_no_verdict() {
    let (ran, report) = probed(&lab(DENIES), &["--both-ways"]);
    assert_eq!(ran.exit, Some(1), "{}", ran.stderr);
    let paths = report["paths"].as_array().unwrap();
    let of = |host: &str| paths.iter().find(|path| path["host"] == host).unwrap();
    let portal = of("mycorp.awsapps.com");
    assert_eq!(portal["verdict"], "blocked");
    assert_eq!(portal["other_way"]["hops"], serde_json::json!(["DIRECT"]));
    assert_eq!(portal["other_way"]["verdict"], "open");
    let first = portal["evidence"][0].as_str().unwrap();
    assert_eq!(first, "on the other way, DIRECT, it comes through");
    assert_eq!(of("us-east-1.signin.aws")["other_way"]["verdict"], "open");
    assert_eq!(report["summary"]["blocked"], 2);
}

#[test]
fn without_the_flag_there_is_one_way() {
    let (_, report) = probed(&lab(DENIES), &[]);
    let paths = report["paths"].as_array().unwrap();
    assert!(paths.iter().all(|path| path["other_way"].is_null()));
}

#[test]
fn where_nothing_names_a_proxy_there_is_no_other_way() {
    let folder = TempDir::new().unwrap();
    let target = ["--directory", "mycorp", "--region", "us-east-1"];
    let mut command = netcheck(folder.path());
    let said = ran(command
        .arg("probe")
        .args(target)
        .args(["--both-ways", "--dry-run"]));
    assert_eq!((said.exit, said.stdout.as_str()), (Some(2), ""));
    assert!(
        said.stderr.contains("give --proxy URL or --pac"),
        "{}",
        said.stderr
    );
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    let proxy = ["--proxy", "http://proxy.example:3128"];
    let mut command = netcheck(folder.path());
    let said = ran(command
        .arg("probe")
        .args(target)
        .args(proxy)
        .args(["--both-ways", "--dry-run"]));
    assert_eq!(said.exit, Some(0), "{}", said.stderr);
    assert!(
        said.stdout.contains("on the other way too"),
        "{}",
        said.stdout
    );
}
