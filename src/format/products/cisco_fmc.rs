//! Cisco Secure Firewall Management Center, as a body for its REST API.
//!
//! A URL object has no wildcard: a host matches after `://` or after any dot, so it is itself and
//! all below it. With a slash in it, it would be looked for anywhere in a URL, so none is written
//! (Cisco Defense Orchestrator documentation, "URL objects").

use serde::Serialize;

use crate::allowlist::Purpose;
use crate::format::json;
use crate::format::{
    Denies, Dialect, Format, Job, Limits, Line, Listed, Most, Naming, Proof, Room, RulesOn,
    Section, Sense, Told,
};

/// The longest body that every release takes, in bytes (Cisco, "Firepower Management Center REST API
/// Quick Start Guide"); newer ones take more.
const LONGEST_BODY: usize = 20_480;

pub(super) const FORMAT: Format = Format {
    id: "cisco-fmc",
    product: "Cisco Secure Firewall (FMC)",
    writes: "API bodies for URL groups",
    proof: Proof::Documentation,
    variants: &[],
    extension: "json",
    told: Told::Field,
    // Of 64; a number is added.
    naming: Some(Naming::plain(60)),
    dialects: &[Dialect::hosts(Purpose::Allow, Sense::ALL, None)],
    unproven: &[
        "which characters a name may have",
        "the API's form of distinguished names for a Do Not Decrypt rule, so there is no such list",
    ],
    notes: &[
        "without decryption, older versions compare with the certificate's common name, which is \
         not the host's on shared certificates",
        "old releases take bodies of 20480 bytes at most: what is longer is written as several \
         groups, and a rule must have all of them",
    ],
    rule_notes: &[],
    limits: Limits {
        list: Most::Bytes(LONGEST_BODY),
        description: Room::Unnamed,
        ..Limits::UNNAMED
    },
    denies: Denies::Nothing,
    rules_on: RulesOn::Connections,
    has_rules: false,
    body,
};

#[derive(Serialize)]
struct Group<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    name: String,
    description: String,
    literals: Vec<Literal<'a>>,
}

#[derive(Serialize)]
struct Literal<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    url: &'a str,
}

fn body(job: &Job<'_>) -> Vec<Section> {
    job.lists
        .iter()
        .flat_map(|list| groups(job, list))
        .collect()
}

/// As few groups as the length of a body allows.
fn groups(job: &Job<'_>, list: &Listed<'_>) -> Vec<Section> {
    let how = "POST /api/fmc_config/v1/domain/YOUR-DOMAIN/object/urlgroups";
    let mut sections = Vec::new();
    let mut rest = list.lines.as_slice();
    while !rest.is_empty() {
        let suffix = match sections.len() {
            0 => String::new(),
            before => format!("-{}", before + 1),
        };
        let name = format!("{}{suffix}", job.name(list.purpose));
        let text = |count: &usize| json(&group(job, &name, rest.get(..*count).unwrap_or(rest)));
        let fits = |count: &usize| text(count).len() <= LONGEST_BODY;
        let most = (1..=rest.len()).rev().find(fits).unwrap_or(1);
        sections.push(Section::named(list.purpose, &suffix, how, text(&most)));
        rest = rest.get(most..).unwrap_or_default();
    }
    sections
}

fn group<'a>(job: &Job<'_>, name: &str, lines: &'a [Line<'_>]) -> Group<'a> {
    let literal = |line: &'a Line<'_>| Literal {
        kind: "Url",
        url: line.base.as_str(),
    };
    Group {
        kind: "UrlGroup",
        name: name.to_owned(),
        description: job.description(),
        literals: lines.iter().map(literal).collect(),
    }
}
