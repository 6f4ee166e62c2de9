//! Paths of one host: what they cost where nothing comes of it.

use serde_json::Value;

use super::{Nobody, lab, probed};

/// It has three paths.
const HOST: &str = "console.aws.amazon.com";

fn made<'a>(path: &'a Value, operation: &str) -> Vec<&'a Value> {
    let seen = path["observations"].as_array().unwrap().iter();
    seen.filter(|seen| seen["operation"] == operation).collect()
}

/// The others begin beside the first one; what it meets speaks for all, and is told once.
#[test]
fn a_host_that_is_silent_costs_one_path_s_attempts() {
    // The system takes connections in, and nobody says anything on them.
    let nobody = Nobody::new();
    let lab = lab(&format!(
        "[[host]]\nname = '{HOST}'\naddresses = ['203.0.113.200']"
    ));
    let there = format!("203.0.113.200:443={}", nobody.tcp());
    let flags = ["--timeout", "0.4", "--controls", "none", "--connect-to"];
    let (ran, report) = probed(&lab, &[flags.as_slice(), &[&there]].concat());
    // The first attempt with two beside it, and the second.
    let came = std::iter::from_fn(|| nobody.tcp.accept().ok()).count();
    assert!((2..=4).contains(&came), "{came}");
    let paths = report["paths"].as_array().unwrap();
    let paths: Vec<_> = paths.iter().filter(|path| path["host"] == HOST).collect();
    assert_eq!(paths.len(), 3, "{}", ran.stderr);
    for path in paths {
        assert_eq!(path["failure"], "tls.timeout", "{path:#}");
        assert_eq!(made(path, "tcp_connect").len(), 2, "{path:#}");
        assert_eq!(made(path, "tls_handshake").len(), 2, "{path:#}");
    }
}

/// A path that asks over a connection of its own tells of it, as of all that it saw.
#[test]
fn each_path_of_a_host_that_answers_has_one_connection() {
    let (_, report) = probed(&lab(""), &[]);
    let paths = report["paths"].as_array().unwrap();
    let paths: Vec<_> = paths.iter().filter(|path| path["host"] == HOST).collect();
    let mut connections: Vec<_> = paths
        .iter()
        .map(|path| made(path, "tcp_connect").len())
        .collect();
    connections.sort_unstable();
    // The host's own is known to all.
    assert_eq!(connections, [1, 2, 2]);
    for path in paths {
        assert_eq!(made(path, "http_exchange").len(), 1, "{path:#}");
    }
}
