//! Flags that choose how to probe leave a healthy network healthy.

use super::{lab, other_than, probed};

#[track_caller]
fn healthy(faults: &str, flags: &[&str]) {
    let (ran, report) = probed(&lab(faults), flags);
    let others = other_than(&report, "open");
    assert!(others.is_empty(), "{flags:?}: {others:#?}");
    assert_eq!(ran.exit, Some(0), "{flags:?}\n{}", ran.stderr);
}

#[test]
fn a_source_address_is_used() {
    healthy("", &["--source", "127.0.0.1"]);
}

#[test]
fn one_socket_at_a_time_is_slow_and_no_more() {
    healthy("", &["--concurrency", "1"]);
}

#[test]
fn short_limits_are_long_enough_for_loopback() {
    healthy("", &["--timeout", "0.2"]);
}

#[test]
fn one_family_is_asked_for_and_no_other() {
    // By way of `--connect-to` the walk needs no IPv6 of this machine.
    let v6 = "[[host]]\nname = '*'\naddresses = ['2001:db8::1']";
    for (faults, flag, kind) in [("", "-4", "A"), (v6, "-6", "AAAA")] {
        healthy(faults, &[flag]);
        let (_, report) = probed(&lab(faults), &[flag]);
        let paths = report["paths"].as_array().unwrap().iter();
        let observations = paths.flat_map(|path| path["observations"].as_array().unwrap());
        let kinds: Vec<_> = observations
            .filter(|seen| seen["operation"] == "dns_question")
            .map(|seen| &seen["saw"]["kind"])
            .collect();
        assert!(!kinds.is_empty());
        assert!(
            kinds.iter().all(|found| *found == kind),
            "{flag}: {kinds:?}"
        );
    }
}

/// The lab's hosts have IPv4 alone: what is missing is named, and no mechanism is blamed for it.
#[test]
fn a_family_that_no_name_has_is_not_called_filtered() {
    let (ran, report) = probed(&lab(""), &["-6"]);
    assert!(matches!(ran.exit, Some(1 | 3)), "{}", ran.stderr);
    for path in report["paths"].as_array().unwrap() {
        assert_eq!(path["failure"], "dns.no_answer", "{path:#}");
        assert_eq!(path["cause"], "undetermined", "{path:#}");
    }
}
