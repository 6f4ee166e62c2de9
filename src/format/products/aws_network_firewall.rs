//! AWS Network Firewall, as a domain list.
//!
//! A leading dot means the name itself and all below it; an asterisk is not used, though the
//! service's neighbour, the DNS Firewall, wants one, and the service's own checker takes it (AWS
//! Network Firewall Developer Guide, "Stateful domain list rule groups"; names and types as in
//! botocore 1.44.5).

use serde::Serialize;

use crate::allowlist::Purpose;
use crate::format::page::{json, unproven, why};
use crate::format::{
    Comment, Denies, Dialect, Format, Job, Limits, Line, Listed, Naming, Proof, Room, RulesOn,
    Section, Sense, Told,
};

pub(super) const FORMAT: Format = Format {
    id: "aws-network-firewall",
    product: "AWS Network Firewall",
    writes: "a stateful domain list",
    proof: Proof::Schema,
    variants: &["api", "cloudformation", "terraform"],
    extension: "json",
    told: Told::Field,
    naming: Some(Naming::with(128, "-")),
    dialects: &[Dialect::hosts(
        Purpose::Allow,
        Sense::ITSELF,
        Some(Sense::ALL),
    )],
    unproven: &[
        "no AWS CLI has read a request: commands and bodies are as botocore has them",
        "how many units of capacity a domain takes; three for each are written",
        "no Terraform has read the form terraform, only a parser of its language",
    ],
    notes: &[
        "an ALLOWLIST drops TLS to every other name, and HTTP too where it lists HTTP_HOST: add \
         these targets to the list that you have, or know that there is none",
        "where TLS inspection is on, its scopes go by address and port: names cannot be exempted, \
         but for an explicit proxy; and what it opens is matched as HTTP: add HTTP_HOST to the types",
        "sources outside the VPC need HOME_NET in the rule group",
        "the group is for policies of strict order: a policy of action order does not take it",
    ],
    rule_notes: &[],
    limits: Limits {
        description: Room::Characters(512),
        ..Limits::UNNAMED
    },
    denies: Denies::Nothing,
    rules_on: RulesOn::Connections,
    has_rules: false,
    body,
};

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Group<'a> {
    rule_group_name: &'a str,
    #[serde(rename = "Type")]
    kind: &'static str,
    description: String,
    capacity: usize,
    rule_group: Rules,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Rules {
    rules_source: Source,
    stateful_rule_options: Order,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Source {
    rules_source_list: Targets,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Targets {
    targets: Vec<String>,
    target_types: Vec<&'static str>,
    generated_rules_type: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Order {
    rule_order: &'static str,
}

/// A template with one resource, and perhaps rules that refer to it.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Template<T, R = ()> {
    #[serde(rename = "AWSTemplateFormatVersion")]
    version: &'static str,
    description: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    parameters: Option<Parameters>,
    resources: Resources<T, R>,
}

/// What is asked for when the template is deployed.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Parameters {
    priority: Parameter,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Parameter {
    #[serde(rename = "Type")]
    kind: &'static str,
    description: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Resources<T, R> {
    aws_netcheck_allow: Resource<T>,
    #[serde(skip_serializing_if = "Option::is_none")]
    aws_netcheck_rules: Option<Resource<R>>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Resource<T> {
    #[serde(rename = "Type")]
    kind: &'static str,
    properties: T,
}

impl<T> Template<T> {
    pub(super) fn new(description: String, kind: &'static str, properties: T) -> Self {
        Self::of(description, kind, properties)
    }
}

impl<T, R> Template<T, R> {
    fn of(description: String, kind: &'static str, properties: T) -> Self {
        Self {
            version: "2010-09-09",
            description,
            parameters: None,
            resources: Resources {
                aws_netcheck_allow: Resource { kind, properties },
                aws_netcheck_rules: None,
            },
        }
    }

    /// With rules, whose priority nobody but the reader knows.
    pub(super) fn with_rules(
        description: String,
        (kind, properties): (&'static str, T),
        (rules_kind, rules): (&'static str, R),
    ) -> Self {
        let mut template = Self::of(description, kind, properties);
        template.parameters = Some(Parameters {
            priority: Parameter {
                kind: "Number",
                description: "before the rule that blocks: the lowest number is asked first",
            },
        });
        template.resources.aws_netcheck_rules = Some(Resource {
            kind: rules_kind,
            properties: rules,
        });
        template
    }
}

fn body(job: &Job<'_>) -> Vec<Section> {
    let how = match job.variant {
        "cloudformation" => "a template for aws cloudformation deploy",
        "terraform" => "a resource of the provider hashicorp/aws",
        _ => "aws network-firewall create-rule-group --cli-input-json",
    };
    job.each(how, |list| match job.variant {
        "cloudformation" => {
            let kind = "AWS::NetworkFirewall::RuleGroup";
            json(&Template::new(job.description(), kind, group(job, list)))
        }
        "terraform" => terraform(job, list),
        _ => json(&group(job, list)),
    })
}

fn terraform(job: &Job<'_>, list: &Listed<'_>) -> String {
    let group = group(job, list);
    let source = &group.rule_group.rules_source.rules_source_list;
    // Of all forms of it this alone has comments.
    const COMMENTS: Told = Told::Comments(Comment::line("# "));
    let lines = list.lines.iter().zip(&source.targets);
    let targets: String = lines
        .map(|(line, target)| {
            let why = why("          ", COMMENTS, line);
            format!("{why}          \"{target}\",\n")
        })
        .collect();
    let unproven = unproven(COMMENTS, job.remarks);
    let types = source.target_types.join("\", \"");
    format!(
        "{unproven}resource \"aws_networkfirewall_rule_group\" \"aws_netcheck_allow\" {{\n  \
         name        = \"{}\"\n  type        = \"{}\"\n  description = \"{}\"\n  \
         capacity    = {}\n\n  rule_group {{\n    rules_source {{\n      rules_source_list {{\n        \
         generated_rules_type = \"ALLOWLIST\"\n        \
         target_types         = [\"{types}\"]\n        targets = [\n{targets}        \
         ]\n      }}\n    }}\n\n    stateful_rule_options {{\n      \
         rule_order = \"STRICT_ORDER\"\n    }}\n  }}\n}}\n",
        group.rule_group_name, group.kind, group.description, group.capacity
    )
}

/// HTTP without TLS is let through, and denied to other names, only where an entry needs it. A policy
/// that inspects TLS wants `HTTP_HOST` as well (AWS Network Firewall Developer Guide, "Allowing
/// inspected traffic with a domain list").
fn target_types(list: &Listed<'_>) -> Vec<&'static str> {
    let of_port = |port: &u16| match port {
        80 => "HTTP_HOST",
        _ => "TLS_SNI",
    };
    list.ports().iter().map(of_port).collect()
}

fn group<'a>(job: &'a Job<'_>, list: &Listed<'_>) -> Group<'a> {
    let target = |line: &Line<'_>| line.with(".");
    Group {
        rule_group_name: job.name(list.purpose),
        kind: "STATEFUL",
        description: job.description(),
        capacity: list.lines.len().saturating_mul(3),
        rule_group: Rules {
            rules_source: Source {
                rules_source_list: Targets {
                    targets: list.lines.iter().map(target).collect(),
                    target_types: target_types(list),
                    generated_rules_type: "ALLOWLIST",
                },
            },
            stateful_rule_options: Order {
                rule_order: "STRICT_ORDER",
            },
        },
    }
}
