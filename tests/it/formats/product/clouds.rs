//! Clouds, clusters, resolvers and clients: what they make of their lists.

use super::{
    ANY_DEPTH, Rule, as_aws_writes, bare_domain, between, lines, name, parsed, perhaps_itself,
    strings,
};

/// The content must be the end of the buffer, and with `startswith` all of it.
pub(super) fn suricata(text: &str) -> Vec<Rule> {
    let rule = |line: &str| {
        assert!(
            line.starts_with("pass ") && line.contains(" endswith;"),
            "{line}"
        );
        // The name of a request is in lower case already.
        assert!(
            line.contains(" nocase;") || line.contains("http.host"),
            "{line}"
        );
        let content = between(line, "content:\"", "\"").next().unwrap();
        match content.strip_prefix('.') {
            Some(base) => Rule::Below(name(base)),
            None => {
                assert!(line.contains(" startswith;"), "{line}");
                Rule::Exact(name(content))
            }
        }
    };
    lines(text, "#").map(rule).collect()
}

/// A dot: the name and all below it. An asterisk would match nothing.
pub(super) fn network_firewall(text: &str) -> Vec<Rule> {
    let body = parsed(text);
    let list = &body["RuleGroup"]["RulesSource"]["RulesSourceList"];
    assert_eq!(list["GeneratedRulesType"], "ALLOWLIST");
    let rule = |target: &str| match target.strip_prefix('.') {
        Some(base) => Rule::Within(name(base), ANY_DEPTH),
        None => Rule::Exact(name(target)),
    };
    strings(&list["Targets"]).into_iter().map(rule).collect()
}

/// Two requests: one makes the list, the other fills it.
pub(super) fn dns_firewall(text: &str) -> Vec<Rule> {
    let body = parsed(text);
    if body["Domains"].is_null() {
        return Vec::new();
    }
    strings(&body["Domains"])
        .into_iter()
        .map(perhaps_itself)
        .collect()
}

pub(super) fn azure_firewall(text: &str) -> Vec<Rule> {
    let mut rules = Vec::new();
    for rule in parsed(text).as_array().unwrap() {
        assert_eq!(rule["terminateTLS"], false);
        assert_ne!(rule["sourceAddresses"][0], "*");
        let fqdns = strings(&rule["targetFqdns"]);
        rules.extend(fqdns.into_iter().map(as_aws_writes));
    }
    rules
}

pub(super) fn gcp_swp(text: &str) -> Vec<Rule> {
    let values = lines(text, "#").filter_map(|line| line.strip_prefix("- '"));
    values
        .map(|value| as_aws_writes(value.trim_end_matches('\'')))
        .collect()
}

pub(super) fn cloudflare(text: &str) -> Vec<Rule> {
    let body = parsed(text);
    assert_eq!(body["type"], "DOMAIN");
    let items = body["items"].as_array().unwrap().iter();
    items
        .map(|item| bare_domain(item["value"].as_str().unwrap()))
        .collect()
}

/// One asterisk is one label; two at the start are any number. The DNS rule must know the same
/// names as the rule for connections, or no connection is ever allowed.
pub(super) fn cilium(text: &str) -> Vec<Rule> {
    let (lookups, connections) = text.split_once("toFQDNs:").unwrap();
    let rules_of = |text| {
        let exact = between(text, "matchName: \"", "\"").map(|host| Rule::Exact(name(host)));
        let deep = between(text, "matchPattern: \"**.", "\"").map(|base| Rule::Below(name(base)));
        assert!(!text.contains("\"*."), "one label alone: {text}");
        exact.chain(deep).collect::<Vec<Rule>>()
    };
    assert_eq!(rules_of(lookups).len(), rules_of(connections).len());
    rules_of(connections)
}

/// With any other resolution a wildcard is refused.
pub(super) fn istio(text: &str) -> Vec<Rule> {
    for entry in text.split("---\n") {
        assert!(entry.contains("\n  resolution: NONE\n"), "{entry}");
    }
    let hosts = lines(text, "#").filter_map(|line| line.strip_prefix("- \""));
    hosts
        .map(|host| as_aws_writes(host.trim_end_matches('"')))
        .collect()
}

/// Owner names are relative to the zone.
pub(super) fn rpz(text: &str) -> Vec<Rule> {
    let records = lines(text, ";").filter_map(|line| line.strip_suffix(" IN CNAME rpz-passthru."));
    records.map(as_aws_writes).collect()
}

pub(super) fn unbound(text: &str) -> Vec<Rule> {
    between(text, "local-zone: \"", "\" transparent")
        .map(|zone| bare_domain(zone.strip_suffix('.').unwrap()))
        .collect()
}

pub(super) fn dnsmasq(text: &str) -> Vec<Rule> {
    let rule = |line: &str| {
        let domain = between(line, "server=/", "/YOUR-RESOLVER").next().unwrap();
        match domain.strip_prefix("*.") {
            Some(base) => Rule::Below(name(base)),
            None => bare_domain(domain),
        }
    };
    lines(text, "#").map(rule).collect()
}

pub(super) fn pac(text: &str) -> Vec<Rule> {
    assert!(
        text.contains("host.toLowerCase().replace(/\\.$/, \"\")"),
        "{text}"
    );
    let exact = between(text, "host === \"", "\"").map(|host| Rule::Exact(name(host)));
    let below = between(text, "dnsDomainIs(host, \"", "\"")
        .map(|end| Rule::Below(name(end.strip_prefix('.').unwrap())));
    exact.chain(below).collect()
}
