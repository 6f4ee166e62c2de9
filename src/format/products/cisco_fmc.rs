//! Cisco Secure Firewall Management Center, as a body for its REST API.
//!
//! A URL object has no wildcard: a host matches after `://` or after any dot, so it is itself and
//! all below it. With a slash in it, it would be looked for anywhere in a URL, so none is written
//! (Cisco Defense Orchestrator documentation, "URL objects").

use serde::Serialize;

use crate::allowlist::Purpose;
use crate::format::json;
use crate::format::{
    Dialect, Format, Job, Line, Listed, Naming, Proof, RulesOn, Section, Sense, Told,
};

pub(super) const FORMAT: Format = Format {
    id: "cisco-fmc",
    product: "Cisco Secure Firewall (FMC)",
    writes: "an API body for a URL group",
    proof: Proof::Documentation,
    variants: &[],
    extension: "json",
    told: Told::Field,
    naming: Some(Naming::plain(64)),
    dialects: &[Dialect::hosts(Purpose::Allow, Sense::ALL, None)],
    unproven: &[
        "which characters a name may have",
        "the API's form of distinguished names for a Do Not Decrypt rule, so there is no such list",
    ],
    notes: &[
        "without decryption, older versions compare with the certificate's common name, which is \
         not the host's on shared certificates",
        "old releases take bodies of 20480 bytes at most",
    ],
    rules_on: RulesOn::Connections,
    has_rules: false,
    body,
};

#[derive(Serialize)]
struct Group<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    name: &'a str,
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
    let how = "POST /api/fmc_config/v1/domain/YOUR-DOMAIN/object/urlgroups";
    job.each(how, |list| json(&group(job, list)))
}

fn group<'a>(job: &'a Job<'_>, list: &'a Listed<'_>) -> Group<'a> {
    let literal = |line: &'a Line<'_>| Literal {
        kind: "Url",
        url: line.base.as_str(),
    };
    Group {
        kind: "UrlGroup",
        name: job.name(list.purpose),
        description: job.head.short(),
        literals: list.lines.iter().map(literal).collect(),
    }
}
