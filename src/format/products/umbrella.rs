//! Cisco Umbrella and Secure Access, as a destination list to upload, or as bodies for the API.
//!
//! There is no asterisk anywhere: a domain means itself and all names below it, so a single host
//! always comes out wider. No duplicates, which a covered name is, and at most 500 destinations a
//! request (docs.umbrella.com, "Wildcards and Destination Lists"; Umbrella API, "Destination
//! Lists"). Only domains are written: web addresses below AWS's domains are refused in DNS lists.

use serde::Serialize;

use crate::allowlist::Purpose;
use crate::format::json;
use crate::format::{
    Denies, Dialect, Format, Job, Limits, Line, Listed, Most, Naming, Proof, RulesOn, Section,
    Sense, Told,
};

/// `bundleTypeId` of the API: a list is for DNS policies or for web policies, where TLS is opened.
const POLICIES: [(u8, &str, &str); 2] = [(1, "-dns", "DNS"), (2, "", "web")];

pub(super) const FORMAT: Format = Format {
    id: "umbrella",
    product: "Cisco Umbrella, Cisco Secure Access",
    writes: "destination lists",
    proof: Proof::Documentation,
    variants: &["list", "api"],
    extension: "txt",
    told: Told::Nowhere("a list is a name and its destinations"),
    naming: Some(Naming::with(255, "-_. ")),
    dialects: &[
        Dialect::hosts(Purpose::Allow, Sense::ALL, None),
        Dialect::hosts(Purpose::NoDecrypt, Sense::ALL, None),
    ],
    unproven: &["the API's form of a selective decryption list; use the upload for it"],
    notes: &[
        "the API has a list for DNS policies (bundleTypeId 1) and one for web policies \
         (bundleTypeId 2): post the one of the policies in use, or both",
    ],
    rule_notes: &[],
    limits: Limits {
        entry: Some(253),
        // In one request.
        list: Most::Parts(500),
        ..Limits::UNNAMED
    },
    denies: Denies::Nothing,
    rules_on: RulesOn::Both,
    has_rules: false,
    body,
};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct DestinationList {
    access: &'static str,
    is_global: bool,
    name: String,
    bundle_type_id: u8,
    destinations: Vec<Destination>,
}

#[derive(Serialize)]
struct Destination {
    destination: String,
    comment: String,
}

fn body(job: &Job<'_>) -> Vec<Section> {
    let mut sections = Vec::new();
    for list in &job.lists {
        match (job.variant, list.purpose) {
            ("api", Purpose::Allow) => {
                for policies in POLICIES {
                    sections.extend(requests(job, list, policies));
                }
            }
            (_, Purpose::Allow) => {
                let how = "a destination list with access Allow: Bulk Upload";
                sections.push(Section::new(list.purpose, how, domains(list)));
            }
            (_, Purpose::NoDecrypt) => {
                let how = "a selective decryption list: its domains";
                sections.push(Section::new(list.purpose, how, domains(list)));
            }
        }
    }
    sections
}

fn domains(list: &Listed<'_>) -> String {
    let domain = |line: &Line<'_>| format!("{}\n", line.base);
    list.lines.iter().map(domain).collect()
}

/// The first request makes the list; the others add to it.
fn requests(
    job: &Job<'_>,
    list: &Listed<'_>,
    (bundle_type_id, ending, policies): (u8, &str, &str),
) -> Vec<Section> {
    let destination = |line: &Line<'_>| Destination {
        destination: line.base.to_string(),
        comment: line.why(),
    };
    let parts = FORMAT.limits.parts(&list.lines);
    parts
        .map(|(suffix, lines)| {
            let destinations = lines.iter().map(destination).collect();
            if !suffix.is_empty() {
                let how = "POST /policies/v2/destinationlists/LIST-ID/destinations, with the id \
                           that the list was given";
                let suffix = format!("{ending}{suffix}");
                let rest: Vec<Destination> = destinations;
                return Section::named(list.purpose, &suffix, how, json(&rest));
            }
            let body = DestinationList {
                access: "allow",
                is_global: false,
                name: format!("{}{ending}", job.name(list.purpose)),
                bundle_type_id,
                destinations,
            };
            let how = format!("POST /policies/v2/destinationlists, for {policies} policies");
            Section::named(list.purpose, ending, &how, json(&body))
        })
        .collect()
}
