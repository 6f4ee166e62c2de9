//! `--dry-run` is for the network's own security people: it says all, and sends nothing.

use aws_netcheck::probe::controls;
use std::path::Path;

use tempfile::TempDir;

use super::{Nobody, listing, netcheck, probed, ran};

fn described(folder: &Path, nobody: &Nobody, more: &[&str]) -> String {
    let mut command = netcheck(folder);
    command
        .args(["probe", "--directory", "mycorp", "--region", "us-east-1"])
        .args(nobody.flags())
        .arg("--dry-run")
        .args(more);
    let ran = ran(&mut command);
    assert_eq!(
        (ran.exit, ran.stderr.as_str()),
        (Some(0), ""),
        "{}",
        ran.stdout
    );
    ran.stdout
}

#[test]
fn nothing_is_sent_and_nothing_is_written() {
    let (folder, nobody) = (TempDir::new().unwrap(), Nobody::new());
    let control = format!("tls://{}", nobody.tcp());
    let more = ["--control-resolver", &control, "--output", "r.json"];
    let text = described(folder.path(), &nobody, &more);
    nobody.heard_nothing("--dry-run");
    assert!(listing(folder.path()).is_empty());
    assert!(
        text.contains(&format!("asked of {} alone", nobody.udp())),
        "{text}"
    );
    assert!(
        text.contains(&format!("fail are asked of {control}")),
        "{text}"
    );
}

#[test]
fn what_is_odd_about_the_target_is_said_before_anything_is_sent() {
    let (folder, nobody) = (TempDir::new().unwrap(), Nobody::new());
    let text = described(folder.path(), &nobody, &["--region", "eu-newland-1"]);
    assert!(
        text.contains("NOTE ") && text.contains("eu-newland-1"),
        "{text}"
    );
    let text = described(folder.path(), &nobody, &["--deep"]);
    assert!(text.contains("sign-in workflow"), "{text}");
}

/// Against the report of a run: nothing that is contacted stays unsaid.
#[test]
fn every_host_port_and_url_of_a_run_is_named() {
    let (folder, nobody) = (TempDir::new().unwrap(), Nobody::new());
    let text = described(folder.path(), &nobody, &[]);
    let (_, report) = probed(&super::lab(""), &[]);
    let paths = report["paths"].as_array().unwrap();
    assert!(paths.len() > 20, "{}", paths.len());
    for path in paths {
        let (host, port) = (path["host"].as_str().unwrap(), &path["port"]);
        let named = text.lines().any(|line| {
            let words: Vec<_> = line.split_whitespace().collect();
            words.starts_with(&[host, &port.to_string()])
        });
        assert!(named, "{host} {port}\n{text}");
        let request = format!("    GET {}\n", path["url"].as_str().unwrap());
        assert!(text.contains(&request), "{request}{text}");
    }
}

#[test]
fn the_totals_are_sums_and_lines_fit_a_terminal() {
    let (folder, nobody) = (TempDir::new().unwrap(), Nobody::new());
    let text = described(folder.path(), &nobody, &["--scope", "all"]);
    let mut sum = 0;
    for line in text.lines() {
        let words: Vec<_> = line.split_whitespace().collect();
        if let [host, "443", packets] = words.as_slice() {
            assert!(host.contains('.'), "{line}");
            sum += packets.parse::<u64>().unwrap();
        }
        // A URL is not broken: it is there to be copied.
        assert!(line.len() <= 80 || line.starts_with("    GET "), "{line}");
    }
    assert!(sum > 0);
    assert!(
        text.contains(&format!("The most: {} packets, ", sum + controls().packets)),
        "{text}"
    );
    assert!(
        text.contains(" hosts. A healthy run sends about "),
        "{text}"
    );
}

#[test]
fn one_family_costs_less_than_two() {
    let (folder, nobody) = (TempDir::new().unwrap(), Nobody::new());
    let most = |more: &[&str]| -> u64 {
        let text = described(folder.path(), &nobody, more);
        let (_, rest) = text.split_once("The most: ").unwrap();
        rest.split_once(' ').unwrap().0.parse().unwrap()
    };
    assert!(most(&["-4"]) < most(&[]));
    let control = nobody.udp().to_string();
    assert!(most(&["--control-resolver", &control]) > most(&[]));
}
