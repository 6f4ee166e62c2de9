//! Cloudflare Zero Trust Gateway, as a list of domains.
//!
//! Wildcards are not supported; a domain in a list is itself and all below it for the domain
//! selectors, and itself alone for the host selectors (Cloudflare One documentation, "Lists" and
//! "HTTP policies"; keys as in the vendor's SDK, cloudflare 5.9.0).

use serde::Serialize;

use crate::allowlist::Purpose;
use crate::format::json;
use crate::format::{
    Denies, Dialect, Format, Job, Limits, Line, Most, Naming, Proof, Room, RulesOn, Section, Sense,
    Told,
};

pub(super) const FORMAT: Format = Format {
    id: "cloudflare-gateway",
    product: "Cloudflare Zero Trust Gateway",
    writes: "API bodies for lists of domains",
    proof: Proof::Schema,
    variants: &[],
    extension: "json",
    told: Told::Field,
    naming: Some(Naming::plain(100)),
    dialects: &[
        Dialect::hosts(Purpose::Allow, Sense::ALL, None),
        Dialect::hosts(Purpose::NoDecrypt, Sense::ALL, None),
    ],
    unproven: &[
        "that the action off means Do Not Inspect",
        "that a domain of a list covers the names below it for the domain selectors",
    ],
    notes: &[
        "a standard plan takes 1000 entries in a list: more are written as several lists, and a rule \
         must have all of them",
        "use the lists with domain selectors: host selectors match the names alone",
    ],
    rule_notes: &[
        "the expression that chooses a group is not confirmed: it is as public examples of the \
         vendor's SDK and Terraform provider have it",
    ],
    limits: Limits {
        list: Most::Parts(1000),
        description: Room::Unnamed,
        ..Limits::PUNYCODE
    },
    denies: Denies::Nothing,
    rules_on: RulesOn::Both,
    has_rules: true,
    body,
};

#[derive(Serialize)]
struct List<'a> {
    name: String,
    #[serde(rename = "type")]
    kind: &'static str,
    description: String,
    items: Vec<Item<'a>>,
}

#[derive(Serialize)]
struct Item<'a> {
    value: &'a str,
    description: String,
}

#[derive(Serialize)]
struct Rule<'a> {
    name: &'a str,
    description: String,
    enabled: bool,
    action: &'static str,
    filters: [&'static str; 1],
    traffic: String,
    /// For whom: without it a rule is for everybody.
    identity: &'static str,
}

/// A group that nobody has, so that no rule is for everybody unseen.
const GROUP: &str = "any(identity.groups.name[*] in {\"YOUR-GROUP\"})";

fn body(job: &Job<'_>) -> Vec<Section> {
    let mut sections = Vec::new();
    for list in &job.lists {
        let how = "POST /accounts/YOUR-ACCOUNT/gateway/lists";
        let mut suffixes = Vec::new();
        for (suffix, lines) in FORMAT.limits.parts(&list.lines) {
            let body = json(&domains(job, list.purpose, &suffix, lines));
            sections.push(Section::named(list.purpose, &suffix, how, body));
            suffixes.push(suffix);
        }
        if job.with_rules() {
            let how = "POST /accounts/YOUR-ACCOUNT/gateway/rules, with the id that each list \
                       before was given, disabled until you have looked at its order";
            for (suffix, rule) in rules(job, list.purpose, &suffixes) {
                sections.push(Section::named(list.purpose, suffix, how, json(&rule)));
            }
        }
    }
    sections
}

fn domains<'a>(job: &Job<'_>, purpose: Purpose, suffix: &str, lines: &'a [Line<'_>]) -> List<'a> {
    let item = |line: &'a Line<'_>| Item {
        value: line.base.as_str(),
        description: line.why(),
    };
    List {
        name: format!("{}{suffix}", job.name(purpose)),
        kind: "DOMAIN",
        description: job.description(),
        items: lines.iter().map(item).collect(),
    }
}

/// A DNS rule does not lift what an HTTP rule blocks, so to allow takes one of each.
fn rules<'a>(
    job: &'a Job<'_>,
    purpose: Purpose,
    suffixes: &[String],
) -> Vec<(&'static str, Rule<'a>)> {
    let in_lists = |domains: &str| {
        let of_list = |suffix: &String| format!("any({domains}[*] in $YOUR-LIST-ID{suffix})");
        let all: Vec<String> = suffixes.iter().map(of_list).collect();
        all.join(" or ")
    };
    let lookups = in_lists("dns.domains");
    let requests = in_lists("http.request.domains");
    let rule = |action, filter, traffic| Rule {
        name: job.rule(purpose),
        description: job.description(),
        enabled: false,
        action,
        filters: [filter],
        traffic,
        identity: GROUP,
    };
    match purpose {
        Purpose::Allow => vec![
            ("-rule", rule("allow", "dns", lookups)),
            ("-http-rule", rule("allow", "http", requests)),
        ],
        Purpose::NoDecrypt => vec![("-rule", rule("off", "http", requests))],
    }
}
