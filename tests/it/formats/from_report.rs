//! `allowlist --from-report`: what a report found blocked, in the list that its cause calls for.

use std::{fs, path::Path};

use aws_netcheck::format::FORMATS;
use serde_json::Value;

use crate::golden;

use super::command::{folder, keeps, netcheck, refused};

fn recorded(name: &str) -> Value {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reports");
    let text = fs::read_to_string(file.join(name).join("report.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// The entries of the generic list for a report, purpose and pattern, and what was said.
fn listed(report: &Value, format: &str) -> (Option<i32>, Vec<(String, String)>, String) {
    let folder = folder();
    fs::write(folder.path().join("report.json"), report.to_string()).unwrap();
    let ran = netcheck(
        folder.path(),
        &["--format", format, "--from-report", "report.json"],
    );
    let entries = match serde_json::from_str::<Value>(&ran.stdout) {
        Ok(written) => entries(&written),
        Err(_) => Vec::new(),
    };
    (ran.exit, entries, ran.stderr)
}

fn entries(written: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let lists = written["lists"].as_array().unwrap();
    let of_list = |list: &Value| {
        let purpose = text(&list["purpose"]);
        let entries = list["entries"].as_array().unwrap().clone();
        entries
            .into_iter()
            .map(move |entry| (purpose.clone(), text(&entry["base"])))
            .collect::<Vec<_>>()
    };
    lists.iter().flat_map(of_list).collect()
}

fn pair(purpose: &str, base: &str) -> (String, String) {
    (purpose.to_owned(), base.to_owned())
}

/// The first path that fails, made to fail for this cause.
fn failing_for(cause: &str, failure: &str) -> Value {
    let mut report = recorded("blocked");
    let paths = report["paths"].as_array_mut().unwrap();
    paths.retain(|path| path["host"] == "mycorp.awsapps.com");
    for path in paths {
        path["cause"] = cause.into();
        path["failure"] = failure.into();
        path["layer"] = failure.split('.').next().into();
    }
    report
}

/// This host's name is filtered when TLS begins.
fn failing_for_host(host: &str) -> Value {
    let mut report = failing_for("sni_filter", "tls.reset");
    report["paths"][0]["host"] = host.into();
    report
}

/// One small report with a wall of each sort: a DNS filter, a URL filter, inspection, a firewall.
#[test]
fn every_format_is_as_accepted_for_a_report() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats/report.json");
    let text = fs::read_to_string(file).unwrap();
    keeps(
        include_str!("../../../data/schema/report.schema.json"),
        &text,
    );
    let folder = folder();
    fs::write(folder.path().join("report.json"), text).unwrap();
    for format in FORMATS {
        let arguments = ["--format", format.id, "--from-report", "report.json"];
        let ran = netcheck(folder.path(), &arguments);
        assert_eq!(ran.exit, Some(0), "{}: {}", format.id, ran.stderr);
        let shown = format!("{}----- stderr -----\n{}", ran.stdout, ran.stderr);
        golden::compare(&format!("formats/{}/report.txt", format.id), &shown);
    }
}

#[test]
fn each_wall_has_the_list_that_its_cause_calls_for() {
    let (exit, found, _) = listed(&recorded("blocked"), "json");
    assert_eq!(exit, Some(0));
    let expected = [
        pair("allow", "mycorp.awsapps.com"),
        pair("no-decrypt", "us-east-1.signin.aws"),
    ];
    assert_eq!(found, expected);
}

#[test]
fn what_a_resolver_withholds_is_for_the_resolver() {
    let report = failing_for("dns_filter", "dns.nxdomain");
    let (exit, found, _) = listed(&report, "json");
    assert_eq!(
        (exit, found),
        (Some(0), vec![pair("allow", "mycorp.awsapps.com")])
    );
    let (exit, _, said) = listed(&report, "unbound");
    assert_eq!(exit, Some(0), "{said}");
    let (exit, _, said) = listed(&report, "paloalto");
    assert_eq!(exit, Some(2));
    assert!(
        said.contains("mycorp.awsapps.com: a resolver withholds"),
        "{said}"
    );
}

#[test]
fn what_no_list_mends_is_said() {
    for (cause, failure, words) in [
        ("ip_filter", "tcp.refused", "TCP 443"),
        ("clock_skew", "tls.expired", "explain"),
        ("undetermined", "tcp.timeout", "not known"),
        ("of_a_later_version", "tls.reset", "not known"),
    ] {
        let (exit, found, said) = listed(&failing_for(cause, failure), "json");
        assert_eq!((exit, found), (Some(2), vec![]), "{cause}");
        assert!(said.contains(words), "{cause}: {said}");
    }
    let (exit, found, said) = listed(&failing_for("undetermined", "tls.reset"), "json");
    assert_eq!(
        (exit, found),
        (Some(0), vec![pair("allow", "mycorp.awsapps.com")])
    );
    assert!(said.contains("unproven: mycorp.awsapps.com"), "{said}");
}

/// The company's identity provider is in no list of AWS's: it is let through by its own name.
#[test]
fn a_host_of_the_companys_own_is_let_through_and_not_exempted() {
    let own = |cause: &str| {
        let mut report = failing_for(cause, "tls.reset");
        report["paths"][0]["host"] = "idp.example.com".into();
        report["paths"][0]["endpoint"] = "also".into();
        report
    };
    let (exit, found, said) = listed(&own("sni_filter"), "json");
    assert_eq!(
        (exit, found),
        (Some(0), vec![pair("allow", "idp.example.com")])
    );
    assert!(said.contains(ALONE), "{said}");
    let (text, _) = said_in_txt(&own("sni_filter"));
    assert!(text.contains("# required, also; without it: "), "{text}");
    let (exit, _, said) = listed(&own("tls_inspection"), "json");
    assert_eq!(exit, Some(2));
    assert!(
        said.contains("idp.example.com: inspected, and not exempted"),
        "{said}"
    );
}

const ALONE: &str = "wider: idp.example.com: in no list of AWS's: the report alone asks for it";

fn said_in_txt(report: &Value) -> (String, String) {
    let folder = folder();
    fs::write(folder.path().join("report.json"), report.to_string()).unwrap();
    let arguments = ["--format", "txt", "--from-report", "report.json"];
    let ran = netcheck(folder.path(), &arguments);
    (ran.stdout, ran.stderr)
}

/// A report is a file like any other: what somebody wrote into it does not become AWS's own.
#[test]
fn a_host_that_is_none_of_awss_bears_no_row_of_the_catalogue() {
    let host = "x.awsapps.com.evil.example";
    let (text, said) = said_in_txt(&failing_for_host(host));
    let alone = format!("wider: {host}: in no list of AWS's: the report alone asks for it");
    assert!(said.contains(&alone), "{said}");
    assert!(text.contains("# allow: wider: "), "{text}");
    let why = "# optional, report; without it: not known, for the report alone asks for it\n";
    assert!(text.contains(&format!("{why}{host}\n")), "{text}");
    // A name that AWS has listed since the guide of 2023 is AWS's all the same.
    let folder = folder();
    let report = failing_for_host("oidc.us-east-1.amazonaws.com");
    fs::write(folder.path().join("r.json"), report.to_string()).unwrap();
    let guide = [
        "--format",
        "txt",
        "--breadth",
        "guide",
        "--from-report",
        "r.json",
    ];
    let said = netcheck(folder.path(), &guide).stderr;
    assert!(said.contains("not in the list of this breadth"), "{said}");
    assert!(!said.contains("in no list of AWS's"), "{said}");
}

#[test]
fn proven_inspection_is_mended_where_nothing_else_is_known() {
    let mut report = failing_for("undetermined", "tls.reset");
    let path = &mut report["paths"][0];
    path["verdict"] = "unknown".into();
    let (exit, _, _) = listed(&report, "json");
    assert_eq!(exit, Some(2), "of the unknown nothing is known");
    let mut behind = report["paths"][0].clone();
    behind["also"] = serde_json::json!([{
        "layer": "tls", "failure": "tls.intercepted", "cause": "tls_inspection",
        "confidence": "high", "product": null, "summary": "", "evidence": []
    }]);
    report["paths"][0] = behind;
    let (exit, found, said) = listed(&report, "json");
    assert_eq!(
        (exit, found),
        (Some(0), vec![pair("no-decrypt", "mycorp.awsapps.com")]),
        "{said}"
    );
}

#[test]
fn a_healthy_network_needs_no_list() {
    let (exit, found, said) = listed(&recorded("healthy"), "json");
    assert_eq!((exit, found), (Some(2), vec![]));
    assert!(said.contains("nothing of the report"), "{said}");
}

#[test]
fn what_a_report_says_of_itself_is_harmless() {
    let mut report = recorded("blocked");
    report["run"] = "\u{1b}[2Jrun\n".into();
    report["paths"][0]["impact"] = "\u{1b}]0;x\u{7}\nset x y".into();
    for format in ["paloalto", "txt", "squid"] {
        let folder = folder();
        fs::write(folder.path().join("report.json"), report.to_string()).unwrap();
        let arguments = ["--format", format, "--from-report", "report.json"];
        let ran = netcheck(folder.path(), &arguments);
        assert_eq!(ran.exit, Some(0), "{}", ran.stderr);
        let all = ran.stdout + &ran.stderr;
        assert!(!all.contains(['\u{1b}', '\u{7}']), "{format}: {all}");
        assert!(
            !all.lines().any(|line| line == "set x y"),
            "{format}: {all}"
        );
    }
}

/// A list for another target than the report's would be wider, or wrong, without a word.
#[test]
fn a_target_that_is_none_is_refused() {
    for (field, value) in [
        ("directory", Value::from("my corp")),
        ("regions", Value::from(vec!["us-east-1", "everywhere"])),
        ("scopes", Value::from(vec!["sign-in", "of-a-later-version"])),
    ] {
        let mut report = recorded("blocked");
        report["target"][field] = value;
        let (exit, found, said) = listed(&report, "json");
        assert_eq!((exit, found), (Some(2), vec![]), "{field}: {said}");
        assert!(
            said.contains("report.json") && said.contains("no directory"),
            "{said}"
        );
    }
}

#[test]
fn a_format_with_nothing_to_mend_does_not_keep_the_others_back() {
    let folder = folder();
    let report = failing_for("dns_filter", "dns.nxdomain");
    fs::write(folder.path().join("report.json"), report.to_string()).unwrap();
    let formats = [
        "--format", "paloalto", "-o", "p.txt", "--format", "unbound", "-o", "u.conf",
    ];
    let from = ["--from-report", "report.json"];
    let ran = netcheck(folder.path(), &[&formats[..], &from[..]].concat());
    assert_eq!(ran.exit, Some(0), "{}", ran.stderr);
    let words = "paloalto: nothing of the report is for it to mend";
    assert!(ran.stderr.contains(words), "{}", ran.stderr);
    assert!(!folder.path().join("p.txt").exists());
    assert!(folder.path().join("u.conf").is_file());
}

/// The reason is the product's own: it cannot say the path that makes the host AWS's.
#[test]
fn what_a_format_cannot_express_is_said_with_the_reason() {
    let mut report = failing_for_host("s3.us-gov-west-1.amazonaws.com");
    report["target"]["regions"] = serde_json::json!(["us-gov-west-1"]);
    report["target"]["partition"] = "aws-us-gov".into();
    let (exit, _, said) = listed(&report, "paloalto");
    assert_eq!(exit, Some(2), "{said}");
    assert!(said.contains("without its path it admits"), "{said}");
}

/// What is said of other entries is not of this list.
#[test]
fn a_remark_names_what_the_list_has_and_nothing_else() {
    let mut report = failing_for_host("oidc.cn-north-1.amazonaws.com.cn");
    report["target"]["regions"] = serde_json::json!(["cn-north-1"]);
    report["target"]["partition"] = "aws-cn".into();
    let (exit, found, said) = listed(&report, "json");
    let host = "oidc.cn-north-1.amazonaws.com.cn";
    assert_eq!(
        (exit, found),
        (Some(0), vec![pair("allow", host)]),
        "{said}"
    );
    let folder = folder();
    fs::write(folder.path().join("r.json"), report.to_string()).unwrap();
    let arguments = ["--format", "json", "--from-report", "r.json"];
    let list: Value = serde_json::from_str(&netcheck(folder.path(), &arguments).stdout).unwrap();
    let remarks = list["remarks"].as_array().unwrap().iter();
    let of_allow = remarks.filter(|remark| remark["purpose"] == "allow");
    for remark in of_allow {
        for entry in remark["entries"].as_array().unwrap() {
            assert_eq!(entry, host, "{remark}");
        }
    }
}

/// What was open when the report was made must not be closed by what is to open the rest.
#[test]
fn what_a_report_found_open_is_not_closed() {
    let folder = folder();
    let report = failing_for("dns_filter", "dns.nxdomain");
    fs::write(folder.path().join("r.json"), report.to_string()).unwrap();
    for (format, denial) in [
        ("unbound", "local-zone: \".\" refuse"),
        ("dnsmasq", "address=/#/"),
    ] {
        let format = ["--format", format, "--with-rules"];
        let from = ["--from-report", "r.json"];
        let ran = netcheck(folder.path(), &[&format[..], &from[..]].concat());
        let denies = |line: &str| line.trim() == denial;
        assert!(!ran.stdout.lines().any(denies), "{}", ran.stdout);
        let said = "note: without the rule that refuses all other names";
        assert!(ran.stderr.contains(said), "{}", ran.stderr);
        // Without a report it is there, and what it does is said.
        let ran = netcheck(folder.path(), &format);
        assert!(ran.stdout.lines().any(denies), "{}", ran.stdout);
        let said = "every name that is not here";
        assert!(ran.stdout.contains(said), "{}", ran.stdout);
    }
    // A policy of Cilium's closes all that it does not list, and its lookups too.
    let cilium = ["--format", "cilium", "--from-report", "r.json"];
    let ran = netcheck(folder.path(), &cilium);
    for host in ["mycorp.awsapps.com", "oidc.us-east-1.amazonaws.com"] {
        let rule = format!("- matchName: \"{host}\"\n");
        assert_eq!(ran.stdout.matches(&rule).count(), 2, "{}", ran.stdout);
    }
    assert!(
        ran.stderr.contains("note: the whole list"),
        "{}",
        ran.stderr
    );
}

#[test]
fn a_report_brings_its_target() {
    refused(
        &[
            "--format",
            "txt",
            "--from-report",
            "r",
            "--region",
            "us-east-1",
        ],
        "cannot be used with",
    );
    refused(
        &["--format", "txt", "--from-report", "nowhere.json"],
        "nowhere.json",
    );
}
