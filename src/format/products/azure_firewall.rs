//! Azure Firewall policy, as application rules, or as a whole rule collection group.
//!
//! Azure has no object for names that a rule could refer to: an IP group holds addresses, and FQDN
//! tags are Microsoft's own. So the least that can be written are rules without the collection that
//! gives them action and place.
//!
//! `*.contoso.com` is any depth below and never the name itself; `*contoso.com` would also match
//! `evilcontoso.com` and is not written (Microsoft's Azure Firewall FAQ; keys as in
//! `@azure/arm-network` 39.0.0).

use serde::Serialize;

use crate::allowlist::Purpose;
use crate::format::json;
use crate::format::{
    Denies, Dialect, Format, Job, Limits, Line, Listed, Naming, Paths, Ports, Proof, Room, RulesOn,
    Section, Sense, Told,
};

/// A rule's name has at most 80 characters (Azure Resource Manager, "Naming rules and restrictions"), of
/// which `-` and the port are ours: no row of the catalogue has one of more than three digits.
const LONGEST_NAME: usize = 80 - "-443".len();

pub(super) const FORMAT: Format = Format {
    id: "azure-firewall",
    product: "Azure Firewall",
    writes: "application rules for a rule collection",
    proof: Proof::Schema,
    variants: &[],
    extension: "json",
    told: Told::Field,
    naming: Some(Naming::plain(LONGEST_NAME)),
    dialects: &[Dialect {
        purpose: Purpose::Allow,
        bare: Sense::ITSELF,
        wildcard: Some(Sense::BELOW),
        paths: Paths::Dropped,
        ports: Ports::Kept,
    }],
    unproven: &["no Azure has read it, only the vendor's package for its API"],
    notes: &[
        "Azure has no object for names: add the rules to a collection of application rules that \
         you have, whose action and priority they take; --with-rules writes a collection too",
        "terminateTLS is false: nothing that these rules allow is opened",
    ],
    rule_notes: &[],
    limits: Limits {
        description: Room::Unnamed,
        ..Limits::UNNAMED
    },
    denies: Denies::Nothing,
    rules_on: RulesOn::Connections,
    has_rules: true,
    body,
};

/// Text where a number is wanted, so that nobody's order is changed unseen; lower goes first.
const PRIORITY: &str = "YOUR-PRIORITY";

#[derive(Serialize)]
struct Group<'a> {
    properties: Properties<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Properties<'a> {
    priority: &'static str,
    rule_collections: [Collection<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Collection<'a> {
    rule_collection_type: &'static str,
    name: &'a str,
    priority: &'static str,
    action: Action,
    rules: Vec<Rule>,
}

#[derive(Serialize)]
struct Action {
    #[serde(rename = "type")]
    kind: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule {
    rule_type: &'static str,
    name: String,
    description: String,
    source_addresses: [&'static str; 1],
    protocols: [Protocol; 1],
    target_fqdns: Vec<String>,
    #[serde(rename = "terminateTLS")]
    terminate_tls: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Protocol {
    protocol_type: &'static str,
    port: u16,
}

fn body(job: &Job<'_>) -> Vec<Section> {
    if job.with_rules() {
        let how = "a body for Microsoft.Network/firewallPolicies/ruleCollectionGroups";
        return job.each(how, |list| json(&group(job, list)));
    }
    let how = "rules for ruleCollections[].rules of a group that you have";
    job.each(how, |list| json(&rules(job, list)))
}

fn group<'a>(job: &'a Job<'_>, list: &Listed<'_>) -> Group<'a> {
    let collection = Collection {
        rule_collection_type: "FirewallPolicyFilterRuleCollection",
        name: job.name(list.purpose),
        priority: PRIORITY,
        action: Action { kind: "Allow" },
        rules: rules(job, list),
    };
    Group {
        properties: Properties {
            priority: PRIORITY,
            rule_collections: [collection],
        },
    }
}

fn rules(job: &Job<'_>, list: &Listed<'_>) -> Vec<Rule> {
    let rule = |port: u16| {
        let of_port = list.lines.iter().filter(|line| line.port == port);
        Rule {
            rule_type: "ApplicationRule",
            name: format!("{}-{port}", job.rule(list.purpose)),
            description: job.description(),
            source_addresses: ["YOUR-USER-ADDRESSES"],
            protocols: [Protocol {
                protocol_type: if port == 80 { "Http" } else { "Https" },
                port,
            }],
            target_fqdns: of_port.map(|line: &Line<'_>| line.with("*.")).collect(),
            terminate_tls: false,
        }
    };
    list.ports().into_iter().map(rule).collect()
}
