//! Zscaler Internet Access, as bodies for its API.
//!
//! No asterisk: a leading dot means the name itself and up to five labels below it, a name without
//! one means that host, and to the right everything is open. Lower case, ASCII, no scheme; one bad
//! entry makes the service refuse all of them (help.zscaler.com, "URL Format Guidelines"). Field
//! names as in the vendor's Terraform provider.

use serde::Serialize;

use crate::allowlist::Purpose;
use crate::format::json;
use crate::format::{Dialect, Format, Job, Listed, Naming, Proof, RulesOn, Section, Sense, Told};

/// What a leading dot means.
const DOT: Sense = Sense::ALL.to_depth(5);

pub(super) const FORMAT: Format = Format {
    id: "zscaler",
    product: "Zscaler Internet Access",
    writes: "API bodies for custom URL categories",
    proof: Proof::Documentation,
    variants: &[],
    extension: "json",
    told: Told::Field,
    naming: Some(Naming::with(255, "-_.")),
    dialects: &[
        Dialect::hosts(Purpose::Allow, Sense::ITSELF, Some(DOT)),
        Dialect::hosts(Purpose::NoDecrypt, Sense::ITSELF, Some(DOT)),
    ],
    unproven: &["the spelling of the values of minTLSVersion"],
    notes: &[
        "a leading dot reaches five labels below the name, no further",
        "a name in a custom category leaves its predefined one; move the names from urls to \
         dbCategorizedUrls to have it in both",
    ],
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
struct Rule<'a> {
    name: &'a str,
    description: String,
    order: u8,
    rank: u8,
    state: &'static str,
    url_categories: [&'static str; 1],
    action: Action,
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
        if job.with_rules() && list.purpose == Purpose::NoDecrypt {
            let how = "POST /api/v1/sslInspectionRules, with the id that the category before \
                       was given for CUSTOM_NN, disabled until you have looked at its order";
            sections.push(Section::named(list.purpose, "-rule", how, json(&rule(job))));
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
        description: job.head.short(),
        urls: list.lines.iter().map(|line| line.with(".")).collect(),
    }
}

fn rule<'a>(job: &'a Job<'_>) -> Rule<'a> {
    Rule {
        name: job.rule(Purpose::NoDecrypt),
        description: job.head.short(),
        order: 1,
        rank: 7,
        state: "DISABLED",
        url_categories: ["CUSTOM_NN"],
        action: Action {
            kind: "DO_NOT_DECRYPT",
            do_not_decrypt_sub_actions: SubActions {
                bypass_other_policies: false,
                server_certificates: "BLOCK",
                ocsp_check: true,
                block_ssl_traffic_with_no_sni_enabled: false,
                min_tls_version: "SERVER_TLS_1_2",
            },
        },
    }
}
