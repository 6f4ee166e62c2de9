//! Route 53 Resolver DNS Firewall, as a domain list.
//!
//! An asterisk and a dot first, or a name alone (Route 53 Developer Guide, "Rule group settings in
//! DNS Firewall"). A rule that allows must trust the redirection chain, or the names that AWS's
//! names point to are looked at too and denied.

use serde::Serialize;

use crate::format::json;
use crate::format::{
    Denies, Dialect, Format, Job, Limits, Line, Listed, Naming, Proof, Room, RulesOn, Section,
    Sense, Told,
};

use super::aws_network_firewall::Template;

/// What the list's id stands for until it is known.
const LIST_ID: &str = "rslvr-fdl-YOUR-LIST";

const ACTION: &str = "ALLOW";
const REDIRECTION: &str = "TRUST_REDIRECTION_DOMAIN";

pub(super) const FORMAT: Format = Format {
    id: "aws-dns-firewall",
    product: "Amazon Route 53 Resolver DNS Firewall",
    writes: "a domain list",
    proof: Proof::Schema,
    variants: &["api", "cloudformation"],
    extension: "json",
    told: Told::Field,
    naming: Some(Naming::with(64, "-_")),
    dialects: &[Dialect::lookups(
        Sense::ITSELF,
        Some(Sense::BELOW_PERHAPS_ITSELF),
    )],
    unproven: &[
        "no AWS CLI has read a request: commands and bodies are as botocore has them",
        "whether *.example.com matches example.com",
    ],
    notes: &[
        "give the rule TRUST_REDIRECTION_DOMAIN, or the names that AWS's names point to are asked \
         about as well",
    ],
    rule_notes: &[],
    limits: Limits {
        entry: Some(255),
        // Of a tag (Route 53 Resolver API, "Tag").
        description: Room::Characters(256),
        ..Limits::PUNYCODE
    },
    denies: Denies::Nothing,
    rules_on: RulesOn::Names,
    has_rules: true,
    body,
};

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Create<'a> {
    name: &'a str,
    tags: [Tag; 1],
}

/// What it was made from: a list has no description.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Tag {
    key: &'static str,
    value: String,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Update {
    firewall_domain_list_id: &'static str,
    operation: &'static str,
    domains: Vec<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Properties<'a> {
    name: &'a str,
    domains: Vec<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Rule<'a> {
    firewall_rule_group_id: &'static str,
    firewall_domain_list_id: &'static str,
    /// Text, so that nobody's order is changed unseen.
    priority: &'static str,
    action: &'static str,
    firewall_domain_redirection_action: &'static str,
    name: &'a str,
}

/// Names as in the CloudFormation reference, "AWS::Route53Resolver::FirewallRuleGroup".
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct RuleGroup<'a> {
    name: &'a str,
    firewall_rules: [GroupRule; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct GroupRule {
    firewall_domain_list_id: GetAtt,
    priority: Ref,
    action: &'static str,
    firewall_domain_redirection_action: &'static str,
}

#[derive(Serialize)]
struct GetAtt {
    #[serde(rename = "Fn::GetAtt")]
    attribute: [&'static str; 2],
}

#[derive(Serialize)]
struct Ref {
    #[serde(rename = "Ref")]
    name: &'static str,
}

fn body(job: &Job<'_>) -> Vec<Section> {
    let list = job.lists.iter();
    list.flat_map(|list| match job.variant {
        "cloudformation" => vec![template(job, list)],
        _ => requests(job, list),
    })
    .collect()
}

fn domains(list: &Listed<'_>) -> Vec<String> {
    let domain = |line: &Line<'_>| line.with("*.");
    list.lines.iter().map(domain).collect()
}

fn template(job: &Job<'_>, list: &Listed<'_>) -> Section {
    let properties = Properties {
        name: job.name(list.purpose),
        domains: domains(list),
    };
    let kind = "AWS::Route53Resolver::FirewallDomainList";
    let head = job.description();
    if !job.with_rules() {
        let how = "a template for aws cloudformation deploy";
        return Section::new(
            list.purpose,
            how,
            json(&Template::new(head, kind, properties)),
        );
    }
    let group = RuleGroup {
        name: job.rule(list.purpose),
        firewall_rules: [GroupRule {
            firewall_domain_list_id: GetAtt {
                attribute: ["AwsNetcheckAllow", "Id"],
            },
            priority: Ref { name: "Priority" },
            action: ACTION,
            firewall_domain_redirection_action: REDIRECTION,
        }],
    };
    let rules = ("AWS::Route53Resolver::FirewallRuleGroup", group);
    let template = Template::with_rules(head, (kind, properties), rules);
    let how = "a template for aws cloudformation deploy --parameter-overrides Priority=…; the rule \
               group does nothing before it is associated with a VPC";
    Section::new(list.purpose, how, json(&template))
}

fn requests(job: &Job<'_>, list: &Listed<'_>) -> Vec<Section> {
    let create = Create {
        name: job.name(list.purpose),
        tags: [Tag {
            key: "made-by",
            // Values take no other signs than _.:/=+-@ (Route 53 API, "Tag").
            value: job.description().replace([',', ';'], ""),
        }],
    };
    let update = Update {
        firewall_domain_list_id: LIST_ID,
        operation: "ADD",
        domains: domains(list),
    };
    let first = "aws route53resolver create-firewall-domain-list --cli-input-json";
    let second = "aws route53resolver update-firewall-domains --cli-input-json, with the id that \
                  the list was given";
    let mut sections = vec![
        Section::named(list.purpose, "-create", first, json(&create)),
        Section::new(list.purpose, second, json(&update)),
    ];
    if job.with_rules() {
        let rule = Rule {
            firewall_rule_group_id: "rslvr-frg-YOUR-GROUP",
            firewall_domain_list_id: LIST_ID,
            priority: "YOUR-PRIORITY",
            action: ACTION,
            firewall_domain_redirection_action: REDIRECTION,
            name: job.rule(list.purpose),
        };
        let third = "aws route53resolver create-firewall-rule --cli-input-json, with a priority \
                     before the rule that blocks";
        sections.push(Section::named(list.purpose, "-rule", third, json(&rule)));
    }
    sections
}
