//! Azure Firewall policy, as a rule collection group.
//!
//! `*.contoso.com` is any depth below and never the name itself; `*contoso.com` would also match
//! `evilcontoso.com` and is not written (Microsoft's Azure Firewall FAQ; keys as in
//! `@azure/arm-network` 36.0.0).

use serde::Serialize;

use crate::allowlist::Purpose;
use crate::format::json;
use crate::format::{
    Dialect, Format, Job, Line, Listed, Naming, Paths, Ports, Proof, RulesOn, Section, Sense, Told,
};

pub(super) const FORMAT: Format = Format {
    id: "azure-firewall",
    product: "Azure Firewall",
    writes: "a rule collection group",
    proof: Proof::Documentation,
    variants: &[],
    extension: "json",
    told: Told::Field,
    naming: Some(Naming::plain(80)),
    dialects: &[Dialect {
        purpose: Purpose::Allow,
        bare: Sense::ITSELF,
        wildcard: Some(Sense::BELOW),
        paths: Paths::Dropped,
        ports: Ports::Kept,
    }],
    unproven: &["no Azure and no schema of its has read it"],
    notes: &[
        "terminateTLS is false: nothing that these rules allow is opened",
        "the priorities must be free in your policy",
    ],
    rules_on: RulesOn::Connections,
    has_rules: false,
    body,
};

/// Of the group in the policy, and of the collection in the group; lower goes first.
const PRIORITY: u32 = 10_000;

#[derive(Serialize)]
struct Group<'a> {
    properties: Properties<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Properties<'a> {
    priority: u32,
    rule_collections: [Collection<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Collection<'a> {
    rule_collection_type: &'static str,
    name: &'a str,
    priority: u32,
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
    let how = "a body for Microsoft.Network/firewallPolicies/ruleCollectionGroups";
    job.each(how, |list| {
        let collection = Collection {
            rule_collection_type: "FirewallPolicyFilterRuleCollection",
            name: job.name(list.purpose),
            priority: PRIORITY,
            action: Action { kind: "Allow" },
            rules: rules(job, list),
        };
        json(&Group {
            properties: Properties {
                priority: PRIORITY,
                rule_collections: [collection],
            },
        })
    })
}

fn rules(job: &Job<'_>, list: &Listed<'_>) -> Vec<Rule> {
    let rule = |port: u16| {
        let of_port = list.lines.iter().filter(|line| line.port == port);
        Rule {
            rule_type: "ApplicationRule",
            name: format!("{}-{port}", job.rule(list.purpose)),
            description: job.head.short(),
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
