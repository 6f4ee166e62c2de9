//! `--control-resolver`: asked where a name fails, by each of its three ways, and else by nobody.

use serde_json::Value;

use super::{Nobody, lab, probed};

/// The resolver under test denies a name; the one for control has it.
fn denied(over: &str, more: &str) -> (Value, Vec<Value>) {
    let lab = lab(&format!(
        "control_resolver = true
        control_over = '{over}'
        [[host]]
        name = 'mycorp.awsapps.com'
        dns = {{ answer = 'nxdomain' }}
        {more}"
    ));
    let (ran, report) = probed(&lab, &[]);
    assert!(matches!(ran.exit, Some(1 | 3)), "{}", ran.stderr);
    super::outputs::follows_its_schema(&report);
    let paths = report["paths"].as_array().unwrap();
    let path = paths
        .iter()
        .find(|path| path["host"] == "mycorp.awsapps.com");
    let path = path.unwrap().clone();
    let controls = path["controls"].as_array().unwrap().clone();
    (path, controls)
}

/// The control's questions, and those that came back with an address.
fn asked_and_answered(controls: &[Value], transport: &str) -> (usize, usize) {
    let questions = controls.iter().map(|control| &control["saw"]);
    let asked: Vec<_> = questions
        .filter(|saw| saw["asker"] == "control" && saw["transport"] == transport)
        .collect();
    let has_answer = |saw: &&&Value| saw["answers"].as_array().is_some_and(|all| !all.is_empty());
    (asked.len(), asked.iter().filter(has_answer).count())
}

#[test]
fn a_filter_is_seen_by_each_way_to_ask() {
    for (over, transport) in [("plain", "udp"), ("tls", "tls"), ("https", "https")] {
        let (path, controls) = denied(over, "");
        assert_eq!(path["verdict"], "blocked", "{over}: {path:#}");
        assert_eq!(path["cause"], "dns_filter", "{over}: {path:#}");
        assert_eq!(path["confidence"], "high", "{over}: {path:#}");
        // A and AAAA; the lab's hosts have IPv4 alone.
        assert_eq!(
            asked_and_answered(&controls, transport),
            (2, 1),
            "{over}: {controls:#?}"
        );
    }
}

/// Whoever cannot prove to be the resolver that was named is no control.
#[test]
fn a_stranger_is_not_believed() {
    for (over, host) in [("tls", "localhost"), ("https", "127.0.0.1")] {
        for certificate in ["unknown", "corporate", "wrong_name", "expired"] {
            let rule = format!("[[host]]\nname = '{host}'\ntls.certificate = '{certificate}'");
            let (path, controls) = denied(over, &rule);
            let (asked, answered) = asked_and_answered(&controls, over);
            assert_eq!(
                (asked, answered),
                (2, 0),
                "{over} {certificate}: {controls:#?}"
            );
            assert_ne!(path["confidence"], "high", "{over} {certificate}: {path:#}");
        }
    }
}

#[test]
fn nobody_is_asked_where_all_names_resolve() {
    let (lab, nobody) = (lab(""), Nobody::new());
    let plain = nobody.udp().to_string();
    let (tls, https) = (
        format!("tls://{}", nobody.tcp()),
        format!("https://{}/", nobody.tcp()),
    );
    let mut flags = Vec::new();
    for resolver in [&plain, &tls, &https] {
        flags.extend(["--control-resolver", resolver]);
    }
    let (ran, _) = probed(&lab, &flags);
    assert_eq!(ran.exit, Some(0), "{}", ran.stderr);
    nobody.heard_nothing("a healthy run");
}
