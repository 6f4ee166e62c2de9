//! What each product makes of its own list, from its documents.
//!
//! Owns one reader for each format: from the output's text to names that match. It shares nothing
//! with the program's own declarations, or they would only be compared with themselves.

use regex::Regex;
use serde_json::Value;

use super::hostile::disguised;

mod clouds;
mod gateways;

/// How much a product matches, where its documents leave it open.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// The least: for what must get through.
    Least,
    /// The most: for what must not.
    Most,
}

/// One line of a list, as the product means it.
pub(super) enum Rule {
    /// That name.
    Exact(String),
    /// Names one label longer.
    OneBelow(String),
    /// Names one or more labels longer.
    Below(String),
    /// Names one or more labels longer, and on some versions the name itself.
    BelowPerhapsItself(String),
    /// The name and all below it, so many labels deep.
    Within(String, usize),
    /// Against the host and a slash.
    Regex(Regex),
}

impl Rule {
    /// Whether it matches a host as the product compares it: see [`compared`].
    pub(super) fn matches(&self, host: &str, reading: Reading) -> bool {
        let labels = |rest: &str| rest.split('.').filter(|label| !label.is_empty()).count();
        let before = |base: &str| {
            let rest = host.strip_suffix(base)?;
            (rest.is_empty() || rest.ends_with('.')).then(|| labels(rest))
        };
        match self {
            Self::Exact(name) => host == name,
            Self::OneBelow(base) => before(base) == Some(1),
            Self::Below(base) => before(base).is_some_and(|labels| labels > 0),
            Self::BelowPerhapsItself(base) => {
                before(base).is_some_and(|labels| labels > 0 || reading == Reading::Most)
            }
            Self::Within(base, deepest) => before(base).is_some_and(|labels| labels <= *deepest),
            Self::Regex(regex) => regex.is_match(&format!("{host}/")),
        }
    }
}

/// A host as the product compares it, which decides what upper case and a final dot come to. Where no
/// document says, it takes the name as it is, or as it is meant.
pub(super) fn compared(id: &str, host: &str, reading: Reading) -> String {
    let lower = host.to_ascii_lowercase();
    let rooted = lower.strip_suffix('.').unwrap_or(&lower).to_owned();
    match (id, reading) {
        // On the wire every name ends in the root, and case is no difference (RFC 4343).
        ("rpz" | "unbound" | "dnsmasq" | "aws-dns-firewall", _) => rooted,
        // The function lowers the name and takes the dot away; Squid 5.7 was seen to.
        ("pac" | "squid", _) => rooted,
        // The rules say nocase; a TLS server name has no final dot (RFC 6066, section 3).
        ("suricata", _) => lower,
        (_, Reading::Least) => host.to_owned(),
        (_, Reading::Most) => rooted,
    }
}

/// Spellings of a host that the product is known to take for the host.
pub(super) fn spelled_alike(id: &'static str, host: &str) -> impl Iterator<Item = String> {
    let spelled = disguised(host).into_iter();
    let host = host.to_owned();
    spelled.filter(move |one| compared(id, one, Reading::Least) == host)
}

const ANY_DEPTH: usize = usize::MAX;

/// The rules of a list that is written alone.
pub(super) fn rules(id: &str, text: &str) -> Vec<Rule> {
    match id {
        "paloalto" => gateways::paloalto(text),
        "paloalto-edl" => lines(text, "\0").map(panos_entry).collect(),
        "paloalto-xml" => between(text, "<member>", "</member>")
            .map(panos_entry)
            .collect(),
        "paloalto-exclusions" => gateways::exclusions(text),
        "prisma-access" => strings(&parsed(text)["list"])
            .into_iter()
            .map(panos_entry)
            .collect(),
        "checkpoint" => gateways::checkpoint(text),
        "cisco-fmc" => gateways::cisco_fmc(text),
        "bluecoat" => gateways::bluecoat(text),
        "suricata" => clouds::suricata(text),
        "aws-network-firewall" => clouds::network_firewall(text),
        "aws-dns-firewall" => clouds::dns_firewall(text),
        "azure-firewall" => clouds::azure_firewall(text),
        "gcp-swp" => clouds::gcp_swp(text),
        "cloudflare-gateway" => clouds::cloudflare(text),
        "cilium" => clouds::cilium(text),
        "istio" => clouds::istio(text),
        "rpz" => clouds::rpz(text),
        "unbound" => clouds::unbound(text),
        "dnsmasq" => clouds::dnsmasq(text),
        "pac" => clouds::pac(text),
        "zscaler" => gateways::zscaler(text),
        "squid" => gateways::squid(text),
        "fortigate" => gateways::fortigate(text),
        "umbrella" => lines(text, "\0").map(bare_domain).collect(),
        "netskope" => gateways::netskope(text),
        "txt" => lines(text, "#").map(as_aws_writes).collect(),
        "csv" => csv(text),
        "json" => json(text),
        _ => panic!("{id} has no reader in tests/it/formats/product.rs"),
    }
}

/// The lines without comments and empty ones.
fn lines<'a>(text: &'a str, comment: &'a str) -> impl Iterator<Item = &'a str> {
    let lines = text.lines().map(str::trim);
    lines.filter(move |line| !line.is_empty() && !line.starts_with(comment))
}

fn is_name(text: &str) -> bool {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-.".contains(c);
    !text.is_empty() && text.chars().all(fits) && !text.starts_with('.') && !text.ends_with('.')
}

#[track_caller]
fn name(text: &str) -> String {
    assert!(is_name(text), "{text:?} is no name");
    text.to_owned()
}

fn as_aws_writes(text: &str) -> Rule {
    match text.strip_prefix("*.") {
        Some(base) => Rule::Below(name(base)),
        None => Rule::Exact(name(text)),
    }
}

/// Tokens between dots and slashes; without the slash anything may follow.
fn panos_entry(text: &str) -> Rule {
    let entry = text
        .strip_suffix('/')
        .unwrap_or_else(|| panic!("{text} is open to the right"));
    assert!(text.len() <= 255);
    as_aws_writes(entry)
}

fn strings(value: &Value) -> Vec<&str> {
    let items = value
        .as_array()
        .unwrap_or_else(|| panic!("{value} is no list"));
    items.iter().map(|item| item.as_str().unwrap()).collect()
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|why| panic!("{why}: {text}"))
}

/// There is no asterisk: a domain is itself and all below it.
fn bare_domain(text: &str) -> Rule {
    Rule::Within(name(text), ANY_DEPTH)
}

/// An asterisk and a dot at the start, where documents differ about the name itself.
fn perhaps_itself(entry: &str) -> Rule {
    match entry.strip_prefix("*.") {
        Some(base) => Rule::BelowPerhapsItself(name(base)),
        None => Rule::Exact(name(entry)),
    }
}

/// What stands between two marks, each time.
fn between<'a>(text: &'a str, open: &str, close: &str) -> impl Iterator<Item = &'a str> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((_, after)) = rest.split_once(open) {
        let (inside, after) = after
            .split_once(close)
            .unwrap_or_else(|| panic!("no {close} after {open} in {text}"));
        found.push(inside);
        rest = after;
    }
    found.into_iter()
}

fn csv(text: &str) -> Vec<Rule> {
    let mut rows = csv::Reader::from_reader(text.as_bytes());
    let rows = rows.records().map(|row| row.unwrap());
    let entries = rows.filter(|row| &row[0] != "remark");
    entries.map(|row| as_aws_writes(&row[1])).collect()
}

fn json(text: &str) -> Vec<Rule> {
    let body = parsed(text);
    assert_eq!(body["schema"], "aws-netcheck/allowlist/1");
    let lists = body["lists"].as_array().unwrap().iter();
    let entries = lists.flat_map(|list| list["entries"].as_array().unwrap());
    entries
        .map(|entry| as_aws_writes(entry["pattern"].as_str().unwrap()))
        .collect()
}
