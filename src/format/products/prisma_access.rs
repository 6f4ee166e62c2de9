//! Palo Alto Networks Prisma Access, as bodies for the API of Strata Cloud Manager.
//!
//! The same meaning as in a category of PAN-OS (see `paloalto`). Keys and values as the vendor's
//! own models take them (pan-scm-sdk 0.15.1).

use serde::Serialize;

use crate::allowlist::Purpose;
use crate::format::json;
use crate::format::{Format, Job, Listed, Naming, Proof, RulesOn, Section, Told};

use super::paloalto;

/// Where objects of all of Prisma Access are kept.
const FOLDER: &str = "All";

pub(super) const FORMAT: Format = Format {
    id: "prisma-access",
    product: "Palo Alto Networks Prisma Access",
    writes: "API bodies for URL categories",
    proof: Proof::Schema,
    variants: &[],
    extension: "json",
    told: Told::Field,
    naming: Some(Naming::with(paloalto::LONGEST_NAME, "-_.")),
    dialects: paloalto::DIALECTS,
    unproven: &[],
    notes: &["a category does nothing until a rule refers to it, and the configuration is pushed"],
    rules_on: RulesOn::Connections,
    has_rules: true,
    body,
};

#[derive(Serialize)]
struct Category<'a> {
    name: &'a str,
    folder: &'static str,
    description: String,
    #[serde(rename = "type")]
    kind: &'static str,
    list: Vec<String>,
}

#[derive(Serialize)]
struct Rule<'a> {
    name: &'a str,
    folder: &'static str,
    description: String,
    from: [&'static str; 1],
    to: [&'static str; 1],
    source: [&'static str; 1],
    destination: [&'static str; 1],
    source_user: [&'static str; 1],
    category: [&'a str; 1],
    service: [&'static str; 1],
    action: &'static str,
    #[serde(rename = "type")]
    kind: Kind,
}

#[derive(Serialize)]
struct Kind {
    ssl_forward_proxy: Empty,
}

#[derive(Serialize)]
struct Empty {}

fn body(job: &Job<'_>) -> Vec<Section> {
    let mut sections = Vec::new();
    for list in &job.lists {
        let how = "POST /config/objects/v1/url-categories?folder=All";
        sections.push(Section::new(list.purpose, how, json(&category(job, list))));
        if job.with_rules() && list.purpose == Purpose::NoDecrypt {
            let how = "POST /config/security/v1/decryption-rules?folder=All&position=pre";
            sections.push(Section::named(list.purpose, "-rule", how, json(&rule(job))));
        }
    }
    sections
}

fn category<'a>(job: &'a Job<'_>, list: &Listed<'_>) -> Category<'a> {
    Category {
        name: job.name(list.purpose),
        folder: FOLDER,
        description: job.head.short(),
        kind: "URL List",
        list: list.lines.iter().map(paloalto::entry).collect(),
    }
}

fn rule<'a>(job: &'a Job<'_>) -> Rule<'a> {
    Rule {
        name: job.rule(Purpose::NoDecrypt),
        folder: FOLDER,
        description: job.head.short(),
        from: ["YOUR-USER-ZONE"],
        to: ["YOUR-INTERNET-ZONE"],
        source: ["YOUR-USER-ADDRESSES"],
        destination: ["any"],
        source_user: ["any"],
        category: [job.name(Purpose::NoDecrypt)],
        service: ["any"],
        action: "no-decrypt",
        kind: Kind {
            ssl_forward_proxy: Empty {},
        },
    }
}
