//! What whoever knows a product minds: order of rules, quoting, lengths, what a name of S3 brings
//! along.
//!
//! Owns single facts of single products. What holds for all of them is in `matching` and in
//! `formats`.

use std::collections::BTreeSet;

use aws_netcheck::{
    allowlist::{Allowlist, Breadth, Extent, Purpose, Scope},
    catalogue,
    format::{self, FORMATS, Format, Rendering, Rules},
};
use serde_json::Value;

use super::{CASES, Case, DEFAULT, in_form, list, written};

const ALL_REGIONS: Case = Case {
    regions: &[],
    scopes: Scope::ALL,
    ..DEFAULT
};

fn made(case: &Case) -> Allowlist {
    list(&catalogue::load().unwrap(), case)
}

fn of(id: &str) -> &'static Format {
    format::format(id).unwrap()
}

fn with_rules(id: &str) -> Rendering {
    written(of(id), &made(&DEFAULT), Purpose::ALL, Rules::Written)
}

fn section(rendering: &Rendering, id: &str) -> String {
    let mut sections = rendering.sections.iter();
    let found = sections.find(|section| section.id == id);
    found.unwrap_or_else(|| panic!("no {id}")).text.clone()
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// The remarks of an extent that name this entry.
fn said(rendering: &Rendering, extent: Extent, name: &str) -> Vec<String> {
    let of_extent = rendering
        .remarks
        .iter()
        .filter(|(_, one)| one.extent == extent);
    let about = of_extent.filter(|(_, one)| one.entries.iter().any(|entry| entry == name));
    about.map(|(_, one)| one.why.clone()).collect()
}

/// A rule that goes first goes before whatever a company has put first on purpose.
#[test]
fn no_rule_takes_a_place_by_itself() {
    for format in FORMATS.iter().filter(|format| format.has_rules) {
        let list = made(&DEFAULT);
        for variant in format.variants.iter().map(Some).chain([None]) {
            let variant = variant.copied();
            let rendering = in_form(format, &list, Purpose::ALL, Rules::Written, variant);
            for section in &rendering.sections {
                for taken in ["\"order\": 1", "priority\": 1", "priority: 1", " top"] {
                    let lower = section.text.to_lowercase();
                    let found = lower.lines().find(|line| line.contains(taken));
                    assert_eq!(found, None, "{}, {}", format.id, section.id);
                }
            }
        }
    }
}

#[test]
fn zscaler_has_a_rule_for_either_list_and_neither_is_for_everybody() {
    let rendering = with_rules("zscaler");
    for (id, action) in [
        ("allow-rule", "ALLOW"),
        ("no-decrypt-rule", "DO_NOT_DECRYPT"),
    ] {
        let rule = parsed(&section(&rendering, id));
        let found = rule["action"].as_str().or(rule["action"]["type"].as_str());
        assert_eq!(found, Some(action));
        assert_eq!(rule["order"], "YOUR-ORDER");
        assert_eq!(rule["groups"][0]["id"], "YOUR-GROUP-ID");
        assert_eq!(rule["state"], "DISABLED");
    }
    let rule = parsed(&section(&rendering, "allow-rule"));
    assert_eq!(
        rule["protocols"],
        serde_json::json!(["HTTPS_RULE", "SSL_RULE"])
    );
}

/// A quote that is never closed swallows the commands after it.
#[test]
fn fortigate_comments_hold_no_quotes() {
    for case in CASES {
        let rendering = written(of("fortigate"), &made(case), Purpose::ALL, Rules::Written);
        let whole = rendering.whole();
        let comments = whole.lines().filter(|line| line.trim().starts_with('#'));
        for line in comments {
            assert!(!line.contains(['\'', '"']), "{line}");
        }
    }
}

/// The command line refuses a text where a number belongs: no table is replaced unseen.
#[test]
fn fortigate_replaces_no_table_of_a_profile_unseen() {
    let text = section(&with_rules("fortigate"), "allow");
    let (before, table) = text.split_once("set urlfilter-table ").unwrap();
    assert!(table.starts_with("YOUR-TABLE-ID\n"), "{table}");
    assert!(before.contains("# Only where the profile has no table of URLs"));
}

#[test]
fn squid_opens_the_ports_of_the_list_and_no_other() {
    let rule = section(&with_rules("squid"), "allow-rule");
    assert!(rule.contains("_port port 443\n"), "{rule}");
    let list = made(&ALL_REGIONS);
    let rendering = written(of("squid"), &list, &[Purpose::Allow], Rules::Written);
    let rule = section(&rendering, "allow-rule");
    assert!(rule.contains("_port port 443 80\n"), "{rule}");
}

#[test]
fn squids_files_say_which_is_which() {
    let rendering = with_rules("squid");
    let how = |id: &str| {
        let mut sections = rendering.sections.iter();
        sections.find(|one| one.id == id).unwrap().how.clone()
    };
    assert!(how("allow").contains("let through"));
    assert!(how("no-decrypt").contains("ssl_bump"));
}

#[test]
fn the_two_rules_of_google_have_priorities_of_their_own() {
    let rendering = with_rules("gcp-swp");
    let priority = |id: &str| {
        let rule = section(&rendering, id);
        let mut lines = rule.lines().map(str::to_owned);
        lines.find(|line| line.starts_with("priority: ")).unwrap()
    };
    assert_ne!(priority("allow-rule"), priority("no-decrypt-rule"));
}

#[test]
fn a_body_for_fmc_is_no_longer_than_old_releases_take() {
    let rendering = written(
        of("cisco-fmc"),
        &made(&Case {
            breadth: Breadth::Exact,
            ..ALL_REGIONS
        }),
        Purpose::ALL,
        Rules::Existing,
    );
    assert!(rendering.sections.len() > 1);
    let mut names = Vec::new();
    for section in &rendering.sections {
        assert!(section.text.len() <= 20_480, "{}", section.id);
        names.push(parsed(&section.text)["name"].clone());
    }
    assert_eq!(names[1], "aws-netcheck-allow-2");
    names.dedup();
    assert_eq!(names.len(), rendering.sections.len());
}

/// Rules alone take action and place of the collection that they are put into.
#[test]
fn azure_writes_a_collection_only_with_rules() {
    let list = made(&DEFAULT);
    let rendering = written(of("azure-firewall"), &list, Purpose::ALL, Rules::Existing);
    let rules = parsed(&section(&rendering, "allow"));
    assert_eq!(rules[0]["ruleType"], "ApplicationRule");
    assert!(!rendering.whole().contains("\"Allow\""));
    let group = parsed(&section(&with_rules("azure-firewall"), "allow"));
    let collection = &group["properties"]["ruleCollections"][0];
    assert_eq!(collection["rules"], rules);
    assert_eq!(collection["priority"], "YOUR-PRIORITY");
}

/// `a.opfcaptcha-prod` is a bucket that anybody can make.
#[test]
fn a_bucket_that_brings_others_along_is_said_to() {
    let bucket = "opfcaptcha-prod.s3.amazonaws.com";
    for format in FORMATS {
        let rendering = written(format, &made(&DEFAULT), Purpose::ALL, Rules::Existing);
        let deep = format.dialects[0].bare.at_most > aws_netcheck::allowlist::Reach::Itself;
        let allows = format.purposes().any(|purpose| purpose == Purpose::Allow);
        let told = said(&rendering, Extent::Wider, bucket);
        let named = told.iter().any(|why| why.contains("buckets of others"));
        assert_eq!(named, deep && allows, "{}: {told:?}", format.id);
        assert!(told.len() <= 1, "{}: {told:?}", format.id);
    }
}

/// With `--scope all` AWS's own wildcard would cover the portals by instance, and those of all other
/// companies: it stays out where the directory is named.
#[test]
fn what_a_wildcard_of_the_list_covers_is_not_said_to_be_left_out() {
    let case = Case {
        scopes: Scope::ALL,
        ..DEFAULT
    };
    let rendering = written(of("txt"), &made(&case), Purpose::ALL, Rules::Existing);
    let allow = section(&rendering, "allow");
    assert!(!allow.contains("*.portal.us-east-1.app.aws"));
    let exempted = section(&rendering, "no-decrypt");
    assert!(exempted.contains("\n*.sso.us-east-1.amazonaws.com\n"));
    let left_out = |purpose: Purpose, name: &str| {
        let mut remarks = rendering.remarks.iter();
        remarks.any(|(of, one)| {
            *of == Some(purpose)
                && one.extent == Extent::LeftOut
                && one.entries.iter().any(|entry| entry == name)
        })
    };
    let dual_stack = "{instance}.portal.{region}.app.aws";
    assert!(left_out(Purpose::Allow, dual_stack));
    assert!(left_out(Purpose::Allow, "*.portal.us-east-1.app.aws"));
    assert!(left_out(Purpose::NoDecrypt, dual_stack));
    assert!(left_out(
        Purpose::Allow,
        "{instance}.{region}.portal.amazonaws.com"
    ));
    assert!(!left_out(
        Purpose::NoDecrypt,
        "device.sso.us-east-1.amazonaws.com"
    ));
}

/// In GovCloud and in China a directory has a path and no host of its own.
#[test]
fn a_host_of_all_companies_portals_is_said_to_be_one() {
    for (case, host) in [
        ("gov", "start.us-gov-home.awsapps.com"),
        ("china", "start.home.awsapps.cn"),
    ] {
        let case = CASES.iter().find(|one| one.name == case).unwrap();
        let rendering = written(of("txt"), &made(case), Purpose::ALL, Rules::Existing);
        let told = said(&rendering, Extent::Wider, host);
        let of_all = told.iter().filter(|why| why.contains("all companies"));
        assert_eq!(of_all.count(), 2, "{host}: {told:?}");
    }
}

/// A list that names HTTP drops plain HTTP to every other name.
#[test]
fn aws_network_firewall_touches_http_only_where_an_entry_needs_it() {
    let types = |case: &Case| {
        let list = made(case);
        let rendering = written(
            of("aws-network-firewall"),
            &list,
            Purpose::ALL,
            Rules::Existing,
        );
        let body = parsed(&section(&rendering, "allow"));
        body["RuleGroup"]["RulesSource"]["RulesSourceList"]["TargetTypes"].clone()
    };
    assert_eq!(types(&DEFAULT), serde_json::json!(["TLS_SNI"]));
    assert_eq!(
        types(&ALL_REGIONS),
        serde_json::json!(["TLS_SNI", "HTTP_HOST"])
    );
}

#[test]
fn prisma_access_has_a_rule_for_either_list_and_neither_is_open_on_all_sides() {
    let rendering = with_rules("prisma-access");
    for (id, action) in [("allow-rule", "allow"), ("no-decrypt-rule", "no-decrypt")] {
        let rule = parsed(&section(&rendering, id));
        assert_eq!(rule["action"], action);
        assert_eq!(rule["source"][0], "YOUR-USER-ADDRESSES");
    }
    let rule = parsed(&section(&rendering, "allow-rule"));
    assert_eq!(rule["profile_setting"]["group"][0], "YOUR-PROFILE-GROUP");
}

/// The API server refuses a service entry of more hosts (istio/api, service_entry.proto, MaxItems).
#[test]
fn a_service_entry_of_istio_has_256_hosts_at_the_most() {
    let many = Case {
        breadth: Breadth::Exact,
        ..ALL_REGIONS
    };
    let rendering = written(of("istio"), &made(&many), Purpose::ALL, Rules::Existing);
    let allow = section(&rendering, "allow");
    let entries: Vec<&str> = allow.split("---\n").collect();
    let hosts = |entry: &str| {
        entry
            .lines()
            .filter(|line| line.starts_with("  - \""))
            .count()
    };
    assert!(entries.iter().map(|entry| hosts(entry)).sum::<usize>() > 256);
    assert!(entries.iter().all(|entry| hosts(entry) <= 256));
    let names: BTreeSet<&str> = entries
        .iter()
        .filter_map(|entry| entry.lines().find(|line| line.starts_with("  name: ")))
        .collect();
    assert_eq!(names.len(), entries.len());
}

/// A DNS rule does not lift what an HTTP rule blocks.
#[test]
fn cloudflare_allows_lookups_and_requests() {
    let rendering = written(
        of("cloudflare-gateway"),
        &made(&DEFAULT),
        &[Purpose::Allow],
        Rules::Written,
    );
    for (id, filter) in [("allow-rule", "dns"), ("allow-http-rule", "http")] {
        let rule = parsed(&section(&rendering, id));
        assert_eq!(rule["filters"], serde_json::json!([filter]), "{id}");
        assert_eq!(rule["action"], "allow", "{id}");
    }
}

/// Without a group a rule is for everybody.
#[test]
fn no_rule_of_cloudflares_is_for_everybody() {
    let rendering = with_rules("cloudflare-gateway");
    for id in ["allow-rule", "allow-http-rule", "no-decrypt-rule"] {
        let rule = parsed(&section(&rendering, id));
        let group = rule["identity"].as_str().unwrap();
        assert!(group.contains("\"YOUR-GROUP\""), "{id}: {group}");
    }
}
