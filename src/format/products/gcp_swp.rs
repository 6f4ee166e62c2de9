//! Google Cloud Secure Web Proxy, as a URL list.
//!
//! `*.example.com` is any depth below and not the name itself; `example.com` is that host (Google
//! Cloud, "UrlList syntax reference"; keys as in google-cloud-network-security 0.13.4).

use std::fmt::Write as _;

use crate::allowlist::Purpose;
use crate::format::page::why;
use crate::format::{
    Comment, Denies, Dialect, Format, Job, Limits, Listed, Naming, Proof, Room, RulesOn, Section,
    Sense, Told,
};

pub(super) const FORMAT: Format = Format {
    id: "gcp-swp",
    product: "Google Cloud Secure Web Proxy",
    writes: "URL lists in YAML",
    proof: Proof::Schema,
    variants: &[],
    extension: "yaml",
    told: Told::Comments(Comment::line("# ")),
    naming: Some(Naming::lower(63)),
    dialects: &[
        Dialect::hosts(Purpose::Allow, Sense::ITSELF, Some(Sense::BELOW)),
        Dialect::hosts(Purpose::NoDecrypt, Sense::ITSELF, Some(Sense::BELOW)),
    ],
    unproven: &[
        "the gcloud commands that import the files; the files themselves are read by the vendor's \
         package for its API",
    ],
    notes: &[],
    rule_notes: &[
        "the first rule that matches decides: YOUR-NO-DECRYPT-PRIORITY must be a lower number than \
         YOUR-ALLOW-PRIORITY, and no other rule may have either",
        "the no-decrypt rule lets its names through as well",
    ],
    limits: Limits {
        description: Room::Unnamed,
        ..Limits::UNNAMED
    },
    denies: Denies::Nothing,
    rules_on: RulesOn::Connections,
    has_rules: true,
    body,
};

fn body(job: &Job<'_>) -> Vec<Section> {
    let mut sections = Vec::new();
    for list in &job.lists {
        let how = "gcloud network-security url-lists import";
        sections.push(Section::new(list.purpose, how, url_list(job, list)));
        if job.with_rules() {
            let how = "gcloud network-security gateway-security-policies rules import";
            sections.push(Section::named(list.purpose, "-rule", how, rule(job, list)));
        }
    }
    sections
}

fn path(job: &Job<'_>, purpose: Purpose) -> String {
    let name = job.name(purpose);
    format!("projects/YOUR-PROJECT/locations/YOUR-REGION/urlLists/{name}")
}

fn url_list(job: &Job<'_>, list: &Listed<'_>) -> String {
    let (path, head) = (path(job, list.purpose), job.description());
    let mut text = format!("name: {path}\ndescription: '{head}'\nvalues:\n");
    for line in &list.lines {
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "{}- '{}'",
            why("", FORMAT.told, line),
            line.with("*.")
        );
    }
    text
}

/// A rule without inspection for what is not to be opened. Its source is a placeholder that no
/// policy takes, so that nobody allows everybody unseen.
fn rule(job: &Job<'_>, list: &Listed<'_>) -> String {
    let (priority, inspected) = match list.purpose {
        Purpose::Allow => ("YOUR-ALLOW-PRIORITY", "YOUR-CHOICE"),
        Purpose::NoDecrypt => ("YOUR-NO-DECRYPT-PRIORITY", "false"),
    };
    format!(
        "name: projects/YOUR-PROJECT/locations/YOUR-REGION/gatewaySecurityPolicies/YOUR-POLICY/rules/{}\n\
         enabled: true\npriority: {priority}\nbasicProfile: ALLOW\n\
         sessionMatcher: inUrlList(host(), '{}') && source.matchServiceAccount('YOUR-ACCOUNT')\n\
         tlsInspectionEnabled: {inspected}\n",
        job.rule(list.purpose),
        path(job, list.purpose)
    )
}
