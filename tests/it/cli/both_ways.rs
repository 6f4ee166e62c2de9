//! `--both-ways`: what the way comes to that programs do not go, beside the one that is judged.

use std::fs;

use tempfile::TempDir;

use super::{again::again, lab, netcheck, probed, proxies::without_flag, ran};

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
    assert_eq!(first, "directly, past the proxy, it comes through");
    assert_eq!(of("us-east-1.signin.aws")["other_way"]["verdict"], "open");
    assert_eq!(report["summary"]["blocked"], 2);
    let mut asked = report["requests"].as_array().unwrap().iter();
    assert!(asked.any(|request| {
        let grounds = request["evidence"].as_array().unwrap();
        grounds.iter().any(|ground| ground == first)
    }));
}

/// The host is cut off in the open, and the proxy that it is exempt from leads to it.
const CUT_UNLESS_BY_PROXY: &str = "
    [proxy]
    [[host]]
    name = 'mycorp.awsapps.com'
    dns = { answer = 'nxdomain' }";

#[test]
fn what_is_exempt_from_a_proxy_is_tried_by_it() {
    let (lab, folder) = (lab(CUT_UNLESS_BY_PROXY), TempDir::new().unwrap());
    let (proxy, arguments) = without_flag(&lab);
    let mut command = netcheck(folder.path());
    command
        .env("HTTPS_PROXY", &proxy)
        .env("NO_PROXY", ".awsapps.com")
        .args(arguments)
        .arg("--both-ways");
    let screen = ran(&mut command).stdout;
    let one_line = screen.split_whitespace().collect::<Vec<_>>().join(" ");
    for said in [
        format!("by the proxy that it is exempt from, {proxy}, it comes through"),
        "by proxy open".to_owned(),
    ] {
        assert!(one_line.contains(&said), "{said}\n{screen}");
    }
}

#[test]
fn what_failed_before_is_asked_on_both_ways_again() {
    let (lab, folder) = (lab(DENIES), TempDir::new().unwrap());
    let (_, before) = probed(&lab, &[]);
    fs::write(folder.path().join("before.json"), before.to_string()).unwrap();
    let ran = again(
        &lab,
        folder.path(),
        &["--both-ways", "--concurrency", "1", "--format", "json"],
    );
    let report = ran.json();
    let mut paths = report["paths"].as_array().unwrap().iter();
    assert!(paths.any(|path| path["other_way"]["verdict"] == "open"));
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
