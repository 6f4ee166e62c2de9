//! Palo Alto Networks Prisma Access, as bodies for the API of Strata Cloud Manager.
//!
//! The same meaning as in a category of PAN-OS (see `paloalto`). Keys and values as the vendor's
//! own models take them, and paths as its SDK has them, with the folder in the body alone (pan-scm-sdk
//! 0.15.1).

use serde::Serialize;

use crate::allowlist::Purpose;
use crate::format::json;
use crate::format::{
    Denies, Format, Job, Limits, Listed, Naming, Proof, Room, RulesOn, Section, Told,
};

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
    unproven: &[
        "no tenant has read the bodies: they, and where they are sent, are as in the vendor's SDK",
    ],
    notes: &["a category does nothing until a rule refers to it, and the configuration is pushed"],
    rule_notes: &[],
    limits: Limits {
        description: Room::Unnamed,
        ..paloalto::ENTRIES
    },
    denies: Denies::Nothing,
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

/// What both kinds of rule say.
#[derive(Serialize)]
struct Rule<'a, T> {
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
    #[serde(flatten)]
    rest: T,
}

#[derive(Serialize)]
struct Security {
    application: [&'static str; 2],
    profile_setting: Profiles,
    log_end: bool,
}

#[derive(Serialize)]
struct Profiles {
    group: [&'static str; 1],
}

#[derive(Serialize)]
struct Decryption {
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
        let how = "POST /config/security/v1/url-categories";
        sections.push(Section::new(list.purpose, how, json(&category(job, list))));
        if job.with_rules() {
            let (kind, text) = match list.purpose {
                Purpose::Allow => ("security-rules", json(&allowing(job))),
                Purpose::NoDecrypt => ("decryption-rules", json(&exempting(job))),
            };
            let how = format!("POST /config/security/v1/{kind}?position=pre");
            sections.push(Section::named(list.purpose, "-rule", &how, text));
        }
    }
    sections
}

fn category<'a>(job: &'a Job<'_>, list: &Listed<'_>) -> Category<'a> {
    Category {
        name: job.name(list.purpose),
        folder: FOLDER,
        description: job.description(),
        kind: "URL List",
        list: list.lines.iter().map(paloalto::entry).collect(),
    }
}

fn rule<'a, T>(
    job: &'a Job<'_>,
    purpose: Purpose,
    service: &'static str,
    action: &'static str,
    rest: T,
) -> Rule<'a, T> {
    Rule {
        name: job.rule(purpose),
        folder: FOLDER,
        description: job.description(),
        from: ["YOUR-USER-ZONE"],
        to: ["YOUR-INTERNET-ZONE"],
        source: ["YOUR-USER-ADDRESSES"],
        destination: ["any"],
        source_user: ["any"],
        category: [job.name(purpose)],
        service: [service],
        action,
        rest,
    }
}

fn allowing<'a>(job: &'a Job<'_>) -> Rule<'a, Security> {
    let rest = Security {
        application: ["ssl", "web-browsing"],
        profile_setting: Profiles {
            group: ["YOUR-PROFILE-GROUP"],
        },
        log_end: true,
    };
    rule(job, Purpose::Allow, "application-default", "allow", rest)
}

fn exempting<'a>(job: &'a Job<'_>) -> Rule<'a, Decryption> {
    let kind = Kind {
        ssl_forward_proxy: Empty {},
    };
    let rest = Decryption { kind };
    rule(job, Purpose::NoDecrypt, "any", "no-decrypt", rest)
}
