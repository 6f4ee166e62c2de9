//! What a ticket must say, whatever the report: all that a team needs, and nothing that is not so.
#![expect(
    clippy::unwrap_used,
    reason = "a case that cannot be read fails the test"
)]

use serde_json::{Value, json};

use aws_netcheck::report::{Options, Report};
use aws_netcheck::verdict::Verdict;

use super::cases::CASES;
use super::{case, saved, shown};

/// The ticket without its line breaks, as one reads it.
fn read(report: &Report, saved: Option<&str>) -> String {
    let options = Options {
        saved: saved.map(str::to_owned),
        ..Options::default()
    };
    let text = shown("ticket", report, &options);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A case whose saved report was changed by hand.
fn changed(name: &str, change: impl FnOnce(&mut Value)) -> Report {
    let mut json = serde_json::to_value(saved(case(name))).unwrap();
    change(&mut json);
    serde_json::from_value(json).unwrap()
}

#[test]
fn all_is_usable_only_where_all_is_open() {
    for case in CASES {
        let report = saved(case);
        let open = report.paths.iter().all(|one| one.verdict == Verdict::Open);
        let text = read(&report, None);
        let says = text.contains("every path is usable");
        assert_eq!(says, open, "{}: {text}", case.name);
    }
    let text = read(&saved(case("interrupted")), None);
    assert!(text.contains("Nothing can be asked yet"), "{text}");
}

#[test]
fn a_client_is_told_the_gravest_of_what_it_calls() {
    let report = changed("inspected", |json| {
        json["paths"][1]["clients"]["aws-cli"] = "open".into();
        json["paths"][2]["clients"]["aws-cli"] = "degraded".into();
    });
    let text = read(&report, None);
    assert!(
        text.contains("aws-cli: degraded, browser: degraded"),
        "{text}"
    );
    let text = read(&saved(case("inspected")), None);
    assert!(
        text.contains("aws-cli: not used, browser: degraded"),
        "{text}"
    );
}

#[test]
fn every_task_names_the_steps_of_its_paths() {
    let text = read(&saved(case("blocked")), None);
    let (first, second) = text.split_once("TASK 2").unwrap();
    let first = first.split_once("TASK 1").unwrap().1;
    let step = "step 2.5 \"Sign in to the AWS access portal\"";
    assert!(first.contains(&format!("{step} fails here")), "{first}");
    assert!(second.contains(&format!("needed for {step}")), "{second}");
    assert!(!second.contains("fails here"), "{second}");
}

#[test]
fn nothing_of_a_task_is_left_out_in_silence() {
    let hosts: Vec<String> = (1..=86).map(|n| format!("host-{n}.example")).collect();
    let filter = format!("grep -F -e {} access.log", hosts.join(" -e "));
    let report = changed("blocked", |json| {
        let request = &mut json["requests"][0];
        request["hosts"] = json!(hosts);
        request["evidence"] = (1..=12).map(|n| json!(format!("ground {n}"))).collect();
        request["more_seen"] = 7.into();
        request["log_filter"] = json!(filter);
        let mut paths: Vec<Value> = json["paths"].as_array().unwrap().clone();
        for n in 1..=9 {
            let mut path = paths[0].clone();
            path["id"] = json!(format!("row-{n}"));
            path["pattern"] = json!(format!("pattern-{n}.example"));
            paths.push(path);
        }
        json["requests"][0]["because"] = paths.iter().map(|path| path["id"].clone()).collect();
        json["paths"] = paths.into();
    });
    for id in ["ticket", "markdown"] {
        let text = shown(id, &report, &Options::default()).replace('\\', "");
        let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
        for host in &hosts {
            assert!(words.contains(&format!(" {host} ")), "{id}: {host}");
        }
        assert!(text.contains(&filter), "{id}: {text}");
        for more in [
            "and 4 more grounds in the JSON report",
            "and 7 more like these",
            "and 12 more in the JSON report",
        ] {
            assert!(words.contains(more), "{id}: {more}: {text}");
        }
    }
}

#[test]
fn a_title_names_the_product_and_the_evidence_says_whose_word_it_is() {
    let text = read(&saved(case("blocked")), None);
    let title = "TASK 1 - NETWORK SECURITY (Palo Alto Networks PAN-OS)";
    assert!(text.contains(title), "{text}");
    let statement = "No mark of a product was seen: \"Palo Alto Networks PAN-OS\" is the \
                     requester's statement.";
    assert!(text.contains(statement), "{text}");
    let title = "TASK 2 - WEB GATEWAY TEAM (Zscaler)";
    assert!(text.contains(title), "{text}");
    // What was found goes before what was said, and both are told.
    let report = changed("blocked", |json| {
        json["requests"][1]["site_product"] = "bluecoat".into();
    });
    let text = read(&report, None);
    assert!(text.contains(title), "{text}");
    let both = "by its own mark: O=Zscaler Inc.; the requester names \"Blue Coat ProxySG\".";
    assert!(text.contains(both), "{text}");
    // Two products, or one at some of the hosts only, are in no title.
    let report = changed("inspected", |json| {
        json["paths"][1]["product"] = Value::Null;
    });
    let text = read(&report, None);
    assert!(text.contains("TASK 1 - WEB GATEWAY TEAM REC"), "{text}");
}

#[test]
fn the_verification_tests_again_what_was_saved() {
    let report = saved(case("blocked"));
    let text = read(&report, Some("netcheck-7f3a91.json"));
    let again = "aws-netcheck probe --again netcheck-7f3a91.json";
    assert!(text.ends_with(again), "{text}");
    assert!(!text.contains("--output"), "{text}");
    // Where none was saved, first save one.
    let text = read(&report, None);
    let save = "aws-netcheck probe --directory mycorp --region us-east-1 --format json --output \
                netcheck-7f3a91.json";
    assert!(text.contains(save) && text.ends_with(again), "{text}");
    // A name is copied into a shell only where it is plain.
    for odd in ["a b.json", "$(id).json", "-x.json", "a;id"] {
        let text = read(&report, Some(odd));
        assert!(text.ends_with("--again YOUR-REPORT.json"), "{text}");
    }
    // Nothing failed: --again would have nothing to do.
    let text = read(&saved(case("healthy")), Some("netcheck-7f3a91.json"));
    assert!(!text.contains("--again"), "{text}");
}

/// CommonMark takes a sign with a backslash before it for the sign itself.
#[test]
fn a_strangers_markup_is_text_in_markdown() {
    let text = shown("markdown", &saved(case("hostile")), &Options::default());
    for (markup, escaped) in [
        ("<script", "\\<script\\>"),
        ("](javascript:", "\\]\\(javascript:"),
        ("[x]", "\\[x\\]"),
    ] {
        assert!(text.contains(escaped), "{escaped}: {text}");
        let bare = text.replace(escaped, "");
        assert!(!bare.contains(markup), "{markup}: {text}");
    }
}
