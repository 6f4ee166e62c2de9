//! Firewalls and gateways: what they make of their lists.

use regex::Regex;

use super::{
    ANY_DEPTH, Rule, bare_domain, between, lines, name, panos_entry, parsed, perhaps_itself,
    strings,
};

pub(super) fn paloalto(text: &str) -> Vec<Rule> {
    let mut rules = Vec::new();
    for line in lines(text, "\0") {
        assert!(line.starts_with("set "), "{line}");
        if let Some((_, entry)) = line.split_once(" list ") {
            rules.push(panos_entry(entry));
        }
    }
    rules
}

/// No dot: that host. A dot: the name and five labels.
pub(super) fn zscaler(text: &str) -> Vec<Rule> {
    let body = parsed(text);
    let rule = |url: &str| match url.strip_prefix('.') {
        Some(base) => Rule::Within(name(base), 5),
        None => Rule::Exact(name(url)),
    };
    strings(&body["urls"]).into_iter().map(rule).collect()
}

/// The proxy ends where one of two lines covers the other.
pub(super) fn squid(text: &str) -> Vec<Rule> {
    let entries: Vec<&str> = lines(text, "#").collect();
    for one in &entries {
        for other in entries.iter().filter(|other| *other != one) {
            let base = one.strip_prefix('.');
            let covered = base.is_some_and(|base| *other == base || other.ends_with(*one));
            assert!(!covered, "{one} covers {other}: Squid would end");
        }
    }
    let rule = |entry: &str| match entry.strip_prefix('.') {
        Some(base) => Rule::Within(name(base), ANY_DEPTH),
        None => Rule::Exact(name(entry)),
    };
    entries.into_iter().map(rule).collect()
}

/// Regular expressions against host and path, with the backslashes that the CLI takes away; FQDN
/// objects with an asterisk, anchored on both sides.
pub(super) fn fortigate(text: &str) -> Vec<Rule> {
    let mut rules = Vec::new();
    let lines: Vec<&str> = lines(text, "#").collect();
    for (index, line) in lines.iter().enumerate() {
        let quoted = |text: &str| text.trim_matches('"').to_owned();
        if let Some(url) = line.strip_prefix("set url ") {
            assert_eq!(lines[index + 1], "set type regex");
            let pattern = quoted(url).replace("\\\\", "\\");
            assert!(
                pattern.len() <= 511 && pattern.starts_with('^'),
                "{pattern}"
            );
            rules.push(Rule::Regex(Regex::new(&pattern).unwrap()));
        } else if let Some(object) = line.strip_prefix("set wildcard-fqdn ") {
            rules.push(match quoted(object).strip_prefix("*.") {
                Some(base) => Rule::BelowPerhapsItself(name(base)),
                None => Rule::Exact(name(&quoted(object))),
            });
        }
    }
    let opened = lines
        .iter()
        .filter(|line| line.starts_with("config "))
        .count();
    let closed = lines.iter().filter(|line| **line == "end").count();
    assert_eq!(opened, closed, "{text}");
    rules
}

pub(super) fn netskope(text: &str) -> Vec<Rule> {
    if text.starts_with('{') {
        let body = parsed(text);
        assert_eq!(body["data"]["type"], "exact");
        strings(&body["data"]["urls"])
            .into_iter()
            .map(perhaps_itself)
            .collect()
    } else {
        lines(text, "\0").map(perhaps_itself).collect()
    }
}

/// Anchored at the start; open to the right, as the gateway adds `.*` on both ends.
pub(super) fn checkpoint(text: &str) -> Vec<Rule> {
    let mut rules = Vec::new();
    for line in lines(text, "#") {
        if let Some(rest) = line.strip_prefix("url-list.") {
            let pattern = between(rest, "'", "'").next().unwrap();
            assert!(
                pattern.starts_with("^https?://") && pattern.ends_with('/'),
                "{pattern}"
            );
            let pattern = pattern.replace("^https?://", "^");
            rules.push(Rule::Regex(Regex::new(&pattern).unwrap()));
        }
    }
    rules
}

/// After `://` or a dot, to the end of the host.
pub(super) fn cisco_fmc(text: &str) -> Vec<Rule> {
    let body = parsed(text);
    assert_eq!(body["type"], "UrlGroup");
    let literals = body["literals"].as_array().unwrap().iter();
    literals
        .map(|one| bare_domain(one["url"].as_str().unwrap()))
        .collect()
}

pub(super) fn bluecoat(text: &str) -> Vec<Rule> {
    let mut rules = Vec::new();
    for line in lines(text, ";") {
        if let Some(host) = line.strip_prefix("url.host.exact=") {
            rules.push(Rule::Exact(name(host)));
        } else if let Some(domain) = line.strip_prefix("url.domain=") {
            rules.push(bare_domain(domain));
        } else {
            assert!(
                line.starts_with("define condition ") || line == "end",
                "{line}"
            );
        }
    }
    rules
}

/// The asterisk is one label here.
pub(super) fn exclusions(text: &str) -> Vec<Rule> {
    let names = between(text, "ssl-exclude-cert ", " exclude yes");
    let rule = |entry: &str| match entry.rsplit(' ').next().unwrap().strip_prefix("*.") {
        Some(base) => Rule::OneBelow(name(base)),
        None => Rule::Exact(name(entry.rsplit(' ').next().unwrap())),
    };
    names.map(rule).collect()
}
