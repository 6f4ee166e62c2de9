//! Zscaler Internet Access, as bodies for its API.
//!
//! No asterisk: a leading dot means the name itself and up to five labels below it, a name without
//! one means that host, and to the right everything is open. Lower case, ASCII, no scheme; one bad
//! entry makes the service refuse all of them (help.zscaler.com, "URL Format Guidelines"). Fields and
//! values as in the vendor's Terraform provider and Ansible collection.

use serde::Serialize;

use crate::allowlist::Purpose;
use crate::format::json;
use crate::format::{
    Denies, Dialect, Format, Job, Limits, Listed, Most, Naming, Proof, Room, RulesOn, Section,
    Sense, Told,
};

/// What a leading dot means.
const DOT: Sense = Sense::ALL.to_depth(5);

pub(super) const FORMAT: Format = Format {
    id: "zscaler",
    product: "Zscaler Internet Access",
    writes: "API bodies for custom URL categories",
    proof: Proof::Schema,
    variants: &[],
    extension: "json",
    told: Told::Field,
    naming: Some(Naming::with(255, "-_.")),
    dialects: &[
        Dialect::hosts(Purpose::Allow, Sense::ITSELF, Some(DOT)),
        Dialect::hosts(Purpose::NoDecrypt, Sense::ITSELF, Some(DOT)),
    ],
    unproven: &[
        "the vendor's package names fields as its API does, but has not read this JSON itself",
        "the paths of the API: none of the vendor's packages was asked for them",
        "that SERVER_TLS_1_2 is a value of minTLSVersion in the rule that exempts",
    ],
    notes: &[
        "a name in a custom category leaves its predefined one; move the names from urls to \
         dbCategorizedUrls to have it in both",
    ],
    rule_notes: &[
        "a rule's order counts among the rules of its rank, 1 first; put a number behind the rules \
         that must stay before it",
    ],
    limits: Limits {
        entry: Some(255),
        // Of an organisation.
        list: Most::Entries(25_000),
        description: Room::Unnamed,
        ..Limits::PUNYCODE
    },
    denies: Denies::Nothing,
    rules_on: RulesOn::Connections,
    has_rules: true,
    body,
};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Category<'a> {
    configured_name: &'a str,
    super_category: &'static str,
    custom_category: bool,
    #[serde(rename = "type")]
    kind: &'static str,
    description: String,
    urls: Vec<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule<'a, T> {
    name: &'a str,
    description: String,
    /// Text, so that nobody's order is changed unseen.
    order: &'static str,
    rank: u8,
    state: &'static str,
    /// For whom: without any group it is for everybody.
    groups: [Group; 1],
    url_categories: [&'static str; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    protocols: Vec<&'static str>,
    action: T,
}

#[derive(Serialize)]
struct Group {
    id: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Action {
    #[serde(rename = "type")]
    kind: &'static str,
    do_not_decrypt_sub_actions: SubActions,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SubActions {
    /// Other policies keep looking at what is not decrypted.
    bypass_other_policies: bool,
    server_certificates: &'static str,
    ocsp_check: bool,
    block_ssl_traffic_with_no_sni_enabled: bool,
    #[serde(rename = "minTLSVersion")]
    min_tls_version: &'static str,
}

fn body(job: &Job<'_>) -> Vec<Section> {
    let mut sections = Vec::new();
    for list in &job.lists {
        let category = json(&category(job, list));
        sections.push(Section::new(
            list.purpose,
            "POST /api/v1/urlCategories",
            category,
        ));
        if job.with_rules() {
            let (place, text) = match list.purpose {
                Purpose::Allow => ("urlFilteringRules", json(&allowing(job, list))),
                Purpose::NoDecrypt => ("sslInspectionRules", json(&exempting(job))),
            };
            let how = format!(
                "POST /api/v1/{place}, with the id that the category before was given for \
                 CUSTOM_NN, disabled until you have looked at it"
            );
            sections.push(Section::named(list.purpose, "-rule", &how, text));
        }
    }
    sections
}

fn category<'a>(job: &'a Job<'_>, list: &Listed<'_>) -> Category<'a> {
    Category {
        configured_name: job.name(list.purpose),
        super_category: "USER_DEFINED",
        custom_category: true,
        kind: "URL_CATEGORY",
        description: job.description(),
        urls: list.lines.iter().map(|line| line.with(".")).collect(),
    }
}

fn rule<'a, T>(job: &'a Job<'_>, purpose: Purpose, action: T) -> Rule<'a, T> {
    Rule {
        name: job.rule(purpose),
        description: job.description(),
        order: "YOUR-ORDER",
        rank: 7,
        state: "DISABLED",
        groups: [Group {
            id: "YOUR-GROUP-ID",
        }],
        url_categories: ["CUSTOM_NN"],
        protocols: Vec::new(),
        action,
    }
}

/// TLS that is opened is one protocol, TLS that is not another.
fn allowing<'a>(job: &'a Job<'_>, list: &Listed<'_>) -> Rule<'a, &'static str> {
    let mut protocols = vec!["HTTPS_RULE", "SSL_RULE"];
    if list.ports().contains(&80) {
        protocols.push("HTTP_RULE");
    }
    Rule {
        protocols,
        ..rule(job, list.purpose, "ALLOW")
    }
}

fn exempting<'a>(job: &'a Job<'_>) -> Rule<'a, Action> {
    let action = Action {
        kind: "DO_NOT_DECRYPT",
        do_not_decrypt_sub_actions: SubActions {
            bypass_other_policies: false,
            server_certificates: "BLOCK",
            ocsp_check: true,
            block_ssl_traffic_with_no_sni_enabled: false,
            min_tls_version: "SERVER_TLS_1_2",
        },
    };
    rule(job, Purpose::NoDecrypt, action)
}
